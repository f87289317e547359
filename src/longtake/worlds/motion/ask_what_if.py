"""What would happen without one of the solids, and what will happen next (CLEVRER).

The plan's run is simulated again; a question is asked only if eyes that are a little wrong about
places and speeds would still be right. The solver does the same with the runs that it saw.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from longtake.worlds.motion.ask_runs import free_run, plan_of, run_frames
from longtake.worlds.motion.film import Clip
from longtake.worlds.motion.kind import SOLID, MotionKind, clue, every, the
from longtake.worlds.motion.physics import RADIUS, Body, Outcome, inside, simulate, without
from longtake.worlds.motion.sightings import Sightings
from longtake.worlds.questions import Clue, Draft

PLACE_ERROR, SPEED_ERROR = 0.007, 0.01
"""By how much eyes may be wrong, in picture heights and heights per second."""
NUDGES = 12
AHEAD_S = 4.0
"""How far the question about the future looks."""
NOTHING = "nothing"


@dataclass(frozen=True)
class WhatIf:
    """Some bodies and how long they run, surely known or a little wrong."""

    bodies: tuple[Body, ...]
    until_s: float

    def nudged(self, rng: random.Random) -> Iterator[WhatIf]:
        """The same as it is, and as inexact eyes have it."""
        yield self
        for _ in range(NUDGES):
            bodies = tuple(_nudged(body, rng) for body in self.bodies)
            yield WhatIf(bodies, self.until_s + rng.uniform(-0.3, 0.3))

    def leaving_out(self, index: int) -> Outcome:
        """What happens without one body."""
        return without(self.bodies, index, self.until_s)


def _nudged(body: Body, rng: random.Random) -> Body:
    x, y = body.x + rng.gauss(0, PLACE_ERROR / 2), body.y + rng.gauss(0, PLACE_ERROR / 2)
    if body.speed == 0:
        return Body(x, y)
    return Body(
        x,
        y,
        body.vx + rng.gauss(0, SPEED_ERROR / 2),
        body.vy + rng.gauss(0, SPEED_ERROR / 2),
    )


def first_met(outcome: Outcome, index: int) -> int:
    """What a body meets first; -1: nothing."""
    own = outcome.of(index)
    return own[0].partner(index) if own else -1


def _runs(clip: Clip) -> tuple[Clue, ...]:
    """Evidence of how every solid comes in; empty: not all can be told."""
    plan = plan_of(clip)
    clues = []
    for index in range(len(plan.solids)):
        run = free_run(plan, index)
        if run is None:
            return ()
        clues.append(clue(clip, *plan.seen_spans(index)[0], run_frames(run)))
    end_s = plan.duration_s
    return (*clues, clue(clip, end_s - 0.1, end_s, (end_s,)))


def _about_entry(clip: Clip) -> WhatIf | None:
    """The bodies, each nudged about the place where it comes in."""
    plan = plan_of(clip)
    return WhatIf(plan.bodies, plan.duration_s) if _runs(clip) else None


def _ask_whether(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    known, plan = _about_entry(clip), plan_of(clip)
    if known is None:
        return
    worlds = list(known.nudged(rng))
    rows: dict[bool, list[tuple[int, int, int]]] = {True: [], False: []}
    for left_out in range(len(plan.solids)):
        outcomes = [world.leaving_out(left_out) for world in worlds]
        for a in range(len(plan.solids)):
            for b in range(a + 1, len(plan.solids)):
                said = {outcome.meets(a, b) for outcome in outcomes}
                if left_out not in (a, b) and len(said) == 1:
                    rows[said.pop()].append((left_out, a, b))
    for meet, found in rows.items():
        rng.shuffle(found)
        found.sort(key=lambda row: plan.outcome.meets(row[1], row[2]) == meet)
    for place, pair in enumerate(zip(rows[True][:3], rows[False][:3], strict=False)):
        for (left_out, a, b), answer in zip(pair, ("yes", "no"), strict=True):
            names = [plan.solids[index].name for index in (left_out, a, b)]
            yield Draft(
                kind="",
                form="binary",
                text="If the {} were not there, would the {} and the {} meet before the clip "
                "ends?".format(*names),
                answer=answer,
                evidence=_runs(clip),
                pair=f"what if {place}",
                detail={"happens": "yes" if plan.outcome.meets(a, b) else "no"},
            )


def _seen_bodies(seen: Sightings, late: bool) -> dict[str, Body] | None:
    """How every solid comes in, or moves at the end; None: some cannot be told."""
    bodies = {}
    for track in seen.tracks:
        if late and track.last.time_s < seen.times_s[-1] - 0.05:
            continue
        run = track.run(late)
        if run is None:
            if len(track.sights) < 3:
                continue
            return None
        bodies[track.name] = run
    return bodies


def _solve_whether(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    bodies = _seen_bodies(seen, late=False)
    if bodies is None or not {asked["x"], asked["a"], asked["b"]} <= set(bodies):
        return None
    names = [name for name in bodies if name != asked["x"]]
    outcome = simulate([bodies[name] for name in names], seen.times_s[-1] + 0.1)
    return "yes" if outcome.meets(names.index(asked["a"]), names.index(asked["b"])) else "no"


def _ask_first(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    known, plan = _about_entry(clip), plan_of(clip)
    if known is None:
        return
    worlds = list(known.nudged(rng))
    for left_out in range(len(plan.solids)):
        outcomes = [world.leaving_out(left_out) for world in worlds]
        for a in range(len(plan.solids)):
            said = {first_met(outcome, a) for outcome in outcomes}
            if a == left_out or len(said) > 1 or first_met(plan.outcome, a) in (-1, *said):
                continue
            if said == {-1} and rng.random() < 0.6:
                continue
            yield _first_draft(
                clip,
                f"If the {plan.solids[left_out].name} were not there, what would "
                f"the {plan.solids[a].name} meet first in the clip?",
                (a, left_out),
                said.pop(),
                _runs(clip),
            )


def _first_draft(
    clip: Clip, text: str, asked: tuple[int, ...], met: int, evidence: tuple[Clue, ...]
) -> Draft:
    """A question for what a solid meets, among all others and `nothing`."""
    solids = clip.plan.solids
    others = [k for k in range(len(solids)) if k not in (*asked, met)]
    wrong = [the(solids[k].name) for k in others] + ([NOTHING] if met >= 0 else [])
    answer = the(solids[met].name) if met >= 0 else NOTHING
    return Draft(kind="", text=text, answer=answer, wrong=tuple(wrong), evidence=evidence)


def _solve_first(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    bodies = _seen_bodies(seen, late=False)
    if bodies is None or not {asked["x"], asked["a"]} <= set(bodies):
        return None
    names = [name for name in bodies if name != asked["x"]]
    outcome = simulate([bodies[name] for name in names], seen.times_s[-1] + 0.1)
    met = first_met(outcome, names.index(asked["a"]))
    return the(names[met]) if met >= 0 else NOTHING


def _at_end(clip: Clip) -> dict[int, tuple[Body, tuple[float, float]]] | None:
    """The bodies in the picture at the end, and since when they run straight; None: unclear."""
    plan, end_s = plan_of(clip), clip.plan.duration_s
    present: dict[int, tuple[Body, tuple[float, float]]] = {}
    for index in range(len(plan.solids)):
        span = plan.seen_spans(index)[0]
        if span[1] < end_s - 0.1:
            continue
        own = [m.time_s for m in plan.outcome.of(index) if m.time_s < end_s]
        since_s = max([end_s - 2.0, span[0], *own]) + 0.1
        course = plan.outcome.courses[index]
        times = every(since_s, end_s - 0.1, 0.05)
        exact = [t for t in times if inside(*course.at(t), RADIUS + 0.01)]
        if not exact or exact[-1] - exact[0] < 0.45:
            return None
        run = course.runs[sum(start < end_s for start in course.starts_s) - 1]
        present[index] = (run.since(end_s), (exact[0], exact[-1]))
    return present


def _ask_next(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    present, plan = _at_end(clip), plan_of(clip)
    if present is None or len(present) < 2:
        return
    order = sorted(present)
    known = WhatIf(tuple(present[index][0] for index in order), AHEAD_S)
    outcomes = [simulate(world.bodies, world.until_s) for world in known.nudged(rng)]
    end_s, evidence = plan.duration_s, []
    for index in order:
        first_s, last_s = present[index][1]
        times = [*every(first_s, last_s, (last_s - first_s) / 4), end_s]
        evidence.append(clue(clip, plan.seen_spans(index)[0][0], end_s, times))
    for place, index in enumerate(order):
        said = {first_met(outcome, place) for outcome in outcomes}
        if len(said) > 1 or (said == {-1} and rng.random() < 0.8):
            continue
        met = said.pop()
        yield _first_draft(
            clip,
            "Suppose that everything goes on as it moves at the end and nothing new comes in: "
            f"what will the {plan.solids[index].name} meet first in the four seconds after the "
            "clip?",
            (index,),
            order[met] if met >= 0 else -1,
            tuple(evidence),
        )


def _solve_next(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    bodies = _seen_bodies(seen, late=True)
    if bodies is None or asked["a"] not in bodies:
        return None
    end_s = seen.times_s[-1] + 0.1
    names = list(bodies)
    outcome = simulate([bodies[name].since(end_s) for name in names], AHEAD_S)
    met = first_met(outcome, names.index(asked["a"]))
    return the(names[met]) if met >= 0 else NOTHING


KINDS = (
    MotionKind(
        name="what-if-they-meet",
        family="counterfactual",
        pattern=rf"If the (?P<x>{SOLID}) were not there, would the (?P<a>{SOLID}) and "
        rf"the (?P<b>{SOLID}) meet before the clip ends\?",
        styles=("bumping",),
        drafts=_ask_whether,
        answer=_solve_whether,
    ),
    MotionKind(
        name="what-if-met-first",
        family="counterfactual",
        pattern=rf"If the (?P<x>{SOLID}) were not there, what would the (?P<a>{SOLID}) meet "
        r"first in the clip\?",
        styles=("bumping",),
        drafts=_ask_first,
        answer=_solve_first,
    ),
    MotionKind(
        name="met-next",
        family="predict",
        pattern=r"Suppose that everything .+: "
        rf"what will the (?P<a>{SOLID}) meet first in the four seconds after the clip\?",
        styles=("bumping",),
        drafts=_ask_next,
        answer=_solve_next,
    ),
)
