"""Video-MMMU (Hu et al., 2025): what a lecture teaches; perception, comprehension, adaptation.

Rule as in EvolvingLMMs-Lab/lmms-eval `lmms_eval/tasks/videommmu/utils.py`, quirks included:

- `A.` and `A:` anywhere come first, then `(A)`, then `A ` (the end of any word in capitals too),
  then, in replies of more than five words, an option's text; of several the last place counts;
- what cannot be read was given a random option in earlier versions (`draw`), and is wrong since;
- open answers: right where a gold word is part of one of the reply's phrases or numbers;
- empty replies are left out.

Knowledge gain is (after - before) / (100 - before), from the paper; there is no code of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from longtake.bench.official.answers import LETTERS, Answer, Judge, shares

ENDS = (",", ".", "!", "?", ";", ":", "'")
LONG = 5
KEYS = (
    "could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result ", "are ",
    "in total ", "total ", "identify ", "recognize ", "calculated as ", "counted as ",
    "measured as ", "observed as ", "concluded as ", "found to be ", "equals ",
    "determined to be ", "number of ", "value is ", "adds up to ", "have ", "has ",
)  # fmt: skip
NUMBERS = (
    r"-?\b\d{1,3}(?:,\d{3})+\b",
    r"-?\d+(?:\.\d+)?[eE][+-]?\d+",
    r"-?(?:\d+\.\d+|\.\d+|\d+\b)(?![eE][+-]?\d+)(?![,\d])",
)
Token = str | float


def parse_choice(
    text: str, options: Sequence[str], draw: random.Random | None = None
) -> str | None:
    """The letter that is read, else a drawn one or None."""
    for end in ENDS:
        text = text.strip(end)
    said, letters = f" {text} ", LETTERS[: len(options)]
    marked = {mark: [one for one in letters if one + mark in said] for mark in (".", ":")}
    if named := marked["."] + marked[":"]:
        return _last(named, said, "{}." if marked["."] else "{}:")
    for shown, place in (("({})", "({})"), ("{} ", " {} ")):
        if named := [one for one in letters if shown.format(one) in said]:
            return _last(named, said, place)
    held = [one for one, option in zip(letters, options, strict=True) if _in(option, said)]
    if held and len(said.split()) > LONG:
        texts = {one: options[letters.index(one)].lower() for one in held}
        return max(held, key=lambda one: said.lower().rfind(texts[one]))
    return draw.choice(letters) if draw else None


def open_right(text: str, gold: str | Sequence[str]) -> bool:
    """Whether an open answer holds a gold one."""
    wanted = [token for one in ([gold] if isinstance(gold, str) else gold) for token in _norm(one)]
    words = [one for one in wanted if isinstance(one, str)]
    return any(
        any(word in said for word in words) if isinstance(said, str) else said in wanted
        for said in parse_open(text)
    )


def parse_open(text: str) -> list[Token]:
    """The phrases and numbers that an open answer may be."""
    phrases = _phrases(text)
    found = [number for one in phrases for form in NUMBERS for number in re.findall(form, one)]
    return [token for one in (*phrases, *found) for token in _norm(one)]


def judge(answer: Answer) -> bool | None:
    """By choice where there are options, else open; None for an empty reply."""
    if not answer.text or answer.text == "API Error":
        return None
    if not answer.options:
        return open_right(answer.text, answer.gold)
    return parse_choice(answer.text, answer.options) == answer.gold


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Overall, by track, discipline and subject."""
    return shares(answers, judge, "track", "discipline", "subject")


def knowledge_gain(before: float, after: float) -> float:
    """Δ of accuracies without and with the lecture, as percentages; NaN where none was left."""
    return 100 * (after - before) / (100 - before) if before != 100 else float("nan")


def _last(named: Sequence[str], said: str, form: str) -> str:
    if len(set(named)) == 1:
        return named[0]
    return max(named, key=lambda one: said.rfind(form.format(one)))


def _in(option: str, said: str) -> bool:
    return option.lower() in said.lower()


def _phrases(text: str) -> list[str]:
    parts = re.split(r"\.\s(?=[A-Z])|\n", text.strip().strip(".").lower())
    found: list[str] = []
    for n, part in enumerate(parts):
        keys = (*KEYS, "=") if n == len(parts) - 1 else KEYS
        tails = [part.split(key)[-1].strip() for key in keys if key in part]
        shortest = ""
        for tail in tails:  # an empty tail gives way to any that follows
            shortest = tail if not shortest or len(tail) < len(shortest) else shortest
        if shortest and shortest not in (":", ",", ".", "!", "?", ";", "'"):
            found.append(shortest)
    return found or [text]


def _norm(text: str) -> list[Token]:
    text = text.strip()
    try:
        return [round(float(text.replace(",", "")), 2)]
    except ValueError:
        word = text.lower()
        return [f" {word}", f"{word} "] if len(word) == 1 else [word]
