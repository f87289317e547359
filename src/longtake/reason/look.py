"""Looking: which times of a video to see, how large, and fetching the frames.

Spreads what a budget allows evenly over a span. Knows nothing of what is looked for.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from longtake.protocols import Media
from longtake.reason.spending import TOKENS_PER_PIXEL
from longtake.types import Frame, MediaInfo, Span

HEIGHTS_PX = (1080, 720, 480, 360, 240)
"""Picture heights to choose from; the last is the least at which a scene can still be told."""

MOST_FPS = 2.0
"""Closer together than this, frames hardly differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which frames of one video to fetch."""

    times_s: tuple[float, ...]
    height_px: int
    tokens: int
    """What showing them costs, about."""
    limited: bool = False
    """Whether tokens allowed fewer frames than were wanted."""


def plan(info: MediaInfo, span: Span, frames: int, tokens: int, most_px: int = 720) -> Plan:
    """Frames at the centres of equal bins of the span: as many as are wanted and tokens allow.

    Small pictures are preferred to few: the count is cut only at the smallest height. No picture,
    no frames.
    """
    picture = info.video
    nothing = Plan(times_s=(), height_px=0, tokens=0)
    if picture is None or frames <= 0 or not picture.height_px:
        return nothing
    wanted = min(frames, max(1, math.ceil(span.duration_s * MOST_FPS)))
    shape = picture.width_px / picture.height_px
    heights = [px for px in HEIGHTS_PX if px < min(picture.height_px, most_px)]
    for height_px in [min(picture.height_px, most_px), *heights]:
        each = max(1, math.ceil(height_px * height_px * shape * TOKENS_PER_PIXEL))
        if wanted * each <= tokens:
            break
    count = min(wanted, tokens // each)
    times_s = tuple(bin_centres(span, count))
    return Plan(times_s=times_s, height_px=height_px, tokens=count * each, limited=count < wanted)


def bin_centres(span: Span, count: int) -> Iterator[float]:
    """The middles of `count` equal parts of the span."""
    for index in range(count):
        yield span.start_s + (index + 0.5) * span.duration_s / count


async def look(media: Media, chosen: Plan, seconds: float) -> tuple[list[Frame], bool]:
    """Fetch the planned frames, in a thread; and whether that was all of them.

    Stops after `seconds` with those it has. Frames that turn out to be the same are given once.
    """
    return await asyncio.to_thread(_fetch, media, chosen, time.monotonic() + seconds)


def _fetch(media: Media, chosen: Plan, deadline_s: float) -> tuple[list[Frame], bool]:
    frames: dict[float, Frame] = {}
    fetched = 0
    for frame in media.frames_at(chosen.times_s, chosen.height_px):
        frames.setdefault(frame.time_s, frame)
        fetched += 1
        if time.monotonic() >= deadline_s:
            break
    return [frames[time_s] for time_s in sorted(frames)], fetched == len(chosen.times_s)
