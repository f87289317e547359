"""Standard errors of a mean score, plain and clustered.

Per-sample scores and their clusters go in. Clustered after Miller 2024, "Adding Error Bars to
Evals: A Statistical Approach to Language Model Evaluations" (arXiv 2411.00640), section 2.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from longtake.bench.statistics.columns import (
    Groups,
    Scores,
    between,
    group_numbers,
    same_length,
    scores,
)
from longtake.bench.statistics.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardError:
    """The error of a mean. `design_effect` is how many times more samples clustering costs."""

    mean: float
    standard_error: float
    plain_standard_error: float
    design_effect: float
    samples: int
    clusters: int | None

    def interval(self, level: float = 0.95) -> Interval:
        """The normal interval, which may leave the range of the scores; see `bootstrap`."""
        half = NormalDist().inv_cdf((1 + between("level", level)) / 2) * self.standard_error
        return Interval(
            estimate=self.mean,
            low=self.mean - half,
            high=self.mean + half,
            level=level,
            method="normal, clustered" if self.clusters else "normal",
            samples=self.samples,
            clusters=self.clusters,
        )


def standard_error(values: Scores, clusters: Groups | None = None) -> StandardError:
    """Standard error of the mean: SE² = s²/n + (1/n²) Σ_c Σ_i Σ_{j≠i} d_ic d_jc.

    d are the distances from the mean and s² their variance over n − 1; the second term, over pairs
    within one cluster, is 0 without `clusters`. One cluster alone says nothing of the spread
    between clusters: it is then left unclustered, and `clusters` is None. Apply it to the
    per-sample differences of two runs for Miller's paired standard error.

    Raises:
        ValueError: fewer than two samples, not finite, or of differing lengths.
    """
    column = scores("values", values)
    n = len(column)
    if n < 2:
        raise ValueError(f"values has {n} sample: a standard error needs two or more")
    apart = column - column.mean()
    squares = float((apart**2).sum())
    plain = within = squares / (n * (n - 1))
    count = None
    if clusters is not None:
        same_length(values=column, clusters=clusters)
        numbers = group_numbers("clusters", clusters)
        count = int(numbers.max()) + 1 if numbers.max() else None
    if count:
        together = float((np.bincount(numbers, weights=apart) ** 2).sum())
        within = max(0.0, plain + (together - squares) / n**2)
    return StandardError(
        mean=float(column.mean()),
        standard_error=math.sqrt(within),
        plain_standard_error=math.sqrt(plain),
        design_effect=within / plain if plain else 1.0,
        samples=n,
        clusters=count,
    )
