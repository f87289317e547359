"""How sure an answer is: first whether there is a reason to doubt it, then a probability.

A doubt is a rule that a person would give: no price is named, nobody speaks of a director, what is
counted is something else. The probability of what is left is a logistic function of a few signs
(Platt, 1999). Its weights were fitted, none below 0 and with an L2 penalty, on 398 questions about
the invented recordings in `tests/data/calibration.json`, 156 of them unanswerable. Leaving out one
recording at a time, of the answers said to be right with a probability of 0.6 to 0.75, 0.75 to 0.9,
and more, 61 %, 83 % and 96 % were right. On the 174 questions of `tests/data/heldout.json`, of the
answers with 0.65 to 0.75, 0.75 to 0.85, and more, 65 %, 76 % and 92 % were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from longtake.reason.quoting.alignment import LITERAL
from longtake.reason.quoting.answertypes import STRICT
from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.lexicon import FRAME, likeness
from longtake.reason.quoting.match import Match, surroundings
from longtake.reason.quoting.premise import deeds

FLOOR = 0.5
"""Less sure answers are not given."""
BEST = 12
"""Among how many of the best lines an answer should stand out."""
NO_NEWS = 0.2
"""A line that says less that is new only repeats the question: it is a heading, no answer."""
GRANTED, GRANTED_TRADE = 0.6, 0.85
"""A word is spoken of by another so alike; trades are all alike, and must be more so."""
SAID = 0.3
"""A word less alike to all that is said is not spoken of."""
OTHER = 0.15
"""Where a telling word is less alike to all that is said beside a time, or the heaviest beside a
person, the time or the person is that of something else."""
BIAS = 0.50
WEIGHTS: Mapping[str, float] = {
    "stands_out": 0.40,
    "typed": 0.66,
    "ground": 0.54,
    "support": 0.29,
    "lead": 0.57,
    "options": 0.34,
    "margin": 0.27,
}
"""How far the likeness of meaning stands out, whether the type asked for is there, whether moments
are asked for, how far an option is supported and ahead of the others, whether there are options,
and how far the line scores ahead of the next."""


def probability(signs: Mapping[str, float]) -> float:
    """How likely an answer with these signs is right."""
    total = BIAS + sum(weight * signs.get(name, 0.0) for name, weight in WEIGHTS.items())
    return 1 / (1 + exp(-total))


def doubt(asked: Asked, signs: Mapping[str, float]) -> str:
    """Why a line does not answer, however alike it is; empty when nothing speaks against it."""
    if signs["premise"]:
        return f"nothing is said of {' or '.join(asked.crucial)}"
    if signs["names"] > 0.5:
        return f"{', '.join(asked.names)} is not mentioned there"
    if asked.visual and (signs["typed"] < 1 or signs["rest"] < 0.6):
        return "it has to be seen"
    if signs["news"] < NO_NEWS and asked.wants != "yes_no" and "options" not in signs:
        return "the line says nothing that the question does not"
    if asked.wants == "yes_no" and signs["least"] < SAID:
        return "not all that it asks about is spoken of there"
    if signs["asks"] and signs["typed"] < 1:
        return "the line only asks"
    if signs.get("support", 0.0) >= 0.75:
        return ""
    return _doubt_of_type(asked, signs) or _doubt_of_kind(asked, signs)


def _doubt_of_type(asked: Asked, signs: Mapping[str, float]) -> str:
    typed, thing = signs["typed"], " ".join(asked.head)
    dated = asked.wants == "past" and asked.lower.startswith("when")
    if dated and signs["least"] < OTHER:
        return "the time there is of something else"
    if asked.wants == "person" and signs["heaviest"] < OTHER:
        return "nobody is said to have done it"
    if typed < 0 or (asked.wants == "name" and typed < 1):
        return f"no {asked.wants} is given there"
    if asked.lower.startswith("how many") and typed < 1:
        return f"no {thing} are counted there"
    if asked.wants in ("quantity", "number") and typed < 1 and signs["rest_around"] < 0.6:
        return f"no {asked.wants} is given there"
    if asked.wants in STRICT and signs["rest"] < 0.3 and signs["cosine"] < 0.25:
        return f"the {asked.wants} there is of something else"
    return ""


def _doubt_of_kind(asked: Asked, signs: Mapping[str, float]) -> str:
    thing, rest, cosine = " ".join(asked.head), signs["rest_around"], signs["cosine"]
    if asked.wants == "quantity" and asked.head and signs["head_around"] < 0.5:
        return f"no {thing} is measured there"
    listed = signs["head_around"] >= LITERAL and signs.get("options")
    if (
        asked.wants == "text"
        and asked.head
        and not listed
        and signs["instance"] < 0.28
        and cosine < 0.45
    ):
        return f"no {thing} is mentioned there"
    if asked.wants in ("person", "place") and rest < 0.3:
        return "it is about something else"
    if rest < 0.35 and cosine < (0.15 if asked.grounding else 0.25):
        return "it is about something else"
    return ""


def signs_of(asked: Asked, best: Match, found: Sequence[Match]) -> dict[str, float]:
    """What speaks for a match among all that were found, and what is missing from it."""
    cosines = sorted(match.signs["cosine"] for match in found[:BEST])
    others = [match.score for match in found if match is not best]
    near = {word for line in (best.line, *surroundings(best.line)) for word in line.words}
    absent = [name for name in asked.names if not _among(name, near)]
    return {
        **best.signs,
        "stands_out": best.signs["cosine"] - cosines[len(cosines) // 2],
        "margin": max(-3.0, min(3.0, best.score - max(others, default=best.score - 1))),
        "rest": _rest(asked, best.aligned),
        "rest_around": _rest(asked, best.aligned_around),
        "names": len(absent) / len(asked.names) if asked.names else 0.0,
        "premise": float(any(not _granted(asked, best, term) for term in asked.crucial)),
        "ground": float(asked.grounding),
        "least": _least(asked, best.aligned_around),
        "heaviest": _heaviest(asked, best.aligned_around),
    }


def _rest(asked: Asked, aligned: Sequence[float]) -> float:
    """The best likeness of a telling word other than the kind of thing that is asked for."""
    skipped = (*asked.head, *FRAME)
    rest = [a for a, term in zip(aligned, asked.terms, strict=False) if term not in skipped]
    return max(rest, default=0.5)


def _least(asked: Asked, aligned: Sequence[float]) -> float:
    """The likeness of the telling word that is least spoken of."""
    told = (a for a, term in zip(aligned, asked.terms, strict=False) if term not in FRAME)
    return min(told, default=1.0)


def _heaviest(asked: Asked, aligned: Sequence[float]) -> float:
    """The likeness of the word that says most in the question; of two such, the better one."""
    told = zip(asked.weights, aligned, asked.terms, strict=False)
    return max(((w, a) for w, a, term in told if term not in FRAME), default=(0.0, 1.0))[1]


def _among(name: str, words: set[str]) -> bool:
    return name in words or bool((likeness([name], sorted(words)) > 0.69).any())


def _granted(asked: Asked, match: Match, term: str) -> bool:
    """Whether the line, or for trades and failures what is around it, speaks of a crucial word."""
    place = asked.terms.index(term)
    if asked.wants == "name" and match.line.kind != "text":
        return match.aligned[place] >= GRANTED
    trade = asked.wants == "person" and term not in deeds(asked.lower)
    return match.aligned_around[place] >= (GRANTED_TRADE if trade else GRANTED)
