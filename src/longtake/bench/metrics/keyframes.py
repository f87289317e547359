"""Frames found in a long video, against those that people marked: LV-Haystack.

Rule of Ye et al. (CVPR 2025), as in mll-lab-nu/TStar `LVHaystackBench/val_tstar_results.py`:

- temporal: precision is the share of found frames with a marked one at most 5 s away (`<=`), recall
  the share of marked frames with a found one as near; F1 of each video, then all three are averaged
  over videos. That F1 is not the harmonic mean of the averaged precision and recall.
- by looks: for each found frame the SSIM to the most similar marked one, averaged, is precision;
  the other way round recall; the F1 here *is* that of the averages.

Videos without any found or any marked frame are left out officially; `missing` counts them, and
with `count_missing` those with marked frames only count 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

NEAR_S = 5.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FrameScores:
    """Fractions of 1; NaN where no video was counted."""

    precision: float
    recall: float
    f1: float
    videos: int
    missing: int
    """Videos with marked frames and no found one; by looks, with either side empty."""


def frame_scores(
    videos: Iterable[tuple[Sequence[float], Sequence[float]]],
    *,
    near_s: float = NEAR_S,
    count_missing: bool = False,
) -> FrameScores:
    """Temporal precision, recall and F1 over (marked times, found times) of each video."""
    rows: list[tuple[float, float, float]] = []
    missing = 0
    for marked, found in videos:
        if len(marked) and len(found):
            rows.append(_near(marked, found, near_s))
        elif len(marked):
            missing += 1
            rows.extend([(0.0, 0.0, 0.0)] if count_missing else [])
    precision, recall, f1 = _averages(rows)
    return FrameScores(precision, recall, f1, len(rows), missing)


def look_scores(similarity: Iterable[ArrayLike]) -> FrameScores:
    """SSIM precision, recall and F1 from a `(marked, found)` matrix of SSIM for each video."""
    rows: list[tuple[float, float]] = []
    missing = 0
    for matrix in similarity:
        alike = np.asarray(matrix, dtype=np.float64)
        if np.isnan(alike).any():
            raise ValueError(f"video {len(rows) + missing}: a similarity is not a number")
        if alike.size:
            rows.append((float(alike.max(axis=0).mean()), float(alike.max(axis=1).mean())))
        else:
            missing += 1
    precision, recall = _averages(rows) if rows else (float("nan"), float("nan"))
    return FrameScores(precision, recall, f1_of(precision, recall), len(rows), missing)


def f1_of(precision: float, recall: float) -> float:
    """Harmonic mean; 0 where both are 0."""
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def _near(
    marked: Sequence[float], found: Sequence[float], near_s: float
) -> tuple[float, float, float]:
    wanted, given = np.asarray(marked, dtype=np.float64), np.asarray(found, dtype=np.float64)
    if not (np.isfinite(wanted).all() and np.isfinite(given).all()):
        raise ValueError(f"frames need finite times, got {list(marked)} and {list(found)}")
    precision = float(np.mean(_nearest(given, wanted) <= near_s))
    recall = float(np.mean(_nearest(wanted, given) <= near_s))
    return precision, recall, f1_of(precision, recall)


def _nearest(times: Floats, others: Floats) -> Floats:
    """Distance of each time to the nearest of the others, without the whole matrix of them."""
    ordered = np.sort(others)
    after = np.searchsorted(ordered, times)
    right = np.abs(ordered[np.minimum(after, len(ordered) - 1)] - times)
    left = np.abs(times - ordered[np.maximum(after - 1, 0)])
    nearest: Floats = np.minimum(left, right)
    return nearest


def _averages(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    if not rows:
        return (float("nan"),) * 3
    return tuple(float(value) for value in np.mean(np.array(rows), axis=0))
