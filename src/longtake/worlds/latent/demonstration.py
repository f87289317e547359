"""What each of the six demonstrations promises: rules, drawing, reading and words.

Adding one means one file with a class of this shape, and a line in `world`. A demonstration knows
neither clips nor questions; states and operations are plain hashable values.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from longtake.worlds.stage import Thing, View

State = Any
"""What is hidden. Hashable, never changed in place."""
Op = Any
"""One operation. Hashable."""


class Seen(NamedTuple):
    """What one view says: the whole state, or the operation under way, or neither."""

    state: State | None = None
    token: Hashable | None = None
    """Equal in all views of one operation, different in those of the next."""


UNSEEN = Seen()


class Demonstration(Protocol):
    """The rules of a puzzle, how it is drawn and read, and how one speaks of it."""

    name: str
    sizes: tuple[int, int]
    """Cells a side, or containers: of an easy clip and of a hard one."""
    op_s: float
    """How long an operation takes."""
    key: float
    """How far on an operation is in the frame that shows it best."""
    positional: bool
    """Whether a view tells where things stand, and operations are the steps between."""
    op_notation: str
    """How to write operations."""

    def start(self, rng: random.Random, size: int) -> State:
        """A state to begin with."""

    def ops(self, state: State, rng: random.Random) -> Sequence[Op]:
        """Operations that are legal; of many, a choice."""

    def follows(self, before: Op, op: Op) -> bool:
        """Whether the second neither undoes nor repeats the first."""

    def apply(self, state: State, op: Op) -> State | None:
        """The state after; None: not legal."""

    def undo(self, state: State, op: Op) -> State | None:
        """The state before; None: cannot have been."""

    def shown(self, state: State) -> tuple[Thing, ...]:
        """What is in the picture while the state is shown."""

    def hidden(self, state: State) -> tuple[Thing, ...]:
        """What is in the picture while nothing happens."""

    def acting(self, state: State, op: Op, progress: float, open_: bool) -> tuple[Thing, ...]:
        """What is in the picture while the state undergoes an operation, `progress` in [0, 1).

        `open_`: what is taken away shows what it was.
        """

    def read(self, view: View, size: int) -> Seen:
        """What a view says of a puzzle of that size."""

    def history(self, tokens: Sequence[Any], size: int) -> list[Op] | None:
        """The operations behind a sequence of tokens; None: some must have been missed."""

    def scene(self, size: int, when: str) -> str:
        """A sentence that says what is shown, and that the state is so only at the start or end."""

    def say(self, op: Op) -> str:
        """The operation in the notation."""

    def parse(self, text: str, size: int) -> Op | None:
        """The operation of a text in the notation; None: it is none."""

    def tell(self, state: State) -> str:
        """The state in the notation of `full`."""

    def untell(self, text: str, size: int) -> State | None:
        """The state of a text in that notation; None: it is none."""

    def full(self, size: int) -> str:
        """The question for the whole state, with `{when}` where the moment is named."""

    def counts(self, size: int) -> Mapping[str, Callable[[Op], bool]]:
        """What operations can be counted by, in the words `… operations are there in which …`."""

    def probes(self, size: int) -> Mapping[str, Callable[[State], str]]:
        """Questions about a state, with `{when}` in them, and their answers."""

    def both(self, size: int) -> Mapping[str, Callable[[State, State], str]]:
        """Questions about two states, with `{first}` and `{second}`, and their answers."""

    def plan(self, state: State, goal: State, most: int) -> list[Op] | None:
        """Operations that turn a state into the goal, at most so many; None: none found."""


def eased(progress: float, start: float, end: float) -> float:
    """0 until `start`, 1 from `end` on, smooth between."""
    share = min(1.0, max(0.0, (progress - start) / (end - start)))
    return share * share * (3 - 2 * share)


def between(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    """The point that far from one to the other."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def search(
    demo: Demonstration, state: State, goal: State, most: int, rng: random.Random
) -> list[Op] | None:
    """The shortest way by breadth-first search over the legal operations."""
    wanted = demo.tell(goal)
    ways: dict[State, list[Op]] = {state: []}
    edge = [state]
    for _ in range(most + 1):
        following = []
        for one in edge:
            if demo.tell(one) == wanted:
                return ways[one]
            for op in demo.ops(one, rng):
                after = demo.apply(one, op)
                if after is not None and after not in ways:
                    ways[after] = [*ways[one], op]
                    following.append(after)
        edge = following
    return None
