"""Chip: chips of five values are put into cups or taken out; what the cups hold is shown only once.

Each chip can be seen while it moves, in on the left of its cup and out on the right. Knows the
rules, the drawing and its reading.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from longtake.worlds.latent.demonstration import UNSEEN, Seen, between, eased
from longtake.worlds.stage import Thing, View

Counts = tuple[tuple[int, ...], ...]
"""How many chips of each value are in each cup."""

VALUES = (5, 10, 20, 50, 100)
COLOURS = ("red", "blue", "green", "orange", "purple")
MOST = 6
"""Chips of one value in a cup."""

MOUTH, SLOT, OUT = (0.0, 0.56), (0.12, 0.2), (0.12, -0.2)
"""Places of a moving chip: beside its cup's middle, and from the top."""
CHIP, PILED = 0.21, 0.122
COMES, GOES = (0.0, 0.24), (0.62, 0.88)
COLUMN, ROW, FOOT = 0.08, 0.13, 0.79


class Move(NamedTuple):
    """A chip put into a cup or taken out."""

    verb: str
    cup: int
    value: int


class Chip:
    """Cups of chips."""

    name, sizes, op_s, key, positional = "chip", (1, 2), 1.1, 0.42, False
    op_notation = "Write each operation as 'add 20 to cup 1' or 'remove 20 from cup 1'."

    def start(self, rng: random.Random, size: int) -> Counts:
        return tuple(_some(rng) for _ in range(size))

    def ops(self, state: Counts, rng: random.Random) -> Sequence[Move]:
        """A few that add and as many that remove, for each cup."""
        chosen = []
        for cup in range(len(state)):
            for verb in ("add", "remove"):
                moves = [Move(verb, cup, value) for value in VALUES]
                legal = [move for move in moves if self.apply(state, move) is not None]
                chosen += rng.sample(legal, min(2, len(legal)))
        return chosen

    def follows(self, before: Move, op: Move) -> bool:
        return before[1:] != op[1:]

    def apply(self, state: Counts, op: Move) -> Counts | None:
        return _changed(state, op, 1 if op.verb == "add" else -1)

    def undo(self, state: Counts, op: Move) -> Counts | None:
        return _changed(state, op, -1 if op.verb == "add" else 1)

    def shown(self, state: Counts) -> tuple[Thing, ...]:
        things = [Thing(look="felt", x=0.5, y=0.5, size=0.97)]
        for cup, counts in enumerate(state):
            middle = _across(cup, len(state))
            text = f"cup {cup + 1}"
            things.append(Thing(look="plate", x=middle, y=0.905, size=0.09, text=text))
            for column, count in enumerate(counts):
                x = middle + (column - 2) * COLUMN
                things += [_chip(x, FOOT - ROW * row, column, PILED) for row in range(count)]
        return tuple(things)

    def hidden(self, state: Counts) -> tuple[Thing, ...]:
        return (*_felt(len(state)), *_tumblers(len(state)))

    def acting(self, state: Counts, op: Move, progress: float, open_: bool) -> tuple[Thing, ...]:
        size, middle = len(state), _across(op.cup, len(state))
        comes, goes = eased(progress, *COMES), eased(progress, *GOES)
        if goes == 1:
            return self.hidden(state)
        side = -1 if op.verb == "add" else 1
        way = (OUT, SLOT, MOUTH) if op.verb == "add" else (MOUTH, SLOT, OUT)
        start, slot, end = ((middle + side * x, y) for x, y in way)
        at = between(between(start, slot, comes), end, goes)
        moved = _chip(*at, VALUES.index(op.value), CHIP, "chip")
        return (*_felt(size), moved, *_tumblers(size))

    def read(self, view: View, size: int) -> Seen:
        chips = [thing for thing in view.things if thing.colour in COLOURS]
        if any(thing.size < (CHIP + PILED) / 2 for thing in chips):
            return Seen(_piled(chips, size))
        if len(chips) != 1 or abs(chips[0].y - SLOT[1]) > 0.05:
            return UNSEEN
        cup = int(chips[0].x > 0.5) if size > 1 else 0
        verb = "add" if chips[0].x < _across(cup, size) else "remove"
        return Seen(None, Move(verb, cup, VALUES[COLOURS.index(chips[0].colour)]))

    def history(self, tokens: Sequence[Move], size: int) -> list[Move] | None:
        return list(tokens)

    def scene(self, size: int, when: str) -> str:
        cups = "cup 1 on the left and cup 2 on the right" if size > 1 else "cup 1"
        return (
            f"Chips of 5, 10, 20, 50 and 100 are added to {cups}, coming in from the upper left of "
            "the cup, or removed, leaving to its upper right; each such move is an operation. What "
            f"the cups hold is shown only at the {when}."
        )

    def say(self, op: Move) -> str:
        word = "to" if op.verb == "add" else "from"
        return f"{op.verb} {op.value} {word} cup {op.cup + 1}"

    def parse(self, text: str, size: int) -> Move | None:
        found = re.fullmatch(r"\s*(add|remove) (\d+) (?:to|from) cup (\d)\s*", text)
        if found is None or int(found[2]) not in VALUES or not 1 <= int(found[3]) <= size:
            return None
        return Move(found[1], int(found[3]) - 1, int(found[2]))

    def tell(self, state: Counts) -> str:
        return " | ".join(
            f"cup {cup + 1}: {' '.join(map(str, counts))}" for cup, counts in enumerate(state)
        )

    def untell(self, text: str, size: int) -> Counts | None:
        cups = []
        for index, part in enumerate(text.split("|")):
            head, _, numbers = part.strip().partition(":")
            words = numbers.split()
            if head != f"cup {index + 1}" or len(words) != 5 or not all(map(str.isdigit, words)):
                return None
            cups.append(tuple(map(int, words)))
        return tuple(cups) if len(cups) == size else None

    def full(self, size: int) -> str:
        how = "cup 1: 2 0 1 3 1" + (" | cup 2: 0 4 1 1 2" if size > 1 else "")
        return (
            "How many chips of each value are in the cups {when}? Write for each cup how many of "
            f"5, 10, 20, 50 and 100 there are, in this order and in this form: '{how}'."
        )

    def counts(self, size: int) -> Mapping[str, Callable[[Move], bool]]:
        asked: dict[str, Callable[[Move], bool]] = {
            f"a chip of {value} moves": _has_value(value) for value in VALUES
        }
        for cup in range(size):
            asked[f"a chip is added to cup {cup + 1}"] = _is("add", cup)
            asked[f"a chip is removed from cup {cup + 1}"] = _is("remove", cup)
        return asked

    def probes(self, size: int) -> Mapping[str, Callable[[Counts], str]]:
        asked: dict[str, Callable[[Counts], str]] = {}
        total = "What do the chips in cup {cup} add up to {{when}}? Answer with a number."
        many = "How many chips of {value} are in cup {cup} {{when}}? Answer with a number."
        for cup in range(size):
            asked[total.format(cup=cup + 1)] = _total(cup)
            for place, value in enumerate(VALUES):
                asked[many.format(value=value, cup=cup + 1)] = _number_of(cup, place)
        return asked

    def both(self, size: int) -> Mapping[str, Callable[[Counts, Counts], str]]:
        ask = (
            "{what} in cup {cup} {{first}} and {{second}}? Write both numbers in this order, "
            "separated by ' and '."
        )
        asked: dict[str, Callable[[Counts, Counts], str]] = {}
        for cup in range(size):
            asked[ask.format(what="What do the chips add up to", cup=cup + 1)] = _totals(cup)
            asked[ask.format(what="How many chips are", cup=cup + 1)] = _numbers(cup)
        return asked

    def plan(self, state: Counts, goal: Counts, most: int) -> list[Move] | None:
        """What is too much is taken out, what lacks is put in."""
        steps = []
        for cup, (counts, wanted) in enumerate(zip(state, goal, strict=True)):
            for value, now, then in zip(VALUES, counts, wanted, strict=True):
                verb = "add" if then > now else "remove"
                steps += [Move(verb, cup, value)] * abs(then - now)
        steps.sort(key=lambda move: move.verb)
        return steps if len(steps) <= most else None


def _changed(state: Counts, op: Move, by: int) -> Counts | None:
    if not 0 <= op.cup < len(state):
        return None
    counts, place = list(state[op.cup]), VALUES.index(op.value)
    counts[place] += by
    if not 0 <= counts[place] <= MOST or sum(counts) == 0:
        return None
    return (*state[: op.cup], tuple(counts), *state[op.cup + 1 :])


def _piled(chips: Sequence[Thing], size: int) -> Counts | None:
    """How many of each value lie there; None where a cup is not seen to hold any."""
    counts = [[0] * len(VALUES) for _ in range(size)]
    for thing in chips:
        counts[int(thing.x > 0.5) if size > 1 else 0][COLOURS.index(thing.colour)] += 1
    return tuple(map(tuple, counts)) if all(map(any, counts)) else None


def _across(cup: int, size: int) -> float:
    return 0.5 if size == 1 else 0.28 + 0.44 * cup


@lru_cache(maxsize=4)
def _felt(size: int) -> tuple[Thing, ...]:
    words = [
        Thing(look="plate", x=_across(cup, size) + side * SLOT[0], y=0.37, size=0.075, text=text)
        for cup in range(size)
        for side, text in ((-1, "in"), (1, "out"))
    ]
    return (Thing(look="felt", x=0.5, y=0.5, size=0.97), *words)


@lru_cache(maxsize=4)
def _tumblers(size: int) -> tuple[Thing, ...]:
    places = [_across(cup, size) for cup in range(size)]
    return tuple(Thing(look="tumbler", x=x, y=0.68, size=0.44) for x in places)


def _chip(x: float, y: float, place: int, size: float, id: str = "") -> Thing:
    text = str(VALUES[place])
    return Thing(look="chip", x=x, y=y, size=size, colour=COLOURS[place], text=text, id=id)


def _has_value(value: int) -> Callable[[Move], bool]:
    return lambda op: op.value == value


def _is(verb: str, cup: int) -> Callable[[Move], bool]:
    return lambda op: (op.verb, op.cup) == (verb, cup)


def _total(cup: int) -> Callable[[Counts], str]:
    return lambda state: str(sum(v * n for v, n in zip(VALUES, state[cup], strict=True)))


def _number_of(cup: int, place: int) -> Callable[[Counts], str]:
    return lambda state: str(state[cup][place])


def _totals(cup: int) -> Callable[[Counts, Counts], str]:
    return lambda a, b: f"{_total(cup)(a)} and {_total(cup)(b)}"


def _numbers(cup: int) -> Callable[[Counts, Counts], str]:
    return lambda a, b: f"{sum(a[cup])} and {sum(b[cup])}"


def _some(rng: random.Random) -> tuple[int, ...]:
    """A few chips of each value, not of all."""
    counts = [rng.randint(0, 3) for _ in VALUES]
    counts[rng.randrange(len(VALUES))] = rng.randint(1, 3)
    return tuple(counts)
