"""Where and when: the place, the light and the weather, from what no thing covers.

Compares the muted colours of a picture, region by region, with those of all grounds.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from longtake.worlds.drawing.grounds import LIGHTS, PLACES, TOWN, WEATHERS, drawn, tinted

BINS = 12
"""Steps of each channel of the histogram."""
UNSURE = 0.885
"""Least likeness to a ground that counts as that place."""


def setting_of(image: np.ndarray, classes: np.ndarray) -> tuple[str, str, str]:
    """Place, light and weather; three empty strings where the picture is like no ground.

    `classes` is 0 where no thing's colour is.
    """
    seen = _histogram(image[::2, ::2], classes[::2, ::2] == 0)
    names, known = _grounds()
    alike = known @ seen
    best = int(alike.argmax())
    return names[best] if alike[best] >= UNSURE else ("", "", "")


def _histogram(image: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Square roots of the shares of each muted colour, blurred over neighbours, of unit length."""
    pixels = image[free]
    steps = pixels.astype(np.uint16) * BINS >> 8
    cells = (steps[:, 0] * BINS + steps[:, 1]) * BINS + steps[:, 2]
    counts = np.bincount(cells[pixels.max(axis=1) > 30], minlength=BINS**3)
    grid = counts.reshape(BINS, BINS, BINS).astype(np.float32)
    flat: np.ndarray = np.sqrt(_softened(grid)).ravel()
    flat /= np.linalg.norm(flat) + 1e-9
    return flat


def _softened(grid: np.ndarray) -> np.ndarray:
    """A histogram whose counts spill over a little to the next bins."""
    for axis in range(3):
        ahead, back = np.roll(grid, 1, axis), np.roll(grid, -1, axis)
        grid = 0.5 * grid + 0.25 * (ahead + back)
    return grid


@lru_cache(maxsize=1)
def _grounds() -> tuple[list[tuple[str, str, str]], np.ndarray]:
    """Every place in every light and weather, with its histogram."""
    names = [
        (place, light, weather)
        for place in PLACES
        for light in (LIGHTS if place in TOWN else ("day",))
        for weather in (WEATHERS if place in TOWN else ("clear",))
    ]
    rows = []
    for place, light, weather in names:
        small = tinted(_small(place), light, weather)
        rows.append(_histogram(small, np.ones(small.shape[:2], bool)))
    return names, np.stack(rows)


@lru_cache(maxsize=len(PLACES))
def _small(place: str) -> np.ndarray:
    return cv2.resize(drawn(place), (160, 90), interpolation=cv2.INTER_AREA)
