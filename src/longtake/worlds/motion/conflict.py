"""Pairs of clips with the same pictures that differ in one fact of time (TempCompass, 2403.00476).

The second clip shows the frames of the first in another order: backwards, or with two parts
exchanged. So no single frame, and no bag of frames, can tell which of the two it is from. Knows
nothing of questions.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from longtake.worlds.motion.physics import DIAMETER, RADIUS, WIDTH
from longtake.worlds.motion.plan import (
    Event,
    Solid,
    cast,
    in_picture,
    spans_where,
    thing_of,
)
from longtake.worlds.stage import Thing

Show = Callable[[float], list[Thing]]
"""The things that move, at a moment of the first clip."""

SMALL, LARGE = 0.1, 0.3
CORNERS = [(0.14, 0.12), (0.14, 0.88), (WIDTH - 0.14, 0.12), (WIDTH - 0.14, 0.88)]
"""Where things may rest without being in anybody's way."""


@dataclass(frozen=True)
class Conflict:
    """One clip of a pair: the pictures of the first, in the order of `frames`."""

    style: str
    solids: tuple[Solid, ...]
    duration_s: float
    show: Show
    frames: tuple[int, ...]
    fps: float
    answer: str
    other: str
    """The answer to the same question about the other clip."""
    subject: str
    """What the question is about."""
    events: tuple[Event, ...] = ()

    def things(self, time_s: float) -> tuple[Thing, ...]:
        """What is in the picture then."""
        number = min(len(self.frames) - 1, int(time_s * self.fps + 1e-6))
        shown = self.show(self.frames[number] / self.fps)
        return tuple(
            thing for thing in shown if in_picture(thing.x * WIDTH, thing.y, thing.size / 2)
        )

    def seen_spans(self, index: int) -> list[tuple[float, float]]:
        """When a solid is in the picture."""
        name = self.solids[index].name.replace(" ", "-")
        count = len(self.frames)
        there = [any(t.id == name for t in self.things(k / self.fps)) for k in range(count)]
        return spans_where(there, 1 / self.fps)

    @cached_property
    def turned(self) -> str:
        """The style without its family: `direction`, `order` …"""
        return self.style.removeprefix("conflict-")


@dataclass(frozen=True)
class Scene:
    """What a pair is made of."""

    style: str
    moving: tuple[Solid, ...]
    show: Show
    duration_s: float
    parts_s: tuple[float, ...]
    """Where the second clip is cut and its parts exchanged; empty: it runs backwards."""
    answers: tuple[str, str]
    subject: str
    events: tuple[tuple[Event, ...], tuple[Event, ...]]


def conflict(rng: random.Random, which: int, level: int, fps: float) -> tuple[Conflict, Conflict]:
    """Both clips of a pair of the sort with that number."""
    solids = cast(rng, 2 + min(3, level), alike=0.2)
    scene = SCENES[which % len(SCENES)](rng, solids)
    resting = [s for s in solids[2:] if s.look not in {one.look for one in scene.moving}]
    still = [thing_of(s, *c) for s, c in zip(resting, rng.sample(CORNERS, 4), strict=False)]
    count = round(scene.duration_s * fps)
    orders = [tuple(range(count)), _rearranged(count, [round(t * fps) for t in scene.parts_s])]
    if rng.random() < 0.5:
        orders.reverse()
        scene = replace(scene, answers=scene.answers[::-1], events=scene.events[::-1])
    one, other = (
        Conflict(
            style=scene.style,
            solids=(*scene.moving, *resting[: len(still)]),
            duration_s=count / fps,
            show=lambda time_s: [*still, *scene.show(time_s)],
            frames=frames,
            fps=fps,
            answer=scene.answers[place],
            other=scene.answers[1 - place],
            subject=scene.subject,
            events=scene.events[place],
        )
        for place, frames in enumerate(orders)
    )
    return one, other


def _rearranged(count: int, cuts: list[int]) -> tuple[int, ...]:
    if not cuts:
        return tuple(reversed(range(count)))
    return (*range(cuts[0], count), *range(cuts[0]))


def _both(verb: str, duration_s: float, sides: tuple[str, str]) -> tuple[tuple[Event, ...], ...]:
    return tuple((Event(verb, 0.0, duration_s, 0, side=side),) for side in sides)


def _direction(rng: random.Random, solids: tuple[Solid, ...]) -> Scene:
    solid, duration_s = solids[0], float(rng.randint(6, 9))
    level, upright = rng.uniform(0.35, 0.65), rng.random() < 0.5

    def show(time_s: float) -> list[Thing]:
        share = (time_s + 0.05) / duration_s
        if upright:
            return [thing_of(solid, WIDTH * level, -RADIUS + (1 + DIAMETER) * share)]
        return [thing_of(solid, -RADIUS + (WIDTH + DIAMETER) * share, level)]

    ways = ("from top to bottom", "from bottom to top")
    answers = ways if upright else ("from left to right", "from right to left")
    return Scene(
        "conflict-direction",
        (solid,),
        show,
        duration_s,
        (),
        answers,
        solid.name,
        _both("cross", duration_s, answers),  # type: ignore[arg-type]
    )


def _turn(rng: random.Random, solids: tuple[Solid, ...]) -> Scene:
    solid, duration_s = solids[0], float(rng.randint(6, 9))
    begin, laps, radius = rng.uniform(0, 2 * math.pi), rng.choice((1, 2)), rng.uniform(0.24, 0.34)

    def show(time_s: float) -> list[Thing]:
        angle = begin + 2 * math.pi * laps * time_s / duration_s
        return [
            thing_of(solid, WIDTH / 2 + radius * math.cos(angle), 0.5 + radius * math.sin(angle))
        ]

    answers = ("clockwise", "anticlockwise")
    events = _both("turn", duration_s, answers)
    return Scene(
        "conflict-turn",
        (solid,),
        show,
        duration_s,
        (),
        answers,
        solid.name,
        events,  # type: ignore[arg-type]
    )


def _growth(rng: random.Random, solids: tuple[Solid, ...]) -> Scene:
    solid, duration_s = solids[0], float(rng.randint(5, 8))
    x, y = WIDTH * rng.uniform(0.35, 0.65), rng.uniform(0.4, 0.6)

    def show(time_s: float) -> list[Thing]:
        size = SMALL + (LARGE - SMALL) * time_s / duration_s
        return [thing_of(solid, x, y, size)]

    events = ((Event("grow", 0.0, duration_s, 0),), (Event("shrink", 0.0, duration_s, 0),))
    return Scene(
        "conflict-growth",
        (solid,),
        show,
        duration_s,
        (),
        ("it grows", "it shrinks"),
        solid.name,
        events,
    )


def _colour(rng: random.Random, solids: tuple[Solid, ...]) -> Scene:
    first, second = solids[0], Solid(solids[0].look, solids[1].colour)
    duration_s = float(rng.randint(5, 8))
    x, y = WIDTH * rng.uniform(0.35, 0.65), rng.uniform(0.4, 0.6)

    def show(time_s: float) -> list[Thing]:
        return [thing_of(first if time_s < duration_s / 2 else second, x, y, 0.2)]

    ways = (
        f"from {first.colour} to {second.colour}",
        f"from {second.colour} to {first.colour}",
    )
    middle_s = duration_s / 2
    events = (
        (Event("recolour", middle_s, middle_s, 0, 1),),
        (Event("recolour", middle_s, middle_s, 1, 0),),
    )
    return Scene("conflict-colour", (first, second), show, duration_s, (), ways, first.look, events)


def _crossing(share: float, level: float, solid: Solid) -> list[Thing]:
    return [thing_of(solid, -0.3 + (WIDTH + 0.6) * share, level)]


def _order(rng: random.Random, solids: tuple[Solid, ...]) -> Scene:
    first, second = solids[:2]
    half_s, level = float(rng.randint(4, 5)), rng.uniform(0.35, 0.65)

    def show(time_s: float) -> list[Thing]:
        if time_s < half_s:
            return _crossing(time_s / half_s, level, first)
        return _crossing((time_s - half_s) / half_s, level, second)

    answers = (f"the {first.name}", f"the {second.name}")
    spans = ((0.0, half_s), (half_s, 2 * half_s))
    events = tuple(
        tuple(Event("cross", *span, index) for span, index in zip(spans, order, strict=True))
        for order in ((0, 1), (1, 0))
    )
    return Scene(
        "conflict-order",
        (first, second),
        show,
        2 * half_s,
        (half_s,),
        answers,
        f"{first.name} or the {second.name}",
        events,  # type: ignore[arg-type]
    )


def _speed(rng: random.Random, solids: tuple[Solid, ...]) -> Scene:
    solid, quick_s, slow_s = solids[0], float(rng.choice((2, 3))), float(rng.choice((5, 6)))
    level = rng.uniform(0.35, 0.65)

    def show(time_s: float) -> list[Thing]:
        if time_s < slow_s:
            return _crossing(time_s / slow_s, level, solid)
        return _crossing((time_s - slow_s) / quick_s, level, solid)

    total_s = slow_s + quick_s
    events = (
        (Event("cross", 0.0, slow_s, 0), Event("cross", slow_s, total_s, 0)),
        (Event("cross", 0.0, quick_s, 0), Event("cross", quick_s, total_s, 0)),
    )
    return Scene(
        "conflict-speed",
        (solid,),
        show,
        total_s,
        (slow_s,),
        ("faster", "slower"),
        solid.name,
        events,
    )


SCENES = (_direction, _order, _speed, _growth, _colour, _turn)
