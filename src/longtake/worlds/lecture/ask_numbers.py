"""Questions about numbers in tables and charts, and about how many there are of something."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.lecture.ask_order import body
from longtake.worlds.lecture.evidence import everywhere, lectures, near, slides_of, whole
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import (
    SAME,
    Page,
    alike,
    among,
    cells,
    pages,
)
from longtake.worlds.lecture.slide_kind import Asked, Options, SlideKind
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film

TABLES = ("table", "chart")
UNSAID = "the lecture does not say"


def entries(films: Sequence[Film]) -> Iterator[tuple[LectureFilm, Slide, str, int, int]]:
    """Every number of a table or chart: its item, which measure, and the number."""
    for film, slide in slides_of(films, *TABLES):
        for item, values in zip(slide.topic.items, slide.topic.values, strict=True):
            for column, value in enumerate(values):
                yield film, slide, item, column, value


def looked_up(found: Sequence[Page], item: str, measure: str) -> str | None:
    """The number of an item in the tables that were seen."""
    best: tuple[float, str] = (SAME - 0.04, "")
    for page in found:
        rows = [cells(text) for text in page.texts("row")]
        column = _column(rows, measure)
        for row in rows[1:] if column else []:
            likeness = alike(row[0], item)
            if likeness > best[0] and column < len(row) and row[column].isdigit():
                best = likeness, row[column]
    return best[1] or None


def _column(rows: Sequence[Sequence[str]], measure: str) -> int:
    """Which column of a table has that measure; 0: none."""
    heads = [head.partition(",")[0] for head in rows[0]] if rows else []
    fits = [(alike(head, measure), place) for place, head in enumerate(heads) if place]
    likeness, place = max(fits, default=(0.0, 0))
    return place if likeness >= 0.75 else 0


class Value:
    """A number of a table or chart."""

    name = "lecture-value"
    family = "reading"
    temporal = False
    pattern = (
        r"According to the lecture, what is the (?P<measure>\w+) in (?P<unit>[\w ]+) "
        r"of the (?P<noun>\w+) (?P<item>\w+)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide, item, column, value in entries(films):
            column_values = [values[column] for values in slide.topic.values]
            yield Draft(
                kind=self.name,
                text=f"According to the lecture, what is the "
                f"{slide.topic.measures[column].phrase} of the {slide.topic.noun} {item}?",
                answer=str(value),
                wrong=near(value, rng, column_values),
                evidence=(whole(film, slide),),
                needs=("writing",),
                keep_order=True,
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        return looked_up(pages(seen), asked["item"], asked["measure"])


class Premise:
    """A number that the lecture may never give."""

    name = "lecture-premise"
    family = "false-premise"
    temporal = False
    pattern = (
        r"What is the (?P<measure>\w+) in (?P<unit>[\w ]+) of the (?P<noun>\w+) (?P<item>\w+), "
        r"if the lecture gives it\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        every = list(entries(films))
        rng.shuffle(every)
        absent = {film.name: iter(film.plan.absent) for film in lectures(films)}
        for number, (film, slide, item, column, value) in enumerate(every):
            others = [row[column] for row in slide.topic.values if row[column] != value]
            wrong = [str(other) for other in rng.sample(others, 2)]
            false = number % 4 == 3
            named = next(absent[film.name], "") if false else item
            if not named:
                continue
            yield Draft(
                kind=self.name,
                text=f"What is the {slide.topic.measures[column].phrase} of the "
                f"{slide.topic.noun} {named}, if the lecture gives it?",
                answer=UNSAID if false else str(value),
                wrong=tuple([*wrong, str(value) if false else UNSAID]),
                evidence=(everywhere(film) if false else whole(film, slide),),
                needs=("writing",),
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = pages(seen)
        value = looked_up(found, asked["item"], asked["measure"])
        return value or (UNSAID if len(found) > 1 else None)


class Extreme(SlideKind):
    """The largest or the smallest of a table."""

    name = "lecture-extreme"
    family = "comparison"
    pattern = (
        r'On the slide "(?P<title>[^"]+)", which (?P<noun>\w+) has the '
        r"(?P<end>highest|lowest) number under (?P<measure>\w+)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, *TABLES):
            topic = slide.topic
            for column, measure in enumerate(topic.measures):
                end = rng.choice(("highest", "lowest"))
                rows = zip(topic.values, topic.items, strict=True)
                ranked = sorted((values[column], item) for values, item in rows)
                answer = ranked[-1 if end == "highest" else 0][1]
                yield Draft(
                    kind=self.name,
                    text=f'On the slide "{topic.title}", which {topic.noun} has the {end} number '
                    f"under {measure.name}?",
                    answer=answer,
                    wrong=tuple(item for item in topic.items if item != answer),
                    evidence=(whole(film, slide),),
                    needs=("writing",),
                    level=film.order.level,
                )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        rows = [cells(text) for text in page.texts("row")]
        column = _column(rows, asked["measure"])
        ranked = sorted(
            (int(row[column]), row[0])
            for row in rows[1:]
            if column and column < len(row) and row[column].isdigit()
        )
        if len(ranked) < 2:
            return None
        return among(ranked[-1 if asked["end"] == "highest" else 0][1], options)


class CountPoints(SlideKind):
    """How many points a list has."""

    name = "lecture-points"
    family = "count"
    pattern = r'How many points does the slide "(?P<title>[^"]+)" list\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, "points"):
            count = len(slide.topic.lines)
            yield Draft(
                kind=self.name,
                text=f'How many points does the slide "{slide.topic.title}" list?',
                answer=str(count),
                wrong=tuple(str(n) for n in range(1, 10) if n != count),
                evidence=(whole(film, slide),),
                keep_order=True,
                level=film.order.level,
            )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        points = page.texts("point")
        return str(len(points)) if points else None


SORTS = {
    "a program": ("program", "code"),
    "an equation": ("sum", "formula"),
    "names written by hand": ("hand", "hand"),
}
"""What is counted: the kind of slide and the look of its lines."""


class CountSlides:
    """How many slides show something."""

    name = "lecture-slides"
    family = "count"
    temporal = True
    pattern = r"How many slides of the lecture show (?P<what>[\w ]+)\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            for what, (kind, look) in SORTS.items():
                slides = [slide for slide in body(film) if slide.topic.kind == kind]
                if len(slides) > 1:
                    wrong = [n for n in range(1, len(slides) + 8) if n != len(slides)]
                    yield Draft(
                        kind=self.name,
                        text=f"How many slides of the lecture show {what}?",
                        answer=str(len(slides)),
                        wrong=tuple(map(str, wrong)),
                        evidence=tuple(
                            whole(film, slide, (_begun(slide, look),)) for slide in slides
                        ),
                        keep_order=True,
                        level=film.order.level,
                    )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        look = SORTS.get(asked["what"], ("", ""))[1]
        count = sum(_shows(page, look) for page in pages(seen))
        return str(count) if count else None


def _shows(page: Page, look: str) -> bool:
    """Whether such lines stand on a slide for more than a join."""
    return sum(bool(view.of(look)) for view in page.views) > len(page.views) / 8


def _begun(slide: Slide, look: str) -> float:
    """A moment at which the first line of that look stands."""
    ink = next(ink for ink in slide.inks if ink.look == look)
    span = slide.when(ink)
    return min(span.middle_s, span.start_s + 1.0)
