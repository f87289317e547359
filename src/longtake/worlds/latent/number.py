"""Number: tiles slide on a board with one empty place, face down but for the moment of showing.

Where the empty place is can always be seen; which number lies where cannot. Knows the rules, the
drawing and its reading.
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
    name_of,
    on_cells,
    place_of,
    step,
    ungrid,
)
from longtake.worlds.latent.demonstration import UNSEEN, Seen, between, eased, search
from longtake.worlds.stage import Thing, View

Board = tuple[int, ...]
"""The number on each cell; 0 where there is no tile."""

SHARE = 0.88
"""Height of a tile over the pitch."""
SLIDES = 0.08, 0.58
"""From when to when the tile is under way."""


class Number:
    """A sliding puzzle."""

    name, sizes, op_s, key, positional = "number", (3, 4), 1.0, 0.85, True
    op_notation = (
        "Write each operation as the direction in which the tile slides: left, right, up or down."
    )

    def start(self, rng: random.Random, size: int) -> Board:
        numbers = list(range(size * size))
        rng.shuffle(numbers)
        return tuple(numbers)

    def ops(self, state: Board, rng: random.Random) -> Sequence[str]:
        return [way for way in STEPS if _tile_for(state, way) is not None]

    def follows(self, before: str, op: str) -> bool:
        return op != OPPOSITE[before]

    def apply(self, state: Board, op: str) -> Board | None:
        tile, blank = _tile_for(state, op), state.index(0)
        if tile is None:
            return None
        board = list(state)
        board[blank], board[tile] = board[tile], 0
        return tuple(board)

    def undo(self, state: Board, op: str) -> Board | None:
        return self.apply(state, OPPOSITE[op])

    def shown(self, state: Board) -> tuple[Thing, ...]:
        size = _side(state)
        faces = [
            _tile(*place_of(cell, size), size, str(number))
            for cell, number in enumerate(state)
            if number
        ]
        return (_tray(size), *faces)

    def hidden(self, state: Board) -> tuple[Thing, ...]:
        return _backs(_side(state), (state.index(0),))

    def acting(self, state: Board, op: str, progress: float, open_: bool) -> tuple[Thing, ...]:
        tile, size = _tile_for(state, op), _side(state)
        share = eased(progress, *SLIDES)
        if tile is None or share == 0:
            return self.hidden(state)
        blank = state.index(0)
        if share == 1:
            return _backs(size, (tile,))
        at = between(place_of(tile, size), place_of(blank, size), share)
        moved = _tile(*at, size, "", f"tile-{state[tile]}")
        return (*_backs(size, (min(tile, blank), max(tile, blank))), moved)

    def read(self, view: View, size: int) -> Seen:
        lying = dict(on_cells((thing for thing in view.things if thing.colour), size))
        free = [cell for cell in range(size * size) if cell not in lying]
        if len(free) != 1:
            return UNSEEN
        return Seen(_numbers({cell: lying[cell].text for cell in lying}, size), free[0])

    def history(self, tokens: Sequence[int], size: int) -> list[str] | None:
        """The tile slides the other way than the empty place moves."""
        ways = [direction(*pair, size) for pair in pairwise(tokens)]
        return None if None in ways else [OPPOSITE[way] for way in ways if way]

    def scene(self, size: int, when: str) -> str:
        return (
            f"Tiles slide one at a time on a board of {size}x{size} places, one of them empty; "
            f"each slide is an operation. The numbers of the tiles are shown only at the {when}."
        )

    def say(self, op: str) -> str:
        return op

    def parse(self, text: str, size: int) -> str | None:
        return text.strip() if text.strip() in STEPS else None

    def tell(self, state: Board) -> str:
        return grid((str(number or "_") for number in state), _side(state))

    def untell(self, text: str, size: int) -> Board | None:
        words = ungrid(text, size)
        numbers = tuple(0 if word == "_" else int(word) for word in words or () if _is_cell(word))
        return numbers if sorted(numbers) == list(range(size * size)) else None

    def full(self, size: int) -> str:
        return (
            "Which number lies where {when}? Write the rows from top to bottom, separated by ' / "
            "', the numbers of a row separated by spaces, and _ for the empty place."
        )

    def counts(self, size: int) -> Mapping[str, Callable[[str], bool]]:
        return {f"the tile slides {way}": _is(way) for way in STEPS} | {
            "the tile slides left or right": lambda op: op in ("left", "right"),
            "the tile slides up or down": lambda op: op in ("up", "down"),
        }

    def probes(self, size: int) -> Mapping[str, Callable[[Board], str]]:
        ask = "Which number lies in {cell} {{when}}? Answer with it, or with _ if there is none."
        return {
            ask.format(cell=name_of(cell, size)): _number_on(cell) for cell in range(size * size)
        } | {
            f"What is the sum of the numbers in row {row + 1} {{when}}? Answer with a number.": (
                _sum_of(row, size)
            )
            for row in range(size)
        }

    def both(self, size: int) -> Mapping[str, Callable[[Board, Board], str]]:
        return {
            "Which numbers lie in the same place both {first} and {second}? Write them in "
            "ascending order, separated by ', ', or write none.": _staying
        }

    def plan(self, state: Board, goal: Board, most: int) -> list[str] | None:
        return search(self, state, goal, most, random.Random(0))


def _side(state: Board) -> int:
    return 3 if len(state) == 9 else 4


def _tile_for(state: Board, way: str) -> int | None:
    """The cell of the tile that can slide that way."""
    return step(state.index(0), OPPOSITE[way], _side(state))


@lru_cache(maxsize=256)
def _backs(size: int, free: tuple[int, ...]) -> tuple[Thing, ...]:
    cells = [cell for cell in range(size * size) if cell not in free]
    return (_tray(size), *(_tile(*place_of(cell, size), size) for cell in cells))


@lru_cache(maxsize=2)
def _tray(size: int) -> Thing:
    return Thing(look="tray", x=0.5, y=0.5, size=size * PITCH[size] + 0.06)


def _tile(x: float, y: float, size: int, text: str = "", id: str = "") -> Thing:
    pose = "face" if text else "back"
    high = SHARE * PITCH[size]
    return Thing(look="tile", x=x, y=y, size=high, colour="blue", pose=pose, text=text, id=id)


def _numbers(texts: Mapping[int, str], size: int) -> Board | None:
    """The board, if all tiles but at most one can be read, each as another number."""
    known = {cell: int(text) for cell, text in texts.items() if _is_cell(text) and text != "_"}
    missing = set(range(1, size * size)) - set(known.values())
    unread = [cell for cell in texts if cell not in known]
    if len(missing) != len(unread) or len(unread) > 1:
        return None
    board = known | dict(zip(unread, missing, strict=True))
    return tuple(board.get(cell, 0) for cell in range(size * size))


def _is_cell(word: str) -> bool:
    return word == "_" or (word.isascii() and word.isdigit())


def _is(way: str) -> Callable[[str], bool]:
    return lambda op: op == way


def _number_on(cell: int) -> Callable[[Board], str]:
    return lambda state: str(state[cell] or "_")


def _sum_of(row: int, size: int) -> Callable[[Board], str]:
    return lambda state: str(sum(state[row * size : (row + 1) * size]))


def _staying(one: Board, other: Board) -> str:
    same = sorted(a for a, b in zip(one, other, strict=True) if a == b and a)
    return ", ".join(map(str, same)) or "none"
