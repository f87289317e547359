"""Marks answers to questions whose right answers are known, and prints a table of the marks.

An answer is right when an accepted one appears in its text of at most 160 characters, or the right
option is chosen, and a cited span overlaps a true one. Moments are judged by their spans. What
cannot be answered must be abstained from; where a sense is missing, the answer must say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import longtake as lt

LONGEST = 160
ABSTAINED = ("unanswerable", "visual", "speech")

Marks = dict[str, list[tuple[str, bool]]]
"""For each kind of question, which of them were answered rightly."""


def right(question: Mapping[str, Any], answer: lt.Answer) -> bool:
    """Whether the answer counts as right."""
    if question["kind"] in ABSTAINED:
        return answer.abstained and (question["kind"] == "unanswerable" or bool(answer.missing))
    true = [lt.Span(*span) for span in question["spans"]]
    cited = any(one.span.overlap(span) > 0 for one in answer.evidence for span in true)
    if answer.abstained or not cited or question["kind"] == "ground":
        return cited and not answer.abstained
    if question.get("options") and answer.choice is not None:
        chosen = question["options"][answer.choice]
        return any(plain(chosen) == plain(accepted) for accepted in question["answers"])
    text = plain(answer.text)
    return len(answer.text) <= LONGEST and any(
        f" {plain(accepted)} " in f" {text} " for accepted in question["answers"]
    )


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def shares(marks: Marks) -> tuple[float, float]:
    """The share of answerable questions answered rightly, and of the others abstained from."""
    answered = [ok for kind, asked in marks.items() if kind not in ABSTAINED for _, ok in asked]
    abstained = [ok for kind in ABSTAINED for _, ok in marks.get(kind, ())]
    return _share(answered), _share(abstained)


def table(marks: Marks) -> str:
    rows = [
        f"{kind:<14} {sum(ok for _, ok in asked):>3} of {len(asked):<3} wrong: "
        + ", ".join(name for name, ok in asked if not ok)
        for kind, asked in marks.items()
    ]
    return "\n".join([*rows, "answerable {:.1%}, abstained {:.1%}".format(*shares(marks))])


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / max(1, len(outcomes))
