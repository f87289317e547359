"""Measures the quality of a picture from its pixels alone, without knowing what it shows.

Noise after Immerkær 1996 ("Fast Noise Variance Estimation"); blocks as steps at the borders of
8×8 blocks over steps elsewhere, after Wang, Bovik and Evans 2000. Deterministic, some 15 ms at
640×360. A picture comes in, a `Quality` goes out.
"""

from __future__ import annotations

import cv2
import numpy as np

from longtake.worlds.stage import Quality

THUMB = (16, 9)
"""Width and height of the thumbnail."""
BLOCK = 8
RANDOM = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
"""Blind to edges and slopes, so that what it finds is noise."""
SHADES = 12.0
"""Grey levels below which a step is no detail."""


def measure(image: np.ndarray) -> Quality:
    """The quality of an RGB picture `(H, W, 3)` uint8, at its own size."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    red, green, blue = (float(value) for value in cv2.mean(image)[:3])
    spread = image.max(axis=2).astype(np.int16) - image.min(axis=2)
    return Quality(
        sharpness=sharpness(grey),
        noise=noise(grey),
        blocks=blocks(grey),
        light=float(grey.mean()) / 255,
        chroma=float(spread.mean()),
        tint=(red - green, blue - green),
        thumbnail=thumbnail(grey),
    )


def sharpness(grey: np.ndarray) -> float:
    """How steep the steepest edges are, over how high the same edges are, in [0, 1]."""
    near = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=1)) / 2
    high = cv2.dilate(grey, np.ones((1, 11), np.uint8)) - cv2.erode(
        grey, np.ones((1, 11), np.uint8)
    )
    edges = high > max(SHADES, float(np.quantile(high[::4, ::4], 0.95)) * 0.5)
    if not edges.any():
        return 0.0
    steepest = cv2.dilate(near, np.ones((1, 11), np.uint8))
    return float((steepest[edges] / high[edges]).mean() * 2)


def noise(grey: np.ndarray) -> float:
    """Standard deviation of what is random, in grey levels, from the calmer half of the picture."""
    found = np.abs(cv2.filter2D(grey, cv2.CV_32F, RANDOM))[1:-1, 1:-1]
    return float(np.median(found) / 0.6745 / 6)


def blocks(grey: np.ndarray) -> float:
    """Steps at the borders of blocks over the steps around them, the larger of the two ways."""
    return max(_steps(grey), _steps(np.ascontiguousarray(grey.T)))


def _steps(grey: np.ndarray) -> float:
    apart = np.minimum(np.abs(np.diff(grey, axis=1)), 24.0).mean(axis=0)
    wide = len(apart) // BLOCK * BLOCK
    if not wide:
        return 1.0
    columns = apart[:wide].reshape(-1, BLOCK).mean(axis=0)
    inside = float(np.delete(columns, BLOCK - 1).mean())
    return (float(columns[BLOCK - 1]) + 0.05) / (inside + 0.05)


def thumbnail(grey: np.ndarray) -> tuple[float, ...]:
    """Mean luma of each cell of a coarse grid, in grey levels."""
    small = cv2.resize(grey, THUMB, interpolation=cv2.INTER_AREA)
    return tuple(round(float(value), 2) for value in small.ravel())


def apart(one: Quality, other: Quality) -> float:
    """How differently two pictures look: the largest difference of a cell, in grey levels."""
    if len(one.thumbnail) != len(other.thumbnail) or not one.thumbnail:
        return float("inf")
    return max(abs(a - b) for a, b in zip(one.thumbnail, other.thumbnail, strict=True))
