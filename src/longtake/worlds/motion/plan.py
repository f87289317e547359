"""What every plan of a clip has: solids, events and, for any time, where the solids are.

Knows nothing of questions. The styles of clips (`bumping`, `covering`, `screening`, `conflict`)
each make plans; `film` turns a plan into views and truth.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Protocol

from longtake.worlds.motion.physics import DIAMETER, RADIUS, WIDTH
from longtake.worlds.stage import COLOURS, Thing

SHAPES = ("sphere", "cube", "cone", "cylinder", "star", "diamond")
COVER_SIZE = 0.28
COVER_LIFT = 0.015
"""How much higher than what it hides a cover's centre lies."""
SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Solid:
    """Something that moves; no two of one clip share a colour."""

    look: str
    colour: str

    @property
    def name(self) -> str:
        """How questions call it, without the article."""
        return f"{self.colour} {self.look}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something happens to a solid, perhaps with another: indices into the plan's solids."""

    verb: str
    """`enter`, `leave`, `meet`, `cover`, `uncover`, `move`, `hide`, `appear`."""
    start_s: float
    end_s: float
    a: int
    b: int = -1
    side: str = ""


class Plan(Protocol):
    """A clip before it is drawn."""

    @property
    def style(self) -> str:
        """What sort of clip it is; kinds of question go by it."""
        ...

    @property
    def solids(self) -> tuple[Solid, ...]:
        """Everything that moves or could."""
        ...

    @property
    def duration_s(self) -> float:
        """How long the clip is."""
        ...

    @property
    def events(self) -> tuple[Event, ...]:
        """What happens, in order."""
        ...

    def things(self, time_s: float) -> tuple[Thing, ...]:
        """What is in the picture then, back to front."""
        ...

    def seen_spans(self, index: int) -> list[tuple[float, float]]:
        """When a solid is in the picture."""
        ...


def thing_of(solid: Solid, x: float, y: float, size: float = DIAMETER, pose: str = "") -> Thing:
    """A solid at a place given in picture heights."""
    return Thing(
        look=solid.look,
        colour=solid.colour,
        x=x / WIDTH,
        y=y,
        size=size,
        pose=pose,
        id=solid.name.replace(" ", "-"),
    )


def in_picture(x: float, y: float, radius: float = RADIUS) -> bool:
    """Whether any of it is in the picture."""
    return -radius < x < WIDTH + radius and -radius < y < 1 + radius


def side_of(x: float, y: float) -> str:
    """The nearest edge; empty near a corner or far from all edges, where it is open to doubt."""
    away = sorted(zip((x, WIDTH - x, y, 1 - y), SIDES, strict=True))
    clear = away[0][0] < 0.2 and away[1][0] - max(0.0, away[0][0]) > 0.06
    return away[0][1] if clear else ""


def cast(rng: random.Random, count: int, alike: float = 0.5) -> tuple[Solid, ...]:
    """Solids of different colours, some of which share a shape."""
    colours = rng.sample(sorted(COLOURS), count)
    shapes = rng.sample(SHAPES, min(len(SHAPES), max(2, round(count * (1 - alike) + 1))))
    looks = [shapes[i % len(shapes)] for i in range(count)]
    rng.shuffle(looks)
    return tuple(Solid(look, colour) for look, colour in zip(looks, colours, strict=True))


def spans_where(flags: list[bool], step_s: float) -> list[tuple[float, float]]:
    """Stretches of consecutive samples that hold, in seconds."""
    spans: list[tuple[float, float]] = []
    start = -1
    for index, flag in enumerate([*flags, False]):
        if flag and start < 0:
            start = index
        if not flag and start >= 0:
            spans.append((start * step_s, index * step_s))
            start = -1
    return spans
