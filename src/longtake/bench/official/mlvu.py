"""MLVU (Zhou et al., CVPR 2025): long videos, nine tasks, seven of them by choice.

Rules as in JUNJIE99/MLVU `evaluation/`, quirks included:

- choice (`choice_bench.py::check_ans`): the character before the first `)` of the reply, else the
  whole reply, must equal the gold letter; "b" and "The answer is B" are wrong, "Option B)" right;
- M-Avg is the mean of the seven tasks; the script's own `Avg` that of all questions;
- generation (`calculate.py`): two scores from 1 to 5 are read out of GPT-4's words after their
  names, up to the next comma or, where none follows, up to one character before the end; where
  only one name occurs its score counts as the first; their means are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from longtake.bench.official.answers import OVERALL, Answer, Judge, mean, shares
from longtake.bench.official.failure import OfficialFailure
from longtake.errors import BenchError

TASKS = ("plotQA", "findNeedle", "ego", "count", "order", "anomaly_reco", "topic_reasoning")
SCENE = ("score_accuracy", "score_relevance")
SUMMARY = ("score_completeness", "score_reliability")


def check(text: str, gold: str) -> bool:
    """Whether the reply names the option of `(B) its text`. Raises OfficialFailure."""
    if "(" not in gold or ")" not in gold:
        raise OfficialFailure("MLVU", f"the gold answer {gold!r} has no letter in brackets")
    letter = gold[gold.index("(") + 1 : gold.index(")")]
    if ")" in text:
        at = text.index(")")
        text = text[at - 1 : at]
    return text == letter


def judge(answer: Answer) -> bool:
    """Whether the reply names the gold option, written `(B) its text`."""
    return check(answer.text or "", answer.gold)


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """By `question_type`, their mean (M-Avg), and of all questions (Avg)."""
    values = shares(answers, judge, "question_type")
    everything = values.pop(OVERALL)
    return {**values, "M-Avg": mean(list(values.values())), "Avg": everything}


def judged(text: str, names: Sequence[str]) -> list[float]:
    """The scores in a judge's words, in order of the names. Raises OfficialFailure."""
    found: list[float] = []
    for name in names:
        at = text.find(name)
        if at < 0:
            continue
        start = text.find(":", at) + 2
        number = text[start : text.find(",", start)]
        try:
            found.append(float(number))
        except ValueError:
            raise OfficialFailure("MLVU", f"{number!r} after {name!r} is no number") from None
    return found


def generation_scores(texts: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """Means of both scores, and their sum (2 to 10), which is the task's score."""
    read = [judged(text, names) for text in texts]
    first = mean([one[0] if one else 0.0 for one in read])
    second = mean([one[1] if len(one) > 1 else 0.0 for one in read])
    return {names[0]: first, names[1]: second, "sum": first + second}


def submission(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Letters by `question_id`, as the hidden test set wants them. Raises BenchError."""
    given: dict[str, str] = {}
    for row in rows:
        missing = {"question_id", "question_type", "option"} - row.keys()
        if missing:
            raise BenchError(f"MLVU-Test: {dict(row)} has no {', '.join(sorted(missing))}")
        if row["question_id"] in given:
            raise BenchError(f"MLVU-Test: {row['question_id']!r} is answered twice")
        if row["option"] not in tuple("ABCDEF"):
            raise BenchError(f"MLVU-Test: {row['question_id']!r} has no letter A to F")
        given[row["question_id"]] = row["option"]
    return given
