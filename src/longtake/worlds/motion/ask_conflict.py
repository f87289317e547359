"""The questions that both clips of a conflict pair are asked, with opposite answers."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from longtake.worlds.motion.ask_runs import WAYS
from longtake.worlds.motion.conflict import Conflict
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import SOLID, MotionKind, every, the, whole
from longtake.worlds.motion.physics import RADIUS, WIDTH, inside
from longtake.worlds.motion.plan import SHAPES
from longtake.worlds.motion.sightings import Sight, Sightings, Track
from longtake.worlds.questions import Draft

ACROSS = dict(
    zip(
        WAYS,
        ("from right to left", "from left to right", "from bottom to top", "from top to bottom"),
        strict=True,
    )
)
LOOK = "|".join(SHAPES)

Solve = Callable[[Mapping[str, str], Sequence[str], Sightings], str | None]


def _asks(text: str) -> Callable[[Clip, random.Random], Iterator[Draft]]:
    """Drafts of a question that both clips share; `{}` is what it is about."""

    def drafts(clip: Clip, rng: random.Random) -> Iterator[Draft]:
        plan = clip.plan
        assert isinstance(plan, Conflict)
        yield Draft(
            kind="",
            text=text.format(plan.subject),
            answer=plan.answer,
            wrong=(plan.other,),
            evidence=whole(clip, _times(clip)),
            pair="conflict",
        )

    return drafts


def _times(clip: Clip) -> list[float]:
    """A few moments, of crossings those at which what crosses is well in the picture."""
    plan = clip.plan
    spans = [(event.start_s, event.end_s) for event in plan.events if event.verb == "cross"]
    if len(spans) < 2:
        return every(0.12 * plan.duration_s, 0.88 * plan.duration_s, 0.13 * plan.duration_s)
    return [a + (b - a) * share for a, b in spans for share in (0.35, 0.5, 0.65)]


def _direction(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    if track is None or track.last.time_s - track.first.time_s < 0.25:
        return None
    dx, dy = track.last.x - track.first.x, track.last.y - track.first.y
    if abs(dx) > abs(dy):
        return ACROSS[WAYS[dx > 0]]
    return ACROSS[WAYS[2 + (dy > 0)]] if dy else None


def _turn(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    if track is None or len(track.sights) < 3:
        return None
    angles = [math.atan2(s.y - 0.5, s.x - WIDTH / 2) for s in track.sights]
    steps = [math.remainder(b - a, 2 * math.pi) for a, b in itertools.pairwise(angles)]
    return "clockwise" if sum(steps) > 0 else "anticlockwise"


def _growth(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    if track is None or abs(track.last.size - track.first.size) < 0.03:
        return None
    return "it grows" if track.last.size > track.first.size else "it shrinks"


def _colour(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    alike = [t for t in seen.tracks if t.look == asked["a"]]
    alike.sort(key=lambda track: track.first.time_s)
    if len(alike) != 2 or alike[0].last.time_s > alike[1].first.time_s:
        return None
    return f"from {alike[0].colour} to {alike[1].colour}"


def _order(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    tracks = [seen.named(asked[name]) for name in "ab"]
    if None in tracks:
        return None
    first = min((t for t in tracks if t is not None), key=lambda track: track.first.time_s)
    return the(first.name)


def _crossings(track: Track) -> list[list[Sight]]:
    """The sights of each crossing: a new one begins where it is back at its starting side."""
    crossings: list[list[Sight]] = []
    for sight in track.sights:
        if not inside(sight.x, sight.y, RADIUS):
            continue
        if (
            not crossings
            or abs(sight.x - crossings[-1][-1].x) > 0.45
            or (
                len(crossings[-1]) > 1
                and (sight.x - crossings[-1][-1].x) * (crossings[-1][-1].x - crossings[-1][0].x) < 0
            )
        ):
            crossings.append([])
        crossings[-1].append(sight)
    return crossings


def _speed(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    crossings = [c for c in _crossings(track) if len(c) > 1] if track else []
    if len(crossings) != 2:
        return None
    first, second = (abs(c[-1].x - c[0].x) / (c[-1].time_s - c[0].time_s) for c in crossings)
    return "faster" if second > first else "slower"


def _kind(name: str, text: str, pattern: str, solve: Solve) -> MotionKind:
    return MotionKind(
        name=f"conflict-{name}",
        family="conflict",
        pattern=pattern,
        styles=(f"conflict-{name}",),
        drafts=_asks(text),
        answer=solve,
    )


KINDS = (
    _kind(
        "direction",
        "How does the {} cross the picture?",
        rf"How does the (?P<a>{SOLID}) cross the picture\?",
        _direction,
    ),
    _kind(
        "turn",
        "Which way round does the {} go?",
        rf"Which way round does the (?P<a>{SOLID}) go\?",
        _turn,
    ),
    _kind(
        "growth",
        "How does the size of the {} change?",
        rf"How does the size of the (?P<a>{SOLID}) change\?",
        _growth,
    ),
    _kind(
        "colour",
        "How does the colour of the {} change?",
        rf"How does the colour of the (?P<a>{LOOK}) change\?",
        _colour,
    ),
    _kind(
        "order",
        "Which crosses the picture first, the {}?",
        rf"Which crosses the picture first, the (?P<a>{SOLID}) or the (?P<b>{SOLID})\?",
        _order,
    ),
    _kind(
        "speed",
        "The {} crosses the picture twice: is the second crossing faster or slower?",
        rf"The (?P<a>{SOLID}) crosses the picture twice: is the second crossing faster or slower\?",
        _speed,
    ),
)
