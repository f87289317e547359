"""One subtitle track: its packets decoded into words or pictures, and each given its end.

Knows what the decoders tell and leave out. Knows nothing of files. Packets with their times come
in, Cues on the same clock go out; what cannot be decoded goes out as a Damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import av

from longtake.media.bitmap import Palette, palette_for, picture
from longtake.media.gaps import CANNOT_DECODE
from longtake.media.markup import plain, plain_ass
from longtake.types import Box, Cue, Span, Stream

if TYPE_CHECKING:
    import numpy as np

LONGEST_OPEN_S = 10.0
"""A cue whose end nothing says is shown for at most this long."""
_UNKNOWN_MS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class SubtitlePacket:
    """A coded subtitle and when it is due."""

    time_s: float
    duration_s: float
    """By the container; 0 when it does not say, and for PGS often wrong."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """A packet that could not be decoded."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a packet puts on the screen; a picture track clears it with nothing."""

    start_s: float
    duration_s: float
    """By the container; 0 unknown."""
    display_s: float | None
    """By the subtitle itself; None when it stays until something replaces it."""
    text: str = ""
    image: np.ndarray | None = None
    box: Box | None = None

    @property
    def empty(self) -> bool:
        return not self.text and self.image is None


def read_track(
    packets: Iterable[SubtitlePacket], decoder: Any, stream: Stream
) -> Iterator[Cue | Damaged]:
    """The cues of one track, in order; `decoder` is the codec context of a fresh container."""
    held: _Shown | None = None
    for found in chain(_decoded(packets, decoder), [None]):
        if isinstance(found, Damaged):
            yield found
            continue
        if held is not None and not held.empty:
            cue = _cue(held, found, stream)
            if cue is not None:
                yield cue
        held = found


def _decoded(packets: Iterable[SubtitlePacket], decoder: Any) -> Iterator[_Shown | Damaged]:
    palette = palette_for(decoder.name, decoder.extradata or b"")
    for packet in packets:
        if palette is not None:
            palette.update(packet.data)
        try:
            decoded = decoder.decode2(av.Packet(packet.data))
            if decoded is not None:
                yield _shown(decoded, packet, palette)
            elif decoder.name == "dvdsub":
                yield _damaged(packet)
        except (av.FFmpegError, ValueError):
            yield _damaged(packet)


def _damaged(packet: SubtitlePacket) -> Damaged:
    start_s = max(0.0, packet.time_s)
    return Damaged(Span(start_s, max(start_s, packet.time_s + packet.duration_s)), CANNOT_DECODE)


def _shown(decoded: Any, packet: SubtitlePacket, palette: Palette | None) -> _Shown:
    display_ms = decoded.end_display_time
    display_s = display_ms / 1000 if 0 < display_ms < _UNKNOWN_MS else None
    if palette is None:
        lines = filter(None, (_words(rect) for rect in decoded))
        said_s = display_s or packet.duration_s or None
        return _Shown(packet.time_s, packet.duration_s, said_s, text="\n".join(lines))
    drawn = picture([rect for rect in decoded if rect.type == b"bitmap"], palette)
    image, box = drawn or (None, None)
    return _Shown(packet.time_s, packet.duration_s, display_s, image=image, box=box)


def _words(rect: Any) -> str:
    """The words of a text rectangle, which FFmpeg gives as ASS: eight fields, then the text."""
    if rect.type == b"ass":
        fields = rect.ass.decode("utf-8", errors="replace").split(",", 8)
        return plain_ass(fields[8]) if len(fields) == 9 else ""
    return plain(rect.text.decode("utf-8", errors="replace")) if rect.type == b"text" else ""


def _cue(shown: _Shown, after: _Shown | None, stream: Stream) -> Cue | None:
    start_s, end_s = max(0.0, shown.start_s), _end_s(shown, after)
    if end_s <= start_s:
        return None
    return Cue(
        span=Span(start_s, end_s),
        text=shown.text,
        image=shown.image,
        box=shown.box,
        language="" if stream.language == "und" else stream.language,
        track=f"stream {stream.index}",
    )


def _end_s(shown: _Shown, after: _Shown | None) -> float:
    """What it says of itself; for pictures, no later than what replaces or clears them."""
    if shown.display_s is not None:
        end_s = shown.start_s + shown.display_s
        return end_s if after is None or shown.text else min(end_s, after.start_s)
    if after is not None and after.empty:
        return after.start_s
    spare_s = shown.start_s + (shown.duration_s or LONGEST_OPEN_S)
    return spare_s if after is None else min(spare_s, after.start_s)
