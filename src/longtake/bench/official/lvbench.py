"""LVBench (Wang et al., 2024): four options about videos of an hour and more.

Rule as in THUDM/LVBench `lvbench/utils/answer_util.py` and `lvbench/metrics/compute_accuracy.py`,
quirks included:

- the reply is cut at the first `)`, then after the first `(`, then at the first space; what is
  left is read as its first character. "The correct option is C" is T, "Answer: D" is A;
- lower case is wrong; questions without an answer are left out;
- a question of several types counts under each.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares


def polish(text: str) -> str:
    """The character that is read, or ""."""
    rest = text.strip().split(")")[0].strip()
    if "(" in rest:
        rest = rest.split("(")[1].strip()
    return rest.split(" ")[0][:1]


def judge(answer: Answer) -> bool | None:
    """Whether the character is the gold letter; None without a reply."""
    return None if answer.text is None else polish(answer.text) == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by question type."""
    return shares(answers, judge, "question_type")
