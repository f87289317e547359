"""Questions that need both what is shown and what is said (OmniVideoBench, arXiv 2510.10689)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.lecture.ask_order import body, titles
from longtake.worlds.lecture.evidence import by_ear, lectures, spoken, whole
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import Page, alike, among, pages, told, written
from longtake.worlds.lecture.slide_kind import Asked, Options, SlideKind
from longtake.worlds.questions import Draft, Sense
from longtake.worlds.stage import View
from longtake.worlds.truth import Line
from longtake.worlds.world import Film

MISREAD = 0.6
"""Least likeness of a name to a reading of it."""
RATIO = re.compile(
    r"(?P<item>\w+) has (?:(?P<way>twice|half) that of|(?P<more>\d+) (?P<sign>more|fewer) than) "
    r"(?P<base>\w+)"
)


def _needs(film: LectureFilm, line: Line) -> tuple[Sense, ...]:
    return ("writing", "sound") if by_ear(film, line) else ("writing",)


def lined(films: Sequence[Film]) -> Iterator[tuple[LectureFilm, Slide, Line]]:
    """Everything that is said about a slide that tells something."""
    for film in lectures(films):
        for slide in body(film):
            for line in slide.lines:
                if line.voice or not by_ear(film, line):
                    yield film, slide, line


class Compared:
    """The slide gives a ratio, the voice the number it starts from."""

    name = "lecture-compared"
    family = "complement"
    temporal = False
    pattern = (
        r"Taking together what is shown and what is said, what is the (?P<measure>\w+) "
        r"of (?P<item>\w+)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide, line in lined(films):
            if slide.topic.kind != "compared":
                continue
            yield Draft(
                kind=self.name,
                text="Taking together what is shown and what is said, what is the "
                f"{slide.topic.measures[0].name} of {slide.topic.items[0]}?",
                answer=slide.topic.answer,
                wrong=slide.topic.wrong,
                evidence=(whole(film, slide), spoken(film, slide, line)),
                needs=_needs(film, line),
                keep_order=True,
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        texts = {thing.text for view in seen for thing in written(view, "point")}
        ratios = [ratio for text in texts if (ratio := RATIO.fullmatch(text))]
        likely = [r for r in ratios if alike(r["item"], asked["item"]) >= MISREAD]
        if not likely:
            return None
        ratio = max(likely, key=lambda r: alike(r["item"], asked["item"]))
        value = _value(ratio["base"], {told(view) for view in seen})
        if value is None:
            return None
        if ratio["way"]:
            return str(2 * value if ratio["way"] == "twice" else value // 2)
        step = int(ratio["more"])
        return str(value + step if ratio["sign"] == "more" else value - step)


def _value(item: str, lines: set[str]) -> int | None:
    """The number that is said of an item."""
    found = [said for line in lines if (said := re.search(r"(\w+) has an? \w+ of (\d+)", line))]
    best = max(found, key=lambda said: alike(said[1], item), default=None)
    return int(best[2]) if best and alike(best[1], item) >= MISREAD else None


class Said(SlideKind):
    """What is said while a slide is shown."""

    name = "lecture-said"
    family = "complement"
    pattern = r'Which sentence is said while the slide "(?P<title>[^"]+)" is shown\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        every = list(lined(films))
        for film, slide, line in every:
            others = [other.text for _, there, other in every if there is not slide]
            yield Draft(
                kind=self.name,
                text=f'Which sentence is said while the slide "{slide.topic.title}" is shown?',
                answer=line.text,
                wrong=tuple(rng.sample(others, min(20, len(others)))),
                evidence=(whole(film, slide, spoken(film, slide, line).frames_s),),
                needs=_needs(film, line),
                level=film.order.level,
            )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        lines = [told(view) for view in page.views if told(view)]
        return among(max(lines, key=lines.count), options) if lines else None


class SaidWhere:
    """Which slide is shown while something is said."""

    name = "lecture-said-where"
    family = "complement"
    temporal = False
    pattern = r'Which slide is shown while these words are said: "(?P<words>[^"]+)"\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide, line in lined(films):
            yield Draft(
                kind=self.name,
                text=f'Which slide is shown while these words are said: "{line.text}"?',
                answer=slide.topic.title,
                wrong=titles(body(film), (slide,), rng),
                evidence=(whole(film, slide, spoken(film, slide, line).frames_s),),
                needs=_needs(film, line),
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        best: tuple[float, str] = (0.0, "")
        for page in pages(seen):
            for line in {told(view) for view in page.views}:
                if line and (likeness := alike(line, asked["words"])) > best[0]:
                    best = likeness, page.title
        return among(best[1], options) if best[0] >= 0.84 else None
