r"""MMR-V (Zhu et al., 2025): what a video means beyond what it shows, up to twelve options.

Rule as in GaryStack/MMR-V `evaluation/server_evaluation_on_MMR.py`, quirks included: `[[X]]`
first, then `\boxed{X}`, then the *last* single letter A to L of the reply in capitals, so that in
"B, since he holds a cup" the article makes it A, and "I" is an option.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares


def extract(text: str) -> str | None:
    """The letter that is read, or None."""
    for form in (r"\[\[([A-L])\]\]", r"\\boxed\{([A-L])\}"):
        found = re.search(form, text)
        if found:
            return found[1]
    single = re.findall(r"\b[A-L]\b", text.upper())
    return single[-1] if single else None


def judge(answer: Answer) -> bool:
    """Whether the letter is the gold one."""
    return extract(answer.text or "") == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall and by ability and video type."""
    return shares(answers, judge, "abilityType_L2", "abilityType_L3", "videoType")
