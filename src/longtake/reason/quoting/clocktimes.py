"""The time that a question names: `0:12`, `at 1.5 seconds`, `minute 3`, `one and a half seconds`.

Knows the question alone. A time of day, as in `7:30 pm`, is none of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from longtake.reason.quoting.lexicon import NUMBER_WORDS

_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
)
_CLOCK = re.compile(
    r"\b(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)\b(?! ?(?:[ap]\.?m\b|o['’]?clock|h\b|hours?\b))"
)
_AMOUNT = (
    rf"(?P<value>\d+(?:\.\d+)?|{_SPELLED})(?P<half> and a half)?[ -]?"
    r"(?P<unit>h|hours?|m|mins?|minutes?|s|secs?|seconds?)\b"
)
_LENGTH = re.compile(rf"\b{_AMOUNT}")
_NEXT = re.compile(rf"(?: and|,)? ?{_AMOUNT}")
_NUMBERED = re.compile(r"\b(?P<unit>second|minute|hour) (?P<value>\d+)\b")
_CUE = re.compile(r"\b(?:at|around|about|after|before|from|until|into|in|start|mark|exactly)\b")


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time in seconds, and where in the question it stands."""

    time_s: float
    start: int
    end: int


def named_time(lower: str) -> NamedTime | None:
    """The first time that a question names."""
    for found in _CLOCK.finditer(lower):
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return NamedTime(3600 * hours + 60 * minutes + seconds, found.start(), found.end())
    for found in _NUMBERED.finditer(lower):
        return NamedTime(_seconds(found), found.start(), found.end())
    for found in _LENGTH.finditer(lower):
        near = [*lower[: found.start()].split()[-2:], *lower[found.end() :].split()[:3]]
        if _CUE.search(" ".join(near)):
            return _whole(lower, found)
    return None


def _whole(lower: str, first: re.Match[str]) -> NamedTime:
    """`1 minute` with the `20 seconds` after it."""
    total_s, end = _seconds(first), first.end()
    while more := _NEXT.match(lower, end):
        total_s, end = total_s + _seconds(more), more.end()
    return NamedTime(total_s, first.start(), end)


def _seconds(found: re.Match[str]) -> float:
    parts = found.groupdict()
    value = float(NUMBER_WORDS.get(parts["value"], parts["value"]))
    value += 0.5 if parts.get("half") else 0.0
    return value * {"s": 1, "m": 60, "h": 3600}[parts["unit"][0]]
