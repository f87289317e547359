"""Glimpses: the smallest look at a picture that still tells one shot from another.

A file is read once, from front to back, without seeking. Its coded pictures come out in groups
that decode by themselves, still undecoded, and a `Looker` decodes a group when asked to: without
the loop filter, on the brightness plane as the codec left it, shrunk to a thumbnail. Knows nothing
of shots. A source comes in; `Group`s and `Glimpse`s on the player's clock go out. Memory stays
flat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from av import FFmpegError

from longtake.errors import OpenError
from longtake.media.container import VideoTrack, open_video

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream
    from av.video.frame import VideoFrame

    CodedPicture = Packet[VideoStream]

WIDTH_PX, HEIGHT_PX = 64, 36
"""Every picture is shrunk to this size, whatever its shape."""

GROUP_PICTURES, GROUP_BYTES = 600, 32_000_000
"""A group that grows beyond either is handed out in parts, so that memory stays flat."""

PLANAR = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p")

UNFILTERED = {"skip_loop_filter": "all", "flags2": "+fast"}


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """One picture, shrunk."""

    time_s: float
    luma: np.ndarray
    """`(36, 64)` uint8 brightness, as coded."""
    colour: np.ndarray | None = None
    """`(18, 32, 2)` uint8 Cb and Cr when asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Coded pictures from one keyframe up to the next, in the order in which they decode."""

    packets: list[CodedPicture]
    number: int
    """How many pictures of the video came before it."""
    opens: bool = True
    """It begins with a keyframe; else it goes on where the part before it ended."""
    closes: bool = True
    """The next one begins with a keyframe."""

    @property
    def whole(self) -> bool:
        """Whether it can be decoded without any other."""
        return self.opens and self.closes

    @property
    def sizes(self) -> list[int]:
        """Bytes of each picture: a change that could not be foretold costs many."""
        return [packet.size for packet in self.packets]

    @property
    def leading(self) -> list[CodedPicture]:
        """The keyframe and the pictures after it that are shown before it; empty without any."""
        key, *rest = self.packets
        shown_s = key.pts if key.pts is not None else -1
        early = [p for p in rest[:16] if p.pts is not None and p.pts < shown_s]
        return [key, *early] if early else []


def groups(source: str) -> Iterator[Group]:
    """All coded pictures of the video that is shown. Damage ends it early, without an error."""
    track = open_video(source, threads=1)
    if track is None:
        return
    with track:
        held: list[CodedPicture] = []
        number, held_bytes, opens = 0, 0, True
        for packet in _packets(track):
            full = len(held) >= GROUP_PICTURES or held_bytes >= GROUP_BYTES
            if held and (packet.is_keyframe or full):
                yield Group(held, number, opens, closes=packet.is_keyframe)
                number, held_bytes, opens = number + len(held), 0, packet.is_keyframe
                held = []
            held.append(packet)
            held_bytes += packet.size
        if held:
            yield Group(held, number, opens)


def _packets(track: VideoTrack) -> Iterator[CodedPicture]:
    try:
        yield from (packet for packet in track.container.demux(track.stream) if packet.size)
    except FFmpegError:
        return  # what the damage took is a gap, which the Recording reports


class Looker:
    """Decodes groups of one source. Not for two threads at once; close it when done."""

    def __init__(self, source: str, threads: int = 1, colour: bool = False) -> None:
        track = open_video(source, threads)
        if track is None:
            raise OpenError(f"{source} has no picture to look at; give a video file")
        self._track = track
        self._codec = track.stream.codec_context
        self._codec.options = UNFILTERED
        self._usual_s = float(1 / (track.stream.guessed_rate or 25))
        self._colour = colour

    def close(self) -> None:
        self._track.container.close()

    def first(self, group: Group) -> Glimpse | None:
        """The group's keyframe; None when it cannot be decoded."""
        self._start("DEFAULT")
        seen = [*self._seen(group.packets[0], group.number), *self._seen(None, group.number)]
        self._codec.flush_buffers()
        return seen[0] if seen else None

    def look(self, group: Group, after: Group | None = None, sparse: bool = False) -> list[Glimpse]:
        """Its pictures in order of presentation.

        `after` is the group that follows: what it holds that is shown before its keyframe belongs
        here. `sparse` leaves out the pictures that no other picture is made from.
        """
        if group.opens:
            self._start("NONREF" if sparse else "DEFAULT")
        seen: list[Glimpse] = []
        extra = after.leading if after is not None and group.closes else []
        for packet in [*group.packets, *extra]:
            seen += self._seen(packet, group.number + len(seen))
        if group.closes:
            seen += self._seen(None, group.number + len(seen))
        return self._own(seen, group, extra)

    def _own(self, seen: list[Glimpse], group: Group, extra: list[CodedPicture]) -> list[Glimpse]:
        """Without pictures shown before this group's keyframe, or from the next one's on."""
        first, last = group.packets[0].pts, extra[0].pts if extra else None
        if group.opens and first is not None:
            starts_s = self._track.clock.seconds(first)
            seen = [glimpse for glimpse in seen if glimpse.time_s >= starts_s]
        if last is not None:
            ends_s = self._track.clock.seconds(last)
            seen = [glimpse for glimpse in seen if glimpse.time_s < ends_s]
        return seen

    def _start(self, skip: Literal["DEFAULT", "NONREF"]) -> None:
        self._codec.skip_frame = skip
        self._codec.flush_buffers()

    def _seen(self, packet: CodedPicture | None, number: int) -> list[Glimpse]:
        try:
            frames = self._codec.decode(packet)
        except (FFmpegError, EOFError):
            return []
        return [self._glimpse(frame, number + i) for i, frame in enumerate(frames)]

    def _glimpse(self, frame: VideoFrame, number: int) -> Glimpse:
        ticks = frame.pts
        time_s = number * self._usual_s if ticks is None else self._track.clock.seconds(ticks)
        return Glimpse(time_s, *shrunk(frame, self._colour))


def shrunk(frame: VideoFrame, colour: bool = False) -> list[np.ndarray]:
    """The frame's brightness at 64×36 and, when asked for, its colour at 32×18."""
    if frame.format.name not in PLANAR:
        frame = frame.reformat(width=WIDTH_PX, height=HEIGHT_PX, format="yuv420p")
    luma = _plane(frame, 0, (WIDTH_PX, HEIGHT_PX))
    if not colour:
        return [luma]
    half = (WIDTH_PX // 2, HEIGHT_PX // 2)
    return [luma, np.stack([_plane(frame, 1, half), _plane(frame, 2, half)], axis=-1)]


def _plane(frame: VideoFrame, index: int, size: tuple[int, int]) -> np.ndarray:
    plane = frame.planes[index]
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)  # type: ignore[call-overload]
    shrunk: np.ndarray = cv2.resize(rows[:, : plane.width], size, interpolation=cv2.INTER_AREA)
    return shrunk
