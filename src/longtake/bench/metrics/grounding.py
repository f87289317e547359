"""One predicted span for one question: R1, mIoU, Acc@GQA and joint accuracy.

- `grounding_scores`: R1@.3/.5/.7 and mIoU of Charades-STA (Gao et al., ICCV 2017), TACoS and
  ActivityNet Captions: IoU (`>=`) of the first predicted span with the true one it fits best.
- `grounded_answers`: NExT-GQA (Xiao et al., CVPR 2024), as in doc-doc/NExT-GQA
  `code/TempGQA/eval_ground.py`: per question the best IoU and the best IoP over all true spans.
- `joint_accuracy`: ReXTime (Chen et al., NeurIPS 2024), as in ReXTime/ReXTime
  `evaluation/utils.py`: the answer is right and its span has an IoU of at least .3, .5 or .7.

A question without prediction counts 0, except where `grounded_answers` says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longtake.bench.metrics.windows import Answers, Floats, Windows

GROUNDING_THRESHOLDS = (0.3, 0.5, 0.7)


@dataclass(frozen=True, slots=True)
class GroundingScores:
    """Fractions of 1."""

    recall_at_1: Mapping[float, float]
    mean_iou: float
    queries: int


@dataclass(frozen=True, slots=True)
class GroundedScores:
    """NExT-GQA's columns, as fractions of 1; NaN where nothing was counted."""

    accuracy: float
    """Acc@GQA: answered right, and an IoP of at least .5."""
    mean_iop: float
    iop_at: Mapping[float, float]
    mean_iou: float
    iou_at: Mapping[float, float]
    queries: int
    """The denominator of all of them."""
    missing: int
    """Questions without a predicted span, in the denominator only if asked for."""


def grounding_scores(
    truth: Answers, predicted: Answers, *, thresholds: Sequence[float] = GROUNDING_THRESHOLDS
) -> GroundingScores:
    """R1 at each threshold and mean IoU over all queries of `truth`."""
    best = Windows.of(truth, predicted, at_most=1).best_first
    return GroundingScores(
        recall_at_1={t: _mean(best >= t) for t in thresholds},
        mean_iou=_mean(best),
        queries=len(best),
    )


def grounded_answers(
    truth: Mapping[Hashable, Sequence[Sequence[float]]],
    predicted: Mapping[Hashable, Sequence[float]],
    correct: Mapping[Hashable, bool],
    *,
    thresholds: Sequence[float] = (0.3, 0.5),
    count_missing: bool = False,
) -> GroundedScores:
    """NExT-GQA's scores.

    Questions without a predicted span are left out, as the official evaluator leaves them out;
    with `count_missing` they count 0.

    Args:
        truth: all true spans of each question.
        predicted: one span for each question.
        correct: whether the answer was right; a question that is not here was answered wrong.
        thresholds: of IoU and of IoP, `>=`.
        count_missing: whether the denominator holds questions without a predicted span.

    Raises:
        ValueError: a predicted span is not two finite numbers; the question is named.
    """
    answered = _answered(truth, predicted)
    best = best_iou_iop([truth[key] for key in answered], [predicted[key] for key in answered])
    missing = len(truth) - len(answered)
    if count_missing:
        best = np.concatenate([best, np.zeros((missing, 2))])
    iou, iop = best[:, 0], best[:, 1]
    right = np.zeros(len(best), dtype=np.bool_)
    right[: len(answered)] = [bool(correct.get(key, False)) for key in answered]
    return GroundedScores(
        accuracy=_mean(right & (iop >= 0.5)),
        mean_iop=_mean(iop),
        iop_at={t: _mean(iop >= t) for t in thresholds},
        mean_iou=_mean(iou),
        iou_at={t: _mean(iou >= t) for t in thresholds},
        queries=len(best),
        missing=missing,
    )


def best_iou_iop(
    truth: Sequence[Sequence[Sequence[float]]], predicted: Sequence[Sequence[float]]
) -> Floats:
    """Per question the largest IoU and the largest IoP over its true spans, at least 0, `(Q, 2)`.

    The two may come from different true spans. Every question needs a true span.
    """
    if not truth:
        return np.zeros((0, 2))
    counts = np.array([len(spans) for spans in truth])
    gold = np.array([span[:2] for spans in truth for span in spans], dtype=np.float64)
    given = np.array([[span[0], span[-1]] for span in predicted], dtype=np.float64)
    pairs = iou_iop(gold, np.repeat(given, counts, axis=0))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    best: Floats = np.maximum(np.maximum.reduceat(pairs, starts, axis=0), 0.0)
    return best


def iou_iop(truth: ArrayLike, predicted: ArrayLike) -> Floats:
    """Signed IoU and IoP of row n with row n, `(N, 2)`, as NExT-GQA's evaluator has them.

    `(min(ends) - max(starts))` over the hull and over the prediction's length: below 0 for spans
    that lie apart. A prediction of no length has IoU 0, and IoP 1 where it lies in the truth, ends
    included; one that ends before it starts has IoP 0.
    """
    gold = np.atleast_2d(np.asarray(truth, dtype=np.float64))
    given = np.atleast_2d(np.asarray(predicted, dtype=np.float64))
    start, end = given[:, 0], given[:, 1]
    between = np.minimum(gold[:, 1], end) - np.maximum(gold[:, 0], start)
    hull = np.maximum(gold[:, 1], end) - np.minimum(gold[:, 0], start)
    length = end - start
    iou = np.divide(between, hull, out=np.zeros_like(hull), where=hull > 0)
    iop = np.divide(between, length, out=np.zeros_like(hull), where=length > 0)
    point = start == end
    inside = (gold[:, 0] <= start) & (start <= gold[:, 1])
    both = [np.where(point, 0.0, iou), np.where(point, inside.astype(np.float64), iop)]
    return np.stack(both, axis=1)


def joint_accuracy(
    iou: ArrayLike, correct: ArrayLike, *, thresholds: Sequence[float] = GROUNDING_THRESHOLDS
) -> dict[float, float]:
    """Share of questions answered right whose span has at least this IoU, by threshold."""
    near = np.asarray(iou, dtype=np.float64)
    right = np.asarray(correct, dtype=np.bool_)
    if near.shape != right.shape:
        raise ValueError(f"{near.size} spans cannot be joined with {right.size} answers")
    return {t: _mean(right & (near >= t)) for t in thresholds}


def _answered(
    truth: Mapping[Hashable, Sequence[Sequence[float]]],
    predicted: Mapping[Hashable, Sequence[float]],
) -> list[Hashable]:
    keys = [key for key in truth if key in predicted and len(truth[key])]
    bad = next((key for key in keys if not _is_span(predicted[key])), None)
    if bad is not None:
        raise ValueError(f"question {bad!r}: no [start_s, end_s]: {predicted[bad]!r}")
    return keys


def _is_span(span: Sequence[float]) -> bool:
    try:
        return len(span) >= 2 and math.isfinite(span[0]) and math.isfinite(span[-1])
    except TypeError:
        return False


def _mean(values: Floats | NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
