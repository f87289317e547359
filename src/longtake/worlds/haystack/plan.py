"""Which moments a long film holds: people who carry something, and boards with writing.

A moment is short, and who or what is in it is nowhere else in the film, so that one frame of it is
both needed and enough. Knows no times: the film spreads the moments over itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.worlds.haystack.stroll import NAMES, PAIRS, Moment, Pair

LOOKS = ("kite", "cup", "book", "apple", "key", "basket", "umbrella", "hammer", "fish", "drum")
BOARDS = (
    "OPEN AT NOON",
    "FRESH BREAD",
    "NO ENTRANCE",
    "BOAT TRIPS",
    "LOST A CAT",
    "ROOM TO LET",
    "FAIR TODAY",
    "MIND THE GAP",
    "SOLD OUT NOW",
    "RING TWICE",
    "WET PAINT",
    "BACK AT FOUR",
)
LASTS_S = (3.0, 2.5, 2.0, 1.6, 1.2)
"""By level."""
A_MINUTE = 2.5
MOST = 40
SHARE = 0.5
"""Of the film's time that moments may fill."""
SEVERAL = (2, 4)
"""How many people may carry the same sort of thing."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The moments, and who else walks through the film."""

    moments: tuple[Moment, ...]
    passing: tuple[Pair, ...]


def cast(length_s: float, level: int, density: float, rng: random.Random) -> Cast:
    """The moments of a film of that length; none when it is too short for one."""
    lasts_s = LASTS_S[level - 1]
    wanted = max(4, round(A_MINUTE * density * length_s / 60))
    count = min(MOST, wanted, int(SHARE * length_s / lasts_s))
    people = rng.sample(PAIRS, len(PAIRS))
    boards = min(len(NAMES), count // 5)
    again = min(6, (count - boards) // 6)
    carrying = _carrying(count - boards - again, people, lasts_s, rng)
    moments = [*carrying, *_boards(boards, lasts_s, rng), *_again(carrying[:again], rng)]
    rng.shuffle(moments)
    used = {moment.who for moment in carrying}
    passing = tuple(pair for pair in people if pair not in used)
    return Cast(tuple(moments), passing)


def _carrying(
    count: int, people: Sequence[Pair], lasts_s: float, rng: random.Random
) -> list[Moment]:
    """So many different people, some of them with the same sort of thing."""
    looks: list[str] = []
    for look in rng.sample(LOOKS, len(LOOKS)):
        looks += [look] * rng.randint(*SEVERAL)
    made = []
    for who, look in zip(people[:count], looks * (count // len(looks) + 1), strict=False):
        free = [colour for colour in NAMES if colour not in who]
        made.append(Moment(lasts_s=lasts_s, who=who, carries=look, colour=rng.choice(free)))
    return made


def _boards(count: int, lasts_s: float, rng: random.Random) -> list[Moment]:
    """Boards, each with a frame of its own colour."""
    rows = zip(rng.sample(NAMES, count), rng.sample(BOARDS, count), strict=True)
    return [Moment(lasts_s=lasts_s, colour=colour, text=text) for colour, text in rows]


def _again(first: Sequence[Moment], rng: random.Random) -> list[Moment]:
    """Some of the people once more, with something else."""
    found = []
    for moment in first:
        assert moment.who is not None
        look = rng.choice([other for other in LOOKS if other != moment.carries])
        free = [c for c in NAMES if c not in moment.who and c != moment.colour]
        found.append(
            Moment(lasts_s=moment.lasts_s, who=moment.who, carries=look, colour=rng.choice(free))
        )
    return found
