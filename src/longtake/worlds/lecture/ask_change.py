"""Questions about what changes while nobody says so."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from longtake.types import Span
from longtake.worlds.lecture.ask_when import each_second, runs, shows, spelt
from longtake.worlds.lecture.evidence import (
    ink_of,
    near,
    slides_of,
    whole,
)
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import (
    ROW,
    Page,
    alike,
    cells,
    page_titled,
    written,
)
from longtake.worlds.lecture.slide_kind import Asked, Options, SlideKind
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film


def _moments(slide: Slide) -> tuple[float, float, float]:
    """When the silent change happens, and a moment well before and well after it."""
    assert slide.topic.changed is not None
    start_s = slide.when(ink_of(slide, slide.topic.changed[1])).start_s
    return start_s, start_s - 0.8, start_s + 0.8


def changed_row(page: Page) -> tuple[str, str, str, float] | None:
    """The item whose number changed, the number before and after, and when the new one was seen."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for view in page.views:
        for thing in written(view, "row"):
            y = next((y for y in rows if abs(y - thing.y) < ROW), thing.y)
            rows.setdefault(y, []).append((view.time_s, thing.text))
    best: tuple[int, tuple[str, str, str, float] | None] = (0, None)
    for readings in rows.values():
        values = [(time_s, cells(text)) for time_s, text in readings]
        last = [(time_s, row[0], row[-1]) for time_s, row in values if row[-1].isdigit()]
        ranked = Counter(number for _, _, number in last).most_common(2)
        if len(ranked) == 2 and ranked[1][1] > best[0]:
            numbers = {number for number, _ in ranked}
            kept = [reading for reading in last if reading[2] in numbers]
            before = kept[0][2]
            after = (numbers - {before}).pop()
            since_s = next(time_s for time_s, _, number in kept if number == after)
            best = ranked[1][1], (kept[-1][1], before, after, since_s)
    return best[1]


class WhichChanged(SlideKind):
    """Of which item a number changes silently."""

    name = "lecture-changed"
    family = "change"
    temporal = True
    pattern = (
        r'On the slide "(?P<title>[^"]+)" one number changes while nobody says so: '
        r"of which (?P<noun>\w+)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, "silent"):
            _, before_s, after_s = _moments(slide)
            row = slide.topic.changed[0] if slide.topic.changed else 1
            answer = slide.topic.items[row - 1]
            yield Draft(
                kind=self.name,
                text=f'On the slide "{slide.topic.title}" one number changes while nobody says '
                f"so: of which {slide.topic.noun}?",
                answer=answer,
                wrong=tuple(item for item in slide.topic.items if item != answer),
                evidence=(whole(film, slide, (before_s, after_s)),),
                level=film.order.level,
            )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        change = changed_row(page)
        if change is None:
            return None
        return max(options, key=lambda option: alike(option, change[0])) if options else change[0]


class ChangedNumber(SlideKind):
    """What the number was before, or is after."""

    name = "lecture-changed-number"
    family = "change"
    temporal = True
    pattern = (
        r'On the slide "(?P<title>[^"]+)" one number changes while nobody says so: '
        r"what is it (?P<end>before|afterwards)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, "silent"):
            _, before_s, after_s = _moments(slide)
            row = slide.topic.changed[0] if slide.topic.changed else 1
            numbers = {
                "before": slide.topic.values[row - 1][0],
                "afterwards": int(slide.topic.answer),
            }
            column = [values[0] for values in slide.topic.values]
            for end, value in numbers.items():
                yield Draft(
                    kind=self.name,
                    text=f'On the slide "{slide.topic.title}" one number changes while nobody '
                    f"says so: what is it {end}?",
                    answer=str(value),
                    wrong=near(value, rng, [*column, *numbers.values()]),
                    evidence=(whole(film, slide, (before_s, after_s)),),
                    keep_order=True,
                    level=film.order.level,
                )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        change = changed_row(page)
        if change is None:
            return None
        return change[1] if asked["end"] == "before" else change[2]


class WhenChanged:
    """From when on the changed number is to be read."""

    name = "lecture-changed-when"
    family = "ground"
    temporal = True
    pattern = r'When does the slide "(?P<title>[^"]+)" show the number that was changed silently\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, "silent"):
            start_s, before_s, _ = _moments(slide)
            span = Span(start_s, slide.span.end_s)
            yield Draft(
                kind=self.name,
                text=f'When does the slide "{slide.topic.title}" show the number that was changed '
                "silently?",
                form="spans",
                answer=spelt([span]),
                spans=(span,),
                evidence=(whole(film, slide, (before_s, *each_second(film, span))),),
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        page = page_titled(seen, asked["title"])
        change = changed_row(page) if page else None
        if page is None or change is None:
            return None
        since_s = change[3]
        return spelt(runs(seen, lambda v: v.time_s >= since_s and shows(v, asked["title"])))
