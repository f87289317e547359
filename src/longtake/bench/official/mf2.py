"""MF2 (Zaranis et al., 2025): a true and a false claim about a film, which differ by a little.

Rule as in deep-spin/MF2 `parse_model_outputs.py`: four ways to read TRUE or FALSE (the authors use
the last occurrence for models that explain). A pair is right where the true claim is called TRUE
and the false one FALSE; what is not read counts as wrong. Quirk: `strict` does not look for an
answer over several lines, and gives nothing where the tags hold more than the word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from longtake.bench.official.answers import mean

Strategy = Literal[
    "strict", "first-occurrence", "last-occurrence", "strict-w-fallback-first-occurrence"
]


def parse(text: str | None, strategy: Strategy = "strict") -> str | None:
    """TRUE, FALSE or None."""
    if not text:
        return None
    if strategy.startswith("strict"):
        tagged = re.search("<answer>(.*?)</answer>", text, re.IGNORECASE)
        said = tagged[1].strip().upper() if tagged else ""
        if said in ("TRUE", "FALSE"):
            return said
        if strategy == "strict":
            return None
    words = re.findall(r"\b(?:true|false)\b", text.lower())
    return words[-1 if strategy == "last-occurrence" else 0].upper() if words else None


def scores(
    pairs: Sequence[Mapping[str, str | None]], strategy: Strategy = "strict"
) -> dict[str, float]:
    """Of replies to a `true_claim` and a `false_claim`: both, either, and what is not read."""
    read = [
        (parse(pair.get("true_claim"), strategy), parse(pair.get("false_claim"), strategy))
        for pair in pairs
    ]
    right = [(first == "TRUE", second == "FALSE") for first, second in read]
    unread = [answer is None for both in read for answer in both]
    return {
        "pairwise_accuracy": 100 * mean([float(all(both)) for both in right]),
        "true_positive_rate": 100 * mean([float(both[0]) for both in right]),
        "true_negative_rate": 100 * mean([float(both[1]) for both in right]),
        "none_rate": 100 * mean([float(none) for none in unread]),
    }
