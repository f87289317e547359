"""Highlight detection as QVHighlights measures it (Lei et al., NeurIPS 2021): HIT@1 and mAP.

Each clip of a video (2 s) was rated 0 to 4 by three people, 0 where it lies outside the true
windows. A clip is a highlight for one of them from a rating of 2 (Fair), 3 (Good) or 4 (VeryGood).
Rule, as in jayleicn/moment_detr `standalone_eval`:

- HIT@1: whether the clip with the highest predicted saliency (the first in ties) is a highlight for
  at least one of the three; averaged over queries. A clip beyond the video is no hit.
- mAP: AP for each rater, averaged over raters and queries. Predictions beyond the video are cut,
  missing ones are 0. A rater with no highlight gives 0, one who rates all clips so gives 1.
  AP is the mean, over each *distinct* recall that is reached, of the best precision there or
  beyond; clips with equal scores are taken together.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LEVELS: Mapping[str, int] = {"Fair": 2, "Good": 3, "VeryGood": 4}
CLIP_S = 2.0
QUERIES_AT_ONCE = 256  # as many as a processor's cache holds


@dataclass(frozen=True, slots=True)
class HighlightScores:
    """Fractions of 1 at one level of rating."""

    average_precision: float
    hit_at_1: float
    queries: int


def ratings(
    duration_s: float, clips: Sequence[int], given: ArrayLike, *, clip_s: float = CLIP_S
) -> Floats:
    """The ratings of all clips of a video, `(C, raters)`; 0 for those that were not rated.

    Raises:
        ValueError: a rated clip lies beyond the video, or there are not as many ratings as clips.
    """
    rows = np.asarray(given, dtype=np.float64).reshape(len(clips), -1)
    table = np.zeros((int(duration_s / clip_s), rows.shape[1] or 3))
    if len(clips):
        at = np.asarray(clips)
        if at.min() < 0 or at.max() >= len(table):
            beyond = next(clip for clip in clips if not 0 <= clip < len(table))
            raise ValueError(f"clip {beyond} lies beyond a video of {len(table)} clips")
        table[at] = rows
    return table


def highlight_scores(
    rated: Mapping[Hashable, Floats],
    saliency: Mapping[Hashable, Sequence[float]],
    *,
    levels: Mapping[str, int] = LEVELS,
) -> dict[str, HighlightScores]:
    """HIT@1 and mAP at each level over all queries of `rated`.

    A query without prediction counts as all clips alike (saliency 0), HIT@1 as a miss.

    Args:
        rated: per query, `(clips, raters)`, all with as many raters.
        saliency: per query, a score for each clip.
        levels: from which rating on a clip is a highlight.
    """
    if not rated:
        return {name: HighlightScores(float("nan"), float("nan"), 0) for name in levels}
    tables = list(rated.values())
    clips = np.array([len(table) for table in tables])
    flat = np.concatenate(tables)
    there = np.arange(int(clips.max(initial=0))) < clips[:, None]
    scores, top = _saliency(list(rated), [saliency.get(key) for key in rated], there)
    order = np.argsort(-scores, axis=1, kind="stable")
    rating = np.full((*there.shape, flat.shape[1]), -1.0)
    rating[there] = flat
    ranked = np.moveaxis(np.take_along_axis(rating, order[..., None], axis=1), 2, 0).copy()
    ends = _ends_of_ties(np.take_along_axis(scores, order, axis=1)) | ~there
    made = {}
    for name, least in levels.items():
        ap = _average_precision(ranked >= least, ends, clips)
        hit = _hits(rating, top, least)
        made[name] = HighlightScores(float(ap.mean()), float(hit.mean()), len(rated))
    return made


def clip_average_precision(highlight: ArrayLike, scores: ArrayLike) -> float:
    """AP of one list of clips for one rater, by the rule above."""
    labels = np.asarray(highlight, dtype=np.bool_)
    values = np.asarray(scores, dtype=np.float64)
    if labels.shape != values.shape or labels.ndim != 1:
        raise ValueError(f"{labels.shape} clips cannot be scored by {values.shape} numbers")
    order = np.argsort(-values, kind="stable")
    ends = _ends_of_ties(values[order][None])
    ap = _average_precision(labels[order][None, None], ends, np.array([len(labels)]))
    return float(ap[0, 0])


def _saliency(
    keys: Sequence[Hashable], given: Sequence[Sequence[float] | None], there: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.int64]]:
    """Scores cut and filled to the clips of each video (-inf beyond), and the best one's index."""
    counts = np.array([len(row) if row is not None else 0 for row in given])
    wide = np.full((len(given), max(int(counts.max(initial=0)), there.shape[1], 1)), -np.inf)
    total = int(counts.sum())
    flat = np.fromiter(chain.from_iterable(row or () for row in given), np.float64, count=total)
    wide[np.arange(wide.shape[1]) < counts[:, None]] = flat
    if np.isnan(flat).any():
        query = keys[int(np.argmax(np.isnan(wide).any(axis=1)))]
        raise ValueError(f"query {query!r}: a saliency score is not a number")
    top = np.where(counts > 0, wide.argmax(axis=1), -1)
    filled = np.arange(there.shape[1]) >= counts[:, None]
    scores = np.where(filled, 0.0, wide[:, : there.shape[1]])
    return np.where(there, scores, -np.inf), top


def _hits(rating: Floats, top: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    inside = (top >= 0) & (top < rating.shape[1])
    best = rating[np.arange(len(top)), np.where(inside, top, 0)].max(axis=1)
    hit: NDArray[np.bool_] = inside & (best >= least)
    return hit


def _ends_of_ties(ranked: Floats) -> NDArray[np.bool_]:
    ends = np.ones(ranked.shape, dtype=np.bool_)
    ends[:, :-1] = ranked[:, :-1] != ranked[:, 1:]
    return ends


def _average_precision(
    labels: NDArray[np.bool_], ends: NDArray[np.bool_], clips: NDArray[np.int64]
) -> Floats:
    """`(raters, Q)` from labels `(raters, Q, C)` by falling score."""
    ap = np.zeros(labels.shape[:2])
    for start in range(0, labels.shape[1] if labels.shape[2] else 0, QUERIES_AT_ONCE):
        part = slice(start, start + QUERIES_AT_ONCE)
        ap[:, part] = _part_precision(labels[:, part], ends[part], clips[part])
    return ap


def _part_precision(
    labels: NDArray[np.bool_], ends: NDArray[np.bool_], clips: NDArray[np.int64]
) -> Floats:
    found = np.cumsum(labels, axis=2, dtype=np.int32)
    counted = found * ends
    precision = counted / np.arange(1, labels.shape[2] + 1, dtype=np.float64)
    beyond = np.maximum.accumulate(precision[..., ::-1], axis=2)[..., ::-1]
    reached, tied = found.copy(), ~ends.all(axis=1)
    reached[:, tied] = np.maximum.accumulate(counted[:, tied], axis=2)
    steps = reached > 0
    steps[..., 1:] &= reached[..., 1:] > reached[..., :-1]
    ap = np.einsum("rqc,rqc->rq", beyond, steps) / np.maximum(steps.sum(axis=2), 1)
    total = found[..., -1]
    ap = np.where((total == clips) & (total > 0), 1.0, ap)
    return np.where(total == 0, 0.0, ap)
