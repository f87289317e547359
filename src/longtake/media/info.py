"""What a file says of itself: streams, length, tags, and the identity of its content.

Reads headers only; where the header gives no length, the packets are counted through once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from av.stream import Disposition

from longtake.media.clock import MICROSECOND
from longtake.media.container import is_url, shown
from longtake.media.identity import content_id
from longtake.types import MediaInfo, Stream

if TYPE_CHECKING:
    from av.container import InputContainer
HDR_TRANSFERS = (16, 18)  # PQ and HLG


def describe(container: InputContainer, source: str, rotation_deg: int) -> MediaInfo:
    """Everything the headers tell. `rotation_deg` turns the main picture upright."""
    duration_s = None if container.duration is None else float(container.duration * MICROSECOND)
    return MediaInfo(
        id=content_id(source),
        source=source if is_url(source) else str(Path(source).resolve()),
        container=container.format.name,
        duration_s=duration_s or 0.0,
        size_bytes=max(container.size, 0),
        streams=tuple(_stream(stream, rotation_deg) for stream in container.streams),
        tags=dict(container.metadata),
        duration_known=duration_s is not None,
    )


def _stream(stream: Any, rotation_deg: int) -> Stream:
    common = {
        "index": stream.index,
        "codec": stream.codec_context.codec.canonical_name if stream.codec_context else "",
        "language": stream.metadata.get("language", ""),
        "title": stream.metadata.get("title", ""),
        "default": bool(stream.disposition & Disposition.default),
    }
    if stream.type == "video" and shown(stream):
        return Stream(**common, **_video(stream, rotation_deg))
    if stream.type == "audio" and stream.codec_context:
        sound = stream.codec_context
        return Stream(
            **common,
            type="audio",
            rate_hz=sound.sample_rate,
            channels=sound.channels,
            layout=sound.layout.name,
        )
    kind = {"subtitle": "subtitle", "video": "attachment", "attachment": "attachment"}
    return Stream(**common, type=kind.get(stream.type, "data"))  # type: ignore[arg-type]


def _video(stream: Any, rotation_deg: int) -> dict[str, Any]:
    from longtake.media.picture import shown_size

    aspect = float(stream.sample_aspect_ratio or 1)
    width, height = shown_size(stream.width, stream.height, aspect, rotation_deg // 90)
    return {
        "type": "video",
        "width_px": width,
        "height_px": height,
        "fps": float(stream.average_rate or 0),
        "rotation_deg": rotation_deg,
        "hdr": stream.codec_context.color_trc in HDR_TRANSFERS,
        "pixel_format": stream.pix_fmt or "",
        "interlaced": stream.codec_context.field_order > 1,
    }
