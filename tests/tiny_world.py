"""A very small world: coloured balls cross a table, one after the other. Its truth is plain."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import COLOURS, Thing, View
from longtake.worlds.truth import Entity, Event, Fact, Highlight, Shot, Truth
from longtake.worlds.truth import Film as File
from longtake.worlds.world import Order

TURN_S = 2.0
"""So long is each ball on the table."""


class TinyFilm:
    """Balls of different colours, one at a time, each for two seconds."""

    def __init__(self, name: str, seed: int, balls: int = 4) -> None:
        self.name = name
        rng = random.Random(f"{seed}/{name}")
        self.colours = rng.sample(sorted(COLOURS), balls)
        self.shows = rng.randint(1, balls)
        """So many of the balls are really shown; the last turns are empty."""
        self.truth = self._truth(seed)

    def span(self, turn: int) -> Span:
        return Span(turn * TURN_S, (turn + 1) * TURN_S)

    def view(self, time_s: float) -> View:
        turn = int(time_s / TURN_S)
        things: tuple[Thing, ...] = ()
        if 0 <= turn < self.shows:
            x = 0.2 + 0.6 * (time_s / TURN_S - turn)
            ball = Thing(look="ball", x=x, y=0.5, size=0.3, colour=self.colours[turn])
            things = (ball,)
        return View(time_s=time_s, video=self.name, place="table", things=things)

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        file = self.truth.film
        for number in range(round(span.start_s * file.fps), round(span.end_s * file.fps)):
            image = np.full((file.height_px, file.width_px, 3), 200, np.uint8)
            for thing in self.view(number / file.fps).things:
                x, y = int(thing.x * file.width_px), int(thing.y * file.height_px)
                image[y - 8 : y + 8, x - 8 : x + 8] = COLOURS[thing.colour]
            yield image

    def _truth(self, seed: int) -> Truth:
        length_s = len(self.colours) * TURN_S
        shown = list(enumerate(self.colours[: self.shows]))
        return Truth(
            schema="longtake-truth/1",
            world="tiny",
            version="1",
            seed=seed,
            level=1,
            film=File(width_px=160, height_px=90, fps=5.0, duration_s=length_s),
            shots=[Shot(span=Span(0.0, length_s), begins="start", place="table")],
            entities=[
                Entity(
                    id=f"ball-{turn}",
                    kind="object",
                    name=f"{colour} ball",
                    description=f"the {colour} ball",
                    appears=[self.span(turn)],
                )
                for turn, colour in shown
            ],
            events=[
                Event(
                    id=f"event-{turn}",
                    verb="cross",
                    span=self.span(turn),
                    actor=f"ball-{turn}",
                    text=f"The {colour} ball crosses the table.",
                    salience=0.5,
                )
                for turn, colour in shown
            ],
            facts=[Fact(text="Balls cross a table.", weight=1.0, spans=[Span(0.0, length_s)])],
            highlights=[Highlight(span=self.span(0), score=0.8)],
        )


def _crossings(seen: Sequence[View]) -> list[str]:
    """The colours in the order in which they were seen, each once."""
    views = sorted(seen, key=lambda view: view.time_s)
    return list(dict.fromkeys(thing.colour for view in views for thing in view.of("ball")))


class WhichAfter:
    """Which ball comes after another."""

    name, family, temporal = "after", "order", True
    pattern = r"Which ball crosses the table right after the (?P<first>\w+) one\?"

    def ask(self, films: Sequence[TinyFilm], rng: random.Random) -> Iterator[Draft]:
        for film in films:
            for turn in range(film.shows - 1):
                first, then = film.colours[turn : turn + 2]
                yield Draft(
                    kind=self.name,
                    text=f"Which ball crosses the table right after the {first} one?",
                    answer=f"the {then} ball",
                    wrong=tuple(f"the {c} ball" for c in sorted(COLOURS) if c not in (first, then)),
                    videos=(film.name,),
                    evidence=tuple(_clue(film, t) for t in (turn, turn + 1)),
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        order = _crossings(seen)
        if asked["first"] not in order[:-1]:
            return None
        return f"the {order[order.index(asked['first']) + 1]} ball"


class WhenIsIt:
    """When a ball is on the table, or that it never is."""

    name, family, temporal = "when", "ground", False
    pattern = r"When is the (?P<colour>\w+) ball on the table\?"

    def ask(self, films: Sequence[TinyFilm], rng: random.Random) -> Iterator[Draft]:
        for film in films:
            for turn, colour in enumerate(film.colours[: film.shows]):
                span = film.span(turn)
                yield Draft(
                    kind=self.name,
                    text=f"When is the {colour} ball on the table?",
                    answer=f"{span.start_s:.1f}-{span.end_s:.1f}",
                    form="spans",
                    videos=(film.name,),
                    spans=(span,),
                    evidence=(_clue(film, turn),),
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        times_s = [
            view.time_s for view in seen for ball in view.things if asked["colour"] == ball.colour
        ]
        return f"{min(times_s):.1f}-{max(times_s):.1f}" if times_s else None


def _clue(film: TinyFilm, turn: int) -> Clue:
    span = film.span(turn)
    return Clue(video=film.name, span=span, frames_s=(span.start_s + 0.2, span.end_s - 0.2))


class Tiny:
    """Clips of a few seconds, each a group of its own."""

    name, version, summary = "tiny", "1", "balls on a table"
    takes = ("count",)
    kinds = (WhichAfter(), WhenIsIt())

    def groups(self, order: Order) -> list[list[TinyFilm]]:
        return [[TinyFilm(f"clip-{n:04}", order.seed)] for n in range(order.count or 4)]
