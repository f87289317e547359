"""Masks against true masks: region J, boundary F and their mean (DAVIS; MeViS, Ref-DAVIS, MOSE).

Rules of Perazzi et al. (CVPR 2016), as in davisvideochallenge/davis2017-evaluation
`davis2017/metrics.py`:

- J: intersection over union of pixels, 1 where both masks are empty.
- F: a boundary pixel differs from its right, lower or lower right neighbour. Precision is the share
  of predicted boundary pixels within r of a true one, recall the reverse, F their harmonic mean;
  r is 0.008 of the picture's diagonal in pixels, rounded up (from 1 on the tolerance *is* r), and
  nearness a disk of that radius. Both boundaries empty give 1, one of them empty 0.
- J&F of an object or expression is the mean of its mean J and mean F over frames; a benchmark's is
  the mean over them. A video that was not answered counts 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE = 0.008
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MaskScores:
    """Means over the frames of one object, as fractions of 1."""

    region: float
    boundary: float
    frames: int

    @property
    def both(self) -> float:
        """J&F."""
        return (self.region + self.boundary) / 2


def mask_scores(
    truth: ArrayLike, predicted: ArrayLike, *, void: ArrayLike | None = None
) -> MaskScores:
    """J and F over the frames of one object, `(T, H, W)`; NaN without frames.

    Args:
        truth: true masks; anything but 0 belongs to the object.
        predicted: predicted masks of the same shape.
        void: pixels that count nowhere, of the same shape.
    """
    gold, given = _masks(truth, predicted, 3)
    ignored = np.zeros_like(gold) if void is None else np.asarray(void).astype(np.bool_)
    if not len(gold):
        return MaskScores(float("nan"), float("nan"), 0)
    gold, given = gold & ~ignored, given & ~ignored
    edges = [boundary(one, other) for one, other in zip(gold, given, strict=True)]
    return MaskScores(float(region(gold, given).mean()), float(np.mean(edges)), len(gold))


def region(truth: ArrayLike, predicted: ArrayLike) -> Floats:
    """J of each pair of masks over the last two axes."""
    gold, given = _masks(truth, predicted, None)
    shared = (gold & given).sum(axis=(-2, -1))
    either = (gold | given).sum(axis=(-2, -1))
    return np.where(either == 0, 1.0, shared / np.maximum(either, 1))


def boundary(truth: ArrayLike, predicted: ArrayLike, *, tolerance: float = TOLERANCE) -> float:
    """F of one pair of masks `(H, W)`."""
    gold, given = _masks(truth, predicted, 2)
    radius = int(tolerance if tolerance >= 1 else math.ceil(tolerance * math.hypot(*gold.shape)))
    wanted, drawn = outline(gold), outline(given)
    if not wanted.any() or not drawn.any():
        return float(not wanted.any() and not drawn.any())
    precision = float(np.sum(drawn & grown(wanted, radius)) / np.sum(drawn))
    recall = float(np.sum(wanted & grown(drawn, radius)) / np.sum(wanted))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def outline(mask: Mask) -> Mask:
    """Boundary pixels of a mask `(H, W)`; in the last row and column one neighbour decides."""
    edge = np.zeros_like(mask)
    edge[:, :-1] |= mask[:, :-1] ^ mask[:, 1:]
    edge[:-1] |= mask[:-1] ^ mask[1:]
    edge[:-1, :-1] |= mask[:-1, :-1] ^ mask[1:, 1:]
    return edge


def grown(mask: Mask, radius: int) -> Mask:
    """The mask and all pixels within `radius` of it (a disk).

    Costs 2 passes per pixel of radius over the box around the mask, not the whole picture.
    """
    made = np.zeros_like(mask)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return made
    top, left = rows[0], max(0, columns[0] - radius)
    part = mask[top : rows[-1] + 1, left : columns[-1] + radius + 1]
    counts = np.zeros((len(part), part.shape[1] + 1), dtype=np.int32)
    np.cumsum(part, axis=1, out=counts[:, 1:])
    places = np.arange(part.shape[1])
    for down in range(radius + 1):
        reach = math.isqrt(radius * radius - down * down)
        ends = np.minimum(places + reach + 1, part.shape[1])
        wide = counts[:, ends] > counts[:, np.maximum(places - reach, 0)]
        for step in {down, -down}:
            above, below = max(0, top + step), min(len(mask), top + step + len(part))
            if above < below:
                lines = wide[above - top - step : below - top - step]
                made[above:below, left : left + part.shape[1]] |= lines
    return made


def _masks(truth: ArrayLike, predicted: ArrayLike, axes: int | None) -> tuple[Mask, Mask]:
    gold, given = np.asarray(truth).astype(np.bool_), np.asarray(predicted).astype(np.bool_)
    if gold.shape != given.shape:
        raise ValueError(f"a mask of {given.shape} cannot be held against one of {gold.shape}")
    if axes is not None and gold.ndim != axes:
        raise ValueError(f"masks of {axes} axes are needed, got {gold.shape}")
    return gold, given
