"""Small videos with subtitle tracks, chapters and sound, made for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.subtitles.subtitle import SubtitleSet

Spoken = Sequence[tuple[float, float, str]]
"""Start, end and words of each cue, in seconds."""


@dataclass(frozen=True)
class Track:
    codec: str
    language: str
    cues: Spoken
    """For ass, words with override codes as they stand in a dialogue line."""


def make_video(
    path: Path,
    seconds: float,
    tracks: Sequence[Track] = (),
    samples: np.ndarray | None = None,
    title: str = "",
    chapters: Sequence[tuple[float, float, str]] = (),
) -> Path:
    """A grey picture at 10 frames a second, with what is asked for beside it."""
    with av.open(path, "w") as container:
        if title:
            container.metadata["title"] = title
        picture = container.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = (
            container.add_stream("aac", rate=16_000, layout="mono") if samples is not None else None
        )
        written = [container.add_stream(track.codec) for track in tracks]
        for stream, track in zip(written, tracks, strict=True):
            stream.metadata["language"] = track.language
            stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
            stream.codec_context.subtitle_header = _HEADER
        if chapters:
            container.set_chapters([_chapter(i, one) for i, one in enumerate(chapters)])
        grey = np.full((48, 64, 3), 90, np.uint8)
        for number in range(round(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if sound is not None and samples is not None:
            container.mux(_encoded(sound, samples))
            container.mux(sound.encode(None))
        cues = [
            (start_s, end_s, words, stream, number)
            for stream, track in zip(written, tracks, strict=True)
            for number, (start_s, end_s, words) in enumerate(track.cues)
        ]
        for start_s, end_s, words, stream, number in sorted(cues, key=lambda cue: cue[0]):
            line = f"{number},0,Default,,0,0,0,,{words}".encode()
            length_ms, start_ms = round((end_s - start_s) * 1000), round(start_s * 1000)
            shown = SubtitleSet.create(line, 0, length_ms, start_ms)
            packet = stream.codec_context.encode_subtitle(shown)
            packet.stream, packet.time_base = stream, Fraction(1, 1000)
            packet.pts = packet.dts = start_ms
            packet.duration = length_ms
            container.mux(packet)
    return path


def _encoded(stream: av.AudioStream, samples: np.ndarray) -> list[av.Packet]:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
    return stream.encode(frame)


def _chapter(number: int, one: tuple[float, float, str]) -> dict[str, object]:
    start_s, end_s, title = one
    return {
        "id": number, "start": round(start_s * 1000), "end": round(end_s * 1000),
        "time_base": Fraction(1, 1000), "metadata": {"title": title},
    }  # fmt: skip


_HEADER = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
