"""MVBench (Li et al., CVPR 2024): twenty tasks of short videos.

Two rules are in use, and published scores do not say which. `check` is that of VideoChat2 and
InternVL (here as in MCG-NJU/VideoChat-Online `eval/evaluate_mvbench.py::check_ans`), quirks
included:

- the first words of reply and gold are compared in lower case, and it is enough that one is
  *part* of the other: an empty reply, `)` and `(` are right;
- a gold answer that is nothing but its letter stops the script.

`mcq_right` is that of lmms-eval (`lmms_eval/tasks/mvbench/utils.py::mcq_acc`), used by OVBench too:
"A. text" is its letter, else punctuation goes and the first single letter a to e counts, the
article "a" among them. There empty replies leave the denominator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import OVERALL, Answer, Judge, percent, shares
from longtake.bench.official.failure import OfficialFailure

PUNCTUATION = ';/[]"{}()=+\\_-><@`,?!'
PERIODS = 32
"""`re.UNICODE` is passed where a count belongs, so that only so many periods go."""


def check(text: str, gold: str) -> bool:
    """Whether the reply names the option `(B) its text`. Raises OfficialFailure."""
    option, *rest = gold.lower().split(" ")
    if not " ".join(rest):
        raise OfficialFailure("MVBench", f"the gold answer {gold!r} has no text after its letter")
    said = text.replace("Answer: ", "").lower().split(" ")[0]
    return said.replace(".", "") in option or option in said


def judge(answer: Answer) -> bool:
    """VideoChat2's and InternVL's rule; the gold answer is written `(B) its text`."""
    return check(answer.text or "", answer.gold)


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """By task, and of all questions."""
    return shares(answers, judge, "task_type")


def mcq_right(gold: str, text: str) -> int:
    """1 where lmms-eval reads the same out of the reply as out of the gold answer."""
    return int(_read(text) == _read(gold))


def lmms_judge(answer: Answer) -> bool | None:
    """lmms-eval's rule; None for an empty reply."""
    return bool(mcq_right(answer.gold, answer.text)) if answer.text else None


def lmms_scores(answers: Sequence[Answer], judge: Judge = lmms_judge) -> dict[str, float]:
    """As lmms-eval has it: by task, and their mean."""
    values = shares(answers, judge, "task_type")
    tasks = [value for name, value in values.items() if name != OVERALL]
    verdicts = [judge(answer) for answer in answers]
    return {**values, OVERALL: sum(tasks) / len(tasks) if tasks else percent(verdicts)}


def _read(text: str) -> str:
    lettered = re.match(r"([A-E])\.\s*.+$", text.strip(), re.IGNORECASE)
    if lettered:
        return lettered[1].upper()
    rest = _without_punctuation(text.replace("\n", " ").replace("\t", " ").strip())
    rest = rest.strip("'").strip('"').strip(")").strip("(").strip().lower()
    letter = re.search(r"\b[A-E]\b", rest, re.IGNORECASE)
    return letter[0].upper() if letter else rest


def _without_punctuation(text: str) -> str:
    """A mark beside a space goes; one between signs becomes a space; all go where "1,000" is."""
    grouped = re.search(r"\d,\d", text) is not None
    kept = text
    for mark in PUNCTUATION:
        beside = f"{mark} " in text or f" {mark}" in text
        kept = kept.replace(mark, "" if beside or grouped else " ")
    return re.sub(r"(?!<=\d)\.(?!\d)", "", kept, count=PERIODS)
