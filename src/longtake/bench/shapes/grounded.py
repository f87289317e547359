"""What benchmarks share that want an answer and the span that shows it: NExT-GQA and ReXTime.

A model is asked by option, and may name a span with it: `B; 12.0-15.5` is well-formed, and robustly
any reply counts for the option and the times that it plainly names. Where a benchmark's published
code takes options and spans that are read already, its `official` column is the robust reading.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from longtake.bench.marks import Mark
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.times import Rows, read_spans, well_formed_spans
from longtake.bench.official.answers import Answer, said_robustly, said_strictly
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.choices import answer
from longtake.bench.task import NO_VERDICTS, Asking, Column, Replies, Scores, Verdicts, scores_of
from longtake.types import Span


@dataclass(frozen=True, slots=True)
class Said:
    """What one reply names; None where nothing is read."""

    option: int | None
    rows: Rows | None

    def is_right(self, sample: Sample) -> bool:
        return self.option is not None and self.option == sample.choice

    def worth(self, sample: Sample) -> float | None:
        """1 for the right option, whatever the span; None where none is read."""
        return None if self.option is None else float(self.is_right(sample))


Read = Callable[[Sample, str], Said]


class Grounded(Asking, ABC):
    """Options, and the spans that show the right one in `evidence`."""

    headline: ClassVar[str]
    """The value that needs both, in which readings are compared."""

    @abstractmethod
    def values(
        self, samples: Sequence[Sample], said: Mapping[str, Said], *, everything: bool
    ) -> dict[str, float]:
        """The published table, in percent; of `everything`, or of what has a prediction."""

    def official(self, sample: Sample, reply: str) -> float | None:
        """Whether answer and span are both right; None where the official code leaves it out."""
        values = self.values([sample], {sample.id: robustly(sample, reply)}, everything=False)
        value = values.get(self.headline, float("nan"))
        return None if value != value else value / 100

    def marked(self, sample: Sample, reply: str) -> Mark:
        """By the option; the span is another matter."""
        strict, robust = strictly(sample, reply), robustly(sample, reply)
        return Mark(
            strict=strict.worth(sample),
            robust=robust.worth(sample),
            said=robust.option,
            said_strictly=strict.option,
        )

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """The published table, read three ways."""
        columns = self._columns(samples, replies)
        match = match_ids([one.id for one in samples], list(replies))
        values = columns["official"].values
        notes = apart_where_said(
            samples, replies, columns, lambda some: self._columns(some, replies), self.headline
        )
        notes = notes if self.headline in values else [NO_SPANS]
        return scores_of(values, match, len(samples), *notes, columns=columns, replies=replies)

    def _columns(self, samples: Sequence[Sample], replies: Replies) -> dict[str, Column]:
        return {
            "official": self._column(samples, replies, robustly, everything=False),
            "strict": self._column(samples, replies, strictly, everything=True),
            "robust": self._column(samples, replies, robustly, everything=True),
        }

    def _column(
        self, samples: Sequence[Sample], replies: Replies, read: Read, *, everything: bool
    ) -> Column:
        given = {one.id: replies.get(one.id) for one in samples}
        said = {one.id: read(one, text) for one in samples if (text := given[one.id]) is not None}
        return Column(
            values=self.values(samples, said, everything=everything),
            counted=len(samples) if everything else len(said),
            unread=sum(one.option is None for one in said.values())
            + sum(id in replies and text is None for id, text in given.items()),
        )


NO_SPANS = "no reply names a span: only the answers are scored"


def robustly(sample: Sample, reply: str) -> Said:
    """The option and the times that a reply plainly names."""
    return Said(said_robustly(_beside_times(sample, reply)), read_spans(_tail(reply)))


def strictly(sample: Sample, reply: str) -> Said:
    """Of `B`, or of `B; 12.0-15.5`, also on two lines."""
    head, tail = _parts(reply)
    return Said(said_strictly(answer(sample, head)), well_formed_spans(tail) if tail else None)


def truth_of(sample: Sample) -> Rows:
    """The spans that show the answer, as rows."""
    return [[span.start_s, span.end_s] for spans in sample.evidence.values() for span in spans]


def shown_at(sample: Sample, rows: Rows) -> Sample:
    """The sample as it asks for both, with the spans that show its answer.

    Raises ValueError where one ends before it starts.
    """
    where = tuple(Span(row[0], row[1]) for row in rows)
    evidence = {video: where for video in sample.videos}
    return sample.model_copy(update={"form": "grounded", "evidence": evidence})


def _beside_times(sample: Sample, reply: str) -> Answer:
    """The head names the option, where it does; the rest may speak of times."""
    head, _ = _parts(reply)
    found = answer(sample, head)
    return found if said_robustly(found) is not None else answer(sample, reply)


def _parts(reply: str) -> tuple[str, str]:
    text = reply.strip()
    for mark in (";", "\n"):
        head, found, tail = text.partition(mark)
        if found:
            return head.strip(), tail.strip()
    return text, ""


def _tail(reply: str) -> str:
    _, tail = _parts(reply)
    return tail if tail and well_formed_spans(tail) is not None else reply
