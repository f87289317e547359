"""Procedures: steps that need other steps, and what each does to what stands on the table.

A state is what stands on each spot; a step puts and takes. Knows nothing of films or pictures.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Item = tuple[str, str]
"""A look and its pose."""
Tally = Counter[tuple[str, str, bool]]
"""How often each look and pose is there; the third says whether it lies above something."""
State = Mapping[str, Item]
"""Spot → what is there: `a` to `e` from left to right on the table, `A` to `E` above them."""


@dataclass(frozen=True)
class Step:
    """One thing that is done."""

    does: str
    """`pours water into the mug`."""
    spot: str
    """Where it is done."""
    needs: tuple[int, ...] = ()
    """Numbers of the steps that have to be done before."""
    puts: tuple[tuple[str, Item], ...] = ()
    takes: tuple[str, ...] = ()
    """Spots that are empty afterwards."""
    tool: str = ""
    """What is held meanwhile."""
    optional: bool = False

    def after(self, state: State) -> dict[str, Item]:
        """The state once it is done."""
        left = {spot: item for spot, item in state.items() if spot not in self.takes}
        return left | dict(self.puts)


@dataclass(frozen=True)
class Recipe:
    """A goal, what stands ready, and the steps in an order that works."""

    goal: str
    """`make a cup of tea`."""
    begins: State
    steps: tuple[Step, ...]

    def states(self, order: Sequence[int]) -> list[State]:
        """The state before the first step, and after each."""
        states: list[State] = [self.begins]
        for number in order:
            states.append(self.steps[number].after(states[-1]))
        return states

    def possible(self, done: Sequence[int], chosen: Sequence[int]) -> list[int]:
        """Which of the chosen steps can be done next."""
        return [
            number
            for number in chosen
            if number not in done
            and all(need in done for need in self.steps[number].needs if need in chosen)
        ]

    def drawn(self, rng: random.Random, most: int) -> tuple[int, ...]:
        """Steps in an order that works; optional ones may be left out."""
        chosen = [number for number in range(len(self.steps)) if not self.steps[number].optional]
        spare = [number for number in range(len(self.steps)) if self.steps[number].optional]
        rng.shuffle(spare)
        chosen += spare[: max(0, min(most - len(chosen), rng.randint(0, len(spare))))]
        done: list[int] = []
        while len(done) < len(chosen):
            done.append(rng.choice(self.possible(done, sorted(chosen))))
        return tuple(done)

    def orders(self, chosen: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Every order of these steps that works."""

        def grown(done: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
            if len(done) == len(chosen):
                yield done
            for number in self.possible(done, chosen):
                yield from grown((*done, number))

        yield from grown(())

    @cached_property
    def items(self) -> Tally:
        """Everything that is ever to be seen."""
        puts = [pair for step in self.steps for pair in step.puts]
        return Counter((*item, spot.isupper()) for spot, item in (*self.begins.items(), *puts))


def tally(state: State) -> Tally:
    """What stands on the table, wherever, and what lies above something."""
    return Counter((*item, spot.isupper()) for spot, item in state.items())


def apart(one: Tally, other: Tally) -> int:
    """How many things one state has that the other has not, both ways."""
    return sum(((one - other) + (other - one)).values())


def change(one: Tally, other: Tally) -> tuple[Tally, Tally]:
    """What came and what went between two states."""
    return other - one, one - other


def effect_of(step: Step, recipe: Recipe) -> tuple[Tally, Tally]:
    """What comes and what goes by a step, when all that it needs has been done."""
    needed: list[int] = []

    def need(number: int) -> None:
        for before in recipe.steps[number].needs:
            need(before)
        if number not in needed:
            needed.append(number)

    number = recipe.steps.index(step)
    need(number)
    states = recipe.states(needed)
    return change(tally(states[-2]), tally(states[-1]))
