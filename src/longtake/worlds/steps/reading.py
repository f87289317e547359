"""What can be told of a film of steps from Views alone: clips, states, the recipe, the order.

A clip is what follows a plate. Its first and last moments show what stands on the table before and
after; the order is the one in which each clip goes on where another ended. Knows the cookbook, as
anybody who has ever made tea does, but no plans.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations

from longtake.worlds.stage import View
from longtake.worlds.steps.cookbook import RECIPES
from longtake.worlds.steps.recipe import Recipe, Step, Tally, apart, change, effect_of, tally

ITEMS = {item for recipe in RECIPES for item in recipe.items}
LOOKS = {look for look, _, _ in ITEMS}
POSES = {look for look, pose, _ in ITEMS if pose}
TABLE_Y = 0.5
"""What is seen above is held, and does not stand on the table."""
HIGH_Y = 0.72
"""What is seen above this lies above something else."""
EDGE_VIEWS = 3
"""So many views at a clip's ends are compared where there are many."""
FEW_VIEWS = 10


@dataclass(frozen=True)
class ClipSeen:
    """One clip: what stood on the table when it began, and when it ended."""

    number: int
    before: Tally
    after: Tally


def table_of(view: View) -> Tally:
    """What stands on the table."""
    return Counter(
        (thing.look, thing.pose if thing.look in POSES else "", thing.y < HIGH_Y)
        for thing in view.things
        if thing.look in LOOKS and thing.y > TABLE_Y
    )


def _usual(views: Sequence[View]) -> Tally:
    """The commonest of a few states."""
    states = Counter(frozenset(table_of(view).items()) for view in views)
    return Counter(dict(states.most_common(1)[0][0]))


def _plate(view: View) -> int | None:
    for thing in view.of("plate"):
        found = re.fullmatch(r"CLIP (\d+)", thing.text.strip().upper())
        if found:
            return int(found[1]) - 1
    return None


class Reading:
    """Everything that some Views of one film show."""

    def __init__(self, seen: Sequence[View]) -> None:
        views = [view for _, view in sorted({view.time_s: view for view in seen}.items())]
        parts: dict[int, list[View]] = {}
        current = None
        for view in views:
            number = _plate(view)
            if number is not None:
                current = number
            elif current is not None and view.of("person"):
                parts.setdefault(current, []).append(view)
        self.clips = [_clip(number, part) for number, part in sorted(parts.items())]

    @cached_property
    def recipe(self) -> Recipe | None:
        """The procedure whose steps explain the changes best; None: no change is to be seen."""
        scores = []
        for recipe in RECIPES:
            score = sum(_best(recipe, clip.before, clip.after)[0] for clip in self.clips)
            known = set(recipe.items)
            strange = sum(len(set(c.before | c.after) - known) for c in self.clips)
            scores.append(score - 0.5 * strange)
        best = max(scores)
        if best <= 0 or scores.count(best) > 1:
            return None
        return RECIPES[scores.index(best)]

    def step(self, clip: ClipSeen) -> Step | None:
        """Which step a clip shows."""
        return _best(self.recipe, clip.before, clip.after)[1] if self.recipe else None

    def between(self, clip: ClipSeen, following: ClipSeen) -> Step | None:
        """Which step has happened between two clips."""
        return _best(self.recipe, clip.after, following.before)[1] if self.recipe else None

    def order(self) -> list[ClipSeen] | None:
        """The clips in the one order in which each goes on where the one before ended."""
        if self.recipe is None or len(self.clips) < 2:
            return None
        begins = tally(self.recipe.begins)
        cost = {
            (a.number, b.number): apart(a.after, b.before) for a, b in permutations(self.clips, 2)
        }
        first = {clip.number: apart(begins, clip.before) for clip in self.clips}
        orders = list(permutations(self.clips))
        costs = [
            first[order[0].number] + sum(cost[a.number, b.number] for a, b in pairwise(order))
            for order in orders
        ]
        least = min(costs)
        return list(orders[costs.index(least)]) if costs.count(least) == 1 else None


def _clip(number: int, views: list[View]) -> ClipSeen:
    many = EDGE_VIEWS if len(views) >= FEW_VIEWS else 1
    return ClipSeen(number, _usual(views[:many]), _usual(views[-many:]))


def _best(recipe: Recipe, before: Tally, after: Tally) -> tuple[float, Step | None]:
    """The step whose effect is most like a change, and how alike they are, in [0, 1]."""
    came, went = change(before, after)
    size = sum((came + went).values())
    best: tuple[float, Step | None] = (0.0, None)
    for step in recipe.steps if size else ():
        comes, goes = EFFECTS[step]
        shared = sum(((came & comes) + (went & goes)).values())
        alike = shared / (size + sum((comes + goes).values()) - shared)
        if alike > best[0]:
            best = alike, step
    return best


EFFECTS = {step: effect_of(step, recipe) for recipe in RECIPES for step in recipe.steps}
