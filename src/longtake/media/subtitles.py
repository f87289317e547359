"""Cues of a video: its embedded subtitle tracks, then the files beside it.

Only the packets of subtitle tracks are read; no picture or sound is decoded. Knows the file and its
clock, not how subtitles are coded or what their pictures say. A source and what is known of it come
in; Cues on the player's clock go out, track by track. What is damaged is left out and reported.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import av

from longtake.media.container import open_container
from longtake.media.gaps import CANNOT_READ, SOURCE, warn
from longtake.media.sidecar import read_sidecars
from longtake.media.subtitle_track import SubtitlePacket, read_track
from longtake.types import Cue, MediaInfo, Observation, Span

_IN_MEMORY_BYTES = 8_000_000


def read_cues(
    source: str, info: MediaInfo, offset_s: float, gaps: list[Observation] | None = None
) -> Iterator[Cue]:
    """Every cue of every subtitle track in file order, then those of the files beside the video.

    `offset_s` is the presentation time at which the player's clock reads 0. Damaged packets are
    left out and added to `gaps`. Reads through the file once when it has such tracks.
    """
    if info.of("subtitle"):
        yield from _embedded(source, info, offset_s, [] if gaps is None else gaps)
    yield from read_sidecars(source)


class _Shelf:
    """Packets put aside per track while the file is read once; past some megabytes, on disk."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
        self._rows: dict[int, list[tuple[float, float, int, int]]] = {}

    def put(self, track: int, packet: SubtitlePacket) -> None:
        row = (packet.time_s, packet.duration_s, self._file.tell(), len(packet.data))
        self._rows.setdefault(track, []).append(row)
        self._file.write(packet.data)

    def take(self, track: int) -> Iterator[SubtitlePacket]:
        """The packets of one track, in order of time."""
        for time_s, duration_s, at, size in sorted(self._rows.get(track, [])):
            self._file.seek(at)
            yield SubtitlePacket(time_s, duration_s, self._file.read(size))

    def close(self) -> None:
        self._file.close()


def _embedded(
    source: str, info: MediaInfo, offset_s: float, gaps: list[Observation]
) -> Iterator[Cue]:
    shelf = _Shelf()
    try:
        with open_container(source) as container:
            _fill(shelf, container, info, offset_s, gaps)
            for stream in info.of("subtitle"):
                decoder = container.streams[stream.index].codec_context
                if decoder is None:
                    reason = f"track {stream.index} is in a format that cannot be decoded"
                    _report(gaps, info, info.span, reason)
                    continue
                for cue in read_track(shelf.take(stream.index), decoder, stream):
                    if isinstance(cue, Cue):
                        yield cue
                    else:
                        _report(gaps, info, cue.span, cue.reason)
    finally:
        shelf.close()


def _fill(
    shelf: _Shelf, container: Any, info: MediaInfo, offset_s: float, gaps: list[Observation]
) -> None:
    """Read the packets of all subtitle tracks, up to where the file can be read."""
    for stream in container.streams:
        if stream.type != "subtitle":
            stream.discard = av.stream.Discard.all
    time_s = 0.0
    try:
        for packet in container.demux(container.streams.subtitles):
            if packet.pts is None or not packet.size:
                continue
            time_s = float(packet.pts * packet.time_base) - offset_s
            duration_s = float((packet.duration or 0) * packet.time_base)
            shelf.put(packet.stream_index, SubtitlePacket(time_s, duration_s, bytes(packet)))
    except av.FFmpegError as error:
        rest = Span(max(0.0, time_s), max(0.0, time_s, info.duration_s))
        _report(gaps, info, rest, f"{CANNOT_READ} ({error.strerror})")


def _report(gaps: list[Observation], info: MediaInfo, span: Span, reason: str) -> None:
    """Add the gap, once however often the file is read."""
    gap = Observation(
        video=info.id,
        span=span,
        kind="gap",
        text=f"No subtitles from {span.start_s:.2f} s to {span.end_s:.2f} s: {reason}",
        source=SOURCE,
        data={"track": "subtitles", "reason": reason},
    )
    if gap not in gaps:
        warn(info.source, reason, gap.text)
        gaps.append(gap)
