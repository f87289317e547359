"""IoU, IoP and overlap of many stretches of time at once, and what is wrong with given ones.

Spans are rows `[start_s, end_s]` of an `(N, 2)` array. Three notions of what two sets share are in
use in the field, and benchmarks differ in which they mean:

- pairwise: `iou`, `iop` and `overlap` of every span with every other, `(N, M)`;
- hull: the shortest stretch that covers both takes the place of their union (`hull_iou`), which
  is the same for spans that touch and smaller than 0 for spans that do not;
- merged: overlapping and touching spans of each side are made one first (`merge`, `merged_iou`),
  so that nothing counts twice.

`iou`, `iop`, `overlap` and `merged_iou` lie in [0, 1] (overlap: in seconds, from 0) whatever is
given: a span that ends before it starts is taken as empty. `as_spans` refuses such spans and names
the row; `sort_out` drops and counts them. Nothing here knows of files or of who predicted what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longtake.types import Span

Floats = NDArray[np.float64]
Rows = ArrayLike | Sequence[Span]
"""Spans as rows of numbers, or as `Span`s."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How many given spans could not be used, by reason."""

    malformed: int = 0
    not_finite: int = 0
    reversed: int = 0

    @property
    def total(self) -> int:
        return self.malformed + self.not_finite + self.reversed


def as_spans(rows: Rows) -> Floats:
    """The rows as an `(N, 2)` array, checked.

    Columns after the second (scores) are dropped. No rows, in whatever shape, are `(0, 2)`.

    Raises:
        ValueError: a row has no two numbers, one that is not finite, or an end before its start.
            The message names the first such row.
    """
    spans = _plain(rows)
    finite = np.isfinite(spans).all(axis=1)
    if not finite.all():
        row = int(np.argmin(finite))
        raise ValueError(f"span {row} is not finite: {spans[row].tolist()}; give seconds")
    backwards = spans[:, 1] < spans[:, 0]
    if backwards.any():
        row = int(np.argmax(backwards))
        raise ValueError(f"span {row} ends before it starts: {spans[row].tolist()}")
    return spans


def sort_out(rows: Sequence[object]) -> tuple[Floats, Faults]:
    """The usable spans of a prediction, in their order, and a count of the others by reason."""
    kept: list[tuple[float, float]] = []
    malformed = not_finite = backwards = 0
    for row in rows:
        pair = _pair(row)
        if pair is None:
            malformed += 1
        elif not np.isfinite(pair).all():
            not_finite += 1
        elif pair[1] < pair[0]:
            backwards += 1
        else:
            kept.append(pair)
    spans = np.array(kept, dtype=np.float64).reshape(-1, 2)
    return spans, Faults(malformed=malformed, not_finite=not_finite, reversed=backwards)


def durations(spans: Floats) -> Floats:
    """Seconds that each covers, `(N,)`; 0 where one ends before it starts."""
    return np.maximum(spans[:, 1] - spans[:, 0], 0.0)


def overlap(first: Rows, second: Rows) -> Floats:
    """Seconds that each of the first shares with each of the second, `(N, M)`."""
    a, b = _plain(first), _plain(second)
    shared = np.minimum(a[:, 1:2], b[None, :, 1])
    shared -= np.maximum(a[:, 0:1], b[None, :, 0])
    return np.maximum(shared, 0.0, out=shared)


def iou(first: Rows, second: Rows) -> Floats:
    """Intersection over union of each with each, `(N, M)`; 0 where both are empty."""
    a, b = _plain(first), _plain(second)
    shared = overlap(a, b)
    union = durations(a)[:, None] + durations(b)[None, :]
    union -= shared
    return _ratio(shared, union)


def iop(truth: Rows, predicted: Rows) -> Floats:
    """Share of each prediction that lies in each truth, `(N truths, M predictions)`.

    A prediction of no length counts 1 where it lies in the truth, its ends included, as in NExT-GQA
    (Xiao et al., CVPR 2024).
    """
    a, b = _plain(truth), _plain(predicted)
    share = _ratio(overlap(a, b), np.broadcast_to(durations(b), (len(a), len(b))))
    point = b[:, 0] == b[:, 1]
    inside = (a[:, 0:1] <= b[None, :, 0]) & (b[None, :, 0] <= a[:, 1:2])
    return np.where(point[None, :] & inside, 1.0, share)


def iou_paired(first: Rows, second: Rows) -> Floats:
    """Intersection over union of row n with row n, `(N,)`; 0 where both are empty."""
    a, b = _plain(first), _plain(second)
    if len(a) != len(b):
        raise ValueError(f"{len(a)} spans cannot be paired with {len(b)}")
    shared = np.maximum(np.minimum(a[:, 1], b[:, 1]) - np.maximum(a[:, 0], b[:, 0]), 0.0)
    return _ratio(shared, durations(a) + durations(b) - shared)


def hull_iou(first: Rows, second: Rows) -> Floats:
    """Signed overlap over the hull of row n and row n, `(N,)`, in [-1, 1].

    `(min(ends) - max(starts)) / (max(ends) - min(starts))`: below 0 by how far they lie apart. 0
    where the hull is empty. The form of NExT-GQA's and VTimeLLM's evaluators.
    """
    a, b = _plain(first), _plain(second)
    between = np.minimum(a[:, 1], b[:, 1]) - np.maximum(a[:, 0], b[:, 0])
    hull = np.maximum(a[:, 1], b[:, 1]) - np.minimum(a[:, 0], b[:, 0])
    share: Floats = np.divide(between, hull, out=np.zeros_like(between), where=hull > 0)
    return share


def merge(rows: Rows) -> Floats:
    """The same time covered by the fewest spans, in order of time; empty ones vanish."""
    spans = _plain(rows)
    spans = spans[spans[:, 1] > spans[:, 0]]
    if not len(spans):
        return spans
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reach = np.maximum.accumulate(spans[:, 1])
    fresh = np.concatenate([[True], spans[1:, 0] > reach[:-1]])
    ends = np.append(np.flatnonzero(fresh)[1:], len(spans)) - 1
    return np.stack([spans[fresh, 0], reach[ends]], axis=1)


def merged_overlap(first: Rows, second: Rows) -> float:
    """Seconds that both sides cover, each second once."""
    return float(overlap(merge(first), merge(second)).sum())


def merged_iou(first: Rows, second: Rows) -> float:
    """Time that both sides cover over time that either covers; 0 where neither covers any."""
    shared = merged_overlap(first, second)
    union = float(durations(merge(first)).sum() + durations(merge(second)).sum()) - shared
    return min(shared / union, 1.0) if union > 0 else 0.0


def _plain(rows: Rows) -> Floats:
    if isinstance(rows, np.ndarray) and rows.ndim == 2 and rows.dtype == np.float64:
        table = rows
    else:
        given = [(r.start_s, r.end_s) if isinstance(r, Span) else r for r in rows]  # type: ignore[union-attr]
        table = _table(given)
    if table.size and (table.ndim != 2 or table.shape[1] < 2):
        raise ValueError(f"spans are rows of [start_s, end_s], got an array of {table.shape}")
    return table[:, :2] if table.size else np.empty((0, 2))


def _table(given: Sequence[object]) -> Floats:
    try:
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        for row, value in enumerate(given):
            if _pair(value) is None:
                raise ValueError(f"span {row} is no [start_s, end_s]: {value!r}") from None
        return np.array([_pair(value) for value in given], dtype=np.float64)


def _pair(row: object) -> tuple[float, float] | None:
    if isinstance(row, Span):
        return row.start_s, row.end_s
    if isinstance(row, str | bytes):
        return None
    try:
        start, end = row[0], row[1]  # type: ignore[index]
        return float(start), float(end)
    except (TypeError, ValueError, IndexError, KeyError):
        return None


def _ratio(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return np.minimum(share, 1.0, out=share)
