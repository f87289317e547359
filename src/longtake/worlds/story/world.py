"""The story world: makes the film of an order, and lists what can be asked about it."""

from __future__ import annotations

import random
from collections.abc import Sequence

from longtake.errors import WorldError
from longtake.worlds.story.camera import edit, follow
from longtake.worlds.story.day import Day
from longtake.worlds.story.film import StoryFilm
from longtake.worlds.story.kinds import KINDS
from longtake.worlds.story.town import setting
from longtake.worlds.world import Film, Kind, Order

LEVELS = range(1, 6)
LONGEST_MINUTES = 1440


class Story:
    """A small town seen by a camera that cuts, pans and zooms."""

    name = "story"
    version = "1"
    takes = ()
    summary = "a small town seen by a camera: people with reasons, things that change hands, talk"
    kinds: Sequence[Kind] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """One film. Raises WorldError for a length or a level that cannot be."""
        return [[film(order)]]


def film(order: Order) -> StoryFilm:
    """The film of an order; a day of 24 hours is planned in some seconds."""
    if not 0 < order.minutes <= LONGEST_MINUTES:
        raise WorldError(
            f"a story cannot be {order.minutes:g} minutes long: more than 0 and at most "
            f"{LONGEST_MINUTES} (24 hours)"
        )
    if order.level not in LEVELS:
        raise WorldError(f"a story has no level {order.level}: choose 1 (easy) to 5")
    seed = f"{order.seed}/story"
    frames = max(1, round(order.minutes * 60 * order.fps))
    duration_s = frames / order.fps
    town = setting(random.Random(f"{seed}/setting"), order.level)
    chronicle = Day(town, seed, duration_s, order.density).pass_(follow)
    return StoryFilm("film", order, chronicle, edit(chronicle, seed, order.fps))
