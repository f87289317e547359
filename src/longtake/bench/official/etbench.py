"""E.T. Bench (Liu et al., NeurIPS 2024): what times its evaluator reads in a reply.

Rule of `evaluation/compute_metrics.py`, written anew, quirks included:

- spans: every `m - n` anywhere in the reply; else every `m to n`; else, of each sentence (they end
  at `!`, `?` and new lines) that speaks of start, end or happen, the first number, two by two. A
  fourth form, for `00:00:18`, can never be reached. Ends are put in order;
- a moment: the first number, signed: of "at 00:18" that is 0;
- a number such as `1..5` stops the script.

Of dense captions only the first of its forms is read here, `m - n`, each with words of its own of
more than five signs around it. The arithmetic is in `metrics.events`.
"""

from __future__ import annotations

import re

from longtake.bench.official.failure import OfficialFailure

NUMBER = r"\d+\.*\d*"
RANGE = rf"({NUMBER})\s*-\s*({NUMBER})"
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
    """The spans of a dense caption, in the form `m - n`; as many as there are texts for them."""
    said = text.lower()
    texts = re.sub(rf"{NUMBER}\s*-\s*{NUMBER}", "\n", said).replace("seconds", "").split("\n")
    try:
        rows = _ordered(re.findall(RANGE, said))
    except OfficialFailure:
        return None
    return rows[: sum(len(one) > 5 for one in texts)] or None


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
