"""Lays a caption or little pictures over a picture that somebody else made.

What is to be laid over is painted alone; where it differs from an empty ground, it covers. Knows
nothing of films. A picture and a `View` come in, a changed copy goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from longtake.worlds.drawing.paint import paint
from longtake.worlds.stage import View

EMPTY = View(time_s=0.0, place="board")


def laid_over(image: np.ndarray, view: View) -> np.ndarray:
    """The picture with the subtitle and the things of the view on it; `(H, W, 3)` uint8 RGB."""
    high, wide = image.shape[:2]
    layer, covers = _layer(replace(view, time_s=0.0, video="", place="board"), wide, high)
    return np.where(covers[:, :, None], layer, image)


def laid_over_all(images: Iterator[np.ndarray], view: View) -> Iterator[np.ndarray]:
    """The same on each picture."""
    return (laid_over(image, view) for image in images)


@lru_cache(maxsize=16)
def _layer(view: View, wide: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    """What lies over, and which pixels it covers."""
    layer = paint(view, wide, high)
    differs = (layer != paint(EMPTY, wide, high)).any(axis=2).astype(np.uint8)
    outlines, _ = cv2.findContours(differs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    covers = np.zeros((high, wide), np.uint8)
    cv2.drawContours(covers, outlines, -1, 1, cv2.FILLED)
    return layer, covers > 0
