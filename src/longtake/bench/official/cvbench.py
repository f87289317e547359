"""CVBench (2025): questions across several videos, by letter or yes and no.

Rule as in Hokhim2/CVBench `lmms_eval/tasks/mvr/utils.py`, quirks included:

- phrases are cut out, then the first of a to d, yes, no *in either case and inside words* is the
  answer: "based on" is B, "I know" is NO;
- a reply of more than ten words with none of the capitals `ABCDYESNO` is read as nothing;
- what is read is in capitals, the gold answer as it is written: `YES` is not `Yes`, so that a
  question whose answer is written so is always wrong;
- what is not read is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares
from longtake.bench.official.prefixes import SENTENCES

LONG = 10


def extract(text: str) -> str:
    """The letter or word that is read, in capitals, or ""."""
    rest = text.strip()
    for prefix in SENTENCES:
        rest = rest.replace(prefix, "")
    if len(rest.split()) > LONG and not re.search("[ABCDYESNO]", rest):
        return ""
    found = re.search("[ABCD]|YES|NO", rest, re.IGNORECASE)
    return found[0].upper() if found else ""


def judge(answer: Answer) -> bool:
    """Whether what is read is the gold answer."""
    return extract(answer.text or "") == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by each of the 15 task types."""
    return shares(answers, judge, "task_type")
