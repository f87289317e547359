"""Latent state: the world of the six demonstrations of VideoReasonBench (arXiv 2505.23359).

Knows which demonstrations and kinds of question there are. An order comes in; clips go out.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from longtake.errors import WorldError
from longtake.worlds.groups import Groups
from longtake.worlds.latent.ask import Skill
from longtake.worlds.latent.ask_future import Plan, Predict
from longtake.worlds.latent.ask_recall import Count, Recall
from longtake.worlds.latent.ask_state import Compare, Infer
from longtake.worlds.latent.card import Card
from longtake.worlds.latent.chip import Chip
from longtake.worlds.latent.circle import Circle
from longtake.worlds.latent.cup import Cup
from longtake.worlds.latent.demonstration import Demonstration
from longtake.worlds.latent.file import File
from longtake.worlds.latent.film import REST_S, SHOW_S, Clip, clip
from longtake.worlds.latent.number import Number
from longtake.worlds.world import Film, Order

DEMONSTRATIONS: tuple[Demonstration, ...] = (Number(), Circle(), Cup(), File(), Card(), Chip())
SKILLS: tuple[type[Skill], ...] = (Recall, Count, Infer, Compare, Predict, Plan)
KINDS = tuple(skill(demo) for demo in DEMONSTRATIONS for skill in SKILLS)

LEVELS = range(1, 6)
NARROWEST = 1.6
"""Least width over height: boards are laid out for 16:9."""
SLOWEST_FPS = 5.0


class LatentState:
    """Short clips of operations on something hidden."""

    name, version = "latent-state", "1"
    takes = ("count",)
    summary = (
        "operations on a hidden state: number, circle, cup, file, card, chip (VideoReasonBench)"
    )
    kinds: Sequence[Skill] = KINDS

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """Each clip a group of its own. Raises WorldError."""
        _check(order)
        count = order.count or max(1, round(order.minutes * 60 / _usual_s(order.level)))
        return Groups(count, partial(_group, order))


def _group(order: Order, place: int) -> list[Clip]:
    """The demonstrations in turn; the showing changes its end from round to round."""
    turn, which = divmod(place, len(DEMONSTRATIONS))
    demo, name = DEMONSTRATIONS[which], f"clip-{place + 1:04}"
    rng = random.Random(f"{order.seed}/latent-state/size/{name}")
    large = rng.random() < (order.level - 1) / 4
    at_start = (turn + which) % 2 == 0
    return [clip(name, demo, order, demo.sizes[large], at_start)]


def _usual_s(level: int) -> float:
    """How long a clip of that level usually is."""
    op_s = sum(demo.op_s for demo in DEMONSTRATIONS) / len(DEMONSTRATIONS)
    return 2 * REST_S + SHOW_S + (3.5 + 2 * level) * op_s


def _check(order: Order) -> None:
    if order.level not in LEVELS:
        raise WorldError(f"latent-state has levels 1 to 5, not {order.level}: choose one of them")
    if order.count < 0 or (not order.count and order.minutes <= 0):
        raise WorldError(
            f"{order.minutes} minutes and {order.count} clips give nothing to show: "
            "ask for more than 0 of either"
        )
    if order.fps < SLOWEST_FPS:
        raise WorldError(
            f"latent-state cannot be followed at {order.fps} frames a second: "
            f"choose at least {SLOWEST_FPS}"
        )
    if order.width_px < NARROWEST * order.height_px:
        raise WorldError(
            f"latent-state does not fit into {order.width_px}x{order.height_px}: "
            f"choose a picture at least {NARROWEST} times as wide as high, such as 640x360"
        )
