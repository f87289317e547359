"""Finds where picture faults begin and end, by what changes from one picture to the next.

Shots differ in light, colour and detail more than some faults do, but a fault sets in while the
picture goes on showing the same. So only changes between pictures of the same shot are trusted,
and a cut serves only where one end of a fault falls on it. Needs pictures close enough that most
follow within a shot (`steady`). Views with their `quality` come in; Spells go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from longtake.types import Span
from longtake.worlds.degrade.faults import PICTURE_FAULTS
from longtake.worlds.degrade.signs import strengths
from longtake.worlds.stage import Quality, View

EDGE, FAINT_EDGE = 0.6, 0.25
"""Strength by which a fault sets in; of the other end, when one is known."""
SAME_SHOT = 0.42
"""What of a thumbnail may be left when the one before explains the rest of it."""
FLAT = 0.01
"""Contrast of a thumbnail below which there is nothing to explain."""
STEADY = 0.7
"""Share of pictures that must follow within a shot."""
NEAREST_S, LONGEST_S = 2.0, 12.0
"""How far from one end the other is looked for, where it is not plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch with one picture fault."""

    sort: str
    span: Span
    strength: float
    """Against the same shot without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one picture to the next."""

    time_s: float
    """Halfway between the two."""
    changes: dict[str, float]
    """By how much each fault grows."""
    sure: bool
    """Whether both are of the same shot."""

    def is_edge(self, sort: str) -> bool:
        """Whether this fault, more than any other, begins or ends here."""
        change = abs(self.changes[sort])
        return self.sure and change >= EDGE and change == max(map(abs, self.changes.values()))


def steps(views: Sequence[View]) -> list[Step]:
    """From each measured view to the next, in order of time."""
    seen = sorted((view for view in views if view.quality), key=lambda view: view.time_s)
    found = [view.quality for view in seen if view.quality]
    return [
        Step(
            time_s=(one.time_s + other.time_s) / 2,
            changes=strengths(after, before),
            sure=sure,
        )
        for (one, other), (before, after), sure in zip(
            pairwise(seen), pairwise(found), _of_one_shot(found), strict=True
        )
    ]


def steady(found: Sequence[Step]) -> bool:
    """Whether enough pictures follow within a shot."""
    return bool(found) and sum(step.sure for step in found) >= STEADY * len(found)


def _of_one_shot(found: Sequence[Quality]) -> list[bool]:
    """Whether each picture shows the same shot as the next, as far as thumbnails can tell."""
    cells = {len(quality.thumbnail) for quality in found}
    if len(cells) != 1 or max(cells) < 4:
        return [len(cells) == 1] * (len(found) - 1)
    small = np.array([quality.thumbnail for quality in found]) / 255
    one, other = small[:-1], small[1:]
    left = np.minimum(_unexplained(one, other), _unexplained(other, one))
    return [bool(share <= SAME_SHOT) for share in left]


def _unexplained(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What of each row of `other` no quadratic curve makes out of `one`, as a share of contrast.

    A curve, because darkening and tinting bend the tones without moving anything.
    """
    powers = np.stack([np.ones_like(one), one, one * one], axis=2)
    turned = powers.swapaxes(1, 2)
    curve = np.linalg.solve(turned @ powers + 1e-6 * np.eye(3), turned @ other[..., None])
    left = other - (powers @ curve)[..., 0]
    return np.asarray(left.std(axis=1) / np.maximum(FLAT, other.std(axis=1)))


def spells(found: Sequence[Step]) -> list[Spell]:
    """All stretches with a picture fault, each kind of fault by time."""
    return [spell for sort in PICTURE_FAULTS for spell in _spells(sort, found)]


def _spells(sort: str, found: Sequence[Step]) -> Iterator[Spell]:
    edges = [None, *(step for step in found if step.is_edge(sort)), None]
    for before, edge, after in zip(edges, edges[1:], edges[2:], strict=False):
        if edge is None:
            continue
        if edge.changes[sort] > 0:
            plain = after is not None and after.changes[sort] < 0
            end = after if plain else _other_end(sort, edge, after, found)
            if end is not None:
                yield _spell(sort, edge, end)
        elif before is None or before.changes[sort] < 0:
            start = _other_end(sort, edge, before, found)
            if start is not None:
                yield _spell(sort, start, edge)


def _spell(sort: str, start: Step, end: Step) -> Spell:
    known = [abs(step.changes[sort]) for step in (start, end) if step.is_edge(sort)]
    return Spell(
        sort=sort, span=Span(start.time_s, end.time_s), strength=sum(known) / max(1, len(known))
    )


def _other_end(sort: str, edge: Step, limit: Step | None, found: Sequence[Step]) -> Step | None:
    """The likeliest end of a fault that begins at an edge, or the reverse, up to the next edge."""
    way = -1 if edge.changes[sort] > 0 else 1
    reach_s = min(LONGEST_S, abs(limit.time_s - edge.time_s) if limit else LONGEST_S)
    near = [
        step
        for step in found
        if NEAREST_S < (edge.time_s - step.time_s) * way < reach_s
        and step.changes[sort] * way > FAINT_EDGE
    ]
    near = [step for step in near if step.sure] or near
    return max(near, key=lambda step: step.changes[sort] * way, default=None)
