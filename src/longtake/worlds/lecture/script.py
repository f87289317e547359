"""What a lecture says: courses, and the topics of each, in an order of which the seed decides.

A random generator and a level come in; `Topic`s go out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from longtake.worlds.lecture import puzzles, topics
from longtake.worlds.lecture.courses import SUBJECTS, Names, Subject
from longtake.worlds.lecture.topic import Desk, Topic

HARD = {"ticker": 1, "blur": 1, "silent": 2, "flash": 2, "tiny": 2, "alternate": 3}
"""Slides whose text is hard to read (Shi et al. 2025, MME-VideoOCR), and from which level on."""
PLAIN = ("points", "table", "chart", "program", "sum", "hand", "compared", "quote", "table")
EVERY = (3, 3, 2, 2, 1)
"""Of each level: after how many plain slides a hard one follows."""
COURSE_SLIDES = 8


class Scribe:
    """Writes the topics of one film, course after course."""

    def __init__(self, rng: random.Random, level: int):
        self._rng = rng
        self._level = level
        self._names = Names(rng)
        self._kinds = self._deck()
        self._titles: set[str] = set()

    def courses(self) -> Iterator[tuple[str, Iterator[Topic]]]:
        """The title of each course and its topics, without end."""
        while True:
            for subject in self._rng.sample(SUBJECTS, len(SUBJECTS)):
                title = subject.title.format(place=self._names.new())
                yield title, self._topics(subject, title)

    def person(self) -> str:
        """Somebody who does not exist."""
        return f"{self._names.new()} {self._names.new()}"

    def strangers(self, count: int) -> list[str]:
        """Names that the lecture never uses."""
        return [self._names.new() for _ in range(count)]

    def _deck(self) -> Iterator[str]:
        """Kinds of slides: all of them come up before any comes again."""
        hard_kinds = [kind for kind, least in HARD.items() if least <= self._level]
        plain: list[str] = []
        hard: list[str] = []
        while True:
            for _ in range(EVERY[self._level - 1]):
                plain = plain or self._rng.sample(PLAIN, len(PLAIN))
                yield plain.pop()
            hard = hard or self._rng.sample(hard_kinds, len(hard_kinds))
            yield hard.pop()

    def _topics(self, subject: Subject, course: str) -> Iterator[Topic]:
        for _ in range(COURSE_SLIDES):
            kind = next(self._kinds)
            desk = Desk(self._rng, self._names, subject, course, self._level)
            topic = MAKERS[kind](desk)
            while topic.title in self._titles:
                topic = MAKERS[kind](desk)
            self._titles.add(topic.title)
            yield topic


MAKERS: dict[str, Callable[[Desk], Topic]] = {
    "points": topics.points,
    "table": topics.table,
    "chart": topics.chart,
    "silent": topics.silent,
    "compared": topics.compared,
    "hand": topics.handwriting,
    "quote": topics.quote,
    "program": puzzles.program,
    "sum": puzzles.equation,
    "ticker": puzzles.ticker,
    "flash": puzzles.flash,
    "alternate": puzzles.alternate,
    "blur": puzzles.blur,
    "tiny": puzzles.tiny,
}
