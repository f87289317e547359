"""What benchmarks by option share: one table of three readings of the same replies.

Each benchmark reads its own annotations into Samples and names its official rule; here predictions
are read and the columns `official`, `strict` and `robust` are made. What the official code cannot
read, or stops at, costs the other columns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from longtake.bench.files import Table, gathered, replies, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official.answers import (
    OVERALL,
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
from longtake.bench.task import NO_VERDICTS, Card, Column, Replies, Scores, Verdicts, scores_of
from longtake.bench.tasks.fields import Fields, sample

APART = 1.0
"""Points between two readings from which on a note says so."""


class Rule(Protocol):
    """A file of `official`."""

    def judge(self, answer: Answer, /) -> bool | None:
        """Whether an answer is right; None: it is left out."""
        ...

    def scores(self, answers: Sequence[Answer], judge: Judge, /) -> dict[str, float]:
        """The published table, in percent."""
        ...


class Choices:
    """A benchmark whose questions are answered by option, in files of rows.

    A subclass says what its fields are called and which rule is its own; where its files are of
    another shape, it says how `rows` are got from one.
    """

    card: Card
    rule: Rule
    fields: Fields = Fields()
    reply_field: str = "response"

    def rows(self, path: Path) -> Table:
        """The rows of one file, annotations or predictions. Raises BenchError."""
        return table(path)

    def sample(self, rows: Table, number: int) -> Sample:
        """What a row asks. Raises BenchError."""
        return sample(rows, number, self.fields)

    def samples(self, annotations: Path) -> list[Sample]:
        """Everything it asks, in the order of its file, or files. Raises BenchError."""
        return [
            self.sample(rows, number)
            for file in gathered(annotations, self.card.annotations)
            for rows in [self.rows(file)]
            for number in range(len(rows.rows))
        ]

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Id and reply of each prediction, in the order of the file. Raises BenchError."""
        return replies(self.rows, predictions, self.fields.id, self.reply_field)

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """All three readings of a file of predictions. Raises BenchError."""
        samples = self.samples(annotations)
        given = self.said(predictions, samples)
        scores = self.marks(samples, dict(given))
        match = match_ids([one.id for one in samples], [id for id, _ in given])
        return scores_of(scores.values, match, len(samples), *scores.notes, columns=scores.columns)

    def official(self, sample: Sample, reply: str) -> float | None:
        """What the official rule gives one reply; None: it leaves it out, or stops."""
        try:
            verdict = self.rule.judge(answer(sample, reply))
        except OfficialFailure:
            return None
        return None if verdict is None else float(verdict)

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """The published table, read three ways."""
        answers = [answer(one, replies.get(one.id)) for one in samples]
        columns, notes = self._columns(answers)
        match = match_ids([one.id for one in samples], list(replies))
        official = columns["official"].values if "official" in columns else {}
        return scores_of(official, match, len(samples), *notes, columns=columns)

    def _columns(self, answers: Sequence[Answer]) -> tuple[dict[str, Column], list[str]]:
        columns: dict[str, Column] = {}
        notes: list[str] = []
        try:
            values = self.rule.scores(answers, self.rule.judge)
            read = counted(answers, self.rule.judge)
            unread = sum(one.text is not None for one in answers) - read
            columns["official"] = Column(values=values, counted=read, unread=max(0, unread))
        except OfficialFailure as failure:
            notes.append(f"no official score: {failure}")
        for name, judge, said in (
            ("strict", strict, said_strictly),
            ("robust", robust, said_robustly),
        ):
            unread = sum(bool(one.text) and said(one) is None for one in answers)
            values = self.rule.scores(answers, judge)
            columns[name] = Column(values=values, counted=len(answers), unread=unread)
        return columns, [*notes, *apart(columns)]


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


def apart(columns: Mapping[str, Column]) -> Iterator[str]:
    """Says where a reading differs from the official one by more than a point."""
    if "official" not in columns:
        return
    base = columns["official"].values
    key = OVERALL if OVERALL in base else list(base)[-1]
    for name in ("strict", "robust"):
        one, other = base[key], columns[name].values[key]
        if abs(one - other) > APART:
            yield (
                f"{key}: official {one:.2f}, {name} {other:.2f}: "
                f"{abs(one - other):.2f} points are the reading's, not the model's"
            )
