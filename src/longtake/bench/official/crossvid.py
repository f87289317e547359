"""CrossVid (Li et al., 2025): ten tasks across several videos.

Rule as in chuntianli666/CrossVid `eval/*.py`, quirks included:

- choices and orders must equal the gold answer to the sign; "B." and " B" are wrong;
- FSA: exactly two numbers with a comma between, else IoU 0; IoU is over the hull;
- CCQA: a judge says of each point whether it is covered and correct; the score is what was said
  yes to over twice the points covered or not, of the answers whose verdict could be read; one
  that says more of one thing than of the other counts as it is;
- what has no reply is in no denominator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, mean, shares

Verdict = tuple[Sequence[bool], Sequence[bool]]
"""Covered, and correct, by point."""


def extract(text: str, tag: str) -> str:
    """What the first pair of tags holds, or ""."""
    found = re.search(rf"<{tag}>\s*(.*?)\s*</{tag}>", text, re.DOTALL)
    return found[1].strip() if found else ""


def interval_iou(first: Sequence[float], second: Sequence[float]) -> float:
    """Overlap over hull; 0 where the hull is a point."""
    shared = max(0, min(first[1], second[1]) - max(first[0], second[0]))
    hull = max(first[1], second[1]) - min(first[0], second[0])
    return 0.0 if hull == 0 else shared / hull


def segment_iou(text: str, gold: Sequence[float]) -> float:
    """IoU of `start,end` with the gold segment (FSA)."""
    parts = text.split(",")
    try:
        start, end = (float(part) for part in parts)
    except ValueError:
        return 0.0
    return interval_iou((start, end), gold)


def points_score(verdicts: Sequence[Verdict]) -> float:
    """Of open answers (CCQA), as a percentage."""
    said = sum(sum(covered) + sum(correct) for covered, correct in verdicts)
    points = sum(2 * len(covered) for covered, _ in verdicts)
    return 100 * said / points if points else float("nan")


def judge(answer: Answer) -> bool:
    """Whether the reply is the gold answer to the sign."""
    return answer.text == answer.gold


def scores(
    answers: Sequence[Answer],
    judge: Judge = judge,
    segments: Sequence[float] = (),
    verdicts: Sequence[Verdict] = (),
) -> dict[str, float]:
    """By task: of the answers to choose, and FSA and CCQA where there are any; and their mean."""
    values = shares(answers, judge, "task")
    values.pop("Overall")
    if segments:
        values["FSA"] = 100 * mean(segments)
    if verdicts:
        values["CCQA"] = points_score(verdicts)
    return {**values, "Average": mean(list(values.values()))}
