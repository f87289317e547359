"""A cheap guess at where writing might be, to spare the reader most pictures of the world.

Writing is made of thin strokes that stand out from their ground, close together along a row. Found
by comparing a picture with itself after its thin parts were filled in, at three sizes, for letters
from about 5 to 180 px high in a picture 640 px wide. Lets grass and railings pass now and then;
misses a title only when it is faint. Brightness in, areas out; a few milliseconds.
"""

from __future__ import annotations

import cv2
import numpy as np

from longtake.perceive.area import Area

SIDE_PX = 640
SIZES = (1, 2, 4)
STROKE = np.ones((7, 7), np.uint8)
"""Strokes are thinner than this."""
STANDS_OUT = 28
"""Brightness steps between ink and ground."""
WORD_GAP = np.ones((1, 9), np.uint8)
SPECK = np.ones((3, 3), np.uint8)
LOWEST_PX, TALLEST_PX = 4, 48
LONG = 2.5
"""A word is so many times longer than high, with its letters run together."""
FILLED, INKED = 0.55, (0.25, 0.85)
STROKES = 1.2
"""Edges in a row of a word, for each height of it."""


def likely(luma: np.ndarray) -> list[Area]:
    """Areas of a brightness plane that might hold writing."""
    scale = max(1.0, max(luma.shape) / SIDE_PX)
    plane = luma
    if scale > 1:
        plane = cv2.resize(luma, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    found = []
    for size in SIZES:
        half = (plane.shape[1] // size, plane.shape[0] // size)
        if min(half) >= STROKE.shape[0]:
            smaller = cv2.resize(plane, half, interpolation=cv2.INTER_AREA) if size > 1 else plane
            found += [_enlarged(area, size * scale) for area in _words(smaller)]
    return found


def _words(plane: np.ndarray) -> list[Area]:
    light = cv2.morphologyEx(plane, cv2.MORPH_TOPHAT, STROKE)
    dark = cv2.morphologyEx(plane, cv2.MORPH_BLACKHAT, STROKE)
    ink = (cv2.max(light, dark) > STANDS_OUT).astype(np.uint8)
    edges = np.zeros_like(ink)
    edges[:, 1:] = cv2.absdiff(plane[:, 1:], plane[:, :-1]) > 0.7 * STANDS_OUT
    runs = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, WORD_GAP)
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, SPECK)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(runs, connectivity=4)
    inks, edged = cv2.integral(ink), cv2.integral(edges)
    found = []
    for left, top, width, height, filled in boxes[1:].tolist():
        area = Area(left, top, left + width, top + height)
        if not LOWEST_PX <= height <= TALLEST_PX or width < LONG * height:
            continue
        if filled < FILLED * area.size or not INKED[0] <= _sum(inks, area) / area.size <= INKED[1]:
            continue
        if _sum(edged, area) >= STROKES * width:
            found.append(area)
    return found


def _sum(integral: np.ndarray, area: Area) -> int:
    rows = integral[area.bottom] - integral[area.top]
    return int(rows[area.right] - rows[area.left])


def _enlarged(area: Area, times: float) -> Area:
    left, top, right, bottom = (round(edge * times) for edge in area.edges)
    return Area(left, top, right, bottom)
