"""The pictures of one recording: those at given times, a regular choice, keyframes, or all.

Chooses the cheapest exact way. A file's packets are read through once, which gives the timeline;
from then on only what leads to a wanted picture is decoded, several runs side by side. A URL, and a
file without timestamps, are played forward from the keyframe before instead, so that nothing is
fetched or decoded that need not be.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING

from longtake.errors import DecodeError, OpenError
from longtake.media.container import is_url, open_video
from longtake.media.exact import Run, decode_run, runs
from longtake.media.fanout import in_order
from longtake.media.picture import Screen
from longtake.media.reel import Follower, Reel
from longtake.media.timeline import Timeline, read_timeline
from longtake.types import Frame, Span

if TYPE_CHECKING:
    from longtake.media.container import VideoTrack
    from longtake.media.gaps import Gaps
    from longtake.media.reel import Shown

MAX_WORKERS = 4
LARGE_PICTURE_PX = 3840 * 2160
"""From here on a decoder holds hundreds of megabytes, and two are enough."""
AHEAD_BYTES = 64 * 1024 * 1024
"""How much may be decoded ahead of the reader."""
HELD_BYTES = 256 * 1024 * 1024
"""How much may be held to give frames in the order asked for."""

BEYOND_ALL = 1 << 62

Ranked = Iterator[tuple[int, Frame]]


class Film:
    """The main picture of a source. Decoders, once opened, are kept for the next reading."""

    def __init__(self, source: str, track: VideoTrack, gaps: Gaps) -> None:
        self.source = source
        self.clock = track.clock
        self.indexable = track.timed and not is_url(source)
        self._width, self._height = track.stream.width, track.stream.height
        self._gaps = gaps
        self._idle = [Reel(source, track, 1, gaps)]
        self._lock = Lock()
        self._timeline: Timeline | None = None
        self._closed = False

    def close(self) -> None:
        """Close the decoders; one still at work closes when it is done."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reel(self, threads: int = 1) -> Iterator[Reel]:
        """A decoder of one's own for a while."""
        with self._lock:
            reel = self._idle.pop() if threads == 1 and self._idle else None
        reel = reel or self._new_reel(threads)
        try:
            yield reel
        finally:
            reel.skip("DEFAULT")
            if self._closed or threads != 1:
                reel.close()
            else:
                self._idle.append(reel)

    @property
    def timeline(self) -> Timeline:
        """Reads through the packets the first time; kept afterwards."""
        with self._lock:
            if self._timeline is None:
                reel = self._new_reel(1)
                self._timeline = read_timeline(reel)
                reel.close()
            return self._timeline

    def at(self, times_s: Sequence[float], height_px: int | None) -> Iterator[Frame]:
        """The frame shown at each time, in the order given."""
        look = self._by_timeline if self.indexable else self._by_playing
        batch = max(4, HELD_BYTES // self._image_bytes(height_px))
        for first in range(0, len(times_s), batch):
            times = times_s[first : first + batch]
            ticks = [self.clock.ticks(time_s) for time_s in times]
            made = look(sorted(set(ticks)), height_px)
            for time_s, one in zip(times, ticks, strict=True):
                if one not in made:
                    raise DecodeError(
                        f"no picture of {self.source} can be decoded at {time_s:.3f} s or before:"
                        " the file is damaged, get another copy"
                    )
                yield made[one]

    def every(self, span: Span, fps: float, height_px: int | None) -> Iterator[Frame]:
        """The frames shown at `span.start_s + k / fps`, each once."""
        if self.indexable and not len(self.timeline.shown):
            return
        count = math.ceil(span.duration_s * fps - 1e-9)
        grid = (self.clock.ticks(span.start_s + k / fps) for k in range(count))
        if self.indexable:
            ranks = (rank for rank, _ in groupby(map(self.timeline.rank_at, grid)))
            yield from (frame for _, frame in self._decode(ranks, height_px, MAX_WORKERS))
        else:
            found = (frame for _, frame in self._follow(grid, height_px))
            yield from (next(same) for _, same in groupby(found, key=lambda frame: frame.time_s))

    def all(self, span: Span | None, height_px: int | None) -> Iterator[Frame]:
        """The frame shown at the start of the span, then every later one in it."""
        first = self.clock.ticks(span.start_s if span else 0.0)
        stop = self.clock.ticks_from(span.end_s) if span else BEYOND_ALL
        with self.reel(threads=0) as reel:
            screen = Screen(reel.track.pixel_aspect)
            for shown in reel.play(first):
                if shown[0] >= stop:
                    return
                yield self._frame(shown, screen, height_px)

    def keyframes(self, span: Span | None, height_px: int | None) -> Iterator[Frame]:
        """Pictures stored to stand alone; what lies between is neither read nor decoded."""
        first = self.clock.ticks_from(span.start_s if span else 0.0)
        stop = self.clock.ticks_from(span.end_s) if span else BEYOND_ALL
        reel = self._new_reel(0)
        reel.keyframes_only()
        screen = Screen(reel.track.pixel_aspect)
        try:
            for shown in reel.play(first):
                if shown[0] >= stop:
                    return
                if shown[0] >= first:
                    yield self._frame(shown, screen, height_px)
        finally:
            reel.close()

    def _by_timeline(self, ticks: list[int], height_px: int | None) -> dict[int, Frame]:
        if not len(self.timeline.shown):
            return {}
        ranks = {one: self.timeline.rank_at(one) for one in ticks}
        wanted = sorted(set(ranks.values()))
        groups = sum(1 for _ in runs(self.timeline, wanted))
        frames = dict(self._decode(wanted, height_px, groups))
        return {one: frames[rank] for one, rank in ranks.items() if rank in frames}

    def _by_playing(self, ticks: list[int], height_px: int | None) -> dict[int, Frame]:
        return dict(self._follow(ticks, height_px))

    def _follow(self, ticks: Iterable[int], height_px: int | None) -> Ranked:
        """Each of these ascending times with its frame, by playing forward."""
        with self.reel() as reel:
            follower, screen = Follower(reel), Screen(reel.track.pixel_aspect)
            before: tuple[int, Frame] | None = None
            for one in ticks:
                shown = follower.at(one)
                if shown is None:
                    continue
                if before is None or before[0] != shown[0]:
                    before = shown[0], self._frame(shown, screen, height_px)
                yield one, before[1]

    def _decode(self, ranks: Iterable[int], height_px: int | None, groups: int) -> Ranked:
        """Each of these ascending ranks with its frame, runs decoded side by side."""
        cores = os.cpu_count() or 1
        large = self._width * self._height >= LARGE_PICTURE_PX
        workers = max(1, min(cores, 2 if large else MAX_WORKERS, groups))

        def decoded(run: Run) -> Ranked:
            with self.reel(max(1, cores // workers)) as reel, self._rescue() as rescue:
                screen = Screen(reel.track.pixel_aspect)
                for rank, shown in decode_run(reel, self.timeline, run, rescue):
                    yield rank, self._frame(shown, screen, height_px)

        ahead = max(1, AHEAD_BYTES // self._image_bytes(height_px) // (2 * workers))
        yield from in_order(runs(self.timeline, ranks), decoded, workers, ahead)

    @contextmanager
    def _rescue(self) -> Iterator[Callable[[int], Shown | None]]:
        """Finds what is shown at a time by playing, with a second decoder once it is needed."""
        follower: list[Follower] = []

        def at(ticks: int) -> Shown | None:
            if not follower:
                follower.append(Follower(self._new_reel(1)))
            return follower[0].at(ticks)

        try:
            yield at
        finally:
            for one in follower:
                one.reel.close()

    def _new_reel(self, threads: int) -> Reel:
        track = open_video(self.source, threads)
        if track is None:
            raise OpenError(f"{self.source} has changed since it was opened; open it again")
        return Reel(self.source, track, threads, self._gaps)

    def _frame(self, shown: Shown, screen: Screen, height_px: int | None) -> Frame:
        ticks, frame = shown
        return Frame(time_s=self.clock.seconds(ticks), image=screen.show(frame, height_px))

    def _image_bytes(self, height_px: int | None) -> int:
        scale = min(1.0, height_px / max(self._height, 1)) if height_px else 1.0
        return max(1, int(self._width * self._height * scale**2) * 3)
