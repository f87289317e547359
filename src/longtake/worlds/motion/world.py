"""The world `motion`: many short clips, each of one style, conflict pairs in groups of two.

Orders come in, groups of clips go out; a clip is planned when it is indexed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from longtake.errors import WorldError
from longtake.worlds.groups import Groups
from longtake.worlds.motion import (
    ask_captions,
    ask_comings,
    ask_conflict,
    ask_hidden,
    ask_meetings,
    ask_runs,
    ask_screen,
    ask_what_if,
)
from longtake.worlds.motion.bumping import bumping
from longtake.worlds.motion.conflict import conflict
from longtake.worlds.motion.covering import covering
from longtake.worlds.motion.film import VERSION, Clip
from longtake.worlds.motion.physics import WIDTH
from longtake.worlds.motion.plan import Plan
from longtake.worlds.motion.screening import screening
from longtake.worlds.world import Film, Kind, Order

STYLES = ("bumping", "covering", "conflict", "bumping", "screening", "bumping", "conflict")
"""Of groups that follow each other, again and again."""
CLIPS_A_MINUTE = 4.5
SLOWEST_FPS = 5.0
SINGLE: dict[str, Callable[[random.Random, int, float], Plan]] = {
    "bumping": bumping,
    "covering": covering,
    "screening": screening,
}


class Motion:
    """Solids that move, meet, hide and change, with every event known."""

    name = "motion"
    version = VERSION
    takes = ("count",)
    summary = "solids that move, meet and hide in short clips, with counterfactuals and conflicts"
    kinds: Sequence[Kind] = (
        *ask_runs.KINDS,
        *ask_comings.KINDS,
        *ask_meetings.KINDS,
        *ask_hidden.KINDS,
        *ask_screen.KINDS,
        *ask_what_if.KINDS,
        *ask_captions.KINDS,
        *ask_conflict.KINDS,
    )

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """Clips as many as are ordered, or as fill the minutes; one more completes a pair."""
        if abs(order.width_px / order.height_px - WIDTH) > 0.03 * WIDTH:
            raise WorldError(
                f"motion is planned for pictures of 16:9, not {order.width_px}×{order.height_px}: "
                "use for instance 640×360"
            )
        if order.fps < SLOWEST_FPS:
            raise WorldError(
                f"at {order.fps} fps contacts fall between frames: use {SLOWEST_FPS} or more"
            )
        clips = Clips(order, order.count or max(1, round(order.minutes * CLIPS_A_MINUTE)))
        return Groups(len(clips.firsts), clips.group)


class Clips:
    """Plans the groups of an order."""

    def __init__(self, order: Order, count: int) -> None:
        self.order = order
        self.firsts: list[int] = []
        """The number of each group's first clip."""
        clips = 0
        while clips < count:
            self.firsts.append(clips + 1)
            clips += 2 if self.style(len(self.firsts) - 1) == "conflict" else 1

    @staticmethod
    def style(index: int) -> str:
        """What sort of clip a group holds."""
        return STYLES[index % len(STYLES)]

    def group(self, index: int) -> Sequence[Film]:
        """The group of that number: one clip, or two that contradict each other."""
        order, style = self.order, self.style(index)
        rng = random.Random(f"{order.seed}/motion/{index}/{order.level}")
        plans: Sequence[Plan]
        if style == "conflict":
            which = index // len(STYLES) * STYLES.count("conflict") + (index % len(STYLES) > 2)
            plans = conflict(rng, which, order.level, order.fps)
        else:
            plans = (SINGLE[style](rng, order.level, order.fps),)
        first = self.firsts[index]
        return [Clip(f"clip-{first + k:04}", plan, order) for k, plan in enumerate(plans)]
