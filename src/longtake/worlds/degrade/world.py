"""The degrade world: known amounts of known faults in any video, or in a made one.

Outside the faults the picture keeps its bits where the source's packets can be copied. An order
comes in, films go out.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import ClassVar

from longtake.worlds.degrade.faults import SORTS, Fault, held_for
from longtake.worlds.degrade.film import DegradeFilm
from longtake.worlds.degrade.kinds import KINDS
from longtake.worlds.degrade.plan import Move, planned
from longtake.worlds.haystack.film import shots
from longtake.worlds.haystack.stroll import Stroll
from longtake.worlds.needle.base import Base, about, origin
from longtake.worlds.needle.shots import Shots, Take
from longtake.worlds.needle.source import Source, drawn_source
from longtake.worlds.truth import Damage, Truth
from longtake.worlds.world import Film, Kind, Order


class Degrade:
    """Faults of the picture; see the module."""

    name = "degrade"
    version = "1"
    takes = ("count", "source")
    summary = "known blur, noise, blocks, tints, stutter, freezes and cuts in any video"
    kinds: ClassVar[Sequence[Kind]] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        return Degraded(order, self.version).groups


class Degraded:
    """The films of an order."""

    def __init__(self, order: Order, version: str) -> None:
        self.order, self.version = order, version
        self._base = Base(order)
        self.groups = self._base.groups(self._film)

    def _film(self, name: str, number: int) -> DegradeFilm:
        order, seed = self.order, f"{self.order.seed}/degrade/{number}"
        source, drawn, known = self._base.given, None, []
        move: Move = _anywhere
        rng = random.Random(seed)
        if source is None:
            stroll = self._stroll(number)
            source, drawn = drawn_source(stroll.about, stroll.pictures), stroll.view
            move, known = _within_a_shot(stroll), shots(stroll)
        frames = max(1, source.frame_from(self._base.length_s))
        faults = tuple(planned(source, frames, order.level, order.density, rng, move))
        lost_s = sum(fault.amount for fault in faults if fault.sort == "jump")
        truth = self._truth(source, source.time_of(frames) - lost_s, faults)
        seen = Shots(source, known).of(list(_takes(faults, frames)), truth.film.duration_s)
        return DegradeFilm(
            name=name,
            truth=truth.model_copy(update={"shots": seen}),
            source=source,
            frames=frames,
            faults=faults,
            seed=seed,
            drawn=drawn,
        )

    def _truth(self, source: Source, length_s: float, faults: Sequence[Fault]) -> Truth:
        order = self.order
        return Truth(
            world="degrade",
            version=self.version,
            seed=order.seed,
            level=order.level,
            film=about(source, length_s),
            states=list(origin("film", "fault", source, length_s)),
            damage=[
                Damage(kind=f.sort, amount=f.amount, unit=SORTS[f.sort].unit, span=f.span)
                for f in faults
            ],
        )

    def _stroll(self, number: int) -> Stroll:
        order = self.order
        length_s = max(1, round(self._base.made_s * order.fps)) / order.fps
        return Stroll(
            name="base",
            seed=f"{order.seed}/degraded/{number}",
            duration_s=length_s,
            fps=order.fps,
            width_px=order.width_px,
            height_px=order.height_px,
        )


def _takes(faults: Sequence[Fault], frames: int) -> Iterator[Take]:
    """The stretches of the source that are shown, in order."""
    first, at_s, goes_on = 0, 0.0, True
    for fault in faults:
        if fault.first > first:
            yield Take(start_s=at_s, first=first, stop=fault.first, goes_on=goes_on)
        if fault.sort == "jump":
            at_s, goes_on = fault.span.middle_s, False
        else:
            start_s, at_s = fault.span.start_s, fault.span.end_s
            each = held_for(fault)
            yield Take(start_s=start_s, first=fault.first, stop=fault.stop, each=each, goes_on=True)
            goes_on = True
        first = fault.stop
    if first < frames:
        yield Take(start_s=at_s, first=first, stop=frames, goes_on=goes_on)


def _anywhere(start_s: float, lasts_s: float) -> float:
    return start_s


def _within_a_shot(stroll: Stroll) -> Move:
    """A jump over a cut would be none, so it is moved to where a shot is long enough."""
    spans = [take.span for take in stroll.takes()]
    starts = [span.start_s for span in spans]

    def move(start_s: float, lasts_s: float) -> float:
        rounds, rest_s = divmod(start_s, stroll.duration_s)
        for span in spans[max(0, bisect_right(starts, rest_s) - 1) :]:
            at_s = max(rest_s, span.start_s + 0.8)
            if span.end_s - at_s >= lasts_s + 0.8:
                return float(rounds * stroll.duration_s + at_s)
        return start_s

    return move
