"""Where one shot gives way to the next over many pictures: fades and dissolves.

Knows nothing of files. A fade is read off the brightness alone; a dissolve is a stretch in which
each picture is a mixture of the two at its ends. Numbers and glimpses go in, `Transition`s in
order of time come out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from longtake.media.glimpse import Glimpse
from longtake.perceive.likeness import detail, difference, light, moved, unlike
from longtake.perceive.transitions import LEAST_DETAIL, UNRELATED, Transition
from longtake.types import Span

BLACK, WHITE = 17.0, 233.0
"""Mean brightness of an empty picture, as coded."""

EMPTY, LIT = 1.5, 4.0
"""Grey levels away from black or white: at most this is empty; at least this is a picture."""

PAUSE_S = 0.25
"""A fade that makes no headway for this long is over."""

SHORTEST_FADE_S, LONGEST_FADE_S = 0.2, 6.0

SAMPLE_S, SEED_S = 0.08, 0.4
"""Dissolves are judged on pictures this far apart, and grown from stretches of this length."""

LONGEST_DISSOLVE_S = 4.0

COARSE_S = 0.12
"""Where pictures lie so much further apart, motion is told by two neighbours, not by every other:
what slides by fast has gone too far to be found again."""

DISTINCT = 4.0
"""Mean difference in grey levels between the ends of such a stretch, at least."""

STRAY = 0.15
"""How much longer than the straight line the way through a mixture may be."""

UNSTEADY = 0.15
"""How far it may be ahead of or behind its time, as a share of the whole."""

MOVING = 0.3
"""Share of the change that may be motion: smooth pictures that slide by look like mixtures."""

ASIDE_S = 0.25
"""A dissolve leads to another shot if the pictures this long before and after it are unrelated."""

STEP = 0.5
"""When one picture brings more than this share of a change, it is a cut."""


def _around_middle(some: Sequence[Glimpse], first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    middle = (first + last) // 2
    coarse = some[middle + 1].time_s - some[middle - 1].time_s > 2 * SAMPLE_S + COARSE_S
    return some[middle if coarse else middle - 1].luma, some[middle + 1].luma


def _is_dark(luma: np.ndarray) -> bool:
    return light(luma) < BLACK + 2 * LIT


def is_empty(mean: float) -> bool:
    """Whether a picture of this mean brightness is black or white."""
    return mean < BLACK + EMPTY or mean > WHITE - EMPTY


def fades(times_s: Sequence[float], means: Sequence[float]) -> list[Transition]:
    """Fades from and to black and white, told by the mean brightness of each picture.

    No hard cut may lie between two of the pictures given: call it once for each stretch.
    """
    times, lights = np.asarray(times_s), np.asarray(means)
    black = list(_fades_to_empty(times, np.maximum(lights - BLACK, 0)))
    white = _fades_to_empty(times, np.maximum(WHITE - lights, 0))
    apart = [one for one in white if not any(one.span.overlap(b.span) for b in black)]
    return sorted([*black, *apart], key=lambda one: one.span)


def _fades_to_empty(times: np.ndarray, away: np.ndarray) -> Iterator[Transition]:
    """`away` is the distance of each picture from empty."""
    last_index = len(times) - 1
    for first, last in _runs(np.flatnonzero(away < EMPTY)):
        before = _climb(times[::-1], away[::-1], last_index - first)
        if before is not None:
            span = Span(float(times[last_index - before]), float(times[first]))
            yield Transition(kind="fade out", span=span)
        after = _climb(times, away, last)
        if after is not None:
            yield Transition(kind="fade in", span=Span(float(times[last]), float(times[after])))


def _runs(indices: np.ndarray) -> list[tuple[int, int]]:
    """First and last of each stretch of consecutive indices."""
    parts = np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1)
    return [(int(part[0]), int(part[-1])) for part in parts if part.size]


def _climb(times: np.ndarray, away: np.ndarray, start: int) -> int | None:
    """Index where a steady way out of the empty picture at `start` ends; None if it is not one."""
    top = start
    for at in range(start + 1, len(away)):
        if abs(times[at] - times[top]) > PAUSE_S:
            break
        if away[at] > away[top] * 1.02:
            top = at
    took_s = abs(float(times[top] - times[start]))
    if away[top] < LIT or not SHORTEST_FADE_S <= took_s <= LONGEST_FADE_S:
        return None
    step = float(np.diff(away[start : top + 1]).max())
    return top if step < STEP * away[top] else None


def dissolves(glimpses: Sequence[Glimpse]) -> Iterator[Transition]:
    """Stretches in which one picture turns into an unrelated one by mixture.

    No hard cut may lie between two of the pictures given.
    """
    some = _thinned(glimpses)
    times_s = [glimpse.time_s for glimpse in some]
    start = 0
    while start < len(some):
        last = bisect_left(times_s, times_s[start] + SEED_S)
        if last >= len(some):
            return
        if not _is_mixture(some, start, last):
            start += 1
            continue
        first, last = _grown(some, start, last)
        if _leads_elsewhere(some, times_s, first, last):
            yield Transition(kind="dissolve", span=Span(times_s[first], times_s[last]))
        start = last


def _thinned(glimpses: Sequence[Glimpse]) -> list[Glimpse]:
    """Some of them, at least `SAMPLE_S` apart."""
    some: list[Glimpse] = []
    for glimpse in glimpses:
        if not some or glimpse.time_s - some[-1].time_s >= SAMPLE_S - 1e-6:
            some.append(glimpse)
    return some


def _is_mixture(some: Sequence[Glimpse], first: int, last: int) -> bool:
    """Whether every picture in between lies on the straight way from the first to the last.

    In a mixture each point is as bright as one end, as the other, or between: then the way through
    it is no longer than the way without it. What moves takes a longer way.
    """
    if last - first < 3:
        return False
    one, other = some[first].luma, some[last].luma
    straight = difference(one, other)
    if straight < DISTINCT:
        return False
    for part in (1, 2, 3):
        at = first + (last - first) * part // 4
        gone, left = difference(one, some[at].luma), difference(some[at].luma, other)
        due = (some[at].time_s - some[first].time_s) / (some[last].time_s - some[first].time_s)
        if gone + left > (1 + STRAY) * straight or abs(gone / (gone + left) - due) > UNSTEADY:
            return False
    return True


def _grown(some: Sequence[Glimpse], first: int, last: int) -> tuple[int, int]:
    """The longest mixture around one that was found."""
    growing = True
    while growing:
        growing = False
        straight = difference(some[first].luma, some[last].luma)
        for one, other in ((first, last + 1), (first - 1, last)):
            if one < 0 or other >= len(some):
                continue
            if some[other].time_s - some[one].time_s > LONGEST_DISSOLVE_S:
                continue
            farther = difference(some[one].luma, some[other].luma) > 1.02 * straight
            if farther and _is_mixture(some, one, other):
                first, last, growing = one, other, True
                break
    return first, last


def _leads_elsewhere(
    some: Sequence[Glimpse], times_s: Sequence[float], first: int, last: int
) -> bool:
    early = max(0, bisect_left(times_s, times_s[first] - ASIDE_S))
    late = min(len(some) - 1, bisect_left(times_s, times_s[last] + ASIDE_S))
    ends = some[first].luma, some[last].luma
    return (
        unlike(*ends) > UNRELATED
        and unlike(some[early].luma, some[late].luma) > UNRELATED
        and moved(*_around_middle(some, first, last)) < MOVING
        and all(detail(end) > LEAST_DETAIL or _is_dark(end) for end in ends)
    )
