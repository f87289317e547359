"""Two runs on the same samples: is one better, and by how much.

Per-sample scores of both runs go in, in the same order; a `Comparison` comes out. Differences are
always a − b. McNemar's test takes samples as independent; where samples share videos, the
clustered interval and permutation test are the ones to go by.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from longtake.bench.statistics.binomial import sign_test
from longtake.bench.statistics.columns import (
    Floats,
    Groups,
    Scores,
    at_least,
    outcomes,
    same_length,
    scores,
)
from longtake.bench.statistics.drawing import DRAWN_AT_ONCE, FEW_KINDS, units
from longtake.bench.statistics.intervals import (
    Interval,
    Method,
    bootstrap,
    score_interval,
    wilson,
)
from longtake.bench.statistics.standard_errors import StandardError, standard_error

FLIPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemar:
    """How often two runs agree, and McNemar's p for whether the rest leans to one side."""

    samples: int
    both_right: int
    only_a_right: int
    only_b_right: int
    both_wrong: int
    p_exact: float
    p_mid: float

    @property
    def discordant_share(self) -> float:
        """The share of samples on which exactly one run is right: all that tells them apart."""
        return (self.only_a_right + self.only_b_right) / self.samples

    @property
    def difference(self) -> float:
        """Accuracy of a less accuracy of b."""
        return (self.only_a_right - self.only_b_right) / self.samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Permutation:
    """A sign-flip test: `exact` where every flip was tried, else `flips` of them at random."""

    difference: float
    p: float
    flips: int
    exact: bool
    clusters: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that is said of two runs. `mcnemar` is None where scores are not right or wrong;
    `correlation` is None where one run scores every sample alike.
    """

    a: Interval
    b: Interval
    difference: Interval
    standard_error: StandardError
    permutation: Permutation
    mcnemar: McNemar | None
    correlation: float | None


def mcnemar(right_a: Scores, right_b: Scores) -> McNemar:
    """McNemar's exact conditional and mid-p test (McNemar 1947; Fagerland et al. 2013).

    Only the samples on which the runs disagree count: under no difference each is a fair coin.
    The exact p is conservative; Fagerland et al. recommend the mid-p. Both are two-sided.
    """
    a, b = outcomes("right_a", right_a), outcomes("right_b", right_b)
    n = same_length(right_a=a, right_b=b)
    both, only_a, only_b = (int(x) for x in ((a * b).sum(), (a > b).sum(), (b > a).sum()))
    exact, mid = sign_test(min(only_a, only_b), only_a + only_b)
    return McNemar(
        samples=n,
        both_right=both,
        only_a_right=only_a,
        only_b_right=only_b,
        both_wrong=n - both - only_a - only_b,
        p_exact=exact,
        p_mid=mid,
    )


def paired_difference(
    scores_a: Scores,
    scores_b: Scores,
    clusters: Groups | None = None,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
    method: Method = "bca",
) -> Interval:
    """Bootstrap interval of mean(a) − mean(b), both drawn together, whole clusters at a time.

    Where two right-or-wrong runs agree on every sample, or one is always right and the other
    always wrong, resampling would leave no width: how many samples may still be otherwise is then
    bounded by Wilson's interval of 0 among all (samples, or clusters), each counted at its worst.
    """
    apart = _differences(scores_a, scores_b)
    found = bootstrap(apart, clusters, level=level, resamples=resamples, seed=seed, method=method)
    if not (_right_or_wrong(scores_a, scores_b) and (apart == apart[0]).all()):
        return found
    otherwise = wilson(0, found.clusters or found.samples, level=level).high
    reach = 2 * otherwise if apart[0] else otherwise
    return replace(
        found,
        low=max(-1.0, found.estimate - reach),
        high=min(1.0, found.estimate + reach),
        method="Wilson, over clusters" if found.clusters else "Wilson",
    )


def permutation_test(
    scores_a: Scores,
    scores_b: Scores,
    clusters: Groups | None = None,
    *,
    flips: int = FLIPS,
    seed: int = 0,
) -> Permutation:
    """Two-sided paired permutation test: under no difference a and b may be swapped.

    They are swapped sample by sample, or for a whole cluster at once. p = the share of flips whose
    difference is at least as far from 0 as the one seen; every flip is tried where there are no
    more than `flips`, else p = (1 + hits) / (1 + flips), which is never 0 (Phipson & Smyth 2010).
    One cluster alone has nothing to swap against: then samples are swapped.
    """
    apart = _differences(scores_a, scores_b)
    at_least("flips", flips, 1)
    sums, count, _ = units(apart, np.ones_like(apart), clusters)
    size = np.abs(sums[:, 0])[np.abs(sums[:, 0]) > 1e-12]
    seen = abs(float(apart.sum())) - 1e-9 * max(1.0, float(size.sum()))
    exact = len(size) <= math.log2(flips)
    rng = np.random.default_rng(seed)
    flipped = _every_flip(size) if exact else _flips(size, flips, rng)
    hits = int(np.count_nonzero(np.abs(flipped) >= seen))
    return Permutation(
        difference=float(apart.mean()),
        p=hits / len(flipped) if exact else (1 + hits) / (1 + flips),
        flips=len(flipped),
        exact=exact,
        clusters=count,
    )


def compare(
    scores_a: Scores,
    scores_b: Scores,
    clusters: Groups | None = None,
    *,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Everything that tells two runs apart, in one record."""
    a, b = scores("scores_a", scores_a), scores("scores_b", scores_b)
    same_length(scores_a=a, scores_b=b)
    varied = a.std() > 0 and b.std() > 0
    return Comparison(
        a=score_interval(a, clusters, level=level, seed=seed),
        b=score_interval(b, clusters, level=level, seed=seed),
        difference=paired_difference(a, b, clusters, level=level, seed=seed),
        standard_error=standard_error(a - b, clusters),
        permutation=permutation_test(a, b, clusters, seed=seed),
        mcnemar=mcnemar(a, b) if _right_or_wrong(a, b) else None,
        correlation=float(np.corrcoef(a, b)[0, 1]) if varied else None,
    )


def _differences(scores_a: Scores, scores_b: Scores) -> Floats:
    a, b = scores("scores_a", scores_a), scores("scores_b", scores_b)
    same_length(scores_a=a, scores_b=b)
    return np.asarray(a - b)


def _right_or_wrong(scores_a: Scores, scores_b: Scores) -> bool:
    return bool(np.isin(scores_a, (0, 1)).all() and np.isin(scores_b, (0, 1)).all())


def _every_flip(sizes: Floats) -> Floats:
    """The sums under each of the 2^n ways to set the signs."""
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums + size, sums - size])
    return sums


def _flips(sizes: Floats, flips: int, rng: np.random.Generator) -> Floats:
    """The sums under random signs; units of one size are flipped together by a binomial draw."""
    kinds, often = np.unique(sizes, return_counts=True)
    if len(kinds) <= FEW_KINDS:
        ups = rng.binomial(often, 0.5, size=(flips, len(kinds)))
        return np.asarray((2 * ups - often) @ kinds)
    sums = np.empty(flips)
    rows = max(1, DRAWN_AT_ONCE // len(sizes))
    for first in range(0, flips, rows):
        many = min(rows, flips - first)
        bits = np.unpackbits(rng.integers(0, 256, (many, len(sizes) // 8 + 1), dtype=np.uint8), 1)
        ups = bits[:, : len(sizes)].astype(np.float64)
        sums[first : first + many] = 2 * (ups @ sizes) - sizes.sum()
    return sums
