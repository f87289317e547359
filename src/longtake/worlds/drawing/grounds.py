"""The grounds: where things stand. Muted colours only, so that whatever is saturated is a thing.

A ground is drawn once at 1280×720 for each light and weather and then only cut out and scaled.
Comes in: a place, a light, a weather; goes out: `(720, 1280, 3)` uint8 RGB.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
FLOOR = 0.62
"""Where the floor of a place begins, as a fraction of the height."""

RGB = tuple[int, int, int]


def _flat(sky: RGB, floor: RGB, horizon: float = FLOOR) -> np.ndarray:
    """A soft gradient above the horizon, another below it."""
    page = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    edge = round(HEIGHT * horizon)
    for top, bottom, colour, fade in ((0, edge, sky, -0.10), (edge, HEIGHT, floor, 0.10)):
        down = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None, None]
        page[top:bottom] = np.array(colour, np.float32) * (1 - fade * (down - 0.5))
    return np.clip(page, 0, 255).astype(np.uint8)


def _rect(page: np.ndarray, left: float, top: float, right: float, bottom: float, c: RGB) -> None:
    corners = (
        (round(left * WIDTH), round(top * HEIGHT)),
        (round(right * WIDTH), round(bottom * HEIGHT)),
    )
    cv2.rectangle(page, *corners, c, -1)


def _poly(page: np.ndarray, points: list[tuple[float, float]], colour: RGB) -> None:
    corners = np.round(np.array(points) * (WIDTH, HEIGHT)).astype(np.int32)
    cv2.fillPoly(page, [corners], colour, cv2.LINE_AA)


def _tree(page: np.ndarray, x: float, foot: float, tall: float, leaf: RGB) -> None:
    _rect(page, x - 0.008, foot - tall * 0.4, x + 0.008, foot, (132, 118, 106))
    for dx, dy, r in ((0, 0.72, 0.30), (-0.03, 0.56, 0.24), (0.03, 0.56, 0.24)):
        centre = round((x + dx) * WIDTH), round((foot - tall * dy) * HEIGHT)
        cv2.circle(page, centre, round(r * tall * HEIGHT), leaf, -1, cv2.LINE_AA)


def _house(page: np.ndarray, left: float, wide: float, tall: float, wall: RGB, roof: RGB) -> None:
    top = FLOOR - tall
    _rect(page, left, top, left + wide, FLOOR, wall)
    _poly(
        page, [(left - 0.01, top), (left + wide / 2, top - 0.14), (left + wide + 0.01, top)], roof
    )
    for column in range(2):
        for row in range(max(1, round(tall / 0.16))):
            x, y = left + wide * (0.18 + 0.42 * column), top + 0.04 + 0.13 * row
            _rect(page, x, y, x + wide * 0.2, y + 0.075, (214, 216, 212))
            _rect(page, x + wide * 0.095, y, x + wide * 0.105, y + 0.075, wall)


def _harbour() -> np.ndarray:
    page = _flat((206, 222, 232), (168, 178, 178))
    _rect(page, 0, 0.44, 1, FLOOR, (150, 178, 196))
    for step in range(40):
        x, y = (step * 0.381) % 1, 0.46 + (step * 0.0171) % 0.15
        _rect(page, x, y, x + 0.04, y + 0.004, (178, 200, 212))
    _poly(page, [(0, 0.44), (0.18, 0.36), (0.42, 0.44)], (172, 186, 190))
    _rect(page, 0, FLOOR, 1, FLOOR + 0.02, (128, 124, 122))
    for x in np.linspace(0.05, 0.95, 10):
        _rect(page, x, FLOOR + 0.02, x + 0.003, 1, (156, 166, 166))
    for x in (0.12, 0.5, 0.88):
        _rect(page, x - 0.012, FLOOR - 0.05, x + 0.012, FLOOR + 0.02, (112, 108, 108))
    return page


def _market() -> np.ndarray:
    page = _flat((232, 226, 208), (204, 190, 168))
    for place, left in enumerate((0.02, 0.27, 0.52, 0.77)):
        wall = ((206, 186, 170), (190, 196, 186), (212, 200, 176), (188, 180, 188))[place]
        _house(page, left, 0.2, 0.28, wall, (164, 134, 122))
        for stripe in range(6):
            x = left + stripe * 0.2 / 6
            c = (222, 214, 204) if stripe % 2 else (186, 160, 152)
            _rect(page, x, FLOOR - 0.12, x + 0.2 / 6, FLOOR - 0.06, c)
    for row in range(6):
        y = FLOOR + 0.06 * (row + 1) ** 1.1
        _rect(page, 0, y, 1, y + 0.003, (190, 176, 154))
    return page


def _square() -> np.ndarray:
    page = _flat((214, 220, 236), (196, 196, 204))
    for left, tall, wall in (
        (0.0, 0.34, (186, 180, 196)),
        (0.2, 0.42, (202, 192, 190)),
        (0.62, 0.3, (182, 188, 198)),
        (0.82, 0.38, (200, 190, 200)),
    ):
        _house(page, left, 0.17, tall, wall, (136, 132, 148))
    _rect(page, 0.45, 0.16, 0.53, FLOOR, (178, 172, 176))
    _poly(page, [(0.44, 0.16), (0.49, 0.03), (0.54, 0.16)], (132, 128, 142))
    cv2.circle(
        page, (round(0.49 * WIDTH), round(0.24 * HEIGHT)), 30, (236, 234, 226), -1, cv2.LINE_AA
    )
    cv2.line(page, (627, 173), (627, 152), (90, 88, 96), 4)
    cv2.line(page, (627, 173), (642, 180), (90, 88, 96), 4)
    for x in np.linspace(-0.6, 1.6, 23):
        _poly(page, [(0.5 + (x - 0.5) * 0.5, FLOOR), (x, 1), (x + 0.004, 1)], (182, 182, 192))
    return page


def _park() -> np.ndarray:
    page = _flat((210, 226, 228), (172, 188, 156))
    _poly(
        page,
        [(0, 0.5), (0.25, 0.42), (0.55, 0.5), (0.8, 0.44), (1, 0.5), (1, FLOOR), (0, FLOOR)],
        (174, 192, 168),
    )
    for x, tall in ((0.08, 0.42), (0.30, 0.32), (0.56, 0.36), (0.78, 0.44), (0.95, 0.34)):
        _tree(page, x, FLOOR + 0.02, tall, (150, 172, 140))
    _poly(page, [(0.36, 1), (0.48, FLOOR), (0.54, FLOOR), (0.72, 1)], (206, 200, 180))
    for step in range(50):
        x, y = (step * 0.618) % 1, FLOOR + 0.03 + (step * 0.0731) % 0.34
        _rect(page, x, y, x + 0.006, y + 0.01, (158, 176, 144))
    return page


def _library() -> np.ndarray:
    page = _flat((222, 212, 196), (178, 156, 138))
    spines = ((176, 152, 140), (156, 164, 168), (190, 176, 150), (150, 156, 146), (172, 160, 172))
    for row in range(4):
        top = 0.06 + row * 0.14
        _rect(page, 0.03, top, 0.97, top + 0.125, (150, 128, 112))
        for book in range(84):
            x = 0.04 + book * 0.011
            tall = 0.07 + (book * 7 + row * 3) % 5 * 0.008
            _rect(
                page, x, top + 0.115 - tall, x + 0.0088, top + 0.115, spines[(book * 3 + row) % 5]
            )
    for x in (0.34, 0.66):
        _rect(page, x - 0.012, 0.02, x + 0.012, FLOOR, (136, 116, 102))
    _rect(page, 0, FLOOR, 1, FLOOR + 0.015, (146, 124, 108))
    return page


def _kitchen() -> np.ndarray:
    page = _flat((230, 230, 222), (190, 178, 166))
    for row in range(9):
        for column in range(24):
            x, y = column / 24, 0.05 + row * 0.06
            _rect(
                page,
                x + 0.001,
                y + 0.002,
                x + 1 / 24 - 0.001,
                y + 0.058,
                (222, 226, 222) if (row + column) % 2 else (212, 220, 216),
            )
    _rect(page, 0, 0.42, 1, 0.45, (168, 150, 138))
    for x in np.linspace(0, 0.9, 7):
        _rect(page, x + 0.004, 0.45, x + 0.14, FLOOR, (204, 192, 176))
        _rect(page, x + 0.06, 0.48, x + 0.084, 0.49, (136, 126, 118))
    _rect(page, 0.40, 0.10, 0.60, 0.34, (190, 206, 214))
    _rect(page, 0.498, 0.10, 0.502, 0.34, (232, 230, 224))
    return page


def _workshop() -> np.ndarray:
    page = _flat((198, 192, 184), (158, 152, 148))
    for x in np.linspace(0, 1, 17):
        _rect(page, x, 0, x + 0.003, FLOOR, (184, 178, 170))
    _rect(page, 0.06, 0.40, 0.94, 0.43, (140, 122, 108))
    for x in (0.10, 0.48, 0.88):
        _rect(page, x, 0.43, x + 0.02, FLOOR, (128, 112, 100))
    for step in range(9):
        x = 0.12 + step * 0.085
        _rect(page, x, 0.14, x + 0.012, 0.28, (148, 146, 148))
        _rect(page, x - 0.012, 0.12, x + 0.024, 0.15, (126, 124, 128))
    return page


def _station() -> np.ndarray:
    page = _flat((204, 210, 214), (184, 182, 178))
    _rect(page, 0, 0.08, 1, 0.14, (146, 150, 158))
    for x in np.linspace(0.06, 0.94, 6):
        _rect(page, x - 0.006, 0.14, x + 0.006, FLOOR, (136, 140, 150))
    _rect(page, 0.10, 0.26, 0.90, 0.54, (172, 166, 176))
    for x in np.linspace(0.14, 0.80, 7):
        _rect(page, x, 0.31, x + 0.07, 0.42, (206, 218, 224))
    _rect(page, 0, 0.56, 1, 0.58, (120, 118, 116))
    _rect(page, 0, FLOOR + 0.03, 1, FLOOR + 0.05, (226, 222, 204))
    return page


def _table() -> np.ndarray:
    page = _flat((198, 176, 154), (190, 168, 146), 0.5)
    for row in range(9):
        y = row / 9
        _rect(page, 0, y, 1, y + 0.003, (178, 156, 134))
        for knot in range(4):
            x = (row * 0.37 + knot * 0.27) % 1
            _rect(page, x, y + 0.03, min(1, x + 0.12), y + 0.032, (184, 162, 140))
    return page


def _board() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), (246, 243, 236), np.uint8)


def _counter() -> np.ndarray:
    page = _flat((214, 222, 218), (172, 150, 136), 0.56)
    for row in range(7):
        for column in range(15):
            x, y = column / 14 - (row % 2) / 28, row * 0.075
            _rect(page, x + 0.002, y + 0.004, x + 1 / 14 - 0.002, y + 0.071, (204, 214, 208))
    _rect(page, 0, 0.535, 1, 0.565, (146, 126, 116))
    for row in range(1, 6):
        y = 0.565 + row * 0.075
        _rect(page, 0, y, 1, y + 0.003, (158, 136, 122))
    return page


def _floor() -> np.ndarray:
    page = _flat((206, 208, 214), (194, 196, 202), 0.5)
    for step in range(1, 12):
        _rect(page, 0, step / 12, 1, step / 12 + 0.002, (188, 190, 198))
        _rect(page, step / 12, 0, step / 12 + 0.001, 1, (188, 190, 198))
    return page


PLACES: dict[str, Callable[[], np.ndarray]] = {
    "harbour": _harbour,
    "market": _market,
    "square": _square,
    "park": _park,
    "library": _library,
    "kitchen": _kitchen,
    "workshop": _workshop,
    "station": _station,
    "table": _table,
    "board": _board,
    "floor": _floor,
    "counter": _counter,
}
TOWN = ("harbour", "market", "square", "park", "library", "kitchen", "workshop", "station")
LIGHTS: dict[str, RGB] = {"day": (255, 255, 255), "dusk": (236, 206, 196), "night": (92, 102, 140)}
WEATHERS: dict[str, tuple[RGB, float]] = {
    "clear": ((255, 255, 255), 0.0),
    "rain": ((108, 122, 140), 0.42),
    "snow": ((244, 248, 252), 0.5),
    "fog": ((206, 208, 208), 0.66),
}
"""The colour that a weather mixes in, and how much of it."""


@lru_cache(maxsize=24)
def ground(place: str, light: str = "day", weather: str = "clear") -> np.ndarray:
    """The ground of a place, `(720, 1280, 3)` uint8; a plain one where the name is empty."""
    return tinted(drawn(place), light, weather)


@lru_cache(maxsize=len(PLACES))
def drawn(place: str) -> np.ndarray:
    """A place by day in clear weather, `(720, 1280, 3)` uint8."""
    return PLACES.get(place, _floor)()


def tinted(page: np.ndarray, light: str, weather: str) -> np.ndarray:
    """A drawn place of any size in another light and weather."""
    colour, share = WEATHERS[weather]
    page = page * np.float32(1 - share) + np.array(colour, np.float32) * share
    if weather == "snow":
        floor = round(len(page) * FLOOR)
        page[floor:] = page[floor:] * 0.4 + 0.6 * 246
    lit: np.ndarray = (page * (np.array(LIGHTS[light], np.float32) / 255)).astype(np.uint8)
    return lit
