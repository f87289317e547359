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
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING

from longtake.errors import DecodeError, OpenError
from longtake.media.container import is_url, open_video
from longtake.media.exact import Run, decode_run, runs
from longtake.media.fanout import in_order
from longtake.media.gaps import CANNOT_DECODE
from longtake.media.identity import reader
from longtake.media.moov import timeline_from_header
from longtake.media.picture import Screen
from longtake.media.reel import Follower, Reel
from longtake.media.timeline import NOTHING, Timeline, read_timeline
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


@dataclass(frozen=True, slots=True)
class Projector:
    """A decoder and the screen for its frames. Used by one thread at a time."""

    reel: Reel
    screen: Screen


class Film:
    """The main picture of a source. Decoders, once opened, are kept for the next reading.

    Each decoder runs in one thread: what a damaged file yields is then the same every time.
    """

    def __init__(self, source: str, track: VideoTrack, gaps: Gaps) -> None:
        self.source = source
        self.clock = track.clock
        self._timed = track.timed
        self._width, self._height = track.stream.width, track.stream.height
        self._gaps = gaps
        self._idle = [Projector(Reel(source, track, gaps), Screen(track.pixel_aspect))]
        self._lock = Lock()
        self._timeline: Timeline | None = None
        self._closed = False

    def close(self) -> None:
        """Close the decoders; one still at work closes when it is done."""
        self._closed = True
        while self._idle:
            self._idle.pop().reel.close()

    @contextmanager
    def projector(self) -> Iterator[Projector]:
        """A decoder of one's own for a while."""
        try:
            projector = self._idle.pop()
        except IndexError:
            projector = self._new_projector()
        try:
            yield projector
        finally:
            projector.reel.skip("DEFAULT")
            if self._closed:
                projector.reel.close()
            else:
                self._idle.append(projector)

    @property
    def timeline(self) -> Timeline:
        """From the header or, failing that, by reading through the packets; kept afterwards."""
        with self._lock:
            if self._timeline is None:
                self._timeline = self._from_header() or self._from_packets()
            return self._timeline

    def known(self) -> Timeline | None:
        """The timeline, unless it would cost the download of a whole file or helps nothing."""
        with self._lock:
            if self._timeline is None and self._timed:
                self._timeline = self._from_header()
                if self._timeline is None and not is_url(self.source):
                    self._timeline = self._from_packets()
            return self._timeline if self._timed else None

    def at(self, times_s: Sequence[float], height_px: int | None) -> Iterator[Frame]:
        """The frame shown at each time, in the order given."""
        batch = max(4, HELD_BYTES // self._image_bytes(height_px))
        for first in range(0, len(times_s), batch):
            times = times_s[first : first + batch]
            ticks = [self.clock.ticks(time_s) for time_s in times]
            made = dict(self._shown_at(sorted(set(ticks)), height_px))
            for time_s, one in zip(times, ticks, strict=True):
                if one not in made:
                    raise DecodeError(
                        f"no picture of {self.source} can be decoded at {time_s:.3f} s or before;"
                        " the file is damaged, get another copy"
                    )
                yield made[one]

    def every(self, span: Span, fps: float, height_px: int | None) -> Iterator[Frame]:
        """The frames shown at `span.start_s + k / fps`, each once."""
        timeline = self.known()
        count = math.ceil(span.duration_s * fps - 1e-9)
        if timeline is not None:  # beyond the end, nothing new is shown
            count = min(count, max(1, math.ceil((timeline.end_s - span.start_s) * fps)))
        grid = (self.clock.ticks(span.start_s + k / fps) for k in range(count))
        if timeline is None:
            found = self._follow(grid, height_px)
        else:
            ranks = (rank for rank, _ in groupby(map(timeline.rank_at, grid)))
            found = self._decode(timeline, ranks, height_px, MAX_WORKERS)
        yield from _each_once(found)

    def all(self, span: Span | None, height_px: int | None) -> Iterator[Frame]:
        """The frame shown at the start of the span, then every later one in it."""
        first = self.clock.ticks(span.start_s if span else 0.0)
        stop = self.clock.ticks_from(span.end_s) if span else BEYOND_ALL
        timeline = self.known()
        if timeline is not None:
            ranks = range(timeline.rank_at(first), timeline.rank_from(stop))
            yield from _each_once(self._decode(timeline, ranks, height_px, MAX_WORKERS))
            return
        with self.projector() as projector:
            for shown in projector.reel.play(first):
                if shown[0] >= stop:
                    return
                yield self._frame(shown, projector.screen, height_px)

    def keyframes(self, span: Span | None, height_px: int | None) -> Iterator[Frame]:
        """The pictures stored to stand alone; nothing between them is decoded."""
        first = self.clock.ticks_from(span.start_s if span else 0.0)
        stop = self.clock.ticks_from(span.end_s) if span else BEYOND_ALL
        timeline = self.known()
        if timeline is not None:
            ranks = timeline.keyframe_ranks(first, stop)
            yield from _each_once(self._decode(timeline, ranks, height_px, MAX_WORKERS))
            return
        with self.projector() as projector:
            for shown in projector.reel.keyframes(first):
                if shown[0] >= stop:
                    return
                yield self._frame(shown, projector.screen, height_px)

    def _shown_at(self, ticks: list[int], height_px: int | None) -> Ranked:
        """Each of these distinct, ascending times with the frame shown then."""
        timeline = self.known()
        if timeline is None:
            yield from self._follow(ticks, height_px)
            return
        ranks = {one: timeline.rank_at(one) for one in ticks}
        wanted = sorted(set(ranks.values()) - {NOTHING})
        groups = sum(1 for _ in runs(timeline, wanted))
        frames = dict(self._decode(timeline, wanted, height_px, groups))
        yield from ((one, frames[rank]) for one, rank in ranks.items() if rank in frames)

    def _follow(self, ticks: Iterable[int], height_px: int | None) -> Ranked:
        """Each of these ascending times with its frame, by playing forward."""
        with self.projector() as projector:
            follower = Follower(projector.reel)
            before: tuple[int, Frame] | None = None
            for one in ticks:
                shown = follower.at(one)
                if shown is None:
                    continue
                if before is None or before[0] != shown[0]:
                    before = shown[0], self._frame(shown, projector.screen, height_px)
                yield one, before[1]

    def _decode(
        self, timeline: Timeline, ranks: Iterable[int], height_px: int | None, groups: int
    ) -> Ranked:
        """Each of these ascending ranks with its frame, runs decoded side by side."""
        large = self._width * self._height >= LARGE_PICTURE_PX
        most = 2 if large else MAX_WORKERS
        workers = max(1, min(os.cpu_count() or 1, most, groups))

        def decoded(run: Run) -> Ranked:
            with self.projector() as projector, self._rescue() as rescue:
                for rank, shown in decode_run(projector.reel, timeline, run, rescue):
                    if shown[0] != timeline.shown_ticks[rank]:
                        self._gaps.note("picture", timeline.span_of(rank), CANNOT_DECODE)
                    yield rank, self._frame(shown, projector.screen, height_px)

        ahead = max(1, AHEAD_BYTES // self._image_bytes(height_px) // (2 * workers))
        yield from in_order(runs(timeline, ranks), decoded, workers, ahead)

    @contextmanager
    def _rescue(self) -> Iterator[Callable[[int], Shown | None]]:
        """Finds what is shown at a time by playing, with a second decoder once it is needed."""
        with ExitStack() as spare:
            follower: list[Follower] = []

            def at(ticks: int) -> Shown | None:
                if not follower:
                    follower.append(Follower(spare.enter_context(self.projector()).reel))
                return follower[0].at(ticks)

            yield at

    def _from_header(self) -> Timeline | None:
        with self.projector() as projector, reader(self.source) as (size, read):
            return timeline_from_header(projector.reel, size, read)

    def _from_packets(self) -> Timeline:
        with closing(self._new_projector().reel) as reel:
            return read_timeline(reel)

    def _new_projector(self) -> Projector:
        track = open_video(self.source, threads=1)
        if track is None:
            raise OpenError(f"{self.source} has changed since it was opened; open it again")
        return Projector(Reel(self.source, track, self._gaps), Screen(track.pixel_aspect))

    def _frame(self, shown: Shown, screen: Screen, height_px: int | None) -> Frame:
        ticks, frame = shown
        return Frame(time_s=self.clock.seconds(ticks), image=screen.show(frame, height_px))

    def _image_bytes(self, height_px: int | None) -> int:
        scale = min(1.0, height_px / max(self._height, 1)) if height_px else 1.0
        return max(1, int(self._width * self._height * scale**2) * 3)


def _each_once(frames: Ranked) -> Iterator[Frame]:
    """Without repeating a frame that stands in for others that cannot be decoded."""
    for _, same in groupby(frames, key=lambda one: one[1].time_s):
        yield next(same)[1]
