"""VUE-TR (Vidi team, ByteDance 2025): all the time that a query is about, in videos of any length.

Annotations and predictions as in bytedance/vidi `VUE_TR` and `VUE_TR_V2`. Both versions number
their queries from 0: predictions for the other one are told by the videos they name.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal

from longtake.bench.files import spans
from longtake.bench.metrics.coverage import vue_tr_iou, vue_tr_scores, whole_seconds
from longtake.bench.metrics.times import Rows
from longtake.bench.sample import Sample
from longtake.bench.shapes.given import overlapping
from longtake.bench.shapes.spanned import Given, SpanFields, Spanned, truth_of
from longtake.bench.task import Card, told_of


class VUETR(Spanned):
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
        example='{"query_id": 0, "answer": [[1.0, 5.0]]}',
    )
    fields: ClassVar[SpanFields] = SpanFields(
        id="query_id",
        video="video_id",
        spans="gt",
        predicted="answer",
        kinds=("duration_category", "query_format", "query_modality"),
    )
    headline: ClassVar[str] = "overall iou"
    all_count: ClassVar[bool] = False
    unread: ClassVar[Rows] = [[-2.0, -1.0]]  # beside everything; "nothing" would be an answer
    version: ClassVar[Literal[1, 2]] = 1

    def values(self, samples: Sequence[Sample], given: Given) -> dict[str, float]:
        """Over all queries predicted, as officially, and of each attribute."""
        values: dict[str, float] = {}
        parts = (str(one.kinds[n]) for n in self.fields.kinds for one in samples if n in one.kinds)
        for part in ("overall", *dict.fromkeys(parts)):
            chosen = [
                (truth_of(one), given[one.id])
                for one in samples
                if one.id in given and (part == "overall" or part in one.kinds.values())
            ]
            scores = vue_tr_scores(chosen, version=self.version)
            for column in ("precision", "recall", "iou"):
                values[f"{part} {column}"] = 100 * getattr(scores, column)
        return values

    def worth(self, sample: Sample, rows: Rows) -> float:
        """IoU by the official rule, whole seconds and all."""
        return vue_tr_iou(truth_of(sample), whole_seconds(rows))

    def spans(self, value: Any) -> Rows:
        """`[[]]` says, as `[]` does, that nothing was found. Raises ValueError."""
        return [] if value == [[]] else spans(value)

    def notes(self, given: Given, durations_s: Mapping[Hashable, float]) -> list[str]:
        """Also of spans that overlap, which the official precision counts twice."""
        twice = told_of(overlapping(given), "hold spans that overlap (their time counts twice)")
        return super().notes(given, durations_s) + twice


class VUETR2(VUETR):
    """The second: nothing found where nothing is has a precision of 1."""

    card = replace(
        VUETR.card,
        name="vue-tr-v2",
        title="VUE-TR-V2 (Vidi 2025)",
        size="1,600 queries",
        source="VUE_TR_V2/ of bytedance/vidi",
        annotations="VUE-TR-V2_ground_truth.json",
    )
    version = 2
