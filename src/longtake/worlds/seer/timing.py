"""Reads times as people and programs write them before a picture.

`[12.4 s]`, `t=12.4s`, `00:12`, `1:02:03.5`, `Frame 3 at 12.4 seconds` come in, seconds go out.
Knows nothing of pictures.
"""

from __future__ import annotations

import re

_CLOCK = r"(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,2}):(?P<s>\d{2}(?:[.,]\d+)?)(?![\d:])"
_UNIT = r"(?P<unit>\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)\b"
_NAMED = r"\b(?:t|time|timestamp|pts|at)(?:_s)?\"?\s*[=:]?\s*\"?(?P<named>\d+(?:\.\d+)?)"
_BARE = r"[\[<(]\s*(?P<bare>\d+(?:\.\d+)?)\s*[\])>]"
_TIME = re.compile(f"(?<![\\d:.]){_CLOCK}|(?<![\\d:.]){_UNIT}|{_NAMED}|{_BARE}", re.I)

_SPAN = re.compile(
    r"(?:between|from)?\s*(\d+(?:\.\d+)?|\d+:\d\d(?::\d\d)?)\s*(?:s|seconds)?\s*"
    r"(?:-|–|to|and|until)\s*(\d+:\d\d(?::\d\d)?|\d+(?:\.\d+)?)\s*(?:s\b|seconds)",
    re.I,
)
_DURATION = re.compile(
    r"duration(?:_s)?\"?\s*[:=]?\s*(?:is\s+)?(\d+(?:\.\d+)?)"
    r"|(\d+(?:\.\d+)?)\s*(?:s|seconds?)\s+(?:long|of video)",
    re.I,
)


def times(text: str) -> list[float]:
    """Every time in the text, in order, in seconds."""
    return [_seconds(found) for found in _TIME.finditer(text)]


def spans(text: str) -> list[tuple[float, float]]:
    """Every stretch named in the text, such as `from 3.0 s to 7.5 s`."""
    found = ((_clock(one[1]), _clock(one[2])) for one in _SPAN.finditer(text))
    return [(start, end) for start, end in found if end > start]


def duration(text: str) -> float | None:
    """How long the text says the video is."""
    found = _DURATION.search(text)
    return float(found[1] or found[2]) if found else None


def _seconds(found: re.Match[str]) -> float:
    if found["m"]:
        seconds = float(found["s"].replace(",", "."))
        return int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + seconds
    return float(found["unit"] or found["named"] or found["bare"])


def _clock(text: str) -> float:
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
