"""Things that can be carried: each one blob of its colour, each with a silhouette of its own."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from longtake.worlds.sprites.look import CREAM, DARK, RGB, Look, Pen, Point, paint_of
from longtake.worlds.stage import Thing

Drawing = Callable[[Pen, RGB], object]


def star(x: float, y: float, outer: float, inner: float, tips: int) -> list[Point]:
    """The corners of a star around a point."""
    around = [math.pi * step / tips - math.pi / 2 for step in range(2 * tips)]
    reach = [outer if step % 2 == 0 else inner for step in range(2 * tips)]
    return [(x + r * math.cos(a), y + r * math.sin(a)) for a, r in zip(around, reach, strict=True)]


def _ball(pen: Pen, colour: RGB) -> None:
    pen.disc(0.5, 0.5, 0.46, colour).poly(star(0.5, 0.5, 0.24, 0.1, 5), CREAM)


def _kite(pen: Pen, colour: RGB) -> None:
    pen.stroke([(0.5, 0.72), (0.42, 0.84), (0.56, 0.97)], 0.04, DARK)
    pen.poly([(0.5, 0.03), (0.86, 0.30), (0.5, 0.80), (0.14, 0.30)], colour)
    pen.stroke([(0.5, 0.16), (0.5, 0.42)], 0.04, CREAM).stroke(
        [(0.36, 0.29), (0.64, 0.29)], 0.04, CREAM
    )


def _cup(pen: Pen, colour: RGB) -> None:
    pen.ring(0.72, 0.52, 0.18, 0.09, colour)
    pen.poly([(0.10, 0.14), (0.72, 0.14), (0.64, 0.92), (0.18, 0.92)], colour)
    pen.oval(0.41, 0.17, 0.24, 0.055, CREAM)


def _book(pen: Pen, colour: RGB) -> None:
    pen.rect(0.12, 0.06, 0.88, 0.94, colour)
    pen.rect(0.26, 0.74, 0.88, 0.86, CREAM)
    pen.rect(0.36, 0.22, 0.72, 0.42, CREAM)


def _apple(pen: Pen, colour: RGB) -> None:
    pen.stroke([(0.5, 0.30), (0.56, 0.06)], 0.06, DARK)
    pen.oval(0.34, 0.58, 0.27, 0.36, colour).oval(0.66, 0.58, 0.27, 0.36, colour)


def _key(pen: Pen, colour: RGB) -> None:
    pen.ring(0.28, 0.26, 0.19, 0.14, colour)
    pen.stroke([(0.40, 0.38), (0.86, 0.84)], 0.17, colour)
    pen.stroke([(0.72, 0.74), (0.60, 0.88)], 0.11, colour).stroke(
        [(0.86, 0.86), (0.74, 0.98)], 0.1, colour
    )


def _lantern(pen: Pen, colour: RGB) -> None:
    pen.ring(0.5, 0.16, 0.11, 0.05, DARK)
    pen.poly([(0.36, 0.20), (0.64, 0.20), (0.78, 0.38), (0.22, 0.38)], colour)
    pen.rect(0.26, 0.38, 0.74, 0.80, colour).rect(0.38, 0.44, 0.62, 0.72, CREAM)
    pen.rect(0.20, 0.80, 0.80, 0.94, colour)


def _basket(pen: Pen, colour: RGB) -> None:
    pen.ring(0.5, 0.46, 0.34, 0.08, colour)
    pen.rect(0.08, 0.48, 0.92, 0.60, colour)
    pen.poly([(0.12, 0.58), (0.88, 0.58), (0.74, 0.95), (0.26, 0.95)], colour)


def _umbrella(pen: Pen, colour: RGB) -> None:
    pen.stroke([(0.5, 0.40), (0.5, 0.86), (0.58, 0.94), (0.66, 0.88)], 0.05, DARK)
    dome = [
        (0.5 - 0.47 * math.cos(a), 0.52 - 0.46 * math.sin(a)) for a in np.linspace(0, math.pi, 25)
    ]
    pen.poly(dome, colour)
    for x in (0.19, 0.5, 0.81):
        pen.oval(x, 0.53, 0.13, 0.06, colour)


def _letter(pen: Pen, colour: RGB) -> None:
    pen.rect(0.04, 0.22, 0.96, 0.80, colour)
    pen.poly([(0.14, 0.42), (0.5, 0.64), (0.86, 0.42), (0.86, 0.71), (0.14, 0.71)], CREAM)


def _hammer(pen: Pen, colour: RGB) -> None:
    pen.rect(0.43, 0.34, 0.57, 0.97, colour)
    pen.rect(0.14, 0.06, 0.86, 0.36, colour)


def _fish(pen: Pen, colour: RGB) -> None:
    pen.poly([(0.62, 0.5), (0.97, 0.22), (0.97, 0.78)], colour)
    pen.oval(0.40, 0.5, 0.36, 0.24, colour).disc(0.22, 0.45, 0.05, CREAM)


def _flower(pen: Pen, colour: RGB) -> None:
    pen.stroke([(0.5, 0.5), (0.5, 0.97)], 0.06, DARK)
    for turn in range(5):
        a = 2 * math.pi * turn / 5 - math.pi / 2
        pen.disc(0.5 + 0.24 * math.cos(a), 0.36 + 0.24 * math.sin(a), 0.17, colour)
    pen.disc(0.5, 0.36, 0.12, CREAM)


def _phone(pen: Pen, colour: RGB) -> None:
    pen.rect(0.22, 0.03, 0.78, 0.97, colour).rect(0.37, 0.20, 0.63, 0.70, CREAM)


def _drum(pen: Pen, colour: RGB) -> None:
    pen.rect(0.30, 0.26, 0.70, 0.74, colour)
    pen.rect(0.04, 0.10, 0.96, 0.30, colour).rect(0.04, 0.72, 0.96, 0.92, colour)


def _cake(pen: Pen, colour: RGB) -> None:
    pen.poly([(0.04, 0.52), (0.94, 0.24), (0.94, 0.90), (0.04, 0.90)], colour)
    pen.poly([(0.12, 0.66), (0.86, 0.58), (0.86, 0.70), (0.12, 0.74)], CREAM)


def _sphere(pen: Pen, colour: RGB) -> None:
    pen.disc(0.5, 0.5, 0.47, colour)


def _cube(pen: Pen, colour: RGB) -> None:
    dark = tuple(round(channel * 0.78) for channel in colour)
    pen.rect(0.03, 0.28, 0.72, 0.97, colour)
    pen.poly([(0.03, 0.28), (0.28, 0.03), (0.97, 0.03), (0.72, 0.28)], colour)
    pen.poly([(0.72, 0.28), (0.97, 0.03), (0.97, 0.72), (0.72, 0.97)], dark)  # type: ignore[arg-type]


def _cone(pen: Pen, colour: RGB) -> None:
    pen.poly([(0.5, 0.02), (0.95, 0.86), (0.05, 0.86)], colour).oval(0.5, 0.86, 0.45, 0.11, colour)


def _cylinder(pen: Pen, colour: RGB) -> None:
    pen.oval(0.5, 0.16, 0.30, 0.12, colour).rect(0.20, 0.16, 0.80, 0.85, colour)
    pen.oval(0.5, 0.85, 0.30, 0.12, colour).oval(0.5, 0.17, 0.19, 0.06, CREAM)


def _star(pen: Pen, colour: RGB) -> None:
    pen.poly(star(0.5, 0.53, 0.5, 0.21, 5), colour)


def _diamond(pen: Pen, colour: RGB) -> None:
    pen.poly([(0.5, 0.02), (0.98, 0.5), (0.5, 0.98), (0.02, 0.5)], colour)
    pen.poly([(0.5, 0.36), (0.64, 0.5), (0.5, 0.64), (0.36, 0.5)], CREAM)


def _cover(pen: Pen, colour: RGB) -> None:
    pen.ring(0.5, 0.12, 0.09, 0.06, DARK)
    pen.poly([(0.24, 0.16), (0.76, 0.16), (0.94, 0.86), (0.06, 0.86)], colour)
    pen.rect(0.01, 0.82, 0.99, 0.97, colour)


def _drawn(drawing: Drawing) -> Callable[[Thing], np.ndarray]:
    def draw(thing: Thing) -> np.ndarray:
        pen = Pen(1.0)
        drawing(pen, paint_of(thing))
        return pen.outlined(0.035)

    return draw


CARRIED: dict[str, Drawing] = {
    "ball": _ball,
    "kite": _kite,
    "cup": _cup,
    "book": _book,
    "apple": _apple,
    "key": _key,
    "lantern": _lantern,
    "basket": _basket,
    "umbrella": _umbrella,
    "letter": _letter,
    "hammer": _hammer,
    "fish": _fish,
    "flower": _flower,
    "phone": _phone,
    "drum": _drum,
    "cake": _cake,
}
SOLIDS: dict[str, Drawing] = {
    "sphere": _sphere,
    "cube": _cube,
    "cone": _cone,
    "cylinder": _cylinder,
    "star": _star,
    "diamond": _diamond,
    "cover": _cover,
}

LOOKS = {name: Look(draw=_drawn(drawing)) for name, drawing in (CARRIED | SOLIDS).items()}
