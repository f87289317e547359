"""Where one page gives way to the next: at once, or in a dissolve or wipe between two rests.

Screens and slides stand still, so a change stands out however small it is: the pictures before and
after it tell whether a page was turned. Knows nothing of files. A reel of glimpses goes in,
`Transition`s in order of time come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from longtake.media.glimpse import Glimpse
from longtake.perceive.gradual import MOVING, STRAY
from longtake.perceive.likeness import difference, moved
from longtake.perceive.pages import turned
from longtake.perceive.transitions import Reel, Transition, is_flash
from longtake.types import Span

REST, LONGEST_STEP_S = 1.5, 0.2
"""Mean change in grey levels per second below which a page is at rest; what is shown for longer
than so many seconds counts as if it had not been."""

LEAST_TURN, SUDDEN, FAINT = 1.0, 4.0, 0.2
"""Grey levels that a turn changes at least, and how many times as much as the pictures around,
which count as changing by the last at least."""

PAUSE_S, SHORTEST_TURN_S, LONGEST_TURN_S = 0.08, 0.25, 1.6
"""Rests that are shorter, and changes that are longer, belong to what moves; what is shorter than a
gradual turn is none."""

LARGE = 0.25
"""Share of the largest step that makes a step a part of the turn, where it does not end in rest."""

STEP = 0.5
"""When one picture brings more than this share of a change, it is a cut."""

VISIBLE, BETWEEN, MIXED = 8, 0.2, 0.4
"""Of the points that change by so many grey levels, those this share of the way from either end are
in between; when so many of them are half-way through, the change is a mixture."""


def turns(reel: Reel) -> Iterator[Transition]:
    """Changes from page to page."""
    for first, last in _bursts(reel):
        at_once = list(_sudden(reel, first, last))
        slow = () if at_once else _gradual(reel.glimpses[first - 1 : last + 1])
        yield from at_once or list(slow) or _within(reel, first, last)


def _bursts(reel: Reel) -> Iterator[tuple[int, int]]:
    """First and last index of each run of changes between two rests."""
    times_s = [glimpse.time_s for glimpse in reel.glimpses]
    steps_s = np.minimum(np.diff(times_s), LONGEST_STEP_S)
    busy = 1 + np.flatnonzero(np.asarray(reel.changes[1:]) > REST * steps_s)
    rests_s = np.take(times_s, busy[1:] - 1) - np.take(times_s, busy[:-1])
    yield from _runs(busy, rests_s > PAUSE_S)


def _runs(indices: np.ndarray, apart: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last of each run of indices, between those that are apart."""
    for part in np.split(indices, np.flatnonzero(apart) + 1):
        if part.size:
            yield int(part[0]), int(part[-1])


def _within(reel: Reel, first: int, last: int) -> Iterator[Transition]:
    """Gradual turns after or before which something smaller goes on, such as writing."""
    steps = np.asarray(reel.changes[first : last + 1])
    large = first + np.flatnonzero(steps > LARGE * steps.max())
    for start, end in _runs(large, np.diff(large) > 1):
        if end > start and (start, end) != (first, last):
            yield from _gradual(reel.glimpses[start - 1 : end + 1])


def _sudden(reel: Reel, first: int, last: int) -> Iterator[Transition]:
    """Turns within one picture."""
    for at in range(first, last + 1):
        near = [*range(at - 2, at), *range(at + 1, at + 3)]
        around = [reel.changes[i] for i in near if 0 <= i < len(reel.changes) and reel.joined[i]]
        usual = max(FAINT, sum(around) / max(1, len(around)))
        if reel.changes[at] < max(LEAST_TURN, SUDDEN * usual):
            continue
        if turned(reel.glimpses[at - 1].luma, reel.glimpses[at].luma) and not is_flash(reel, at):
            time_s = reel.glimpses[at].time_s
            yield Transition(kind="cut", span=Span(time_s, time_s))


def _gradual(some: Sequence[Glimpse]) -> Iterator[Transition]:
    """A turn that takes all of these pictures, from the rest before to the rest after it."""
    one, other = some[0], some[-1]
    took_s = other.time_s - one.time_s
    if not SHORTEST_TURN_S <= took_s <= LONGEST_TURN_S or not turned(one.luma, other.luma):
        return
    whole = difference(one.luma, other.luma)
    half = some[len(some) // 2].luma
    if difference(one.luma, half) + difference(half, other.luma) > (1 + STRAY) * whole:
        return
    steps = [difference(a.luma, b.luma) for a, b in pairwise(some)]
    if whole < LEAST_TURN or max(steps) > STEP * whole:
        return
    manner, middle = _manner(some), len(some) // 2
    if manner == "wipe" or moved(some[middle - 1].luma, some[middle].luma) < MOVING:
        yield Transition(kind=manner, span=Span(one.time_s, other.time_s))


def _manner(some: Sequence[Glimpse]) -> Literal["dissolve", "wipe"]:
    """In a wipe each point shows one page or the other; in a dissolve, both."""
    one, half, other = (some[i].luma.astype(np.int16) for i in (0, len(some) // 2, -1))
    way = np.abs(other - one)
    left = np.minimum(np.abs(half - one), np.abs(half - other))
    mixed = (left > BETWEEN * way)[way >= VISIBLE]
    return "dissolve" if mixed.size and mixed.mean() > MIXED else "wipe"
