"""SVBench (Yang et al., ICLR 2025): chains of questions on a stream, judged 0 to 10.

Rule as in yzy-bupt/SVBench `evaluation/eval_*_gpt4_gpt4o.py`, quirks included: a rating is the
first number after "Score" after the criterion's name, wherever that is: *a -1 ("does not apply")
is read as 1*, "Score: 0.5" as 0, and where a criterion gives no number the next one's is taken. Of
single questions it is the *last* "Score" that a number follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import mean

CRITERIA = (
    "Semantic Accuracy",
    "Contextual Coherence",
    "Logical Consistency",
    "Temporal Understanding",
    "Informational Completeness",
    "Overall Evaluation",
)
SINGLE = ("Accuracy",)


def rating(verdict: str, criterion: str) -> int | None:
    """The rating under that name in a judge's words; None where there is none."""
    gap = ".*" if criterion in SINGLE else ".*?"
    found = re.search(rf"{criterion}{gap}Score.*?(\d+)", verdict, re.DOTALL)
    return int(found[1]) if found else None


def scores(verdicts: Sequence[str], criteria: Sequence[str] = CRITERIA) -> dict[str, float]:
    """Mean rating by criterion, as percentages of 10, of the verdicts that have one."""
    values: dict[str, float] = {}
    for criterion in criteria:
        read = [one for verdict in verdicts if (one := rating(verdict, criterion)) is not None]
        values[criterion] = 10 * mean([float(one) for one in read])
    return values
