"""Glimpses: the smallest look at a picture that still tells one shot from another.

A file is read once, from front to back, without seeking. Its coded pictures come out in groups
that decode by themselves, still undecoded, and a `Looker` decodes a group when asked to: without
the loop filter, on the brightness plane as the codec left it, shrunk to a thumbnail. Knows nothing
of shots. A source comes in; `Group`s and `Glimpse`s on the player's clock go out. Memory stays
flat.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from av import FFmpegError

from longtake.errors import OpenError
from longtake.media.container import VideoTrack, open_video
from longtake.types import Span

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    CodedPicture = Packet[VideoStream]

WIDTH_PX, HEIGHT_PX = 64, 36
"""Every picture is shrunk to this size, whatever its shape."""

COLOUR_S = 0.25
"""Of the first picture in each such stretch of the clock, and of keyframes, colour is taken too."""

GROUP_PICTURES, GROUP_BYTES = 600, 12_000_000
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
    """`(18, 32, 2)` uint8 Cb and Cr as coded; taken of keyframes and a few pictures a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Coded pictures from one keyframe up to the next, in the order in which they decode."""

    packets: list[CodedPicture]
    times_s: list[float]
    """When each is shown."""
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

    def shown_in(self, spans: Sequence[Span]) -> list[CodedPicture]:
        """The pictures shown within any of the spans."""
        coded = zip(self.packets, self.times_s, strict=True)
        return [packet for packet, time_s in coded if any(time_s in span for span in spans)]

    @property
    def leading(self) -> list[CodedPicture]:
        """The keyframe and the pictures after it that are shown before it; empty without any."""
        early = [
            packet
            for packet, time_s in zip(self.packets[1:17], self.times_s[1:17], strict=True)
            if time_s < self.times_s[0]
        ]
        return [self.packets[0], *early] if early else []


def groups(source: str) -> Iterator[Group]:
    """All coded pictures of the video that is shown. Damage ends it early, without an error."""
    track = open_video(source, threads=1)
    if track is None:
        return
    with track:
        group = Group([], [], 0)
        held_bytes = 0
        for packet in _packets(track):
            full = len(group.packets) >= GROUP_PICTURES or held_bytes >= GROUP_BYTES
            if group.packets and (packet.is_keyframe or full):
                yield replace(group, closes=packet.is_keyframe)
                number = group.number + len(group.packets)
                group, held_bytes = Group([], [], number, opens=packet.is_keyframe), 0
            number = group.number + len(group.packets)
            ticks = packet.pts if packet.pts is not None else packet.dts
            group.packets.append(packet)
            group.times_s.append(_shown_s(track, ticks, number))
            held_bytes += packet.size
        if group.packets:
            yield group


def _packets(track: VideoTrack) -> Iterator[CodedPicture]:
    try:
        yield from (packet for packet in track.container.demux(track.stream) if packet.size)
    except FFmpegError:
        return  # what the damage took is a gap, which the Recording reports


def _shown_s(track: VideoTrack, ticks: int | None, number: int) -> float:
    """Without timestamps, pictures are shown at a steady rate, one after the other."""
    return track.clock.seconds(number if ticks is None or not track.timed else ticks)


Keep = Literal["all", "referenced", "forward"]
"""Which pictures to decode: all; those that others are made from; or of those the ones made from
earlier ones alone, which come out damaged if they are not (see `Looker.look`)."""

SKIPPED: dict[Keep, Literal["DEFAULT", "NONREF", "BIDIR"]] = {
    "all": "DEFAULT",
    "referenced": "NONREF",
    "forward": "BIDIR",
}


class Looker:
    """Decodes groups of one source. Not for two threads at once; close it when done."""

    def __init__(self, source: str, threads: int = 1) -> None:
        track = open_video(source, threads)
        if track is None:
            raise OpenError(f"{source} has no picture to look at; give a video file")
        self._track = track
        self._codec = track.stream.codec_context
        self._codec.options = UNFILTERED
        self._slot = -1

    def close(self) -> None:
        self._track.container.close()

    def first(self, group: Group) -> Glimpse | None:
        """The group's keyframe; None when it cannot be decoded."""
        self._start("all")
        seen = [*self._seen(group.packets[0], group.number), *self._seen(None, group.number)]
        self._codec.flush_buffers()
        return seen[0] if seen else None

    def look(
        self,
        group: Group,
        after: Group | None = None,
        keep: Keep = "all",
        closely: Sequence[Span] = (),
    ) -> Iterator[Glimpse]:
        """Its pictures in order of presentation, decoded as they are asked for.

        `after` is the group that follows: what it holds that is shown before its keyframe belongs
        here. `keep` has no effect where pictures have no timestamps, and counting gives the time;
        nor has it in the spans to be seen `closely`.
        """
        keep = keep if self._track.timed else "all"
        if group.opens:
            self._start(keep)
        close = {id(p) for p in group.shown_in(closely)} if keep != "all" else set()
        extra = after.leading if after is not None and group.closes else []
        starts_s = group.times_s[0] if group.opens else -math.inf
        ends_s = after.times_s[0] if after is not None and extra else math.inf
        number = group.number
        for packet in [*group.packets, *extra, *([None] if group.closes else [])]:
            if close:
                self._codec.skip_frame = SKIPPED["all" if id(packet) in close else keep]
            for glimpse in self._seen(packet, number):
                number += 1
                if starts_s <= glimpse.time_s < ends_s:
                    yield glimpse

    def _start(self, keep: Keep) -> None:
        self._codec.skip_frame = SKIPPED[keep]
        self._codec.flush_buffers()

    def _seen(self, packet: CodedPicture | None, number: int) -> list[Glimpse]:
        try:
            frames = self._codec.decode(packet)
        except (FFmpegError, EOFError):
            return []
        return [self._glimpse(frame, number + i) for i, frame in enumerate(frames)]

    def _glimpse(self, frame: VideoFrame, number: int) -> Glimpse:
        time_s = _shown_s(self._track, frame.pts, number)
        slot, self._slot = self._slot, int(time_s / COLOUR_S)
        colour = frame.key_frame or slot != self._slot
        return Glimpse(time_s, *_shrunk(frame, colour))


def _shrunk(frame: VideoFrame, colour: bool) -> list[np.ndarray]:
    """The frame's brightness and, when asked for, its colour."""
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
    step = max(1, min(plane.width // size[0], plane.height // size[1]) // 4)
    some = rows[::step, : plane.width : step]
    some = some if step == 1 else np.ascontiguousarray(some)
    shrunk: np.ndarray = cv2.resize(some, size, interpolation=cv2.INTER_AREA)
    return shrunk
