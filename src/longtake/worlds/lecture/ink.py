"""A line of writing, or another thing, on one slide: where it stands, when, and how it shows.

Times are seconds since the slide began, places fractions of the picture. An `Ink` is a `Thing` at
any moment of its span.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from longtake.worlds.drawing import lettering
from longtake.worlds.sprites.slides import LOOKS, MARK
from longtake.worlds.stage import Thing

Way = Literal["plain", "typed", "ticker", "alternate", "blur"]
LEFT, RIGHT = 0.105, 0.955
HEAD_LEFT = 0.16
SIZES = (0.076, 0.072, 0.068, 0.064, 0.060)
"""Of each level, the height of a line."""
WINDOW = 18
"""Letters that a ticker's window shows."""
TYPED = 12.0
"""Letters a second, typed or written by hand."""
HELD_S = 1.2
"""How long a ticker stands before and after it runs, and a blurred line is sharp."""
LEGIBLE_BLUR = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """A line of writing, or another thing, on one slide."""

    look: str
    text: str
    y: float
    size: float
    colour: str
    start_s: float
    end_s: float
    left: float = LEFT
    way: Way = "plain"
    pace: float = TYPED
    """Letters a second; of ciphers, seconds that each half is shown."""
    pose: str = ""

    def shown(self, time_s: float) -> str:
        """Its text at that moment."""
        age = time_s - self.start_s + 1e-6
        if self.way == "typed":
            return self.text[: 1 + int(age * self.pace)]
        if self.way == "ticker":
            run = len(self.text) - WINDOW
            first = min(max(0, int((age - HELD_S) * self.pace)), run)
            return self.text[first : first + WINDOW]
        if self.way == "alternate":
            odd = int(age / self.pace) % 2
            return "".join(c if place % 2 == odd else "_" for place, c in enumerate(self.text))
        return self.text

    def blur(self, time_s: float) -> float:
        """How blurred it is then: sharp in the middle of its span only."""
        if self.way != "blur":
            return 0.0
        away = abs(time_s - (self.start_s + self.end_s) / 2) - HELD_S / 2
        return round(min(1.0, max(0.0, away / 0.8)), 1)

    def thing(self, time_s: float, width_px: int, height_px: int) -> Thing:
        """What is to be seen of it in a picture of that size, a whole number of pixels high."""
        return _placed(self, self.shown(time_s), self.blur(time_s), width_px, height_px)


@lru_cache(maxsize=2048)
def _placed(ink: Ink, text: str, blur: float, width_px: int, height_px: int) -> Thing:
    size = round(ink.size * height_px) / height_px
    thing = Thing(
        look=ink.look,
        x=0.0,
        y=ink.y,
        size=size,
        colour=ink.colour,
        pose=ink.pose,
        text=text,
        blur=blur,
    )
    wide = size * LOOKS[ink.look].aspect_of(thing) * height_px / width_px
    return replace(thing, x=ink.left + wide / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What all slides of a course have in common."""

    level: int
    width_px: int
    height_px: int
    accent: str
    paper: str
    pointing: str
    """Colour of the pointer."""

    @property
    def ratio(self) -> float:
        """Width of the picture over its height."""
        return self.width_px / self.height_px

    @property
    def size(self) -> float:
        """Height of an ordinary line."""
        return SIZES[self.level - 1]

    def fitting(self, text: str, size: float, left: float = LEFT) -> float:
        """The size, or less where the text would not fit the page."""
        room = (RIGHT - left) * self.ratio
        return round(min(size, room / (MARK + lettering.ADVANCE * max(1, len(text)))), 4)


@dataclass(frozen=True, slots=True)
class Layout:
    """The inks of a slide, and how long it must stand at least."""

    inks: tuple[Ink, ...]
    least_s: float


FOREVER_S = 1e6
