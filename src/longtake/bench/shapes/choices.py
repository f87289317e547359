"""What benchmarks by option share: one table of three readings of the same replies.

Each benchmark reads its own annotations into Samples and names its official rule; here predictions
are read and the columns `official`, `strict` and `robust` are made. What the official code cannot
read, or stops at, costs the other columns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from longtake.bench.files import Table
from longtake.bench.notes import is_empty
from longtake.bench.official.answers import (
    Answer,
    Judge,
    counted,
    robust,
    said_robustly,
    said_strictly,
    strict,
)
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart as apart
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.asked import Asked
from longtake.bench.shapes.fields import sample
from longtake.bench.task import Column, Replies, Verdicts, told_of


class Rule(Protocol):
    """A file of `official`."""

    def judge(self, answer: Answer, /) -> bool | None:
        """Whether an answer is right; None: it is left out."""
        ...

    def scores(self, answers: Sequence[Answer], judge: Judge, /) -> dict[str, float]:
        """The published table, in percent."""
        ...


@dataclass(frozen=True, slots=True)
class By:
    """A rule made of parts, where a file of `official` has them in another shape."""

    judge: Judge
    scores: Callable[[Sequence[Answer], Judge], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Beside:
    """A way to read replies that stands beside the official one."""

    judge: Callable[[Answer], bool]
    said: Callable[[Answer], object]
    """None where it reads no answer."""


BESIDE: Mapping[str, Beside] = {
    "strict": Beside(strict, said_strictly),
    "robust": Beside(robust, said_robustly),
}


class Choices(Asked):
    """A benchmark whose questions are answered by option, in files of rows.

    A subclass says what its fields are called and which rule is its own; where its files are of
    another shape, it says how `rows` are got from one.
    """

    rule: Rule
    headline: str = ""
    """The value in which readings are compared; the overall one where none is named."""
    readings: ClassVar[Mapping[str, Beside]] = BESIDE

    def sample(self, rows: Table, number: int) -> Sample:
        """What a row asks. Raises BenchError."""
        return sample(rows, number, self.fields)

    def worth(self, sample: Sample, reply: str) -> float | None:
        """What the official rule gives a reply; None: it leaves it out. Raises OfficialFailure."""
        verdict = self.rule.judge(answer(sample, reply))
        return None if verdict is None else float(verdict)

    def leaves_out(self, answer: Answer) -> bool:
        """Whether the official rule reads no answer in a reply, as far as that shows."""
        return self.rule.judge(answer) is None

    def strict(self, sample: Sample, reply: str) -> float | None:
        """What a well-formed reply is worth."""
        return self._read("strict", sample, reply)

    def robust(self, sample: Sample, reply: str) -> float | None:
        """What the reply plainly says is worth."""
        return self._read("robust", sample, reply)

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """The three readings, by the rule's own table."""
        columns, notes = self._columns(samples, replies)
        again = apart_where_said(
            samples,
            replies,
            columns,
            lambda some: self._columns(some, replies)[0],
            self.headline,
        )
        return columns, [*notes, *again, *faults(samples)]

    def _read(self, name: str, sample: Sample, reply: str) -> float | None:
        reading, given = self.readings[name], answer(sample, reply)
        return None if reading.said(given) is None else float(reading.judge(given))

    def _columns(
        self, samples: Sequence[Sample], replies: Replies
    ) -> tuple[dict[str, Column], list[str]]:
        answers = [answer(one, replies.get(one.id)) for one in samples]
        given = [one for one in answers if one.id in replies]
        columns: dict[str, Column] = {}
        notes: list[str] = []
        try:
            values = self.rule.scores(answers, self.rule.judge)
            unread = sum(is_empty(one.text) or self.leaves_out(one) for one in given)
            read = counted(answers, self.rule.judge)
            columns["official"] = Column(values=values, counted=read, unread=unread)
        except OfficialFailure as failure:
            notes.append(f"no official score: {failure}")
        for name, reading in self.readings.items():
            unread = sum(is_empty(one.text) or reading.said(one) is None for one in given)
            values = self.rule.scores(answers, reading.judge)
            columns[name] = Column(values=values, counted=len(answers), unread=unread)
        return columns, notes


def answer(sample: Sample, reply: str | None) -> Answer:
    """A reply to a sample, as the official rules take it."""
    return Answer(
        text=reply,
        gold=sample.gold,
        options=sample.options,
        kinds=sample.kinds,
        id=sample.id,
        choice=sample.choice,
    )


def faults(samples: Sequence[Sample]) -> Iterator[str]:
    """Says which questions by option have no right one, or have it twice."""
    asked = [one for one in samples if one.form == "choice"]
    lost = [one.id for one in asked if one.choice is None]
    same = [
        one.id
        for one in asked
        if one.choice is not None and one.options.count(one.options[one.choice]) > 1
    ]
    yield from told_of(lost, "have no right option: whatever is said counts as wrong")
    yield from told_of(same, "have the right option more than once: one letter counts")
