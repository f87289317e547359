"""Where two pictures differ: squares of the picture, and the areas they make up.

Works on brightness planes alone; knows nothing of writing or time.
"""

from __future__ import annotations

import cv2
import numpy as np

from longtake.perceive.area import Area

LUMA_SIDE_PX = 1280
"""Pictures are compared at this size at most. They are shrunk by whole numbers, so that what moves
by whole pixels still looks the same."""
SQUARES = 80
"""Squares along the longer side."""
STEP = 18
"""Brightness steps that coding does not cause in a still picture."""
FEW_PX = 2
"""So many changed pixels are a speck."""


def luma_of(image: np.ndarray) -> np.ndarray:
    """Brightness of an RGB picture at the size at which pictures are compared."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    times = -(-max(height, width) // LUMA_SIDE_PX)
    if times == 1:
        return grey
    size = max(1, width // times), max(1, height // times)
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


class Grid:
    """Squares laid over a plane of one size."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.height, self.width = shape[:2]
        self.step = max(5, round(max(shape[:2]) / SQUARES))
        self.rows = -(-self.height // self.step)
        self.columns = -(-self.width // self.step)

    def nothing(self) -> np.ndarray:
        """No square."""
        return np.zeros((self.rows, self.columns), bool)

    def changed(self, before: np.ndarray, now: np.ndarray) -> np.ndarray:
        """`(rows, columns)` bool: the squares that differ by more than noise."""
        _, different = cv2.threshold(cv2.absdiff(before, now), STEP, 255, cv2.THRESH_BINARY)
        below = self.rows * self.step - self.height
        right = self.columns * self.step - self.width
        filled = cv2.copyMakeBorder(different, 0, below, 0, right, cv2.BORDER_CONSTANT)
        share = cv2.resize(filled, (self.columns, self.rows), interpolation=cv2.INTER_AREA)
        found: np.ndarray = share > 255 * (FEW_PX + 0.5) / self.step**2
        return found

    def cover(self, area: Area) -> tuple[slice, slice]:
        """Index of the squares that touch an area."""
        return (
            slice(max(0, area.top // self.step), -(-area.bottom // self.step)),
            slice(max(0, area.left // self.step), -(-area.right // self.step)),
        )

    def parts(self, squares: np.ndarray) -> list[np.ndarray]:
        """The squares that lie together, up to about a letter apart, each group with its margin."""
        wide = cv2.dilate(squares.astype(np.uint8), np.ones((3, 7), np.uint8))
        count, labels = cv2.connectedComponents(wide, connectivity=8)
        return [labels == label for label in range(1, count)]

    def around(self, part: np.ndarray) -> Area:
        """The rectangle around some squares."""
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        return Area(
            int(columns[0]) * self.step,
            int(rows[0]) * self.step,
            min(self.width, int(columns[-1] + 1) * self.step),
            min(self.height, int(rows[-1] + 1) * self.step),
        )

    def pixels(self, squares: np.ndarray) -> np.ndarray:
        """`(H, W)` bool: the pixels of these squares."""
        wide = np.repeat(np.repeat(squares, self.step, axis=0), self.step, axis=1)
        return wide[: self.height, : self.width]
