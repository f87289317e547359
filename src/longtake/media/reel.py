"""One decoder on the picture of one source, moved to where it is needed.

Gives every decoded frame with its timestamp, in the order shown. What cannot be decoded is noted
as a gap and passed over. Knows nothing of RGB, of sizes, or of who asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from av import FFmpegError

from longtake.errors import OpenError
from longtake.media.container import VideoTrack, open_video
from longtake.media.gaps import CANNOT_DECODE, CANNOT_READ
from longtake.types import Span

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from longtake.media.gaps import Gaps

Shown = tuple[int, "VideoFrame"]
"""A decoded frame after its timestamp, in ticks of the track's clock."""

Skip = Literal["DEFAULT", "NONREF"]

FIRST_STEP_BACK_S = 2.0
PATIENCE_S = 5.0
"""Up to here ahead, decoding on is taken to be cheaper than seeking."""
BEFORE_ALL = -(1 << 63)


class Reel:
    """A video track with a decoder. Used by one thread at a time."""

    def __init__(self, source: str, track: VideoTrack, gaps: Gaps) -> None:
        self.source = source
        self.track = track
        self._gaps = gaps
        self._numbered = 0
        self._untouched = True
        self._skipping: Skip = "DEFAULT"

    def close(self) -> None:
        self.track.container.close()

    def play(self, from_ticks: int) -> Iterator[Shown]:
        """The frame shown at that time, then every later one. The first frame if none is earlier.

        Starts at the keyframe before; when nothing shown by then can be decoded from there, at an
        earlier one.
        """
        step = int(FIRST_STEP_BACK_S / self.track.clock.time_base)
        target = from_ticks
        while True:
            at_start = self._seek(target)
            before: Shown | None = None
            playing = self._forward(at_start)
            for shown in playing:
                if shown[0] > from_ticks:
                    if before is None and not at_start:
                        break
                    if before is not None:
                        yield before
                    yield shown
                    yield from playing
                    return
                before = shown
            else:
                if before is not None:
                    yield before
                if before is not None or at_start:
                    return
            target, step = target - step, step * 2

    def keyframes(self, from_ticks: int) -> Iterator[Shown]:
        """The keyframes from that time on, each decoded by itself."""
        self._seek(from_ticks)
        for position, packet in enumerate(self.packets()):
            if not packet.is_keyframe or packet.is_discard:
                continue
            for ticks, frame in [*self.decode(packet), *self.drain()][:1]:
                when = ticks if self.track.timed else position
                if when >= from_ticks:
                    yield when, frame
            self.track.stream.codec_context.flush_buffers()

    def first(self) -> VideoFrame | None:
        """The first frame shown; cheaper than playing, for it decodes little else."""
        self.rewind()
        for packet in self.packets():
            shown = [*self.decode(packet)]
            if not packet.is_discard:
                shown += self.drain()
            if shown:
                return shown[0][1]
        return next((frame for _, frame in self.play(0)), None)

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """Coded pictures from here on, in the order of decoding; empty ones left out."""
        last_s = 0.0
        self._untouched = False
        try:
            for packet in self.track.container.demux(self.track.stream):
                if packet.size:
                    if packet.pts is not None and self.track.timed:
                        last_s = self.track.clock.seconds(packet.pts)
                    yield packet
        except IndexError:
            return  # PyAV at the end of a file in which further streams have turned up
        except FFmpegError:
            start_s = max(0.0, last_s)
            self._gaps.note("picture", Span(start_s, max(start_s, self._gaps.end_s)), CANNOT_READ)

    def decode(self, packet: Packet[VideoStream]) -> list[Shown]:
        """Put one packet in; whatever is ready comes out."""
        try:
            frames = packet.decode()
        except FFmpegError:
            self._note_damage(packet)
            return []
        return [(self._stamp(frame), frame) for frame in frames]

    def drain(self) -> list[Shown]:
        """What the decoder still holds. Nothing can be put in before the next seek."""
        try:
            frames = self.track.stream.codec_context.decode(None)
        except FFmpegError:
            return []
        return [(self._stamp(frame), frame) for frame in frames]

    def skip(self, what: Skip) -> None:
        """Which pictures the decoder may leave out from the next packet on."""
        if what != self._skipping:
            self.track.stream.codec_context.skip_frame = self._skipping = what

    def seek(self, ticks: int) -> bool:
        """Go to a keyframe at or before, as far as the container can tell; False if it cannot."""
        if not self.track.timed:
            return False
        self._untouched = False
        try:
            self.track.container.seek(ticks, stream=self.track.stream)
        except FFmpegError:
            return False
        return True

    def rewind(self) -> None:
        """Go back to the start of the file, whatever the container can do."""
        if self._untouched:
            return
        self.track.container.close()
        track = open_video(self.source, threads=1)
        if track is None:
            raise OpenError(f"{self.source} has changed while it was read; open it again")
        self.track, self._numbered, self._untouched = track, 0, True
        self._skipping = "DEFAULT"

    def _seek(self, ticks: int) -> bool:
        """Seek; True when that is the start of the file, before which there is nothing."""
        if ticks > self.track.clock.ticks(0.0) and self.seek(ticks):
            return False
        self.rewind()
        return True

    def _forward(self, at_start: bool) -> Iterator[Shown]:
        """Decode from the next keyframe on. Frames shown before it lean on what was skipped."""
        first: int | None = None
        for packet in self.packets():
            if first is None:
                if not (packet.is_keyframe or at_start):
                    continue
                first = BEFORE_ALL
                if packet.is_keyframe and packet.pts is not None and self.track.timed:
                    first = packet.pts
            yield from (shown for shown in self.decode(packet) if shown[0] >= first)
        if first is not None:
            yield from (shown for shown in self.drain() if shown[0] >= first)

    def _stamp(self, frame: VideoFrame) -> int:
        self._numbered += 1
        if self.track.timed:
            for ticks in (frame.pts, frame.dts):
                if ticks is not None:
                    return ticks
        return self._numbered - 1

    def _note_damage(self, packet: Packet[VideoStream]) -> None:
        ticks = packet.pts if packet.pts is not None else packet.dts
        if ticks is None or not self.track.timed:
            ticks = self._numbered
        clock = self.track.clock
        length = packet.duration or int(
            1 / (clock.time_base * (self.track.stream.guessed_rate or 25))
        )
        start_s, end_s = max(0.0, clock.seconds(ticks)), clock.seconds(ticks + max(length, 1))
        self._gaps.note("picture", Span(start_s, max(start_s, end_s)), CANNOT_DECODE)


class Follower:
    """What is shown at given times, going forward through a reel as far as that pays."""

    def __init__(self, reel: Reel) -> None:
        self.reel = reel
        self._patience = int(PATIENCE_S / reel.track.clock.time_base)
        self._playing: Iterator[Shown] = iter(())
        self._now: Shown | None = None
        self._next: Shown | None = None
        self._begun = False

    def at(self, ticks: int) -> Shown | None:
        """The frame shown then, the first or last beyond the ends; None if none can be decoded."""
        if self._must_seek(ticks):
            self._begun = True
            self._playing = self.reel.play(ticks)
            self._now = next(self._playing, None)
            self._next = next(self._playing, None)
        while self._next is not None and self._next[0] <= ticks:
            self._now, self._next = self._next, next(self._playing, None)
        return self._now

    def _must_seek(self, ticks: int) -> bool:
        if self._now is None:
            return not self._begun  # having found nothing once, it will find nothing again
        if ticks < self._now[0]:
            return True
        far = self._next is not None and ticks - self._next[0] > self._patience
        return far and self.reel.track.timed
