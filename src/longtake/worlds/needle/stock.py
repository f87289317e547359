"""Coded pictures and sounds on the shelf: bytes in one file, and for each sample where they are.

FFmpeg writes the samples to small MP4s of their own, so that their form and their description are
right whatever container they come from; here their bytes are gathered into the file to be made.
Packets, pictures or sound come in; places and sizes go out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.video.frame import PictureType, VideoFrame

from longtake.errors import WorldError
from longtake.worlds.needle.mp4 import box, child, children

CRF = "16"
"""Hardly to be told from the original."""
THREADS = 2
"""Fixed: the same number writes the same bytes on any machine."""
BLOCK_BYTES = 1 << 20
GROUP_S = 2.0
"""A keyframe each so often, in pictures that are all our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Samples in the order of decoding."""

    description: bytes
    """Their whole `stsd` box."""
    places: np.ndarray
    sizes: np.ndarray
    matrix: bytes
    width_px: int
    height_px: int


def shelved(mp4: Path, out: BinaryIO) -> Shelf:
    """Append the media bytes of a one-track MP4 to `out`; where each sample is now."""
    with av.open(str(mp4), options={"ignore_editlist": "1"}) as container:
        packets = [(p.pos, p.size) for p in container.demux(container.streams[0]) if p.size]
    table = np.array(packets, np.int64).reshape(-1, 2)
    moved = 0
    with open(mp4, "rb") as file:
        for name, at, length in _top_level(file):
            if name == b"mdat":
                file.seek(at)
                moved = out.tell() - at
                _copy(file, length, out)
    head = child(_trak(mp4), b"tkhd")
    wide, high = (int.from_bytes(head[-n : len(head) - n + 4], "big") >> 16 for n in (8, 4))
    return Shelf(
        description=described(mp4),
        places=table[:, 0] + moved,
        sizes=table[:, 1],
        matrix=head[-44:-8],
        width_px=wide,
        height_px=high,
    )


def described(mp4: Path) -> bytes:
    """The `stsd` box of a one-track MP4."""
    tables = dict(children(child(_trak(mp4), b"mdia", b"minf", b"stbl")))
    return box(b"stsd", tables[b"stsd"])


def _trak(mp4: Path) -> bytes:
    with open(mp4, "rb") as file:
        for name, at, length in _top_level(file):
            if name == b"moov":
                file.seek(at)
                return child(file.read(length), b"trak")
    raise WorldError(f"{mp4} has no index; it changed while it was read")


def _copy(file: BinaryIO, count: int, out: BinaryIO) -> None:
    """So many bytes from one file to another."""
    while count > 0 and (piece := file.read(min(count, BLOCK_BYTES))):
        out.write(piece)
        count -= len(piece)


def _top_level(file: BinaryIO) -> Iterable[tuple[bytes, int, int]]:
    """Name, start and length of the content of each box of a file."""
    size, at = file.seek(0, 2), 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, begin = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), 16
        yield head[4:8], at + begin, length - begin
        at += max(length, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The coded pictures of a file, in the order of decoding."""

    ticks: np.ndarray
    """When each is shown."""
    keys: np.ndarray
    ticks_per_s: int


def take_packets(source: Path, target: Path) -> Taken:
    """Copy the packets of the picture, as they are, into an MP4 of their own."""
    from longtake.media.container import open_video

    ticks, keys = [], []
    track = open_video(str(source), threads=1)
    if track is None:
        raise WorldError(f"{source} has no picture in it any more; it changed while it was read")
    with track, av.open(str(target), "w") as out:
        stream = out.add_stream_from_template(track.stream)
        for packet in track.container.demux(track.stream):
            if packet.size and packet.pts is not None:
                ticks.append(packet.pts)
                keys.append(packet.is_keyframe)
                packet.stream = stream
                packet.pts = packet.dts = len(ticks) - 1
                packet.time_base = Fraction(1, 25)
                out.mux(packet)
    step = track.clock.time_base
    return Taken(
        ticks=np.array(ticks, np.int64) * step.numerator,
        keys=np.array(keys, bool),
        ticks_per_s=step.denominator,
    )


class Press:
    """Encodes pictures with H.264, one sample for each, shown in the order they are given."""

    def __init__(self, path: Path, like: VideoFrame, fps: float, *, number: int = 0) -> None:
        """`like` tells size, format and colours; `number` is that of the parameter sets."""
        self.count = 0
        rate = Fraction(max(1.0, fps)).limit_denominator(1001)
        self._out = av.open(str(path), "w")
        settings = {"crf": CRF, "preset": "veryfast", "forced-idr": "1"}
        group = max(1, round(GROUP_S * fps))
        settings["x264-params"] = f"sps-id={number}:bframes=0:keyint={group}:scenecut=0:open-gop=0"
        self._stream = self._out.add_stream("libx264", rate=rate, options=settings)
        coder = self._stream.codec_context
        coder.width, coder.height, coder.pix_fmt = like.width, like.height, like.format.name
        coder.thread_count = THREADS
        coder.color_range, coder.colorspace = like.color_range, like.colorspace
        coder.color_primaries, coder.color_trc = like.color_primaries, like.color_trc
        coder.time_base = 1 / rate

    def add(self, picture: VideoFrame, *, key: bool = False) -> None:
        """Encode one more picture; `key`: it begins something new."""
        picture.pts, picture.time_base = self.count, self._stream.codec_context.time_base
        picture.pict_type = PictureType.I if key else PictureType.NONE
        self.count += 1
        self._out.mux(self._stream.encode(picture))

    def close(self) -> None:
        """Finish the file."""
        self._out.mux(self._stream.encode(None))
        self._out.close()


def press_all(path: Path, pictures: Iterable[np.ndarray], fps: float) -> int:
    """Encode RGB pictures `(H, W, 3)` of even sizes to a file; how many there were."""
    press: Press | None = None
    for image in pictures:
        high, wide = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
        even = np.ascontiguousarray(image[:high, :wide])
        frame = VideoFrame.from_ndarray(even, format="rgb24").reformat(format="yuv420p")
        press = press or Press(path, frame, fps)
        press.add(frame)
    if press is None:
        return 0
    press.close()
    return press.count
