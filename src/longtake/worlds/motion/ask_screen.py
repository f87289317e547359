"""Questions about what goes behind the screen: what stays there, and what comes out where."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import SOLID, MotionKind, bare, clue, number, the
from longtake.worlds.motion.physics import WIDTH
from longtake.worlds.motion.plan import Event
from longtake.worlds.motion.screening import Screening
from longtake.worlds.motion.sightings import Sightings
from longtake.worlds.questions import Clue, Draft

STAYS_BEHIND = "it does not come out"


def _screening(clip: Clip) -> Screening:
    assert isinstance(clip.plan, Screening)
    return clip.plan


def _of(clip: Clip, verb: str) -> dict[int, Event]:
    return {event.a: event for event in clip.plan.events if event.verb == verb}


def _clues_to(clip: Clip, index: int) -> list[Clue]:
    """Evidence of how a solid goes behind the screen, and whether it comes out."""
    hide, out = _of(clip, "hide")[index], _of(clip, "appear").get(index)
    end_s = clip.plan.duration_s
    clues = [clue(clip, 0.0, hide.start_s + 0.5, (hide.start_s - 0.1, hide.start_s + 0.2))]
    until_s = clip.plan.seen_spans(index)[-1][1] if out else end_s
    times = [end_s] if out is None else [out.start_s + 0.1, until_s - 0.1, end_s]
    return [*clues, clue(clip, hide.start_s + 0.5, end_s, times)]


def _ask_behind(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan = _screening(clip)
    indices = range(len(plan.solids))
    staying = [index for index in indices if plan.trips[index].out == 0]
    evidence = tuple(c for index in indices for c in _clues_to(clip, index))
    yield Draft.model_validate(
        {
            "kind": "",
            "text": "How many things are behind the screen at the end?",
            "evidence": evidence,
            **number(len(staying), 5),
        }
    )


def behind(seen: Sightings) -> list[str]:
    """Names of what was last seen away from the picture's edges, and is not seen at the end."""
    gone = [track for track in seen.tracks if track.last.time_s < seen.times_s[-1] - 0.05]
    return [track.name for track in gone if seen.left(track) is None]


def _solve_behind(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    return str(len(behind(seen))) if seen.tracks else None


def _ask_out(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan, out = _screening(clip), _of(clip, "appear")
    for index, solid in enumerate(plan.solids):
        answer = out[index].side if index in out else STAYS_BEHIND
        yield Draft(
            kind="",
            text=f"On which side does the {solid.name} come out from behind the screen?",
            answer=answer,
            wrong=tuple(s for s in ("left", "right", STAYS_BEHIND) if s != answer),
            evidence=tuple(_clues_to(clip, index)),
        )


def _solve_out(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    if track is None:
        return None
    gaps = seen.gaps(track)
    if not gaps:
        return STAYS_BEHIND if track.name in behind(seen) else None
    after = next(s for s in track.sights if s.time_s >= gaps[0][1])
    return "left" if after.x < WIDTH / 2 else "right"


def _ask_out_first(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan = _screening(clip)
    out = sorted(_of(clip, "appear").values(), key=lambda event: event.start_s)
    if len(out) < 2:
        return
    names = [the(plan.solids[event.a].name) for event in out]
    clues = []
    for event in out:
        hide_s = _of(clip, "hide")[event.a].start_s
        times = (hide_s - 0.1, hide_s + 0.2, event.start_s - 0.1, event.start_s + 0.1)
        clues.append(clue(clip, hide_s - 0.3, clip.plan.duration_s, times))
    for which, place in (("first", 0), ("last", -1)):
        yield Draft(
            kind="",
            text=f"Which of these comes out from behind the screen {which}?",
            answer=names[place],
            wrong=tuple(name for name in names if name != names[place]),
            evidence=tuple(clues),
        )


def _solve_out_first(
    asked: Mapping[str, str], options: Sequence[str], seen: Sightings
) -> str | None:
    times = []
    for option in options:
        track = seen.named(bare(option))
        gaps = seen.gaps(track) if track else []
        if not gaps:
            return None
        times.append((gaps[0][1], option))
    if not times:
        return None
    return (min if asked["which"] == "first" else max)(times)[1]


KINDS = (
    MotionKind(
        name="behind-at-end",
        family="count",
        pattern=r"How many things are behind the screen at the end\?",
        styles=("screening",),
        drafts=_ask_behind,
        answer=_solve_behind,
    ),
    MotionKind(
        name="side-behind-screen",
        family="false-premise",
        pattern=rf"On which side does the (?P<a>{SOLID}) come out from behind the screen\?",
        styles=("screening",),
        drafts=_ask_out,
        answer=_solve_out,
    ),
    MotionKind(
        name="out-first-or-last",
        family="order",
        pattern=r"Which of these comes out from behind the screen (?P<which>first|last)\?",
        styles=("screening",),
        drafts=_ask_out_first,
        answer=_solve_out_first,
        closed=True,
    ),
)
