"""Puts parts of a film one after the other, in ticks: groups are copied, the rest is encoded.

A group that stands alone (a keyframe, and nothing after it shown before it) can be copied wherever
it is wanted. Knows places in tables, no bytes. Parts come in; a picture track goes out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
import numpy as np

from longtake.errors import WorldError
from longtake.media.container import open_video
from longtake.media.gaps import Gaps
from longtake.media.reel import Reel
from longtake.worlds.needle import avc
from longtake.worlds.needle.frames import Darkroom
from longtake.worlds.needle.mp4 import Samples, Track
from longtake.worlds.needle.soundtrack import Heard
from longtake.worlds.needle.source import Source
from longtake.worlds.needle.stock import Press, Taken, described, shelved

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

SAME_S = 1e-6

Touch = Callable[[Iterator[np.ndarray]], Iterator[np.ndarray]]
"""Changes pictures `(H, W, 3)` uint8 RGB, upright, one for one and in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Base frames `first` up to `stop` of the source, as they are or touched."""

    first: int
    stop: int
    touch: Touch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """Pictures that are not of the source."""

    count: int
    fps: float
    draw: Callable[[], Iterator[np.ndarray]]
    """The pictures, at the source's size as shown."""


Part = Stretch | Inset


class Joiner:
    """Puts the parts one after the other, in ticks, and encodes what is not copied."""

    def __init__(self, source: Source, taken: Taken, base: Path, folder: Path) -> None:
        track = open_video(str(base), threads=1)
        assert track is not None
        self.source, self.taken, self.folder = source, taken, folder
        self.heard: list[Heard] = []
        self._reel = Reel(str(base), track, Gaps(str(base)))
        like = next(self._reel.play(int(taken.ticks.min()) // track.clock.time_base.numerator))[1]
        self._per_tick = track.clock.time_base.numerator
        self._room = Darkroom(like, track.pixel_aspect)
        self._number = avc.spare(described(folder / "kept.mp4"))
        self._press = Press(folder / "fresh.mp4", like, source.fps, number=self._number or 0)
        self._now = 0
        self._copying = True
        self._which: list[np.ndarray] = []
        self._shown: list[np.ndarray] = []
        self._set_out()

    def _set_out(self) -> None:
        """When each picture of the base is shown, and where groups begin that stand alone."""
        ticks, per_s = self.taken.ticks, self.taken.ticks_per_s
        order = np.sort(ticks)
        if self.source.path is None or self.source.encoded_because:
            due = np.round(self.source.starts_s * per_s).astype(np.int64)
            ticks = due if len(due) == len(ticks) else ticks
            order, period = due, round(self.source.period_s * per_s)
            self._absolute = np.sort(self.taken.ticks)
        else:
            period = max(int(order[-1] - order[0]) + 1, round(self.source.period_s * per_s))
            self._absolute = order
        self._due = np.append(order - order[0], period)
        self._ticks = ticks - ticks.min()
        ranks = np.arange(len(ticks))
        latest = np.append(-1, np.maximum.accumulate(self._ticks)[:-1])
        soonest = np.minimum.accumulate(self._ticks[::-1])[::-1]
        alone = self.taken.keys & (soonest == self._ticks) & (latest < self._ticks)
        self._starts = np.append(ranks[alone], len(ticks))

    def add(self, part: Part) -> None:
        if isinstance(part, Inset):
            self._inset(part)
        elif part.touch is not None:
            self._touched(part, part.touch)
        else:
            for first, stop in self._rounds(part):
                self._plain(first, stop)

    def close(self) -> None:
        self._press.close()
        self._reel.close()

    def track(self, out: BinaryIO) -> Track:
        """The finished picture track, its bytes appended to `out`."""
        kept = shelved(self.folder / "kept.mp4", out)
        description, places, sizes = kept.description, kept.places, kept.sizes
        keys = self.taken.keys
        if self._press.count:
            fresh = shelved(self.folder / "fresh.mp4", out)
            if self._number is None:
                raise WorldError(
                    f"pictures cannot be mixed into {self.source.path}: its H.264 numbers its"
                    " parameters in an unusual way; encode it anew"
                )
            description = avc.joined(kept.description, fresh.description)
            places = np.concatenate([places, fresh.places])
            sizes = np.concatenate([sizes, fresh.sizes])
            keys = np.concatenate([keys, self._fresh_keys(len(fresh.sizes))])
        which = np.concatenate(self._which)
        samples = Samples(
            places=places[which],
            sizes=sizes[which],
            shown=np.concatenate(self._shown),
            keys=keys[which],
        )
        return Track(
            kind="vide",
            description=description,
            ticks_per_s=self.taken.ticks_per_s,
            samples=samples,
            end=self._now,
            width_px=kept.width_px,
            height_px=kept.height_px,
            matrix=kept.matrix,
        )

    def _fresh_keys(self, count: int) -> np.ndarray:
        options = {"ignore_editlist": "1"}
        with av.open(str(self.folder / "fresh.mp4"), options=options) as container:
            keys = [p.is_keyframe for p in container.demux(container.streams[0]) if p.size]
        return np.array(keys[:count], bool)

    def _rounds(self, part: Stretch) -> Iterator[tuple[int, int]]:
        """The part, round by round: ranks within the base."""
        first = part.first
        while first < part.stop:
            rounds, rank = divmod(first, self.source.count)
            stop = min(part.stop, (rounds + 1) * self.source.count)
            yield rank, rank + stop - first
            first = stop

    def _plain(self, first: int, stop: int) -> None:
        """Whole groups are copied; what is left before and after them is encoded."""
        place = int(np.searchsorted(self._starts, first))
        begin = int(self._starts[place])
        end = int(self._starts[np.searchsorted(self._starts, stop, side="right") - 1])
        if begin >= end:
            self._again(first, stop)
            return
        self._again(first, begin)
        self._copy(begin, end)
        self._again(end, stop)

    def _copy(self, first: int, stop: int) -> None:
        self._hear(first, stop)
        self._which.append(np.arange(first, stop))
        self._shown.append(self._ticks[first:stop] - self._due[first] + self._now)
        self._now += int(self._due[stop] - self._due[first])
        self._copying = True

    def _again(self, first: int, stop: int) -> None:
        if first < stop:
            for shown, frame in self._frames(first, stop):
                self._fresh(frame, shown)

    def _touched(self, part: Stretch, touch: Touch) -> None:
        waiting: deque[tuple[int, VideoFrame, np.ndarray]] = deque()

        def given() -> Iterator[np.ndarray]:
            for first, stop in self._rounds(part):
                for shown, frame in self._frames(first, stop):
                    image = self._room.show(frame)
                    waiting.append((shown, frame, image))
                    yield image

        for image in touch(given()):
            shown, frame, before = waiting.popleft()
            self._fresh(self._room.changed(frame, before, image), shown)

    def _frames(self, first: int, stop: int) -> Iterator[tuple[int, VideoFrame]]:
        """Decoded frames of these ranks, each with the tick at which it is shown now."""
        self._hear(first, stop)
        begins = self._now
        self._now += int(self._due[stop] - self._due[first])
        rank = first
        for ticks, frame in self._reel.play(int(self._absolute[first]) // self._per_tick):
            while rank < stop and self._absolute[rank] // self._per_tick <= ticks:
                yield begins + int(self._due[rank] - self._due[first]), frame
                rank += 1
            if rank >= stop:
                return
        if rank < stop:
            raise WorldError(
                f"{self.source.path} cannot be decoded at"
                f" {self.source.time_of(rank):.3f} s; it is damaged: repair it or take another"
            )

    def _inset(self, part: Inset) -> None:
        per_s = self.taken.ticks_per_s
        begins = self._now
        for number, image in zip(range(part.count), part.draw(), strict=False):
            shown = begins + round(number * per_s / part.fps)
            self._fresh(self._room.frame_of(image), shown)
        self._now = begins + round(part.count * per_s / part.fps)

    def _fresh(self, frame: VideoFrame, shown: int) -> None:
        self._which.append(np.array([self.source.count + self._press.count]))
        self._shown.append(np.array([shown]))
        self._press.add(frame, key=self._copying)
        self._copying = False

    def _hear(self, first: int, stop: int) -> None:
        """Note which time of the source is played now; what goes on without a break is one."""
        per_s, origin_s = self.taken.ticks_per_s, self.source.origin_s
        start_s, end_s = (float(self._due[rank]) / per_s + origin_s for rank in (first, stop))
        now_s = self._now / per_s
        last = self.heard[-1] if self.heard else None
        if last and abs(last.end_s - start_s) + abs(last.ends_now_s - now_s) < SAME_S:
            self.heard[-1] = Heard(last.start_s, end_s, last.now_s)
        else:
            self.heard.append(Heard(start_s, end_s, now_s))
