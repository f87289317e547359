"""The cameras world: the films of an order, and what can be asked across them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from longtake.errors import WorldError
from longtake.worlds.cameras.asking import KINDS
from longtake.worlds.cameras.film import CameraFilm
from longtake.worlds.story.day import Day
from longtake.worlds.story.town import setting
from longtake.worlds.story.world import LEVELS
from longtake.worlds.world import Film, Kind, Order

DAYS = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
CAMERAS = {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}
TURN_S = 60.0
"""How long weather and light stay as they are, at least."""
SHORTEST_S = 30.0


class Cameras:
    """The story's town, watched by cameras that never cut."""

    name = "cameras"
    version = "1"
    takes = ()
    summary = "the town from several synchronised cameras, over several days: one film each"
    kinds: Sequence[Kind] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """All cameras of all days, asked about together. Raises WorldError."""
        if order.level not in LEVELS:
            raise WorldError(f"cameras have no level {order.level}: choose 1 (easy) to 5")
        days, cameras = DAYS[order.level], CAMERAS[order.level]
        each_s = order.minutes * 60 / (days * cameras)
        if not each_s >= SHORTEST_S:
            raise WorldError(
                f"{days} days of {cameras} cameras do not fit into {order.minutes:g} min: "
                f"order at least {SHORTEST_S * days * cameras / 60:g} min"
            )
        return [list(_films(order, days, cameras, each_s))]


def _films(order: Order, days: int, cameras: int, each_s: float) -> Sequence[Film]:
    seed = f"{order.seed}/cameras"
    duration_s = max(1, round(each_s * order.fps)) / order.fps
    town = setting(random.Random(f"{seed}/setting"), order.level)
    films: list[Film] = []
    for day in range(1, days + 1):
        passed = Day(town, f"{seed}/day-{day}", duration_s, order.density)
        chronicle = passed.pass_(
            lambda day, time_s, rng: (tuple(day.setting.places), time_s + TURN_S)
        )
        films += [
            CameraFilm(order, day, number, place, chronicle)
            for number, place in enumerate(town.places[:cameras], 1)
        ]
    return films
