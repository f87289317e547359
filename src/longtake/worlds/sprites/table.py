"""What lies on a table in demonstrations: tiles, discs, cups, coins, cards, chips and their trays.

What acts is one blob of colour with a silhouette of its own; trays, wells and shadows are muted, so
that the eyes pass them by. Knows nothing of rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.sprites.fixtures import write
from longtake.worlds.sprites.look import CREAM, MASTER_PX, RGB, Look, Pen, Point, paint_of, shade
from longtake.worlds.stage import Thing

WALNUT, OAK = (122, 96, 76), (150, 122, 98)
FELT, FELT_RIM = (96, 116, 108), (78, 96, 90)
SLATE, SLATE_BAR = (66, 70, 78), (92, 96, 104)
CLAY, CLAY_DARK = (158, 128, 112), (124, 98, 86)
WELL = (108, 84, 66)

TILE_PAGE = Box(0.17, 0.22, 0.81, 0.76)
CARD_ASPECT = 0.72
CARD_PAGE = Box(0.26, 0.26, 0.72, 0.72)
CHIP_PAGE = Box(0.22, 0.32, 0.74, 0.64)
FELT_ASPECT = 1.66
BAR = 0.07
"""Height of a screen's title bar over the screen's height."""
SHADOW = 70


def rounded(pen: Pen, box: tuple[float, float, float, float], radius: float, colour: RGB) -> Pen:
    """A filled rectangle `(left, top, right, bottom)` with round corners."""
    left, top, right, bottom = box
    corners: list[Point] = []
    turns = ((right, top, -90), (right, bottom, 0), (left, bottom, 90), (left, top, 180))
    for x, y, first in turns:
        cx = x - radius if x == right else x + radius
        cy = y - radius if y == bottom else y + radius
        for step in range(7):
            angle = math.radians(first + 15 * step)
            corners.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return pen.poly(corners, colour)


def shadowed(drawn: np.ndarray, by: float = 0.03) -> np.ndarray:
    """The sprite with a soft shadow below and right of it, see-through."""
    shift = round(by * MASTER_PX)
    moved = np.zeros(drawn.shape[:2], np.uint8)
    moved[shift:, shift:] = drawn[:-shift, :-shift, 3]
    soft = cv2.GaussianBlur(moved, (0, 0), shift / 2)
    free = drawn[:, :, 3] == 0
    drawn[free, 3] = (soft[free].astype(np.uint16) * SHADOW // 255).astype(np.uint8)
    return drawn


def _tile(thing: Thing) -> np.ndarray:
    pen, colour = Pen(1.0), paint_of(thing)
    rounded(pen, (0.03, 0.03, 0.95, 0.95), 0.10, colour)
    if thing.pose == "face":
        rounded(pen, (0.14, 0.14, 0.84, 0.84), 0.07, CREAM)
        write(pen.canvas, thing.text, Box(0.17, 0.22, 0.81, 0.76))
    else:
        pen.stroke([(0.13, 0.13), (0.85, 0.13)], 0.02, shade(colour, 0.86))
        pen.ring(0.49, 0.49, 0.17, 0.05, shade(colour, 0.8)).disc(0.49, 0.49, 0.06, CREAM)
    return shadowed(pen.outlined(0.015))


def _ring(thing: Thing) -> np.ndarray:
    pen = Pen(1.0)
    pen.ring(0.5, 0.5, 0.41, 0.12, paint_of(thing))
    return pen.outlined(0.02)


def _beaker(thing: Thing) -> np.ndarray:
    pen, colour = Pen(0.9), paint_of(thing)
    pen.poly([(0.24, 0.06), (0.64, 0.06), (0.80, 0.88), (0.08, 0.88)], colour)
    pen.oval(0.44, 0.88, 0.36, 0.06, colour).oval(0.44, 0.07, 0.20, 0.04, shade(colour, 0.86))
    pen.rect(0.30, 0.24, 0.58, 0.33, CREAM).rect(0.27, 0.60, 0.61, 0.69, CREAM)
    return shadowed(pen.outlined(0.02), 0.035)


def _coin(thing: Thing) -> np.ndarray:
    pen, colour = Pen(1.0), paint_of(thing)
    pen.disc(0.48, 0.48, 0.42, colour).ring(0.48, 0.48, 0.33, 0.03, shade(colour, 0.82))
    pen.rect(0.36, 0.36, 0.60, 0.60, CREAM)
    return shadowed(pen.outlined(0.03))


def _pointer(thing: Thing) -> np.ndarray:
    pen = Pen(1.0)
    pen.poly([(0.06, 0.10), (0.94, 0.10), (0.50, 0.94)], paint_of(thing))
    return pen.outlined(0.03)


def _card(thing: Thing) -> np.ndarray:
    pen, colour = Pen(CARD_ASPECT), paint_of(thing)
    rounded(pen, (0.02, 0.02, CARD_ASPECT - 0.04, 0.96), 0.06, CREAM)
    rounded(pen, (0.05, 0.05, CARD_ASPECT - 0.07, 0.93), 0.04, colour)
    middle = CARD_ASPECT / 2 - 0.01
    if thing.pose == "face":
        pen.oval(middle, 0.49, 0.25, 0.32, CREAM, 0)
        write(pen.canvas, thing.text, Box(0.18, 0.26, 0.80, 0.72))
    else:
        for x in (-0.12, 0.12):
            for y in (-0.22, 0.0, 0.22):
                pen.poly(_diamond(middle + x, 0.49 + y, 0.055, 0.075), CREAM)
    return shadowed(pen.outlined(0.012))


def _diamond(x: float, y: float, wide: float, high: float) -> list[Point]:
    return [(x, y - high), (x + wide, y), (x, y + high), (x - wide, y)]


def _chip(thing: Thing) -> np.ndarray:
    pen, colour = Pen(1.0), paint_of(thing)
    pen.disc(0.48, 0.48, 0.44, colour)
    for turn in range(8):
        a = math.pi * (turn / 4 + 1 / 8)
        inner, outer = 0.42, 0.45
        pen.stroke(
            [
                (0.48 + inner * math.cos(a), 0.48 + inner * math.sin(a)),
                (0.48 + outer * math.cos(a), 0.48 + outer * math.sin(a)),
            ],
            0.07,
            CREAM,
        )
    pen.disc(0.48, 0.48, 0.28, CREAM)
    write(pen.canvas, thing.text, Box(0.22, 0.32, 0.74, 0.64))
    return shadowed(pen.outlined(0.015))


def _tray(thing: Thing) -> np.ndarray:
    pen = Pen(1.0)
    rounded(pen, (0.0, 0.0, 0.98, 0.98), 0.04, WALNUT)
    rounded(pen, (0.025, 0.025, 0.955, 0.955), 0.03, OAK)
    return shadowed(pen.canvas, 0.02)


def _felt(thing: Thing) -> np.ndarray:
    pen = Pen(FELT_ASPECT)
    rounded(pen, (0.0, 0.0, FELT_ASPECT - 0.02, 0.98), 0.06, FELT_RIM)
    rounded(pen, (0.015, 0.015, FELT_ASPECT - 0.035, 0.965), 0.05, FELT)
    return shadowed(pen.canvas, 0.015)


def _screen(thing: Thing) -> np.ndarray:
    pen = Pen(FELT_ASPECT)
    rounded(pen, (0.0, 0.0, FELT_ASPECT - 0.02, 0.98), 0.03, SLATE_BAR)
    rounded(pen, (0.01, BAR, FELT_ASPECT - 0.03, 0.97), 0.02, SLATE)
    for place, tone in enumerate(((176, 140, 134), (180, 168, 132), (140, 166, 142))):
        pen.disc(0.04 + 0.04 * place, BAR / 2, 0.012, tone)
    return shadowed(pen.canvas, 0.015)


def _well(thing: Thing) -> np.ndarray:
    pen = Pen(1.0)
    pen.disc(0.5, 0.5, 0.47, shade(WELL, 0.86)).disc(0.5, 0.52, 0.44, WELL)
    return pen.canvas


def _tumbler(thing: Thing) -> np.ndarray:
    pen = Pen(0.9)
    pen.poly([(0.06, 0.08), (0.82, 0.08), (0.68, 0.92), (0.20, 0.92)], CLAY)
    pen.oval(0.44, 0.91, 0.24, 0.05, CLAY)
    pen.oval(0.44, 0.09, 0.38, 0.07, shade(CLAY, 1.12)).oval(0.44, 0.10, 0.33, 0.05, CLAY_DARK)
    pen.poly([(0.11, 0.34), (0.77, 0.34), (0.75, 0.44), (0.13, 0.44)], shade(CLAY, 1.14))
    return shadowed(pen.canvas)


def _stack(thing: Thing) -> np.ndarray:
    """The edges of cards under the uppermost one."""
    pen = Pen(CARD_ASPECT)
    for layer in range(4, -1, -1):
        down = 0.012 * layer
        box = (0.01 + down / 2, 0.02 + down, CARD_ASPECT - 0.05 + down / 2, 0.93 + down)
        rounded(pen, box, 0.05, (226 - 14 * (layer % 2), 220 - 14 * (layer % 2), 206))
    return shadowed(pen.canvas)


def _still(drawing: Callable[[Thing], np.ndarray], aspect: float = 1.0) -> Look:
    return Look(draw=drawing, aspect=aspect)


LOOKS = {
    "tile": Look(draw=_tile, poses=("back", "face"), page=TILE_PAGE, samples=("8",)),
    "ring": _still(_ring),
    "beaker": _still(_beaker, 0.9),
    "coin": _still(_coin),
    "arrow": _still(_pointer),
    "card": Look(
        draw=_card, aspect=CARD_ASPECT, poses=("face", "back"), page=CARD_PAGE, samples=("8",)
    ),
    "chip": Look(draw=_chip, page=CHIP_PAGE, samples=("20",)),
    "tray": _still(_tray),
    "felt": _still(_felt, FELT_ASPECT),
    "terminal": _still(_screen, FELT_ASPECT),
    "well": _still(_well),
    "tumbler": _still(_tumbler, 0.9),
    "stack": _still(_stack, CARD_ASPECT),
}
