"""Clips in which solids change places and covers hide and carry them (CATER, arXiv 1910.04744).

Everything rests unless it is its turn; one thing moves at a time. Knows nothing of questions.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from longtake.worlds.motion.physics import WIDTH
from longtake.worlds.motion.plan import (
    COVER_LIFT,
    COVER_SIZE,
    Event,
    Solid,
    cast,
    thing_of,
)
from longtake.worlds.stage import COLOURS, Thing

COLUMNS = (0.2, 0.545, 0.889, 1.233, 1.578)
ROWS = (0.2, 0.5, 0.8)
SPOTS = [(x, y) for x in COLUMNS for y in ROWS]
"""Where things may rest: far enough apart for a cover."""
SPEED = 0.62
PAUSE_S = (0.6, 1.0)
CLEARANCE = 0.29
"""How far a way must stay from what rests beside it."""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slide:
    """One thing goes from one place to another, perhaps with what it holds."""

    who: int
    start_s: float
    end_s: float
    origin: Place
    goal: Place
    takes: int = -1
    """What a cover holds on the way."""
    hides: int = -1
    """What a cover goes over at the end of the way."""
    frees: int = -1
    """What a cover leaves behind."""

    def at(self, time_s: float) -> Place:
        """Where it is then, easing in and out of the movement hardly at all."""
        share = min(1.0, max(0.0, (time_s - self.start_s) / (self.end_s - self.start_s)))
        x = self.origin[0] + (self.goal[0] - self.origin[0]) * share
        return x, self.origin[1] + (self.goal[1] - self.origin[1]) * share


@dataclass(frozen=True)
class Covering:
    """Solids first, then covers; where each begins, and the slides in order."""

    solids: tuple[Solid, ...]
    begins: tuple[Place, ...]
    slides: tuple[Slide, ...]
    duration_s: float
    style: str = "covering"

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Moves, coverings and uncoverings."""
        found = []
        for slide in self.slides:
            if slide.frees >= 0:
                span = slide.start_s, slide.end_s
                found.append(Event("uncover", *span, slide.who, slide.frees))
            found.append(Event("move", slide.start_s, slide.end_s, slide.who))
            if slide.hides >= 0:
                found.append(Event("cover", slide.end_s, slide.end_s, slide.who, slide.hides))
        return tuple(found)

    @cached_property
    def covers(self) -> tuple[int, ...]:
        """Which of the solids are covers."""
        return tuple(k for k, solid in enumerate(self.solids) if solid.look == "cover")

    def where(self, index: int, time_s: float) -> Place:
        """The centre of a solid, carried along where it is held."""
        holder = self.holder(index, time_s)
        if holder >= 0:
            return self.where(holder, time_s)
        place = self.begins[index]
        for slide in self.slides:
            if slide.start_s > time_s:
                break
            if slide.who == index:
                place = slide.at(time_s)
            elif slide.takes == index:
                place = slide.goal
        return place

    @cached_property
    def _holding(self) -> dict[int, tuple[list[float], list[int]]]:
        """For each solid, from when on which cover holds it."""
        found: dict[int, tuple[list[float], list[int]]] = {}
        for slide in self.slides:
            for what, time_s, by in (
                (slide.frees, slide.start_s, -1),
                (slide.hides, slide.end_s, slide.who),
            ):
                if what >= 0:
                    times, holders = found.setdefault(what, ([], []))
                    times.append(time_s)
                    holders.append(by)
        return found

    def holder(self, index: int, time_s: float) -> int:
        """Which cover hides it then; -1: none."""
        times, holders = self._holding.get(index, ([], []))
        place = bisect_right(times, time_s) - 1
        return holders[place] if place >= 0 else -1

    def things(self, time_s: float) -> tuple[Thing, ...]:
        """What is to be seen then; covers in front."""
        shown = []
        for index, solid in enumerate(self.solids):
            x, y = self.where(index, time_s)
            if solid.look == "cover":
                shown.append((1.0 + y, thing_of(solid, x, y - COVER_LIFT, COVER_SIZE)))
            elif self.holder(index, time_s) < 0:
                shown.append((y, thing_of(solid, x, y)))
        return tuple(thing for _, thing in sorted(shown, key=lambda row: row[0]))

    def seen_spans(self, index: int) -> list[tuple[float, float]]:
        """When it is not hidden."""
        times, holders = self._holding.get(index, ([], []))
        spans, start_s = [], 0.0
        for time_s, holder in zip(times, holders, strict=True):
            if holder >= 0:
                spans.append((start_s, time_s))
            start_s = time_s if holder < 0 else self.duration_s
        if start_s < self.duration_s:
            spans.append((start_s, self.duration_s))
        return spans

    def moves(self, index: int) -> list[Slide]:
        """Its own slides."""
        return [slide for slide in self.slides if slide.who == index]


def covering(rng: random.Random, level: int, fps: float) -> Covering:
    """A clip with more solids, covers and slides the higher the level."""
    count, covers = min(5, 2 + (level + 1) // 2), 1 if level < 2 else 2
    solids = cast(rng, count)
    free = sorted(set(COLOURS) - {solid.colour for solid in solids})
    solids += tuple(Solid("cover", colour) for colour in rng.sample(free, covers))
    spots = rng.sample(SPOTS, len(solids))
    shuffle = _Shuffle(rng, solids, spots, fps)
    for _ in range(4 + 2 * level if level < 4 else 10 + level):
        shuffle.step()
    duration_s = float(int(shuffle.now_s) + 1)
    return Covering(solids, tuple(spots), tuple(shuffle.slides), duration_s)


class _Shuffle:
    """Makes legal slides one after the other."""

    def __init__(
        self, rng: random.Random, solids: tuple[Solid, ...], spots: list[Place], fps: float
    ) -> None:
        self.rng, self.fps, self.solids = rng, fps, solids
        self.places = list(spots)
        self.held: dict[int, int] = {}
        """Cover → what it hides."""
        self.slides: list[Slide] = []
        self.now_s = 0.8

    def step(self) -> None:
        """One more slide, if there is a clear way for one."""
        covers = [k for k, solid in enumerate(self.solids) if solid.look == "cover"]
        hidden = set(self.held.values())
        loose = [k for k in range(len(self.solids)) if k not in covers and k not in hidden]
        for _ in range(60):
            if self.rng.random() < 0.62 or not loose:
                made = self._cover_slides(self.rng.choice(covers), loose)
            else:
                made = self._slides(self.rng.choice(loose), self.rng.choice(SPOTS))
            if made:
                return

    def _cover_slides(self, cover: int, loose: list[int]) -> bool:
        holding = self.held.get(cover, -1)
        if holding < 0:
            if not loose or self.rng.random() < 0.12:
                return self._slides(cover, self.rng.choice(SPOTS))
            target = self.rng.choice(loose)
            return self._slides(cover, self.places[target], hides=target)
        if self.rng.random() < 0.6:
            return self._slides(cover, self.rng.choice(SPOTS), takes=holding)
        return self._slides(cover, self.rng.choice(SPOTS), frees=holding)

    def _slides(
        self, who: int, goal: Place, takes: int = -1, hides: int = -1, frees: int = -1
    ) -> bool:
        origin = self.places[who]
        beside = [
            self.places[k]
            for k in range(len(self.solids))
            if k not in (who, takes, hides, frees) and k not in self.held.values()
        ]
        far = max(abs(goal[0] - origin[0]), abs(goal[1] - origin[1])) > 0.25
        if not far or any(_distance(place, origin, goal) < CLEARANCE for place in beside):
            return False
        length = math.hypot(goal[0] - origin[0], goal[1] - origin[1])
        end_s = self._on_frame(self.now_s + length / SPEED)
        slide = Slide(who, self.now_s, end_s, origin, goal, takes, hides, frees)
        self.slides.append(slide)
        self.places[who] = goal
        if takes >= 0:
            self.places[takes] = goal
        if hides >= 0:
            self.held[who] = hides
        if frees >= 0:
            del self.held[who]
        self.now_s = self._on_frame(end_s + self.rng.uniform(*PAUSE_S))
        return True

    def _on_frame(self, time_s: float) -> float:
        return round(time_s * self.fps) / self.fps


def _distance(point: Place, start: Place, end: Place) -> float:
    """From a point to the way between two places."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, along))
    return math.hypot(point[0] - start[0] - share * dx, point[1] - start[1] - share * dy)


def third_of(x: float) -> str:
    """Which third of the picture; empty near a border between two."""
    if min(abs(x - WIDTH / 3), abs(x - 2 * WIDTH / 3)) < 0.03:
        return ""
    return (
        "at the left" if x < WIDTH / 3 else "in the middle" if x < 2 * WIDTH / 3 else "at the right"
    )
