"""What procedures are done with: vessels, food and tools, each in all its states.

Every state is one blob of colour with an outline or holes of its own. Knows nothing of procedures.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from longtake.worlds.sprites.look import CREAM, DARK, RGB, Look, Pen, paint_of
from longtake.worlds.stage import Thing

Drawing = Callable[[Pen, RGB, str], object]


def _steam(pen: Pen, colour: RGB, *places: float, top: float = 0.02, foot: float = 0.3) -> None:
    for x in places:
        ys = np.linspace(top, foot, 9)
        pen.stroke([(x + 0.03 * math.sin(18 * y), y) for y in ys], 0.055, colour)


def _mug(pen: Pen, colour: RGB, pose: str) -> None:
    pen.ring(0.76, 0.64, 0.15, 0.08, colour).rect(0.14, 0.36, 0.72, 0.96, colour)
    if pose == "full":
        pen.rect(0.14, 0.30, 0.72, 0.40, colour)
        _steam(pen, colour, 0.26, 0.43, 0.60, foot=0.34)
    else:
        pen.poly([(0.20, 0.36), (0.66, 0.36), (0.62, 0.62), (0.24, 0.62)], CREAM)


def _kettle(pen: Pen, colour: RGB, pose: str) -> None:
    pen.ring(0.46, 0.38, 0.22, 0.07, colour)
    pen.poly([(0.22, 0.46), (0.70, 0.46), (0.80, 0.95), (0.12, 0.95)], colour)
    pen.poly([(0.72, 0.70), (0.94, 0.46), (0.99, 0.52), (0.78, 0.86)], colour)
    if pose == "hot":
        _steam(pen, colour, 0.86, 0.96, foot=0.5)


def _sachet(pen: Pen, colour: RGB, pose: str) -> None:
    pen.stroke([(0.5, 0.56), (0.42, 0.30), (0.5, 0.14)], 0.06, colour)
    pen.rect(0.36, 0.02, 0.64, 0.18, colour)
    pen.poly([(0.24, 0.52), (0.76, 0.52), (0.86, 0.97), (0.14, 0.97)], colour)


def _spoon(pen: Pen, colour: RGB, pose: str) -> None:
    pen.oval(0.5, 0.20, 0.15, 0.19, colour).rect(0.46, 0.34, 0.54, 0.98, colour)


def _sack(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.34, 0.02), (0.66, 0.02), (0.58, 0.22), (0.42, 0.22)], colour)
    pen.oval(0.5, 0.62, 0.42, 0.36, colour).rect(0.42, 0.18, 0.58, 0.36, colour)
    pen.rect(0.34, 0.56, 0.66, 0.74, CREAM)


def _can(pen: Pen, colour: RGB, pose: str) -> None:
    pen.ring(0.30, 0.40, 0.20, 0.07, colour).rect(0.14, 0.42, 0.58, 0.96, colour)
    pen.stroke([(0.56, 0.82), (0.86, 0.36)], 0.08, colour)
    pen.stroke([(0.74, 0.28), (0.97, 0.44)], 0.09, colour)


def _planter(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.12, 0.46, 0.88, 0.62, colour)
    pen.poly([(0.20, 0.60), (0.80, 0.60), (0.68, 0.97), (0.32, 0.97)], colour)
    if pose == "soil":
        pen.oval(0.5, 0.46, 0.30, 0.26, colour)
    else:
        pen.oval(0.5, 0.52, 0.28, 0.05, CREAM)


def _seed(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.5, 0.02), (0.66, 0.5), (0.34, 0.5)], colour).disc(0.5, 0.62, 0.22, colour)
    pen.stroke([(0.5, 0.44), (0.5, 0.76)], 0.05, CREAM)


def _sprout(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.46, 0.36, 0.54, 0.98, colour)
    pen.oval(0.26, 0.34, 0.24, 0.11, colour, 35).oval(0.74, 0.34, 0.24, 0.11, colour, -35)


def _bulb(pen: Pen, colour: RGB, pose: str) -> None:
    pen.disc(0.5, 0.34, 0.31, colour).rect(0.36, 0.58, 0.64, 0.74, colour)
    pen.rect(0.39, 0.78, 0.61, 0.96, colour).rect(0.47, 0.70, 0.53, 0.82, colour)
    pen.stroke([(0.40, 0.48), (0.46, 0.28), (0.54, 0.28), (0.60, 0.48)], 0.035, CREAM)


def _plug(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.30, 0.04, 0.40, 0.36, colour).rect(0.60, 0.04, 0.70, 0.36, colour)
    pen.poly([(0.18, 0.34), (0.82, 0.34), (0.74, 0.66), (0.26, 0.66)], colour)
    pen.stroke([(0.5, 0.64), (0.46, 0.80), (0.58, 0.96)], 0.08, colour)


def _bowl(pen: Pen, colour: RGB, pose: str) -> None:
    rim = [(0.5 - 0.46 * math.cos(a), 0.50 + 0.40 * math.sin(a)) for a in np.linspace(0, math.pi)]
    pen.poly(rim, colour).rect(0.34, 0.86, 0.66, 0.96, colour)
    if pose == "full":
        for x, y in ((0.32, 0.44), (0.5, 0.36), (0.68, 0.44)):
            pen.disc(x, y, 0.16, colour)
    else:
        pen.oval(0.5, 0.52, 0.38, 0.05, CREAM)


def _egg(pen: Pen, colour: RGB, pose: str) -> None:
    pen.oval(0.5, 0.60, 0.27, 0.36, colour).oval(0.5, 0.46, 0.21, 0.40, colour)
    pen.stroke([(0.28, 0.56), (0.40, 0.48), (0.5, 0.58), (0.6, 0.48), (0.72, 0.56)], 0.05, CREAM)


def _candle(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.40, 0.38, 0.60, 0.97, colour).rect(0.47, 0.28, 0.53, 0.40, colour)
    pen.poly([(0.5, 0.01), (0.60, 0.20), (0.5, 0.32), (0.40, 0.20)], colour)
    pen.rect(0.28, 0.88, 0.72, 0.97, colour)


def _parcel(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.10, 0.44, 0.90, 0.97, colour)
    if pose == "open":
        pen.poly([(0.10, 0.46), (0.24, 0.46), (0.10, 0.16), (0.0, 0.24)], colour)
        pen.poly([(0.90, 0.46), (0.76, 0.46), (0.90, 0.16), (1.0, 0.24)], colour)
    elif pose == "closed":
        pen.rect(0.04, 0.32, 0.96, 0.48, colour).rect(0.42, 0.33, 0.58, 0.56, CREAM)
    else:
        pen.rect(0.04, 0.36, 0.96, 0.48, colour)
        pen.rect(0.45, 0.52, 0.55, 0.88, CREAM).rect(0.18, 0.66, 0.82, 0.75, CREAM)
        pen.ring(0.34, 0.24, 0.12, 0.07, colour).ring(0.66, 0.24, 0.12, 0.07, colour)
        pen.rect(0.44, 0.24, 0.56, 0.40, colour)


def _scissors(pen: Pen, colour: RGB, pose: str) -> None:
    pen.stroke([(0.36, 0.66), (0.66, 0.04)], 0.09, colour)
    pen.stroke([(0.64, 0.66), (0.34, 0.04)], 0.09, colour)
    pen.ring(0.28, 0.80, 0.13, 0.08, colour).ring(0.72, 0.80, 0.13, 0.08, colour)


def _bread(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.14, 0.40, 0.86, 0.96, colour)
    pen.oval(0.30, 0.36, 0.24, 0.20, colour).oval(0.70, 0.36, 0.24, 0.20, colour)
    pen.oval(0.5, 0.34, 0.2, 0.18, colour).rect(0.26, 0.50, 0.74, 0.84, CREAM)


def _cheese(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.04, 0.86), (0.96, 0.86), (0.96, 0.36)], colour)
    pen.disc(0.76, 0.66, 0.08, CREAM).disc(0.52, 0.76, 0.06, CREAM)


def _sandwich(pen: Pen, colour: RGB, pose: str) -> None:
    if pose == "cut":
        pen.poly([(0.02, 0.92), (0.44, 0.92), (0.02, 0.30)], colour)
        pen.poly([(0.98, 0.92), (0.56, 0.92), (0.98, 0.30)], colour)
        pen.rect(0.02, 0.88, 0.98, 0.97, colour)
    else:
        pen.rect(0.04, 0.70, 0.96, 0.94, colour).rect(0.04, 0.24, 0.96, 0.48, colour)
        pen.rect(0.30, 0.44, 0.70, 0.74, colour)


def _carrot(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.34, 0.32), (0.66, 0.32), (0.5, 0.98)], colour)
    for x in (0.28, 0.5, 0.72):
        pen.stroke([(0.5, 0.34), (x, 0.04)], 0.08, colour)


def _pan(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.08, 0.54, 0.70, 0.94, colour).rect(0.66, 0.58, 1.0, 0.66, colour)
    if pose == "empty":
        pen.rect(0.15, 0.54, 0.63, 0.78, CREAM)
    if pose == "full":
        pen.rect(0.15, 0.54, 0.63, 0.62, CREAM)
    if pose == "hot":
        _steam(pen, colour, 0.20, 0.39, 0.58, foot=0.56)


def _paper(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.16, 0.03), (0.64, 0.03), (0.84, 0.23), (0.84, 0.97), (0.16, 0.97)], colour)
    if pose == "blank":
        pen.poly([(0.26, 0.13), (0.58, 0.13), (0.74, 0.29), (0.74, 0.87), (0.26, 0.87)], CREAM)
    else:
        for y in (0.34, 0.54, 0.74):
            pen.rect(0.28, y, 0.72, y + 0.08, CREAM)


def _seal(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.30, 0.5), (0.5, 0.6), (0.42, 0.98), (0.30, 0.86), (0.16, 0.92)], colour)
    pen.poly([(0.70, 0.5), (0.5, 0.6), (0.58, 0.98), (0.70, 0.86), (0.84, 0.92)], colour)
    pen.disc(0.5, 0.36, 0.34, colour).disc(0.5, 0.36, 0.17, CREAM)


def _postbox(pen: Pen, colour: RGB, pose: str) -> None:
    pen.oval(0.44, 0.34, 0.30, 0.20, colour).rect(0.14, 0.32, 0.74, 0.66, colour)
    pen.rect(0.38, 0.64, 0.50, 0.98, colour).rect(0.24, 0.40, 0.64, 0.47, CREAM)
    if pose == "up":
        pen.rect(0.72, 0.04, 0.80, 0.56, colour).rect(0.72, 0.04, 0.98, 0.22, colour)
    else:
        pen.rect(0.70, 0.50, 0.98, 0.58, colour)


def _plank(pen: Pen, colour: RGB, pose: str) -> None:
    if pose == "cut":
        for y in (0.38, 0.60, 0.82):
            pen.rect(0.22, y, 0.78, y + 0.14, colour)
        pen.rect(0.46, 0.38, 0.54, 0.96, colour)
    else:
        pen.rect(0.0, 0.72, 1.0, 0.92, colour).rect(0.12, 0.78, 0.88, 0.83, CREAM)


def _nestbox(pen: Pen, colour: RGB, pose: str) -> None:
    if pose == "hung":
        pen.rect(0.45, 0.60, 0.55, 0.98, colour)
        pen.poly([(0.5, 0.02), (0.86, 0.28), (0.14, 0.28)], colour)
        pen.rect(0.24, 0.26, 0.76, 0.66, colour).disc(0.5, 0.44, 0.10, CREAM)
        return
    pen.rect(0.18, 0.42, 0.82, 0.97, colour).disc(0.5, 0.66, 0.13, CREAM)
    if pose == "roofed":
        pen.poly([(0.5, 0.02), (0.98, 0.44), (0.02, 0.44)], colour)


def _bird(pen: Pen, colour: RGB, pose: str) -> None:
    pen.oval(0.48, 0.60, 0.30, 0.22, colour).disc(0.72, 0.36, 0.17, colour)
    pen.poly([(0.86, 0.30), (0.99, 0.38), (0.86, 0.44)], colour)
    pen.poly([(0.24, 0.56), (0.01, 0.40), (0.06, 0.66)], colour).disc(0.76, 0.33, 0.04, CREAM)
    pen.rect(0.42, 0.78, 0.47, 0.97, colour).rect(0.54, 0.78, 0.59, 0.97, colour)


def _easel(pen: Pen, colour: RGB, pose: str) -> None:
    pen.stroke([(0.5, 0.04), (0.14, 0.96)], 0.08, colour)
    pen.stroke([(0.5, 0.04), (0.86, 0.96)], 0.08, colour).rect(0.46, 0.02, 0.54, 0.96, colour)
    pen.rect(0.16, 0.66, 0.84, 0.74, colour)
    if pose == "empty":
        return
    pen.rect(0.14, 0.14, 0.86, 0.70, colour)
    if pose == "blank":
        pen.rect(0.22, 0.22, 0.78, 0.62, CREAM)
    elif pose == "sketch":
        pen.rect(0.22, 0.22, 0.78, 0.62, CREAM)
        pen.poly([(0.22, 0.62), (0.42, 0.32), (0.56, 0.5), (0.66, 0.38), (0.78, 0.62)], colour)
    else:
        pen.disc(0.66, 0.30, 0.06, CREAM)


def _frame(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.44, 0.02), (0.56, 0.02), (0.72, 0.24), (0.28, 0.24)], colour)
    pen.rect(0.04, 0.22, 0.96, 0.96, colour).rect(0.16, 0.34, 0.84, 0.84, CREAM)
    pen.poly([(0.16, 0.84), (0.40, 0.50), (0.60, 0.84)], colour)


def _wheel(pen: Pen, colour: RGB, pose: str) -> None:
    pen.ring(0.5, 0.5, 0.40, 0.10 if pose != "bare" else 0.05, colour)
    for turn in range(3):
        a = math.pi * turn / 3
        dx, dy = 0.38 * math.cos(a), 0.38 * math.sin(a)
        pen.stroke([(0.5 - dx, 0.5 - dy), (0.5 + dx, 0.5 + dy)], 0.045, colour)
    pen.disc(0.5, 0.5, 0.09, colour)
    if pose == "flat":
        pen.poly([(0.14, 0.76), (0.86, 0.76), (0.98, 0.97), (0.02, 0.97)], colour)


def _tyre(pen: Pen, colour: RGB, pose: str) -> None:
    pen.ring(0.5, 0.5, 0.35, 0.14, colour)
    for turn in range(8):
        a = math.pi * (turn + 0.5) / 4
        pen.disc(0.5 + 0.43 * math.cos(a), 0.5 + 0.43 * math.sin(a), 0.055, colour)
    if pose == "patched":
        pen.rect(0.02, 0.38, 0.34, 0.62, colour).rect(0.66, 0.38, 0.98, 0.62, colour)


def _press(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.10, 0.86, 0.90, 0.97, colour).rect(0.12, 0.10, 0.22, 0.90, colour)
    pen.rect(0.78, 0.10, 0.88, 0.90, colour).rect(0.12, 0.10, 0.88, 0.20, colour)
    low = 0.70 if pose == "closed" else 0.28
    pen.rect(0.46, 0.02, 0.54, low, colour).rect(0.26, low - 0.08, 0.74, low + 0.06, colour)


def _straw(pen: Pen, colour: RGB, pose: str) -> None:
    pen.stroke([(0.86, 0.06), (0.56, 0.12), (0.40, 0.96)], 0.10, colour)


def _shirt(pen: Pen, colour: RGB, pose: str) -> None:
    if pose == "folded":
        pen.rect(0.16, 0.34, 0.84, 0.96, colour)
        pen.poly([(0.34, 0.34), (0.66, 0.34), (0.5, 0.62)], CREAM)
        pen.poly([(0.28, 0.36), (0.44, 0.18), (0.5, 0.36)], colour)
        pen.poly([(0.72, 0.36), (0.56, 0.18), (0.5, 0.36)], colour)
        return
    pen.poly([(0.28, 0.10), (0.72, 0.10), (0.98, 0.36), (0.84, 0.50), (0.72, 0.38)], colour)
    pen.poly([(0.72, 0.10), (0.28, 0.10), (0.02, 0.36), (0.16, 0.50), (0.28, 0.38)], colour)
    pen.rect(0.27, 0.10, 0.73, 0.96, colour).oval(0.5, 0.10, 0.12, 0.07, CREAM)
    if pose == "creased":
        for y in (0.40, 0.58, 0.76):
            pen.stroke([(0.34, y), (0.46, y + 0.08), (0.54, y), (0.66, y + 0.08)], 0.055, CREAM)


def _trestle(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.0, 0.36), (0.16, 0.28), (1.0, 0.28), (1.0, 0.42), (0.08, 0.42)], colour)
    pen.stroke([(0.30, 0.42), (0.76, 0.95)], 0.07, colour)
    pen.stroke([(0.74, 0.42), (0.28, 0.95)], 0.07, colour)


def _iron(pen: Pen, colour: RGB, pose: str) -> None:
    pen.poly([(0.02, 0.92), (0.30, 0.60), (0.94, 0.60), (0.96, 0.92)], colour)
    pen.stroke([(0.40, 0.62), (0.40, 0.40), (0.84, 0.40), (0.84, 0.62)], 0.09, colour)
    if pose == "hot":
        _steam(pen, colour, 0.06, 0.18, top=0.38, foot=0.9)


def _bottle(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.42, 0.02, 0.58, 0.30, colour)
    pen.poly([(0.42, 0.28), (0.58, 0.28), (0.74, 0.46), (0.26, 0.46)], colour)
    pen.rect(0.26, 0.44, 0.74, 0.97, colour).rect(0.32, 0.58, 0.68, 0.84, CREAM)


def _saw(pen: Pen, colour: RGB, pose: str) -> None:
    teeth = [(0.36 + 0.06 * k, 0.66 if k % 2 else 0.58) for k in range(11)]
    pen.poly([(0.34, 0.40), (0.98, 0.52), *reversed(teeth)], colour)
    pen.ring(0.20, 0.52, 0.14, 0.09, colour)


def _brush(pen: Pen, colour: RGB, pose: str) -> None:
    pen.stroke([(0.5, 0.02), (0.5, 0.62)], 0.07, colour).rect(0.42, 0.56, 0.58, 0.68, DARK)
    pen.poly([(0.40, 0.66), (0.60, 0.66), (0.58, 0.86), (0.5, 0.98), (0.42, 0.86)], colour)
    pen.rect(0.48, 0.50, 0.52, 0.70, colour)


def _pump(pen: Pen, colour: RGB, pose: str) -> None:
    pen.rect(0.24, 0.04, 0.76, 0.14, colour).rect(0.47, 0.10, 0.53, 0.42, colour)
    pen.rect(0.40, 0.40, 0.60, 0.94, colour).rect(0.26, 0.88, 0.74, 0.97, colour)


def _drawn(drawing: Drawing) -> Callable[[Thing], np.ndarray]:
    def draw(thing: Thing) -> np.ndarray:
        pen = Pen(1.0)
        drawing(pen, paint_of(thing), thing.pose)
        return pen.outlined(0.025)

    return draw


POSES: dict[str, tuple[Drawing, tuple[str, ...]]] = {
    "mug": (_mug, ("empty", "full")),
    "kettle": (_kettle, ("cold", "hot")),
    "planter": (_planter, ("empty", "soil")),
    "bowl": (_bowl, ("empty", "full")),
    "parcel": (_parcel, ("open", "closed", "tied")),
    "sandwich": (_sandwich, ("whole", "cut")),
    "pan": (_pan, ("empty", "full", "hot")),
    "paper": (_paper, ("blank", "written")),
    "postbox": (_postbox, ("down", "up")),
    "plank": (_plank, ("whole", "cut")),
    "nestbox": (_nestbox, ("open", "roofed", "hung")),
    "easel": (_easel, ("empty", "blank", "sketch", "painted")),
    "wheel": (_wheel, ("flat", "bare", "round")),
    "tyre": (_tyre, ("worn", "patched")),
    "press": (_press, ("open", "closed")),
    "shirt": (_shirt, ("creased", "smooth", "folded")),
    "iron": (_iron, ("cold", "hot")),
}
PLAIN: dict[str, Drawing] = {
    "sachet": _sachet,
    "spoon": _spoon,
    "sack": _sack,
    "can": _can,
    "seed": _seed,
    "sprout": _sprout,
    "bulb": _bulb,
    "plug": _plug,
    "egg": _egg,
    "candle": _candle,
    "scissors": _scissors,
    "bread": _bread,
    "cheese": _cheese,
    "carrot": _carrot,
    "seal": _seal,
    "bird": _bird,
    "frame": _frame,
    "straw": _straw,
    "trestle": _trestle,
    "bottle": _bottle,
    "saw": _saw,
    "brush": _brush,
    "pump": _pump,
}
LOOKS = {name: Look(draw=_drawn(draw), poses=poses) for name, (draw, poses) in POSES.items()}
LOOKS |= {name: Look(draw=_drawn(draw)) for name, draw in PLAIN.items()}
