"""The faults: what each does to pictures, and by how much at each level.

Picture faults change frames; time faults show the wrong ones. Deterministic: the same fault makes
the same pixels. Pictures `(H, W, 3)` uint8 RGB come in, as many go out, in order.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import av
import cv2
import numpy as np

from longtake.types import Span

Touch = Callable[[Iterator[np.ndarray]], Iterator[np.ndarray]]

LINES = 360
"""Blur is told in pixels of a picture with so many lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of fault."""

    unit: str
    by_level: tuple[float, float, float, float, float]
    told: str
    """As an option: what is wrong."""
    when: str
    """After `when`: `is the picture blurred`."""
    most: str
    """`the most blurred`; empty where amounts are not compared."""


SORTS: dict[str, Sort] = {
    "blur": Sort(
        unit="px of standard deviation at 360 lines",
        by_level=(6.0, 4.5, 3.2, 2.4, 1.8),
        told="The picture is blurred.",
        when="is the picture blurred",
        most="blurred the most",
    ),
    "noise": Sort(
        unit="grey levels of standard deviation",
        by_level=(44.0, 32.0, 24.0, 17.0, 12.0),
        told="The picture is noisy.",
        when="is the picture full of noise",
        most="the noisiest",
    ),
    "compression": Sort(
        unit="quantiser of H.264",
        by_level=(51.0, 50.0, 49.0, 47.0, 45.0),
        told="The picture is blocky.",
        when="does the picture break up into blocks",
        most="broken into blocks the most",
    ),
    "cast": Sort(
        unit="grey levels of red above green",
        by_level=(72.0, 60.0, 50.0, 40.0, 32.0),
        told="The colours are tinted.",
        when="do the colours have a reddish tint",
        most="tinted the most",
    ),
    "dark": Sort(
        unit="gamma",
        by_level=(4.5, 3.8, 3.2, 2.7, 2.3),
        told="The picture is too dark.",
        when="is the picture much too dark",
        most="the darkest",
    ),
    "pale": Sort(
        unit="share of the saturation that is lost",
        by_level=(1.0, 0.95, 0.9, 0.85, 0.78),
        told="The colours are faded.",
        when="are the colours faded to grey",
        most="faded the most",
    ),
    "stutter": Sort(
        unit="frames for which each picture stays",
        by_level=(6.0, 5.0, 4.0, 3.0, 3.0),
        told="The motion stutters.",
        when="does the motion stutter",
        most="",
    ),
    "freeze": Sort(
        unit="s",
        by_level=(7.0, 6.0, 5.0, 4.0, 3.0),
        told="The picture is frozen.",
        when="does the picture stand still",
        most="",
    ),
    "jump": Sort(
        unit="s that are missing",
        by_level=(5.0, 4.0, 3.0, 2.5, 2.0),
        told="A stretch is cut out.",
        when="does the film jump ahead",
        most="",
    ),
}
PICTURE_FAULTS = ("blur", "noise", "compression", "cast", "dark", "pale")
MILDER = {"compression": 0.9, "dark": 0.75, "pale": 0.85}
"""By what the amount of the milder of two is multiplied; `MILD` where nothing is said."""
MILD = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault, and where it is."""

    sort: str
    amount: float
    first: int
    """Base frames: from this one on …"""
    stop: int
    """… up to this one. Of a jump: those that are missing."""
    span: Span
    """When it is to be seen; of a jump, the second around it."""


def touch_of(fault: Fault, seed: str) -> Touch:
    """What the fault does to a run of pictures."""
    if fault.sort in ("freeze", "stutter"):
        return lambda images: held(images, held_for(fault))
    if fault.sort == "compression":
        return lambda images: squeezed(images, round(fault.amount))
    return partial(_changed, fault, zlib.crc32(f"{seed}/{fault.first}".encode()))


def held_for(fault: Fault) -> int:
    """For how many frames a fault lets every picture stay."""
    if fault.sort == "freeze":
        return max(1, fault.stop - fault.first)
    return max(1, round(fault.amount)) if fault.sort == "stutter" else 1


def _changed(fault: Fault, seed: int, images: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    for image in images:
        yield CHANGES[fault.sort](image, fault.amount, rng)


def held(images: Iterator[np.ndarray], each: int) -> Iterator[np.ndarray]:
    """Every picture stays for so many frames."""
    kept = np.empty(0, np.uint8)
    for number, image in enumerate(images):
        if number % each == 0:
            kept = image
        yield kept


def squeezed(images: Iterator[np.ndarray], quantiser: int) -> Iterator[np.ndarray]:
    """Each picture after it was coded very coarsely, without the filter that hides blocks."""
    coder = decoder = None
    for number, image in enumerate(images):
        high, wide = image.shape[:2]
        even = np.pad(image, ((0, high % 2), (0, wide % 2), (0, 0)), mode="edge")
        if coder is None or decoder is None:
            coder, decoder = _coder(even, quantiser), av.CodecContext.create("h264", "r")
            decoder.thread_count = 1
        frame = av.VideoFrame.from_ndarray(even, format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, 25)
        shown = [out for packet in coder.encode(frame) for out in decoder.decode(packet)]
        if not shown:  # the decoder waits for one more: what it holds is the picture
            shown = decoder.decode(None)
            decoder = coder = None
        yield np.ascontiguousarray(shown[-1].to_ndarray(format="rgb24")[:high, :wide])


def _coder(image: np.ndarray, quantiser: int) -> av.VideoCodecContext:
    coder = av.CodecContext.create("libx264", "w")
    coder.height, coder.width = image.shape[:2]
    coder.pix_fmt, coder.time_base, coder.framerate = "yuv420p", Fraction(1, 25), Fraction(25)
    coder.thread_count = 1
    coder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "qp": str(quantiser),
        "x264-params": "no-deblock=1:keyint=50:scenecut=0",
    }
    return coder


Change = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


def blurred(image: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """With a Gaussian of that width."""
    sigma = amount * min(image.shape[:2]) / LINES
    return cv2.GaussianBlur(image, (0, 0), max(0.3, sigma))


def noisy(image: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """The same grain on all three colours, anew in every frame."""
    grain = rng.normal(0.0, amount, image.shape[:2]).astype(np.float32)
    return np.asarray(np.clip(image + grain[:, :, None], 0, 255), np.uint8)


def tinted(image: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Red up, green and blue down, black and white but a little."""
    share = np.array([0.5, -0.5, -0.35], np.float32) * amount
    middling = 1 - np.abs(image.mean(axis=2, keepdims=True) / 127.5 - 1) ** 2
    return np.asarray(np.clip(image + share * (0.5 + 0.5 * middling), 0, 255), np.uint8)


def darkened(image: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """By a gamma above 1."""
    curve = 255 * (np.arange(256) / 255) ** amount
    return cv2.LUT(image, curve.round().astype(np.uint8))


def faded(image: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Mixed with its own grey."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[:, :, None].astype(np.float32)
    return np.asarray((image + (grey - image) * amount).round(), np.uint8)


CHANGES: dict[str, Change] = {
    "blur": blurred,
    "noise": noisy,
    "cast": tinted,
    "dark": darkened,
    "pale": faded,
}
