"""Which colour a pixel has: names for what is saturated, nothing for what is muted."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

SATURATED = {"pink": 0.50, "": 0.62}
"""Least saturation that counts as coloured: of pink, and of the others."""
BRIGHT = 70
HUES: dict[str, tuple[float, float]] = {
    "red": (345, 14),
    "orange": (14, 41),
    "yellow": (41, 74),
    "green": (74, 155),
    "teal": (155, 202),
    "blue": (202, 252),
    "purple": (252, 302),
    "pink": (302, 345),
}
"""From which degree of hue to which a colour reaches."""
NAMES = tuple(HUES)


@lru_cache(maxsize=1)
def colour_table() -> np.ndarray:
    """Which colour a pixel has: `(32768,)` uint8 over 5 bits each of RGB, 0 for none."""
    steps = np.arange(32, dtype=np.float32) * 8 + 4
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)
    high, low = cube.max(axis=-1), cube.min(axis=-1)
    hue = cv2.cvtColor(cube.reshape(1, -1, 3) / 255, cv2.COLOR_RGB2HSV)[0, :, 0].reshape(32, 32, 32)
    saturation = (high - low) / (high + 1e-6)
    table = np.zeros((32, 32, 32), np.uint8)
    for place, (name, (first, last)) in enumerate(HUES.items(), 1):
        within = (hue >= first) & (hue < last) if first < last else (hue >= first) | (hue < last)
        vivid = saturation > SATURATED.get(name, SATURATED[""])
        table[within & vivid & (high > BRIGHT)] = place
    return table.ravel()


def colours_of(image: np.ndarray) -> np.ndarray:
    """For each pixel the index of its colour in NAMES plus one, 0 for none: `(H, W)` uint8."""
    parts = (image >> 3).astype(np.uint16)
    classes: np.ndarray = colour_table()[parts[..., 0] << 10 | parts[..., 1] << 5 | parts[..., 2]]
    return classes
