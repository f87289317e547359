"""What a file says of itself: streams, length, tags, and the identity of its content.

Reads headers only; where they give no length, the packets are counted through once. An opened
container comes in, a MediaInfo goes out.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from av import FFmpegError
from av.stream import Disposition

from longtake.media.clock import MICROSECOND, start_of
from longtake.media.container import is_picture, is_url, open_container
from longtake.media.hdr import TRANSFERS
from longtake.media.picture import orientation, shown_size
from longtake.types import MediaInfo, Stream

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame

GUESSES_LENGTH = ("aac", "ac3", "eac3", "dts")
"""Formats without a header whose length FFmpeg extrapolates from the first seconds."""
LONGEST_S = 1e7
"""Headers that promise more than four months are not believed."""
PROGRESSIVE = 1


def describe(
    container: InputContainer, source: str, content: str, first: VideoFrame | None
) -> MediaInfo:
    """Everything the headers tell. `first` is the first frame of the picture that is shown."""
    duration_s = float((container.duration or 0) * MICROSECOND)
    known = 0 < duration_s < LONGEST_S and container.format.name not in GUESSES_LENGTH
    return MediaInfo(
        id=content,
        source=source if is_url(source) else str(Path(source).resolve()),
        container=container.format.name,
        duration_s=duration_s if known else 0.0,
        size_bytes=max(container.size, 0),
        streams=tuple(_stream(stream, first) for stream in container.streams),
        tags=dict(container.metadata),
        duration_known=known,
    )


def end_of_packets(source: str, kind: Literal["video", "audio"] | None = None) -> float:
    """When the last packet, of any stream or of one kind, ends; reads all of them without decoding.

    0 when they carry no timestamps.
    """
    with open_container(source) as container:
        start_s, end_s = start_of(container), Fraction(0)
        streams = [stream for stream in container.streams if kind in (None, stream.type)]
        try:
            for packet in container.demux(streams):
                if packet.pts is not None and packet.size:
                    end = (packet.pts + (packet.duration or 0)) * packet.time_base - start_s
                    end_s = max(end_s, end)
        except (FFmpegError, IndexError):
            pass  # what cannot be read does not count
        return float(end_s)


def _stream(stream: Any, first: VideoFrame | None) -> Stream:
    decoder = stream.codec_context
    common = {
        "index": stream.index,
        "codec": decoder.codec.canonical_name if decoder else "",
        "language": stream.metadata.get("language", ""),
        "title": stream.metadata.get("title", ""),
        "default": bool(stream.disposition & Disposition.default),
    }
    if is_picture(stream):
        return Stream(type="video", **common, **_picture(stream, first))
    if stream.type == "audio" and decoder:
        return Stream(
            type="audio",
            rate_hz=decoder.sample_rate,
            channels=decoder.channels,
            layout=decoder.layout.name,
            **common,
        )
    if stream.type in ("video", "attachment"):
        return Stream(type="attachment", **common)
    return Stream(type="subtitle" if stream.type == "subtitle" else "data", **common)


def _picture(stream: Any, first: VideoFrame | None) -> dict[str, Any]:
    decoder = stream.codec_context
    turns = orientation(first)[0] if first is not None else 0
    aspect = float(stream.sample_aspect_ratio or 1)
    width_px, height_px = shown_size(decoder.width, decoder.height, aspect, turns)
    return {
        "width_px": width_px,
        "height_px": height_px,
        "fps": float(stream.average_rate or stream.guessed_rate or 0),
        "rotation_deg": turns * 90,
        "hdr": decoder.color_trc in TRANSFERS,
        "pixel_format": decoder.pix_fmt or "",
        "interlaced": decoder.field_order > PROGRESSIVE or bool(first and first.interlaced_frame),
    }
