"""What comes out of a file: frames, sound, packets, cues, and what the container says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from longtake.types.spans import Box, Span

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture, upright, with square pixels, and the time at which a player shows it."""

    time_s: float
    image: np.ndarray
    """`(H, W, 3)` uint8 RGB."""

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != "uint8":
            raise ValueError(
                f"a frame needs an (H, W, 3) uint8 image, got {self.image.dtype} {self.image.shape}"
            )

    def __repr__(self) -> str:
        height, width, _ = self.image.shape
        return f"Frame(time_s={self.time_s:.3f}, image={width}x{height})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A stretch of mono sound."""

    start_s: float
    rate_hz: int
    samples: np.ndarray
    """`(N,)` float32 in [-1, 1]."""

    @property
    def span(self) -> Span:
        return Span(self.start_s, self.start_s + len(self.samples) / self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What the container says of one coded picture, without decoding it."""

    time_s: float
    duration_s: float
    size_bytes: int
    keyframe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle: its words, or its picture when the subtitle is a bitmap."""

    span: Span
    text: str = ""
    image: np.ndarray | None = None
    """`(H, W, 3)` uint8 RGB of a bitmap subtitle on black, cropped to its ink; else None."""
    box: Box | None = None
    language: str = ""
    """BCP 47 or ISO 639 code as the file gives it; empty when it gives none."""
    track: str = ""
    """Which track it comes from: `stream 3`, or the sidecar's file name."""


StreamType = Literal["video", "audio", "subtitle", "data", "attachment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One track of a file. Fields that do not apply to its type are left empty."""

    index: int
    type: StreamType
    codec: str
    language: str = ""
    title: str = ""
    default: bool = False
    width_px: int = 0
    """As shown: upright, pixels made square."""
    height_px: int = 0
    fps: float = 0.0
    """Average; 0 when unknown. Never used to compute a time."""
    rotation_deg: int = 0
    hdr: bool = False
    pixel_format: str = ""
    interlaced: bool = False
    rate_hz: int = 0
    channels: int = 0
    layout: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What a file says of itself, and the identity of its content."""

    id: str
    """Hash of the content: the same file under another name has the same id."""
    source: str
    """Absolute path, or URL."""
    container: str
    duration_s: float
    size_bytes: int
    streams: tuple[Stream, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    duration_known: bool = True
    """False when the header gave no duration and it was measured from the packets."""

    @property
    def name(self) -> str:
        """The last part of the source, for people; what is not Unicode is `?`."""
        last = self.source.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        return last.encode("utf-8", "replace").decode("utf-8")

    @property
    def span(self) -> Span:
        return Span(0.0, self.duration_s)

    def of(self, kind: StreamType) -> tuple[Stream, ...]:
        """The streams of one type, in file order."""
        return tuple(stream for stream in self.streams if stream.type == kind)

    @property
    def video(self) -> Stream | None:
        """The picture that is shown: the default stream, else the largest; None for sound only."""
        shown = sorted(self.of("video"), key=lambda s: (not s.default, -s.width_px * s.height_px))
        return shown[0] if shown else None
