"""A quiet film of any length: shots of a town in which people walk by, and now and then a moment.

Every shot is drawn up from the seed and its number alone, so that any time of a day-long film can
be looked at without what comes before. Knows nothing of questions. Moments come in; Views go out.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from longtake.types import Span
from longtake.worlds.drawing.grounds import TOWN
from longtake.worlds.sprites.people import ASPECT, hand
from longtake.worlds.stage import COLOURS, Facing, Thing, View
from longtake.worlds.truth import Film

SHORTEST_S, LONGEST_S = 4.0, 9.0
STEP_S = 0.3
"""How long one leg is in front."""
GROUND_Y = 0.74
NAMES = tuple(COLOURS)

Pair = tuple[str, str]
"""Coat and hat: who somebody is."""

PAIRS: tuple[Pair, ...] = tuple((coat, hat) for coat in NAMES for hat in NAMES if coat != hat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is to be found: somebody who carries something, or a board with writing on it."""

    lasts_s: float
    who: Pair | None = None
    carries: str = ""
    """The look of the thing."""
    colour: str = ""
    """Of the thing, or of the board's frame."""
    text: str = ""
    size: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """Somebody who crosses the picture."""

    who: Pair
    x: float
    """Where the middle is when the shot begins."""
    speed: float
    """Picture widths a second, to the right."""
    y: float
    size: float

    def at(self, time_s: float) -> Thing:
        """The person so long after the shot's start."""
        facing: Facing = "right" if self.speed >= 0 else "left"
        return Thing(
            look="person",
            colour=self.who[0],
            accent=self.who[1],
            pose=("walk", "walk2")[int(time_s / STEP_S) % 2],
            facing=facing,
            x=self.x + self.speed * time_s,
            y=self.y,
            size=self.size,
            id=f"person {self.who[0]} {self.who[1]}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One shot."""

    span: Span
    place: str
    light: str
    walkers: tuple[Walker, ...]
    moment: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stroll:
    """The film. Who walks by is never somebody of a moment."""

    name: str
    seed: str
    duration_s: float
    moments: tuple[Moment, ...] = ()
    passing: tuple[Pair, ...] = PAIRS
    fps: float = 10.0
    width_px: int = 640
    height_px: int = 360
    _starts_s: list[float] = field(default_factory=list)
    _moments: dict[int, Moment] = field(default_factory=dict)
    _kept: dict[int, Take] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out when shots begin, with the moments spread over them."""
        rng = random.Random(f"{self.seed}/shots")
        plain_s = self._plain_lengths(rng)
        count = len(plain_s) + len(self.moments)
        places = sorted(rng.sample(range(count), len(self.moments)))
        self._moments.update(zip(places, self.moments, strict=True))
        at_s, plain = 0.0, iter(plain_s)
        for number in range(count):
            self._starts_s.append(round(at_s * self.fps) / self.fps)
            moment = self._moments.get(number)
            at_s += moment.lasts_s if moment else next(plain)

    def _plain_lengths(self, rng: random.Random) -> list[float]:
        """Lengths of shots that, with the moments, fill the film."""
        free_s = self.duration_s - sum(moment.lasts_s for moment in self.moments)
        count = max(1, round(2 * free_s / (SHORTEST_S + LONGEST_S)))
        drawn = [rng.uniform(SHORTEST_S, LONGEST_S) for _ in range(count)]
        scale = free_s / sum(drawn)
        return [length_s * scale for length_s in drawn]

    @property
    def about(self) -> Film:
        """The file that it would be."""
        return Film(
            width_px=self.width_px,
            height_px=self.height_px,
            fps=self.fps,
            duration_s=self.duration_s,
        )

    @property
    def count(self) -> int:
        """How many shots there are."""
        return len(self._starts_s)

    def take(self, number: int) -> Take:
        """A shot by its number."""
        if number not in self._kept:
            if len(self._kept) > 256:
                self._kept.clear()
            self._kept[number] = self._drawn_up(number)
        return self._kept[number]

    def takes(self) -> Iterator[Take]:
        """All shots in order."""
        return map(self.take, range(self.count))

    def found(self) -> Mapping[int, Moment]:
        """The moments, by the number of their shot."""
        return self._moments

    def view(self, time_s: float) -> View:
        """What is to be seen then."""
        number = max(0, bisect_right(self._starts_s, time_s + 1e-6) - 1)
        take = self.take(number)
        since_s = time_s - take.span.start_s
        things = [walker.at(since_s) for walker in take.walkers]
        if take.moment is not None:
            things += _shown(take.moment, since_s, self.width_px / self.height_px)
        seen = tuple(sorted((t for t in things if -0.2 < t.x < 1.2), key=lambda t: t.y))
        return View(time_s=time_s, video=self.name, place=take.place, light=take.light, things=seen)

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame in the span."""
        from longtake.worlds.drawing.paint import frame_numbers, paint

        for number in frame_numbers(span, self.fps):
            yield paint(self.view(number / self.fps), self.width_px, self.height_px)

    def _drawn_up(self, number: int) -> Take:
        rng = random.Random(f"{self.seed}/shot/{number}")
        start_s = self._starts_s[number]
        last = number + 1 == self.count
        end_s = self.duration_s if last else self._starts_s[number + 1]
        moment = self._moments.get(number)
        around = TOWN[(number * 3 + rng.randrange(3)) % len(TOWN)]
        light = ("day", "day", "dusk")[number // 24 % 3]
        walkers = () if moment else tuple(self._walkers(rng))
        return Take(
            span=Span(start_s, max(start_s, end_s)),
            place=around,
            light=light,
            walkers=walkers,
            moment=moment,
        )

    def _walkers(self, rng: random.Random) -> Iterator[Walker]:
        """Up to three people, no two of them with a colour in common."""
        worn: set[str] = set()
        for row in range(rng.randint(1, 3)):
            fitting = [pair for pair in self.passing if not worn & set(pair)]
            if not fitting:
                return
            who = rng.choice(fitting)
            worn |= set(who)
            ahead = rng.choice((-1, 1))
            speed = ahead * rng.uniform(0.05, 0.1)
            x = rng.uniform(0.1, 0.5) if ahead > 0 else rng.uniform(0.5, 0.9)
            size = 0.3 + 0.05 * row
            yield Walker(who=who, x=x, speed=speed, y=GROUND_Y - 0.06 + 0.05 * row, size=size)


def _shown(moment: Moment, since_s: float, aspect: float) -> list[Thing]:
    """The things of a moment, so long after its start."""
    if moment.who is None:
        board = Thing(
            look="plate",
            x=0.5,
            y=0.36,
            size=0.2,
            colour=moment.colour,
            text=moment.text,
            id=f"board {moment.colour}",
        )
        return [board]
    ways = math.copysign(0.09, 0.5 - len(moment.carries) % 2)
    walker = Walker(
        who=moment.who,
        x=0.5 - ways * moment.lasts_s / 2,
        speed=ways,
        y=GROUND_Y,
        size=moment.size,
    )
    person = replace(walker.at(since_s), pose="reach")
    if not moment.carries:
        return [person]
    across, down = hand("reach", person.facing)
    wide = moment.size * ASPECT / aspect
    held = Thing(
        look=moment.carries,
        colour=moment.colour,
        x=person.x + (across - 0.5) * wide + (0.03 if ways > 0 else -0.03),
        y=person.y + (down - 0.5) * moment.size,
        size=moment.size * 0.32,
        id=f"{moment.carries} {moment.colour}",
    )
    return [person, held]
