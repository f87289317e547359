"""Which faults a film gets, and where: disjoint stretches with sound ones between them.

Most sorts come once, some twice in different amounts so that they can be compared, and some never.
Knows base frames and their times; no pixels.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.degrade.faults import MILD, MILDER, PICTURE_FAULTS, SORTS, Fault
from longtake.worlds.needle.source import Source

LASTS_S = (4.0, 7.0)
SHORTEST_S = 1.0
AROUND_S = 5.0
"""Least sound time between two faults."""
EDGE_S = 1.0
ABSENT = 2
"""So many sorts at least do not occur."""
TWICE = 2
"""So many sorts come twice, where there is room."""
MOST = 24
JUMP_S = 2.0
"""Of a jump, the time on either side that is asked about."""

Move = Callable[[float, float], float]
"""Moves the start of a fault that lasts so long to where it can be seen."""

Wanted = tuple[str, float, float]
"""Sort, amount, how long it lasts."""


def planned(
    source: Source,
    frames: int,
    level: int,
    density: float,
    rng: random.Random,
    move: Move = lambda start_s, lasts_s: start_s,
) -> list[Fault]:
    """The faults of a film of so many base frames, in order. Raises WorldError when none fits."""
    length_s = source.time_of(frames)
    wanted = _wanted(length_s, level, density, rng)
    needed_s = sum(lasts_s + AROUND_S for _, _, lasts_s in wanted)
    slack_s = max(0.0, length_s - needed_s - 2 * EDGE_S)
    places = sorted(rng.uniform(0, slack_s) for _ in wanted)
    placed: list[Fault] = []
    used_s = EDGE_S
    lost = 0
    for place_s, (sort, amount, lasts_s) in zip(places, wanted, strict=True):
        earliest_s = place_s + used_s
        start_s = move(earliest_s, lasts_s) if sort == "jump" else earliest_s
        start_s = min(start_s, earliest_s + AROUND_S / 2)
        fault = _placed(source, sort, amount, start_s, lasts_s, lost)
        placed.append(fault)
        lost += fault.stop - fault.first if sort == "jump" else 0
        used_s += lasts_s + AROUND_S
    return placed


def _wanted(length_s: float, level: int, density: float, rng: random.Random) -> list[Wanted]:
    room_s = length_s - 2 * EDGE_S
    if room_s < SHORTEST_S:
        raise WorldError(
            f"a fault needs {SHORTEST_S + 2 * EDGE_S} s, the film has {length_s:.1f} s:"
            " give more --minutes or a longer source"
        )
    sorts = rng.sample(sorted(SORTS), len(SORTS) - ABSENT)
    twice = [sort for sort in sorts if sort in PICTURE_FAULTS][:TWICE]
    wanted: list[Wanted] = []
    for sort, milder in [*((sort, False) for sort in sorts), *((sort, True) for sort in twice)]:
        amount = SORTS[sort].by_level[level - 1] * (MILDER.get(sort, MILD) if milder else 1.0)
        lasts_s = amount if sort in ("freeze", "jump") else rng.uniform(*LASTS_S)
        left_s = room_s - sum(lasts + AROUND_S for _, _, lasts in wanted)
        if lasts_s + (AROUND_S if wanted else 0.0) <= left_s and len(wanted) < MOST * density:
            wanted.append((sort, amount, lasts_s))
    if not wanted:
        sort = next(sort for sort in sorts if sort in PICTURE_FAULTS)
        wanted.append((sort, SORTS[sort].by_level[level - 1], room_s))
    rng.shuffle(wanted)
    return wanted


def _placed(
    source: Source, sort: str, amount: float, start_s: float, lasts_s: float, lost: int
) -> Fault:
    first = source.frame_from(start_s)
    stop = max(first + 1, source.frame_from(start_s + lasts_s))
    lost_s = source.time_of(first) - source.time_of(first - lost) if lost else 0.0
    begins_s = source.time_of(first) - lost_s
    ends_s = source.time_of(stop) - lost_s
    span = Span(begins_s, ends_s)
    if sort == "jump":
        beside_s = min(JUMP_S, begins_s)
        span = Span(begins_s - beside_s, begins_s + beside_s)
        amount = ends_s - begins_s
    if sort == "freeze":
        amount = ends_s - begins_s
    return Fault(sort=sort, amount=round(amount, 3), first=first, stop=stop, span=span)


def sound_stretches(faults: Sequence[Fault], length_s: float) -> Iterator[Span]:
    """Stretches without any fault, somewhat away from all."""
    edges = [0.0, *(edge for fault in faults for edge in (fault.span.start_s, fault.span.end_s))]
    for start_s, end_s in zip(edges[::2], [*edges[1::2], length_s], strict=True):
        if end_s - start_s >= AROUND_S - 1e-6:
            yield Span(start_s + 1.0, end_s - 1.0)
