"""Does a confidence mean what it says: reliability, ECE, Brier score, AUROC.

Confidences (0 to 1) and outcomes (1 right, 0 wrong) of the same samples go in. The expected
calibration error depends on its bins, so its bins are always part of what comes out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from longtake.bench.statistics.columns import (
    Floats,
    Ints,
    Scores,
    at_least,
    outcomes,
    same_length,
    shares,
)
from longtake.bench.statistics.intervals import Interval, wilson

Binning = Literal["width", "mass"]
BINS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The samples whose confidence is in (low, high]; the first bin holds its low end too.

    `gap` is accuracy − confidence: below 0 is overconfident.
    """

    low: float
    high: float
    samples: int
    confidence: float
    accuracy: Interval
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """A reliability diagram (bins without samples are left out) and what is read off it."""

    binning: Binning
    bins: tuple[Bin, ...]
    samples: int
    confidence: float
    accuracy: float
    expected_error: float
    largest_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Brier:
    """The Brier score and its parts.

    score = reliability − resolution + uncertainty + within_bins. Reliability is 0 when calibrated,
    resolution grows as confidence sorts right from wrong, uncertainty is that of the questions.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within_bins: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All that is said of a run's confidence. `auroc` is None where all are right or all wrong."""

    samples: int
    equal_width: Reliability
    equal_mass: Reliability
    brier: Brier
    auroc: float | None


def reliability(
    confidence: Scores, right: Scores, *, bins: int = BINS, binning: Binning = "width"
) -> Reliability:
    """A reliability diagram with bins of equal width or equal mass.

    `expected_error` is ECE = Σ_b n_b/n |accuracy_b − confidence_b| (Guo et al. 2017; bins
    ((b−1)/B, b/B]), `largest_error` MCE. With `binning="mass"` it is the adaptive ECE (Nguyen &
    O'Connor 2015): bins of as equal a number of samples as ties allow, since equal confidences
    share a bin whatever the order of the samples. A bin's accuracy has a Wilson interval.
    """
    sure, hit = _pair(confidence, right)
    numbers, edges = _binned(sure, bins, binning)
    found = [_bin(sure, hit, numbers == one, edges, int(one)) for one in np.unique(numbers)]
    n = len(sure)
    return Reliability(
        binning=binning,
        bins=tuple(found),
        samples=n,
        confidence=float(sure.mean()),
        accuracy=float(hit.mean()),
        expected_error=math.fsum(b.samples * abs(b.gap) for b in found) / n,
        largest_error=max(abs(b.gap) for b in found),
    )


def expected_calibration_error(confidence: Scores, right: Scores, *, bins: int = BINS) -> float:
    """ECE, bins of equal width ("On Calibration of Modern Neural Networks", Guo et al. 2017)."""
    return reliability(confidence, right, bins=bins).expected_error


def adaptive_calibration_error(confidence: Scores, right: Scores, *, bins: int = BINS) -> float:
    """ECE over bins of equal mass; see `reliability` for ties."""
    return reliability(confidence, right, bins=bins, binning="mass").expected_error


def brier(confidence: Scores, right: Scores, *, bins: int | None = None) -> Brier:
    """Mean squared distance of confidence from outcome (Brier 1950), and Murphy's parts (1973).

    Without `bins`, samples are grouped by equal confidence and Murphy's three parts add up exactly
    (`within_bins` is 0). With `bins` of equal width the two further parts of Stephenson et al.
    (2008), variance and covariance within bins, are in `within_bins`, so that they still do.
    Confidences that are all different need bins: each alone is its own, perfectly resolved, group.
    """
    sure, hit = _pair(confidence, right)
    if bins is None:
        numbers = np.unique(sure, return_inverse=True)[1]
    else:
        numbers = _binned(sure, bins, "width")[0]
    n, count = len(sure), np.bincount(numbers)
    held = np.maximum(count, 1)
    said = (np.bincount(numbers, weights=sure) / held)[numbers]
    came = (np.bincount(numbers, weights=hit) / held)[numbers]
    base = hit.mean()
    apart = sure - said
    return Brier(
        score=float(((sure - hit) ** 2).mean()),
        reliability=float(((said - came) ** 2).mean()),
        resolution=float(((came - base) ** 2).mean()),
        uncertainty=float(base * (1 - base)),
        within_bins=float((apart**2).sum() - 2 * (apart * (hit - came)).sum()) / n,
    )


def auroc(confidence: Scores, right: Scores) -> float | None:
    """The chance that a right answer is held with more confidence than a wrong one; ties half.

    The Mann–Whitney statistic from mid-ranks. None where all are right or all wrong.
    """
    sure, hit = _pair(confidence, right)
    rights, wrongs = int(hit.sum()), int(len(hit) - hit.sum())
    if not rights or not wrongs:
        return None
    _, numbers, count = np.unique(sure, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    ranks = float(middle[numbers][hit == 1].sum())
    return (ranks - rights * (rights + 1) / 2) / (rights * wrongs)


def calibration(confidence: Scores, right: Scores, *, bins: int = BINS) -> Calibration:
    """Everything above in one record; the Brier score's parts over bins of equal width."""
    return Calibration(
        samples=same_length(confidence=confidence, right=right),
        equal_width=reliability(confidence, right, bins=bins),
        equal_mass=reliability(confidence, right, bins=bins, binning="mass"),
        brier=brier(confidence, right, bins=bins),
        auroc=auroc(confidence, right),
    )


def _pair(confidence: Scores, right: Scores) -> tuple[Floats, Floats]:
    sure, hit = shares("confidence", confidence), outcomes("right", right)
    same_length(confidence=sure, right=hit)
    return sure, hit


def _binned(sure: Floats, bins: int, binning: Binning) -> tuple[Ints, Floats]:
    """Each sample's bin, and the bins' edges: (edge, next edge]."""
    at_least("bins", bins, 1)
    if binning == "width":
        edges = np.linspace(0, 1, bins + 1)
    elif binning == "mass":
        last = np.sort(sure)[np.ceil(np.arange(1, bins + 1) * len(sure) / bins).astype(int) - 1]
        edges = np.concatenate([[sure.min()], np.unique(last)])
    else:
        raise ValueError(f"binning must be 'width' or 'mass', got {binning!r}")
    return np.searchsorted(edges[1:], sure, side="left"), edges


def _bin(sure: Floats, hit: Floats, inside: np.ndarray, edges: Floats, number: int) -> Bin:
    count = int(inside.sum())
    accuracy = wilson(int(hit[inside].sum()), count)
    confidence = float(sure[inside].mean())
    return Bin(
        low=float(edges[number]),
        high=float(edges[number + 1]),
        samples=count,
        confidence=confidence,
        accuracy=accuracy,
        gap=accuracy.estimate - confidence,
    )
