"""What benchmarks share of which the authors compare the index of the option.

EgoSchema, NExT-QA, IntentQA. Their files of predictions hold indices; what a model says in words is
no index until it is read, and that reading is the strict one here: a well-formed letter, or wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import mapping, replies, whole
from longtake.bench.official.answers import LETTERS
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Choices
from longtake.errors import BenchError


class Indexed(Choices):
    """Predictions are an object of indices, or of letters, by id; or rows of id and reply."""

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """An index as the letter of that option. Raises BenchError."""
        if predictions.suffix == ".json" and isinstance(whole(predictions), dict):
            given = mapping(predictions).items()
            return [(id, _letter(predictions, id, one)) for id, one in given]
        return replies(self.rows, predictions, self.fields.id, self.reply_field)


def _letter(path: Path, id: str, one: Any) -> str | None:
    """Of `{"prediction": index}`, of the index or of a reply. Raises BenchError."""
    value = one.get("prediction") if isinstance(one, Mapping) else one
    if isinstance(value, str) or (value is None and not isinstance(one, Mapping)):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(LETTERS):
        raise BenchError(f"{path}: {id!r} has no 'prediction' that is the index of an option")
    return LETTERS[value]
