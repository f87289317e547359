"""Things that stay where they are and change their state, and boards that carry writing."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.drawing import lettering
from longtake.worlds.sprites.look import CREAM, DARK, OUTLINE, RGB, Look, Pen, paint_of
from longtake.worlds.stage import Thing

LINE = 0.58
"""Height of a plate's text over the plate's height."""
MARGIN = 0.34
"""Left and right of a plate's text, in plate heights."""


def _door(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.04, 0.02, 0.56, 0.98, colour)
    if pose == "open":
        pen.rect(0.12, 0.10, 0.48, 0.98, OUTLINE)
    else:
        pen.rect(0.16, 0.12, 0.44, 0.30, CREAM).disc(0.46, 0.56, 0.03, CREAM)


def _lamp(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.27, 0.30, 0.33, 0.98, DARK).rect(0.18, 0.94, 0.42, 0.98, DARK)
    pen.poly([(0.16, 0.04), (0.44, 0.04), (0.56, 0.36), (0.04, 0.36)], colour)
    if pose == "on":
        pen.poly([(0.22, 0.12), (0.38, 0.12), (0.44, 0.30), (0.16, 0.30)], CREAM)


def _chest(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.08, 0.52, 1.22, 0.96, colour)
    if pose == "open":
        pen.poly([(0.08, 0.54), (0.24, 0.54), (0.20, 0.06), (0.04, 0.10)], colour)
        pen.rect(0.24, 0.56, 1.14, 0.66, OUTLINE)
    else:
        pen.poly([(0.08, 0.56), (0.16, 0.34), (1.14, 0.34), (1.22, 0.56)], colour)
        pen.rect(0.58, 0.58, 0.72, 0.74, CREAM)


def _bell(pen: Pen, colour: RGB, pose: str) -> None:
    pen.stroke([(0.08, 0.98), (0.08, 0.05), (0.62, 0.05)], 0.05, DARK)
    lean = 0.10 if pose == "ringing" else 0.0
    top = (0.50 - lean, 0.12)
    low = 0.50 + lean
    pen.poly(
        [(top[0] - 0.06, 0.12), (top[0] + 0.06, 0.12), (low + 0.12, 0.40), (low - 0.12, 0.40)],
        colour,
    )
    pen.poly(
        [(low - 0.12, 0.38), (low + 0.12, 0.38), (low + 0.20, 0.54), (low - 0.20, 0.54)], colour
    )
    pen.disc(low + lean, 0.60, 0.04, DARK)


def _bench(pen: Pen, colour: RGB, pose: str) -> None:
    for x in (0.18, 2.02):
        pen.rect(x, 0.55, x + 0.10, 0.98, colour)
    pen.rect(0.04, 0.46, 2.26, 0.64, colour).rect(0.04, 0.06, 2.26, 0.22, colour)
    for x in (0.30, 1.90):
        pen.rect(x, 0.20, x + 0.10, 0.50, colour)


def _gate(pen: Pen, colour: RGB, pose: str) -> None:
    posts = (0.02, 0.88) if pose == "open" else (0.02, 0.28, 0.58, 0.88)
    for x in posts:
        pen.rect(x, 0.06, x + 0.10, 0.98, colour)
    pen.rect(0.02, 0.06, 0.98, 0.18, colour)
    if pose != "open":
        pen.rect(0.02, 0.56, 0.98, 0.66, colour)


def _boat(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.74, 0.06, 0.78, 0.68, DARK)
    pen.poly([(0.80, 0.08), (1.34, 0.58), (0.80, 0.58)], CREAM)
    pen.poly([(0.04, 0.64), (1.56, 0.64), (1.30, 0.96), (0.30, 0.96)], colour)


def _shards(pen: Pen, colour: RGB, pose: str) -> None:
    points = [
        (0.05, 0.9),
        (0.3, 0.2),
        (0.5, 0.7),
        (0.75, 0.1),
        (0.95, 0.7),
        (1.25, 0.3),
        (1.5, 0.9),
    ]
    pen.poly([*points, (0.75, 0.98)], colour)


def _puddle(pen: Pen, colour: RGB, pose: str) -> None:
    pen.oval(1.6, 0.55, 1.52, 0.40, colour).oval(0.95, 0.42, 0.55, 0.32, colour)
    pen.oval(2.1, 0.46, 0.40, 0.10, CREAM)


def _bubble(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.30, 0.60), (0.62, 0.60), (0.24, 0.97)], colour)
    pen.oval(0.70, 0.42, 0.62, 0.38, colour)
    for x in (0.42, 0.70, 0.98):
        pen.disc(x, 0.42, 0.075, CREAM)


def plate_aspect(thing: Thing) -> float:
    """Width over height of a plate: its text and a margin on both sides."""
    return lettering.width_of(thing.text or " ", LINE) + 2 * MARGIN


def _plate(thing: Thing) -> np.ndarray:
    aspect = plate_aspect(thing)
    pen = Pen(aspect)
    pen.rect(0.0, 0.0, aspect, 1.0, OUTLINE).rect(0.02, 0.02, aspect - 0.02, 0.98, paint_of(thing))
    pen.rect(0.17, 0.17, aspect - 0.17, 0.83, CREAM)
    if thing.text:
        write(pen.canvas, thing.text, Box(MARGIN / aspect, 0.21, 1 - MARGIN / aspect, 0.79))
    return pen.canvas


def write(
    canvas: np.ndarray, text: str, page: Box, colour: RGB = OUTLINE, weight: int = 600
) -> None:
    """Put a line of text in the middle of part of a canvas `(H, W, 3 or 4)`, as large as fits."""
    height, width = canvas.shape[:2]
    wide, high = (page.right - page.left) * width, (page.bottom - page.top) * height
    size = max(1, int(min(high, wide / max(1, len(text)) / lettering.ADVANCE) + 0.01))
    inked = lettering.ink(text, size, weight)[:, :width]
    top = round(page.top * height + (high - size) / 2)
    left = max(0, round(page.left * width + (wide - inked.shape[1]) / 2))
    part = canvas[top : top + size, left : left + inked.shape[1]]
    share = inked[: part.shape[0], : part.shape[1], None].astype(np.float32) / 255
    part[..., :3] = (part[..., :3] * (1 - share) + np.array(colour) * share).astype(np.uint8)


Drawing = Callable[[Pen, RGB, str], None]


def _drawn(drawing: Drawing, aspect: float) -> Callable[[Thing], np.ndarray]:
    def draw(thing: Thing) -> np.ndarray:
        pen = Pen(aspect)
        drawing(pen, paint_of(thing), thing.pose)
        canvas = pen.outlined(0.018)
        return canvas if thing.facing == "right" else cv2.flip(canvas, 1)

    return draw


def _look(drawing: Drawing, aspect: float, *poses: str) -> Look:
    return Look(draw=_drawn(drawing, aspect), aspect=aspect, poses=poses or ("",))


LOOKS = {
    "door": _look(_door, 0.6, "closed", "open"),
    "lamp": _look(_lamp, 0.6, "off", "on"),
    "chest": _look(_chest, 1.3, "closed", "open"),
    "bell": _look(_bell, 0.9, "still", "ringing"),
    "bench": _look(_bench, 2.3),
    "gate": _look(_gate, 1.0, "closed", "open"),
    "boat": _look(_boat, 1.6),
    "shards": _look(_shards, 1.55),
    "puddle": _look(_puddle, 3.2),
    "bubble": _look(_bubble, 1.4),
    "plate": Look(
        draw=_plate,
        aspect=plate_aspect,
        page=Box(0.0, 0.21, 1.0, 0.79),
        samples=("A", "ABC", "ABCDEF", "ABCDEFGHIJKL", "ABCDEFGHIJKLMNOPQRSTUVWX"),
    ),
}
