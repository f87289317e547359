"""The video that a haystack is made of: when its frames are shown, and whether packets can be kept.

Reads packets, decodes nothing but the first frame. Base frames are counted on past the end, as if
the video were played again and again: frame `n` is picture `n % count` of round `n // count`.
A path comes in, a `Source` goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from longtake.errors import MediaError, WorldError
from longtake.media import open_media
from longtake.media.container import open_video
from longtake.types import Cue, Span
from longtake.worlds.needle.stock import GROUP_S
from longtake.worlds.truth import Film

Draw = Callable[[Span], Iterator[np.ndarray]]
"""The pictures of a planned film in a span."""

KEPT_CODEC, KEPT_FORMATS = "h264", ("yuv420p", "yuvj420p")
PROGRESSIVE = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """A video to change, or one that will be drawn first."""

    width_px: int
    height_px: int
    """As shown: upright, pixels square; even."""
    fps: float
    starts_s: np.ndarray
    """When each picture is shown, from the first on."""
    period_s: float
    """After which it begins again."""
    keys: np.ndarray
    """Which pictures are keyframes."""
    origin_s: float = 0.0
    """When the first picture is shown, on the player's clock of the file."""
    path: Path | None = None
    draw: Callable[[], Iterator[np.ndarray]] | None = None
    """Every picture of a video that is no file yet."""
    cues: tuple[Cue, ...] = ()
    sound: bool = False
    encoded_because: str = ""
    """Why packets cannot be kept and every picture is encoded again; empty: they are kept."""
    dropped: str = ""
    """What of the file the result does not hold."""

    @property
    def count(self) -> int:
        return len(self.starts_s)

    def time_of(self, frame: int) -> float:
        """When a base frame is shown."""
        rounds, rank = divmod(frame, self.count)
        return float(rounds * self.period_s + self.starts_s[rank])

    def frame_from(self, time_s: float) -> int:
        """The first base frame shown then or later."""
        rounds = int(time_s // self.period_s)
        rest = time_s - rounds * self.period_s - 1e-6
        return rounds * self.count + int(np.searchsorted(self.starts_s, rest))

    def frame_at(self, time_s: float) -> int:
        """The base frame that is shown then."""
        rounds = int(time_s // self.period_s)
        rest = time_s - rounds * self.period_s + 1e-6
        rank = int(np.searchsorted(self.starts_s, rest, side="right")) - 1
        return rounds * self.count + max(0, rank)


def open_source(path: Path) -> Source:
    """What the plan of a haystack needs to know of a video. Raises WorldError."""
    try:
        return _opened(path)
    except MediaError as error:
        raise WorldError(f"the source cannot be used: {error}") from error


def _opened(path: Path) -> Source:
    with open_media(path) as media:
        video, info = media.info.video, media.info
        packets = [packet for packet in media.packets() if packet.time_s >= 0] if video else []
        if video is None or not packets:
            raise WorldError(f"{path} has no picture in it: give a source with frames")
        starts_s = np.array([packet.time_s for packet in packets])
        cues = tuple(media.subtitles()) if _captioned(path, media.info.of("subtitle")) else ()
    origin_s = float(starts_s[0])
    written = tuple(cue for cue in cues if cue.text)
    missing = "subtitles that are pictures" if len(written) < len(cues) else ""
    return Source(
        path=path,
        width_px=video.width_px // 2 * 2,
        height_px=video.height_px // 2 * 2,
        fps=video.fps or len(starts_s) / max(1e-3, packets[-1].time_s - origin_s),
        starts_s=starts_s - origin_s,
        period_s=float(packets[-1].time_s + packets[-1].duration_s - origin_s),
        keys=np.array([packet.keyframe for packet in packets]),
        origin_s=origin_s,
        cues=written,
        sound=bool(info.of("audio")),
        encoded_because=_why_not_kept(path),
        dropped=missing,
    )


def _captioned(path: Path, tracks: object) -> bool:
    beside = path.parent.glob(f"{glob_safe(path.stem)}*.*")
    return bool(tracks) or any(file.suffix in (".srt", ".vtt", ".ass") for file in beside)


def glob_safe(name: str) -> str:
    """The name with what a pattern would read otherwise taken as it stands."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _why_not_kept(path: Path) -> str:
    """Why the packets of this file cannot be mixed with others; empty when they can."""
    track = open_video(str(path), threads=1)
    assert track is not None
    with track:
        decoder = track.stream.codec_context
        codec = decoder.codec.canonical_name
        if codec != KEPT_CODEC:
            return f"its pictures are {codec}, not {KEPT_CODEC}"
        if decoder.pix_fmt not in KEPT_FORMATS:
            return f"its pictures are {decoder.pix_fmt}, not {KEPT_FORMATS[0]}"
        if decoder.field_order > PROGRESSIVE:
            return "it is interlaced"
        if not track.timed:
            return "it has no usable timestamps"
        hidden = damaged = unkeyed = False
        for number, packet in enumerate(track.container.demux(track.stream)):
            if packet.size:
                hidden = hidden or packet.is_discard or packet.pts is None
                damaged = damaged or packet.is_corrupt
                unkeyed = unkeyed or (number == 0 and not packet.is_keyframe)
    if hidden or unkeyed:
        return "an edit list or a late keyframe hides some of its pictures"
    return "it is damaged" if damaged else ""


def drawn_source(about: Film, draw: Draw) -> Source:
    """A source that is drawn first; with a keyframe every `GROUP_S`, as `stock` encodes it."""
    count = max(1, round(about.duration_s * about.fps))
    numbers = np.arange(count)
    return Source(
        width_px=about.width_px,
        height_px=about.height_px,
        fps=about.fps,
        starts_s=numbers / about.fps,
        period_s=count / about.fps,
        keys=numbers % max(1, round(GROUP_S * about.fps)) == 0,
        draw=lambda: draw(Span(0.0, count / about.fps)),
    )
