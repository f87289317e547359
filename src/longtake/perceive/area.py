"""Rectangles in whole pixels of a picture. Knows nothing of what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in whole pixels: `[left, right)` by `[top, bottom)`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def edges(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom

    def cuts(self, line: Area, whole: Area) -> bool:
        """Whether a line reaches an edge of this area that is not an edge of the whole."""
        return (
            (line.left <= self.left + 1 and self.left > whole.left)
            or (line.right >= self.right - 1 and self.right < whole.right)
            or (line.top <= self.top and self.top > whole.top)
            or (line.bottom >= self.bottom and self.bottom < whole.bottom)
        )

    def of(self, plane: np.ndarray) -> np.ndarray:
        """The part of a plane inside."""
        return plane[max(0, self.top) : self.bottom, max(0, self.left) : self.right]

    def moved(self, right: int, down: int) -> Area:
        return Area(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def grown(self, sideways: int, upright: int, whole: Area) -> Area:
        """Larger on every side, kept inside the whole."""
        return Area(
            max(whole.left, self.left - sideways),
            max(whole.top, self.top - upright),
            min(whole.right, self.right + sideways),
            min(whole.bottom, self.bottom + upright),
        )

    def union(self, other: Area) -> Area:
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def shared(self, other: Area) -> int:
        """Pixels in both."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, wide) * max(0, high)

    @property
    def size(self) -> int:
        return self.width * self.height

    def clashes(self, other: Area) -> bool:
        """Whether both cannot be lines of one picture: they share a row and much of their place."""
        deep = min(self.bottom, other.bottom) - max(self.top, other.top)
        same_row = deep >= 0.6 * min(self.height, other.height)
        return same_row and self.shared(other) >= 0.5 * min(self.size, other.size)

    def covers(self, other: Area, share: float = 1.0) -> bool:
        """Whether it holds at least so much of the other."""
        return self.shared(other) >= share * other.size


def merged(areas: list[Area]) -> list[Area]:
    """Areas that overlap joined to one, until none do."""
    found: list[Area] = []
    for area in areas:
        while touching := next((one for one in found if one.shared(area)), None):
            found.remove(touching)
            area = area.union(touching)
        found.append(area)
    return found
