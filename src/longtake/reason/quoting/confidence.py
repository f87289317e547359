"""How sure an answer is, as a probability: logistic calibration over a few named signs.

Platt (1999): p = 1 / (1 + exp(−(bias + Σ weight · sign))).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from longtake.reason.quoting.answertypes import STRICT
from longtake.reason.quoting.lexicon import likeness
from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.match import Match, surroundings, telling
from longtake.reason.quoting.understand import Asked

FLOOR = 0.5
NEAR = 12
"""How many of the best lines tell whether a word of the question occurs at all."""
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
    """The calibrated probability that an answer with these signs is right."""
    total = BIAS + sum(weight * signs.get(name, 0.0) for name, weight in WEIGHTS.items())
    return 1 / (1 + exp(-total))


def doubt(asked: Asked, signs: Mapping[str, float]) -> str:
    """Why a line cannot be trusted to answer, however alike it is; empty when nothing is wrong."""
    cosine, held = signs["cosine"], signs.get("support", 0.0) >= 0.9
    if signs["premise"]:
        return f"nothing is said of {' or '.join(asked.crucial)}"
    if signs["names"] > 0.5:
        return f"{', '.join(asked.names)} is not mentioned there"
    if asked.visual and (signs["typed"] < 1 or signs["rest"] < 0.6):
        return "it has to be seen"
    if held:
        return ""
    if signs["typed"] < 0:
        return f"no {asked.wants} is given there"
    if asked.wants == "name" and signs["typed"] < 1:
        return "no name is given there"
    if asked.lower.startswith("how many") and signs["typed"] < 1:
        return f"no {' '.join(asked.head)} are counted there"
    if asked.wants == "quantity" and asked.head and signs["head_around"] < 0.5:
        return f"no {' '.join(asked.head)} is measured there"
    if asked.wants == "text" and signs["headless"] and cosine < 0.45:
        return f"no {' '.join(asked.head)} is mentioned there"
    if asked.wants in STRICT and signs["rest"] < 0.3 and cosine < 0.25:
        return f"the {asked.wants} there is of something else"
    return ""


def signs_of(asked: Asked, best: Match, found: Sequence[Match], lines: list[Line]) -> dict[str, float]:
    """What speaks for the best line and what is missing from it."""
    places = telling(asked)
    total = sum(asked.weights[p] for p in places)
    anywhere = [max(match.aligned_around[p] for match in found[:NEAR]) for p in places]
    near = {word for line in (best.line, *surroundings(best.line)) for word in line.words}
    absent = [name for name in asked.names if not _among(name, near)]
    heads = max((best.signs["head"], best.signs["head_around"])) if asked.head else 1.0
    cosines = sorted(match.signs["cosine"] for match in found[:NEAR])
    second = max((match.score for match in found if match is not best), default=best.score - 1)
    return {
        **best.signs,
        "anywhere": sum(asked.weights[p] * a for p, a in zip(places, anywhere, strict=True)) / total
        if total
        else 0.5,
        "nowhere": max((asked.weights[p] * (1 - a) for p, a in zip(places, anywhere, strict=True)), default=0.5),
        "rarest": min(anywhere, default=0.5),
        "stands_out": best.signs["cosine"] - cosines[len(cosines) // 2],
        "unmatched": sum(asked.weights[p] for p in places if best.aligned_around[p] < 0.3) / total
        if total
        else 0.5,
        "names": len(absent) / len(asked.names) if asked.names else 0.0,
        "headless": float(heads < 0.35 and best.signs["instance"] < 0.35),
        "rest": _rest(asked, best.aligned),
        "rest_around": _rest(asked, best.aligned_around),
        "premise": float(any(_aligned(asked, best, term) < 0.6 for term in asked.crucial)),
        "ground": float(asked.wants == "when" or asked.every),
        "visual": float(asked.visual),
        "margin": max(-3.0, min(3.0, best.score - second)),
    }


def _among(name: str, words: set[str]) -> bool:
    return name in words or bool((likeness([name], sorted(words)) > 0.69).any())


def _aligned(asked: Asked, best: Match, term: str) -> float:
    return best.aligned_around[asked.terms.index(term)]


def _rest(asked: Asked, aligned: Sequence[float]) -> float:
    """The best likeness of a telling word other than the kind of thing that is asked for."""
    places = [p for p in telling(asked) if asked.terms[p] not in asked.head]
    return max((aligned[p] for p in places), default=0.5)
