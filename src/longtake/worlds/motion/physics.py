"""Discs of one size and mass on a floor without friction: where they go, and when they meet.

Knows nothing of looks, pictures or questions. Lengths are picture heights (the picture is 16/9 wide
and 1 high), times seconds. The same simulation plans the clips and answers "what if", once from the
plan and once from what was estimated out of pictures (CLEVRER, arXiv 1910.01442).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 16 / 9
DIAMETER = 0.15
RADIUS = DIAMETER / 2


@dataclass(frozen=True, slots=True)
class Body:
    """A disc at time 0: place and velocity. It may still be outside the picture."""

    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0

    def at(self, time_s: float) -> tuple[float, float]:
        """Where it would be if it met nothing."""
        return self.x + self.vx * time_s, self.y + self.vy * time_s

    def since(self, time_s: float) -> Body:
        """The same motion with `time_s` as the new time 0."""
        x, y = self.at(time_s)
        return Body(x, y, self.vx, self.vy)

    @property
    def speed(self) -> float:
        """Picture heights per second."""
        return math.hypot(self.vx, self.vy)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two bodies touch and bounce."""

    time_s: float
    a: int
    b: int

    def partner(self, body: int) -> int:
        """The other one."""
        return self.b if body == self.a else self.a


@dataclass(frozen=True, slots=True)
class Course:
    """What one body does: straight runs, each from its time on."""

    starts_s: tuple[float, ...]
    runs: tuple[Body, ...]

    def at(self, time_s: float) -> tuple[float, float]:
        """Its centre."""
        return self.runs[max(0, bisect_right(self.starts_s, time_s) - 1)].at(time_s)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens from 0 to the end."""

    courses: tuple[Course, ...]
    meetings: tuple[Meeting, ...]

    def meets(self, a: int, b: int) -> bool:
        """Whether these two ever touch."""
        return any({a, b} == {meeting.a, meeting.b} for meeting in self.meetings)

    def of(self, body: int) -> list[Meeting]:
        """The meetings of one body, in order."""
        return [meeting for meeting in self.meetings if body in (meeting.a, meeting.b)]


def inside(x: float, y: float, margin: float = 0.0) -> bool:
    """Whether a centre lies in the picture, `margin` away from its edges."""
    return margin <= x <= WIDTH - margin and margin <= y <= 1 - margin


def simulate(bodies: Sequence[Body], until_s: float) -> Outcome:
    """Let the bodies run; equal masses bounce elastically, and only within the picture."""
    now, current = 0.0, list(bodies)
    starts, runs = [[0.0] for _ in bodies], [[body] for body in bodies]
    meetings: list[Meeting] = []
    while len(meetings) < 60:
        upcoming = _next_meeting(current, now, until_s)
        if upcoming is None:
            break
        now, a, b = upcoming.time_s, upcoming.a, upcoming.b
        current[a], current[b] = _bounced(current[a], current[b], now)
        for body in (a, b):
            starts[body].append(now)
            runs[body].append(current[body])
        meetings.append(upcoming)
    courses = (Course(tuple(s), tuple(r)) for s, r in zip(starts, runs, strict=True))
    return Outcome(tuple(courses), tuple(meetings))


def without(bodies: Sequence[Body], left_out: int, until_s: float) -> Outcome:
    """The same start with one body taken far away, so that the numbering stays."""
    away = Body(-100.0 - left_out, -100.0)
    return simulate([away if i == left_out else b for i, b in enumerate(bodies)], until_s)


def _next_meeting(bodies: Sequence[Body], now: float, until_s: float) -> Meeting | None:
    best: Meeting | None = None
    for a in range(len(bodies)):
        for b in range(a + 1, len(bodies)):
            time_s = _contact_s(bodies[a], bodies[b])
            if time_s is None or time_s <= now + 1e-6 or time_s >= until_s:
                continue
            if best is not None and time_s >= best.time_s:
                continue
            if inside(*bodies[a].at(time_s)) and inside(*bodies[b].at(time_s)):
                best = Meeting(time_s, a, b)
    return best


def _contact_s(a: Body, b: Body) -> float | None:
    """When the distance of the centres shrinks to a diameter; None: never."""
    dx, dy, vx, vy = b.x - a.x, b.y - a.y, b.vx - a.vx, b.vy - a.vy
    square = vx * vx + vy * vy
    if square < 1e-10:
        return None
    half = dx * vx + dy * vy
    root = half * half - square * (dx * dx + dy * dy - DIAMETER * DIAMETER)
    if root < 0:
        return None
    return (-half - math.sqrt(root)) / square


def _bounced(a: Body, b: Body, now: float) -> tuple[Body, Body]:
    """Equal masses swap what they carry along the line between them."""
    (ax, ay), (bx, by) = a.at(now), b.at(now)
    length = math.hypot(bx - ax, by - ay)
    nx, ny = (bx - ax) / length, (by - ay) / length
    swap = (b.vx - a.vx) * nx + (b.vy - a.vy) * ny
    after_a = (a.vx + swap * nx, a.vy + swap * ny)
    after_b = (b.vx - swap * nx, b.vy - swap * ny)
    return _through(ax, ay, after_a, now), _through(bx, by, after_b, now)


def _through(x: float, y: float, velocity: tuple[float, float], time_s: float) -> Body:
    """The body that is at (x, y) at that time, written as if it had always run so."""
    vx, vy = velocity
    return Body(x - vx * time_s, y - vy * time_s, vx, vy)


def gap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """How far the rims of two bodies are apart; 0: they touch."""
    return math.hypot(a[0] - b[0], a[1] - b[1]) - DIAMETER
