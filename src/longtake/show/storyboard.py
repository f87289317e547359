"""The storyboard: one page with every shot of a video, and what is said and written in it.

Knows how Observations are laid out, and nothing of how they were made. What is known of one video
and its opened Media come in, the text of a self-contained page goes out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from longtake.errors import LongtakeError
from longtake.protocols import Media
from longtake.show.page import facts, render, title
from longtake.show.pictures import loudness, thumbnails, waveform
from longtake.show.timeline import WIDE, lanes, ticks
from longtake.types import Kind, MediaInfo, Observation, Span

LINES: tuple[Kind, ...] = (
    "subtitle",
    "speech",
    "text",
    "caption",
    "object",
    "person",
    "event",
    "summary",
    "sound",
    "gap",
)
"""Kinds that are written on the card of the shot they begin in."""

MOST_PICTURES = 1_600
MOST_LINES = 60
"""On one card; what is beyond is counted there."""

FEW_SHOTS = 150
"""Up to so many, the pictures are twice as large."""

LATE_S = 0.25
"""Text is found a little before the cut it appears with as often as after it."""


@dataclass(kw_only=True)
class Shot:
    """One card of the storyboard."""

    number: int
    span: Span
    begins: str = ""
    """`cut`, `fade`, `dissolve`, `wipe`; empty when there is nothing before it."""
    picture: str = ""
    lines: list[Observation] = field(default_factory=list)
    unwritten: int = 0


def storyboard_page(info: MediaInfo, observations: Iterable[Observation], media: Media) -> str:
    """A self-contained page: player, timeline, and a card for each shot.

    Decodes one small picture per shot, `MOST_PICTURES` at most; what is left out is said on the
    page.
    """
    seen = sorted(observations, key=lambda one: (one.span, one.id))
    shots, notes = _shots(info, seen)
    _write_lines(shots, [one for one in seen if _is_line(one)])
    if info.video:
        notes += _take_pictures(shots, media)
    return render(
        "storyboard.html",
        title=title(info),
        info=info,
        videos=[info],
        facts=facts(info),
        shots=shots,
        found=any(one.kind == "shot" for one in seen),
        large=len(shots) <= FEW_SHOTS,
        lanes=lanes(seen, info.span),
        wave=_wave(info, media),
        ticks=ticks(info.span),
        languages={str(one.data.get("language", "")) for one in seen if one.kind == "subtitle"},
        notes=notes,
    )


def _shots(info: MediaInfo, seen: Sequence[Observation]) -> tuple[list[Shot], list[str]]:
    """The shots that were found, else equal stretches; and what to say of them."""
    found = [one for one in seen if one.kind == "shot"]
    if found:
        shots = [
            Shot(number=number, span=one.span, begins=_begins(one))
            for number, one in enumerate(found, 1)
        ]
        return shots, []
    step_s = min(60.0, max(5.0, info.duration_s / 40))
    count = max(1, round(info.duration_s / step_s))
    edges = [info.duration_s * n / count for n in range(count + 1)]
    stretches = [Span(a, b) for a, b in pairwise(edges)]
    notes = ["shots are not found yet: equal stretches stand in for them"] if info.video else []
    return [Shot(number=n, span=span) for n, span in enumerate(stretches, 1)], notes


def _is_line(one: Observation) -> bool:
    """Whether it has words for a card; that somebody speaks is seen on the timeline."""
    return one.kind in LINES and not (one.kind == "sound" and one.data.get("voice"))


def _reading_order(line: Observation) -> tuple[float, int, float, str]:
    """What is said as it comes, what is written from top to bottom."""
    top = line.box.top if line.box else 0.0
    return round(line.span.start_s, 1), LINES.index(line.kind), top, line.text


def _begins(shot: Observation) -> str:
    how = str(shot.data.get("start", ""))
    return "" if how == "start" else how


def _write_lines(shots: Sequence[Shot], lines: Sequence[Observation]) -> None:
    starts_s = [shot.span.start_s for shot in shots]
    for line in sorted(lines, key=_reading_order):
        begins_s = min(line.span.start_s + LATE_S, line.span.middle_s)
        shot = shots[max(0, bisect_right(starts_s, begins_s) - 1)]
        if len(shot.lines) < MOST_LINES:
            shot.lines.append(line)
        else:
            shot.unwritten += 1


def _take_pictures(shots: Sequence[Shot], media: Media) -> list[str]:
    """Give the longest shots their pictures; returns what to say of the others."""
    longest = sorted(shots, key=lambda shot: -shot.span.duration_s)[:MOST_PICTURES]
    longest.sort(key=lambda shot: shot.number)
    large = len(shots) <= FEW_SHOTS
    notes = []
    try:
        pictures = thumbnails(
            media, [shot.span for shot in longest], 216 if large else 90, 70 if large else 60
        )
        for shot, picture in zip(longest, pictures, strict=True):
            shot.picture = picture
    except LongtakeError as error:
        notes.append(f"pictures are missing: {error}")
    if len(shots) > MOST_PICTURES:
        notes.append(
            f"the {len(shots) - MOST_PICTURES:,} shortest of {len(shots):,} shots have no picture, "
            "to keep this page small"
        )
    return notes


def _wave(info: MediaInfo, media: Media) -> str:
    """The loudness over the whole of a recording without pictures, as an SVG path."""
    if info.video or not info.of("audio"):
        return ""
    return waveform(loudness(media, info.span, round(WIDE / 2)))
