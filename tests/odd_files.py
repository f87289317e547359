"""Small recordings, one for each oddity that real files have, made with PyAV alone.

Every picture carries its number as blocks of black and white and has a colour in each corner, so
that a test can tell which frame it was given and which way up. Each function writes one file and
returns it with the truth: when each numbered picture is shown, on the player's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, BITS = 160, 120, 8
CORNERS = {"top left": (255, 0, 0), "top right": (0, 255, 0), "bottom left": (0, 0, 255)}
RATE_HZ = 48_000


@dataclass(frozen=True)
class Made:
    path: Path
    times_s: tuple[float, ...]
    """When picture 0, 1, 2 … is shown."""


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Red, green and blue in three corners, black in the fourth; the number across the middle."""
    image = np.full((height, width, 3), 128, np.uint8)
    high, wide = height // 4, width // 4
    image[:high, :wide] = CORNERS["top left"]
    image[:high, -wide:] = CORNERS["top right"]
    image[-high:, :wide] = CORNERS["bottom left"]
    image[-high:, -wide:] = 0
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS
        image[high + 2 : -high - 2, left:right] = 255 if number >> bit & 1 else 0
    return image


def number_in(image: np.ndarray) -> int:
    """The number that a picture carries."""
    height, width, _ = image.shape
    row = image[height // 2 - 4 : height // 2 + 4].mean(axis=(0, 2))
    places = [(2 * bit + 1) * width // (2 * BITS) for bit in range(BITS)]
    return sum(1 << bit for bit, place in enumerate(places) if row[place] > 128)


def write(
    path: Path,
    ticks: Sequence[int],
    *,
    codec: str = "libx264",
    time_base: Fraction = Fraction(1, 1000),
    fps: int = 25,
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    image: Callable[[int], np.ndarray] = numbered,
    prepare: Callable[[av.VideoStream], None] = lambda stream: None,
    format_name: str | None = None,
) -> Path:
    """One picture for each of `ticks`, shown then."""
    with av.open(str(path), "w", format=format_name, options=muxer or {}) as out:
        stream = out.add_stream(codec, rate=fps, options=options or {})
        height, width, _ = image(0).shape
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.time_base = time_base
        prepare(stream)
        for number, tick in enumerate(ticks):
            frame = av.VideoFrame.from_ndarray(image(number), format="rgb24").reformat(
                format=pix_fmt
            )
            frame.pts, frame.time_base = tick, time_base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def steady(count: int, step: int = 40) -> list[int]:
    return [number * step for number in range(count)]


def seconds(ticks: Sequence[int]) -> tuple[float, ...]:
    """On the player's clock: from the first on."""
    return tuple((tick - min(ticks)) / 1000 for tick in ticks)


def plain(folder: Path, name: str = "plain.mp4", count: int = 75, **how: object) -> Made:
    """25 frames a second, B-frames, a keyframe a second."""
    how = {"options": {"g": "25", "bf": "3"}, "time_base": Fraction(1, 25), **how}
    made = write(folder / name, steady(count, 1), **how)  # type: ignore[arg-type]
    return Made(made, seconds(steady(count)))


def variable_rate(folder: Path) -> Made:
    """Frames 10 ms to 900 ms apart, with B-frames."""
    gaps = [10, 40, 900, 33, 34, 33, 500, 20, 120, 45] * 4
    ticks = [0, *np.cumsum(gaps).tolist()]
    return Made(write(folder / "variable.mkv", ticks, options={"g": "12"}), seconds(ticks))


def late_start(folder: Path) -> Made:
    """A transport stream whose clock is at 1000 s when it begins."""
    ticks = [1_000_000 + tick for tick in steady(50)]
    made = write(folder / "late.ts", ticks, options={"g": "20", "bf": "2"})
    return Made(made, seconds(ticks))


def negative_start(folder: Path) -> Made:
    """Timestamps below zero."""
    ticks = [tick - 400 for tick in steady(50)]
    made = write(folder / "negative.nut", ticks, codec="mpeg4", options={"g": "10"})
    return Made(made, seconds(ticks))


def open_groups(folder: Path, codec: str = "libx264", name: str = "open.mp4") -> Made:
    """Groups whose first frames lean on the group before."""
    settings = "open-gop=1:keyint=20:min-keyint=20:bframes=4:scenecut=0"
    key = "x265-params" if codec == "libx265" else "x264-params"
    quiet = ":log-level=none" if codec == "libx265" else ""
    return plain(folder, name, codec=codec, options={key: settings + quiet})


def hidden_references(folder: Path) -> Made:
    """VP9 with alternative references, which are stored and never shown."""
    options = {"g": "40", "lag-in-frames": "16", "auto-alt-ref": "1", "b": "300k", "cpu-used": "8"}
    return plain(folder, "hidden.webm", codec="libvpx-vp9", options=options)


def scattered_intra(folder: Path) -> Made:
    """Instead of keyframes, intra blocks that wander over the picture."""
    options = {"x264-params": "intra-refresh=1:keyint=25:crf=12"}
    return plain(folder, "refresh.mp4", options=options, count=200)


def raw_stream(folder: Path) -> Made:
    """H.264 without a container, and so without any timestamp."""
    return plain(folder, "raw.h264", format_name="h264")


def no_duration(folder: Path) -> Made:
    """Matroska written to a pipe: no length in the header, no index at the end."""
    ticks = steady(40, 66)
    made = write(folder / "live.mkv", ticks, options={"g": "10"}, muxer={"live": "1"})
    return Made(made, seconds(ticks))


def one_frame(folder: Path) -> Made:
    return plain(folder, "one.mp4", count=1)


def slow_gif(folder: Path) -> Made:
    """Frames that stay for a tenth of a second, then one for three seconds."""
    ticks = [0, 10, 20, 320, 330]
    made = write(
        folder / "slow.gif", ticks, codec="gif", pix_fmt="rgb8", time_base=Fraction(1, 100), fps=100
    )
    return Made(made, tuple(tick / 100 for tick in ticks))


def two_pictures(folder: Path) -> Made:
    """A small stream first, then the large one that is the default."""
    path = folder / "two.mkv"
    with av.open(str(path), "w") as out:
        sizes = ((80, 60), (WIDTH, HEIGHT))
        streams = [out.add_stream("libx264", rate=25) for _ in sizes]
        for stream, (stream.width, stream.height) in zip(streams, sizes, strict=True):
            stream.pix_fmt = "yuv420p"
        streams[0].disposition = av.stream.Disposition(0)
        streams[1].disposition = av.stream.Disposition.default
        for number in range(25):
            for stream in streams:
                image = numbered(number, stream.width, stream.height)
                out.mux(stream.encode(av.VideoFrame.from_ndarray(image)))
        for stream in streams:
            out.mux(stream.encode(None))
    return Made(path, seconds(steady(25)))


def with_cover(folder: Path) -> Made:
    """A picture attached to the file, larger than the moving one."""
    path = folder / "cover.mp4"
    with av.open(str(path), "w") as out:
        moving = out.add_stream("libx264", rate=25)
        moving.width, moving.height, moving.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        cover = out.add_stream("mjpeg", rate=25)
        cover.width, cover.height, cover.pix_fmt = 640, 480, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        still = av.VideoFrame.from_ndarray(numbered(255, 640, 480)).reformat(format="yuvj420p")
        out.mux(cover.encode(still))
        for number in range(25):
            out.mux(moving.encode(av.VideoFrame.from_ndarray(numbered(number))))
        out.mux(moving.encode(None))
    return Made(path, seconds(steady(25)))


def remux(path: Path, to: Path, packets: int | None = None) -> Path:
    """The same coded pictures in another container, or only the first of them."""
    with av.open(str(path)) as source, av.open(str(to), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(source.demux(source.streams.video[0])):
            if packet.dts is not None and (packets is None or number < packets):
                packet.stream = stream
                out.mux(packet)
    return to


TIMED: dict[str, Callable[[Path], Made]] = {
    "plain mp4": plain,
    "mkv": lambda folder: plain(folder, "plain.mkv"),
    "transport stream": lambda folder: plain(folder, "plain.ts"),
    "fragmented mp4": lambda folder: plain(
        folder, "fragments.mp4", muxer={"movflags": "frag_keyframe+empty_moov"}
    ),
    "header last": lambda folder: plain(folder, "plain.mov"),
    "variable rate": variable_rate,
    "late start": late_start,
    "negative start": negative_start,
    "open groups": open_groups,
    "open groups, HEVC": lambda folder: open_groups(folder, "libx265", "open-hevc.mp4"),
    "open groups, mkv": lambda folder: open_groups(folder, name="open.mkv"),
    "hidden references": hidden_references,
    "scattered intra": scattered_intra,
    "no duration": no_duration,
    "one frame": one_frame,
    "gif": slow_gif,
    "two pictures": two_pictures,
    "cover": with_cover,
    "raw": raw_stream,
    "MPEG-2": lambda folder: plain(
        folder, "plain.mpg", codec="mpeg2video", options={"g": "12", "bf": "2"}
    ),
    "MPEG-4 in AVI": lambda folder: plain(
        folder, "plain.avi", codec="mpeg4", options={"bf": "2", "g": "20"}
    ),
    "H.264 in AVI": lambda folder: plain(folder, "reordered.avi"),
    "MJPEG": lambda folder: plain(
        folder, "jpegs.avi", codec="mjpeg", pix_fmt="yuvj420p", options={}
    ),
    "AV1": lambda folder: plain(
        folder, "plain-av1.mkv", codec="libsvtav1", options={"preset": "10", "g": "25", "crf": "20"}
    ),
    "FFV1": lambda folder: plain(folder, "lossless.mkv", codec="ffv1", options={}),
}


def beeps(
    count: int, every_s: float = 1.0, rate_hz: int = RATE_HZ, channels: int = 1
) -> np.ndarray:
    """Silence with 50 ms of a 1 kHz tone at the start of every second; the same in all channels."""
    time_s = np.arange(int(count * every_s * rate_hz)) / rate_hz
    tone = 0.5 * np.sin(2 * np.pi * 1000 * time_s) * (time_s % every_s < 0.05)
    return np.tile(tone.astype(np.float32), (channels, 1))


LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


def write_sound(
    path: Path,
    samples: np.ndarray,
    *,
    codec: str = "pcm_s16le",
    start_s: float = 0.0,
    picture_frames: int = 0,
    hole_s: tuple[float, float] | None = None,
) -> Path:
    """Sound that begins at `start_s`, beside a picture from 0 on if there are frames."""
    with av.open(str(path), "w") as out:
        moving = out.add_stream("libx264", rate=25) if picture_frames else None
        stream = out.add_stream(codec, rate=RATE_HZ, layout=LAYOUTS[len(samples)])
        if moving:
            moving.width, moving.height, moving.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            for number in range(picture_frames):
                out.mux(moving.encode(av.VideoFrame.from_ndarray(numbered(number))))
            out.mux(moving.encode(None))
        step = stream.codec_context.frame_size or 1024
        for first in range(0, samples.shape[1], step):
            if hole_s and hole_s[0] <= first / RATE_HZ < hole_s[1]:
                continue
            block = np.ascontiguousarray(samples[:, first : first + step])
            frame = av.AudioFrame.from_ndarray(block, "fltp", LAYOUTS[len(samples)])
            frame.sample_rate, frame.time_base = RATE_HZ, Fraction(1, RATE_HZ)
            frame.pts = first + round(start_s * RATE_HZ)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def damage(path: Path, packets: Container[int]) -> Path:
    """Overwrite these packets of the first stream, counted as they are stored."""
    with av.open(str(path)) as container:
        stored = [bytes(packet) for packet in container.demux(container.streams[0])]
    data, place = bytearray(path.read_bytes()), 0
    for number, packet in enumerate(stored):
        place = data.find(packet, place)
        if number in packets:
            data[place : place + len(packet)] = b"\xff" * len(packet)
        place += len(packet)
    path.write_bytes(data)
    return path
