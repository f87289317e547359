"""Cup: coins lie under some of many cups, which change places two at a time.

Which cups move can always be seen; what is under them cannot but for the moment of showing. Knows
the rules, the drawing and its reading.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from longtake.worlds.latent.cells import PITCH, WIDE, on_cells, place_of
from longtake.worlds.latent.demonstration import UNSEEN, Seen, between, eased
from longtake.worlds.stage import Thing, View

Cups = tuple[bool, ...]
"""Whether there is a coin under the cup on each place."""
Swap = tuple[int, int]

CUP, COIN, POINTER = 0.6, 0.3, 0.2
"""Heights over the pitch."""
LIFT, DROP, ABOVE = 0.28, 0.18, 0.42
"""How far a cup is lifted, a coin lies below and a pointer hangs above the middle, in pitches."""
POINTS = (0.05, 0.34), (0.82, 0.95)
SWAPS = 0.34, 0.80
BOW = 0.22
"""How far two cups give way to each other, over their distance …"""
MAT, RIM = 0.97, 0.015
"""… as far as they stay on the mat: its height, and what is left free along its edge."""


class Cup:
    """The shell game on a board of cups."""

    name, sizes, op_s, key, positional = "cup", (3, 4), 1.2, 0.2, False
    op_notation = "Write each operation as the two places, the smaller first, such as 2-7."

    def start(self, rng: random.Random, size: int) -> Cups:
        coins = rng.sample(range(size * size), rng.randint(size - 1, 2 * size - 2))
        return tuple(place in coins for place in range(size * size))

    def ops(self, state: Cups, rng: random.Random) -> Sequence[Swap]:
        """One in three moves nothing but empty cups or nothing but full ones."""
        pairs = list(combinations(range(len(state)), 2))
        telling = [pair for pair in pairs if state[pair[0]] != state[pair[1]]]
        return pairs if rng.random() < 0.33 else telling

    def follows(self, before: Swap, op: Swap) -> bool:
        return op != before

    def apply(self, state: Cups, op: Swap) -> Cups | None:
        cups = list(state)
        cups[op[0]], cups[op[1]] = cups[op[1]], cups[op[0]]
        return tuple(cups)

    def undo(self, state: Cups, op: Swap) -> Cups | None:
        return self.apply(state, op)

    def shown(self, state: Cups) -> tuple[Thing, ...]:
        size, pitch = _side(state), PITCH[_side(state)]
        coins = []
        for place in (place for place, coin in enumerate(state) if coin):
            x, y = place_of(place, size)
            coins.append(
                Thing(look="coin", x=x, y=y + DROP * pitch, size=COIN * pitch, colour="yellow")
            )
        return (_felt(), *coins, *_cups(size, (), LIFT)[1:])

    def hidden(self, state: Cups) -> tuple[Thing, ...]:
        return _cups(_side(state), (), 0.0)

    def acting(self, state: Cups, op: Swap, progress: float, open_: bool) -> tuple[Thing, ...]:
        size = _side(state)
        share = eased(progress, *SWAPS)
        if share in (0, 1):
            pointed = any(start <= progress < end for start, end in POINTS)
            return (*_cups(size, (), 0.0), *(_pointers(size, op) if pointed else ()))
        return (*_cups(size, op, 0.0), *_swapping(size, op, share))

    def read(self, view: View, size: int) -> Seen:
        pointing = [thing for thing in view.things if thing.colour == "orange"]
        if pointing:
            places = sorted(cell for cell, _ in on_cells(pointing, size, ABOVE))
            told = len(pointing) == 2 and len(set(places)) == 2
            return Seen(None, tuple(places)) if told else UNSEEN
        coins = [thing for thing in view.things if thing.colour == "yellow"]
        lying = {cell for cell, _ in on_cells(coins, size, -DROP)}
        if not coins or len(lying) != len(coins):
            return UNSEEN
        return Seen(tuple(place in lying for place in range(size * size)))

    def history(self, tokens: Sequence[Swap], size: int) -> list[Swap] | None:
        return list(tokens)

    def scene(self, size: int, when: str) -> str:
        return (
            f"Cups stand on {size}x{size} places, numbered row by row from 1 at the top left to "
            f"{size * size} at the bottom right, and change places two at a time, each with what "
            "is under it; each exchange is an operation. The coins under some of them are shown "
            f"only at the {when}."
        )

    def say(self, op: Swap) -> str:
        return f"{op[0] + 1}-{op[1] + 1}"

    def parse(self, text: str, size: int) -> Swap | None:
        found = re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", text)
        if found is None:
            return None
        first, second = sorted((int(found[1]) - 1, int(found[2]) - 1))
        return (first, second) if 0 <= first < second < size * size else None

    def tell(self, state: Cups) -> str:
        return _listed(place for place, coin in enumerate(state) if coin)

    def untell(self, text: str, size: int) -> Cups | None:
        words = [word.strip() for word in text.split(",")]
        if words == ["none"]:
            words = []
        if not all(word.isdigit() and 1 <= int(word) <= size * size for word in words):
            return None
        return tuple(str(place + 1) in words for place in range(size * size))

    def full(self, size: int) -> str:
        return (
            "Under the cups on which places are the coins {when}? Write the numbers of the places "
            "in ascending order, separated by ', '."
        )

    def counts(self, size: int) -> Mapping[str, Callable[[Swap], bool]]:
        return {
            f"the cup on place {place + 1} moves": _moves(place) for place in range(size * size)
        } | {"both cups stand in the same row": lambda op: op[0] // size == op[1] // size}

    def probes(self, size: int) -> Mapping[str, Callable[[Cups], str]]:
        ask = "Under which cups of {line} is a coin {{when}}? {how}"
        how = "Write the numbers of their places in ascending order, separated by ', ', or none."
        lines = {f"row {k + 1}": range(k * size, (k + 1) * size) for k in range(size)} | {
            f"column {k + 1}": range(k, size * size, size) for k in range(size)
        }
        return {ask.format(line=line, how=how): _coins_in(places) for line, places in lines.items()}

    def both(self, size: int) -> Mapping[str, Callable[[Cups, Cups], str]]:
        ask = "On which places is {what} {{first}} and {how} {{second}}? {write}"
        write = "Write their numbers in ascending order, separated by ', ', or write none."
        return {
            ask.format(what="there a coin", how="there one", write=write): _coin_in_both,
            ask.format(what="there a coin", how="there none", write=write): _coin_gone,
        }

    def plan(self, state: Cups, goal: Cups, most: int) -> list[Swap] | None:
        """Each coin too many goes where one is missing."""
        spare = [place for place, coin in enumerate(state) if coin and not goal[place]]
        lacking = [place for place, coin in enumerate(state) if not coin and goal[place]]
        if len(spare) != len(lacking) or len(spare) > most:
            return None
        return [(min(pair), max(pair)) for pair in zip(spare, lacking, strict=True)]


def _side(state: Cups) -> int:
    return 3 if len(state) == 9 else 4


@lru_cache(maxsize=1)
def _felt() -> Thing:
    return Thing(look="felt", x=0.5, y=0.5, size=MAT)


@lru_cache(maxsize=256)
def _cups(size: int, free: Sequence[int], lift: float) -> tuple[Thing, ...]:
    places = [place for place in range(size * size) if place not in free]
    return (_felt(), *(_cup(*place_of(place, size), size, lift) for place in places))


def _cup(x: float, y: float, size: int, lift: float = 0.0, id: str = "") -> Thing:
    y, high = y - lift * PITCH[size], CUP * PITCH[size]
    return Thing(look="beaker", x=x, y=y, size=high, colour="teal", id=id)


@lru_cache(maxsize=512)
def _pointers(size: int, op: Swap) -> tuple[Thing, ...]:
    pitch = PITCH[size]
    return tuple(
        Thing(look="arrow", x=x, y=y - ABOVE * pitch, size=POINTER * pitch, colour="orange")
        for x, y in (place_of(place, size) for place in op)
    )


def _swapping(size: int, op: Swap, share: float) -> tuple[Thing, ...]:
    """Both on their bows; the nearer one in front."""
    a, b = (place_of(place, size) for place in op)
    dx, dy = (b[0] - a[0]) / WIDE, b[1] - a[1]
    bow = BOW * math.sin(math.pi * share)
    reach = (MAT - CUP * PITCH[size]) / 2 - RIM
    moved = []
    for start, end, side, id in ((a, b, 1, "cup-a"), (b, a, -1, "cup-b")):
        x, y = between(start, end, share)
        y = min(0.5 + reach, max(0.5 - reach, y + side * bow * dx))
        moved.append(_cup(x - side * bow * dy * WIDE, y, size, 0.0, id))
    return tuple(sorted(moved, key=lambda thing: thing.y))


def _listed(places: Iterable[int]) -> str:
    return ", ".join(str(place + 1) for place in places) or "none"


def _moves(place: int) -> Callable[[Swap], bool]:
    return lambda op: place in op


def _coins_in(places: range) -> Callable[[Cups], str]:
    return lambda state: _listed(place for place in places if state[place])


def _coin_in_both(a: Cups, b: Cups) -> str:
    return _listed(place for place in range(len(a)) if a[place] and b[place])


def _coin_gone(a: Cups, b: Cups) -> str:
    return _listed(place for place in range(len(a)) if a[place] and not b[place])
