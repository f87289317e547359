"""What benchmarks share whose open answers a model judges.

Without a judge's words two deterministic readings stand, `strict` (the right words, once both are
normalised) and `robust` (F1 of the words), and a note says that no judge spoke. With them there is
the official column too: what the authors' rule reads out of the words. A file of predictions may
hold words of a judge that were got before.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, whole
from longtake.bench.official.answers import OVERALL
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.asked import Asked, Reading
from longtake.bench.task import NO_VERDICTS, Column, Replies, Verdicts, told_of

SILENT = "no judge spoke: normalised match and F1 of the words stand for its verdicts"


class JudgedAnswers(Asked):
    """A benchmark whose answers are words, which a model compares with the right ones."""

    verdict_field: str = "verdict"
    """Where a file of predictions may hold a judge's words."""

    @abstractmethod
    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """What the judge is asked of a reply."""

    @abstractmethod
    def verdict(self, sample: Sample, words: str) -> float | None:
        """What the judge's words give the reply, 0 to 1; None where they cannot be read."""

    def words(self, value: Any) -> str:
        """A stored verdict as the judge would have said it."""
        return str(value)

    def stored(self, predictions: Path, samples: Sequence[Sample]) -> Verdicts:
        """A judge's words that stand in the file of predictions. Raises BenchError."""
        rows, names = self.spoken(predictions), self.fields.id
        own = (names,) if isinstance(names, str) else names
        return {
            "_".join(rows.read(number, name, str) for name in own): self.words(row[field])
            for field in (self.verdict_field,)
            for number, row in enumerate(rows.rows)
            if row.get(field) is not None and set(own) <= set(row)
        }

    def spoken(self, predictions: Path) -> Table:
        """The rows in which a judge's words may stand: a folder, or bare replies by id, has none.

        Raises BenchError.
        """
        if predictions.is_dir() or _bare(predictions):
            return Table(predictions, [])
        return self.rows(predictions)

    def needs_judge(self, sample: Sample) -> bool:
        """Whether the official rule of a sample is a judge's."""
        return sample.form == "open"

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> tuple[dict[str, Column], list[str]]:
        """The deterministic readings; the official one where there is anything for it to read."""
        silent = [] if verdicts else [SILENT]
        if not verdicts and all(map(self.needs_judge, samples)):
            return self.beside(samples, replies), silent
        try:
            columns = self._judged(samples, replies, verdicts)
        except OfficialFailure as failure:
            return self.beside(samples, replies), [*silent, f"no official score: {failure}"]
        notes = [*silent, *self.unjudged(samples, replies, verdicts)]
        if not any(map(self.needs_judge, samples)):
            notes += apart_where_said(
                samples, replies, columns, lambda some: self._judged(some, replies, verdicts)
            )
        return columns, notes

    def _judged(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> dict[str, Column]:
        official = self.column(samples, replies, self.ruled(verdicts), self.without)
        return {"official": replace(official, unread=0), **self.beside(samples, replies)}

    def ruled(self, verdicts: Verdicts) -> Reading:
        """The official reading: a judge's where one is needed, else the rule's."""

        def read(sample: Sample, reply: str) -> float | None:
            if not self.needs_judge(sample):
                return self.worth(sample, reply)
            words = verdicts.get(sample.id)
            return None if words is None else self.verdict(sample, words)

        return read

    def unjudged(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> list[str]:
        """A note that counts the replies on which no judge spoke."""
        silent = [
            one.id
            for one in samples
            if self.needs_judge(one) and replies.get(one.id) and one.id not in verdicts
        ]
        return told_of(silent, "without a verdict: left out of the official column")

    def instead(self, columns: Mapping[str, Column]) -> Mapping[str, float]:
        """Match and F1 of all answers, in percent."""
        return {"match": _total(columns["strict"]), "F1": _total(columns["robust"])}


def _bare(path: Path) -> bool:
    held = whole(path) if path.suffix == ".json" else None
    return isinstance(held, dict) and not all(isinstance(one, dict) for one in held.values())


def _total(column: Column) -> float:
    """The overall value, or the only one that there is."""
    values = column.values
    return values[OVERALL] if OVERALL in values else next(iter(values.values()), float("nan"))
