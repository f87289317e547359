"""Draws the made-up harbour of Vallmo at dusk: the "camera" shots of the sample video.

Knows nothing of slides or files. Comes in: a time in seconds. Goes out: (720, 1280, 3) uint8 RGB.
"""

from __future__ import annotations

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
HORIZON = 400
LAMP = np.array([255, 196, 110], np.float32)

_x = np.arange(WIDTH, dtype=np.float32)[None, :]
_y = np.arange(HEIGHT, dtype=np.float32)[:, None]


def _blend(colours: list[tuple[int, int, int]], at: np.ndarray) -> np.ndarray:
    """Colours along a gradient; `at` runs from 0 (first colour) to 1 (last)."""
    stops = np.linspace(0, 1, len(colours))
    channels = [np.interp(at, stops, [colour[i] for colour in colours]) for i in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def _dusk() -> np.ndarray:
    """Sky down to the horizon, and the water that mirrors it, darker."""
    sky = _blend([(22, 30, 66), (60, 62, 112), (176, 104, 112), (244, 164, 104)], _y / HORIZON)
    depth = (_y - HORIZON) / (HEIGHT - HORIZON)
    water = _blend([(150, 96, 100), (52, 56, 96), (16, 24, 50)], depth)
    return np.repeat(np.where((_y < HORIZON)[..., None], sky, water), WIDTH, axis=1)


def _glow(image: np.ndarray, x: float, y: float, radius: float, strength: float) -> None:
    """Adds a lamp's light around a point."""
    reach = int(radius * 3)
    left, right = max(0, int(x) - reach), min(WIDTH, int(x) + reach)
    top, bottom = max(0, int(y) - reach), min(HEIGHT, int(y) + reach)
    if left >= right or top >= bottom:
        return
    distance = (_x[:, left:right] - x) ** 2 + (_y[top:bottom] - y) ** 2
    light = strength * np.exp(-distance / (radius * radius))
    image[top:bottom, left:right] += light[..., None] * LAMP


def _reflection(image: np.ndarray, x: float, time_s: float, width: float, strength: float) -> None:
    """Adds a lamp's broken light on the water below it."""
    down = np.arange(HORIZON + 6, HEIGHT, dtype=np.float32)[:, None]
    depth = (down - HORIZON) / (HEIGHT - HORIZON)
    sway = np.sin(down * 0.16 - time_s * 5 + x) * (2 + 16 * depth)
    ripple = 0.5 + 0.5 * np.sin(down * (0.9 - 0.5 * depth) + time_s * 7 + x * 0.3)
    spread = width * (1 + 2.5 * depth)
    light = np.exp(-(((_x - x - sway) / spread) ** 2)) * ripple * (1 - depth) * strength
    image[HORIZON + 6 :] += light[..., None] * LAMP


def _hills(image: np.ndarray, shift: float) -> None:
    """Draws two ranges of hills behind the water."""
    for base, height, colour in ((34, 26, (96, 70, 100)), (14, 18, (48, 44, 78))):
        ridge = base + height * np.sin((_x + shift) / 170 + base) * np.sin((_x + shift) / 71)
        image[(_y >= HORIZON - ridge) & (_y < HORIZON)] = colour


def _boat(image: np.ndarray, x: float, time_s: float) -> None:
    """Draws a small ferry with lit windows, rocking."""
    y = HORIZON + 62 + 3 * np.sin(time_s * 2.2)
    _reflection(image, x, time_s, 26, 0.4)
    hull = np.array([(-120, 0), (130, 0), (100, 34), (-100, 34)]) + np.array([x, y])
    cv2.fillPoly(image, [hull.astype(np.int32)], (24, 26, 44), cv2.LINE_AA)
    for left, top, right, bottom, colour in (
        (-80, -40, 70, 0, (226, 222, 214)),
        (-40, -72, 40, -40, (200, 196, 190)),
        (-8, -106, 4, -72, (150, 60, 54)),
    ):
        corners = (int(x + left), int(y + top)), (int(x + right), int(y + bottom))
        cv2.rectangle(image, *corners, colour, -1, cv2.LINE_AA)
    for window in range(-66, 60, 26):
        _glow(image, x + window, y - 20, 7, 1.0)


def _lighthouse(image: np.ndarray, x: float, foot: float, tall: float, time_s: float) -> None:
    """Draws the tower, its lamp and the beam that turns."""
    lamp_y = foot - tall
    turn = np.sin(time_s * 1.3)
    angle = np.arctan2(_y - lamp_y, (_x - x) * np.sign(turn + 1e-6))
    distance = np.hypot(_x - x, _y - lamp_y)
    beam = np.exp(-((angle / 0.09) ** 2)) * abs(turn) * np.exp(-distance / 620) * 0.8
    image += beam[..., None] * LAMP
    wide = tall * 0.13
    for stripe in range(6):
        low, high = stripe / 6, (stripe + 1) / 6
        lower, upper = wide * (1 - 0.4 * low), wide * (1 - 0.4 * high)
        corners = np.array(
            [
                (x - lower, foot - tall * low),
                (x + lower, foot - tall * low),
                (x + upper, foot - tall * high),
                (x - upper, foot - tall * high),
            ]
        )
        colour = (214, 206, 198) if stripe % 2 == 0 else (164, 62, 58)
        cv2.fillPoly(image, [corners.astype(np.int32)], colour, cv2.LINE_AA)
    _glow(image, x, lamp_y, tall * 0.12, 1.2)


def _done(image: np.ndarray) -> np.ndarray:
    return np.clip(image, 0, 255).astype(np.uint8)


def bay(time_s: float) -> np.ndarray:
    """The whole bay: a ferry crosses before the hills, the lighthouse turns."""
    image = _dusk()
    _hills(image, 0)
    _lighthouse(image, 1060, HORIZON + 6, 190, time_s)
    for lamp in range(9):
        x = 60 + lamp * 92
        _glow(image, x, HORIZON - 10, 9, 0.9)
        _reflection(image, x, time_s, 6, 0.3)
    _boat(image, 240 + 70 * time_s, time_s)
    return _done(image)


def pier(time_s: float) -> np.ndarray:
    """Walking along the pier: the new lamps pass by, each lit as it comes close."""
    image = _dusk()
    _hills(image, 30 * time_s)
    deck = np.array([(0, 560), (WIDTH, 520), (WIDTH, HEIGHT), (0, HEIGHT)])
    cv2.fillPoly(image, [deck.astype(np.int32)], (40, 34, 40), cv2.LINE_AA)
    for plank in range(-1, 18):
        x = int(plank * 90 - (150 * time_s) % 90)
        cv2.line(image, (x, HEIGHT), (x + 34, 530), (26, 22, 30), 3, cv2.LINE_AA)
    for lamp in range(8):
        x = 180 + lamp * 380 - 150 * time_s
        if not -200 < x < WIDTH + 200:
            continue
        foot = 560 - 40 * x / WIDTH
        cv2.line(image, (int(x), int(foot)), (int(x), 190), (18, 18, 28), 9, cv2.LINE_AA)
        cv2.line(image, (int(x), 190), (int(x) + 46, 176), (18, 18, 28), 6, cv2.LINE_AA)
        lit = float(np.clip((980 - x) / 160, 0, 1))
        _glow(image, x + 46, 186, 34, 0.25 + 1.1 * lit)
        _glow(image, x + 30, foot + 30, 90, 0.28 * lit)
    return _done(image)


def lighthouse(time_s: float) -> np.ndarray:
    """The lighthouse from close by, stars above it."""
    image = _dusk() * 0.55
    _hills(image, 300)
    stars = np.random.default_rng(7).uniform((0, 0), (WIDTH, HORIZON - 120), (70, 2))
    for index, (x, y) in enumerate(stars):
        twinkle = 0.5 + 0.5 * np.sin(time_s * 3 + index)
        cv2.circle(image, (int(x), int(y)), 1, (150 + 90 * twinkle,) * 3, -1, cv2.LINE_AA)
    rock = np.array([(250, 640), (420, 560), (560, 548), (720, 600), (820, 660)])
    _reflection(image, 500, time_s, 22, 0.35)
    _lighthouse(image, 500, 560, 400, time_s)
    cv2.fillPoly(image, [rock.astype(np.int32)], (20, 20, 30), cv2.LINE_AA)
    return _done(image)
