"""The sound and the written subtitles of a source, cut and repeated as its pictures are.

Sound is copied where players can play it from an MP4, else encoded once with AAC. Where pictures
come in between, the track pauses. Knows stretches of time, no pictures. A source and the stretches
that are kept come in; tracks go out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
from av import FFmpegError
from av.audio.resampler import AudioResampler

from longtake.media.clock import start_of
from longtake.media.container import main_audio, open_container
from longtake.types import Cue
from longtake.worlds.needle.mp4 import Samples, Track, box, full
from longtake.worlds.needle.stock import shelved

PLAYABLE = ("aac", "mp3", "opus", "ac3", "eac3")
CUE_TICKS_PER_S = 1000
CROWDED = 0.5
"""Share of a packet's length that must lie between it and the one before, where two takes meet."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of the source, on the player's clock of its file, and when it is now."""

    start_s: float
    end_s: float
    now_s: float

    @property
    def ends_now_s(self) -> float:
        return self.now_s + self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The coded sound of a file."""

    starts_s: np.ndarray
    lengths_s: np.ndarray
    rate_hz: int


def take_sound(source: Path, target: Path) -> Voice | None:
    """Write the sound of a source to an MP4 of its own; None when it has none to be read."""
    with open_container(str(source)) as container:
        stream = main_audio(container)
        if stream is None or stream.time_base is None:
            return None
        start_s = start_of(container)
        copied = stream.codec_context.codec.canonical_name in PLAYABLE
        packets = _own(container, stream) if copied else _encoded(container, stream)
        starts, lengths = [], []
        rate_hz = int(stream.codec_context.sample_rate)
        with av.open(str(target), "w") as out:
            written = (
                out.add_stream_from_template(stream)
                if copied
                else out.add_stream("aac", rate=rate_hz, layout=_layout(stream))
            )
            for packet in packets if copied else _through(packets, written, rate_hz):
                length = Fraction(packet.duration or 1024, 1) * packet.time_base
                at_s = packet.pts * packet.time_base - start_s
                if at_s < 0 or not packet.duration:
                    continue
                starts.append(float(at_s))
                lengths.append(float(length))
                packet.stream = written
                packet.pts = packet.dts = len(starts) * 1024
                packet.time_base = Fraction(1, rate_hz)
                out.mux(packet)
    if not starts:
        return None
    return Voice(starts_s=np.array(starts), lengths_s=np.array(lengths), rate_hz=rate_hz)


def _layout(stream: Any) -> str:
    return "mono" if stream.codec_context.channels == 1 else "stereo"


def _own(container: Any, stream: Any) -> Iterator[Any]:
    try:
        yield from (p for p in container.demux(stream) if p.size and p.pts is not None)
    except FFmpegError:
        return  # what cannot be read any more is silent


def _encoded(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; damaged packets are passed over."""
    for packet in _own(container, stream):
        try:
            yield from packet.decode()
        except FFmpegError:
            continue


def _through(frames: Iterator[Any], stream: Any, rate_hz: int) -> Iterator[Any]:
    resampler = AudioResampler(format="fltp", layout=stream.codec_context.layout, rate=rate_hz)
    for frame in frames:
        for fitting in resampler.resample(frame):
            yield from stream.encode(fitting)
    yield from stream.encode(None)


def sound_track(file: Path, voice: Voice, heard: Sequence[Heard], out: BinaryIO) -> Track:
    """The sound of these stretches, one after the other."""
    shelf = shelved(file, out)
    which, due_s = [], []
    for piece in heard:
        first, stop = np.searchsorted(voice.starts_s, (piece.start_s, piece.end_s))
        which.append(np.arange(first, stop))
        due_s.append(voice.starts_s[first:stop] - piece.start_s + piece.now_s)
    chosen = np.concatenate(which) if which else np.array([], np.int64)
    due = np.round(np.concatenate(due_s) * voice.rate_hz).astype(np.int64)
    lengths = np.round(voice.lengths_s[chosen] * voice.rate_hz).astype(np.int64)
    apart = np.diff(due, prepend=-(1 << 40)) >= CROWDED * lengths
    chosen, due, lengths = chosen[apart], due[apart], lengths[apart]
    samples = Samples(
        places=shelf.places[chosen],
        sizes=shelf.sizes[chosen],
        shown=due,
        keys=np.ones(len(due), bool),
    )
    return Track(
        kind="soun",
        description=shelf.description,
        ticks_per_s=voice.rate_hz,
        samples=samples,
        end=int(due[-1] + lengths[-1]) if len(due) else 0,
    )


def cue_track(cues: Sequence[Cue], heard: Sequence[Heard], out: BinaryIO) -> Track | None:
    """The subtitles of these stretches, as timed text (3GPP TS 26.245); None without any."""
    texts = {text: _stored(text, out) for text in sorted({"", *(cue.text for cue in cues)})}
    shown: list[tuple[int, str]] = []
    end = 0
    for piece in heard:
        shift = piece.now_s - piece.start_s
        for cue in cues:
            start_s = max(cue.span.start_s, piece.start_s)
            end_s = min(cue.span.end_s, piece.end_s)
            start = max(end, round((start_s + shift) * CUE_TICKS_PER_S))
            stop = round((end_s + shift) * CUE_TICKS_PER_S)
            if start < stop:
                if start > end:
                    shown.append((end, ""))
                shown.append((start, cue.text))
                end = stop
    if not shown:
        return None
    places = np.array([texts[text] for _, text in shown], np.int64)
    samples = Samples(
        places=places[:, 0],
        sizes=places[:, 1],
        shown=np.array([start for start, _ in shown], np.int64),
        keys=np.ones(len(shown), bool),
    )
    return Track(
        kind="sbtl",
        description=TIMED_TEXT,
        ticks_per_s=CUE_TICKS_PER_S,
        samples=samples,
        end=end,
    )


def _stored(text: str, out: BinaryIO) -> tuple[int, int]:
    """Write a cue's bytes; where they are and how many."""
    words = text.encode()[:65_535]
    at = out.tell()
    out.write(struct.pack(">H", len(words)) + words)
    return at, len(words) + 2


_STYLE = struct.pack(">HHHBB4B", 0, 0, 1, 0, 18, 255, 255, 255, 255)
_FONTS = box(b"ftab", struct.pack(">HHB", 1, 1, 5), b"Serif")
TIMED_TEXT = full(
    b"stsd",
    0,
    0,
    struct.pack(">I", 1),
    box(
        b"tx3g",
        bytes(6),
        struct.pack(">H", 1),
        bytes(4),
        struct.pack(">bb", 1, -1),
        bytes(4),
        bytes(8),
        _STYLE,
        _FONTS,
    ),
)
"""White letters, in the middle, at the foot."""
