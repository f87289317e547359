"""NExT-QA, multiple choice (Xiao et al., CVPR 2021): causes, order in time, description.

Annotations as in doc-doc/NExT-QA `val.csv`; predictions as its `eval_mc.py` reads them: an
object of `"VIDEO_QID": {"prediction": index}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import mapping, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

TYPES = {
    "Why": ("CW",),
    "How": ("CH",),
    "Bef&Aft": ("TN", "TP"),
    "When": ("TC",),
    "Cnt": ("DC",),
    "Loc": ("DL",),
    "Other": ("DO",),
    "Acc_C": ("CW", "CH"),
    "Acc_T": ("TN", "TP", "TC"),
    "Acc_D": ("DC", "DL", "DO"),
}
"""The official columns, by the types of question that they hold."""


class NExTQA:
    """Five options, one of them right."""

    card = Card(
        name="next-qa",
        title="NExT-QA (Xiao et al. 2021)",
        measures="questions by five options on causes, time and description: accuracy",
        size="val 4,996 questions",
        licence="MIT",
        source="dataset/nextqa/ of doc-doc/NExT-QA",
        annotations="val.csv",
        predictions='an object of "VIDEO_QID": {"prediction": index}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `eval_mc.py`: equal indices; a question without prediction is wrong.

        Raises BenchError.
        """
        annotated = table(annotations)
        ids = [
            f"{video}_{question}"
            for video, question in zip(
                annotated.column("video", str), annotated.column("qid", str), strict=True
            )
        ]
        answers, kinds = annotated.column("answer", int), annotated.column("type", str)
        given = {id: _index(predictions, id, one) for id, one in mapping(predictions).items()}
        right = [given.get(id) == answer for id, answer in zip(ids, answers, strict=True)]
        values = dict(_columns(kinds, right))
        return scores_of(values, match_ids(ids, list(given)), len(ids))


def _columns(kinds: Sequence[str], right: Sequence[bool]) -> Iterator[tuple[str, float]]:
    for name, types in TYPES.items():
        own = [hit for kind, hit in zip(kinds, right, strict=True) if kind in types]
        if own:
            yield name, 100 * sum(own) / len(own)
    yield "Acc", 100 * sum(right) / len(right)


def _index(path: Path, id: str, one: Any) -> int:
    value = one.get("prediction") if isinstance(one, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise BenchError(f"{path}: {id!r} has no 'prediction' that is the index of an option")
    return value
