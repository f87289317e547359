"""FIBER (Castro et al., ACL 2022): a blank in a caption, filled by several annotators.

Rule as in MichiganNLP/video-fill-in-the-blank `lqam/core/metrics.py`, quirks included: articles and
punctuation are cut out *without leaving a space*, so that "well-made" is "wellmade"; F1 is of sets,
so that repeated words count once, and two answers without words stop the script. With several
annotators the best counts; both scores are means over questions. Only the exact match is of
normalised answers: the metric of `lqam/methods/metrics.py` gives F1 the answers *as they are*,
capitals, articles and all.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from longtake.bench.official.answers import mean
from longtake.bench.official.failure import OfficialFailure

CUT = re.compile(rf"\b(?:an?|the)\b|[{re.escape(string.punctuation)}]")


def normalise(answer: str) -> str:
    """The answer as it is compared."""
    return re.sub(r"\s{2,}", " ", CUT.sub("", answer.lower())).strip()


def exact_match(predicted: str, annotated: Sequence[str]) -> bool:
    """Whether the answer is one of the annotators'."""
    return any(normalise(predicted) == normalise(one) for one in annotated)


def token_f1(predicted: str, annotated: Sequence[str]) -> float:
    """Best F1 of the sets of words, of answers as given. Raises OfficialFailure."""
    if not annotated:
        raise OfficialFailure("FIBER", "there is no annotation to take the best of")
    said = set(predicted.split())
    return max(_f1(said, set(one.split())) for one in annotated)


def scores(predicted: Sequence[str], annotated: Sequence[Sequence[str]]) -> dict[str, float]:
    """Means of both, as percentages. Raises OfficialFailure."""
    pairs = list(zip(predicted, annotated, strict=True))
    f1 = [token_f1(one, many) for one, many in pairs]
    exact = [float(exact_match(one, many)) for one, many in pairs]
    return {"exact_match": 100 * mean(exact), "f1": 100 * mean(f1)}


def _f1(said: set[str], gold: set[str]) -> float:
    if not said and not gold:
        raise OfficialFailure("FIBER", "both answers are without words: 0 is divided by 0")
    shared = len(said & gold)
    return shared / (shared + (len(said - gold) + len(gold - said)) / 2)
