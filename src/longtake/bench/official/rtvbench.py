"""RTV-Bench (Xun et al., 2025): the same question at several times, in groups.

Rule as in LJungang/RTV-Bench `scripts/eval/compute_acc.py` and `compute_score.py`, quirks included:

- accuracy is of all questions; the score counts a group's last questions (q2) only where all its
  q0 and q1 are right; *a group without them passes*, one without q2 is left out;
- a row that says neither whether it is right nor ERROR is left out.

`pred` there is a letter that `scripts/utils/prompt_utils.py` reads out of a reply: the first single
letter, *the article "a" among them*, where it is an option; else the one after "option" or
"answer"; else the first sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from longtake.bench.official.answers import LETTERS, percent

GROUP = re.compile(r"q-group-([a-z0-9]+)-([012])(?:-[^-]+)*$", re.IGNORECASE)
_PLACES = (["0"], ["1"], ["2"])
UNKNOWN = "Unknown"
MAIN = ("Object", "Action", "Event")
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "Reasoning": ("SR", "FP"),
    "Understanding": ("IA", "PU", "GU"),
    "Perception": ("TP", "VP", "SP"),
}
ABILITIES = ("TP", "VP", "SP", "IA", "PU", "GU", "SR", "FP")
Row = Mapping[str, Any]
"""`questionID`, `type`, `pred`, and whether it is `correct`."""


def extract(text: str, options: int) -> str:
    """The letter that is read, or "Unknown"."""
    valid, said = LETTERS[:options], text.upper()
    for found in (
        re.search(r"\b([A-Z])\b", said),
        re.search(r"(?:OPTION|ANSWER)\s*[:\-]?\s*([A-Z])", said),
    ):
        if found and found[1] in valid:
            return found[1]
    first = said.strip()[:1]
    return first if first and first in valid else UNKNOWN


def right(row: Row) -> bool | None:
    """Whether a row is right; None where it does not say."""
    if "correct" in row:
        return bool(row["correct"])
    return False if row.get("pred") == "ERROR" else None


def group_of(question: str) -> tuple[str, str] | None:
    """Group and place (0, 1, 2) of a question's id; None where it is no such id."""
    found = GROUP.match(question.strip())
    return (found[1], found[2]) if found else None


def scores(rows: Sequence[Row]) -> dict[str, float]:
    """Accuracy, and the score in total, by main category, dimension and ability."""
    groups = _groups(rows)
    last: dict[str, list[bool | None]] = {"Score": []}
    for places in groups.values():
        if "2" not in places:
            continue
        passed = all(right(row) for place in "01" for row in places.get(place, ()))
        kind = str(places["2"][0]["type"])
        own: list[bool | None] = [bool(right(row)) and passed for row in places["2"]]
        for name in ("Score", *_names(kind)):
            last.setdefault(name, []).extend(own)
    told = [right(row) for row in rows if _has_place(str(row["questionID"]))]
    return {"Accuracy": percent(told)} | {name: percent(some) for name, some in last.items()}


def _groups(rows: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    groups: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        place = group_of(str(row["questionID"]))
        if place and "pred" in row and right(row) is not None:
            groups.setdefault(place[0], {}).setdefault(place[1], []).append(row)
    return groups


def _has_place(question: str) -> bool:
    """As accuracy reads it: the last part but one, else the last, is 0, 1 or 2."""
    parts = question.split("-")
    return (parts[-2:-1] in _PLACES and len(parts) > 4) or (
        parts[-1:] in _PLACES and len(parts) > 3
    )


def _names(kind: str) -> list[str]:
    main = [name for name in MAIN if kind.startswith(f"{name}-")]
    dimensions = (name for name, marks in DIMENSIONS.items() if any(one in kind for one in marks))
    parts = re.split("[-_]", kind.strip())
    abilities = (one for one in ABILITIES if one in parts)
    return [*main, *islice(dimensions, 1), *islice(abilities, 1)]
