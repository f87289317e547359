"""An opened recording: the `Media` that everything else looks and listens through.

Each reading opens its own container, so that readings may overlap and run in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from av import FFmpegError

from longtake.media.clock import start_of
from longtake.media.container import VideoTrack, is_url, open_container, open_video
from longtake.media.info import describe
from longtake.media.picture import orientation, picture
from longtake.media.sound import sound
from longtake.types import Cue, Frame, MediaInfo, Observation, Packet, Sound, Span

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class Recording:
    """Implements `protocols.Media` for files and http(s) URLs."""

    info: MediaInfo
    gaps: list[Observation]

    def __init__(self, source: str) -> None:
        self.source = source if is_url(source) else str(Path(source).expanduser())
        self.gaps = []
        rotation_deg = self._rotation()
        with open_container(self.source) as container:
            self.offset_s = float(start_of(container))
            self.info = describe(container, self.source, rotation_deg)
        if not self.info.duration_known:
            last = max(self.packets(), key=lambda p: p.time_s, default=None)
            if last is not None:
                self.info = replace(self.info, duration_s=last.time_s + last.duration_s)

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open between readings."""

    def packets(self, span: Span | None = None) -> Iterator[Packet]:
        track = open_video(self.source)
        if track is None:
            return
        found = []
        with track:
            usual = float(1 / (track.stream.guessed_rate or 25))
            for number, packet in enumerate(track.container.demux(track.stream)):
                if not packet.size or packet.is_discard:
                    continue
                ticks = packet.pts if packet.pts is not None else packet.dts
                time_s = number * usual if ticks is None else track.clock.seconds(ticks)
                length = float((packet.duration or 0) * track.clock.time_base) or usual
                found.append(
                    Packet(
                        time_s=time_s,
                        duration_s=length,
                        size_bytes=packet.size,
                        keyframe=packet.is_keyframe,
                    )
                )
        found.sort(key=lambda p: p.time_s)
        yield from (p for p in found if span is None or p.time_s in span)

    def keyframes(self, span: Span | None = None, height_px: int | None = None) -> Iterator[Frame]:
        track = open_video(self.source)
        if track is None:
            return
        with track:
            track.stream.codec_context.skip_frame = "NONKEY"
            for time_s, frame in self._decoded(track, span.start_s if span else 0.0):
                if span is not None and time_s >= span.end_s:
                    return
                if frame.key_frame and (span is None or time_s in span):
                    yield self._frame(track, time_s, frame, height_px)

    def frames_at(self, times_s: Sequence[float], height_px: int | None = None) -> Iterator[Frame]:
        order = sorted(range(len(times_s)), key=lambda i: times_s[i])
        made: dict[int, Frame] = {}
        track = open_video(self.source)
        if track is None:
            return
        with track:
            for i in order:
                made[i] = self._frame_at(track, times_s[i], height_px)
        yield from (made[i] for i in range(len(times_s)))

    def _frame_at(self, track: VideoTrack, time_s: float, height_px: int | None) -> Frame:
        best: tuple[float, VideoFrame] | None = None
        for at_s, frame in self._decoded(track, time_s):
            if at_s > time_s + 1e-9 and best is not None:
                break
            best = (at_s, frame)
            if at_s > time_s:
                break
        if best is None:
            for best in self._decoded(track, 0.0):  # noqa: B007
                pass
        assert best is not None
        return self._frame(track, *best, height_px)

    def frames(
        self, span: Span | None = None, fps: float | None = None, height_px: int | None = None
    ) -> Iterator[Frame]:
        track = open_video(self.source)
        if track is None:
            return
        due_s = span.start_s if span else 0.0
        with track:
            for time_s, frame in self._decoded(track, due_s):
                if span is not None and time_s >= span.end_s:
                    return
                if (span is None or time_s in span) and (fps is None or time_s >= due_s - 1e-9):
                    yield self._frame(track, time_s, frame, height_px)
                    while fps is not None and due_s <= time_s + 1e-9:
                        due_s += 1 / fps

    def sound(self, span: Span | None = None, rate_hz: int = 16_000) -> Iterator[Sound]:
        with open_container(self.source) as container:
            yield from sound(container, span, rate_hz)

    def subtitles(self) -> Iterator[Cue]:
        from longtake.media.subtitles import read_cues

        yield from read_cues(self.source, self.info, self.offset_s)

    def _rotation(self) -> int:
        track = open_video(self.source, threads=1)
        if track is None:
            return 0
        with track:
            first = next(self._decoded(track, 0.0), None)
            return orientation(first[1])[0] * 90 if first else 0

    def _decoded(self, track: VideoTrack, from_s: float) -> Iterator[tuple[float, VideoFrame]]:
        """Frames with their times from the keyframe before `from_s` on."""
        usual = float(1 / (track.stream.guessed_rate or 25))
        try:
            ticks = max(track.clock.ticks(from_s), track.clock.ticks(0.0))
            track.container.seek(ticks, stream=track.stream)
        except FFmpegError:
            track.container.seek(0)
        number = 0
        for packet in track.container.demux(track.stream):
            if not packet.size and packet.pts is not None:
                continue
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            for frame in frames:
                yield (
                    number * usual if frame.pts is None else track.clock.seconds(frame.pts),
                    frame,
                )
                number += 1

    @staticmethod
    def _frame(track: VideoTrack, time_s: float, frame: VideoFrame, height_px: int | None) -> Frame:
        aspect = float(track.stream.sample_aspect_ratio or 1)
        return Frame(time_s=time_s, image=picture(frame, aspect, height_px))
