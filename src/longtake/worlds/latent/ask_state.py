"""Level two: infer a state that is not shown, and compare states (VideoReasonBench, 2505.23359)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from longtake.worlds.latent.ask import (
    ENOUGH,
    WHEN,
    Skill,
    index_of,
    knowing,
    moment,
    near_misses,
    numbers_near,
    template,
)
from longtake.worlds.latent.demonstration import Demonstration, State
from longtake.worlds.latent.film import Clip
from longtake.worlds.latent.watching import Account
from longtake.worlds.questions import Draft

WHOLE = 0.35
"""Share of questions for the whole state."""


class Infer(Skill):
    """What the state is at a moment at which it is hidden, all of it or a part."""

    skill, family = "infer", "state"

    def __init__(self, demo: Demonstration) -> None:
        asks = [ask for size in demo.sizes for ask in questions_about(demo, size)]
        self.body = f"(?P<ask>{template(dict.fromkeys(asks), when=f'(?:{WHEN})')})"
        super().__init__(demo)

    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        index = hidden_moment(clip, rng)
        ask, probe = probed(self.demo, clip.size, rng)
        answer = probe(clip.states[index])
        return self.made(
            clip,
            ask.format(when=moment(index, clip, rng)),
            answer,
            knowing(clip, index),
            misses(answer, probe, list(near_misses(clip, index, rng))),
            rng,
            keep_order=answer.isdigit(),
        )

    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        states = account.states
        for ask, probe in questions_about(self.demo, size).items():
            head, _, tail = ask.partition("{when}")
            if asked["ask"].startswith(head) and asked["ask"].endswith(tail):
                when = asked["ask"][len(head) : len(asked["ask"]) - len(tail)]
                index = index_of(when, len(account.ops))
                return None if index is None or states is None else probe(states[index])
        return None


class Compare(Skill):
    """What is the same, or not, at two moments of which one at least is hidden."""

    skill, family = "compare", "state"

    def __init__(self, demo: Demonstration) -> None:
        asks = [ask for size in demo.sizes for ask in demo.both(size)]
        gap = f"(?:{WHEN})"
        self.body = f"(?P<ask>{template(dict.fromkeys(asks), first=gap, second=gap)})"
        super().__init__(demo)

    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        count = len(clip.ops)
        first = rng.randint(0, count - 2)
        second = rng.randint(first + 2, count)
        ask, compared = rng.choice(list(self.demo.both(clip.size).items()))
        one, other = clip.states[first], clip.states[second]
        answer = compared(one, other)
        wrong = [compared(one, near) for near in near_misses(clip, second, rng)]
        wrong += [compared(near, other) for near in near_misses(clip, first, rng)]
        numeric = answer.isdigit()
        return self.made(
            clip,
            ask.format(first=moment(first, clip, rng), second=moment(second, clip, rng)),
            answer,
            knowing(clip, first, second),
            numbers_near(answer) if numeric else wrong,
            rng,
            keep_order=numeric,
        )

    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        states = account.states
        for ask, compared in self.demo.both(size).items():
            whens = _gaps(ask, asked["ask"])
            if whens is not None and states is not None:
                indexes = [index_of(when, len(account.ops)) for when in whens]
                first, second = indexes
                if first is None or second is None:
                    return None
                return compared(states[first], states[second])
        return None


def questions_about(demo: Demonstration, size: int) -> dict[str, Callable[[State], str]]:
    """Every question about one state: the whole of it first, then its parts."""
    return {demo.full(size): demo.tell, **demo.probes(size)}


def probed(
    demo: Demonstration, size: int, rng: random.Random
) -> tuple[str, Callable[[State], str]]:
    """A question about one state, for the whole now and then."""
    asks = list(questions_about(demo, size).items())
    return asks[0] if rng.random() < WHOLE else rng.choice(asks[1:])


def hidden_moment(clip: Clip, rng: random.Random) -> int:
    """After how many operations; the last or the first possible often, as in the paper."""
    count = len(clip.ops)
    index = count if rng.random() < 0.4 else rng.randint(2, count)
    return index if clip.at_start else count - index


def misses(answer: str, probe: Callable[[State], str], near: list[State]) -> list[str]:
    """Wrong answers: those to near misses, and of numbers those beside it."""
    wrong = sorted({probe(state) for state in near} - {answer})
    return numbers_near(answer) if answer.isdigit() else wrong if len(wrong) >= ENOUGH else []


def _gaps(ask: str, text: str) -> tuple[str, str] | None:
    """What stands in the text where the wording names its two moments; None: another wording."""
    head, _, rest = ask.partition("{first}")
    middle, _, tail = rest.partition("{second}")
    if not (text.startswith(head) and text.endswith(tail)):
        return None
    first, found, second = text[len(head) : len(text) - len(tail)].partition(middle)
    return (first, second) if found else None
