"""What is to be seen at one moment: the currency between plans, painters, eyes and solvers.

A film's plan gives a `View` for any time; the painter turns it into a picture; the seer's eyes turn
a picture back into a `View`. Questions are answered from Views alone, so one solver serves both
the certificate (Views out of the plan) and the seer (Views out of pixels).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from longtake.types import Box

Facing = Literal["left", "right"]

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (226, 42, 52),
    "orange": (255, 118, 0),
    "yellow": (255, 230, 0),
    "green": (36, 178, 58),
    "teal": (0, 196, 196),
    "blue": (36, 84, 226),
    "purple": (142, 48, 204),
    "pink": (255, 96, 176),
}
"""The saturated colours that mark things; grounds and fixtures are painted in muted ones only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something in the picture."""

    look: str
    """Which sprite: `person`, `ball`, `cup`, `card`, `plate` … (see `sprites`)."""
    x: float
    y: float
    """Centre of its box, as fractions of the picture's width and height."""
    size: float
    """Height of its box as a fraction of the picture's height."""
    colour: str = ""
    """A name of COLOURS; of a person, the coat."""
    accent: str = ""
    """A second colour; of a person, the hat."""
    pose: str = ""
    """How a person stands (`stand`, `walk`, `wave` …), or a fixture's state (`open`, `on` …)."""
    text: str = ""
    """What is written on it."""
    facing: Facing = "right"
    angle_deg: float = 0.0
    """Turned clockwise by so much."""
    blur: float = 0.0
    """How blurred its writing is: 0 sharp, 1 past reading."""
    id: str = ""
    """The entity of the truth; empty when it was seen rather than planned."""
    box: Box | None = None
    """Where it was found, or is drawn; filled by painter and eyes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How good a picture is, whatever it shows (see `degrade.measure`)."""

    sharpness: float
    """Share of the finest detail in all detail."""
    noise: float
    """Standard deviation of what is random, in grey levels."""
    blocks: float
    """Steps at the borders of coding blocks over steps elsewhere; 1: none."""
    light: float
    """Mean luma, in [0, 1]."""
    chroma: float
    """Mean distance from grey, in grey levels."""
    tint: tuple[float, float]
    """Mean red less green and blue less green, in grey levels."""
    thumbnail: tuple[float, ...] = ()
    """What it looks like, very small: pictures can be compared by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One moment of one video: what is in the picture, and what is heard."""

    time_s: float
    video: str = ""
    place: str = ""
    """Which ground lies behind: `harbour`, `market`, `table` … (see `grounds`)."""
    light: str = "day"
    """`day`, `dusk`, `night`."""
    weather: str = "clear"
    """`clear`, `rain`, `snow`, `fog`."""
    window: Box = field(default=Box(0.0, 0.0, 1.0, 1.0))
    """The part of the ground that the camera shows."""
    things: tuple[Thing, ...] = ()
    """From back to front, in the coordinates of the picture."""
    subtitle: str = ""
    """Words burnt into the picture's foot."""
    heard: str = ""
    """Words spoken now; pictures do not show them."""
    told: str = ""
    """A caption of this moment, where somebody reads instead of looking."""
    veil: float = 0.0
    """0: plain; 1: all `veil_colour` (fades)."""
    veil_colour: tuple[int, int, int] = (0, 0, 0)
    quality: Quality | None = None
    """Where somebody looked for faults of the picture itself."""
    behind: View | None = None
    """In a dissolve or wipe, the end of the shot before, still to be seen."""
    behind_share: float = 0.0
    wiped: bool = False
    """Whether `behind` is covered from left to right instead of mixed in."""

    def of(self, *looks: str) -> tuple[Thing, ...]:
        """The things of these looks, back to front."""
        return tuple(thing for thing in self.things if thing.look in looks)

    def at(self, time_s: float) -> View:
        """The same view at another time."""
        return replace(self, time_s=time_s)


def in_spans(views: Iterable[View], spans: Sequence[tuple[str, float, float]]) -> list[View]:
    """The views that lie in one of the half-open `(video, start_s, end_s)`."""
    return [
        view
        for view in views
        if any(video == view.video and start <= view.time_s < end for video, start, end in spans)
    ]
