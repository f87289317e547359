"""Worlds as small as can be: a ball that crosses a board, with words, voices and questions."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds import truth
from longtake.worlds.drawing.paint import frame_numbers
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import COLOURS, Thing, View
from longtake.worlds.world import Film, Kind, Order

SHOT_S = 4.0


class Crossing:
    """A ball of one colour a shot, from left to right; each shot is announced."""

    def __init__(self, name: str, order: Order, length_s: float) -> None:
        self.name, self.order, self.length_s = name, order, length_s

    @cached_property
    def colours(self) -> list[str]:
        rng = random.Random(f"{self.order.seed}/{self.name}")
        return rng.choices(list(COLOURS), k=int(self.length_s / SHOT_S) + 1)

    @cached_property
    def truth(self) -> truth.Truth:
        cuts = np.arange(0.0, self.length_s, SHOT_S)
        spans = [Span(float(at), min(float(at) + SHOT_S, self.length_s)) for at in cuts]
        return truth.Truth(
            world="tiny",
            version="1",
            seed=self.order.seed,
            level=self.order.level,
            film=truth.Film(
                width_px=self.order.width_px,
                height_px=self.order.height_px,
                fps=self.order.fps,
                duration_s=self.length_s,
            ),
            shots=[truth.Shot(span=span, place="board") for span in spans],
            speech=[
                truth.Line(
                    span=Span(span.start_s + 0.5, span.start_s + 2.5),
                    speaker="teller",
                    text=f"The ball is {colour}.",
                    voice="en-gb+f2" if number % 2 else "en-gb+m3",
                )
                for number, (span, colour) in enumerate(zip(spans, self.colours, strict=False))
                if span.duration_s == SHOT_S
            ],
        )

    def view(self, time_s: float) -> View:
        shot, along = divmod(time_s, SHOT_S)
        ball = Thing(
            look="ball",
            id=f"ball-{int(shot)}",
            colour=self.colours[int(shot)],
            x=0.1 + 0.8 * along / SHOT_S,
            y=0.5,
            size=0.2,
        )
        return View(time_s=time_s, video=self.name, place="board", things=(ball,))

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        about = self.truth.film
        for number in frame_numbers(span, about.fps):
            view = self.view(number / about.fps)
            image = np.full((about.height_px, about.width_px, 3), 225, np.uint8)
            ball = view.things[0]
            x, y = round(ball.x * about.width_px), round(ball.y * about.height_px)
            r = round(ball.size * about.height_px / 2)
            image[y - r : y + r, max(0, x - r) : x + r] = COLOURS[ball.colour]
            yield image


class Colour:
    """Which colour the ball had in a shot."""

    name, family, temporal = "colour", "recall", False
    pattern = r"Which colour has the ball after (?P<after>[\d.]+) seconds\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in films:
            for shot in film.truth.shots:
                colour = film.view(shot.span.start_s).things[0].colour
                yield Draft(
                    kind=self.name,
                    text=f"Which colour has the ball after {shot.span.start_s} seconds?",
                    answer=colour,
                    wrong=tuple(other for other in COLOURS if other != colour),
                    videos=(film.name,),
                    evidence=(
                        Clue(video=film.name, span=shot.span, frames_s=(shot.span.middle_s,)),
                    ),
                )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        after = float(asked["after"])
        shot = Span(after, after + SHOT_S)
        return next((v.things[0].colour for v in seen if v.time_s in shot), None)


class Tiny:
    """One film, or several of `count`."""

    name, version, summary = "tiny", "1", "a ball that crosses a board"
    takes = ("count", "source")
    kinds: Sequence[Kind] = (Colour(),)
    film = Crossing

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        if not order.count:
            return [[self.film("film", order, order.minutes * 60)]]
        length_s = order.minutes * 60 / order.count
        return [[self.film(f"clip-{n:04}", order, length_s)] for n in range(order.count)]


class Slow(Crossing):
    """Takes its time over every picture, so that there is time to interrupt it."""

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        for image in super().pictures(span):
            time.sleep(0.004)
            yield image


class Slowly(Tiny):
    film = Slow


class Short(Crossing):
    """Has no pictures after the first second."""

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        return super().pictures(span.clip(Span(0.0, 1.0)))


class Shortened(Tiny):
    film = Short


class Strange(Crossing):
    """Speaks in a voice that nobody has."""

    @cached_property
    def truth(self) -> truth.Truth:
        plain = super().truth
        line = plain.speech[0].model_copy(update={"voice": "xx-nobody"})
        return plain.model_copy(update={"speech": [line]})


class Estranged(Tiny):
    film = Strange


class Deadly(Crossing):
    """Kills the process that draws it."""

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        if span.start_s > 0:
            os.kill(os.getpid(), 9)
        return super().pictures(span)


class Killing(Tiny):
    film = Deadly


class Refusing(Tiny):
    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        if order.minutes > 60:
            raise WorldError(f"{order.minutes} minutes are too many: give at most 60")
        return super().groups(order)
