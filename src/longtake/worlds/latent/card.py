"""Card: cards are put on top of piles or drawn from their bottom; the piles are spread only once.

A card can be seen while it is put on; one that is drawn is turned over only where the piles are
shown at the end, so that every operation can be undone. Knows the rules, the drawing, its reading.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from longtake.worlds.latent.demonstration import UNSEEN, Seen, between, eased
from longtake.worlds.stage import Thing, View

Piles = tuple[tuple[str, ...], ...]
"""The cards of each pile from bottom to top, such as `red 7`."""

SUITS = ("red", "yellow", "green", "blue")
CARDS = tuple(f"{suit} {number}" for suit in SUITS for number in range(1, 10))
BACK = "purple"
MOST = 8
"""Cards in a pile."""

CARD = 0.27
ABOVE, MIDDLE, BELOW = 0.155, 0.5, 0.845
OUT = 0.2
"""How far outside the picture a card begins or ends."""
COMES, GOES = (0.0, 0.22), (0.62, 0.88)
SPREAD = 0.105


class Move(NamedTuple):
    """A card put on a pile, or drawn from it; of a drawn one the card may be unknown."""

    verb: str
    pile: int
    card: str = ""


class Card:
    """Piles of cards."""

    name, sizes, op_s, key, positional = "card", (1, 2), 1.1, 0.42, False
    op_notation = "Write each operation as 'add red 7 to pile 1' or 'remove from pile 1'."

    def start(self, rng: random.Random, size: int) -> Piles:
        drawn = rng.sample(CARDS, 5 * size)
        return tuple(tuple(drawn[5 * k : 5 * k + rng.randint(3, 5)]) for k in range(size))

    def ops(self, state: Piles, rng: random.Random) -> Sequence[Move]:
        free = [card for card in CARDS if not any(card in pile for pile in state)]
        chosen = []
        for index, pile in enumerate(state):
            if len(pile) < MOST:
                chosen.append(Move("add", index, rng.choice(free)))
            if len(pile) > 1:
                chosen.append(Move("remove", index, pile[0]))
        return chosen

    def follows(self, before: Move, op: Move) -> bool:
        """Nor are two cards drawn from one pile in a row: face down they look the same."""
        both = before.verb, op.verb
        return both != ("remove", "remove") or before.pile != op.pile

    def apply(self, state: Piles, op: Move) -> Piles | None:
        if not 0 <= op.pile < len(state):
            return None
        pile = state[op.pile]
        if op.verb == "add":
            new = any(op.card in other for other in state) or len(pile) >= MOST
            return None if new or op.card not in CARDS else _with(state, op.pile, (*pile, op.card))
        fits = len(pile) > 1 and op.card in ("", pile[0])
        return _with(state, op.pile, pile[1:]) if fits else None

    def undo(self, state: Piles, op: Move) -> Piles | None:
        pile = state[op.pile]
        if op.verb == "remove":
            return _with(state, op.pile, (op.card, *pile)) if op.card else None
        return _with(state, op.pile, pile[:-1]) if pile and pile[-1] == op.card else None

    def shown(self, state: Piles) -> tuple[Thing, ...]:
        things = [Thing(look="felt", x=0.5, y=0.5, size=0.97)]
        for index, pile in enumerate(state):
            y = 0.55 if len(state) == 1 else (0.32, 0.79)[index]
            text = f"pile {index + 1}, bottom to top"
            things.append(Thing(look="plate", x=0.5, y=y - 0.205, size=0.09, text=text))
            first = 0.5 - SPREAD * (len(pile) - 1) / 2
            things += [_face(first + SPREAD * k, y, card) for k, card in enumerate(pile)]
        return tuple(things)

    def hidden(self, state: Piles) -> tuple[Thing, ...]:
        return _backs(len(state))

    def acting(self, state: Piles, op: Move, progress: float, open_: bool) -> tuple[Thing, ...]:
        size, x = len(state), _across(op.pile, len(state))
        comes, goes = eased(progress, *COMES), eased(progress, *GOES)
        if goes == 1:
            return _backs(size)
        if op.verb == "add":
            start = between((x, -OUT), (x, ABOVE), comes)
            at = between(start, (x, MIDDLE), goes)
            return (*_backs(size), _face(*at, op.card, "card"))
        start = between((x, MIDDLE), (x, BELOW), comes)
        at = between(start, (x, 1 + OUT), goes)
        drawn = _face(*at, op.card, "card") if open_ else _back(*at, "card")
        felt, *piles = _backs(size)
        return (felt, drawn, *piles) if goes == 0 else (felt, *piles, drawn)

    def read(self, view: View, size: int) -> Seen:
        faces = [thing for thing in view.things if thing.colour in SUITS]
        backs = [thing for thing in view.things if thing.colour == BACK]
        lying = [thing for thing in backs if abs(thing.y - MIDDLE) < 0.1]
        moving = [thing for thing in (*faces, *backs) if not any(thing is one for one in lying)]
        if not lying:
            return Seen(_spread(faces, size)) if faces else UNSEEN
        if len(moving) != 1:
            return UNSEEN
        one = moving[0]
        pile = int(one.x > 0.5) if size > 1 else 0
        added, drawn = abs(one.y - ABOVE) < 0.05, abs(one.y - BELOW) < 0.05
        card = "" if one.colour == BACK else f"{one.colour} {one.text}"
        if not (added or drawn) or (card or BACK) not in (*CARDS, BACK) or (added and not card):
            return UNSEEN
        return Seen(None, Move("add" if added else "remove", pile, card))

    def history(self, tokens: Sequence[Move], size: int) -> list[Move] | None:
        return list(tokens)

    def scene(self, size: int, when: str) -> str:
        piles = "pile 1 on the left or pile 2 on the right" if size > 1 else "pile 1"
        return (
            f"Cards are added on top of {piles} from above, or removed from its bottom to below; "
            "each such move is an operation. What lies in the piles is shown only at the "
            f"{when}, from the bottom on the left to the top on the right."
        )

    def say(self, op: Move) -> str:
        if op.verb == "add":
            return f"add {op.card} to pile {op.pile + 1}"
        return f"remove from pile {op.pile + 1}"

    def parse(self, text: str, size: int) -> Move | None:
        found = re.fullmatch(r"\s*(?:add (\w+ \d) to|remove from) pile (\d)\s*", text)
        if found is None or not 1 <= int(found[2]) <= size:
            return None
        return Move("add" if found[1] else "remove", int(found[2]) - 1, found[1] or "")

    def tell(self, state: Piles) -> str:
        return " | ".join(f"pile {k + 1}: {_listed(pile)}" for k, pile in enumerate(state))

    def untell(self, text: str, size: int) -> Piles | None:
        piles = []
        for index, part in enumerate(text.split("|")):
            head, _, cards = part.strip().partition(":")
            words = [card.strip() for card in cards.split(",")]
            words = [] if words == ["none"] else words
            if head != f"pile {index + 1}" or not set(words) <= set(CARDS):
                return None
            piles.append(tuple(words))
        return tuple(piles) if len(piles) == size else None

    def full(self, size: int) -> str:
        how = "pile 1: red 7, blue 2" + (" | pile 2: green 5" if size > 1 else "")
        return (
            "Which cards are in the piles {when}? Write each pile from bottom to top, in this "
            f"form: '{how}'."
        )

    def counts(self, size: int) -> Mapping[str, Callable[[Move], bool]]:
        asked: dict[str, Callable[[Move], bool]] = {
            f"a {suit} card is added": _adds(suit) for suit in SUITS
        }
        for index in range(size):
            asked[f"a card is added to pile {index + 1}"] = _is("add", index)
            asked[f"a card is removed from pile {index + 1}"] = _is("remove", index)
        return asked

    def probes(self, size: int) -> Mapping[str, Callable[[Piles], str]]:
        asked: dict[str, Callable[[Piles], str]] = {}
        lie = "Which card lies {where} of pile {pile} {{when}}? Answer as in 'red 7'."
        many = "How many cards are in pile {pile} {{when}}? Answer with a number."
        for index in range(size):
            asked[many.format(pile=index + 1)] = _number_in(index)
            for where, place in (("at the bottom", 0), ("second from the bottom", 1)):
                asked[lie.format(where=where, pile=index + 1)] = _card_at(index, place)
        suits = "How many {suit} cards are in the piles {{when}}? Answer with a number."
        return asked | {suits.format(suit=suit): _number_of(suit) for suit in SUITS}

    def both(self, size: int) -> Mapping[str, Callable[[Piles, Piles], str]]:
        ask = (
            "Which cards are in pile {pile} both {{first}} and {{second}}? Write them from bottom "
            "to top, separated by ', ', or write none."
        )
        return {ask.format(pile=index + 1): _in_both(index) for index in range(size)}

    def plan(self, state: Piles, goal: Piles, most: int) -> list[Move] | None:
        """What the goal does not keep is drawn, then the rest is put on."""
        drawn, put = [], []
        for index, (pile, wanted) in enumerate(zip(state, goal, strict=True)):
            cut = next(k for k in range(len(pile) + 1) if wanted[: len(pile) - k] == pile[k:])
            drawn += [Move("remove", index)] * cut
            put += [Move("add", index, card) for card in wanted[len(pile) - cut :]]
        steps = [*drawn, *put]
        return steps if len(steps) <= most else None


def _with(state: Piles, index: int, pile: tuple[str, ...]) -> Piles:
    return (*state[:index], pile, *state[index + 1 :])


def _spread(faces: Sequence[Thing], size: int) -> Piles | None:
    """The piles as they lie spread out; None where a card cannot be read or a pile not be seen."""
    rows: list[list[str]] = [[] for _ in range(size)]
    for thing in sorted(faces, key=lambda thing: thing.x):
        rows[int(thing.y > 0.55) if size > 1 else 0].append(f"{thing.colour} {thing.text}")
    known = all(card in CARDS for row in rows for card in row)
    return tuple(map(tuple, rows)) if known and all(rows) else None


def _across(pile: int, size: int) -> float:
    return 0.5 if size == 1 else 0.32 + 0.36 * pile


@lru_cache(maxsize=4)
def _backs(size: int) -> tuple[Thing, ...]:
    felt = Thing(look="felt", x=0.5, y=0.5, size=0.97)
    places = [_across(pile, size) for pile in range(size)]
    under = (Thing(look="stack", x=x + 0.004, y=MIDDLE + 0.015, size=CARD) for x in places)
    return (felt, *under, *(_back(x, MIDDLE) for x in places))


def _back(x: float, y: float, id: str = "") -> Thing:
    return Thing(look="card", x=x, y=y, size=CARD, colour=BACK, pose="back", id=id)


def _face(x: float, y: float, card: str, id: str = "") -> Thing:
    suit, number = card.split()
    return Thing(look="card", x=x, y=y, size=CARD, colour=suit, pose="face", text=number, id=id)


def _listed(cards: Sequence[str]) -> str:
    return ", ".join(cards) or "none"


def _adds(suit: str) -> Callable[[Move], bool]:
    return lambda op: op.verb == "add" and op.card.startswith(suit)


def _is(verb: str, pile: int) -> Callable[[Move], bool]:
    return lambda op: (op.verb, op.pile) == (verb, pile)


def _number_in(index: int) -> Callable[[Piles], str]:
    return lambda state: str(len(state[index]))


def _card_at(index: int, place: int) -> Callable[[Piles], str]:
    return lambda state: state[index][place] if place < len(state[index]) else "none"


def _number_of(suit: str) -> Callable[[Piles], str]:
    return lambda state: str(sum(card.startswith(suit) for pile in state for card in pile))


def _in_both(index: int) -> Callable[[Piles, Piles], str]:
    return lambda a, b: _listed([card for card in b[index] if card in a[index]])
