"""What is gained by not answering when unsure: risk–coverage, and the score of an abstainer.

Confidences and outcomes of the same samples go in. Risk is the share of wrong answers among those
given; coverage is the share of samples answered, the most confident first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from longtake.bench.statistics.columns import Floats, Scores, outcomes, same_length, scores
from longtake.bench.statistics.intervals import Interval, wilson


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskCoverage:
    """The curve, one point per sample from the most confident on, and the areas under it.

    `area` is AURC; `area_of_perfect_order` what the same answers would have with every wrong one
    last; `excess_area` (E-AURC) their difference, 0 for a confidence that orders perfectly.
    """

    coverage: Floats
    risk: Floats
    samples: int
    area: float
    area_of_perfect_order: float
    excess_area: float

    def accuracy_at(self, coverage: float) -> float:
        """Accuracy of the most confident ⌈coverage · n⌉ samples."""
        if not 0 < coverage <= 1:
            raise ValueError(f"coverage must be above 0 and at most 1, got {coverage!r}")
        return 1 - float(self.risk[math.ceil(coverage * self.samples - 1e-9) - 1])

    def coverage_at(self, risk: float) -> float:
        """The largest coverage at which no more than `risk` of the answers are wrong; 0 if none."""
        if not 0 <= risk <= 1:
            raise ValueError(f"risk must lie between 0 and 1, got {risk!r}")
        kept = np.flatnonzero(self.risk <= risk + 1e-12)
        return float(self.coverage[kept[-1]]) if kept.size else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """How a run that may decline did. `accuracy_when_answered` is None where it never answered.

    `effective_reliability` is the mean of +1 for right, −cost for wrong and 0 for declined.
    """

    samples: int
    answered: int
    coverage: float
    accuracy_of_all: float
    accuracy_when_answered: Interval | None
    cost_of_wrong: float
    effective_reliability: float


def risk_coverage(confidence: Scores, right: Scores) -> RiskCoverage:
    """The risk–coverage curve and its areas (Geifman & El-Yaniv 2017; E-AURC: Geifman et al. 2019).

    AURC = (1/n) Σ_k risk of the k most confident. Samples of equal confidence are in no order:
    each point among them holds the risk expected over all their orders, so that the order of the
    samples in the file changes nothing. The perfect order is worked out for these n samples, not
    from the limit r + (1−r) ln(1−r) of the paper, so that a perfect order has exactly 0 excess.
    Confidences may be of any scale.
    """
    sure, hit = scores("confidence", confidence), outcomes("right", right)
    n = same_length(confidence=sure, right=hit)
    order = np.argsort(-sure, kind="stable")
    wrong = _expected_errors(sure[order], 1 - hit[order])
    answered = np.arange(1, n + 1)
    risk = np.cumsum(wrong) / answered
    best = float((np.maximum(answered - hit.sum(), 0) / answered).mean())
    area = float(risk.mean())
    return RiskCoverage(
        coverage=answered / n,
        risk=risk,
        samples=n,
        area=area,
        area_of_perfect_order=best,
        excess_area=area - best,
    )


def abstention(right: Scores, answered: Scores, *, cost_of_wrong: float = 1.0) -> Abstention:
    """What a run scores that declines some samples: accuracy of all counts those as wrong.

    Effective reliability after Whitehead et al. 2022, "Reliable Visual Question Answering".
    """
    hit, given = outcomes("right", right), outcomes("answered", answered)
    n = same_length(right=hit, answered=given)
    if cost_of_wrong < 0:
        raise ValueError(f"cost_of_wrong must be 0 or more, got {cost_of_wrong!r}")
    count, good = int(given.sum()), int((hit * given).sum())
    return Abstention(
        samples=n,
        answered=count,
        coverage=count / n,
        accuracy_of_all=good / n,
        accuracy_when_answered=wilson(good, count) if count else None,
        cost_of_wrong=float(cost_of_wrong),
        effective_reliability=(good - cost_of_wrong * (count - good)) / n,
    )


def _expected_errors(sure: Floats, wrong: Floats) -> Floats:
    """Of samples in falling confidence, the chance to be wrong: the mean of its ties for each."""
    starts = np.flatnonzero(np.concatenate([[True], np.diff(sure) != 0]))
    sizes = np.diff(np.concatenate([starts, [len(sure)]]))
    return np.asarray(np.repeat(np.add.reduceat(wrong, starts) / sizes, sizes))
