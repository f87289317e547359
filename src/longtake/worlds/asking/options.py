"""Chooses the options of a question: wrong ones that are like the right one, but not around it.

Candidates are often made by changing the answer a little. Taken as they come, the answer would be
the one that has most in common with the others, and could be picked without looking; so its place
by length and by likeness among the options is drawn by lot, and the set that comes nearest to it is
taken. A Draft comes in, options go out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from longtake.worlds.asking.blind import likeness
from longtake.worlds.asking.replies import plain
from longtake.worlds.questions import Draft

WRONG = 3
"""Options beside the right one, where there are as many."""

POOL = 10
"""Sets are drawn from so many candidates, those nearest to the answer in length."""

TRIES = 40


def options_of(draft: Draft, rng: random.Random) -> tuple[str, ...]:
    """The right answer among up to three wrong ones."""
    right = {plain(text) for text in (draft.answer, *draft.accepts)}
    wrong = sorted({text for text in draft.wrong if plain(text) not in right})
    rng.shuffle(wrong)
    if draft.keep_order:
        return _window(draft.answer, wrong, rng)
    chosen = [*_alike(draft.answer, wrong, rng), draft.answer]
    rng.shuffle(chosen)
    return tuple(chosen)


def in_order(text: str) -> tuple[tuple[int, float, str], ...]:
    """Sorts numbers by their size and the rest by the alphabet."""
    parts = re.findall(r"\d+(?:\.\d+)?|\D+", text.casefold())
    return tuple((0, float(p), "") if p[0].isdigit() else (1, 0.0, p) for p in parts)


def _alike(answer: str, wrong: Sequence[str], rng: random.Random) -> list[str]:
    """Wrong options among which the answer has the places that were drawn for it."""
    count = min(WRONG, len(wrong))
    near = sorted(wrong, key=lambda text: abs(len(text) - len(answer)) // 3)[:POOL]
    if len(near) <= count:
        return near
    by_length, by_likeness = rng.randint(0, count), rng.randint(0, count)

    def away(chosen: Sequence[str]) -> float:
        options = [answer, *chosen]
        lengths = [float(len(option)) for option in options]
        spread = max(lengths) - min(lengths)
        return (
            abs(_place(lengths) - by_length)
            + abs(_place(likeness(options)) - by_likeness)
            + spread / (10 * max(lengths))
        )

    return min((rng.sample(near, count) for _ in range(TRIES)), key=away)


def _place(values: Sequence[float]) -> float:
    """How many of the others are below the first; of equal ones a half."""
    first, *others = values
    return sum((value < first - 1e-9) + 0.5 * (abs(value - first) <= 1e-9) for value in others)


def _window(answer: str, wrong: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Options in their own order, up or down, with the right one at a random place."""
    count = min(WRONG, len(wrong))
    line = sorted([*wrong, answer], key=in_order)
    at = line.index(answer)
    first = rng.randint(max(0, at - count), min(at, len(line) - count - 1))
    window = line[first : first + count + 1]
    return tuple(window if rng.random() < 0.5 else reversed(window))
