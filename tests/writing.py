"""Videos with known writing, drawn with OpenCV's stroke font and encoded with PyAV."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np

from longtake.types import Box

WIDTH, HEIGHT, FPS = 640, 360, 20
WHITE, BLACK = (235, 235, 235), (16, 16, 16)


def ground(colour: tuple[int, int, int] = BLACK) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def put(
    image: np.ndarray,
    text: str,
    left: int,
    bottom: int,
    size: float = 0.8,
    colour: tuple[int, int, int] = WHITE,
) -> Box:
    """Write on the picture; returns the box around the letters."""
    (wide, high), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 2)
    cv2.putText(image, text, (left, bottom), cv2.FONT_HERSHEY_SIMPLEX, size, colour, 2, cv2.LINE_AA)
    top, bottom = (min(HEIGHT, max(0, edge)) for edge in (bottom - high, bottom + below))
    return Box(left / WIDTH, top / HEIGHT, min(1.0, (left + wide) / WIDTH), bottom / HEIGHT)


def film(
    path: Path, duration_s: float, draw: Callable[[float], np.ndarray], keyframe_s: float = 5.0
) -> Path:
    """A video whose picture at each time is what `draw` gives for it."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"crf": "18", "preset": "veryfast", "sc_threshold": "0"}
        stream.codec_context.gop_size = round(keyframe_s * FPS)
        for number in range(round(duration_s * FPS)):
            frame = av.VideoFrame.from_ndarray(draw(number / FPS), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@cache
def _panorama() -> np.ndarray:
    random = np.random.default_rng(7)
    image = np.zeros((HEIGHT, 4 * WIDTH, 3), np.float32)
    for size in (8, 24, 80):
        coarse = random.normal(0, 1, (HEIGHT // size + 3, 4 * WIDTH // size + 3, 3))
        image += (
            cv2.resize(coarse.astype(np.float32), None, fx=size, fy=size)[:HEIGHT, : 4 * WIDTH] * 22
        )
    return np.clip(image + 120, 0, 255).astype(np.uint8)


def meadow(time_s: float) -> np.ndarray:
    """A picture of the world: blobs of all sizes that drift, and never any writing."""
    left = int(40 * time_s) % (3 * WIDTH)
    return _panorama()[:, left : left + WIDTH].copy()
