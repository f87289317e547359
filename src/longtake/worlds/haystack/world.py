"""The haystack world: hours in which a question needs one to five frames.

For each question the evidence lists the minimal set of frames (`Clue.frames_s`), against which
`score` measures a search. An order comes in, one film goes out.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import ClassVar

from longtake.errors import WorldError
from longtake.worlds.groups import Groups
from longtake.worlds.haystack.film import HaystackFilm, entities, events, shots, writing
from longtake.worlds.haystack.kinds import KINDS
from longtake.worlds.haystack.plan import cast
from longtake.worlds.haystack.stroll import Stroll
from longtake.worlds.truth import Film as About
from longtake.worlds.truth import Truth
from longtake.worlds.world import Film, Kind, Order

SHORTEST_S = 15.0


class Haystack:
    """Long films and few frames that matter; see the module."""

    name = "haystack"
    version = "1"
    takes = ("count",)
    summary = "long films in which a question needs one to five frames (LV-Haystack)"
    kinds: ClassVar[Sequence[Kind]] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        haystacks = Haystacks(order, self.version)
        return Groups(haystacks.count, haystacks.group)


class Haystacks:
    """Plans the films of an order; each is a group of its own."""

    def __init__(self, order: Order, version: str) -> None:
        self.order, self.version = order, version
        self.count = max(1, order.count)
        self.length_s = order.minutes * 60 / self.count
        if not self.length_s >= SHORTEST_S:
            raise WorldError(
                f"nothing can be hidden in {self.length_s:g} s:"
                f" order at least {SHORTEST_S / 60:g} min a film"
            )

    def group(self, number: int) -> list[Film]:
        """The film of that number, alone."""
        return [self._film("film" if self.count == 1 else f"film-{number:04}", number)]

    def _film(self, name: str, number: int) -> HaystackFilm:
        order, seed = self.order, f"{self.order.seed}/haystack/{number}"
        length_s = round(self.length_s * order.fps) / order.fps
        chosen = cast(length_s, order.level, order.density, random.Random(seed))
        stroll = Stroll(
            name=name,
            seed=seed,
            duration_s=length_s,
            moments=chosen.moments,
            passing=chosen.passing,
            fps=order.fps,
            width_px=order.width_px,
            height_px=order.height_px,
        )
        return HaystackFilm(name=name, truth=self._truth(stroll), stroll=stroll)

    def _truth(self, stroll: Stroll) -> Truth:
        return Truth(
            world="haystack",
            version=self.version,
            seed=self.order.seed,
            level=self.order.level,
            film=About(
                width_px=stroll.width_px,
                height_px=stroll.height_px,
                fps=stroll.fps,
                duration_s=stroll.duration_s,
            ),
            shots=shots(stroll),
            entities=entities(stroll),
            events=events(stroll),
            writing=writing(stroll),
        )
