"""Ranked windows of many queries as one padded array, so that all queries are scored at once.

`Windows.of` takes, for each query, the true windows and the predicted ones in the order in which
they were given (best first); rows are `[start_s, end_s]` or `[start_s, end_s, score]`. What is
padded has an IoU of minus infinity with everything, so it never matches at any threshold.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Answers = Mapping[Hashable, Sequence[Sequence[float]]]
"""Per query id, windows `[start_s, end_s]` or, best first, `[start_s, end_s, score]`."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Q queries with at most P predicted and G true windows each."""

    iou: Floats
    """`(Q, P, G)`: predictions by falling score (as given in ties); -inf where padded."""
    first: Floats
    """`(Q, G)`: IoU of the window given first, whatever its score; -inf where padded.

    Over the hull of the two, which is their union where they meet: as R1 is taken officially, and
    in the last bit not the same as `iou`.
    """
    length_s: Floats
    """`(Q, G)`: of the true windows; NaN where padded."""

    @classmethod
    def of(cls, truth: Answers, predicted: Answers, *, at_most: int | None = None) -> Windows:
        """Every query of `truth`; one without prediction has none, one not in `truth` is left out.

        Args:
            truth: the true windows of each query.
            predicted: the predicted windows of each query.
            at_most: how many of the windows given first are kept.

        Raises:
            ValueError: a time or score that is not a finite number; the query is named.
        """
        gold, gold_there = _padded([truth[key] for key in truth], list(truth), 2)
        rows = [predicted.get(key, ())[:at_most] for key in truth]
        given, there = _padded(rows, list(truth), 3)
        order = np.argsort(np.where(there, -given[..., 2], np.inf), axis=1, kind="stable")
        ranked = np.take_along_axis(given, order[..., None], axis=1)
        return cls(
            iou=_iou(ranked, there, gold, gold_there),
            first=_over_hull(given, there, gold, gold_there),
            length_s=np.where(gold_there, gold[..., 1] - gold[..., 0], np.nan),
        )

    def of_length(self, above_s: float, up_to_s: float) -> Windows:
        """Only true windows longer than `above_s` and at most `up_to_s` long.

        Queries without any such window are left out.
        """
        with np.errstate(invalid="ignore"):
            fits = (self.length_s > above_s) & (self.length_s <= up_to_s)
        kept = fits.any(axis=1)
        fits = fits[kept]
        return Windows(
            iou=np.where(fits[:, None, :], self.iou[kept], -np.inf),
            first=np.where(fits, self.first[kept], -np.inf),
            length_s=np.where(fits, self.length_s[kept], np.nan),
        )

    @property
    def truths(self) -> Ints:
        """How many true windows each query has, `(Q,)`."""
        counts: Ints = (~np.isnan(self.length_s)).sum(axis=1)
        return counts

    @property
    def best_first(self) -> Floats:
        """IoU of each query's window given first with the true window it fits best, `(Q,)`.

        0 for a query without prediction or without truth.
        """
        if not self.first.shape[1]:
            return np.zeros(len(self.first))
        best: Floats = np.maximum(self.first.max(axis=1), 0.0)
        return best


def _padded(
    rows: Sequence[Sequence[Sequence[float]]], keys: Sequence[Hashable], width: int
) -> tuple[Floats, Bools]:
    """Ragged rows as `(Q, most, width)` and where there is one; a missing score is 0."""
    counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    most = int(counts.max(initial=0))
    there = np.arange(most) < counts[:, None]
    table = np.zeros((len(rows), most, width))
    flat = list(chain.from_iterable(rows))
    table[there] = _flat(flat, width, counts, keys)
    return table, there


def _flat(
    rows: list[Sequence[float]], width: int, counts: Ints, keys: Sequence[Hashable]
) -> Floats:
    try:
        whole = [row if len(row) >= width else [*row, 0.0] for row in rows]
        table = np.array(whole, dtype=np.float64)
    except (TypeError, ValueError):
        table = np.empty(0)
    if table.ndim != 2 or table.shape[1] < width:
        table = np.array([_numbers(row, width) for row in rows]).reshape(-1, width)
    finite = np.isfinite(table[:, :width]).all(axis=1)
    if not finite.all():
        at = int(np.argmin(finite))
        query = keys[int(np.searchsorted(np.cumsum(counts), at, side="right"))]
        raise ValueError(f"query {query!r}: no window of finite numbers: {rows[at]!r}")
    return table[:, :width]


def _numbers(row: object, width: int) -> list[float]:
    """The row at this width, NaN for what is no number; only a score may be left out."""
    cells = list(row) if isinstance(row, Sequence) and not isinstance(row, str) else []
    if len(cells) == 2:
        cells.append(0.0)
    try:
        numbers = [float(cell) for cell in cells[:width]]
    except (TypeError, ValueError):
        numbers = []
    return numbers + [float("nan")] * (width - len(numbers))


def _iou(given: Floats, there: Bools, gold: Floats, gold_there: Bools) -> Floats:
    start, end = given[..., 0:1], given[..., 1:2]
    gold_start, gold_end = gold[:, None, :, 0], gold[:, None, :, 1]
    shared = np.maximum(np.minimum(end, gold_end) - np.maximum(start, gold_start), 0.0)
    union = np.maximum(end - start, 0.0) + np.maximum(gold_end - gold_start, 0.0) - shared
    iou: Floats = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    iou[~(there[:, :, None] & gold_there[:, None, :])] = -np.inf
    return iou


def _over_hull(given: Floats, there: Bools, gold: Floats, gold_there: Bools) -> Floats:
    if not given.shape[1]:
        return np.full(gold.shape[:2], -np.inf)
    start, end = given[:, :1, 0], given[:, :1, 1]
    shared = np.maximum(np.minimum(end, gold[..., 1]) - np.maximum(start, gold[..., 0]), 0.0)
    hull = np.maximum(end, gold[..., 1]) - np.minimum(start, gold[..., 0])
    share: Floats = np.divide(shared, hull, out=np.zeros_like(shared), where=hull > 0)
    share[~(there[:, :1] & gold_there)] = -np.inf
    return share
