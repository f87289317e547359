"""Questions about who meets whom, how often and when, and about what is not there."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from longtake.types import Span
from longtake.worlds.motion.ask_comings import clear_side, first_sight_s
from longtake.worlds.motion.ask_runs import free_run, plan_of
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import (
    COVER,
    SOLID,
    MotionKind,
    clue,
    every,
    number,
    spans_text,
    the,
    whole,
)
from longtake.worlds.motion.physics import Meeting
from longtake.worlds.motion.plan import SIDES
from longtake.worlds.motion.sightings import Sightings, Track
from longtake.worlds.questions import Clue, Draft

AROUND_S = 0.5
"""A meeting lasts from so long before the contact to so long after it."""
LOOK_EACH_S = 0.2
"""How closely one has to look to say that two never meet."""
NEVER = "the two never meet"


def meetings(clip: Clip) -> list[Meeting]:
    """All meetings within the clip."""
    return [m for m in plan_of(clip).outcome.meetings if m.time_s < clip.plan.duration_s]


def together(clip: Clip, a: int, b: int) -> Span:
    """When both are in the picture; empty: never."""
    one, other = (Span(*plan_of(clip).seen_spans(index)[0]) for index in (a, b))
    return one.clip(other)


def apart(clip: Clip, a: int, b: int) -> tuple[Clue, ...]:
    """Evidence that two never meet: all the time that both are to be seen."""
    span = together(clip, a, b)
    times = every(span.start_s + 0.1, span.end_s - 0.1, LOOK_EACH_S)
    return (clue(clip, span.start_s - 0.1, span.end_s + 0.1, times),)


def touch(clip: Clip, meeting: Meeting) -> Clue:
    """Evidence of one meeting: the frame of the contact, and one before."""
    time_s = meeting.time_s
    return clue(clip, time_s - AROUND_S, time_s + AROUND_S, (time_s - 0.4, time_s))


def _pairs(clip: Clip, rng: random.Random) -> Iterator[tuple[int, int, list[Meeting]]]:
    """Pairs that are in the picture together for a while, as many that meet as that never do."""
    found: dict[bool, list[tuple[int, int, list[Meeting]]]] = {True: [], False: []}
    for a, b in combinations(range(len(clip.plan.solids)), 2):
        met = [m for m in meetings(clip) if {a, b} == {m.a, m.b}]
        if together(clip, a, b).duration_s > 1.2:
            pair = (a, b) if rng.random() < 0.5 else (b, a)
            found[bool(met)].append((*pair, met))
    for rows in found.values():
        rng.shuffle(rows)
    for met_row, apart_row in zip(found[True], found[False], strict=False):
        yield met_row
        yield apart_row


def _both(clip: Clip, a: int, b: int) -> str:
    return f"the {clip.plan.solids[a].name} and the {clip.plan.solids[b].name}"


def _ask_whether(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    for place, (a, b, met) in enumerate(_pairs(clip, rng)):
        yield Draft(
            kind="",
            form="binary",
            text=f"Do {_both(clip, a, b)} meet?",
            answer="yes" if met else "no",
            evidence=tuple(touch(clip, m) for m in met) or apart(clip, a, b),
            pair=f"whether {place // 2}",
        )


def _shared(seen: Sightings, asked: Mapping[str, str]) -> tuple[Track, Track] | None:
    """The two that are asked about, if they are ever seen together."""
    one, other = seen.named(asked["a"]), seen.named(asked["b"])
    if one is None or other is None:
        return None
    times = {sight.time_s for sight in one.sights}
    return (one, other) if any(sight.time_s in times for sight in other.sights) else None


def _when(seen: Sightings, pair: tuple[Track, Track]) -> list[float]:
    names = frozenset(track.name for track in pair)
    return [contact.time_s for contact in seen.contacts() if contact.names == names]


def _solve_whether(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    pair = _shared(seen, asked)
    if pair is None:
        return None
    return "yes" if _when(seen, pair) else "no"


def _ask_when(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    for a, b, met in _pairs(clip, rng):
        spans = [
            (max(0.0, round(m.time_s - AROUND_S, 1)), round(m.time_s + AROUND_S, 1)) for m in met
        ]
        yield Draft(
            kind="",
            form="spans",
            text=f"When do {_both(clip, a, b)} meet? Give each stretch from half a second before "
            "they touch to half a second after.",
            answer=spans_text(spans),
            spans=tuple(Span(*span) for span in spans),
            evidence=tuple(touch(clip, m) for m in met) or apart(clip, a, b),
        )


def _solve_when(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    pair = _shared(seen, asked)
    if pair is None:
        return None
    times = _when(seen, pair)
    return spans_text((max(0.0, t - AROUND_S), t + AROUND_S) for t in times)


def _ask_first(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan = plan_of(clip)
    for index, solid in enumerate(plan.solids):
        own = [m for m in meetings(clip) if index in (m.a, m.b)]
        if not own:
            continue
        partner = own[0].partner(index)
        others = [s.name for k, s in enumerate(plan.solids) if k not in (index, partner)]
        yield Draft(
            kind="",
            text=f"What does the {solid.name} meet first?",
            answer=the(plan.solids[partner].name),
            wrong=tuple(map(the, others)),
            evidence=(
                touch(clip, own[0]),
                *(
                    clue(clip, m.time_s - AROUND_S, m.time_s + AROUND_S, (m.time_s,))
                    for m in own[1:]
                    if m.partner(index) == partner
                ),
            ),
        )


def _solve_first(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    own = [c for c in seen.contacts() if track is not None and track in (c.a, c.b)]
    return the(own[0].partner(track).name) if own and track else None


def _ask_count(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    found, plan = meetings(clip), plan_of(clip)
    text = "How many times do two things bump into each other?"
    rows = [(text, len(found), [m.time_s for m in found])]
    for index, solid in enumerate(plan.solids):
        own = [m.time_s for m in found if index in (m.a, m.b)]
        rows.append((f"How many times does the {solid.name} bump into something?", len(own), own))
    for text, count, times in rows:
        if count > 1 or (count and rng.random() < 0.4):
            evidence = whole(clip, [0.0, *times])
            yield Draft.model_validate(
                {"kind": "", "text": text, "evidence": evidence, **number(count)}
            )


def _solve_count(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    found = seen.contacts()
    if asked["a"]:
        found = [c for c in found if asked["a"] in c.names]
    return str(len(found)) if found else None


def _ask_premise(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    leaving = {event.a: event for event in clip.plan.events if event.verb == "leave"}
    end_s = clip.plan.duration_s
    for a, b, met in _pairs(clip, rng):
        event = leaving.get(a)
        if event is None or not clear_side(clip, event) or free_run(plan_of(clip), a) is None:
            continue
        answer = event.side if met else NEVER
        evidence = apart(clip, a, b)
        if met:
            gone = clue(clip, event.start_s - 1.5, end_s, (first_sight_s(clip, event), end_s))
            evidence = (*(touch(clip, m) for m in met), gone)
        yield Draft(
            kind="",
            text=f"At which edge does the {clip.plan.solids[a].name} leave after it has met "
            f"the {clip.plan.solids[b].name}?",
            answer=answer,
            wrong=tuple(text for text in (*SIDES, NEVER) if text != answer),
            evidence=evidence,
        )


def _solve_premise(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    pair = _shared(seen, asked)
    if pair is None:
        return None
    return (seen.left(pair[0]) or None) if _when(seen, pair) else NEVER


def _ask_there(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    """A thing that is there, and one of a shape and a colour that are, but not together."""
    solids = clip.plan.solids
    names = {solid.name for solid in solids}
    mixed = [f"{a.colour} {b.look}" for a in solids for b in solids]
    fibs = sorted(set(mixed) - names)
    rng.shuffle(fibs)
    for place, (solid, fib) in enumerate(zip(rng.sample(solids, len(solids)), fibs, strict=False)):
        span = clip.plan.seen_spans(solids.index(solid))[0]
        middle_s = (span[0] + span[1]) / 2
        text, pair = "Is there a {} in the clip?", f"there {place}"
        yield Draft(
            kind="",
            form="binary",
            text=text.format(solid.name),
            answer="yes",
            evidence=(clue(clip, *span, (middle_s,)),),
            pair=pair,
        )
        evidence = whole(clip, every(0.0, clip.plan.duration_s, 0.5))
        yield Draft(
            kind="", form="binary", text=text.format(fib), answer="no", evidence=evidence, pair=pair
        )


def _solve_there(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    return "yes" if seen.named(asked["a"]) else "no"


MEETING = ("bumping",)
PAIR = rf"the (?P<a>{SOLID}) and the (?P<b>{SOLID})"
KINDS = (
    MotionKind(
        name="whether-they-meet",
        family="recall",
        pattern=rf"Do {PAIR} meet\?",
        styles=MEETING,
        drafts=_ask_whether,
        answer=_solve_whether,
    ),
    MotionKind(
        name="when-they-meet",
        family="ground",
        pattern=rf"When do {PAIR} meet\? Give each stretch .+",
        styles=MEETING,
        drafts=_ask_when,
        answer=_solve_when,
    ),
    MotionKind(
        name="met-first",
        family="order",
        pattern=rf"What does the (?P<a>{SOLID}) meet first\?",
        styles=MEETING,
        drafts=_ask_first,
        answer=_solve_first,
    ),
    MotionKind(
        name="meetings",
        family="count",
        pattern=r"How many times (?:do two things bump into each other"
        rf"|does the (?P<a>{SOLID}) bump into something)\?",
        styles=MEETING,
        drafts=_ask_count,
        answer=_solve_count,
    ),
    MotionKind(
        name="side-after-meeting",
        family="false-premise",
        pattern=rf"At which edge does the (?P<a>{SOLID}) leave after it has met "
        rf"the (?P<b>{SOLID})\?",
        styles=MEETING,
        drafts=_ask_premise,
        answer=_solve_premise,
    ),
    MotionKind(
        name="there",
        family="absent",
        pattern=rf"Is there a (?P<a>{SOLID}|{COVER}) in the clip\?",
        styles=("bumping", "covering", "screening"),
        drafts=_ask_there,
        answer=_solve_there,
        temporal=False,
    ),
)
