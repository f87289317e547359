"""What is said while a video runs: the reply to a question that is put again and again, as turns.

A reply to a polled sample (`Sample.polls_s`) is one JSON list, `[[time_s, "text"], …]`, in the
order in which it was said. A turn is what was said at that moment on the video's own clock;
silence, and a plain "not yet", are no turn, so that a model that never spoke gives `[]`. The live
runner writes such replies, and the benchmarks that are asked live read them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from longtake.errors import BenchError


class Turn(NamedTuple):
    """One thing said."""

    time_s: float
    """On the video's clock; -1 where a file of predictions does not say when."""
    text: str


def write_turns(turns: Iterable[Turn]) -> str:
    """As one reply. Raises BenchError for a time that is no finite number."""
    rows = [[_time(time_s), text] for time_s, text in turns]
    return json.dumps(rows, ensure_ascii=False)


def read_turns(reply: str) -> list[Turn]:
    """Of such a reply; none where nothing was said. Raises BenchError for any other text."""
    if not reply.strip():
        return []
    try:
        return [_turn(row) for row in _rows(json.loads(reply))]
    except (ValueError, TypeError, RecursionError) as error:
        raise BenchError(
            f"{reply[:60]!r} is no list of turns, [[time_s, text], …]: {error}"
        ) from error


def turns_said(reply: str) -> list[Turn] | None:
    """Of such a reply; None where it is any other text."""
    try:
        return read_turns(reply)
    except BenchError:
        return None


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    return value


def _turn(row: Any) -> Turn:
    if not (isinstance(row, list) and len(row) == 2 and isinstance(row[1], str)):
        raise TypeError(f"{row!r} is no [time_s, text]")
    return Turn(_time(row[0]), row[1])


def _time(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BenchError(f"{value!r} is no time in seconds")
    return float(value)
