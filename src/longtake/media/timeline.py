"""When every picture of a recording is shown and what it takes to decode it, from packets alone.

Made once, by reading without decoding. About 30 bytes a picture are kept: 7 MB for an hour at
60 frames a second. Packets come in; times, sizes and the keyframe to start from go out. Ranks count
pictures as they are shown, positions as they are stored.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from longtake.types import Packet, Span

if TYPE_CHECKING:
    from longtake.media.clock import Clock
    from longtake.media.reel import Reel


NOTHING = -1
BEFORE_ALL = -(1 << 62)
VP8_SHOWN = 0x10


@dataclass(frozen=True, slots=True)
class Timeline:
    """The coded pictures of one video track. Arrays by position, in the order of decoding."""

    clock: Clock
    ticks: np.ndarray
    """Presentation time of each."""
    size_bytes: np.ndarray
    keyframes: np.ndarray
    """Positions of the keyframes, ascending."""
    shown: np.ndarray
    """Positions of the pictures that are shown, in the order they are shown."""
    shown_ticks: np.ndarray
    """Presentation times of those, ascending."""
    last_ticks: int
    """How long the last picture stays."""

    @property
    def end_s(self) -> float:
        """When the last picture ends; 0 without pictures."""
        if not len(self.shown):
            return 0.0
        return self.clock.seconds(int(self.shown_ticks[-1]) + self.last_ticks)

    def rank_at(self, ticks: int) -> int:
        """Which picture is shown then; the first before the start, the last after the end.

        NOTHING when there are no pictures at all.
        """
        rank = int(np.searchsorted(self.shown_ticks, ticks, side="right")) - 1
        return min(max(rank, 0), len(self.shown) - 1)

    def rank_from(self, ticks: int) -> int:
        """The first picture shown at that time or later; one past the last if there is none."""
        return int(np.searchsorted(self.shown_ticks, ticks))

    def keyframe_ranks(self, first_ticks: int, stop_ticks: int) -> list[int]:
        """The keyframes shown in that half-open stretch."""
        ranks = np.flatnonzero(np.isin(self.shown, self.keyframes))
        times = self.shown_ticks[ranks]
        return [int(rank) for rank in ranks[(times >= first_ticks) & (times < stop_ticks)]]

    def span_of(self, rank: int) -> Span:
        """From when to when a picture is shown."""
        start = int(self.shown_ticks[rank])
        last = rank + 1 == len(self.shown)
        end = start + self.last_ticks if last else int(self.shown_ticks[rank + 1])
        start_s = max(0.0, self.clock.seconds(start))
        return Span(start_s, max(start_s, self.clock.seconds(end)))

    def keyframe_for(self, position: int) -> int:
        """Position of the keyframe from which this picture can be decoded.

        The last one stored before it, unless the picture is shown before that keyframe and so may
        lean on what came earlier; then the one before.
        """
        number = int(np.searchsorted(self.keyframes, position, side="right")) - 1
        while number > 0 and self.ticks[self.keyframes[number]] > self.ticks[position]:
            number -= 1
        return int(self.keyframes[number]) if number >= 0 else 0

    def packets(self, span: Span | None) -> Iterator[Packet]:
        """The pictures shown whose time lies in the span, in the order shown."""
        ticks = self.shown_ticks
        first, last = 0, len(ticks)
        if span is not None:
            first = self.rank_from(self.clock.ticks_from(span.start_s))
            last = self.rank_from(self.clock.ticks_from(span.end_s))
        keys = np.zeros(len(self.ticks), bool)
        keys[self.keyframes] = True
        for rank in range(first, last):
            position, now = self.shown[rank], int(ticks[rank])
            after = int(ticks[rank + 1]) if rank + 1 < len(ticks) else now + self.last_ticks
            yield Packet(
                time_s=self.clock.seconds(now),
                duration_s=float((after - now) * self.clock.time_base),
                size_bytes=int(self.size_bytes[position]),
                keyframe=bool(keys[position]),
            )


def read_timeline(reel: Reel) -> Timeline:
    """Read every packet of a reel that stands at its start."""
    ticks, sizes, keyframes, hidden = array("q"), array("q"), array("q"), array("q")
    end, damaged = BEFORE_ALL, -1
    timed, invisible = reel.track.timed, _hides_pictures(reel)
    for position, packet in enumerate(reel.packets()):
        stamp = packet.pts if packet.pts is not None else packet.dts
        ticks.append(stamp if timed and stamp is not None else position)
        sizes.append(packet.size)
        if timed and not packet.is_corrupt:
            end = max(end, ticks[-1] + (packet.duration or 0))
        if packet.is_keyframe:
            keyframes.append(position)
        if packet.is_discard or (invisible and not memoryview(packet)[0] & VP8_SHOWN):
            hidden.append(position)
        damaged = position if packet.is_corrupt else -1
    if damaged >= 0:  # the file ends within this one
        hidden.append(damaged)
    return arrange(
        reel.track.clock, _array(ticks), _array(sizes), _array(keyframes), _array(hidden), end
    )


def _hides_pictures(reel: Reel) -> bool:
    """VP8 stores some pictures only for others to lean on, and says so in their first byte."""
    return reel.track.stream.codec_context.codec.canonical_name == "vp8"


def arrange(
    clock: Clock,
    ticks: np.ndarray,
    sizes: np.ndarray,
    keyframes: np.ndarray,
    hidden: np.ndarray,
    end_ticks: int,
) -> Timeline:
    """A timeline from what is stored; `keyframes` and `hidden` are positions.

    The last picture stays until `end_ticks`, or, if that is no later, for the usual time.
    """
    seen = np.ones(len(ticks), bool)
    seen[hidden] = False
    if len(keyframes) and keyframes[0] == 0:  # shown before the first keyframe: not decodable
        stop = keyframes[1] if len(keyframes) > 1 else len(ticks)
        seen[:stop] &= ticks[:stop] >= ticks[0]
    positions = np.flatnonzero(seen)
    shown = positions[np.argsort(ticks[positions], kind="stable")]
    usual = np.median(np.diff(ticks[shown])) if len(shown) > 1 else 1 / (25 * clock.time_base)
    last = end_ticks - int(ticks[shown[-1]]) if len(shown) else 0
    return Timeline(
        clock=clock,
        ticks=ticks,
        size_bytes=sizes.astype(np.int32),
        keyframes=keyframes,
        shown=shown,
        shown_ticks=ticks[shown],
        last_ticks=last if last > 0 else max(1, round(usual)),
    )


def _array(values: array[int]) -> np.ndarray:
    return np.array(values, np.int64)
