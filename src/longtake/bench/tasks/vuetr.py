"""VUE-TR (Vidi team, ByteDance 2025): all the time that a query is about, in videos of any length.

Annotations and predictions as in bytedance/vidi `VUE_TR` and `VUE_TR_V2`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

from longtake.bench.files import Table, spans, table
from longtake.bench.metrics.coverage import vue_tr_scores
from longtake.bench.metrics.ids import match_ids
from longtake.bench.task import Card, Scores, scores_of

ATTRIBUTES = ("duration_category", "query_format", "query_modality")


class VUETR:
    """The first version."""

    card = Card(
        name="vue-tr",
        title="VUE-TR (Vidi 2025)",
        measures="temporal retrieval: areas under the curves of precision, recall and IoU",
        size="1,598 queries",
        licence="CC BY-NC 4.0",
        source="VUE_TR/ of bytedance/vidi",
        annotations="VUE-TR_ground_truth.json",
        predictions="`query_id` and `answer`, [[start_s, end_s], …]",
    )
    version: ClassVar[Literal[1, 2]] = 1

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """Over all queries predicted, as officially, and of each attribute. Raises BenchError."""
        annotated, predicted = table(annotations), table(predictions)
        truth = dict(zip(annotated.column("query_id", int), annotated.rows, strict=True))
        given = dict(
            zip(predicted.column("query_id", int), predicted.column("answer", _spans), strict=True)
        )
        gold = dict(zip(truth, annotated.column("gt", spans), strict=True))
        match = match_ids(truth, predicted.column("query_id", int))
        values: dict[str, float] = {}
        for part in ("overall", *_parts(annotated)):
            chosen = [(gold[id], given[id]) for id in given if id in gold and _of(truth[id], part)]
            scores = vue_tr_scores(chosen, version=self.version)
            for column in ("precision", "recall", "iou"):
                values[f"{part} {column}"] = 100 * getattr(scores, column)
        return scores_of(values, match, len(truth))


class VUETR2(VUETR):
    """The second: nothing found where nothing is has a precision of 1."""

    card = Card(
        name="vue-tr-v2",
        title="VUE-TR-V2 (Vidi 2025)",
        measures=VUETR.card.measures,
        size="1,600 queries",
        licence="CC BY-NC 4.0",
        source="VUE_TR_V2/ of bytedance/vidi",
        annotations="VUE-TR-V2_ground_truth.json",
        predictions=VUETR.card.predictions,
    )
    version = 2


def _spans(value: Any) -> list[list[float]]:
    """`[[]]` says, as `[]` does, that nothing was found."""
    return [] if value == [[]] else spans(value)


def _parts(annotated: Table) -> list[str]:
    return list(dict.fromkeys(row[a] for a in ATTRIBUTES for row in annotated.rows if a in row))


def _of(row: Any, part: str) -> bool:
    return part == "overall" or part in (row.get(name) for name in ATTRIBUTES)
