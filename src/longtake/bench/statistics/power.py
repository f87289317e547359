"""How many more samples tell two runs apart, and the smallest difference that n samples show.

Two runs on the same right-or-wrong samples differ only where exactly one of them is right: the
discordant share ψ. With d the difference of their accuracies (|d| ≤ ψ), McNemar's test at level α
has the power asked for with

    n = (z_{1−α/2} √ψ + z_power √(ψ − d²))² / d²        (Miettinen 1968; Connor 1987)

Shared videos cost samples: n is multiplied by the design effect (see `standard_errors`). For
scores between right and wrong the same is asked of the spread of the differences (Miller 2024,
section 5). Two-sided throughout. A power worked out of the very difference that was seen only
restates its p; plan with the smallest difference that would matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from longtake.bench.statistics.binomial import log_factorials, probabilities
from longtake.bench.statistics.columns import Floats, Groups, Scores, at_least, between
from longtake.bench.statistics.paired import mcnemar
from longtake.bench.statistics.standard_errors import standard_error

ALPHA, POWER = 0.05, 0.8
EXACT_UP_TO = 5_000
"""Up to so many discordant samples the power of McNemar's test is summed, not approximated."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinguishable:
    """What two runs' samples can tell, and how many it takes.

    `samples_needed` and `more_samples` are None where the runs score alike: no number of samples
    shows a difference of 0. `smallest_difference` is None where the samples there are cannot show
    any difference at this discordant share. `power` is for the difference that was seen.
    """

    samples: int
    discordant_share: float
    difference: float
    design_effect: float
    alpha: float
    power_wanted: float
    power: float
    samples_needed: int | None
    more_samples: int | None
    smallest_difference: float | None


def samples_needed(
    discordant_share: float,
    difference: float,
    *,
    alpha: float = ALPHA,
    power: float = POWER,
    design_effect: float = 1.0,
) -> int:
    """Samples, rounded up, with which McNemar's test shows `difference` with this power."""
    _shares_fit(discordant_share, difference)
    if difference == 0:
        raise ValueError("difference is 0: no number of samples shows that")
    tail, reach = _z(alpha, power)
    spread = math.sqrt(max(0.0, discordant_share - difference**2))
    root = (tail * math.sqrt(discordant_share) + reach * spread) / abs(difference)
    return _rounded_up(root**2 * _effect(design_effect))


def smallest_difference(
    samples: int,
    discordant_share: float,
    *,
    alpha: float = ALPHA,
    power: float = POWER,
    design_effect: float = 1.0,
) -> float | None:
    """The least difference of accuracies that n samples show with this power; the formula above
    solved for d. None where it would exceed the discordant share, so nothing can be shown.
    """
    at_least("samples", samples, 1)
    _shares_fit(discordant_share, 0.0)
    if discordant_share == 0:
        return None
    tail, reach = _z(alpha, power)
    n = samples / _effect(design_effect)
    start, bend = tail * math.sqrt(discordant_share), 1 + reach**2 / n
    inside = start**2 - bend * (start**2 - reach**2 * discordant_share)
    if inside < 0:
        return None
    least = (start + math.copysign(math.sqrt(inside), reach)) / bend / math.sqrt(n)
    return least if least <= discordant_share else None


def mcnemar_power(
    samples: int,
    discordant_share: float,
    difference: float,
    *,
    alpha: float = ALPHA,
    test: Literal["mid-p", "exact"] = "mid-p",
) -> float:
    """The chance that McNemar's test comes out at `alpha` or below.

    Summed over the number of discordant samples and who wins them, up to `EXACT_UP_TO` expected;
    beyond that from the normal formula, which no longer differs visibly.
    """
    at_least("samples", samples, 1)
    between("alpha", alpha)
    _shares_fit(discordant_share, difference)
    if test not in ("mid-p", "exact"):
        raise ValueError(f"test must be 'mid-p' or 'exact', got {test!r}")
    if discordant_share == 0:
        return 0.0
    if samples * discordant_share > EXACT_UP_TO:
        return _normal_power(samples, discordant_share, difference, alpha)
    logs = log_factorials(samples)
    chances = probabilities(samples, discordant_share, logs)
    share = (discordant_share + difference) / (2 * discordant_share)
    likely = np.flatnonzero(chances > 1e-10)
    return float(sum(chances[n] * _rejected(int(n), share, alpha, test, logs) for n in likely))


def distinguishable(
    right_a: Scores,
    right_b: Scores,
    clusters: Groups | None = None,
    *,
    alpha: float = ALPHA,
    power: float = POWER,
) -> Distinguishable:
    """What two runs on the same samples can tell, taking the discordant share as it was seen.

    The design effect is that of the paired differences, and never taken below 1.
    """
    table = mcnemar(right_a, right_b)
    apart = np.asarray(right_a, dtype=np.float64) - np.asarray(right_b, dtype=np.float64)
    effect = 1.0
    if clusters is not None and table.samples > 1:
        effect = max(1.0, standard_error(apart, clusters).design_effect)
    share, difference = table.discordant_share, table.difference
    asked = {"alpha": alpha, "power": power, "design_effect": effect}
    needed = samples_needed(share, difference, **asked) if difference else None
    independent = max(1, round(table.samples / effect))
    return Distinguishable(
        samples=table.samples,
        discordant_share=share,
        difference=difference,
        design_effect=effect,
        alpha=alpha,
        power_wanted=power,
        power=mcnemar_power(independent, share, difference, alpha=alpha),
        samples_needed=needed,
        more_samples=None if needed is None else max(0, needed - table.samples),
        smallest_difference=smallest_difference(table.samples, share, **asked),
    )


def samples_for_scores(
    spread: float, difference: float, *, alpha: float = ALPHA, power: float = POWER
) -> int:
    """Samples that show a mean `difference` where per-sample differences have the standard
    deviation `spread`: n = (z_{1−α/2} + z_power)² spread² / d².
    """
    between("spread", spread, 0, math.inf)
    between("|difference|", abs(difference), 0, math.inf)
    return _rounded_up((sum(_z(alpha, power)) * spread / difference) ** 2)


def smallest_score_difference(
    samples: int, spread: float, *, alpha: float = ALPHA, power: float = POWER
) -> float:
    """The least mean difference that n samples show; `samples_for_scores` solved for d."""
    at_least("samples", samples, 1)
    between("spread", spread, 0, math.inf)
    return sum(_z(alpha, power)) * spread / math.sqrt(samples)


def _rejected(n: int, share: float, alpha: float, test: str, logs: Floats) -> float:
    """The chance of p ≤ alpha among n discordant samples of which a wins each with `share`."""
    even = probabilities(n, 0.5, logs)
    under = np.concatenate([[0.0], np.cumsum(even)[:-1]])
    p = 2 * under + (even if test == "mid-p" else 2 * even)
    kept = (p <= alpha)[np.minimum(np.arange(n + 1), n - np.arange(n + 1))]
    return float(probabilities(n, share, logs)[kept].sum())


def _normal_power(samples: int, share: float, difference: float, alpha: float) -> float:
    tail = _NORMAL.inv_cdf(1 - alpha / 2) * math.sqrt(share)
    spread = math.sqrt(max(1e-300, share - difference**2))
    away = abs(difference) * math.sqrt(samples)
    return _NORMAL.cdf((away - tail) / spread) + _NORMAL.cdf((-away - tail) / spread)


def _z(alpha: float, power: float) -> tuple[float, float]:
    tail = _NORMAL.inv_cdf(1 - between("alpha", alpha) / 2)
    return tail, _NORMAL.inv_cdf(between("power", power))


def _shares_fit(discordant_share: float, difference: float) -> None:
    if not 0 <= discordant_share <= 1:
        raise ValueError(f"discordant_share must lie between 0 and 1, got {discordant_share!r}")
    if not abs(difference) <= discordant_share:
        raise ValueError(
            f"difference {difference!r} exceeds the discordant share {discordant_share!r}: two "
            "runs cannot differ by more samples than they disagree on"
        )


def _effect(design_effect: float) -> float:
    return between("design_effect", design_effect, 0, math.inf)


def _rounded_up(samples: float) -> int:
    return max(1, math.ceil(samples - 1e-9))
