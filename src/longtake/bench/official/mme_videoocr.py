"""MME-VideoOCR (Shi et al., 2025): what is written in a video.

Rule as in DogNeverSleep/MME-VideoOCR `evaluation/manual_evaluation/process_results.py`, quirks
included:

- the gold answer must occur in the reply. The reply is lower-cased; for the gold answer the
  result of that is thrown away, so that *one with a capital letter is never found*;
- parts of a gold answer with `;` must all occur; two tasks demand equality;
- multiple choice: first `A` to `D` after phrases are cut out ("Answer: D" is D here);
- overall is divided by 2,000, whatever was answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import OVERALL, Answer, Judge, shares
from longtake.bench.official.prefixes import SENTENCES, first_letter

EXACT = ("trajectory_recognition", "scrambled_recognition")
QUESTIONS = 2000
CHOICE = "multiple_choice"


def containment(text: str, gold: str, task: str) -> float:
    """1 where the gold answer occurs in the reply, else 0."""
    gold = gold.strip()
    if task in EXACT:
        return float(text == gold)
    said = text.replace("’", "'").lower()
    if ";" not in gold:
        return float(gold in said)
    return float(all(part.strip().replace("’", "'") in said for part in gold.split(";")))


def choice(text: str, gold: str) -> float:
    """1 where the letter that is read is the gold one."""
    return float(first_letter(text, (*SENTENCES, "Answer", "Answer is"), "ABCD") == gold.strip())


def judged(verdict: str) -> bool | None:
    """What GPT-4o's verdict on a translation counts as; None: it is asked again, then wrong.

    "correct" anywhere counts, so that "incorrect" is right.
    """
    said = verdict.lower()
    return True if "correct" in said else False if "wrong" in said else None


def judge(answer: Answer) -> bool:
    """By the question's `eval_method`; a reply that is missing is wrong."""
    if answer.text is None:
        return False
    if answer.kinds.get("eval_method") == CHOICE:
        return bool(choice(answer.text, answer.gold))
    return bool(containment(answer.text, answer.gold, str(answer.kinds.get("task", ""))))


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """By task type and task of what was answered; overall of 2,000."""
    values = shares(answers, judge, "task_type", "task")
    values[OVERALL] = 100 * sum(bool(judge(answer)) for answer in answers) / QUESTIONS
    return values
