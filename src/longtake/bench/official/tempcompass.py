"""TempCompass (Liu et al., ACL Findings 2024): five aspects of time, four forms of question.

Rules as in llyx97/TempCompass `eval_*.py`, quirks included. Each first matches by rule; what no
rule matches goes to GPT-3.5, or is wrong under `--disable_llm`, which is the column here. The
rating is 1 or 0, and None where no rule matched:

- multiple choice: equal to the gold answer, a bare letter A to D, or one before `.` or `)`;
- yes/no: by how the reply starts, so that "nothing" is no;
- caption matching: an option whole, its sentence (also after `) `), or its name ("Option 1");
- the mean is over questions (not aspects), rounded to one decimal there.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares
from longtake.bench.official.failure import OfficialFailure

END = "</s>"
NAME = "TempCompass"


def multi_choice(text: str, gold: str) -> int | None:
    """Rating of a reply to a question with options `A. …`. Raises OfficialFailure."""
    said = text.replace(END, "")
    if said == gold:
        return 1
    if not gold:
        raise OfficialFailure(NAME, "the gold answer is empty")
    for letter in "ABCD":
        if said == letter or said.startswith((f"{letter}.", f"{letter})")):
            return int(letter == gold[0])
    return None


def yes_no(text: str, gold: str) -> int | None:
    """Rating of a reply to a yes/no question."""
    said = text.replace(END, "").lower()
    for word in ("yes", "no"):
        if said.startswith(word):
            return int(word == gold)
    return None


def caption_matching(text: str, gold: str, question: str) -> int | None:
    """Rating of a reply to "which of two captions fits". Raises OfficialFailure."""
    said = text.replace(END, "")
    options = question.split("\n")[1:]
    if any(": " not in option for option in options):
        raise OfficialFailure(NAME, f"an option of {question!r} has no ': '")
    after = said.split(") ")[1] if ") " in said else None
    read: str | None = said if said in options else None
    for sentence in (option.split(": ")[1] for option in options):
        read = sentence if sentence in (said, after) else read
    for name in (option.split(": ")[0] for option in options):
        read = name if name in (said, said.replace(".", "")) else read
    if read is None:
        return None
    if read in (gold, gold.split(":")[0]):
        return 1
    if ": " not in gold:
        raise OfficialFailure(NAME, f"the gold answer {gold!r} has no ': '")
    return int(read == gold.split(": ")[1])


def judged(verdict: str) -> int:
    """Rating in GPT-3.5's words. Raises OfficialFailure where it gives none: it is asked again."""
    if "Correct" not in verdict and "Incorrect" not in verdict:
        raise OfficialFailure(NAME, f"{verdict!r} says neither Correct nor Incorrect")
    if verdict.startswith(("Correct", "Incorrect")):
        return int(verdict.startswith("Correct"))
    return int("Incorrect" not in verdict)


def rating(answer: Answer) -> int | None:
    """By the question's `form`: `multi-choice`, `yes_no` or `caption_matching`."""
    text, form = answer.text or "", answer.kinds.get("form", "multi-choice")
    if form == "yes_no":
        return yes_no(text, answer.gold)
    if form == "caption_matching":
        return caption_matching(text, answer.gold, "\n".join(("", *answer.options)))
    return multi_choice(text, answer.gold)


def judge(answer: Answer) -> bool:
    """As under `--disable_llm`: what no rule matches is wrong."""
    return bool(rating(answer))


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Of all questions and by aspect; and what share the rules could read."""
    matched = shares(answers, lambda answer: rating(answer) is not None)
    values = shares(answers, judge, "aspect", "fine_grained_aspect")
    return {**values, "Match Success Rate": matched["Overall"]}
