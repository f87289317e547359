"""Filming: pictures become pieces of coded video, and pieces, sound and words one `video.mp4`.

A film is coded in pieces of about a minute that start with a keyframe, so that several processes
can work on it and an interrupted one goes on; joining them codes nothing anew. H.264, 4:2:0, BT.709
with headroom. Knows nothing of what the pictures show. The same pictures give the same bytes.
"""

from __future__ import annotations

import heapq
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import SubtitleSet
from av.video.reformatter import VideoReformatter

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.drawing.paint import frame_numbers
from longtake.worlds.truth import Line
from longtake.worlds.world import Film

PIECE = 600
"""Frames of a piece."""

KEYFRAME_S = 5.0
CODING = {"preset": "superfast", "crf": "25", "bf": "0", "x264-params": "mbtree=0"}
"""With B-frames, or when it weighs blocks by what refers to them (mbtree), x264 codes the same
pictures once in a hundred times differently."""

BT709, LIMITED = 1, 1
"""As the standards number them: the colours of HD, with headroom."""

EXACT = {"fflags": "+bitexact"}
"""Neither the time nor the software's version is written into the file."""

ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Italic, BorderStyle, Alignment
Style: Default,Arial,16,&Hffffff,0,0,1,2
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""

Source = Path | io.BytesIO
Timed = tuple[float, int, "av.Packet[Any]"]
"""When a packet is decoded, in seconds; its stream; itself."""


def rate_of(film: Film) -> Fraction:
    """Frames a second, exactly: also 30000/1001."""
    return Fraction(film.truth.film.fps).limit_denominator(1001)


def pieces(film: Film) -> list[Span]:
    """The film cut into pieces, where a shot begins if one does nearby."""
    rate, last = rate_of(film), len(frame_numbers(_whole(film), film.truth.film.fps))
    starts = sorted(round(shot.span.start_s * rate) for shot in film.truth.shots)
    edges = [0]
    while last - edges[-1] > 3 * PIECE // 2:
        ideal = edges[-1] + PIECE
        first = bisect_right(starts, ideal - PIECE // 2)
        near = starts[first : bisect_left(starts, ideal + PIECE // 2)]
        edges.append(min(near, key=lambda start: abs(start - ideal), default=ideal))
    edges.append(last)
    spans = pairwise(edges)
    return [Span(float(first / rate), float(end / rate)) for first, end in spans]


def _whole(film: Film) -> Span:
    return Span(0.0, film.truth.film.duration_s)


def film_piece(film: Film, span: Span) -> bytes:
    """The pictures of a span as an MP4 of its own. Raises WorldError when some are missing."""
    about, kept = film.truth.film, io.BytesIO()
    rate, expected = rate_of(film), len(frame_numbers(span, about.fps))
    count, develop = 0, _Developing()
    with av.open(kept, "w", format="mp4", options=EXACT) as out:
        stream = _coder(out, film, rate)
        for count, picture in enumerate(film.pictures(span), 1):
            coded = develop(picture)
            coded.pts, coded.time_base = count - 1, 1 / rate
            out.mux(stream.encode(coded))
        out.mux(stream.encode(None))
    if count != expected:
        raise WorldError(
            f"{film.name!r} gave {count} pictures for {span} instead of {expected}: "
            "its source is shorter than planned, or its world is at fault"
        )
    return kept.getvalue()


class _Developing:
    """Turns pictures into what the coder takes; one that comes again is not turned again."""

    def __init__(self) -> None:
        self._colours = VideoReformatter()
        self._before = self._copy = np.empty(0, np.uint8)
        self._coded: av.VideoFrame | None = None

    def __call__(self, picture: np.ndarray) -> av.VideoFrame:
        same = picture is self._before and np.array_equal(picture, self._copy)
        if self._coded is None or not same:
            self._before, self._copy = picture, picture.copy()
            drawn = av.VideoFrame.from_ndarray(picture, format="rgb24")
            self._coded = self._colours.reformat(
                drawn, format="yuv420p", dst_colorspace=BT709, dst_color_range=LIMITED
            )
        return self._coded


def _coder(out: av.container.OutputContainer, film: Film, rate: Fraction) -> av.VideoStream:
    about = film.truth.film
    options = CODING | {"g": str(max(1, round(KEYFRAME_S * rate)))}
    stream = out.add_stream("libx264", rate=rate, options=options)
    stream.width, stream.height, stream.pix_fmt = about.width_px, about.height_px, "yuv420p"
    coder = stream.codec_context
    coder.colorspace = coder.color_primaries = coder.color_trc = BT709
    coder.color_range = LIMITED
    coder.thread_count = 1
    return stream


def join(coded: Sequence[Source], sound: Path | None, lines: Sequence[Line], path: Path) -> None:
    """Put pieces, sound and subtitles into one file, packet by packet."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", **EXACT}) as out:
        with _opened(coded[0]) as first:
            video = out.add_stream_from_template(first.streams.video[0])
        ways = [_one_after_the_other(coded, video)]
        if sound is not None:
            with _opened(sound) as heard:
                audio = out.add_stream_from_template(heard.streams.audio[0])
            audio.metadata["language"] = "eng"
            ways.append(_timed([sound], audio, 1))
        if lines:
            words = out.add_stream("mov_text")
            words.codec_context.subtitle_header = ASS_HEADER
            words.metadata["language"] = "eng"
            ways.append(_subtitles(lines, words))
        for _, _, packet in heapq.merge(*ways, key=lambda timed: timed[:2]):
            out.mux(packet)


def _opened(source: Source) -> av.container.InputContainer:
    if isinstance(source, io.BytesIO):
        source.seek(0)
        return av.open(source, "r")
    return av.open(str(source), "r")


def _one_after_the_other(coded: Iterable[Source], video: av.VideoStream) -> Iterator[Timed]:
    """The packets of all pieces, each piece starting where the one before ends."""
    start: Fraction | int = 0
    for source in coded:
        frames = 0
        for _, _, packet in _timed([source], video, 0):
            assert packet.time_base is not None
            shift = int(start / packet.time_base)
            packet.dts, packet.pts = (packet.dts or 0) + shift, (packet.pts or 0) + shift
            frames += 1
            yield float(packet.dts * packet.time_base), 0, packet
        start += frames / _rate(video)


def _rate(video: av.VideoStream) -> Fraction:
    rate = video.average_rate
    if not rate:
        raise WorldError("a piece of film has no frame rate: make the folder anew")
    return rate


def _timed(sources: Iterable[Source], stream: av.stream.Stream, rank: int) -> Iterator[Timed]:
    for source in sources:
        with _opened(source) as held:
            for packet in held.demux(held.streams[0]):
                if packet.dts is not None and packet.time_base is not None:
                    packet.stream = stream
                    yield float(packet.dts * packet.time_base), rank, packet


def _subtitles(lines: Sequence[Line], words: SubtitleStream) -> Iterator[Timed]:
    """One packet a line, shown for its span, or until the next one comes."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        start_ms, end_ms = round(line.span.start_s * 1000), round(line.span.end_s * 1000)
        if following is not None:
            end_ms = min(end_ms, round(following.span.start_s * 1000))
        if end_ms > start_ms:
            text = f"0,0,Default,,0,0,0,,{_unmarked(line.text)}".encode()
            made = SubtitleSet.create(text, 0, end_ms - start_ms)
            packet = words.codec_context.encode_subtitle(made)
            packet.stream, packet.time_base = words, Fraction(1, 1000)
            packet.pts = packet.dts = start_ms
            packet.duration = end_ms - start_ms
            yield start_ms / 1000, 2, packet


def _unmarked(text: str) -> str:
    """The text with nothing left in it that ASS would take for a mark."""
    return " ".join(text.split()).replace("{", "(").replace("}", ")").replace("\\", "/")
