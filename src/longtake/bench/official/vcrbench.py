"""VCRBench (Sarkar & Etemad, 2025): shuffled clips of a procedure, to be put in order.

Rule as in pritamqu/VCRBench `process.py` and `metrics.py`, quirks included:

- the first sentence or line that holds, between commas, each number 1 to n once is the order.
  Phrases such as "correct order:" are listed, but the loop ends after the first, which is empty;
- no such sentence, or one of another length, is an order of zeros;
- accuracy is of whole orders, step accuracy of all places of all questions; that of a goal is
  rounded to two decimals before the mean over goals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from longtake.bench.official.answers import mean


def parse(text: str, steps: int) -> list[int]:
    """The order that is read, or zeros."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text.replace("*", "")):
        numbers = [re.search(r"\d+", part) for part in sentence.strip().split(",")]
        order = [int(number[0]) for number in numbers if number]
        if len(order) == steps and set(order) == set(range(1, steps + 1)):
            return order
    return [0] * steps


def steps_right(predicted: Sequence[int], gold: Sequence[int]) -> list[bool]:
    """By place; none where the lengths differ."""
    if len(predicted) != len(gold):
        return [False] * len(gold)
    return [one == other for one, other in zip(predicted, gold, strict=True)]


def scores(
    texts: Sequence[str], golds: Sequence[Sequence[int]], goals: Sequence[str] = ()
) -> dict[str, float]:
    """Of orders and of steps; with goals (kinds of procedure) also their mean."""
    pairs = [(parse(text, len(gold)), list(gold)) for text, gold in zip(texts, golds, strict=True)]
    whole = [100 * float(order == gold) for order, gold in pairs]
    steps = [right for order, gold in pairs for right in steps_right(order, gold)]
    values = {
        "avg_accuracy": mean(whole),
        "avg_step_accuracy": 100 * mean([float(one) for one in steps]),
    }
    if goals:
        values["weighted_avg_accuracy"] = mean(
            [round(mean(some), 2) for some in _by(goals, whole).values()]
        )
    return values


def _by(names: Sequence[str], values: Sequence[float]) -> Mapping[str, list[float]]:
    groups: dict[str, list[float]] = {}
    for name, value in zip(names, values, strict=True):
        groups.setdefault(name, []).append(value)
    return groups
