"""Spans of time in words: what a model says when it is asked when.

`well_formed_spans` takes `[[12.0, 15.5], …]` or `12.0-15.5; …` and nothing else; `read_spans` what
is plainly said: minutes, "from … to …", units, sentences around. Both give `[start_s, end_s]` rows,
`[]` where the reply says that there is none, and None where nothing is read.
"""

from __future__ import annotations

import json
import re
from typing import Any

Rows = list[list[float]]

_NUMBER = r"\d+(?:\.\d+)?"
_CLOCK = rf"(?:\d+:)?\d{{1,2}}:\d{{2}}(?:\.\d+)?|{_NUMBER}"
_BETWEEN = r"\s*(?:s|sec|secs|seconds?)?\s*(?:-|–|—|~|,|to|until|till|and|through)\s*"
_PAIR = re.compile(rf"(?<![\w.:])({_CLOCK}){_BETWEEN}({_CLOCK})(?![\w:]*\d)", re.IGNORECASE)
_STRICT = re.compile(rf"\s*{_NUMBER}\s*-\s*{_NUMBER}(?:\s*;\s*{_NUMBER}\s*-\s*{_NUMBER})*\s*")
_NONE = re.compile(
    r"\s*(?:none|\[\s*(?:\[\s*\])?\s*\]|never|not (?:shown|found|present|visible)|n/?a)\.?\s*",
    re.IGNORECASE,
)


def well_formed_spans(reply: str) -> Rows | None:
    """Of a reply that is a JSON list of pairs, or `start-end; start-end`, in seconds."""
    if _NONE.fullmatch(reply):
        return []
    if _STRICT.fullmatch(reply):
        return _ordered([_pair(one) for one in reply.split(";")])
    try:
        return _ordered(_listed(json.loads(reply)))
    except (ValueError, TypeError, RecursionError):
        return None


def read_spans(reply: str) -> Rows | None:
    """Of a reply in any words: every two times that it joins."""
    said = well_formed_spans(reply)
    if said is not None:
        return said
    found = [[seconds(one), seconds(other)] for one, other in _PAIR.findall(reply)]
    return _ordered(found) or None


def seconds(stamp: str) -> float:
    """Of `12.5`, `01:12` or `1:02:03`. Raises ValueError."""
    return sum(float(part) * 60.0**n for n, part in enumerate(reversed(stamp.split(":"))))


def _pair(text: str) -> list[float]:
    return [float(part) for part in text.split("-")]


def _listed(value: Any) -> Rows:
    rows = [value] if isinstance(value, list) and value and _is_number(value[0]) else value
    if not isinstance(rows, list):
        raise TypeError("a list of pairs is wanted")
    return [[float(end) for end in row] for row in rows if len(row) == 2 or _refuse(row)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse(row: Any) -> bool:
    raise ValueError(f"{row!r} is no pair")


def _ordered(rows: Rows) -> Rows:
    return [sorted(row) for row in rows if all(end - end == 0 for end in row)]
