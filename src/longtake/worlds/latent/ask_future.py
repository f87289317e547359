"""Level three: predict the state after further operations, and plan operations that reach a goal.

A plan has no unique answer: it is checked by simulation (VideoReasonBench, arXiv 2505.23359).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from longtake.worlds.latent.ask import BREAK, Skill, knowing, near_misses, template
from longtake.worlds.latent.ask_state import misses, probed, questions_about
from longtake.worlds.latent.demonstration import Demonstration, Op, State
from longtake.worlds.latent.film import Clip, run
from longtake.worlds.latent.watching import Account
from longtake.worlds.questions import Draft, Question

FURTHER = 5
"""Operations that follow the video."""
THEN = "then"


class Predict(Skill):
    """What the state would be after five further operations."""

    skill, family = "predict", "predict"

    def __init__(self, demo: Demonstration) -> None:
        asks = [ask for size in demo.sizes for ask in questions_about(demo, size)]
        self.body = (
            r"After the end of the video these operations follow: (?P<ops>.+?)\. "
            f"(?P<ask>{template(dict.fromkeys(asks), when=THEN)})"
        )
        super().__init__(demo)

    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        states, ops = run(self.demo, clip.states[-1], FURTHER, rng, clip.ops[-1])
        if len(ops) < FURTHER:
            return None
        ask, probe = probed(self.demo, clip.size, rng)
        answer = probe(states[-1])
        ends = [*near_misses(clip, len(clip.ops) if clip.at_start else 0, rng)]
        near = [self._after(state, ops) for state in ends if clip.at_start]
        near += [self._after(clip.states[-1], ops[:k] + ops[k + 1 :]) for k in range(FURTHER)]
        said = BREAK.join(map(self.demo.say, ops))
        return self.made(
            clip,
            f"After the end of the video these operations follow: {said}. {ask.format(when=THEN)}",
            answer,
            knowing(clip, len(clip.ops)),
            misses(answer, probe, [state for state in near if state is not None]),
            rng,
            keep_order=answer.isdigit(),
        )

    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        ops = [self.demo.parse(part, size) for part in asked["ops"].split(BREAK.strip())]
        if account.states is None or None in ops:
            return None
        state = self._after(account.states[-1], ops)
        asks = questions_about(self.demo, size).items()
        probe = next((probe for ask, probe in asks if ask.format(when=THEN) == asked["ask"]), None)
        return None if state is None or probe is None else probe(state)

    def _after(self, state: State, ops: list[Op]) -> State | None:
        for op in ops:
            if state is not None:
                state = self.demo.apply(state, op)
        return state


class Plan(Skill):
    """Which operations would reach a goal."""

    skill, family = "plan", "plan"
    body = (
        r"After the end of the video it is to become: (?P<goal>.+?)\. Which operations, "
        r"(?P<most>\d+) at most, achieve that\? (?P<how>.+)"
    )

    def draft(self, clip: Clip, rng: random.Random) -> Draft | None:
        length = min(5, 2 + (clip.order.level + 1) // 2)
        states, ops = run(self.demo, clip.states[-1], length, rng, clip.ops[-1])
        goal = self.demo.tell(states[-1])
        if len(ops) < length or goal in map(self.demo.tell, states[:-1]):
            return None
        how = f"{self.demo.op_notation} Separate operations by '{BREAK}'."
        return self.made(
            clip,
            f"After the end of the video it is to become: {goal}. Which operations, {length} at "
            f"most, achieve that? {self._form(clip.size)} {how}",
            BREAK.join(map(self.demo.say, ops)),
            knowing(clip, len(clip.ops)),
            [],
            rng,
            form="plan",
            detail={
                "demonstration": self.demo.name,
                "size": clip.size,
                "state": clip.states[-1],
                "goal": goal,
                "most": length,
            },
        )

    def answer(self, asked: Mapping[str, str], account: Account, size: int) -> str | None:
        goal = self.demo.untell(asked["goal"], size)
        if account.states is None or goal is None:
            return None
        ops = self.demo.plan(account.states[-1], goal, int(asked["most"]))
        return None if ops is None else BREAK.join(map(self.demo.say, ops))

    def check(self, question: Question, moves: str) -> bool:
        """Whether these operations are legal and reach the goal, by doing them."""
        size, state = int(question.detail["size"]), frozen(question.detail["state"])
        parts = [part for part in moves.rstrip(" .").split(BREAK.strip()) if part.strip()]
        if not 1 <= len(parts) <= int(question.detail["most"]):
            return False
        for part in parts:
            op = self.demo.parse(part, size)
            state = None if op is None else self.demo.apply(state, op)
            if state is None:
                return False
        return bool(self.demo.tell(state) == question.detail["goal"])

    def _form(self, size: int) -> str:
        """How the goal is written, in the words of the question for the whole state."""
        return "It is written so: " + self.demo.full(size).split("? ", 1)[1]


def frozen(value: Any) -> State:
    """A state as it was before JSON made lists of its tuples."""
    return tuple(map(frozen, value)) if isinstance(value, list | tuple) else value
