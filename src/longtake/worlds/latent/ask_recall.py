"""Level one: recall the order of what was done, and count it (VideoReasonBench, 2505.23359)."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from longtake.worlds.latent.ask import BREAK, ENOUGH, Skill, numbers_near, template
from longtake.worlds.latent.demonstration import Demonstration, Op
from longtake.worlds.latent.film import Clip
from longtake.worlds.latent.watching import Account
from longtake.worlds.questions import Draft

HIGHEST_COUNT = 4
ALTERED = 12


class Recall(Skill):
    """Which operations were done, all or some, in their order."""

    skill, family = "recall", "recall"

    def __init__(self, demo: Demonstration) -> None:
        self.body = (
            r"Which (?:operations were done|operation was number (?P<only>\d+)|operations were "
            r"number (?P<first>\d+) to number (?P<last>\d+))\? "
            + re.escape(self._how(demo, False))
            + rf"(?:{re.escape(self._sequence())})?"
        )
        super().__init__(demo)

    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        count = len(clip.ops)
        first, last = _part(count, rng)
        ask = f"Which operations were number {first} to number {last}?"
        if first == last:
            ask = f"Which operation was number {first}?"
        elif last - first + 1 == count:
            ask = "Which operations were done?"
        how = self._how(self.demo, first < last)
        said = list(map(self.demo.say, clip.ops))
        return self.made(
            clip,
            f"{ask} {how}",
            BREAK.join(said[first - 1 : last]),
            [clip.doing(0, last)],
            _mistaken(said[first - 1 : last], said, self._others(clip, rng), rng),
            rng,
        )

    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        count = len(account.ops)
        first = int(asked["only"] or asked["first"] or 1)
        last = int(asked["only"] or asked["last"] or count)
        if not 1 <= first <= last <= count:
            return None
        return BREAK.join(map(self.demo.say, account.ops[first - 1 : last]))

    def _others(self, clip: Clip, rng: random.Random) -> list[str]:
        """Operations that were possible on the way."""
        states = [rng.choice(clip.states) for _ in range(4)]
        return [self.demo.say(op) for state in states for op in self.demo.ops(state, rng)]

    def _how(self, demo: Demonstration, several: bool) -> str:
        return demo.op_notation + (self._sequence() if several else "")

    def _sequence(self) -> str:
        return f" Separate operations by '{BREAK}'."


class Count(Skill):
    """How many of the operations were of some kind."""

    skill, family = "count", "count"

    def __init__(self, demo: Demonstration) -> None:
        phrases = template([phrase for size in demo.sizes for phrase in demo.counts(size)])
        self.body = (
            rf"How many operations are there in which (?P<what>{phrases})\? Answer with a number\."
        )
        super().__init__(demo)

    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        """The count is drawn first, so that all small counts are about as frequent."""
        counted = self.demo.counts(clip.size)
        wanted = rng.randint(0, HIGHEST_COUNT)
        number = {phrase: sum(map(fits, clip.ops)) for phrase, fits in counted.items()}
        nearest = min(abs(count - wanted) for count in number.values())
        phrase = rng.choice([p for p, count in number.items() if abs(count - wanted) == nearest])
        answer = str(number[phrase])
        return self.made(
            clip,
            f"How many operations are there in which {phrase}? Answer with a number.",
            answer,
            [clip.doing(0, len(clip.ops))],
            numbers_near(answer),
            rng,
            keep_order=True,
        )

    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        fits = self.demo.counts(size).get(asked["what"])
        return None if fits is None else str(sum(map(fits, account.ops)))


def _part(count: int, rng: random.Random) -> tuple[int, int]:
    """From which to which operation is asked: all, one after the first, or a few."""
    kind = rng.random()
    if kind < 0.3:
        return 1, count
    if kind < 0.65:
        one = rng.randint(2, count)
        return one, one
    first = rng.randint(1, count - 2)
    return first, min(count, first + rng.randint(2, 4))


def _mistaken(
    right: Sequence[str], said: Sequence[str], others: Sequence[Op], rng: random.Random
) -> list[str]:
    """The same operations with two of them changed over, or with one mistaken.

    Some are made from mistaken ones, so that the right one does not stand in the middle of all.
    """
    if len(right) == 1:
        return [*said, *others]
    wrong: set[str] = set()
    bases = [list(right)]
    for _ in range(ALTERED):
        mistaken = list(rng.choice(bases))
        place = rng.randrange(len(right) - 1)
        if rng.random() < 0.5:
            mistaken[place : place + 2] = reversed(mistaken[place : place + 2])
        elif others:
            mistaken[rng.randrange(len(right))] = rng.choice([*said, *others])
        wrong.add(BREAK.join(mistaken))
        bases.append(mistaken)
    wrong.discard(BREAK.join(right))
    return sorted(wrong) if len(wrong) >= ENOUGH else []
