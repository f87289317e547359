"""Questions about what comes in and goes out: on which side, in which order, and how many."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.motion.ask_runs import plan_of
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import SOLID, MotionKind, bare, clue, number, the, whole
from longtake.worlds.motion.physics import RADIUS, inside
from longtake.worlds.motion.plan import SHAPES, SIDES, Event, side_of
from longtake.worlds.motion.sightings import Sightings
from longtake.worlds.questions import Draft

STAYS = "it does not leave"
ASIDE = 0.11
"""Beyond this from an edge, a rim no longer tells where something came in."""


def first_sight_s(clip: Clip, event: Event) -> float:
    """When at least half of something that comes in (or still of what goes out) is to be seen."""
    plan, step = plan_of(clip), 1 / clip.fps
    way = 1 if event.verb == "enter" else -1
    time_s = round(event.start_s * clip.fps) / clip.fps
    for _ in range(60):
        if inside(*plan.where(event.a, time_s), 0.004):
            return time_s
        time_s += way * step
    return time_s


def clear_side(clip: Clip, event: Event) -> str:
    """The side of an arrival or departure if the frame that shows it tells it too; else empty."""
    seen = side_of(*plan_of(clip).where(event.a, first_sight_s(clip, event)))
    return event.side if seen == event.side else ""


def _comings(clip: Clip, verb: str) -> list[Event]:
    return [event for event in clip.plan.events if event.verb == verb]


def _told_apart(clip: Clip, events: list[Event]) -> list[float]:
    """For each arrival a moment before the next begins; for each departure, after the last."""
    times = [first_sight_s(clip, event) for event in events]
    for place in range(len(events) - 1):
        if events[0].verb == "enter":
            times[place] = min(times[place], events[place + 1].start_s - 0.1)
        else:
            times[place + 1] = max(times[place + 1], events[place].start_s + 0.1)
    return times


def _ask_which(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    for verb, word in (("enter", "comes in"), ("leave", "leaves the picture")):
        events = _comings(clip, verb)
        if len(events) < 2:
            continue
        names = [the(clip.plan.solids[event.a].name) for event in events]
        times, end_s = _told_apart(clip, events), clip.plan.duration_s
        start_s, stop_s = (0.0, times[-1] + 0.2) if verb == "enter" else (times[0] - 0.2, end_s)
        for which, place in (("first", 0), ("last", -1)):
            yield Draft(
                kind="",
                text=f"Which of these {word} {which}?",
                answer=names[place],
                wrong=tuple(name for name in names if name != names[place]),
                evidence=(clue(clip, start_s, stop_s, [*times, *([end_s] * (verb == "leave"))]),),
            )


def _solve_which(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    tracks = [seen.named(bare(option)) for option in options]
    coming = asked["verb"] == "comes in"
    times = [(t.first if coming else t.last).time_s for t in tracks if t is not None]
    if len(times) < len(options) or len(times) < 2:
        return None
    chosen = min(times) if asked["which"] == "first" else max(times)
    if times.count(chosen) > 1 or (not coming and chosen >= seen.times_s[-1] - 0.01):
        return None
    return options[times.index(chosen)]


def _aside_s(clip: Clip, event: Event) -> float:
    """When an arrival has come so far in that its side can no longer be told; or mirrored."""
    plan, way = plan_of(clip), 1 if event.verb == "enter" else -1
    time_s = event.start_s
    while 0 < time_s < plan.duration_s and not inside(*plan.where(event.a, time_s), RADIUS + ASIDE):
        time_s += 0.05 * way
        if abs(time_s - event.start_s) > 4:
            break
    return time_s + 0.05 * way


def _ask_enter_side(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    for event in _comings(clip, "enter"):
        if not clear_side(clip, event):
            continue
        at_s = first_sight_s(clip, event)
        before_s = max(0.0, event.start_s - 1.0)
        yield Draft(
            kind="",
            text=f"At which edge does the {clip.plan.solids[event.a].name} come in?",
            answer=event.side,
            wrong=tuple(side for side in SIDES if side != event.side),
            evidence=(clue(clip, before_s, _aside_s(clip, event), (before_s, at_s)),),
        )


def _solve_enter_side(
    asked: Mapping[str, str], options: Sequence[str], seen: Sightings
) -> str | None:
    track = seen.named(asked["a"])
    return (seen.entered(track) or None) if track else None


def _ask_leave_side(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan, end_s = plan_of(clip), clip.plan.duration_s
    leaving = {event.a: event for event in _comings(clip, "leave")}
    for index, solid in enumerate(plan.solids):
        text = f"At which edge does the {solid.name} leave the picture?"
        event = leaving.get(index)
        if event is not None and clear_side(clip, event):
            evidence = clue(clip, _aside_s(clip, event), end_s, (first_sight_s(clip, event), end_s))
            wrong = tuple(s for s in (*SIDES, STAYS) if s != event.side)
            yield Draft(kind="", text=text, answer=event.side, wrong=wrong, evidence=(evidence,))
        elif event is None and inside(*plan.where(index, end_s), RADIUS):
            evidence = clue(clip, *plan.seen_spans(index)[0], (end_s - 0.5, end_s))
            yield Draft(kind="", text=text, answer=STAYS, wrong=SIDES, evidence=(evidence,))


def _solve_leave_side(
    asked: Mapping[str, str], options: Sequence[str], seen: Sightings
) -> str | None:
    track = seen.named(asked["a"])
    if track is None:
        return None
    if track.last.time_s >= seen.times_s[-1] - 0.05:
        return STAYS
    return seen.left(track) or None


def _ask_how_many(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    events = _comings(clip, "enter")
    times = [0.0, *(first_sight_s(clip, event) for event in events)]
    looks = [clip.plan.solids[event.a].look for event in events]
    shown = {solid.look for solid in clip.plan.solids}
    for what, count in (
        ("things", len(events)),
        *((f"{look}s", looks.count(look)) for look in SHAPES if look in shown),
    ):
        text = f"How many {what} come in after the clip has begun?"
        if count > 1 or (count and rng.random() < 0.3):
            fields = number(count, 6)
            yield Draft.model_validate(
                {"kind": "", "text": text, "evidence": whole(clip, times), **fields}
            )


def _solve_how_many(
    asked: Mapping[str, str], options: Sequence[str], seen: Sightings
) -> str | None:
    came = [track.look for track in seen.tracks if seen.entered(track) is not None]
    return str(sum(asked["what"] in ("things", f"{look}s") for look in came)) if came else None


BUMPING = ("bumping",)
KINDS = (
    MotionKind(
        name="first-or-last",
        family="order",
        pattern=r"Which of these (?P<verb>comes in|leaves the picture) (?P<which>first|last)\?",
        styles=BUMPING,
        drafts=_ask_which,
        answer=_solve_which,
        closed=True,
    ),
    MotionKind(
        name="side-of-entry",
        family="recall",
        pattern=rf"At which edge does the (?P<a>{SOLID}) come in\?",
        styles=BUMPING,
        drafts=_ask_enter_side,
        answer=_solve_enter_side,
    ),
    MotionKind(
        name="side-of-exit",
        family="recall",
        pattern=rf"At which edge does the (?P<a>{SOLID}) leave the picture\?",
        styles=BUMPING,
        drafts=_ask_leave_side,
        answer=_solve_leave_side,
    ),
    MotionKind(
        name="entries",
        family="count",
        pattern=r"How many (?P<what>[a-z]+) come in after the clip has begun\?",
        styles=BUMPING,
        drafts=_ask_how_many,
        answer=_solve_how_many,
    ),
)
