"""What is said or to be read at a time, where a question asks no more than that.

Takes lines in order of time; gives those that are there, or says that there are none and what is
nearest. Knows nothing of how alike words are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.drafts import Draft
from longtake.reason.quoting.extract import shown
from longtake.reason.quoting.lexicon import FRAME
from longtake.reason.quoting.lines import Line
from longtake.types import Kind, Span, clock

SURE = 0.8
MOST_LINES = 8
SLACK_S = 0.002
"""Times are stored to the millisecond."""
_WAYS: tuple[tuple[str, tuple[Kind, ...], str], ...] = (
    (r"\b(?:says?|said|saying|hear|heard|spoken|speaks?|talk\w*|tell|tells|told|sings?|sung)\b",
     ("speech", "subtitle"), "heard"),
    (r"\b(?:sub(?:title)?s?|captions?)\b", ("subtitle",), "subtitled"),
    (r"\b(?:screen|written|read|text|shows?|shown|see|seen|display\w*|visible|slide|card|picture"
     r"|frame)\b", ("text", "caption"), "read"),
)  # fmt: skip
_PLAIN = FRAME | {"going", "display", "displayed", "visible", "spoken", "sung", "talking", "saying"}


def there_at(lines: Sequence[Line], time_s: float) -> list[Line]:
    """The lines that are there at a time; if there are none, those within a second of it."""
    there = [one for one in lines if _holds(one, time_s)]
    return there or [one for one in lines if one.span.touches(Span(time_s, time_s), 1.0)]


def read_out(asked: Asked, lines: Sequence[Line]) -> Draft | None:
    """What is there at the time asked about, or what is nearest to it.

    None when no time is named, when more is asked for than what is there, or when nothing is known.
    """
    if asked.at_s is None or asked.wants != "text" or asked.visual:
        return None
    if any(term not in _PLAIN for term in asked.terms):
        return None
    kinds, way = _way(asked)
    fitting = [line for line in lines if line.kind in kinds] if kinds else list(lines)
    there = sorted((line for line in fitting if _holds(line, asked.at_s)), key=_reading_order)
    there = there[:MOST_LINES]
    if there:
        return Draft(shown("", " / ".join(line.bare for line in there)), there, sure=SURE)
    around = _around(fitting, asked.at_s)
    if not around:
        return None
    told = "; ".join(f"{line.span} “{line.bare}”" for line in around)
    said = f"Nothing is {way} at {clock(asked.at_s)}"
    return Draft(shown(said, f"nearest: {told}"), around, sure=0.0, nothing=True)


def _way(asked: Asked) -> tuple[tuple[Kind, ...], str]:
    for words, kinds, way in _WAYS:
        if re.search(words, asked.lower):
            return kinds, way
    return (), "heard or read"


def _reading_order(line: Line) -> tuple[bool, float, Span]:
    """What is written from top to bottom, then what is said."""
    return line.kind != "text", line.boxes[0].top if line.boxes else 0.0, line.span


def _holds(line: Line, time_s: float) -> bool:
    return line.span.start_s - SLACK_S <= time_s < line.span.end_s - SLACK_S


def _around(lines: Sequence[Line], time_s: float) -> list[Line]:
    """The last line that is over by then, and the first that comes after."""
    before = [line for line in lines if line.span.end_s - SLACK_S <= time_s]
    after = [line for line in lines if line.span.start_s - SLACK_S > time_s]
    last = max(before, key=lambda line: line.span.end_s, default=None)
    first = min(after, key=lambda line: line.span.start_s, default=None)
    return [line for line in (last, first) if line]
