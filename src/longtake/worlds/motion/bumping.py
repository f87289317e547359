"""Clips in which solids come in, bump into each other and leave (CLEVRER, arXiv 1910.01442).

A plan is drawn by chance and drawn again until everything that may be asked about is clear to see:
no near misses, contacts well inside the picture, entries apart. Knows nothing of questions.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, replace
from functools import cached_property

from longtake.worlds.motion.physics import (
    RADIUS,
    WIDTH,
    Body,
    Outcome,
    gap,
    inside,
    simulate,
)
from longtake.worlds.motion.plan import (
    Event,
    Solid,
    cast,
    in_picture,
    side_of,
    spans_where,
    thing_of,
)
from longtake.worlds.stage import Thing

STEP_S = 0.05
NEAR_MISS = 0.085
"""Rims that do not touch stay at least so far apart."""
TOUCHING = 0.032
"""In the frame nearest to a contact the rims are at most so far apart."""
SPOTS = [(x, y) for x in (0.48, 0.89, 1.3) for y in (0.3, 0.7)]
"""Where solids may rest at first, give or take a little."""
FUTURE_S = 8.0
"""How long the run is known beyond the end of the clip."""


@dataclass(frozen=True)
class Bumping:
    """A run of the discs, seen for `duration_s`."""

    solids: tuple[Solid, ...]
    bodies: tuple[Body, ...]
    duration_s: float
    style: str = "bumping"

    @cached_property
    def outcome(self) -> Outcome:
        """What happens within the clip and a while after."""
        return simulate(self.bodies, self.duration_s + FUTURE_S)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Entries, meetings and exits within the clip."""
        found = [
            Event("meet", m.time_s, m.time_s, m.a, m.b)
            for m in self.outcome.meetings
            if m.time_s < self.duration_s
        ]
        for index in range(len(self.solids)):
            for start, end in self.seen_spans(index):
                if start > 0:
                    found.append(Event("enter", start, start, index, side=self._side(index, start)))
                if end < self.duration_s - STEP_S:
                    found.append(Event("leave", end, end, index, side=self._side(index, end)))
        return tuple(sorted(found, key=lambda event: event.start_s))

    def where(self, index: int, time_s: float) -> tuple[float, float]:
        """The centre of a solid, in picture heights."""
        return self.outcome.courses[index].at(time_s)

    def things(self, time_s: float) -> tuple[Thing, ...]:
        """What is in the picture then."""
        places = [self.where(index, time_s) for index in range(len(self.solids))]
        shown = [
            thing_of(solid, *place)
            for solid, place in zip(self.solids, places, strict=True)
            if in_picture(*place)
        ]
        return tuple(sorted(shown, key=lambda thing: thing.y))

    def seen_spans(self, index: int) -> list[tuple[float, float]]:
        """When a solid is in the picture."""
        count = round(self.duration_s / STEP_S)
        return spans_where(
            [in_picture(*self.where(index, k * STEP_S)) for k in range(count)], STEP_S
        )

    def _side(self, index: int, time_s: float) -> str:
        return side_of(*self.where(index, time_s))


def bumping(rng: random.Random, level: int, fps: float) -> Bumping:
    """A clip with as many solids as the level asks for."""
    for attempt in range(4000):
        count = max(3, min(7, 2 + level) - attempt // 800)
        plan = _drawn(rng, count, round(rng.uniform(11.0, 16.0)))
        least = 2 if count < 5 else 3
        later = [m.time_s for m in plan.outcome.meetings if 8.7 < m.time_s < 17.5]
        if later and attempt % 2:
            plan, least = replace(plan, duration_s=float(int(rng.choice(later) - 0.7))), 1
        if _is_clear(plan, fps, least):
            return plan
    raise AssertionError("no clear clip in 4000 draws")


def _drawn(rng: random.Random, count: int, duration_s: float) -> Bumping:
    resting = rng.randint(1, max(1, (count - 1) // 2))
    bodies: list[Body] = []
    for place in sorted(rng.sample(SPOTS, resting)):
        bodies.append(
            Body(place[0] + rng.uniform(-0.08, 0.08), place[1] + rng.uniform(-0.08, 0.08))
        )
    entries = sorted(rng.uniform(0.7, duration_s * 0.62) for _ in range(count - resting))
    for entry_s in entries:
        bodies.append(_entering(rng, entry_s, bodies))
    rng.shuffle(bodies)
    return Bumping(cast(rng, count), tuple(bodies), duration_s)


def _entering(rng: random.Random, entry_s: float, bodies: list[Body]) -> Body:
    """A body that comes in then, aimed at one that rests or through the middle."""
    x, y = rng.choice(
        [
            (-RADIUS, rng.uniform(0.2, 0.8)),
            (WIDTH + RADIUS, rng.uniform(0.2, 0.8)),
            (rng.uniform(0.3, WIDTH - 0.3), -RADIUS),
            (rng.uniform(0.3, WIDTH - 0.3), 1 + RADIUS),
        ]
    )
    still = [body for body in bodies if body.speed == 0]
    aim = (rng.uniform(0.5, WIDTH - 0.5), rng.uniform(0.3, 0.7))
    if still and rng.random() < 0.75:
        target = rng.choice(still)
        aim = target.x + rng.uniform(-0.05, 0.05), target.y + rng.uniform(-0.05, 0.05)
    speed = rng.uniform(0.2, 0.46)
    length = math.hypot(aim[0] - x, aim[1] - y)
    vx, vy = speed * (aim[0] - x) / length, speed * (aim[1] - y) / length
    return Body(x - vx * entry_s, y - vy * entry_s, vx, vy)


def _is_clear(plan: Bumping, fps: float, least_meetings: int) -> bool:
    within = [m for m in plan.outcome.meetings if m.time_s < plan.duration_s]
    if len(within) < least_meetings or len(within) > 9:
        return False
    if not all(_contact_is_clear(plan, m.time_s, m.a, m.b, fps) for m in within):
        return False
    for one in range(len(plan.bodies)):
        times = [m.time_s for m in plan.outcome.of(one)]
        if any(later - earlier < 0.8 for earlier, later in itertools.pairwise(times)):
            return False
        if times and any(abs(t - plan.duration_s) < 0.6 for t in times):
            return False
    return _entries_are_apart(plan) and _no_near_miss(plan)


def _contact_is_clear(plan: Bumping, time_s: float, a: int, b: int, fps: float) -> bool:
    frame_s = round(time_s * fps) / fps
    near = gap(plan.where(a, frame_s), plan.where(b, frame_s)) < TOUCHING
    margin = RADIUS + 0.03
    seen = inside(*plan.where(a, time_s), margin) and inside(*plan.where(b, time_s), margin)
    return near and seen and 0.8 < time_s < plan.duration_s - 0.6


def _entries_are_apart(plan: Bumping) -> bool:
    """No two come in, and no two leave, at nearly the same time; none comes back."""
    for verb in ("enter", "leave"):
        times = [event.start_s for event in plan.events if event.verb == verb]
        if any(later - earlier < 0.5 for earlier, later in itertools.pairwise(times)):
            return False
    spans = [plan.seen_spans(index) for index in range(len(plan.solids))]
    return all(
        len(own) == 1 and own[0][1] - own[0][0] > 1.5 and (own[0][0] == 0 or own[0][0] >= 0.6)
        for own in spans
    )


def _no_near_miss(plan: Bumping) -> bool:
    """Pairs are either in contact at some time, or clearly apart whenever they can be seen."""
    met = [(m.time_s, {m.a, m.b}) for m in plan.outcome.meetings]
    count = round(plan.duration_s / STEP_S)
    for step in range(count):
        time_s = step * STEP_S
        places = [plan.where(index, time_s) for index in range(len(plan.bodies))]
        for a in range(len(places)):
            for b in range(a + 1, len(places)):
                if not (in_picture(*places[a]) and in_picture(*places[b])):
                    continue
                if gap(places[a], places[b]) > NEAR_MISS:
                    continue
                if not any(pair == {a, b} and abs(t - time_s) < 0.9 for t, pair in met):
                    return False
    return True
