"""An opened recording: the `Media` through which everything else looks and listens.

Knows which reading goes to the film, which to the sound track and which to the subtitles, and what
of the file is missing at its end. A source comes in; frames, sound and cues on one clock go out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from longtake.errors import MediaError, OpenError
from longtake.media.clock import start_of
from longtake.media.container import is_url, open_container, open_video
from longtake.media.film import Film
from longtake.media.gaps import CUT_OFF, Gaps, Track
from longtake.media.identity import hash_blocks, reader
from longtake.media.info import describe, end_of_packets
from longtake.media.sound import read_sound
from longtake.media.truncation import missing_bytes
from longtake.types import Cue, Frame, MediaInfo, Observation, Packet, Sound, Span

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame

SHORTEST_MISSING_S = 0.1
LOWEST_HZ, HIGHEST_HZ = 1_000, 384_000


class Recording:
    """Implements `protocols.Media` for files and http(s) URLs."""

    info: MediaInfo
    gaps: list[Observation]

    def __init__(self, source: str) -> None:
        if not source:
            raise OpenError("the name of the source is empty; give a file or a URL")
        self._source = source if is_url(source) else str(Path(source).expanduser())
        self._gaps = Gaps(self._source)
        self.gaps = self._gaps.found
        track = open_video(self._source, threads=1)
        self._film = Film(self._source, track, self._gaps) if track else None
        try:
            cut_off = self._describe()
            self._missing = self._ends() if cut_off else {}
        except BaseException:
            self.close()
            raise
        for kind in self._missing:
            self._note_missing(kind)

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._film:
            self._film.close()

    def packets(self, span: Span | None = None) -> Iterator[Packet]:
        self._note_missing("picture", span)
        if self._film:
            yield from self._film.timeline.packets(span)

    def keyframes(self, span: Span | None = None, height_px: int | None = None) -> Iterator[Frame]:
        _check_height(height_px)
        self._note_missing("picture", span)
        if self._film:
            yield from self._film.keyframes(span, height_px)

    def frames_at(self, times_s: Sequence[float], height_px: int | None = None) -> Iterator[Frame]:
        _check_height(height_px)
        _check_times(times_s)
        if len(times_s):
            self._note_missing("picture", Span(min(times_s), max(times_s)))
        if self._film:
            yield from self._film.at(times_s, height_px)

    def frames(
        self, span: Span | None = None, fps: float | None = None, height_px: int | None = None
    ) -> Iterator[Frame]:
        """The frame shown when the span starts, which may have begun earlier, then later ones.

        With `fps`, the frames shown at `span.start_s + k / fps`, each once: a still picture is
        given once however long it stays.
        """
        _check_height(height_px)
        if fps is not None and not (math.isfinite(fps) and fps > 0):
            raise MediaError(f"{fps} frames a second cannot be given: ask for more than 0")
        self._note_missing("picture", span)
        if not self._film:
            return
        if fps is None:
            yield from self._film.all(span, height_px)
        else:
            yield from self._film.every(span or self.info.span, fps, height_px)

    def sound(self, span: Span | None = None, rate_hz: int = 16_000) -> Iterator[Sound]:
        """From the start of the span on, without holes: silence is filled in."""
        if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
            raise MediaError(
                f"sound at {rate_hz} Hz cannot be given: ask for {LOWEST_HZ:,} to {HIGHEST_HZ:,} Hz"
            )
        self._note_missing("sound", span)
        yield from read_sound(self._source, span, rate_hz, self._gaps)

    def subtitles(self) -> Iterator[Cue]:
        from longtake.media.subtitles import read_cues

        yield from read_cues(self._source, self.info, self._offset_s, self.gaps)

    def _describe(self) -> bool:
        """Learn what the file says of itself; True when it ends before it says it should."""
        with reader(self._source) as (size, read):
            content = hash_blocks(size, read)
            cut_off = missing_bytes(size, read) > 0
        with self._at_first_frame() as (container, first):
            self._offset_s = float(start_of(container))
            self.info = describe(container, self._source, content, first)
        if not self.info.duration_known:
            end_s = end_of_packets(self._source) or (self._film.timeline.end_s if self._film else 0)
            self.info = replace(self.info, duration_s=end_s)
        self._gaps.video, self._gaps.end_s = self.info.id, self.info.duration_s
        return cut_off

    @contextmanager
    def _at_first_frame(self) -> Iterator[tuple[InputContainer, VideoFrame | None]]:
        """A container of the source and the first frame of its picture, if it has any."""
        if self._film:
            with self._film.projector() as projector:
                first = projector.reel.first()
                yield projector.reel.track.container, first
        else:
            with open_container(self._source) as container:
                yield container, None

    def _ends(self) -> dict[Track, Span]:
        """What the header promises of each track beyond its last packet."""
        ends_s: dict[Track, float] = {}
        if self._film:
            ends_s["picture"] = self._film.timeline.end_s
        if self.info.of("audio"):
            ends_s["sound"] = end_of_packets(self._source, "audio")
        promised_s = self.info.duration_s
        return {
            track: Span(end_s, promised_s)
            for track, end_s in ends_s.items()
            if promised_s - end_s >= SHORTEST_MISSING_S
        }

    def _note_missing(self, track: Track, span: Span | None = None) -> None:
        missing = self._missing.get(track)
        if missing and (span is None or span.end_s > missing.start_s):
            self._gaps.note(track, missing, CUT_OFF)


def _check_height(height_px: int | None) -> None:
    if height_px is not None and height_px < 1:
        raise MediaError(f"no picture is {height_px} px high: ask for 1 or more, or for None")


def _check_times(times_s: Sequence[float]) -> None:
    for time_s in times_s:
        if not math.isfinite(time_s):
            raise MediaError(f"nothing is shown at {time_s} s: ask for finite times, in seconds")
