"""What benchmarks that can be asked share: their files read, and one table of three readings.

A subclass says what its fields are called and what its official rule gives one reply. Beside the
official column stand `strict` (a well-formed reply, or nothing) and `robust` (what is plain).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from longtake.bench.files import Table, gathered, replies, table
from longtake.bench.marks import Mark, mark
from longtake.bench.metrics.ids import match_ids
from longtake.bench.notes import is_empty
from longtake.bench.official.answers import OVERALL
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.fields import Fields, open_sample
from longtake.bench.task import (
    NO_VERDICTS,
    Asking,
    Card,
    Column,
    Replies,
    Scores,
    Verdicts,
    scores_of,
)
from longtake.errors import BenchError

Scored = Sequence[tuple[Sample, float | None]]
"""What each reply is worth, 0 to 1; None: it is left out."""
Reading = Callable[[Sample, str], float | None]


class Asked(Asking):
    """A benchmark in files of rows; unless a subclass says otherwise, answered in words."""

    card: Card
    fields: Fields = Fields()
    reply_field: str = "response"
    without: float | None = 0.0
    """What the official rule gives a sample without reply; None: it is left out."""

    def rows(self, path: Path) -> Table:
        """The rows of one file, annotations or predictions. Raises BenchError."""
        return table(path)

    def sample(self, rows: Table, number: int) -> Sample:
        """What a row asks. Raises BenchError."""
        return open_sample(rows, number, self.fields)

    def each(self, rows: Table, number: int) -> list[Sample]:
        """All that a row asks, where that is more than one thing. Raises BenchError."""
        return [self.sample(rows, number)]

    def files(self, path: Path) -> list[Path]:
        """The file itself, or those of a folder. Raises BenchError."""
        return gathered(path, self.card.annotations)

    def samples(self, annotations: Path) -> list[Sample]:
        """Everything it asks, in the order of its file, or files. Raises BenchError."""
        return self.everything(annotations)

    def everything(self, annotations: Path) -> list[Sample]:
        """What a file of predictions is scored on; a part of it may not be asked.

        Raises BenchError.
        """
        found = [
            sample
            for file in self.files(annotations)
            for rows in [self.rows(file)]
            for number in range(len(rows.rows))
            for sample in self.each(rows, number)
        ]
        _demand_unique(annotations, found)
        return found

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Id and reply of each prediction, in the order of the file. Raises BenchError."""
        return replies(self.rows, predictions, self.fields.id, self.reply_field)

    def stored(self, predictions: Path, samples: Sequence[Sample]) -> Verdicts:
        """A judge's words that stand in the file of predictions. Raises BenchError."""
        return NO_VERDICTS

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """All readings of a file of predictions. Raises BenchError."""
        samples = self.everything(annotations)
        given = self.said(predictions, samples)
        scores = self.marks(samples, dict(given), self.stored(predictions, samples))
        match = match_ids([one.id for one in samples], [id for id, _ in given])
        return scores_of(
            scores.values,
            match,
            len(samples),
            *scores.notes,
            columns=scores.columns,
            replies=dict(given),
        )

    def worth(self, sample: Sample, reply: str) -> float | None:
        """What the official rule gives a reply; None: it leaves it out. Raises OfficialFailure."""
        return None

    def official(self, sample: Sample, reply: str) -> float | None:
        """What the official rule gives one reply; None: it leaves it out, or stops."""
        try:
            return self.worth(sample, reply)
        except OfficialFailure:
            return None

    def strict(self, sample: Sample, reply: str) -> float | None:
        """What a well-formed reply is worth."""
        return mark(sample, reply).strict

    def robust(self, sample: Sample, reply: str) -> float | None:
        """What the reply plainly says is worth."""
        return mark(sample, reply).robust

    def marked(self, sample: Sample, reply: str) -> Mark:
        """By the two readings above."""
        strict, robust = self.strict(sample, reply), self.robust(sample, reply)
        return replace(mark(sample, reply), strict=strict, robust=robust)

    def table(self, scored: Scored) -> dict[str, float]:
        """In percent, of what counts: all, and under each value of the fields' kinds."""
        return shared(scored, *self.fields.kinds)

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """The published table, and the readings beside it."""
        columns, notes = self.columns(samples, replies, verdicts)
        match = match_ids([one.id for one in samples], list(replies))
        official = columns["official"].values if "official" in columns else self.instead(columns)
        return scores_of(official, match, len(samples), *notes, columns=columns, replies=replies)

    def instead(self, columns: Mapping[str, Column]) -> Mapping[str, float]:
        """The values where there is no official column."""
        return {}

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """The readings by name, and what must be said of them."""
        columns, notes = self._readings(samples, replies)
        again = apart_where_said(
            samples, replies, columns, lambda some: self._readings(some, replies)[0]
        )
        return columns, [*notes, *again]

    def beside(self, samples: Sequence[Sample], replies: Replies) -> dict[str, Column]:
        """The columns that need no official rule: what is not read there is worth nothing."""
        columns = {}
        for name, read in (("strict", self.strict), ("robust", self.robust)):
            column = self.column(samples, replies, read, None)
            scored = [(one, _given(one, replies, read, None) or 0.0) for one in samples]
            columns[name] = Column(
                values=self.table(scored), counted=len(samples), unread=column.unread
            )
        return columns

    def column(
        self, samples: Sequence[Sample], replies: Replies, read: Reading, without: float | None
    ) -> Column:
        """One reading of all replies; what it does not read is left out. Raises OfficialFailure."""
        scored = [(one, _given(one, replies, read, without)) for one in samples]
        unread = sum(
            one.id in replies and (value is None or is_empty(replies[one.id]))
            for one, value in scored
        )
        counted = sum(value is not None for _, value in scored)
        return Column(values=self.table(scored), counted=counted, unread=unread)

    def _readings(
        self, samples: Sequence[Sample], replies: Replies
    ) -> tuple[dict[str, Column], list[str]]:
        columns: dict[str, Column] = {}
        notes: list[str] = []
        try:
            columns["official"] = self.column(samples, replies, self.worth, self.without)
        except OfficialFailure as failure:
            notes.append(f"no official score: {failure}")
        return columns | self.beside(samples, replies), notes


def shared(scored: Scored, *kinds: str) -> dict[str, float]:
    """Means in percent of what counts: `Overall`, and under each value of the kinds."""
    under: dict[str, list[float | None]] = {OVERALL: []}
    for sample, value in scored:
        names = [name for kind in kinds for name in _values(sample.kinds.get(kind, ()))]
        for name in (OVERALL, *dict.fromkeys(names)):
            under.setdefault(name, []).append(value)
    return {name: 100 * _mean(values) for name, values in under.items()}


def _given(one: Sample, replies: Replies, read: Reading, without: float | None) -> float | None:
    reply = replies.get(one.id)
    return without if reply is None else read(one, reply)


def _values(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _mean(values: Sequence[float | None]) -> float:
    kept = [value for value in values if value is not None]
    return sum(kept) / len(kept) if kept else float("nan")


def _demand_unique(annotations: Path, samples: Sequence[Sample]) -> None:
    seen: set[str] = set()
    for one in samples:
        if one.id in seen:
            raise BenchError(f"{annotations} asks {one.id!r} twice: is a file there twice?")
        seen.add(one.id)
