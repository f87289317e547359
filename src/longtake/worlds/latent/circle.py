"""Circle: a cursor moves over discs of two colours and turns those it reaches and their neighbours.

Where the cursor is can always be seen; the discs lie in covered wells but for the moment of
showing. Knows the rules, the drawing and its reading.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from longtake.worlds.latent.cells import (
    OPPOSITE,
    PITCH,
    STEPS,
    direction,
    grid,
    on_cells,
    place_of,
    step,
    ungrid,
)
from longtake.worlds.latent.demonstration import UNSEEN, Seen, between, eased, search
from longtake.worlds.stage import Thing, View

Discs = tuple[int, tuple[bool, ...]]
"""The cursor's cell, and for each cell whether its disc is red."""

WELL, DISC, RING = 0.7, 0.56, 0.9
"""Heights over the pitch."""
MOVES = 0.08, 0.52


class Circle:
    """A board of red and blue discs with a cursor."""

    name, sizes, op_s, key, positional = "circle", (3, 4), 1.0, 0.8, True
    op_notation = (
        "Write each operation as the direction in which the ring moves: left, right, up or down."
    )

    def start(self, rng: random.Random, size: int) -> Discs:
        return rng.randrange(size * size), tuple(rng.random() < 0.5 for _ in range(size * size))

    def ops(self, state: Discs, rng: random.Random) -> Sequence[str]:
        return [way for way in STEPS if step(state[0], way, _side(state)) is not None]

    def follows(self, before: str, op: str) -> bool:
        return op != OPPOSITE[before]

    def apply(self, state: Discs, op: str) -> Discs | None:
        to = step(state[0], op, _side(state))
        return None if to is None else (to, _turned(state[1], state[0], to))

    def undo(self, state: Discs, op: str) -> Discs | None:
        start = step(state[0], OPPOSITE[op], _side(state))
        return None if start is None else (start, _turned(state[1], start, state[0]))

    def shown(self, state: Discs) -> tuple[Thing, ...]:
        size = _side(state)
        discs = [
            Thing(
                look="sphere",
                x=place_of(cell, size)[0],
                y=place_of(cell, size)[1],
                size=DISC * PITCH[size],
                colour="red" if red else "blue",
            )
            for cell, red in enumerate(state[1])
        ]
        return (*_wells(size), *discs, _ring(size, state[0]))

    def hidden(self, state: Discs) -> tuple[Thing, ...]:
        return _still(_side(state), state[0])

    def acting(self, state: Discs, op: str, progress: float, open_: bool) -> tuple[Thing, ...]:
        size, share = _side(state), eased(progress, *MOVES)
        to = step(state[0], op, size)
        if to is None or share in (0, 1):
            return _still(size, state[0] if to is None or share == 0 else to)
        return (*_wells(size), _ring(size, state[0], to, share))

    def read(self, view: View, size: int) -> Seen:
        rings = [thing for thing in view.things if thing.colour == "yellow"]
        if len(rings) != 1:
            return UNSEEN
        cursor = next((cell for cell, _ in on_cells(rings, size)), None)
        discs = [thing for thing in view.things if thing.colour in ("red", "blue")]
        lying = {cell: thing.colour == "red" for cell, thing in on_cells(discs, size)}
        if cursor is None or len(lying) != size * size:
            return Seen(None, cursor)
        return Seen((cursor, tuple(lying[cell] for cell in range(size * size))), cursor)

    def history(self, tokens: Sequence[int], size: int) -> list[str] | None:
        ways = [direction(*pair, size) for pair in pairwise(tokens)]
        return None if None in ways else [way for way in ways if way]

    def scene(self, size: int, when: str) -> str:
        return (
            f"A yellow ring moves over a board of {size}x{size} cells, each with a red or a blue "
            "disc; each move is an operation. With it the disc that the ring reaches and those "
            "directly left, right, above and below of it take the other colour, all but the disc "
            f"that the ring leaves. The discs are shown only at the {when}."
        )

    def say(self, op: str) -> str:
        return op

    def parse(self, text: str, size: int) -> str | None:
        return text.strip() if text.strip() in STEPS else None

    def tell(self, state: Discs) -> str:
        return grid(("R" if red else "B" for red in state[1]), _side(state))

    def untell(self, text: str, size: int) -> Discs | None:
        """The discs alone: the cursor is put outside, at -1."""
        words = ungrid(text, size)
        if words is None or not set(words) <= {"R", "B"}:
            return None
        return -1, tuple(word == "R" for word in words)

    def full(self, size: int) -> str:
        return (
            "Which colour has each disc {when}? Write the rows from top to bottom, separated by "
            "' / ', in each row R for red and B for blue, separated by spaces."
        )

    def counts(self, size: int) -> Mapping[str, Callable[[str], bool]]:
        return {f"the ring moves {way}": _is(way) for way in STEPS} | {
            "the ring moves left or right": lambda op: op in ("left", "right"),
            "the ring moves up or down": lambda op: op in ("up", "down"),
        }

    def probes(self, size: int) -> Mapping[str, Callable[[Discs], str]]:
        ask = "Which colour have the discs of {line} {{when}}? {how}"
        how = "Write R for red and B for blue, separated by spaces, from {ends}."
        rows, columns = how.format(ends="left to right"), how.format(ends="top to bottom")
        return {
            **{ask.format(line=f"row {k + 1}", how=rows): _row(k, size) for k in range(size)},
            **{
                ask.format(line=f"column {k + 1}", how=columns): _column(k, size)
                for k in range(size)
            },
            "How many discs are red {when}? Answer with a number.": lambda state: str(
                sum(state[1])
            ),
        }

    def both(self, size: int) -> Mapping[str, Callable[[Discs, Discs], str]]:
        ask = "How many discs are {colour} both {{first}} and {{second}}? Answer with a number."
        return {
            ask.format(colour="red"): lambda a, b: str(
                sum(x and y for x, y in zip(*_cells(a, b), strict=True))
            ),
            ask.format(colour="blue"): lambda a, b: str(
                sum(not x and not y for x, y in zip(*_cells(a, b), strict=True))
            ),
            "In which cells is the disc red both {first} and {second}? Write them as row and "
            "column, such as 2.1, in ascending order, separated by ', ', or none.": _red_in_both,
        }

    def plan(self, state: Discs, goal: Discs, most: int) -> list[str] | None:
        return search(self, state, goal, most, random.Random(0))


def _side(state: Discs) -> int:
    return 3 if len(state[1]) == 9 else 4


def _turned(discs: tuple[bool, ...], start: int, to: int) -> tuple[bool, ...]:
    size = 3 if len(discs) == 9 else 4
    turning = {to, *(step(to, way, size) for way in STEPS)} - {start}
    return tuple(red != (cell in turning) for cell, red in enumerate(discs))


@lru_cache(maxsize=2)
def _wells(size: int) -> tuple[Thing, ...]:
    places = [place_of(cell, size) for cell in range(size * size)]
    wells = (Thing(look="well", x=x, y=y, size=WELL * PITCH[size]) for x, y in places)
    return (Thing(look="tray", x=0.5, y=0.5, size=size * PITCH[size] + 0.06), *wells)


@lru_cache(maxsize=64)
def _still(size: int, cursor: int) -> tuple[Thing, ...]:
    return (*_wells(size), _ring(size, cursor))


def _ring(size: int, cell: int, to: int = 0, share: float = 0.0) -> Thing:
    x, y = between(place_of(cell, size), place_of(to, size), share)
    high = RING * PITCH[size]
    return Thing(look="ring", x=x, y=y, size=high, colour="yellow", id="ring")


def _is(way: str) -> Callable[[str], bool]:
    return lambda op: op == way


def _row(row: int, size: int) -> Callable[[Discs], str]:
    return lambda state: _letters(state[1][row * size : (row + 1) * size])


def _column(column: int, size: int) -> Callable[[Discs], str]:
    return lambda state: _letters(state[1][column::size])


def _letters(discs: Sequence[bool]) -> str:
    return " ".join("R" if red else "B" for red in discs)


def _cells(a: Discs, b: Discs) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    return a[1], b[1]


def _red_in_both(a: Discs, b: Discs) -> str:
    size = _side(a)
    both = [cell for cell, pair in enumerate(zip(*_cells(a, b), strict=True)) if all(pair)]
    return ", ".join(f"{cell // size + 1}.{cell % size + 1}" for cell in both) or "none"
