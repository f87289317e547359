"""The sense that reads: what is written in the picture, where, and from when to when.

A `Media` and a span come in; `text` Observations go out, one for each state of each block of lines
(see `blocks`). Times are those of the pictures looked at, a tenth of a second apart at best.
Knows neither what is asked nor where results are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from longtake.perceive import ocr
from longtake.perceive.blocks import observations
from longtake.perceive.watching import Watcher
from longtake.protocols import Media
from longtake.types import Frame, Observation, Span

LOOKS_PER_S = 10.0
TALLEST_PX = 1080


class Text:
    """Implements `protocols.Perceiver`."""

    name = "text"
    version = f"1-{ocr.source()}"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """What is written in the span, in order of time."""
        watcher = Watcher()
        for frame in _looks(media, span):
            watcher.see(frame)
        watcher.finish(span.end_s)
        yield from observations(watcher.done, media.info.id, f"{self.name}@{self.version}")


def _looks(media: Media, span: Span) -> Iterator[Frame]:
    height = media.info.video.height_px if media.info.video else 0
    yield from media.frames(span, LOOKS_PER_S, min(height, TALLEST_PX) or None)
