"""The needle world: needles in any video, or in a made one, at any length.

`VideoNIAH` (arXiv 2406.09367) hides what does not belong to a video in it, so that what is asked
cannot be known from anywhere else. An order comes in, films go out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from longtake.types import Span
from longtake.worlds.needle.base import Base, about, origin
from longtake.worlds.needle.film import NeedleFilm
from longtake.worlds.needle.kinds import KINDS
from longtake.worlds.needle.plan import Needle as Needles
from longtake.worlds.needle.plan import planned
from longtake.worlds.needle.shots import Shots, Take
from longtake.worlds.needle.source import Source, drawn_source
from longtake.worlds.story.world import film as story_film
from longtake.worlds.truth import Entity, Event, State, Truth, Writing
from longtake.worlds.world import Film, Kind, Order

APART = 7919
"""Between the seeds of two made haystacks."""


class Needle:
    """Needles in a haystack; see the module."""

    name = "needle"
    version = "1"
    takes = ("count", "source")
    summary = "captions, cards and clips hidden in any video, of any length (VNBench)"
    kinds: ClassVar[Sequence[Kind]] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        return Haystacks(order, self.version).groups


class Haystacks:
    """The films of an order."""

    def __init__(self, order: Order, version: str) -> None:
        self.order, self.version = order, version
        self._base = Base(order)
        self.groups = self._base.groups(self._film)

    def _film(self, name: str, number: int) -> NeedleFilm:
        order, drawn, shots = self.order, None, []
        source = self._base.given
        if source is None:
            story = self._story(number)
            source, drawn = drawn_source(story.truth.film, story.pictures), story.view
            shots = story.truth.shots
        frames = max(1, source.frame_from(self._base.length_s))
        rng = random.Random(f"{order.seed}/needle/{number}")
        needles = tuple(planned(source, frames, order.level, rng, number))
        inset_s = sum(needle.lasts_s for needle in needles if needle.inset)
        length_s = source.time_of(frames) + inset_s
        truth = truth_of(order, self.version, source, needles, length_s)
        seen = Shots(source, shots).of(list(_takes(needles, frames)), length_s)
        return NeedleFilm(
            name=name,
            truth=truth.model_copy(update={"shots": seen}),
            source=source,
            frames=frames,
            needles=needles,
            drawn=drawn,
        )

    def _story(self, number: int) -> Film:
        """What is made where no source is given: a story, without words on it."""
        minutes = self._base.made_s / 60
        seed = self.order.seed + APART * number
        return story_film(replace(self.order, seed=seed, minutes=minutes, burnt=False, count=0))


def truth_of(
    order: Order, version: str, source: Source, needles: Sequence[Needles], length_s: float
) -> Truth:
    """What there is to know: every needle, and how the haystack was made."""
    return Truth(
        world="needle",
        version=version,
        seed=order.seed,
        level=order.level,
        film=about(source, length_s),
        entities=list(_entities(needles)),
        events=list(_events(needles)),
        writing=[
            Writing(span=needle.span, text=needle.text, kind="needle")
            for needle in needles
            if needle.text
        ],
        states=list(_states(source, length_s)),
    )


def _entities(needles: Sequence[Needles]) -> Iterator[Entity]:
    found: dict[tuple[str, str], list[Span]] = {}
    for needle in needles:
        for thing in sorted(set(needle.things)):
            if thing[1]:
                found.setdefault(thing, []).append(needle.span)
    for (colour, look), spans in found.items():
        yield Entity(
            id=f"{colour} {look}",
            kind="object",
            name=f"{colour} {look}",
            look={"look": look, "colour": colour},
            appears=spans,
        )


def _events(needles: Sequence[Needles]) -> Iterator[Event]:
    for number, needle in enumerate(needles, 1):
        what = needle.text or "little pictures in the corners"
        yield Event(
            id=f"needle-{number}",
            verb="appears",
            span=needle.span,
            text=f"A {needle.form} appears: {what}.",
            detail={
                "task": needle.task,
                "form": needle.form,
                "depth": needle.depth,
                "things": [" ".join(thing).strip() for thing in needle.things],
            },
        )


def _states(source: Source, length_s: float) -> Iterator[State]:
    """How the pictures and the sound of the source came into the film."""
    yield from origin("haystack", "needle", source, length_s)
    told = {
        "round_s": round(source.period_s, 6),
        "dropped": source.dropped if source.path else "the story's sound",
    }
    for name, value in told.items():
        yield State(of="haystack", name=name, value=value, span=Span(0.0, length_s))


def _takes(needles: Sequence[Needles], frames: int) -> Iterator[Take]:
    """The stretches of the source, and what is put in between them."""
    first, at_s = 0, 0.0
    for needle in needles:
        if needle.inset:
            if needle.first > first:
                yield Take(start_s=at_s, first=first, stop=needle.first)
            yield Take(start_s=needle.span.start_s, place="board")
            first, at_s = needle.first, needle.span.end_s
    if frames > first:
        yield Take(start_s=at_s, first=first, stop=frames)
