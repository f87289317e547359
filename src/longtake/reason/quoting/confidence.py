"""How sure an answer is, as a probability: logistic calibration over a few named signs.

Platt (1999): p = 1 / (1 + exp(−(bias + Σ weight · sign))).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.match import Match, telling
from longtake.reason.quoting.understand import Asked

FLOOR = 0.5
BIAS = -5.0
WEIGHTS: Mapping[str, float] = {
    "cosine": 3.0,
    "cosine_around": 2.0,
    "cover": 2.0,
    "cover_around": 2.5,
    "typed": 1.0,
    "unmatched": -1.5,
    "names": -2.0,
    "visual": -2.5,
    "margin": 0.3,
    "support": 1.0,
    "lead": 1.0,
    "options": 0.5,
}


def probability(signs: Mapping[str, float]) -> float:
    total = BIAS + sum(weight * signs.get(name, 0.0) for name, weight in WEIGHTS.items())
    return 1 / (1 + exp(-total))


def signs_of(asked: Asked, best: Match, second: Match | None, lines: list[Line]) -> dict[str, float]:
    """What speaks for the best line and what is missing from it."""
    places = telling(asked)
    total = sum(asked.weights[p] for p in places)
    unmatched = sum(asked.weights[p] for p in places if best.aligned_around[p] < 0.3)
    everything = {word for line in lines for word in line.words}
    absent = [name for name in asked.names if name not in everything]
    return {
        **best.signs,
        "unmatched": unmatched / total if total else 0.5,
        "names": len(absent) / len(asked.names) if asked.names else 0.0,
        "visual": float(asked.visual),
        "margin": min(3.0, best.score - second.score) if second else 1.0,
    }
