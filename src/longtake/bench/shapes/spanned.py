"""What benchmarks answered by spans of time share: their files, and three readings of replies.

Annotations are rows with an id, a video, a query and its true spans; predictions are rows with the
same id and spans, best first. A reply in words is read strictly (a list of pairs and nothing else)
and robustly (`metrics.times`); each reading gives the benchmark's own table. The `official` column
is that of the published text rule where there is one, else the robust one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from longtake.bench.files import Table, a_name, spans, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.times import Rows, read_spans, well_formed_spans
from longtake.bench.metrics.windows import Answers
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.given import same_videos, span_notes, the_file, unique
from longtake.bench.task import (
    NO_VERDICTS,
    OFFICIAL,
    Asking,
    Card,
    Column,
    Replies,
    Scores,
    Verdicts,
    scores_of,
)
from longtake.types import Span

Given = Answers
"""Predicted spans by the sample's id, best first, with a score as third number where there is one;
a sample that is not there has no prediction."""

READINGS: Mapping[str, Callable[[str], Rows | None]] = {
    "strict": well_formed_spans,
    "robust": read_spans,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanFields:
    """What a benchmark calls what all of them have."""

    id: str = "qid"
    video: str = "vid"
    text: str = "query"
    spans: str = "relevant_windows"
    predicted: str = "pred_relevant_windows"
    kinds: tuple[str, ...] = ()
    """Left out where a row has them not."""


class Spanned(Asking, ABC):
    """A benchmark whose queries are answered by spans; a subclass gives its table."""

    card: Card
    fields: ClassVar[SpanFields] = SpanFields()
    headline: ClassVar[str] = "mIoU"
    """The value in which readings are compared."""
    all_count: ClassVar[bool] = True
    """Whether officially the denominator holds what was not predicted, too."""
    unread: ClassVar[Rows] = []
    """As what a reply is scored in which nothing is read."""

    @abstractmethod
    def values(self, samples: Sequence[Sample], given: Given) -> dict[str, float]:
        """The published table, in percent."""

    @abstractmethod
    def worth(self, sample: Sample, rows: Rows) -> float:
        """Of the spans of one reply, 0 to 1."""

    def spans(self, value: Any) -> Rows:
        """Predicted spans, as a file of predictions writes them. Raises ValueError."""
        return spans(value)

    def samples(self, annotations: Path) -> list[Sample]:
        """A sample for each row, in the order of the file. Raises BenchError."""
        rows = table(the_file(annotations, self.card.annotations))
        rows.column(self.fields.video, str)
        return self._samples(rows)

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """The published table of a file of predictions, with what is odd in it noted.

        Raises BenchError.
        """
        annotated = table(the_file(annotations, self.card.annotations))
        predicted = table(predictions)
        samples, fields = self._samples(annotated), self.fields
        ids = [rows.column(fields.id, a_name) for rows in (annotated, predicted)]
        match = match_ids(*ids)
        same_videos(annotated, predicted, fields.id, fields.video)
        rows = predicted.column(fields.predicted, self.spans)
        given: dict[Hashable, Rows] = dict(zip(map(str, ids[1]), rows, strict=True))
        values = {**self.values(samples, given), **self.more(annotated, predicted)}
        notes = self.notes(given, durations(annotated, ids[0]))
        notes += self.odd(annotated, predicted)
        counted = len(samples) if self.all_count else len(match.shared)
        columns = {OFFICIAL: Column(values=values, counted=counted, unread=0)}
        return scores_of(values, match, len(samples), *notes, columns=columns)

    def more(self, annotated: Table, predicted: Table) -> Mapping[str, float]:
        """What a file of predictions may hold beside spans is worth. Raises BenchError."""
        return {}

    def odd(self, annotated: Table, predicted: Table) -> list[str]:
        """What is to be said of that. Raises BenchError."""
        return []

    def notes(self, given: Given, durations_s: Mapping[Hashable, float]) -> list[str]:
        """What is odd in the predictions."""
        return span_notes(given, durations_s)

    def official(self, sample: Sample, reply: str) -> float | None:
        """What the rule gives the spans of one reply; 0 where it names none."""
        rows = read_spans(reply)
        return self.worth(sample, self.unread if rows is None else rows)

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """The published table, made of the spans that each reading finds."""
        columns, notes = self._columns(samples, replies)
        values = columns[OFFICIAL].values if OFFICIAL in columns else {}
        match = match_ids([one.id for one in samples], list(replies))
        notes += apart_where_said(
            samples,
            replies,
            columns,
            lambda some: self._columns(some, replies)[0],
            self.headline,
        )
        return scores_of(values, match, len(samples), *notes, columns=columns, replies=replies)

    def official_column(self, samples: Sequence[Sample], replies: Replies) -> Column:
        """The robust reading of what was replied to. Raises OfficialFailure."""
        return self.column(samples, replies, read_spans, everything=False)

    def column(
        self,
        samples: Sequence[Sample],
        replies: Replies,
        read: Callable[[str], Rows | None],
        *,
        everything: bool,
    ) -> Column:
        """The table by one reading; with `everything`, a missing reply is one that says nothing."""
        texts = {one.id: replies.get(one.id) for one in samples}
        said = {id: read(text) for id, text in texts.items() if text is not None}
        given: dict[Hashable, Rows] = {id: self.unread for id in texts} if everything else {}
        given |= {id: self.unread if rows is None else rows for id, rows in said.items()}
        empty = sum(id in replies and text is None for id, text in texts.items())
        unread = empty + sum(rows is None for rows in said.values())
        counted = len(samples) if self.all_count else len(given)
        return Column(values=self.values(samples, given), counted=counted, unread=unread)

    def _columns(
        self, samples: Sequence[Sample], replies: Replies
    ) -> tuple[dict[str, Column], list[str]]:
        columns: dict[str, Column] = {}
        notes: list[str] = []
        try:
            columns[OFFICIAL] = self.official_column(samples, replies)
        except OfficialFailure as failure:
            notes.append(f"no official score: {failure}")
        for name, read in READINGS.items():
            columns[name] = self.column(samples, replies, read, everything=True)
        return columns, notes

    def _samples(self, rows: Table) -> list[Sample]:
        unique(rows, self.fields.id)
        return [self._sample(rows, number) for number in range(len(rows.rows))]

    def _sample(self, rows: Table, number: int) -> Sample:
        fields, row = self.fields, rows.rows[number]
        videos = (str(row[fields.video]),) if fields.video in row else ()
        truth = rows.read(number, fields.spans, lambda value: true_spans(self.spans(value)))
        return Sample(
            id=str(rows.read(number, fields.id, a_name)),
            videos=videos,
            text=rows.read(number, fields.text, str).strip(),
            form="spans",
            spans=truth,
            kinds={name: str(row[name]) for name in fields.kinds if name in row},
            evidence={video: truth for video in videos},
        )


def true_spans(rows: Rows) -> tuple[Span, ...]:
    """Of an annotation. Raises ValueError where one ends before it starts."""
    return tuple(Span(row[0], row[1]) for row in rows)


def truth_of(sample: Sample) -> Rows:
    """Its spans as rows."""
    return [[span.start_s, span.end_s] for span in sample.spans]


def durations(annotated: Table, ids: Sequence[Hashable]) -> dict[Hashable, float]:
    """Of the videos, by query; of rows that say none, none."""
    return {
        str(id): annotated.read(number, "duration", float)
        for number, id in enumerate(ids)
        if "duration" in annotated.rows[number]
    }
