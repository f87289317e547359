"""Questions whose answer is nowhere to be read: it must be worked out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.lecture.ask_numbers import entries, looked_up
from longtake.worlds.lecture.evidence import near, whole
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.puzzles import run
from longtake.worlds.lecture.reading import (
    Page,
    pages,
)
from longtake.worlds.lecture.slide_kind import Asked, Options, Riddle
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film


class Total:
    """Two numbers from two slides, added."""

    name = "lecture-total"
    family = "reckoning"
    temporal = True
    pattern = (
        r"What is the sum of the numbers for the (?P<measure>\w+) of (?P<item>\w+) "
        r"and for the (?P<measure2>\w+) of (?P<item2>\w+)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        every = list(entries(films))
        for film, slide, item, column, value in every:
            others = [row for row in every if row[0] is film and row[1] is not slide]
            if not others:
                continue
            _, slide2, item2, column2, value2 = rng.choice(others)
            measures = slide.topic.measures[column].name, slide2.topic.measures[column2].name
            yield Draft(
                kind=self.name,
                text=f"What is the sum of the numbers for the {measures[0]} of {item} "
                f"and for the {measures[1]} of {item2}?",
                answer=str(value + value2),
                wrong=near(value + value2, rng),
                evidence=(whole(film, slide), whole(film, slide2)),
                needs=("writing",),
                keep_order=True,
                level=film.order.level,
            )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = pages(seen)
        one = looked_up(found, asked["item"], asked["measure"])
        other = looked_up(found, asked["item2"], asked["measure2"])
        return str(int(one) + int(other)) if one and other else None


class Printed(Riddle):
    """What a program prints."""

    name = "lecture-program"
    family = "reckoning"
    sort = "program"
    text = 'What does the program on the slide "{title}" print?'
    in_order = True

    def times(self, slide: Slide) -> list[float]:
        ends_s = sorted({slide.when(ink).end_s for ink in slide.inks if ink.look == "code"})
        return [end_s - 0.45 for end_s in ends_s]

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        listing = listed(page)
        printed = run(listing) if listing else None
        return None if printed is None else str(printed)


def listed(page: Page) -> list[str] | None:
    """A program whose lines rolled up as it was typed; None where some were missed."""
    listing: list[str] = []
    for view in page.views:
        lines = [thing.text for thing in sorted(view.of("code"), key=lambda thing: thing.y)]
        if not lines:
            continue
        place = _fitted(listing, lines)
        if place is None:
            return None
        for row, line in enumerate(lines, place):
            if row == len(listing):
                listing.append(line)
            elif len(line) > len(listing[row]):
                listing[row] = line
    return listing


def _fitted(listing: Sequence[str], lines: Sequence[str]) -> int | None:
    """Where in the listing the first of these lines stands."""
    for place in range(len(listing)):
        if all(_fits(old, new) for old, new in zip(listing[place:], lines, strict=False)):
            return place
    return None if listing else 0


def _fits(old: str, new: str) -> bool:
    """Whether these are one line, perhaps not typed to its end, give or take a letter in five."""
    shared = sum(a == b for a, b in zip(old, new, strict=False))
    return shared >= 0.8 * min(len(old), len(new))


class Solved(Riddle):
    """What x is in an equation whose last step is not shown."""

    name = "lecture-equation"
    family = "reckoning"
    sort = "sum"
    text = 'What must x be in the equation on the slide "{title}"?'
    in_order = True

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        for text in reversed(page.texts("formula")):
            step = re.fullmatch(r"(\d+)x(?: \+ (\d+))? = (?:(\d+)x \+ )?(\d+)", text)
            if step:
                times, plus, more, result = (int(part or 0) for part in step.groups())
                if times > more and (result - plus) % (times - more) == 0:
                    return str((result - plus) // (times - more))
        return None
