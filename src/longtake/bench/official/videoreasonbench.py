"""VideoReasonBench (Liu et al., 2025): what a sequence of operations leads to.

Rule as in llyx97/video_reason_bench `utils/eval_utils.py`, quirks included:

- the answer is all that follows the *first* "Final Answer", to the end of the reply, its colon
  too; of a reply with a closing think mark, only the second part is read;
- the judge must say exactly "Correct", without a full stop.

Planning questions are scored there by playing moves that a model extracts: not done here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares

THOUGHT = "\u25c1/think\u25b7"


def final_answer(response: str) -> str | bool:
    """What follows "Final Answer"; False where there is none."""
    if THOUGHT in response:
        response = response.split(THOUGHT)[1]
    found = re.search(r"Final Answer\s*(.*?)\s*$", response, re.DOTALL)
    return found[1] if found else False


def judged(verdict: str) -> bool:
    """Whether the judge's words are exactly "Correct"."""
    return verdict == "Correct"


def judge(answer: Answer) -> bool:
    """Of an answer whose text is the judge's verdict."""
    return judged(answer.text or "")


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall, by dimension and by when the state is visible."""
    return shares(answers, judge, "dim", "visible_time")
