"""Questions about how solids move: direction and speed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.motion.bumping import Bumping
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import SOLID, MotionKind, bare, clue, the
from longtake.worlds.motion.physics import RADIUS, Body, inside
from longtake.worlds.motion.sightings import Sightings
from longtake.worlds.questions import Draft

WAYS = ("to the left", "to the right", "towards the top", "towards the bottom")
FASTER = 1.25
"""The fastest is at least so many times as fast as the next."""


def plan_of(clip: Clip) -> Bumping:
    """The plan of a clip of the style `bumping`."""
    assert isinstance(clip.plan, Bumping)
    return clip.plan


def free_run(plan: Bumping, index: int) -> tuple[float, float] | None:
    """From when a solid is whole in the picture to its first meeting; None: too short to tell."""
    start_s, end_s = plan.seen_spans(index)[0]
    meetings = plan.outcome.of(index)
    if meetings:
        end_s = min(end_s, meetings[0].time_s)
    times = [k * 0.05 for k in range(round(start_s / 0.05), round(end_s / 0.05))]
    inner = [t for t in times if inside(*plan.where(index, t), RADIUS + 0.01)]
    if not inner or inner[-1] - inner[0] < 0.7:
        return None
    return inner[0] + 0.06, inner[-1] - 0.06


def run_frames(run: tuple[float, float]) -> list[float]:
    """Five frames over the first two seconds of a run."""
    start_s, end_s = run[0], min(run[1], run[0] + 2.0)
    return [start_s + (end_s - start_s) * k / 4 for k in range(5)]


def way_of(body: Body) -> str | None:
    """The direction in words; None: aslant, or hardly moving."""
    across, down = abs(body.vx), abs(body.vy)
    if body.speed < 0.08 or max(across, down) < 1.7 * min(across, down):
        return None
    if across > down:
        return WAYS[body.vx > 0]
    return WAYS[2 + (body.vy > 0)]


def _ask_way(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan = plan_of(clip)
    for index, solid in enumerate(plan.solids):
        run, body = free_run(plan, index), plan.bodies[index]
        way = way_of(body)
        if (
            run is None
            or way is None
            or max(abs(body.vx), abs(body.vy)) < 2 * min(abs(body.vx), abs(body.vy))
        ):
            continue
        yield Draft(
            kind="",
            text=f"In which direction does the {solid.name} move at first?",
            answer=way,
            wrong=tuple(other for other in WAYS if other != way),
            evidence=(clue(clip, *plan.seen_spans(index)[0], run_frames(run)),),
        )


def _solve_way(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    run = track.run() if track else None
    return way_of(run) if run else None


def _ask_fastest(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan = plan_of(clip)
    moving = {
        index: run
        for index, body in enumerate(plan.bodies)
        if body.speed > 0 and (run := free_run(plan, index)) is not None
    }
    by_speed = sorted(moving, key=lambda index: -plan.bodies[index].speed)
    if len(by_speed) < 2:
        return
    first, second = (plan.bodies[index].speed for index in by_speed[:2])
    if first < FASTER * second:
        return
    yield Draft(
        kind="",
        text="Which of these is the fastest when it comes in?",
        answer=the(plan.solids[by_speed[0]].name),
        wrong=tuple(the(plan.solids[index].name) for index in by_speed[1:]),
        evidence=tuple(
            clue(clip, *plan.seen_spans(index)[0], run_frames(moving[index])) for index in by_speed
        ),
    )


def _solve_fastest(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    speeds = []
    for option in options:
        track = seen.named(bare(option))
        run = track.run() if track else None
        if run is None:
            return None
        speeds.append((run.speed, option))
    return max(speeds)[1] if speeds else None


KINDS = (
    MotionKind(
        name="direction",
        family="motion",
        pattern=rf"In which direction does the (?P<a>{SOLID}) move at first\?",
        styles=("bumping",),
        drafts=_ask_way,
        answer=_solve_way,
    ),
    MotionKind(
        name="fastest",
        family="motion",
        pattern=r"Which of these is the fastest when it comes in\?",
        styles=("bumping",),
        drafts=_ask_fastest,
        answer=_solve_fastest,
        closed=True,
    ),
)
