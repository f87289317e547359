"""The sense that reads: what is written in the picture, where, and from when to when.

A `Media` and a span come in; `text` Observations go out, one for each state of each block of lines
(see `blocks`). Knows neither what is asked nor where results are kept.

Short videos are looked at ten times a second. In longer ones only the pictures that decode by
themselves are looked at, and one in between where these lie far apart; where what is written has
changed from one to the next, and does not just glide past, the stretch between them is looked at
again, five times a second. Words that come and go between two such looks, within about two
seconds, can be missed there. Times are those of the pictures looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise
from threading import Event

from longtake.media import open_media
from longtake.perceive import ocr
from longtake.perceive.blocks import observations
from longtake.perceive.heap import trim
from longtake.perceive.tracks import Track, stitched
from longtake.perceive.watching import Watcher
from longtake.protocols import Media
from longtake.types import Frame, Observation, Span

SHORT_S = 180.0
"""Videos up to this length are watched closely throughout."""
SHORT_FPS, LONG_FPS = 10.0, 5.0
"""Looks per second where videos of each kind are watched closely."""
SHORT_COLUMNS_PER_S, LONG_COLUMNS_PER_S = 4_000.0, 1_700.0
"""What may be spent on recognising lines: see `reading`."""
NEAR_S, FAR_S = 0.8, 4.0
"""Looks that are nearer are left out; between those that are further apart others are added."""
TALLEST_PX = 1080
SHORTEST_S, PART_S = 20.0, 60.0
"""Spans from this length on are watched in an even number of parts, of about that length each."""


class Text:
    """Implements `protocols.Perceiver`."""

    name = "text"
    version = f"1-{ocr.source()}"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """What is written in the span, in order of time."""
        span = span.clip(media.info.span)
        if media.info.video is None or span.duration_s <= 0:
            return
        source = f"{self.name}@{self.version}"
        yield from observations(tracks_in(media, span), span, media.info.id, source)


def tracks_in(media: Media, span: Span) -> list[Track]:
    """The lines of a span. Every other part of it is watched meanwhile, by a decoder of its own."""
    stop = Event()
    parts = _parts(span)
    if len(parts) < 2 or (os.cpu_count() or 1) < 2:
        return _tracks(media, [span], stop)[0]
    with open_media(media.info.source) as twin, ThreadPoolExecutor(1) as pool:
        odd = pool.submit(_tracks, twin, parts[1::2], stop)
        try:
            even = _tracks(media, parts[::2], stop)
            pairs = zip(even, odd.result(), strict=True)
        finally:
            stop.set()
        media.gaps.extend(gap for gap in twin.gaps if gap not in media.gaps)
    found: list[Track] = []
    for part, tracks in zip(parts, chain.from_iterable(pairs), strict=True):
        found = stitched(found, tracks, part.start_s)
    return found


def _parts(span: Span) -> list[Span]:
    if span.duration_s < SHORTEST_S:
        return [span]
    count = 2 * max(1, round(span.duration_s / (2 * PART_S)))
    edges = [span.start_s + span.duration_s * place / count for place in range(count)]
    return [Span(*pair) for pair in pairwise([*edges, span.end_s])]


def _tracks(media: Media, spans: Sequence[Span], stop: Event) -> list[list[Track]]:
    """The lines of each span, from a watcher of its own."""
    return [_watched(media, span, stop).done for span in spans]


def _watched(media: Media, span: Span, stop: Event) -> Watcher:
    short = media.info.duration_s <= SHORT_S
    watcher = Watcher(SHORT_COLUMNS_PER_S if short else LONG_COLUMNS_PER_S)
    if short:
        watch_closely(watcher, media, span, SHORT_FPS, stop)
    else:
        watcher = watch_loosely(watcher, media, span, stop)
    watcher.finish(span.end_s)
    trim()
    return watcher


def watch_closely(watcher: Watcher, media: Media, span: Span, fps: float, stop: Event) -> None:
    """Show the watcher the span at an even pace, unless told to stop."""
    for frame in media.frames(span, fps, TALLEST_PX):
        if stop.is_set():
            return
        watcher.see(frame)


def watch_loosely(watcher: Watcher, media: Media, span: Span, stop: Event) -> Watcher:
    """Show it looks far apart, and everything between two that differ; returns who has seen it."""
    last_s = span.start_s
    for frame in looks(media, span):
        if stop.is_set():
            break
        ahead = watcher.fork()
        ahead.see(frame, alone=True)
        if frame.time_s > last_s and ahead.differs_from(watcher):
            watch_closely(watcher, media, Span(last_s, frame.time_s), LONG_FPS, stop)
            watcher.see(frame, alone=True)
        else:
            watcher = ahead
        last_s = max(last_s, frame.time_s)
    return watcher


def looks(media: Media, span: Span) -> Iterator[Frame]:
    """The first and last picture of the span, and those between that are cheap to have."""
    last_s = span.start_s
    yield from media.frames_at([span.start_s], TALLEST_PX)
    for frame in media.keyframes(span, TALLEST_PX):
        if frame.time_s - last_s >= NEAR_S:
            yield from media.frames_at(between(last_s, frame.time_s), TALLEST_PX)
            yield frame
            last_s = frame.time_s
    end_s = max(span.start_s, span.end_s - NEAR_S / 2)
    yield from media.frames_at([*between(last_s, end_s), end_s], TALLEST_PX)


def between(last_s: float, next_s: float) -> list[float]:
    """Times at which to look if these are far apart."""
    count = int((next_s - last_s) / (FAR_S / 2)) if next_s - last_s > FAR_S else 0
    return [last_s + (next_s - last_s) * place / count for place in range(1, count)]
