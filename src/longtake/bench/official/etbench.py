"""E.T. Bench (Liu et al., NeurIPS 2024): what times its evaluator reads in a reply.

Rule of `evaluation/compute_metrics.py`, written anew, quirks included:

- spans: every `m - n` anywhere in the reply; else every `m to n`; else, of each sentence (they end
  at `!`, `?` and new lines) that speaks of start, end or happen, the first number, two by two. A
  fourth form, for `00:00:18`, can never be reached. Ends are put in order;
- a moment: the first number, signed: of "at 00:18" that is 0;
- a number such as `1..5` stops the script.

Of dense captions the times are read in three forms:

- `m - n`, as many as there are texts of more than five signs around them;
- `start time: m … end time: n`, as many as there are `description: …`, else `* …`, of that length.
  "start time m, end time n" is found, and then refused by the script itself;
- else the first line (of one line: sentence) of more than seven signs with a time before the word
  "seconds", and *that one alone*: `m - n`, `mm:ss`, two of them, one number or two. One time stands
  for 20 s on either side, an early one for the 40 s after it.

The arithmetic is in `metrics.events`.
"""

from __future__ import annotations

import re

from longtake.bench.official.failure import OfficialFailure

NUMBER = r"\d+\.*\d*"
RANGE = rf"({NUMBER})\s*-\s*({NUMBER})"
START = re.compile(rf"start(?:ing)? time: ({NUMBER})")
END = re.compile(rf"end(?:ing)? time: ({NUMBER})")
REFUSED = re.compile(rf"start time {NUMBER}, end time {NUMBER}")
CLOCK = re.compile(rf"{NUMBER}:{NUMBER}")
AROUND_S = 20
Rows = list[list[float]]


def spans(text: str) -> Rows | None:
    """`[start_s, end_s]` of each; None where nothing is read. Raises OfficialFailure."""
    said = text.lower()
    pairs = re.findall(RANGE, said) or re.findall(rf"({NUMBER})\s* to \s*({NUMBER})", said)
    return _ordered(pairs or _first_numbers(said)) or None


def moment(text: str) -> float | None:
    """The first number; None where there is none."""
    found = re.search(r"[-+]?\d*\.\d+|[-+]?\d+", text)
    return float(found.group()) if found else None


def captioned(text: str) -> Rows | None:
    """The spans of a dense caption; None where nothing is read."""
    try:
        return _of_paragraph(text.lower()) or _of_first_line(text)
    except OfficialFailure:
        return None


def _of_paragraph(said: str) -> Rows:
    if pairs := re.findall(RANGE, said):
        rest = said
        for whole in re.findall(rf"{NUMBER}\s*-\s*{NUMBER}", said):
            rest = rest.replace(whole, "\n")
        texts = rest.replace("seconds", "").split("\n")
    elif pairs := list(zip(START.findall(said), END.findall(said), strict=False)):
        texts = re.findall(r"description: (.*)", said) or re.findall(r"\*\s*(.*)", said)
    elif REFUSED.search(said):
        raise OfficialFailure("E.T. Bench", "times are found and refused")
    else:
        return []
    return _ordered(pairs)[: sum(len(one) > 5 for one in texts)]


def _of_first_line(text: str) -> Rows | None:
    one_line = "\n" not in text
    for line in text.split("." if one_line else "\n"):
        times = _before_seconds(line + "." * one_line) if len(line) > 7 else None
        if times:
            return [sorted(round(time, 2) for time in times)]
    return None


def _before_seconds(line: str) -> tuple[float, float] | None:
    said = line.split("seconds")[0]
    clocks, marks = CLOCK.findall(said), said.count(":")
    numbers = re.findall(rf"{NUMBER}(?!\.)", said)
    try:
        if pairs := re.findall(RANGE, said):
            return float(pairs[0][0]), float(pairs[0][1])
        if marks == 1 and clocks:
            return _around(_seconds(clocks[0]))
        if marks == 2 and len(clocks) == 2:
            return _seconds(clocks[0]), _seconds(clocks[1])
        if marks in (1, 2) or len(numbers) not in (1, 2):
            return None
        return _around(float(numbers[0])) if len(numbers) == 1 else _pair(numbers)
    except ValueError:
        return None


def _around(time: float) -> tuple[float, float]:
    start = time - AROUND_S if time > AROUND_S else time
    return start, start + 2 * AROUND_S


def _seconds(clock: str) -> float:
    minutes, seconds = clock.split(":")
    return 60 * int(minutes) + int(seconds)


def _pair(numbers: list[str]) -> tuple[float, float]:
    return float(numbers[0]), float(numbers[1])


def _first_numbers(said: str) -> list[tuple[str, str]]:
    sentences = [
        one
        for one in re.split(r"[!?\n]", said)
        if any(word in one for word in ("start", "end", "happen"))
    ]
    found = [re.findall(r"\b(\d+\.\d+\b|\b\d+)\b", one) for one in sentences]
    firsts = [numbers[0] for numbers in found if numbers]
    return list(zip(firsts[::2], firsts[1::2], strict=False))


def _ordered(pairs: list[tuple[str, str]]) -> Rows:
    try:
        return [sorted((float(start), float(end))) for start, end in pairs]
    except ValueError as error:
        raise OfficialFailure("E.T. Bench", f"{error} in {pairs!r}") from None
