"""What benchmarks share of which the authors compare the index of the option.

EgoSchema, NExT-QA, IntentQA. Their files of predictions hold indices; what a model says in words is
no index until it is read, and that reading is the strict one here: a well-formed letter, or wrong.
Indices that are written as text are numbers to all readings but the official one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, a_name, entries, id_names, instead, whole
from longtake.bench.metrics.ids import match_ids
from longtake.bench.notes import is_empty
from longtake.bench.official.answers import LETTERS, Answer, said_strictly
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Choices
from longtake.bench.task import NO_VERDICTS, OFFICIAL, Scores, scores_of
from longtake.errors import BenchError

INDEX = "prediction"
AS_TEXT = "indices are written as text, which the official code does not take for numbers"
Said = list[tuple[str, str | None]]


class Indexed(Choices):
    """Predictions are an object of indices, or of letters, by id; or rows of id and reply."""

    def said(self, predictions: Path, samples: Sequence[Sample]) -> Said:
        """An index as the letter of that option. Raises BenchError."""
        held = whole(predictions) if predictions.suffix == ".json" else None
        if isinstance(held, dict):
            return [(id, _said(predictions, id, one)) for id, one in entries(held)]
        return self._of_rows(self.rows(predictions))

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """All readings of a file of predictions. Raises BenchError."""
        samples = self.everything(annotations)
        given = self.said(predictions, samples)
        if not _all_digits(given):
            return super().score(predictions, annotations)
        read = dict(_as_letters(given))
        official = self.columns(samples, dict(given), NO_VERDICTS)[0][OFFICIAL]
        columns, notes = self.columns(samples, read, NO_VERDICTS)
        columns[OFFICIAL] = official
        match = match_ids([one.id for one in samples], [id for id, _ in given])
        return scores_of(
            official.values,
            match,
            len(samples),
            AS_TEXT,
            *notes,
            columns=columns,
            replies=read,
        )

    def leaves_out(self, answer: Answer) -> bool:
        """Whether it is no index, nor a letter that stands for one."""
        return said_strictly(answer) is None

    def _of_rows(self, rows: Table) -> Said:
        own = self.fields.id
        field = INDEX if any(INDEX in row for row in rows.rows) else self.reply_field
        names = id_names(rows, (own,) if isinstance(own, str) else own)
        ids = zip(*(rows.column(name, a_name) for name in names), strict=True)
        said = rows.column(field, _letter)
        given = [("_".join(map(str, id)), text) for id, text in zip(ids, said, strict=True)]
        typed = rows.path.suffix not in (".csv", ".tsv")
        return given if typed or not _all_digits(given) else _as_letters(given)


def _said(path: Path, id: str, one: Any) -> str | None:
    """Of `{"prediction": index}`, of the index or of a reply. Raises BenchError."""
    if isinstance(one, Mapping) and INDEX not in one:
        raise BenchError(f"{path}: {id!r} has no {INDEX!r}{instead(INDEX, one)}")
    value = one[INDEX] if isinstance(one, Mapping) else one
    try:
        return _letter(value)
    except ValueError as error:
        raise BenchError(f"{path}: {INDEX!r} of {id!r} is {value!r}: {error}") from error


def _letter(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(LETTERS):
        raise ValueError("the index of an option is wanted, a whole number from 0")
    return LETTERS[value]


def _all_digits(given: Said) -> bool:
    said = [reply.strip() for _, reply in given if reply is not None and not is_empty(reply)]
    return bool(said) and all(one.isdecimal() and int(one) < len(LETTERS) for one in said)


def _as_letters(given: Said) -> Said:
    return [(id, LETTERS[int(reply)] if reply and reply.strip() else reply) for id, reply in given]
