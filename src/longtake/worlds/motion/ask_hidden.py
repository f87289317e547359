"""Questions about what is out of sight: under covers at the end, or for a while (CATER)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from longtake.types import Span
from longtake.worlds.motion.covering import Covering, Slide, third_of
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
from longtake.worlds.motion.plan import COVER_LIFT
from longtake.worlds.motion.sightings import Sightings, Track
from longtake.worlds.questions import Clue, Draft

NOTHING = "nothing"
OPEN, HIDDEN = "in the open", "under a cover"
PLACES = ("at the left", "in the middle", "at the right")
ON = 0.09
"""A cover that is nearer to a place than this stands on it."""


def _covering(clip: Clip) -> Covering:
    assert isinstance(clip.plan, Covering)
    return clip.plan


def _last_hiding(plan: Covering, index: int) -> Slide | None:
    """The slide by which a solid was last hidden, if it is hidden at the end."""
    if plan.holder(index, plan.duration_s) < 0:
        return None
    return [slide for slide in plan.slides if slide.hides == index][-1]


def _hidden_at_end(clip: Clip) -> dict[int, Clue]:
    """Evidence for each solid that is under a cover at the end."""
    plan, found = _covering(clip), {}
    for index in range(len(plan.solids)):
        slide = _last_hiding(plan, index)
        if slide is not None:
            times = (slide.start_s, slide.start_s + 0.1, slide.end_s + 0.1, plan.duration_s)
            found[index] = clue(clip, slide.start_s, plan.duration_s, times)
    return found


def _ask_under(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan, end_s = _covering(clip), clip.plan.duration_s
    hidden = _hidden_at_end(clip)
    solids = [k for k in range(len(plan.solids)) if k not in plan.covers]
    for cover in plan.covers:
        under = [k for k in hidden if plan.holder(k, end_s) == cover]
        answer = the(plan.solids[under[0]].name) if under else NOTHING
        evidence = list(hidden.values())
        if not under:
            own = [s for s in plan.slides if s.who == cover and (s.hides >= 0 or s.frees >= 0)]
            evidence.append(
                clue(clip, own[-1].start_s if own else 0.0, end_s, (end_s - 0.4, end_s))
            )
        yield Draft(
            kind="",
            text=f"What is under the {plan.solids[cover].name} at the end?",
            answer=answer,
            wrong=tuple(the(plan.solids[k].name) for k in solids if k not in under)
            + ((NOTHING,) if under else ()),
            evidence=tuple(evidence),
        )


def holders(seen: Sightings) -> dict[str, Track]:
    """For each solid that is not seen in the end: the cover that came to where it was last."""
    found = {}
    for track in seen.tracks:
        if track.last.time_s >= seen.times_s[-1] - 0.05:
            continue
        recent = [s for s in track.sights if track.last.time_s - s.time_s < 0.9]
        x, y = median(s.x for s in recent), median(s.y for s in recent)
        standing = [
            (sight.time_s, cover)
            for cover in seen.covers
            for sight in cover.sights
            if sight.time_s > track.last.time_s
            and abs(sight.x - x) < ON
            and abs(sight.y + COVER_LIFT - y) < ON
        ]
        if standing:
            found[track.name] = min(standing, key=lambda row: row[0])[1]
    return found


def _solve_under(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    cover = seen.named(asked["c"])
    if cover is None or not seen.tracks:
        return None
    under = [name for name, holder in holders(seen).items() if holder is cover]
    return the(under[0]) if under else NOTHING


def _ask_where(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan, end_s = _covering(clip), clip.plan.duration_s
    hidden = _hidden_at_end(clip)
    for index, solid in enumerate(plan.solids):
        third = third_of(plan.where(index, end_s)[0])
        moved = [s for s in plan.slides if index in (s.who, s.takes, s.hides, s.frees)]
        if index in plan.covers or not third or not moved:
            continue
        before_s = moved[-1].start_s - 0.01
        if third_of(plan.where(index, before_s)[0]) == third and index not in hidden:
            continue
        answer = f"{third}, {HIDDEN if index in hidden else OPEN}"
        both = [f"{place}, {how}" for place in PLACES for how in (OPEN, HIDDEN)]
        in_open = clue(clip, moved[-1].start_s, end_s, (end_s - 0.4, end_s))
        yield Draft(
            kind="",
            text=f"Where is the {solid.name} at the end?",
            answer=answer,
            wrong=tuple(text for text in both if text != answer),
            evidence=(hidden.get(index, in_open),),
        )


def _solve_where(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    if track is None:
        return None
    if track.last.time_s >= seen.times_s[-1] - 0.05:
        third, how = third_of(track.last.x), OPEN
    else:
        cover = holders(seen).get(track.name)
        third, how = (third_of(cover.last.x) if cover else ""), HIDDEN
    return f"{third}, {how}" if third else None


def _ask_moves(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan = _covering(clip)
    for index, solid in enumerate(plan.solids):
        slides = plan.moves(index)
        if not slides or (len(slides) == 1 and rng.random() < 0.5):
            continue
        if len(plan.seen_spans(index)) != 1 or plan.seen_spans(index)[0][1] < plan.duration_s:
            continue
        bounds = [0.0, *(t for s in slides for t in (s.start_s, s.end_s)), plan.duration_s]
        middles = [(a + b) / 2 for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
        times = [t for middle in middles for t in (middle - 0.25, middle + 0.25)]
        yield Draft.model_validate(
            {
                "kind": "",
                "text": f"How many times does the {solid.name} move to another place?",
                "evidence": whole(clip, times),
                **number(len(slides)),
            }
        )


def _solve_moves(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    rests = track.rests() if track else []
    return str(len(rests) - 1) if len(rests) > 1 else None


def _ask_when(clip: Clip, rng: random.Random) -> Iterator[Draft]:
    plan, end_s = clip.plan, clip.plan.duration_s
    for index, solid in enumerate(plan.solids):
        spans = plan.seen_spans(index)
        if solid.look == "cover" or (plan.style == "covering" and spans[-1][1] < end_s):
            continue
        gaps = [(a[1], b[0]) for a, b in itertools.pairwise(spans)]
        if plan.style == "screening" and not gaps:
            continue
        step = 1 / clip.fps
        yield Draft(
            kind="",
            form="spans",
            text=f"When is the {solid.name} out of sight between two moments when it is seen?",
            answer=spans_text(gaps),
            spans=tuple(Span(*gap) for gap in gaps),
            evidence=tuple(
                clue(clip, a - 0.3, b + 0.3, (a - 2 * step, a + 2 * step, b - 2 * step, b + step))
                for a, b in gaps
            )
            or whole(clip, every(0.0, end_s, 0.5)),
        )


def _solve_when(asked: Mapping[str, str], options: Sequence[str], seen: Sightings) -> str | None:
    track = seen.named(asked["a"])
    return spans_text(seen.gaps(track)) if track else None


KINDS = (
    MotionKind(
        name="under-at-end",
        family="state",
        pattern=rf"What is under the (?P<c>{COVER}) at the end\?",
        styles=("covering",),
        drafts=_ask_under,
        answer=_solve_under,
    ),
    MotionKind(
        name="where-at-end",
        family="state",
        pattern=rf"Where is the (?P<a>{SOLID}) at the end\?",
        styles=("covering",),
        drafts=_ask_where,
        answer=_solve_where,
    ),
    MotionKind(
        name="moves",
        family="count",
        pattern=rf"How many times does the (?P<a>{SOLID}|{COVER}) move to another place\?",
        styles=("covering",),
        drafts=_ask_moves,
        answer=_solve_moves,
    ),
    MotionKind(
        name="when-hidden",
        family="ground",
        pattern=rf"When is the (?P<a>{SOLID}) out of sight between two moments when it is seen\?",
        styles=("covering", "screening"),
        drafts=_ask_when,
        answer=_solve_when,
    ),
)
