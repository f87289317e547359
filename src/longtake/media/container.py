"""Opening a file or URL with FFmpeg, and a video or audio track in it.

The one place that calls `av.open`: network timeouts, what counts as the picture, and the words of
an OpenError are decided here. A source comes in; an opened container or track goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import av.logging
from av.stream import Disposition

from longtake.errors import OpenError
from longtake.media.clock import Clock, start_of

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

av.logging.set_level(None)  # FFmpeg's own chatter; what matters becomes an error or a gap

WEB = ("http://", "https://")
NETWORK_OPTIONS = {
    "reconnect": "1",
    "reconnect_on_network_error": "1",
    "reconnect_delay_max": "4",
    "multiple_requests": "1",
    "rw_timeout": "15000000",
    "protocol_whitelist": "http,https,tcp,tls,httpproxy,crypto,data",
}
OPEN_TIMEOUT_S, READ_TIMEOUT_S = 20.0, 30.0


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """An opened container, the picture in it, and the clock of that picture."""

    container: InputContainer
    stream: VideoStream
    clock: Clock

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
        container = av.open(source, options=options, timeout=timeout, metadata_errors="replace")
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise OpenError(_why_not(source, error)) from error
    if not any(shown(stream) or stream.type == "audio" for stream in container.streams):
        container.close()
        raise OpenError(f"{source} has neither picture nor sound; give a video or audio file")
    return container


def open_video(source: str, threads: int = 0) -> VideoTrack | None:
    """Open the source at its start, on the picture that is shown; None when it has none.

    `threads=0` lets the decoder use every core, 1 keeps it to one. Every other stream is told
    to be skipped while reading. The caller closes it.
    """
    container = open_container(source)
    stream = main_video(container)
    if stream is None:
        container.close()
        return None
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all
    stream.thread_type = "AUTO" if threads != 1 else "SLICE"
    stream.thread_count = threads
    assert stream.time_base is not None
    return VideoTrack(container, stream, Clock(stream.time_base, start_of(container)))


def shown(stream: Any) -> bool:
    """Whether this is a moving picture, not a cover or thumbnail attached to the file."""
    if stream.type != "video" or stream.codec_context is None:
        return False
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)


def main_video(container: InputContainer) -> VideoStream | None:
    """The picture that is shown: the default stream, else the largest."""

    def order(stream: VideoStream) -> tuple[bool, int]:
        return not stream.disposition & Disposition.default, -stream.width * stream.height

    return min((s for s in container.streams.video if shown(s)), key=order, default=None)


def main_audio(container: InputContainer) -> AudioStream | None:
    """The sound that is played: the default stream, else the first that can be decoded."""

    def order(stream: AudioStream) -> bool:
        return not stream.disposition & Disposition.default

    playable = (s for s in container.streams.audio if s.codec_context is not None)
    return min(playable, key=order, default=None)


def _refuse_unusable_path(path: Path) -> None:
    if not path.exists():
        raise OpenError(f"{path} does not exist; check the path")
    if path.is_dir():
        raise OpenError(f"{path} is a folder; give the recordings in it, or index the folder")
    if path.is_file() and path.stat().st_size == 0:
        raise OpenError(f"{path} is empty (0 bytes); copy or download it again")


def _why_not(source: str, error: Exception) -> str:
    if is_url(source):
        return f"{source} cannot be read: {error}; check the address and the connection"
    if isinstance(error, PermissionError):
        return f"{source} may not be read by this user; change its permissions"
    return (
        f"{source} is not a recording that FFmpeg can read ({getattr(error, 'strerror', error)});"
        " if it should be one, it was cut off or is still being written: copy it again whole"
    )
