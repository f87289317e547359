"""VideoEval-Pro (Ma et al., 2025): questions of four benchmarks without and with their options.

Rule as in TIGER-AI-Lab/VideoEval-Pro `tools/gpt4o_judge.py`, quirks included:

- by option: the first letter of the alphabet after "the answer is", "answer:" or "the option is"
  (whichever of these occurs first in that list), else of the reply: "Best option: C" is B;
- open: GPT-4o says A, B or C; only A is right. *A judge that fails ten times counts as right*: a
  note that says so is stored where true or false belongs, and any note is true.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares
from longtake.bench.official.failure import OfficialFailure

PHRASES = ("the answer is", "answer:", "the option is")


def option_right(gold: str, text: str) -> bool:
    """Whether the letter that is read is the gold one."""
    said = text.lower()
    phrase = next((phrase for phrase in PHRASES if phrase in said), None)
    if phrase is not None:
        said = said.split(phrase)[-1].strip()
    letter = next((sign for sign in said if sign.isalpha()), said[:1])
    return bool(letter) and letter[0] in (gold, gold.lower())


def judged(verdict: str) -> bool:
    """Whether GPT-4o's verdict is A. Raises OfficialFailure on an empty one: it is asked again."""
    if not verdict.strip():
        raise OfficialFailure("VideoEval-Pro", "an empty verdict")
    return verdict.strip()[0].upper() == "A"


def open_right(verdict: bool | None) -> bool:
    """What a stored verdict counts as; None, where the judge failed, counts as right."""
    return verdict is None or verdict


def judge(answer: Answer) -> bool:
    """Whether the right option is named."""
    return option_right(answer.gold.strip(), (answer.text or "").strip())


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by type."""
    return shares(answers, judge, "qa_type", "qa_subtype")
