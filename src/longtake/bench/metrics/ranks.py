"""Agreement of two lists of numbers: Pearson's r, Spearman's rho, Kendall's tau-b.

All lie in [-1, 1] and are NaN for fewer than two numbers or where one side is all the same. Ties
share the mean of their ranks (Spearman) and are taken out of the denominator (tau-b).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def pearson(first: ArrayLike, second: ArrayLike) -> float:
    """Linear correlation."""
    a, b = _both(first, second)
    if len(a) < 2 or a.min() == a.max() or b.min() == b.max():
        return float("nan")
    a, b = a - a.mean(), b - b.mean()
    a, b = a / np.abs(a).max(), b / np.abs(b).max()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1.0, 1.0))


def spearman(first: ArrayLike, second: ArrayLike) -> float:
    """Pearson's r of the ranks (SRCC)."""
    a, b = _both(first, second)
    return pearson(mean_ranks(a), mean_ranks(b))


def kendall(first: ArrayLike, second: ArrayLike) -> float:
    """Tau-b (KRCC), in N log N steps.

    (concordant - discordant) / sqrt((pairs not tied in the first) (pairs not tied in the second)).
    """
    a, b = (_dense(side) for side in _both(first, second))
    pairs = len(a) * (len(a) - 1) // 2
    tied_a, tied_b = _tied(a), _tied(b)
    if tied_a == pairs or tied_b == pairs:
        return float("nan")
    joint = _tied(_dense(a * (int(b.max()) + 1) + b))
    order = np.lexsort((b, a))
    discordant = _inversions(b[order])
    concordant = pairs - tied_a - tied_b + joint - discordant
    whole = np.sqrt(float(pairs - tied_a)) * np.sqrt(float(pairs - tied_b))
    return float(np.clip((concordant - discordant) / whole, -1.0, 1.0))


def mean_ranks(values: ArrayLike) -> Floats:
    """Ranks from 1; ties get the mean of theirs."""
    dense = _dense(np.asarray(values, dtype=np.float64))
    counts = np.bincount(dense)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts - 1) / 2)[dense]
    return ranks


def _both(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"{a.shape} numbers cannot be ranked against {b.shape}")
    bad = np.flatnonzero(~(np.isfinite(a) & np.isfinite(b)))
    if len(bad):
        raise ValueError(f"pair {bad[0]} is not finite: {a[bad[0]]}, {b[bad[0]]}")
    return a, b


def _dense(values: NDArray[np.generic]) -> Ints:
    """The same order in whole numbers from 0 without gaps."""
    numbers: Ints = np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return numbers


def _tied(dense: Ints) -> int:
    counts = np.bincount(dense)
    return int((counts * (counts - 1) // 2).sum())


def _inversions(numbers: Ints) -> int:
    """Pairs of which the earlier is the larger.

    Sorts by one binary digit after the other, the highest first: within those that agree in the
    digits before, every 0 is passed by the 1s that stand before it.
    """
    total = 0
    for bit in reversed(range(int(numbers.max(initial=0)).bit_length())):
        prefix, digit = numbers >> (bit + 1), (numbers >> bit) & 1
        ones = np.cumsum(digit) - digit
        fresh = np.concatenate([[True], prefix[1:] != prefix[:-1]])
        before = np.maximum.accumulate(np.where(fresh, ones, 0))
        total += int(((ones - before) * (1 - digit)).sum())
        numbers = numbers[np.argsort(numbers >> bit, kind="stable")]
    return total
