"""VideoHallucer (Wang et al. 2024): a fact and a fib about one video, both to be judged rightly.

Rule as in patrick-tssn/VideoHallucer `evaluations/evaluation_utils.py`: a judgement is right where
its word, yes or no, occurs anywhere in the response, regardless of case; so `"yes … no"` is right
either way. `strict` is ours: the response must say one of them and not the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

WORDS = ("yes", "no")


def says(response: str, answer: str) -> bool:
    """Whether the answer's word occurs in the response."""
    return re.search(rf"\b{re.escape(answer)}\b", response, re.IGNORECASE) is not None


def says_only(response: str, answer: str) -> bool:
    """Whether it occurs, and the other word does not."""
    others = (word for word in WORDS if word != answer.lower())
    return says(response, answer) and not any(says(response, word) for word in others)


def scores(hits: Sequence[tuple[bool, bool]]) -> dict[str, float]:
    """Of (fact right, fib right) pairs, in percent: each by itself, and both of a pair."""
    count = len(hits)
    return {
        "basic": 100 * sum(fact for fact, _ in hits) / count,
        "hallucination": 100 * sum(fib for _, fib in hits) / count,
        "overall": 100 * sum(fact and fib for fact, fib in hits) / count,
    }
