"""A first impression of the writing in a video: a few keyframes, read once.

Made for a question that comes before the video is indexed. Keyframes are spread over the span and
looked at small; of those where writing is likely, the fullest that differ from each other are read.
Each becomes one `text` Observation, which reaches to the next keyframe looked at, but at most
`REACH_S`: how long the writing really stands is for `text` to find out, which replaces these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from longtake.perceive import ocr
from longtake.perceive.textgate import likely
from longtake.protocols import Media
from longtake.types import Box, Observation, Span

LOOKS = 48
"""Keyframes looked at, for a video of any length."""
READINGS = 6
"""Pictures read."""
LOOK_PX, READ_PX = 360, 720
REACH_S = 2.0
DIFFERENT = 8.0
"""Mean difference in brightness steps, at 32 × 18, from which both of two are read."""


class Look(NamedTuple):
    """A keyframe looked at small."""

    time_s: float
    until_s: float
    promise: int
    """Pixels where writing is likely."""
    thumbnail: np.ndarray


class Glance:
    """Implements `protocols.Perceiver`."""

    name = "glance"
    version = f"1-{ocr.source()}"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """What is written on the few pictures read, in order of time."""
        span = span.clip(media.info.span)
        if media.info.video is None or span.duration_s <= 0:
            return
        chosen = sorted(_worth_reading(list(_looks(media, span))), key=lambda look: look.time_s)
        frames = media.frames_at([look.time_s for look in chosen], READ_PX)
        for look, frame in zip(chosen, frames, strict=False):
            lines = ocr.read(frame.image)
            if lines:
                yield self._observation(look, lines, media.info.id)

    def _observation(self, look: Look, lines: Sequence[ocr.Line], video: str) -> Observation:
        box = lines[0].box
        for line in lines:
            box = box.union(line.box)
        return Observation(
            video=video,
            span=Span(look.time_s, look.until_s),
            kind="text",
            text="\n".join(line.text for line in lines),
            source=f"{self.name}@{self.version}",
            box=box,
            score=round(sum(line.score for line in lines) / len(lines), 4),
            data={"lines": [[line.text, *_edges(line.box), line.score] for line in lines]},
        )


def _looks(media: Media, span: Span) -> Iterator[Look]:
    """Keyframes evenly chosen from the span, each with how much writing it promises."""
    keys_s = [packet.time_s for packet in media.packets(span) if packet.keyframe]
    step = max(1, -(-len(keys_s) // LOOKS))
    times_s = keys_s[::step] if len(keys_s) >= LOOKS // 4 else _spread(span)
    stretches = pairwise([*times_s, span.end_s])
    for frame, (start_s, end_s) in zip(media.frames_at(times_s, LOOK_PX), stretches, strict=False):
        luma = cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY)
        promise = sum(area.size for area in likely(luma))
        small = cv2.resize(luma, (32, 18), interpolation=cv2.INTER_AREA).astype(np.float32)
        until_s = max(start_s, min(end_s, start_s + REACH_S))
        yield Look(start_s, until_s, promise, small)


def _spread(span: Span) -> list[float]:
    """Times over a span with hardly a keyframe in it: a screen recording, an animation."""
    count = int(min(LOOKS, max(1, span.duration_s)))
    return [span.start_s + span.duration_s * (place + 0.5) / count for place in range(count)]


def _worth_reading(looks: Sequence[Look]) -> list[Look]:
    """The most promising looks that differ from each other."""
    chosen: list[Look] = []
    for look in sorted(looks, key=lambda look: -look.promise):
        differs = all(np.abs(look.thumbnail - one.thumbnail).mean() > DIFFERENT for one in chosen)
        if look.promise and differs and len(chosen) < READINGS:
            chosen.append(look)
    return chosen


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
