"""The binomial distribution as arrays, for exact tests and their power. Knows nothing of runs."""

from __future__ import annotations

import math

import numpy as np

from longtake.bench.statistics.columns import Floats


def log_factorials(largest: int) -> Floats:
    """log(k!) for k = 0 … `largest`."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, largest + 1)))])


def probabilities(trials: int, share: float, logs: Floats | None = None) -> Floats:
    """P(X = k) for k = 0 … `trials`. Pass `log_factorials` of `trials` or more to save time."""
    if share in (0.0, 1.0):
        certain = np.zeros(trials + 1)
        certain[-1 if share else 0] = 1.0
        return certain
    table = log_factorials(trials) if logs is None else logs
    k = np.arange(trials + 1)
    ways = table[trials] - table[k] - table[trials - k]
    return np.asarray(np.exp(ways + k * math.log(share) + (trials - k) * math.log1p(-share)))


def sign_test(fewer: int, trials: int, chances: Floats | None = None) -> tuple[float, float]:
    """Two-sided exact p and mid-p of `fewer` or less of `trials` even chances.

    exact = min(1, 2 P(X ≤ fewer)); mid-p = 2 P(X < fewer) + P(X = fewer), the mean of the p with
    and without the outcome that was seen. Both are 1 without trials.
    """
    if trials == 0:
        return 1.0, 1.0
    even = probabilities(trials, 0.5) if chances is None else chances
    under, at = math.fsum(even[:fewer]), float(even[fewer])
    return min(1.0, 2 * (under + at)), min(1.0, 2 * under + at)
