"""VUE-PLOT questions (Vidi team, 2025): why something is shown or said as it is.

Rule as in bytedance/vidi: stripped and in capitals, reply and gold must be equal, so that "A." is
wrong; what is missing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares


def judge(answer: Answer) -> bool | None:
    """Whether the reply is the gold letter; None without one."""
    return None if answer.text is None else answer.text.strip().upper() == _plain(answer.gold)


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by task type."""
    return shares(answers, judge, "task_type")


def _plain(text: str) -> str:
    return text.strip().upper()
