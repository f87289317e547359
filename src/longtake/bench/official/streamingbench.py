"""StreamingBench (Lin et al., 2024): asked while the video runs.

Rule as in THUNLP-MT/StreamingBench `src/data/count.py`, quirks included:

- the first sign of the reply is the answer, spaces too; a question without a reply is left out;
  *an empty reply stops the script*, except in sequential questions, which leave it out;
- proactive output: asked each second to 4 s after the true time; the time is right within 2 s of
  the last turn, and the answer where it holds the gold words *and the time is right*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from longtake.bench.official.answers import Answer, Judge, mean, shares
from longtake.bench.official.failure import OfficialFailure

SEQUENTIAL = "Sequential Question Answering"
TOLERANCE_S = 2
POLL_AFTER_S = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The last turn of a proactive dialogue."""

    time_s: float
    text: str
    gold_s: float
    gold: str


def seconds(stamp: str) -> int:
    """Of `00:00:29`."""
    return sum(int(part) * 60**n for n, part in enumerate(reversed(stamp.split(":"))))


def judge(answer: Answer) -> bool | None:
    """Whether the reply begins with the gold letter; None without one. Raises OfficialFailure."""
    if answer.text is None or (not answer.text and answer.kinds.get("task_type") == SEQUENTIAL):
        return None
    if not answer.text:
        raise OfficialFailure("StreamingBench", "the first sign of an empty reply is asked for")
    return answer.text[0] == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by task type."""
    return shares(answers, judge, "task_type")


def in_window(time_s: float, gold_s: float) -> bool:
    """Whether a proactive reply comes at the right time."""
    return -TOLERANCE_S <= time_s - gold_s <= TOLERANCE_S


def proactive_scores(turns: Sequence[Turn]) -> dict[str, float]:
    """Shares at the right time, and with the right words at the right time."""
    timely = [in_window(turn.time_s, turn.gold_s) for turn in turns]
    right = [
        at_time and turn.gold in turn.text for at_time, turn in zip(timely, turns, strict=True)
    ]
    return {
        "time_accuracy": 100 * mean([float(one) for one in timely]),
        "answer_accuracy": 100 * mean([float(one) for one in right]),
    }
