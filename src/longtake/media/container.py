"""Opening a file or URL with FFmpeg, and the picture or sound in it.

The one place that calls `av.open`: network timeouts, which stream counts as the picture, where its
clock begins, and the words of an OpenError are decided here. A source comes in; an opened
container or track goes out, and whoever asked for it closes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import av.logging
from av.stream import Discard, Disposition

from longtake.errors import OpenError
from longtake.media.clock import Clock, start_of
from longtake.media.discover import WEB, check_is_there
from longtake.media.login import with_login

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

av.logging.set_level(None)  # FFmpeg's own chatter; what matters becomes an error or a gap

NETWORK_OPTIONS = {
    "reconnect": "1",
    "reconnect_on_network_error": "1",
    "reconnect_delay_max": "2",
    "multiple_requests": "1",
    "initial_request_size": "262144",
    "request_size": "1048576",
    "rw_timeout": "15000000",
    "protocol_whitelist": "http,https,tcp,tls,httpproxy,crypto,data",
}
OPEN_TIMEOUT_S, READ_TIMEOUT_S = 20.0, 30.0
REORDERING_CODECS = ("h264", "hevc")
STILL_BRANDS = ("avif", "heic", "heix", "mif1")


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """An opened container, the picture in it, and the clock of that picture.

    ```
    with open_video(source) as track:
        for packet in track.container.demux(track.stream): ...
            time_s = track.clock.seconds(frame.pts)
    ```
    """

    container: InputContainer
    stream: VideoStream
    clock: Clock
    timed: bool
    """False when the file gives no usable timestamps: the n-th frame out of the decoder is then
    at `clock.seconds(n)`, and only reading from the start can tell which n that is."""

    @property
    def pixel_aspect(self) -> float:
        """Width of a pixel over its height."""
        return float(self.stream.sample_aspect_ratio or 1)

    def __enter__(self) -> VideoTrack:
        return self

    def __exit__(self, *_: object) -> None:
        self.container.close()


def is_url(source: str) -> bool:
    """Whether the source is fetched over http(s) rather than read from disk."""
    return source.startswith(WEB)


def open_container(source: str) -> InputContainer:
    """Open for reading. Raises OpenError with the way out."""
    options: dict[str, str] = NETWORK_OPTIONS if is_url(source) else {}
    if not is_url(source):
        _refuse_unusable_path(Path(source))
    timeout: Any = (OPEN_TIMEOUT_S, READ_TIMEOUT_S) if is_url(source) else None
    try:
        container = av.open(
            with_login(source), options=options, timeout=timeout, metadata_errors="replace"
        )
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise OpenError(_why_not(source, error)) from error
    if _is_still(container):
        container.close()
        raise OpenError(f"{source} is a still picture, not a recording; give a video or audio file")
    if not any(is_picture(stream) or stream.type == "audio" for stream in container.streams):
        container.close()
        raise OpenError(f"{source} has neither picture nor sound; give a video or audio file")
    return container


def open_video(source: str, threads: int = 0) -> VideoTrack | None:
    """Open the source at its start, on the picture that is shown; None when it has none.

    `threads=0` lets the decoder use every core, 1 keeps it to one. Every other stream is told
    to be skipped while reading. Raises OpenError.
    """
    container = open_container(source)
    stream = main_video(container)
    if stream is None:
        container.close()
        return None
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    stream.thread_type = "SLICE" if threads == 1 else "AUTO"
    stream.thread_count = threads
    timed = _has_timestamps(container, stream)
    return VideoTrack(container, stream, _picture_clock(container, stream, timed), timed)


def is_picture(stream: Any) -> bool:
    """Whether this is a moving picture, not a cover or thumbnail attached to the file."""
    if stream.type != "video" or stream.codec_context is None:
        return False
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)


def _is_still(container: InputContainer) -> bool:
    """Whether this is one picture in a format of its own; a GIF counts as moving."""
    name, brand = container.format.name, container.metadata.get("major_brand", "").strip()
    return name == "image2" or name.endswith("_pipe") or brand in STILL_BRANDS


def main_video(container: InputContainer) -> VideoStream | None:
    """The picture that is shown: the default stream, else the largest."""

    def order(stream: VideoStream) -> tuple[bool, int]:
        return not stream.disposition & Disposition.default, -stream.width * stream.height

    return min(filter(is_picture, container.streams.video), key=order, default=None)


def main_audio(container: InputContainer) -> AudioStream | None:
    """The sound that is played: the default stream, else the first that can be decoded."""

    def order(stream: AudioStream) -> bool:
        return not stream.disposition & Disposition.default

    playable = (s for s in container.streams.audio if s.codec_context is not None)
    return min(playable, key=order, default=None)


def _has_timestamps(container: InputContainer, stream: VideoStream) -> bool:
    """Raw H.264 and HEVC carry none, and AVI only those of decoding, which they reorder."""
    name, codec = container.format.name, stream.codec_context.codec.canonical_name
    if name == "avi" and codec in REORDERING_CODECS:
        return not stream.codec_context.has_b_frames
    return name not in REORDERING_CODECS


def _picture_clock(container: InputContainer, stream: VideoStream, timed: bool) -> Clock:
    if not timed or stream.time_base is None:
        return Clock(1 / Fraction(stream.guessed_rate or 25), Fraction(0))
    start_s = start_of(container)
    if container.format.name == "avi":  # its decoding times run ahead of the picture
        start_s += stream.codec_context.reorder_depth * stream.time_base
    return Clock(stream.time_base, start_s)


def _refuse_unusable_path(path: Path) -> None:
    check_is_there(path)
    if path.is_dir():
        raise OpenError(
            f"{path} is a folder; name a recording in it: `longtake index` takes whole folders, and"
            " in Python longtake.recordings() lists what one holds"
        )
    if path.is_file() and path.stat().st_size == 0:
        raise OpenError(f"{path} is empty (0 bytes); copy or download it again")


def _why_not(source: str, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or error
    if isinstance(error, av.error.HTTPUnauthorizedError):
        return (
            f"{source} asks for a login ({reason}); write the address as"
            " https://user:password@host/…, the password is not kept"
        )
    if is_url(source) and isinstance(error, av.error.InvalidDataError):
        return (
            f"what {source} sends is not a recording that FFmpeg can read ({reason}); open it in a"
            " browser: it may be a page about the recording, which has an address of its own"
        )
    if is_url(source):
        return f"{source} cannot be read ({reason}); check the address and the connection"
    if isinstance(error, PermissionError):
        return f"{source} may not be read by this user; change its permissions"
    return (
        f"{source} is not a recording that FFmpeg can read ({reason}); if it should be one, it was"
        " cut off or is still being written: copy it again whole"
    )
