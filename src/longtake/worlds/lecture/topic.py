"""What one slide is about, and the desk at which it is written.

Knows nothing of layout or time. Names and numbers come in from the seed; a `Topic` goes out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from longtake.worlds.lecture.courses import BEASTS, DAWNS, Measure, Names, Subject


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the narration."""

    text: str
    only_heard: bool = False
    """Whether it is kept out of the subtitles, so that only the sound tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What one slide is about."""

    kind: str
    title: str
    course: str
    noun: str
    lines: tuple[str, ...] = ()
    """From top to bottom; of slides that show one thing at a time, one after another."""
    said: tuple[Said, ...] = ()
    measures: tuple[Measure, ...] = ()
    items: tuple[str, ...] = ()
    values: tuple[tuple[int, ...], ...] = ()
    """Of each item, of each measure."""
    people: tuple[str, ...] = ()
    """Names that only this slide mentions."""
    answer: str = ""
    """What the program prints, what x is, what was to be put together …"""
    wrong: tuple[str, ...] = ()
    changed: tuple[int, str] | None = None
    """Which line turns into what while nobody says so."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What is at hand when one topic is written."""

    rng: random.Random
    names: Names
    subject: Subject
    course: str
    level: int

    def fill(self, pattern: str, item: str) -> tuple[str, str]:
        """A line with names in it, and the name that is new."""
        name = self.names.new()
        return pattern.format(item=item, place=name, person=name), name

    def aside(self, item: str) -> Said:
        """Something that is only said."""
        pattern = self.rng.choice(self.subject.asides)
        beast = self.rng.choice(BEASTS)
        return Said(pattern.format(item=item, beast=beast, person=self.names.new()))

    def topic(self, kind: str, subtitle: str, lines: list[str], **more: object) -> Topic:
        """A topic of this course."""
        return Topic(
            kind=kind,
            title=f"{subtitle} of {self.names.new()}",
            course=self.course,
            noun=self.subject.noun,
            lines=tuple(lines),
            **more,  # type: ignore[arg-type]
        )


def sentence(desk: Desk) -> tuple[str, str, str]:
    """`Orvale met Linnea before dawn` in its three parts."""
    deed = desk.rng.choice(("met", "paid", "saw", "hid", "fed", "lost"))
    return desk.names.new(), f"{deed} {desk.names.new()}", desk.rng.choice(DAWNS)


def columns(cells: list[list[str]]) -> list[str]:
    """Rows of a table as lines whose columns stand below each other, two spaces apart at least."""
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(c.ljust(w) for c, w in zip(row, wide, strict=True)).rstrip() for row in cells]
