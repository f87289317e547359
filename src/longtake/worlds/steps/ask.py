"""Questions about procedures: causal order, missing and misplaced steps, goal, what comes next.

The task of ordering shuffled clips is that of VCRBench (arXiv 2505.08455).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import View
from longtake.worlds.steps.cookbook import RECIPES
from longtake.worlds.steps.film import PLATE_S, StepsFilm, clips_text
from longtake.worlds.steps.reading import Reading
from longtake.worlds.styled import StyledKind


@dataclass(frozen=True, kw_only=True)
class StepsKind(StyledKind[StepsFilm, Reading]):
    """One kind of question about films of some styles."""

    film: type[StepsFilm] = StepsFilm
    read: Callable[[Sequence[View]], Reading] = Reading


def _clues(film: StepsFilm, clips: Iterable[int]) -> tuple[Clue, ...]:
    """Of each clip its plate, its first and its last frame."""
    fps, found = film.order.fps, []
    for clip in clips:
        start_s, span = film.plan.starts_s[clip], film.plan.span(clip)
        times = (start_s + PLATE_S / 2, span.start_s + 0.15, span.end_s - 0.25)
        frames = tuple(round(time_s * fps) / fps for time_s in times)
        found.append(Clue(video=film.name, span=Span(start_s, span.end_s), frames_s=frames))
    return tuple(found)


def _all(film: StepsFilm) -> tuple[Clue, ...]:
    return _clues(film, range(len(film.plan.shown)))


def _true_order(film: StepsFilm) -> list[int]:
    """Clip numbers in the order in which the steps were done."""
    shown = film.plan.shown
    return sorted(range(len(shown)), key=lambda clip: shown[clip])


def _ask_order(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    order = _true_order(film)
    yield Draft(
        kind="",
        form="sequence",
        text=f"The {len(order)} clips show one procedure in a wrong order. In which order do they "
        "belong? Give the numbers of the clips, for instance 2, 3, 1.",
        answer=clips_text(order),
        evidence=_all(film),
        level=len(order),
        detail={"clips": len(order)},
    )


def _solve_order(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    order = seen.order()
    if order is None or len(order) != int(asked["n"]):
        return None
    return clips_text([clip.number for clip in order])


def _ask_which_order(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    order = _true_order(film)
    wrong: set[str] = set()
    while len(wrong) < 5:
        other = order[:]
        a, b = rng.sample(range(len(order)), 2)
        other.insert(b, other.pop(a))
        if rng.random() < 0.5:
            rng.shuffle(other)
        if other != order:
            wrong.add(clips_text(other))
    yield Draft(
        kind="",
        text=f"The {len(order)} clips show one procedure in a wrong order. Which is the right one?",
        answer=clips_text(order),
        wrong=tuple(sorted(wrong)),
        evidence=_all(film),
    )


def _solve_which_order(
    asked: Mapping[str, str], options: Sequence[str], seen: Reading
) -> str | None:
    return _solve_order(asked, options, seen)


def _ask_neighbour(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    order, plan = _true_order(film), film.plan
    for way, word in ((-1, "before"), (1, "after")):
        place = rng.randrange(1, len(order) - 1)
        clip, answer = order[place], order[place + way]
        others = [plan.step(k).does for k in order if k not in (clip, answer)]
        yield Draft(
            kind="",
            text=f"In the procedure as it was really done, what does the person do right {word} "
            f"the clip in which the person {plan.step(clip).does}?",
            answer=plan.step(answer).does,
            wrong=tuple(others),
            evidence=_all(film),
        )


def _solve_neighbour(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    order = seen.order()
    steps = [step.does if step else "" for step in map(seen.step, order or ())]
    if steps.count(asked["does"]) != 1 or "" in steps:
        return None
    place = steps.index(asked["does"]) + (1 if asked["way"] == "after" else -1)
    return steps[place] if 0 <= place < len(steps) else None


def _ask_shown(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    plan = film.plan
    clip = rng.randrange(len(plan.shown))
    others = [step.does for step in plan.recipe.steps if step is not plan.step(clip)]
    yield Draft(
        kind="",
        text=f"What does the person do in clip {clip + 1}?",
        answer=plan.step(clip).does,
        wrong=tuple(others),
        evidence=_clues(film, [clip]),
    )


def _solve_shown(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    clip = next((c for c in seen.clips if c.number == int(asked["n"]) - 1), None)
    step = seen.step(clip) if clip else None
    return step.does if step else None


def _ask_missing(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    plan = film.plan
    (left_out,) = set(range(len(plan.chosen))) - set(plan.shown)
    step = plan.recipe.steps[plan.chosen[left_out]]
    yield Draft(
        kind="",
        text="One step of the procedure was done but is not shown. Which one?",
        answer=step.does,
        wrong=tuple(other.does for other in plan.recipe.steps if other is not step),
        evidence=_clues(film, (left_out - 1, left_out)),
    )


def _solve_missing(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    jumps = []
    for one, other in zip(seen.clips, seen.clips[1:], strict=False):
        if other.number == one.number + 1 and one.after != other.before:
            jumps.append(seen.between(one, other))
    return jumps[0].does if len(jumps) == 1 and jumps[0] else None


def _ask_misplaced(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    clip = _stray(film.plan.shown)
    if clip is None:
        return
    yield Draft(
        kind="",
        text="One clip stands at a wrong place in this procedure. Which one?",
        answer=f"clip {clip + 1}",
        wrong=tuple(f"clip {k + 1}" for k in range(len(film.plan.shown)) if k != clip),
        keep_order=True,
        evidence=_all(film),
    )


def _stray(ranks: Sequence[int]) -> int | None:
    """The one number without which the rest ascends; None: there is none, or more than one."""
    found = [
        k
        for k in range(len(ranks))
        if list(ranks[:k]) + list(ranks[k + 1 :]) == sorted([*ranks[:k], *ranks[k + 1 :]])
    ]
    return found[0] if len(found) == 1 else None


def _solve_misplaced(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    order = seen.order()
    if order is None or [clip.number for clip in seen.clips] != list(range(len(seen.clips))):
        return None
    ranks = {clip.number: rank for rank, clip in enumerate(order)}
    clip = _stray([ranks[number] for number in sorted(ranks)])
    return None if clip is None else f"clip {clip + 1}"


def _ask_goal(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    goal = film.plan.recipe.goal
    yield Draft(
        kind="",
        text="What is the person about to achieve with all these steps?",
        answer=goal,
        wrong=tuple(recipe.goal for recipe in RECIPES if recipe.goal != goal),
        evidence=_all(film),
    )


def _solve_goal(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    return seen.recipe.goal if seen.recipe else None


def _ask_next(film: StepsFilm, rng: random.Random) -> Iterator[Draft]:
    """The next step must be the only one that is possible."""
    plan = film.plan
    done = [plan.chosen[place] for place in plan.shown]
    possible = plan.recipe.possible(done, range(len(plan.recipe.steps)))
    needed = [number for number in possible if not plan.recipe.steps[number].optional]
    if len(needed) != 1:
        return
    step = plan.recipe.steps[needed[0]]
    others = [
        other.does
        for number, other in enumerate(plan.recipe.steps)
        if number not in possible and not other.optional
    ]
    yield Draft(
        kind="",
        text=f"The film stops before the person is able to {plan.recipe.goal}. Which of these has "
        "to be done next?",
        answer=step.does,
        wrong=tuple(others),
        evidence=_all(film),
    )


def _solve_next(asked: Mapping[str, str], options: Sequence[str], seen: Reading) -> str | None:
    recipe = seen.recipe
    if recipe is None or recipe.goal != asked["goal"]:
        return None
    numbers = {step.does: number for number, step in enumerate(recipe.steps)}
    steps = [seen.step(clip) for clip in seen.clips]
    done = [numbers[step.does] for step in steps if step]
    possible = recipe.possible(done, range(len(recipe.steps)))
    said = [recipe.steps[number].does for number in possible if not recipe.steps[number].optional]
    chosen = [text for text in said if text in options] if options else said
    return chosen[0] if len(chosen) == 1 else None


EVERY = ("shuffled", "missing", "misplaced", "unfinished", "whole")
KINDS = (
    StepsKind(
        name="clip-order",
        family="order",
        pattern=r"The (?P<n>\d+) clips show one procedure in a wrong order\. In which order .+",
        styles=("shuffled",),
        drafts=_ask_order,
        answer=_solve_order,
    ),
    StepsKind(
        name="right-order",
        family="order",
        pattern=r"The (?P<n>\d+) clips show one procedure in a wrong order\. Which is .+",
        styles=("shuffled",),
        drafts=_ask_which_order,
        answer=_solve_which_order,
        closed=True,
    ),
    StepsKind(
        name="step-beside",
        family="order",
        pattern=r"In the procedure .+ right (?P<way>before|after) the clip in which the person "
        r"(?P<does>.+)\?",
        styles=("shuffled",),
        drafts=_ask_neighbour,
        answer=_solve_neighbour,
    ),
    StepsKind(
        name="step-shown",
        family="recall",
        pattern=r"What does the person do in clip (?P<n>\d+)\?",
        styles=EVERY,
        drafts=_ask_shown,
        answer=_solve_shown,
    ),
    StepsKind(
        name="step-missing",
        family="missing",
        pattern=r"One step of the procedure was done but is not shown\. Which one\?",
        styles=("missing",),
        drafts=_ask_missing,
        answer=_solve_missing,
    ),
    StepsKind(
        name="step-misplaced",
        family="order",
        pattern=r"One clip stands at a wrong place in this procedure\. Which one\?",
        styles=("misplaced",),
        drafts=_ask_misplaced,
        answer=_solve_misplaced,
    ),
    StepsKind(
        name="goal",
        family="goal",
        pattern=r"What is the person about to achieve with all these steps\?",
        styles=EVERY,
        drafts=_ask_goal,
        answer=_solve_goal,
    ),
    StepsKind(
        name="step-next",
        family="predict",
        pattern=r"The film stops before the person is able to (?P<goal>.+?)\. Which of these .+",
        styles=("unfinished",),
        drafts=_ask_next,
        answer=_solve_next,
        closed=True,
    ),
)
