"""What a sprite is, and the pen that draws one.

A pen's unit is the sprite's height; its canvas is RGBA, opaque or empty, so it is premultiplied as
it stands. Knows nothing of pictures, places or time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.stage import COLOURS, Thing

MASTER_PX = 256
OUTLINE = (44, 38, 46)
CREAM = (250, 244, 228)
SKIN = (240, 204, 172)
DARK = (74, 68, 72)
GREY = (150, 146, 142)

Point = tuple[float, float]
RGB = tuple[int, int, int]


class Pen:
    """Draws on an empty canvas of height 1 and width `aspect`."""

    def __init__(self, aspect: float):
        self.canvas = np.zeros((MASTER_PX, max(1, round(MASTER_PX * aspect)), 4), np.uint8)

    def poly(self, points: Sequence[Point], colour: RGB) -> Pen:
        """A filled polygon."""
        corners = np.round(np.array(points) * MASTER_PX).astype(np.int32)
        cv2.fillPoly(self.canvas, [corners], (*colour, 255))
        return self

    def rect(self, left: float, top: float, right: float, bottom: float, colour: RGB) -> Pen:
        """A filled rectangle."""
        return self.poly([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def oval(
        self, x: float, y: float, wide: float, high: float, colour: RGB, turn: float = 0
    ) -> Pen:
        """A filled ellipse around a point, with half axes `wide` and `high`."""
        centre = round(x * MASTER_PX), round(y * MASTER_PX)
        axes = round(wide * MASTER_PX), round(high * MASTER_PX)
        cv2.ellipse(self.canvas, centre, axes, turn, 0, 360, (*colour, 255), -1)
        return self

    def disc(self, x: float, y: float, radius: float, colour: RGB) -> Pen:
        """A filled circle."""
        return self.oval(x, y, radius, radius, colour)

    def stroke(self, points: Sequence[Point], thick: float, colour: RGB) -> Pen:
        """A line with round ends through the points."""
        corners = np.round(np.array(points) * MASTER_PX).astype(np.int32)
        cv2.polylines(
            self.canvas, [corners], False, (*colour, 255), max(1, round(thick * MASTER_PX))
        )
        return self

    def ring(self, x: float, y: float, radius: float, thick: float, colour: RGB) -> Pen:
        """A circle's line."""
        centre = round(x * MASTER_PX), round(y * MASTER_PX)
        width = max(1, round(thick * MASTER_PX))
        cv2.circle(self.canvas, centre, round(radius * MASTER_PX), (*colour, 255), width)
        return self

    def outlined(self, thick: float = 0.02) -> np.ndarray:
        """The canvas with a dark line around everything drawn, `(256, W, 4)` uint8."""
        across = max(3, round(2 * thick * MASTER_PX) | 1)
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
        inside = self.canvas[:, :, 3]
        around = cv2.dilate(inside, brush)
        self.canvas[(around > 0) & (inside == 0)] = (*OUTLINE, 255)
        return self.canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How something is drawn, and what the eyes may make of its shape."""

    draw: Callable[[Thing], np.ndarray]
    """Its picture at the master size: RGBA, `(256, 256 × aspect, 4)` uint8."""
    aspect: float | Callable[[Thing], float] = 1.0
    """Width over height."""
    poses: tuple[str, ...] = ("",)
    turns: bool = False
    """Whether facing left looks different."""
    page: Box | None = None
    """Where on it a line of dark text may stand, on light ground."""
    samples: tuple[str, ...] = ("",)
    """Texts whose width gives it other shapes."""
    accented: bool = False
    light_ink: bool = False
    """Whether its text is light on dark."""
    runs: float = 0.0
    """Where, in heights, its text begins right of a mark and runs on; 0: it has no such mark."""

    def aspect_of(self, thing: Thing) -> float:
        """Width over height of this one."""
        return self.aspect(thing) if callable(self.aspect) else self.aspect


def paint_of(thing: Thing) -> RGB:
    """The colour to draw it in; grey where it has none."""
    return COLOURS.get(thing.colour, GREY)


def shade(colour: RGB, by: float) -> RGB:
    """Darker (below 1) but as saturated."""
    return tuple(round(channel * by) for channel in colour)  # type: ignore[return-value]
