"""Reads a lecture off what was seen: which slides there were, and what stood on them when.

Tolerates letters that were misread and frames that are missing. Views come in, out of a plan or out
of pixels; `Page`s go out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from statistics import median

from longtake.worlds.lecture.ink import LEGIBLE_BLUR
from longtake.worlds.stage import Thing, View

SAME = 0.84
SAME_NAME = 0.75
"""Least likeness of two readings of the same words."""
JOIN_S = 0.9
"""How long a join lasts at most."""
CLOSELY = 5
"""Views of a slide, in a film that is watched closely."""
ROW = 0.03
"""Lines whose middles lie closer than this stand on the same row."""
LINES = ("point", "row", "code", "formula", "hand", "note")


@dataclass(slots=True)
class Page:
    """A slide, as far as it was seen."""

    title: str
    views: list[View] = field(default_factory=list)

    @property
    def start_s(self) -> float:
        """When it was first seen."""
        return self.views[0].time_s

    def lines(self, *looks: str) -> list[list[tuple[float, str]]]:
        """Of each row from top to bottom, the different texts that stood there, and since when."""
        rows: dict[float, list[tuple[float, str]]] = {}
        for view in self.views:
            for thing in written(view, *(looks or LINES)):
                y = next((y for y in rows if abs(y - thing.y) < ROW), thing.y)
                texts = rows.setdefault(y, [])
                if not texts or texts[-1][1] != thing.text:
                    texts.append((view.time_s, thing.text))
        return [rows[y] for y in sorted(rows)]

    def texts(self, *looks: str) -> list[str]:
        """Of each row from top to bottom, the text that stood there longest without a change."""
        seen: dict[float, Counter[str]] = {}
        for view in self.views:
            for thing in written(view, *(looks or LINES)):
                y = next((y for y in seen if abs(y - thing.y) < ROW), thing.y)
                seen.setdefault(y, Counter())[thing.text] += 1
        return [seen[y].most_common(1)[0][0] for y in sorted(seen)]

    def run(self, *looks: str) -> list[str]:
        """The texts of such lines in the order in which they came, none twice in a row."""
        texts: list[str] = []
        for view in self.views:
            for thing in written(view, *looks):
                if not texts or texts[-1] != thing.text:
                    texts.append(thing.text)
        return texts


def written(view: View, *looks: str) -> list[Thing]:
    """The legible lines of a moment, from top to bottom."""
    lines = [t for t in view.of(*looks) if t.text and t.blur < LEGIBLE_BLUR]
    return sorted(lines, key=lambda thing: thing.y)


def shown(view: View) -> View:
    """The moment, or in the first half of a join what still stands before it."""
    return view.behind.at(view.time_s) if view.behind and view.behind_share > 0.5 else view


def title_of(view: View) -> str:
    """The title of the slide that is shown; empty when none was read."""
    titles = [thing.text for thing in view.of("title") if thing.text]
    return titles[0] if titles else ""


def pages(seen: Sequence[View]) -> list[Page]:
    """The slides in the order in which they were seen.

    What is heard without a picture belongs to the slide that was seen last.
    """
    found: list[Page] = []
    for view in map(shown, seen):
        title = title_of(view)
        if title and not (found and titled_alike(found[-1].title, title)):
            found.append(Page(title))
        if found and (title or not view.things):
            found[-1].views.append(view)
    for page in found:
        page.title = Counter(title for view in page.views if (title := title_of(view))).most_common(
            1
        )[0][0]
    return _steady(found)


def _steady(found: list[Page]) -> list[Page]:
    """Without titles that were read for a moment only, in a join of two slides.

    Whether slides are watched closely is asked of the views: the closer they are, the more titles
    are misread, so that most of the titles may be such.
    """
    usual = [len(page.views) for page in found for _ in page.views]
    if not usual or median(usual) < CLOSELY:
        return found
    kept: list[Page] = []
    for page in found:
        if page.views[-1].time_s - page.start_s < JOIN_S:
            continue
        if kept and titled_alike(kept[-1].title, page.title):
            kept[-1].views.extend(page.views)
        else:
            kept.append(page)
    return kept


def page_titled(seen: Sequence[View], title: str) -> Page | None:
    """The slide of that title, all that was seen of it; None when it was not seen."""
    found = pages(seen)
    fitting = [page for page in found if titled_alike(page.title, title)]
    if not fitting:
        return None
    best = max(alike(page.title, title) for page in fitting)
    views = [view for page in fitting if alike(page.title, title) == best for view in page.views]
    return Page(title, views)


def place_of(title: str, found: Sequence[Page]) -> int | None:
    """Where among these the slide of that title is."""
    likely = [(alike(page.title, title), -place) for place, page in enumerate(found)
              if titled_alike(page.title, title)]  # fmt: skip
    return -max(likely)[1] if likely else None


def told(view: View) -> str:
    """What is said, by ear or from the subtitles."""
    return view.heard or view.subtitle


@lru_cache(maxsize=200_000)
def alike(one: str, other: str) -> float:
    """How alike two readings are, in [0, 1]."""
    if one == other:
        return 1.0
    a, b = one.casefold(), other.casefold()
    if abs(len(a) - len(b)) > 0.3 * max(len(a), len(b)):
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def same(one: str, other: str) -> bool:
    """Whether two readings are of the same words, give or take a letter; numbers must agree."""
    return numbers(one) == numbers(other) and alike(one, other) >= SAME


def titled_alike(one: str, other: str) -> bool:
    """Whether two titles are the same, give or take a letter: their last words tell them apart."""
    if one == other:
        return True
    last = one.rpartition(" ")[2], other.rpartition(" ")[2]
    return same(one, other) and alike(*last) >= SAME_NAME


def speaks_of(text: str, phrase: str) -> bool:
    """Whether these words, or one word, stand in a line."""
    if phrase.casefold() in text.casefold():
        return True
    words, wanted = text.split(), len(phrase.split())
    parts = (" ".join(words[at : at + wanted]) for at in range(len(words) - wanted + 1))
    return any(same(part.strip(",."), phrase) for part in parts)


def numbers(text: str) -> list[str]:
    """The numbers of a line."""
    return re.findall(r"\d+", text)


def cells(line: str) -> list[str]:
    """The columns of a table's row."""
    return re.split(r"\s{2,}", line.strip())


def name_among(text: str, options: Sequence[str]) -> str | None:
    """The name that it must be: clearly more like the reading than any other is."""
    if not options:
        return text
    ranked = sorted(((alike(option, text), option) for option in options), reverse=True)
    clear = len(ranked) < 2 or ranked[0][0] - ranked[1][0] >= 0.12
    return ranked[0][1] if ranked[0][0] >= 0.56 and clear else None


def among(text: str, options: Sequence[str]) -> str | None:
    """The text as an option words it; itself where there are none; None when it is not like any."""
    if not options:
        return text
    best = max(options, key=lambda option: alike(option, text))
    return best if same(best, text) else None
