"""The world `steps`: films of procedures: shuffled, a step missing or misplaced, unfinished.

Orders come in, groups of one film go out; a film is planned when it is indexed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from longtake.errors import WorldError
from longtake.worlds.groups import Groups
from longtake.worlds.steps.ask import KINDS
from longtake.worlds.steps.cookbook import RECIPES
from longtake.worlds.steps.film import VERSION, StepsFilm, planned
from longtake.worlds.world import Film, Kind, Order

STYLES = ("shuffled", "missing", "shuffled", "misplaced", "unfinished")
"""Of films that follow each other, again and again."""
FILMS_A_MINUTE = 2.0
SLOWEST_FPS = 4.0


class Steps:
    """Procedures whose steps change what stands on a table."""

    name = "steps"
    version = VERSION
    takes = ("count",)
    summary = "procedures whose clips are shuffled, missing or out of place, to be put in order"
    kinds: Sequence[Kind] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """Films as many as are ordered, or as fill the minutes."""
        if order.fps < SLOWEST_FPS:
            raise WorldError(
                f"at {order.fps} fps the plates are hardly shown: use {SLOWEST_FPS} or more"
            )
        count = order.count or max(1, round(order.minutes * FILMS_A_MINUTE))
        return Groups(count, partial(_group, order))


def _group(order: Order, index: int) -> Sequence[Film]:
    rng = random.Random(f"{order.seed}/steps/{index}/{order.level}")
    recipes = random.Random(f"{order.seed}/steps").sample(RECIPES, len(RECIPES))
    style = STYLES[index % len(STYLES)]
    recipe = recipes[index % len(recipes)]
    plan = planned(rng, recipe, style, order.level, order.fps)
    return [StepsFilm(f"clip-{index + 1:04}", plan, order)]
