"""Several predicted spans for one query: precision, recall and IoU as curves over thresholds.

VUE-TR (Vidi, ByteDance 2025) draws, for 101 thresholds t from 0 to 1, the share of queries whose
precision (`>= t`), recall (`>= t`) or IoU (`> t`) is high enough, and reports the area under each
curve by the trapezoid rule. `vue_tr_scores` is the official rule with its quirks, as in
bytedance/vidi `VUE_TR/qa_eval.py` (version 1) and `VUE_TR_V2/qa_eval.py` (version 2):

- predicted starts are rounded down and ends up, to whole seconds;
- IoU merges overlapping and touching predictions, but not the true spans; what is predicted
  backwards counts only in so far as it was merged into another; both sides empty give 1;
- precision and recall swap reversed spans instead, merge nothing, and find what is shared by one
  walk over both lists *in the order given*: unsorted predictions lose overlap, and overlapping
  ones count their length twice;
- a query without predicted time is left out of precision, one without true time out of recall;
  version 2 gives precision 1 where both are empty.

`coverage` is the plain rule without them: both sides merged, nothing rounded, nothing left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from longtake.bench.metrics import spans
from longtake.bench.metrics.spans import Floats, Rows

THRESHOLDS: Floats = np.linspace(0.0, 1.0, 101)
Pairs = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class CoverageScores:
    """Areas under the curves, as fractions of 1; NaN where no query was counted."""

    precision: float
    recall: float
    iou: float
    queries: int
    without_precision: int
    """Queries left out of the precision, since no time was predicted."""
    without_recall: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one prediction covers the truth, each second once."""

    precision: float
    recall: float
    iou: float


def coverage(truth: Rows, predicted: Rows) -> Coverage:
    """Precision, recall and IoU of covered time; all are 1 where both sides are empty."""
    wanted = float(spans.durations(spans.merge(truth)).sum())
    given = float(spans.durations(spans.merge(predicted)).sum())
    if wanted == given == 0:
        return Coverage(1.0, 1.0, 1.0)
    shared = min(spans.merged_overlap(truth, predicted), wanted, given)
    return Coverage(
        precision=shared / given if given else 0.0,
        recall=shared / wanted if wanted else 0.0,
        iou=shared / (wanted + given - shared),
    )


def curve(values: ArrayLike, *, strictly: bool = False) -> Floats:
    """Share of values that reach each of the 101 thresholds (`>` if strictly), `(101,)`."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    below = np.searchsorted(ordered, THRESHOLDS, side="right" if strictly else "left")
    if not len(ordered):
        return np.full(len(THRESHOLDS), np.nan)
    share: Floats = (len(ordered) - below) / len(ordered)
    return share


def area(shares: Floats) -> float:
    """Area under a curve over the 101 thresholds, by the trapezoid rule."""
    return float(np.trapezoid(shares, THRESHOLDS))


def vue_tr_scores(
    queries: Iterable[tuple[Pairs, Pairs]], *, version: Literal[1, 2] = 1
) -> CoverageScores:
    """The official scores of (true spans, predicted spans as given) of all queries."""
    iou: list[float] = []
    precision: list[float | None] = []
    recall: list[float | None] = []
    for truth, given in queries:
        predicted = whole_seconds(given)
        iou.append(vue_tr_iou(truth, predicted))
        shares = vue_tr_precision_recall(truth, predicted, version=version)
        precision.append(shares[0])
        recall.append(shares[1])
    counted = [[value for value in values if value is not None] for values in (precision, recall)]
    return CoverageScores(
        precision=area(curve(counted[0])),
        recall=area(curve(counted[1])),
        iou=area(curve(iou, strictly=True)),
        queries=len(iou),
        without_precision=len(iou) - len(counted[0]),
        without_recall=len(iou) - len(counted[1]),
    )


def whole_seconds(predicted: Pairs) -> list[tuple[float, float]]:
    """Starts rounded down and ends up; `[]` and `[[]]` both mean that nothing was predicted."""
    if not len(predicted) or (len(predicted) == 1 and not len(predicted[0])):
        return []
    bad = next((row for row, span in enumerate(predicted) if not _finite(span)), None)
    if bad is not None:
        raise ValueError(f"predicted span {bad} is no [start_s, end_s]: {predicted[bad]!r}")
    return [(float(math.floor(span[0])), float(math.ceil(span[1]))) for span in predicted]


def vue_tr_iou(truth: Pairs, predicted: Pairs) -> float:
    """IoU of one query by the official rule: merged predictions, true spans as they are."""
    if not len(truth) or not len(predicted):
        return float(not len(truth) and not len(predicted))
    merged = [span for span in _merged(predicted) if span[0] <= span[1]]
    shared = sum(
        max(0.0, min(end, gold[1]) - max(start, gold[0])) for start, end in merged for gold in truth
    )
    total = sum(end - start for start, end in merged) + sum(gold[1] - gold[0] for gold in truth)
    return max(0.0, min(1.0, shared / (total - shared + 1e-16)))


def vue_tr_precision_recall(
    truth: Pairs, predicted: Pairs, *, version: Literal[1, 2] = 1
) -> tuple[float | None, float | None]:
    """Precision and recall of one query by the official rule; None where it is left out."""
    gold = [(min(span), max(span)) for span in truth if len(span) == 2]
    given = [(min(span), max(span)) for span in predicted if len(span) == 2]
    wanted = sum(end - start for start, end in gold)
    claimed = sum(end - start for start, end in given)
    shared = _walked(gold, given)
    precision = shared / claimed if claimed else None
    if version == 2 and not claimed and not wanted:
        precision = 1.0
    return precision, shared / wanted if wanted else None


def _finite(span: Sequence[float]) -> bool:
    return len(span) >= 2 and math.isfinite(span[0]) and math.isfinite(span[1])


def _merged(predicted: Pairs) -> list[list[float]]:
    merged: list[list[float]] = []
    for span in sorted(predicted, key=lambda span: span[0]):
        if merged and span[0] <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], span[1])
        else:
            merged.append([span[0], span[1]])
    return merged


def _walked(first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]) -> float:
    """Time shared as one walk over both finds it, moving on from whichever ends first."""
    shared, i, j = 0.0, 0, 0
    while i < len(first) and j < len(second):
        (start, end), (other_start, other_end) = first[i], second[j]
        if start <= other_end and other_start <= end:
            shared += min(end, other_end) - max(start, other_start)
        if end < other_end:
            i += 1
        else:
            j += 1
    return shared
