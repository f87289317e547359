"""Video-Holmes (Cheng et al., 2025): clues of suspense films put together, six options.

Rule as in TencentARC/Video-Holmes `evaluate.py`, quirks included:

- the last `<answer>` counts, else the whole reply;
- the letters are tried *in order*, first as `A `, `A:` or `[A`, then anywhere, so that any `A` wins
  over what is meant: "Answer: D" is A, "Best option: C" is B;
- a type without questions is 0; the mean over types is ours, from the paper's table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import OVERALL, Answer, Judge, mean, shares

TYPES = ("SR", "IMC", "TCI", "TA", "MHR", "PAR", "CTI")
NOTHING = "WRONG"


def parse(text: str) -> str:
    """The letter that is read, or `WRONG`."""
    marked = re.findall(r"<answer>\s*(.*?)\s*</answer>", text, re.DOTALL)
    said = marked[-1].strip() if marked else text
    for forms in (("{} ", "{}:", "[{}"), ("{}",)):
        for letter in "ABCDEF":
            if any(form.format(letter) in said for form in forms):
                return letter
    return NOTHING


def judge(answer: Answer) -> bool:
    """Whether the letter is the gold one."""
    return parse(answer.text or "") == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """By question type, their mean, and overall."""
    values = shares(answers, judge, "Question Type")
    types = {name: values.get(name, 0.0) for name in TYPES}
    return {**types, "Mean of types": mean(list(types.values())), OVERALL: values[OVERALL]}
