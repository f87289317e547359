"""Moment retrieval as QVHighlights measures it (Lei et al., NeurIPS 2021): R1 and mAP over IoU.

Rule, as in jayleicn/moment_detr `standalone_eval`, which every later paper reports:

- R1@t: share of queries whose window *listed first* (its score is not looked at) has an IoU of at
  least t with the true window it fits best.
- AP@t: of the 10 windows listed first, taken by falling score (as listed in ties), each takes the
  free true window it fits best with an IoU of at least t (the later one in ties: there, which one
  depends on the processor, since numpy's default `argsort` does not keep the order of equals);
  precision is interpolated as in VOC 2011 (at each recall the best at that recall or beyond).
  mAP@t is the mean over queries, `average` the mean over t = .5, .55 … .95.
- By length: only true windows longer than 0, 10, 30 s and at most 10, 30, 150 s long; queries
  without one are left out of that range. `full` takes all windows whatever their length.

Where ours differs, none of it in the published numbers: a query without prediction counts 0 (the
script leaves it out of mAP and stops in R1), and a window whose union with a true one is empty has
IoU 0 (the script divides 0 by 0 and then counts a hit). Highlight detection is in `highlights`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from longtake.bench.metrics.windows import Answers, Bools, Floats, Windows

IOU_THRESHOLDS: tuple[float, ...] = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
LENGTHS_S: Mapping[str, tuple[float, float]] = {
    "short": (0.0, 10.0),
    "middle": (10.0, 30.0),
    "long": (30.0, 150.0),
}
MOST_PREDICTIONS = 10


@dataclass(frozen=True, slots=True)
class MomentScores:
    """Fractions of 1, by IoU threshold."""

    recall_at_1: Mapping[float, float]
    average_precision: Mapping[float, float]
    mean_iou: float
    """IoU of the window listed first with the true one it fits best, averaged."""
    queries: int

    @property
    def average(self) -> float:
        """AP averaged over the thresholds; NaN without queries."""
        return _mean(np.array(list(self.average_precision.values())))


def moment_scores(
    truth: Answers,
    predicted: Answers,
    *,
    thresholds: Sequence[float] = IOU_THRESHOLDS,
    at_most: int | None = MOST_PREDICTIONS,
) -> MomentScores:
    """R1, mAP and mean IoU over all queries of `truth`."""
    return _scores(Windows.of(truth, predicted, at_most=at_most), thresholds)


def moment_scores_by_length(
    truth: Answers,
    predicted: Answers,
    *,
    thresholds: Sequence[float] = IOU_THRESHOLDS,
    at_most: int | None = MOST_PREDICTIONS,
    lengths_s: Mapping[str, tuple[float, float]] = LENGTHS_S,
) -> dict[str, MomentScores]:
    """The same for true windows of each range of lengths `(above, up to]`, and for `full`."""
    windows = Windows.of(truth, predicted, at_most=at_most)
    parts = {name: windows.of_length(*bounds) for name, bounds in lengths_s.items()}
    return {name: _scores(part, thresholds) for name, part in {**parts, "full": windows}.items()}


def average_precision(windows: Windows, thresholds: Sequence[float]) -> Floats:
    """Interpolated AP of each query at each threshold, `(Q, T)`; 0 without truth or prediction."""
    hits = _matched(windows.iou, np.asarray(thresholds))
    found = np.cumsum(hits, axis=2)
    precision = found / np.arange(1, hits.shape[2] + 1)
    beyond = np.maximum.accumulate(precision[..., ::-1], axis=2)[..., ::-1]
    gained = np.where(hits, beyond, 0.0).sum(axis=2)
    ap: Floats = gained / np.maximum(windows.truths, 1)[:, None]
    return ap


def _matched(iou: Floats, thresholds: Floats) -> Bools:
    """Which prediction is a hit at which threshold, `(Q, T, P)`: greedy, best score first."""
    queries, ranks, golds = iou.shape
    hits = np.zeros((queries, len(thresholds), ranks), dtype=np.bool_)
    if not golds:
        return hits
    taken = np.zeros((queries, len(thresholds), golds), dtype=np.bool_)
    for rank in range(ranks):
        # One pass per rank; only queries in which something can still match are looked at.
        live = np.flatnonzero(iou[:, rank].max(axis=1) >= thresholds.min())
        free = np.where(taken[live], -np.inf, iou[live, rank][:, None, ::-1])
        best = free.argmax(axis=2)[..., None]
        hit = np.take_along_axis(free, best, axis=2)[..., 0] >= thresholds
        hits[live, :, rank] = hit
        query, level = np.nonzero(hit)
        taken[live[query], level, best[query, level, 0]] = True
    return hits


def _scores(windows: Windows, thresholds: Sequence[float]) -> MomentScores:
    ap = average_precision(windows, thresholds)
    best = windows.best_first
    return MomentScores(
        recall_at_1={t: _mean(best >= t) for t in thresholds},
        average_precision={t: _mean(ap[:, at]) for at, t in enumerate(thresholds)},
        mean_iou=_mean(best),
        queries=len(best),
    )


def _mean(values: NDArray[np.float64] | Bools) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
