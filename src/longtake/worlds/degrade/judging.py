"""Tells which fault pictures have, from what was measured of them and of others nearby.

A measure alone says little, for pictures differ; set against the sound pictures around it, it does.
Views with their `quality` come in; how surely each fault is there goes out: from 1 on it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from longtake.types import Span
from longtake.worlds.degrade.edges import Spell, spells, steady, steps
from longtake.worlds.degrade.faults import PICTURE_FAULTS
from longtake.worlds.degrade.measure import apart
from longtake.worlds.degrade.signs import strength, usual
from longtake.worlds.stage import View

NEAR_S = 20.0
"""Pictures this near serve for comparison."""
EQUAL = 2.0
"""Grey levels by which a thumbnail may change though the picture is the same."""
CLOSE_S = 0.36
"""Pictures this close follow each other."""
LEAP = 3.5
"""Times the usual change, at which the film jumps."""
SURE = 2.0
"""From here on a still picture is taken to be faulty rather than frozen."""
STILL_S = 0.9
STUTTER_S = 1.2
"""So long no picture of a stutter stays."""
SHARE, MOST_SIGN = 0.45, 3.0
"""Of the strongest sign of a fault in a film, what counts as the same fault."""
HOLE_S, SHORTEST_S = 1.6, 2.2
"""Gaps in a stretch that are closed, and stretches that are left out."""
MOSTLY = 0.4
"""Intersection over union from which on a spell is the one of a span."""


def parted(seen: Sequence[View], span: Span) -> tuple[list[View], list[View]]:
    """The measured views in a span, and those near it."""
    measured = sorted((view for view in seen if view.quality), key=lambda view: view.time_s)
    inside = [view for view in measured if view.time_s in span]
    wide = Span(span.start_s - NEAR_S, span.end_s + NEAR_S)
    outside = [view for view in measured if view.time_s in wide and view.time_s not in span]
    return inside, outside


def diagnosed(seen: Sequence[View], span: Span) -> str | None:
    """The fault in a span; `` when it is sound, None when too little of it was seen."""
    inside, outside = parted(seen, span)
    sound = usual(outside)
    if not inside or sound is None:
        return None
    of_time = _of_time(inside, outside)
    found_steps = steps([*inside, *outside])
    spell = spell_of(span, spells(found_steps))
    if spell or steady(found_steps):
        return spell.sort if spell else of_time
    found = {sort: strength(sort, inside, sound) for sort in PICTURE_FAULTS}
    best = max(found, key=lambda sort: found[sort])
    if found[best] >= (SURE if of_time == "freeze" else 1):
        return best
    return of_time


def spell_of(span: Span, found: Sequence[Spell]) -> Spell | None:
    """The spell that is mostly this span."""
    fitting = [spell for spell in found if spell.span.iou(span) >= MOSTLY]
    return max(fitting, key=lambda spell: spell.span.iou(span), default=None)


def _of_time(inside: Sequence[View], outside: Sequence[View]) -> str:
    """Freeze, stutter or jump, by how much follows what; `` when the picture just moves."""
    moves = [change for change, _ in _changes(outside, 60.0)]
    alive = not moves or max(moves) > EQUAL
    lasts_s = inside[-1].time_s - inside[0].time_s
    all_changes = [change for change, _ in _changes(inside, 60.0)]
    if all_changes and lasts_s >= STILL_S and max(all_changes) <= EQUAL and alive:
        return "freeze"
    following = [change for change, _ in _changes(inside, CLOSE_S)]
    same = sum(change <= EQUAL for change in following)
    if following and 0.3 <= same / len(following) < 1 and alive and same > 1:
        return "stutter"
    near = [change for change, _ in _changes(outside, CLOSE_S)] + following
    if len(near) > 2 and following and max(following) > max(6.0, LEAP * median(near)):
        return "jump"
    return ""


def _changes(views: Sequence[View], within_s: float) -> list[tuple[float, float]]:
    """How much the picture changes from each view to the next, and when."""
    found = []
    for one, other in pairwise(views):
        if one.quality and other.quality and other.time_s - one.time_s <= within_s:
            found.append((apart(one.quality, other.quality), one.time_s))
    return found


def stretches(sort: str, seen: Sequence[View]) -> list[Span]:
    """When a picture fault, or a freeze, is to be seen, as far as the views tell."""
    measured = sorted((view for view in seen if view.quality), key=lambda view: view.time_s)
    if sort == "freeze":
        return _joined(measured, _still(measured))
    found = steps(measured)
    if steady(found):
        return [spell.span for spell in spells(found) if spell.sort == sort]
    signs = []
    for view in measured:
        _, outside = parted(measured, Span(view.time_s, view.time_s + 1e-3))
        sound = usual(outside)
        signs.append(strength(sort, [view], sound) if sound else 0.0)
    most = sorted(signs)[-3:]
    least = max(1.0, SHARE * min([MOST_SIGN, *most]))
    return _joined(measured, [sign >= least for sign in signs])


def _still(views: Sequence[View]) -> list[bool]:
    """Which views look like one a while before or after and like all between, in a moving film."""
    still = [False] * len(views)
    first = 0
    for number, view in enumerate(views):
        if number and not _same(views[first], view):
            first = number
        if view.time_s - views[first].time_s > STUTTER_S:
            still[first : number + 1] = [True] * (number + 1 - first)
    return [False] * len(views) if all(still) else still


def _same(one: View, other: View) -> bool:
    return bool(one.quality and other.quality and apart(one.quality, other.quality) <= EQUAL)


def _joined(views: Sequence[View], flags: Sequence[bool]) -> list[Span]:
    """Runs of flagged views, each up to halfway to the views around it."""
    found: list[Span] = []
    start_s: float | None = None
    for number, (view, flag) in enumerate(zip(views, flags, strict=True)):
        before_s = views[number - 1].time_s if number else view.time_s
        if flag and start_s is None:
            start_s = (before_s + view.time_s) / 2
        if not flag and start_s is not None:
            found.append(Span(start_s, (before_s + view.time_s) / 2))
            start_s = None
    if start_s is not None:
        found.append(Span(start_s, views[-1].time_s))
    return [span for span in _closed(found) if span.duration_s >= SHORTEST_S]


def _closed(spans: Sequence[Span]) -> list[Span]:
    """Stretches with hardly anything between them are one."""
    found: list[Span] = []
    for span in spans:
        if found and span.touches(found[-1], HOLE_S):
            found[-1] = found[-1].union(span)
        else:
            found.append(span)
    return found
