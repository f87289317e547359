"""What the six skills have in common: how a question is worded, read back and answered.

A skill is made for one demonstration; its name is `cup-infer` and the like. Knows no rules. Wrong
options are near misses: what the answer would be had one operation been missed or mistaken.
"""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from longtake.worlds.latent.demonstration import Demonstration, Op, State
from longtake.worlds.latent.film import Clip
from longtake.worlds.latent.watching import Account, watched
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film

BREAK = "; "
"""Between operations."""
DRAFTS = 3
"""Of one skill about one clip."""
CHOICES = 0.45
"""Share of questions with options, where there are enough wrong ones; the paper's are open."""
ENOUGH = 3
FEWEST_OPS = 2
"""With fewer operations seen nothing is concluded."""
NEAR = 24
"""Near misses that are looked at."""

WHEN = r"at the start of the video|at the end of the video|right after operation \d+"
OF_THE_VIDEO = "{} of the video"


class Skill(ABC):
    """One kind of question about one demonstration."""

    skill: ClassVar[str]
    family: ClassVar[str]
    body: str
    """Regular expression of what follows the scene."""
    temporal = True

    def __init__(self, demo: Demonstration) -> None:
        self.demo = demo
        self.name = f"{demo.name}-{self.skill}"
        self._sizes = {
            demo.scene(size, OF_THE_VIDEO.format(when)): size
            for size in demo.sizes
            for when in ("start", "end")
        }
        scenes = "|".join(map(re.escape, self._sizes))
        self.pattern = f"(?P<scene>{scenes}) {self.body}"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """At most a few questions about each clip of this demonstration."""
        for film in films:
            if isinstance(film, Clip) and film.demo.name == self.demo.name:
                asked: dict[str, Draft] = {}
                for _ in range(4 * DRAFTS):
                    draft = self.draft(film, rng) if len(asked) < DRAFTS else None
                    if draft is not None:
                        asked.setdefault(draft.text, draft)
                yield from asked.values()

    @abstractmethod
    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        """One question by chance; None when chance gave none that can be asked."""

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """The answer out of the views alone; None when too little was seen."""
        size = self._sizes[asked["scene"]]
        account = watched(self.demo, size, seen)
        if account is None or len(account.ops) < FEWEST_OPS:
            return None
        return self.answer(asked, account, size)

    @abstractmethod
    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        """The answer out of what was done and shown."""

    def made(
        self,
        clip: Clip,
        ask: str,
        answer: str,
        evidence: Sequence[Clue],
        wrong: Sequence[str],
        rng: random.Random,
        **more: Any,
    ) -> Draft:
        """The draft, with options now and then."""
        scene = self.demo.scene(clip.size, OF_THE_VIDEO.format(clip.when))
        others = sorted(set(wrong) - {answer})
        choice = len(others) >= ENOUGH and rng.random() < CHOICES
        form = {"form": "choice" if choice else "open", "wrong": tuple(others) if choice else ()}
        return Draft(
            kind=self.name,
            text=f"{scene} {ask}",
            answer=answer,
            videos=(clip.name,),
            evidence=tuple(sorted(evidence, key=lambda clue: clue.span)),
            level=clip.order.level,
            **(form | more),
        )


def moment(index: int, clip: Clip, rng: random.Random) -> str:
    """How the moment after so many operations is called."""
    if index == 0:
        return "at the start of the video"
    if index == len(clip.ops) and rng.random() < 0.75:
        return "at the end of the video"
    return f"right after operation {index}"


def index_of(when: str, count: int) -> int | None:
    """After how many of `count` operations that moment is; None: there are not so many."""
    if when.startswith("at the"):
        return 0 if "start" in when else count
    index = int(when.split()[-1])
    return index if index <= count else None


def knowing(clip: Clip, *indexes: int) -> list[Clue]:
    """What must be seen to know the states after so many operations each."""
    count = max(indexes) if clip.at_start else len(clip.ops)
    return [clip.telling(), clip.doing(0, max(count, FEWEST_OPS))]


def near_misses(clip: Clip, index: int, rng: random.Random) -> Iterator[State]:
    """States that somebody would conclude who missed or mistook one operation."""
    ways = list(clip.ops[:index]) if clip.at_start else list(clip.ops[index:])
    yield from (state for place, state in enumerate(clip.states) if abs(place - index) == 1)
    for _ in range(NEAR if ways else 0):
        mistaken: list[Op] = list(ways)
        place = rng.randrange(len(ways))
        other = rng.choice(clip.demo.ops(clip.states[rng.randrange(len(clip.ops))], rng))
        mistaken[place : place + 1] = [other] if rng.random() < 0.5 else []
        state = replayed(clip, mistaken)
        if state is not None:
            yield state


def replayed(clip: Clip, ops: Sequence[Op]) -> State | None:
    """What follows from the state that is shown, by these operations; None: not legal."""
    state = clip.states[0 if clip.at_start else -1]
    for op in ops if clip.at_start else reversed(ops):
        if state is not None:
            state = (clip.demo.apply if clip.at_start else clip.demo.undo)(state, op)
    return state


def numbers_near(answer: str) -> list[str]:
    """Whole numbers around a number; nothing for other answers."""
    if not answer.isdigit():
        return []
    value = int(answer)
    return [str(value + by) for by in (-3, -2, -1, 1, 2, 3) if value + by >= 0]


def template(wordings: Iterable[str], **gaps: str) -> str:
    """A regular expression for any of these wordings, their gaps filled with expressions."""
    told = []
    for wording in wordings:
        pattern = re.escape(wording)
        for name, inside in gaps.items():
            pattern = pattern.replace(re.escape(f"{{{name}}}"), inside)
        told.append(pattern)
    return "|".join(told)
