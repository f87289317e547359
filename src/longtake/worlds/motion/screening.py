"""Clips in which solids go behind a screen, and some come out again. Knows nothing of questions."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from functools import cached_property

from longtake.worlds.motion.physics import RADIUS, WIDTH
from longtake.worlds.motion.plan import Event, Solid, cast, in_picture, spans_where, thing_of
from longtake.worlds.sprites.screens import ASPECT
from longtake.worlds.stage import Thing

SCREEN_X, SCREEN_Y, SCREEN_HIGH = WIDTH / 2, 0.5, 0.96
HALF = SCREEN_HIGH * ASPECT / 2
BARELY = 0.02
"""Less than this of a solid beside the screen's edge does not count as seen."""
STEP_S = 0.05
APART_S = 0.45


@dataclass(frozen=True, slots=True)
class Trip:
    """One solid on its lane: in at a speed, a wait behind the screen, out at another speed."""

    lane: float
    starts_s: float
    side: int
    """-1: comes from the left; 1: from the right."""
    speed: float
    wait_s: float
    out: int
    """Where it comes out: -1 left, 1 right, 0 not at all."""
    out_speed: float

    def at(self, time_s: float) -> float:
        """Its place across, in picture heights."""
        begin = SCREEN_X + self.side * (WIDTH / 2 + RADIUS)
        arrived_s = self.starts_s + abs(begin - SCREEN_X) / self.speed
        if time_s < arrived_s:
            return begin - self.side * self.speed * (time_s - self.starts_s)
        away_s = max(0.0, time_s - arrived_s - self.wait_s)
        return SCREEN_X + self.out * self.out_speed * away_s


@dataclass(frozen=True)
class Screening:
    """Solids on lanes of their own, and the screen."""

    solids: tuple[Solid, ...]
    trips: tuple[Trip, ...]
    duration_s: float
    style: str = "screening"

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Entries, exits, hiding and coming out."""
        found = []
        for index, trip in enumerate(self.trips):
            spans = self.seen_spans(index)
            sides = {-1: "left", 1: "right"}
            found.append(Event("enter", spans[0][0], spans[0][0], index, side=sides[trip.side]))
            if spans[0][1] < self.duration_s:
                found.append(Event("hide", spans[0][1], spans[0][1], index))
            for start_s, end_s in spans[1:]:
                side = sides[trip.out]
                found.append(Event("appear", start_s, start_s, index, side=side))
                if end_s < self.duration_s - STEP_S:
                    found.append(Event("leave", end_s, end_s, index, side=side))
        return tuple(sorted(found, key=lambda event: event.start_s))

    def shows(self, index: int, time_s: float) -> bool:
        """Whether it is to be seen then."""
        trip = self.trips[index]
        x = trip.at(time_s)
        return in_picture(x, trip.lane) and abs(x - SCREEN_X) > HALF - RADIUS + BARELY

    def things(self, time_s: float) -> tuple[Thing, ...]:
        """What is to be seen then; the screen in front."""
        shown = [
            thing_of(solid, trip.at(time_s), trip.lane)
            for index, (solid, trip) in enumerate(zip(self.solids, self.trips, strict=True))
            if self.shows(index, time_s)
        ]
        screen = Thing(look="screen", x=SCREEN_X / WIDTH, y=SCREEN_Y, size=SCREEN_HIGH, id="screen")
        return (*shown, screen)

    def seen_spans(self, index: int) -> list[tuple[float, float]]:
        """When it is to be seen."""
        count = round(self.duration_s / STEP_S)
        return spans_where([self.shows(index, k * STEP_S) for k in range(count)], STEP_S)


def screening(rng: random.Random, level: int, fps: float) -> Screening:
    """A clip with more solids the higher the level."""
    count = min(5, 2 + level)
    lanes = [0.18 + 0.64 * k / (count - 1) for k in range(count)]
    while True:
        rng.shuffle(lanes)
        trips = tuple(_trip(rng, lane) for lane in lanes)
        plan = Screening(cast(rng, count), trips, float(rng.randint(12, 15)))
        if _is_clear(plan):
            return plan


def _trip(rng: random.Random, lane: float) -> Trip:
    side = rng.choice((-1, 1))
    return Trip(
        lane=lane,
        starts_s=rng.uniform(0.8, 5.5),
        side=side,
        speed=rng.uniform(0.3, 0.6),
        wait_s=rng.uniform(0.6, 3.0),
        out=rng.choice((-side, -side, side, 0, 0)),
        out_speed=rng.uniform(0.3, 0.6),
    )


def _is_clear(plan: Screening) -> bool:
    """Events of one sort are apart, and nothing happens just before the end."""
    for verb in ("enter", "hide", "appear", "leave"):
        times = [event.start_s for event in plan.events if event.verb == verb]
        if any(later - one < APART_S for one, later in itertools.pairwise(times)):
            return False
    hidden = [event for event in plan.events if event.verb == "hide"]
    end_s = plan.duration_s
    late = any(end_s - 0.9 < event.start_s for event in plan.events)
    return not late and len(hidden) == len(plan.solids)
