"""How far the lines of a picture have moved together: credits that roll, a list that scrolls.

One faint line can be found in many places; all of them at once cannot. The lines that are no longer
in their place and the brightness of two moments come in, their common way up or down goes out.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from longtake.perceive.area import Area
from longtake.perceive.ink import Ink
from longtake.perceive.tracks import Track

FEWEST, ASKED = 3, 16
"""Fewer lines do not tell a movement from a coincidence; so many, the longest, are asked."""
TOGETHER, SAME = 0.5, 0.6
"""Mean correlation of the lines with where they are now, and of one with where it must be."""
CLEARLY = 0.15
"""How much better than standing still."""
STAYING = 0.4
"""Share of the lines that must still be in the picture."""
COLUMNS = 64
"""Columns to which a line is squeezed when its way is looked for: rows are what tells."""


def common_way(tracks: Sequence[Track], plane: np.ndarray, expected: int = 0) -> int | None:
    """Pixels downwards that the lines have moved together; None when they have not.

    A way that was `expected`, because they were moving so before, needs fewer lines to confirm it.
    """
    asked = sorted(tracks, key=lambda track: -track.area.size)[:ASKED]
    if len(asked) < (1 if expected else FEWEST):
        return None
    height = plane.shape[0]
    total, count = np.zeros(2 * height), np.zeros(2 * height)
    for track in asked:
        found = _likeness(track, plane)
        first = height - track.area.top
        total[first : first + len(found)] += found
        count[first : first + len(found)] += 1
    enough = count >= max(FEWEST, STAYING * len(asked))
    mean = np.where(enough, total / np.maximum(count, 1), 0.0)
    best = int(np.argmax(mean))
    if expected:
        near = slice(max(0, height + expected - 2), height + expected + 3)
        likely = int(near.start) + int(np.argmax(total[near] / np.maximum(count[near], 1)))
        if total[likely] >= SAME * max(1, count[likely]):
            return int(likely - height)
    clear = mean[best] >= max(TOGETHER, mean[height] + CLEARLY)
    return int(best - height) if clear else None


def _likeness(track: Track, plane: np.ndarray) -> np.ndarray:
    """How much a line looks like what stands in its columns, from the top of the plane down."""
    patch = track.ink.patch
    left, right = track.area.left, track.area.left + patch.shape[1]
    strip = plane[:, left:right]
    if strip.shape[1] < patch.shape[1] or track.ink.contrast < 1:
        return np.zeros(0)
    likeness: np.ndarray = cv2.matchTemplate(
        _squeezed(strip), _squeezed(patch), cv2.TM_CCOEFF_NORMED
    )
    return likeness[:, 0]


def _squeezed(lines: np.ndarray) -> np.ndarray:
    height, width = lines.shape
    return cv2.resize(lines, (min(COLUMNS, width), height), interpolation=cv2.INTER_AREA)


def moved_on(ink: Ink, area: Area, plane: np.ndarray, way: int) -> Area | None:
    """Where a line stands that has moved about so far; None when it is not there."""
    height, width = ink.patch.shape
    whole = Area(0, 0, plane.shape[1], plane.shape[0])
    around = area.moved(0, way).grown(1, 2, whole)
    if around.height < height or around.width < width:
        return None
    likeness = cv2.matchTemplate(around.of(plane), ink.patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (right, down) = cv2.minMaxLoc(likeness)
    if best < SAME:
        return None
    left, top = around.left + right, around.top + down
    return Area(left, top, left + width, top + height)
