"""The degrade world: known amounts of known faults in any video, or in a made one.

A source shorter than what was ordered is repeated; one that is longer is kept whole. Outside the
faults the picture keeps its bits where the source's packets can be copied. An order comes in,
films go out.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.degrade.faults import SORTS
from longtake.worlds.degrade.film import DegradeFilm
from longtake.worlds.degrade.kinds import KINDS
from longtake.worlds.degrade.plan import Move, planned
from longtake.worlds.haystack.stroll import Stroll
from longtake.worlds.needle.source import Source, drawn_source, open_source
from longtake.worlds.truth import Damage, State, Truth
from longtake.worlds.truth import Film as About
from longtake.worlds.world import Film, Kind, Order

ROUND_S = 600.0
"""A made film repeats after so long."""


class Degrade:
    """Faults of the picture; see the module."""

    name = "degrade"
    version = "1"
    summary = "known blur, noise, blocks, tints, stutter, freezes and cuts in any video"
    kinds: ClassVar[Sequence[Kind]] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        return Degraded(order, self.version)


class Degraded(Sequence[Sequence[Film]]):
    """The films of an order, planned when they are looked at; each is a group of its own."""

    def __init__(self, order: Order, version: str) -> None:
        if not order.minutes > 0:
            raise WorldError(f"{order.minutes} minutes cannot be filled: order more than 0")
        self.order, self.version = order, version
        self._given = open_source(order.source) if order.source else None

    def __len__(self) -> int:
        return max(1, self.order.count)

    def __getitem__(self, index: int) -> list[Film]:  # type: ignore[override]
        number = range(len(self))[index]
        return [self._film("film" if len(self) == 1 else f"film-{number:04}", number)]

    @cached_property
    def _length_s(self) -> float:
        ordered_s = self.order.minutes * 60 / len(self)
        return max(ordered_s, self._given.period_s) if self._given else ordered_s

    def _film(self, name: str, number: int) -> DegradeFilm:
        order, seed = self.order, f"{self.order.seed}/degrade/{number}"
        source, drawn, rng = self._given, None, random.Random(seed)
        if source is None:
            stroll = self._stroll(number)
            source, drawn = drawn_source(stroll.about, stroll.pictures), stroll.view
            move = _within_a_shot(stroll)
        else:
            move = _anywhere
        frames = max(1, source.frame_from(self._length_s))
        faults = tuple(planned(source, frames, order.level, order.density, rng, move))
        lost_s = sum(fault.amount for fault in faults if fault.sort == "jump")
        truth = self._truth(source, source.time_of(frames) - lost_s)
        damage = [
            Damage(kind=f.sort, amount=f.amount, unit=SORTS[f.sort].unit, span=f.span)
            for f in faults
        ]
        return DegradeFilm(
            name=name,
            truth=truth.model_copy(update={"damage": damage}),
            source=source,
            frames=frames,
            faults=faults,
            seed=seed,
            drawn=drawn,
        )

    def _truth(self, source: Source, length_s: float) -> Truth:
        order = self.order
        kept = source.encoded_because and f"encoded again: {source.encoded_because}"
        pictures = kept or "packets kept but for groups that a fault touches"
        told = {"source": source.path.name if source.path else "made", "pictures": pictures}
        return Truth(
            world="degrade",
            version=self.version,
            seed=order.seed,
            level=order.level,
            film=About(
                width_px=source.width_px,
                height_px=source.height_px,
                fps=source.fps,
                duration_s=length_s,
                sound=source.sound,
                subtitles=bool(source.cues),
            ),
            states=[
                State(of="film", name=name, value=value, span=Span(0.0, length_s))
                for name, value in told.items()
            ],
        )

    def _stroll(self, number: int) -> Stroll:
        order = self.order
        length_s = max(1, round(min(self._length_s, ROUND_S) * order.fps)) / order.fps
        return Stroll(
            name="base",
            seed=f"{order.seed}/degraded/{number}",
            duration_s=length_s,
            fps=order.fps,
            width_px=order.width_px,
            height_px=order.height_px,
        )


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
