"""LongVideoBench (Wu et al., NeurIPS 2024): up to five options, videos of 8 s to an hour.

Rule as in EvolvingLMMs-Lab/lmms-eval `lmms_eval/tasks/longvideobench/utils.py`, quirks included:

- phrases are cut out, then the first `A` to `E` anywhere is the answer, whether it is an option
  or not;
- what cannot be read is given a *random option*, there from an unseeded generator. Here it is
  drawn from the seed and the question's id, so that scoring twice scores the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from longtake.bench.official.answers import LETTERS, Answer, Judge, shares
from longtake.bench.official.prefixes import SENTENCES, first_letter

KINDS = ("duration_group", "question_category")


def parse(text: str, options: int, draw: random.Random) -> str:
    """The letter that is read, else a drawn one."""
    return first_letter(text, SENTENCES, "ABCDE") or draw.choice(LETTERS[:options])


def judge(answer: Answer, seed: int = 0) -> bool:
    """Whether the letter is the gold one, or luck."""
    draw = random.Random(f"{seed}/{answer.id}")
    return parse(answer.text or "", len(answer.options), draw) == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall, by length (15, 60, 600, 3600 s) and category; `partial(judge, seed=1)` redraws."""
    return shares(answers, judge, *KINDS)
