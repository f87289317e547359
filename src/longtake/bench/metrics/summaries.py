"""Video summaries against those that people made: TVSum, SumMe.

- `pick_segments`: the summary of given importance scores. Each frame has the score of the sampled
  frame before it; segments are worth their frames' mean and cost their length; a 0/1 knapsack takes
  the most worth within 15 % of the frames, rounded down.
- `summary_f1`: F1 of chosen frames with each user's, averaged over users (TVSum) or the best of
  them (SumMe). A summary is cut or filled with 0 to the users' length; 1e-8 in the denominators.
  Both as in KaiyangZhou/pytorch-vsumm-reinforce `vsum_tools.py` (Zhou et al., AAAI 2018), single
  precision and all.
- `rank_agreement`: mean Kendall tau-b and Spearman rho with each user's scores (Otani et al., CVPR
  2019), which, unlike F1, tell random scores from good ones.
- `top_highlights`: AP over the k clips scored highest, as in TencentARC/UMT `datasets/tvsum.py`: a
  clip is a highlight for a user if rated above the median (the lower middle one); area under
  precision over recall by trapezoids *within the first k*, so missed highlights cost nothing.
  Without k, AP of YouTube Highlights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longtake.bench.metrics.ranks import kendall, spearman

SHARE = 0.15
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SummaryScores:
    """Fractions of 1."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """Mean over users, in [-1, 1]; users who rated all frames alike are left out."""

    kendall: float
    spearman: float
    users: int


def knapsack(values: Sequence[float], weights: Sequence[int], capacity: int) -> list[int]:
    """The items of most value that fit, in order; in ties those that come first.

    Single precision, and an item is taken only if that is *better*, as there.
    """
    if any(weight < 0 for weight in weights) or len(values) != len(weights):
        raise ValueError("each item needs a value and a weight from 0 on")
    best = np.zeros(max(capacity, 0) + 1, dtype=np.float32)
    taken = np.zeros((len(values), len(best)), dtype=np.bool_)
    for item, (value, weight) in enumerate(zip(values, weights, strict=True)):
        if weight < len(best):
            with_it = np.float32(value) + best[: len(best) - weight]
            taken[item, weight:] = with_it > best[weight:]
            best[weight:] = np.maximum(with_it, best[weight:])
    picks, room = [], len(best) - 1
    for item in reversed(range(len(values))):
        if taken[item, room]:
            picks.append(item)
            room -= weights[item]
    return picks[::-1]


def pick_segments(
    scores: ArrayLike,
    positions: Sequence[int],
    segments: Sequence[tuple[int, int]],
    frames: int,
    *,
    share: float = SHARE,
) -> Bools:
    """Which frames the summary keeps, `(frames,)`.

    Args:
        scores: importance of each sampled frame; what has none is worth 0.
        positions: the frames that were sampled, ascending.
        segments: first and last frame of each segment, both included.
        frames: how many frames the video has.
        share: the largest share of them that a summary may have.
    """
    worth = np.zeros(frames, dtype=np.float32)
    given = np.asarray(scores, dtype=np.float32)
    for at, start in enumerate(positions):
        end = positions[at + 1] if at + 1 < len(positions) else frames
        worth[start:end] = given[at] if at < len(given) else 0
    values = [float(worth[first : last + 1].mean()) for first, last in segments]
    lengths = [last + 1 - first for first, last in segments]
    chosen = np.zeros(frames, dtype=np.bool_)
    for item in knapsack(values, lengths, math.floor(frames * share)):
        first, last = segments[item]
        chosen[first : last + 1] = True
    return chosen


def summary_f1(
    summary: ArrayLike, users: ArrayLike, *, over_users: Literal["average", "best"] = "average"
) -> SummaryScores:
    """F1 of a summary with those of the users `(users, frames)`; anything above 0 is chosen."""
    gold = (np.atleast_2d(np.asarray(users)) > 0).astype(np.float32)
    shown = (np.asarray(summary) > 0)[: gold.shape[1]]
    # What is filled up there is filled with numbers of double precision, and so counts in it.
    single = len(shown) == gold.shape[1]
    given: NDArray[Any] = np.zeros(gold.shape[1], np.float32 if single else np.float64)
    given[: len(shown)] = shown
    shared = (gold * given).sum(axis=1)
    precision = shared / (given.sum() + 1e-8)
    recall = shared / (gold.sum(axis=1) + 1e-8)
    either = precision + recall
    f1 = np.divide(2 * precision * recall, either, out=np.zeros_like(either), where=either > 0)
    if over_users == "best":
        best = int(f1.argmax())
        return SummaryScores(float(f1[best]), float(precision[best]), float(recall[best]))
    mean = f1.mean() if f1.all() else f1.mean(dtype=np.float64)
    return SummaryScores(float(mean), float(precision.mean()), float(recall.mean()))


def rank_agreement(scores: ArrayLike, users: ArrayLike) -> RankAgreement:
    """How the order of predicted scores agrees with each user's, `(users, frames)`."""
    rows = np.atleast_2d(np.asarray(users, dtype=np.float64))
    usable = [row for row in rows if row.min() < row.max()]
    taus = [kendall(scores, row) for row in usable]
    rhos = [spearman(scores, row) for row in usable]
    if not usable:
        return RankAgreement(float("nan"), float("nan"), 0)
    return RankAgreement(float(np.mean(taus)), float(np.mean(rhos)), len(usable))


def top_highlights(scores: ArrayLike, users: ArrayLike, *, k: int | None = 5) -> float:
    """Mean AP over users of the k clips scored highest; users' ratings are `(users, clips)`."""
    rows = np.atleast_2d(np.asarray(users, dtype=np.float64))
    values = np.asarray(scores, dtype=np.float64)[: rows.shape[1]]
    if len(values) != rows.shape[1] or np.isnan(values).any():
        raise ValueError(f"{rows.shape[1]} clips need a number each, got {len(values)}")
    median = np.sort(rows, axis=1)[:, (rows.shape[1] - 1) // 2]
    order = np.argsort(-values, kind="stable")
    return float(np.mean([ranked_ap(row) for row in (rows > median[:, None])[:, order][:, :k]]))


def ranked_ap(highlights: ArrayLike) -> float:
    """Area under precision over recall by trapezoids, of clips by falling score."""
    labels = np.asarray(highlights, dtype=np.float64)
    if not labels.sum():
        return 0.0
    precision = np.cumsum(labels) / np.arange(1, len(labels) + 1)
    recall_gained = labels / labels.sum()
    before = np.concatenate([[1.0], precision[:-1]])
    return float((recall_gained * (before + precision) / 2).sum())
