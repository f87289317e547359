"""A sheet to write and draw on: type, bars, dots, arcs and pictures.

Knows pixels and OpenCV's typeface, and nothing of films. Calls come in; the bytes of a PNG go out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

Colour = tuple[int, int, int]

PAPER: Colour = (251, 250, 247)
INK: Colour = (28, 33, 48)
SOFT: Colour = (112, 116, 130)
LINE: Colour = (226, 222, 212)
TRACK: Colour = (241, 238, 230)
ACCENT: Colour = (176, 92, 16)
WHITE: Colour = (255, 255, 255)
LIGHT = 0.62
"""Luminance from which dark type is used on a colour."""


class Paper:
    """A sheet that is as high as needed; it is cut below the last thing on it."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.pixels = np.full((height_px, width_px, 3), PAPER, np.uint8)
        self.face = cv2.FontFace("sans")

    @property
    def width_px(self) -> int:
        return int(self.pixels.shape[1])

    def room(self, height_px: int) -> None:
        """Make sure that there is so much paper from the top."""
        missing = height_px - self.pixels.shape[0]
        if missing > 0:
            more = np.full((missing + 800, self.width_px, 3), PAPER, np.uint8)
            self.pixels = np.vstack([self.pixels, more])

    def write(
        self,
        x: float,
        baseline: float,
        text: str,
        size: int = 14,
        colour: Colour = INK,
        weight: int = 400,
    ) -> None:
        """One line from `x` on."""
        at = (round(x), round(baseline))
        cv2.putText(self.pixels, text, at, colour, self.face, size, weight)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        radius: int = 0,
    ) -> None:
        """A filled rectangle, its corners rounded."""
        x0, y0, x1, y1 = (round(value) for value in (left, top, right, bottom))
        radius = max(0, min(radius, (x1 - x0 - 1) // 2, (y1 - y0 - 1) // 2))
        if x1 <= x0 or y1 <= y0:
            return
        self.pixels[y0:y1, x0 + radius : x1 - radius] = colour
        self.pixels[y0 + radius : y1 - radius, x0:x1] = colour
        for x in (x0 + radius, x1 - radius - 1):
            for y in (y0 + radius, y1 - radius - 1):
                cv2.circle(self.pixels, (x, y), radius, colour, -1, cv2.LINE_AA)

    def dot(self, x: float, y: float, radius: int, colour: Colour) -> None:
        """A filled circle."""
        cv2.circle(self.pixels, (round(x), round(y)), radius, colour, -1, cv2.LINE_AA)

    def mix(self, left: int, top: int, bottom: int, shares: np.ndarray, colour: Colour) -> None:
        """Columns from `left` on, each as much of the colour as `shares` says, in [0, 1]."""
        part = self.pixels[top:bottom, left : left + len(shares)]
        share = np.clip(shares[: part.shape[1]], 0, 1)[None, :, None]
        part[:] = ((1 - share) * part + share * np.array(colour, float)).astype(np.uint8)

    def arc(self, start: float, end: float, foot: float, height: float, colour: Colour) -> None:
        """Half an ellipse from one point of a line to another, with a head at its end."""
        turn = np.linspace(np.pi, 0, 40)
        middle, half = (start + end) / 2, (end - start) / 2
        points = np.stack([middle + half * np.cos(turn), foot - height * np.sin(turn)], axis=1)
        curve = [np.round(points * 16).astype(np.int32)]
        cv2.polylines(self.pixels, curve, False, colour, 1, cv2.LINE_AA, shift=4)
        self.dot(end, foot, 3, colour)

    def picture(self, left: int, top: int, image: np.ndarray, radius: int = 5) -> None:
        """An RGB picture with rounded corners."""
        height, width = image.shape[:2]
        part = self.pixels[top : top + height, left : left + width]
        share = _rounded(height, width, radius)[: part.shape[0], : part.shape[1], None]
        part[:] = (share * image[: part.shape[0], : part.shape[1]] + (1 - share) * part).astype(
            np.uint8
        )

    def png(self, height_px: float) -> bytes:
        """The sheet down to there."""
        cut = np.ascontiguousarray(self.pixels[: round(height_px), :, ::-1])
        _, data = cv2.imencode(".png", cut, [cv2.IMWRITE_PNG_COMPRESSION, 7])
        return bytes(data.tobytes())


@lru_cache(maxsize=8192)
def width_of(text: str, size: int = 14, weight: int = 400) -> int:
    """How wide a line of text is."""
    face = cv2.FontFace("sans")
    left, _, width, _ = cv2.getTextSize((20_000, 200), text, (0, 100), face, size, weight)
    return int(left + width)


def fitted(text: str, room_px: float, size: int = 14, weight: int = 400) -> str:
    """The text, or its beginning and an ellipsis; nothing where not even a word fits."""
    if width_of(text, size, weight) <= room_px:
        return text
    words = text.split(" ")
    while len(words) > 1:
        words.pop()
        short = " ".join(words).rstrip(",.;:") + "…"
        if width_of(short, size, weight) <= room_px:
            return short
    return ""


def squeezed(text: str, room_px: float, size: int = 14) -> str:
    """The text, or its beginning and its end with an ellipsis between them."""
    if width_of(text, size) <= room_px:
        return text
    for kept in range(len(text) - 1, 1, -1):
        first = kept // 2
        shorter = f"{text[:first].rstrip()}…{text[len(text) - kept + first :].lstrip()}"
        if width_of(shorter, size) <= room_px:
            return shorter
    return ""


def wrapped(text: str, room_px: float, lines: int, size: int = 14) -> list[str]:
    """At most so many lines; the last one ends in an ellipsis where there was more."""
    made: list[str] = []
    words = text.split()
    while words and len(made) < lines:
        if len(made) == lines - 1:
            made.append(fitted(" ".join(words), room_px, size) or words[0])
            break
        count = 1
        while count < len(words) and width_of(" ".join(words[: count + 1]), size) <= room_px:
            count += 1
        made.append(" ".join(words[:count]))
        words = words[count:]
    return made


def short(text: str) -> str:
    """A sentence without what its pictures show: how somebody is dressed."""
    return re.sub(r" \([^)]*\b(?:coat|hat)\b[^)]*\)", "", text)


def on(colour: Colour) -> Colour:
    """The colour of type that is readable on a colour."""
    red, green, blue = (value / 255 for value in colour)
    return INK if 0.3 * red + 0.59 * green + 0.11 * blue > LIGHT else WHITE


def pale(colour: Sequence[int], share: float = 0.5) -> Colour:
    """The colour mixed with paper."""
    red, green, blue = (
        round((1 - share) * value + share * paper)
        for value, paper in zip(colour, PAPER, strict=True)
    )
    return red, green, blue


@lru_cache(maxsize=16)
def _rounded(height: int, width: int, radius: int) -> np.ndarray:
    """1 inside a rounded rectangle, 0 in its corners."""
    large = np.zeros((height * 4, width * 4), np.uint8)
    reach = max(1, radius * 4)
    cv2.rectangle(large, (reach, 0), (width * 4 - reach, height * 4), 255, -1)
    cv2.rectangle(large, (0, reach), (width * 4, height * 4 - reach), 255, -1)
    for x in (reach, width * 4 - reach - 1):
        for y in (reach, height * 4 - reach - 1):
            cv2.circle(large, (x, y), reach, 255, -1)
    small = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 255
