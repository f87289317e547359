"""What is worth reading for a question: the best hits of a search, and what stands around them.

Looks through `Context.store` alone: one search, then short stretches around what it found. Never
scans a long video, so that an answer takes no longer from a large library than from a small one.
"""

from __future__ import annotations

from collections.abc import Iterator

from longtake.protocols import Context
from longtake.reason.quoting.asked import Asked
from longtake.types import Box, Filter, Hit, Kind, Observation, Span

READABLE: tuple[Kind, ...] = ("subtitle", "text", "speech", "caption", "event", "summary")
HITS = 16
AROUND_S = 12.0
"""How far around a hit is read."""
SHORT_S = 150.0
"""Videos up to this length are read whole."""
EDGE_S = 45.0
"""What counts as the beginning or the end of a longer one."""
Apart = tuple[str, Span, Kind, str, str, Box | None]
MOST = 600
"""Observations read at most."""


def told_apart(seen: Observation) -> Apart:
    """What tells an Observation from all others here: quicker to have than its id."""
    return seen.video, seen.span, seen.kind, seen.source, seen.text, seen.box


def gather(
    asked: Asked, context: Context, span: Span | None
) -> tuple[list[Hit], list[Observation]]:
    """The hits, and every Observation in their surroundings, in order of time."""
    videos = tuple(video.id for video in context.videos)
    where = Filter(kinds=READABLE, videos=videos, span=span)
    hits = context.store.search(asked.text, where, HITS)
    found = {told_apart(hit.observation): hit.observation for hit in hits}
    for video, stretch in _stretches(asked, context, hits, span):
        for seen in context.store.scan(Filter(kinds=READABLE, videos=(video,), span=stretch)):
            found.setdefault(told_apart(seen), seen)
            if len(found) >= MOST:
                break
    return hits, sorted(found.values(), key=lambda seen: (seen.video, seen.span, seen.kind))


def _stretches(
    asked: Asked, context: Context, hits: list[Hit], span: Span | None
) -> Iterator[tuple[str, Span]]:
    """Where to read on, most promising first."""
    short = {video.id for video in context.videos if video.duration_s <= SHORT_S}
    for video in context.videos[:4]:
        if video.id in short:
            yield video.id, span or Span(0.0, video.duration_s + 1)
        elif asked.at_s is not None:
            yield video.id, Span(max(0.0, asked.at_s - EDGE_S), asked.at_s + EDGE_S)
        elif asked.where == "last":
            yield video.id, Span(max(0.0, video.duration_s - EDGE_S), video.duration_s + 1)
        elif asked.where == "first":
            yield video.id, Span(0.0, EDGE_S)
    read: list[tuple[str, Span]] = []
    for hit in hits:
        seen = hit.observation
        if seen.video in short or any(v == seen.video and seen.span.touches(s) for v, s in read):
            continue
        start_s = max(0.0, seen.span.start_s - AROUND_S)
        read.append((seen.video, Span(start_s, seen.span.end_s + AROUND_S)))
        yield read[-1]
