"""MAGQA of MMDuet (Wang et al., 2024): one question, answers due at several times.

Rule as in yellow-binary-tree/MMDuet `test/analyze_magqa_results.py`, quirks included:

- a judge rates each reply against each gold answer from 1 to 5; what does not begin with such a
  digit is 1, and an empty verdict stops the script;
- in-span score: mean of the ratings of replies within a gold answer's time, ends included, 1 where
  there is none; a reply at time -1 belongs to all (`all_match`), or its example is skipped;
- examples that are missing from 2,000 are added as 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longtake.bench.official.failure import OfficialFailure

EXAMPLES = 2000
FLOOR = 1


@dataclass(frozen=True, slots=True)
class Example:
    """Times of the replies, spans of the gold answers, and by gold answer each reply's rating."""

    times_s: Sequence[float]
    spans: Sequence[Sequence[float]]
    ratings: Sequence[Sequence[str | int | float]]


def rated(verdict: str | int | float) -> float:
    """A verdict as a number. Raises OfficialFailure on an empty one."""
    if not isinstance(verdict, str):
        return verdict
    if not verdict:
        raise OfficialFailure("MAGQA", "an empty verdict")
    return int(verdict[0]) if verdict[0] in "12345" else FLOOR


def in_span(example: Example, all_match: bool = True) -> float | None:
    """In-span score of one example; None without gold answers. Raises OfficialFailure."""
    found: list[float] = []
    for ratings, span in zip(example.ratings, example.spans, strict=False):
        inside = [
            n
            for n, time_s in enumerate(example.times_s)
            if span[0] <= time_s <= span[1] or (all_match and time_s == -1)
        ]
        found.append(float(np.mean([rated(ratings[n]) for n in inside])) if inside else FLOOR)
    return float(np.mean(found)) if found else None


def scores(
    examples: Sequence[Example], all_match: bool = True, pad: bool = True
) -> dict[str, float]:
    """Mean in-span score, 1 to 5, and replies per example. Raises OfficialFailure."""
    kept = [one for one in examples if all_match or not len(one.times_s) or one.times_s[0] != -1]
    found = [score for one in kept if (score := in_span(one, all_match)) is not None]
    turns = [len(one.times_s) for one in kept]
    if pad:
        found += [FLOOR] * (EXAMPLES - len(found))
        turns += [0] * (EXAMPLES - len(turns))
    nothing = float("nan")
    return {
        "in-span": float(np.mean(found)) if found else nothing,
        "turns": float(np.mean(turns)) if turns else nothing,
    }
