"""The town: who lives there, what lies about, and where things stand in a place.

A place is a row of slots. People and fixtures stand in slots, loose things lie on the spots between
two slots, so that neighbours can reach what lies between them and nothing touches. Coordinates are
fractions of the ground; knows nothing of time, plots or cameras.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from longtake.worlds.sprites.people import ASPECT, hand
from longtake.worlds.stage import COLOURS, Facing

SLOTS = 8
FOOT = 0.83
"""Where people's feet are."""
PERSON = 0.28
LOOSE = 0.08
"""Heights of a person and of a loose thing."""
STEP = 0.12
MOST_PEOPLE = 4
"""As many as a place holds, so that there is room to move."""
WIDE = 9 / 16
"""Height over width of the picture for which the slots are laid out."""

OUTDOORS = frozenset({"harbour", "market", "square", "park", "station"})
STANDING: dict[str, tuple[tuple[str, int], ...]] = {
    "harbour": (("bell", 1), ("bench", 6)),
    "market": (("chest", 1), ("lamp", 6)),
    "square": (("bench", 1), ("bell", 6)),
    "park": (("gate", 1), ("bench", 6)),
    "library": (("door", 1), ("lamp", 6)),
    "kitchen": (("chest", 1), ("door", 6)),
    "workshop": (("lamp", 1), ("chest", 6)),
    "station": (("door", 1), ("bell", 6)),
}
"""Which fixtures a place has, and in which slots."""
FIXTURE_SIZE = {
    "bell": 0.24,
    "bench": 0.11,
    "chest": 0.14,
    "lamp": 0.34,
    "gate": 0.21,
    "door": 0.34,
}
AT_REST = {"bell": "still", "chest": "closed", "lamp": "off", "gate": "closed", "door": "closed"}
FOOD = frozenset({"apple", "cake"})
READABLE = frozenset({"book", "letter"})
FRAGILE = frozenset({"cup", "lantern"})
LOOKS = (
    "kite",
    "ball",
    "cup",
    "book",
    "apple",
    "letter",
    "key",
    "phone",
    "flower",
    "cake",
    "lantern",
    "basket",
    "umbrella",
    "hammer",
    "fish",
    "drum",
)
SIGNS = (
    "FISH {n} EURO",
    "OPEN TILL {n}",
    "TEA {n} CENT",
    "ROOM {n}",
    "MIND STEP {n}",
    "SHOW AT {n}",
    "GATE {n}",
    "BUS {n} LATE",
)


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody with a look that nobody else has."""

    name: str
    coat: str
    hat: str
    voice: str

    @property
    def id(self) -> str:
        return self.name.lower()

    @property
    def described(self) -> str:
        """How a question points them out: `Anna (red coat, blue hat)`."""
        return f"{self.name} ({self.coat} coat, {self.hat} hat)"


@dataclass(frozen=True, slots=True)
class Loose:
    """Something that can be carried; there is only one of its look and colour."""

    look: str
    colour: str
    owner: str
    """Id of whom it belongs to."""

    @property
    def id(self) -> str:
        return f"{self.colour}-{self.look}"

    @property
    def name(self) -> str:
        return f"{self.colour} {self.look}"


@dataclass(frozen=True, slots=True)
class Fixture:
    """Something that stays where it is and changes its state."""

    look: str
    colour: str
    place: str
    slot: int

    @property
    def id(self) -> str:
        return f"{self.place}-{self.look}"

    @property
    def name(self) -> str:
        return f"{self.colour} {self.look}"


CAST = (
    Character("Anna", "red", "blue", "en+f2"),
    Character("Ben", "green", "orange", "en-us+m3"),
    Character("Cara", "blue", "yellow", "en-gb+f4"),
    Character("Dan", "orange", "teal", "en+m1"),
    Character("Ella", "purple", "green", "en-us+f3"),
    Character("Finn", "yellow", "red", "en-gb-scotland+m2"),
    Character("Gina", "teal", "pink", "en+f5"),
    Character("Hugo", "pink", "purple", "en-us+m7"),
    Character("Iris", "red", "yellow", "en-gb+f1"),
    Character("Jack", "green", "purple", "en+m4"),
    Character("Kira", "blue", "pink", "en-us+f2"),
    Character("Leo", "orange", "blue", "en-gb+m5"),
    Character("Mona", "purple", "orange", "en+f3"),
    Character("Nico", "yellow", "teal", "en-us+m1"),
)


@dataclass(frozen=True)
class Setting:
    """Who and what a story has, chosen once."""

    people: dict[str, Character]
    loose: dict[str, Loose]
    fixtures: dict[str, Fixture]
    places: tuple[str, ...]
    signs: dict[str, str] = field(default_factory=dict)
    """What is written on the board of each place."""

    def name_of(self, id: str) -> str:
        """How anything of the town is called in a sentence."""
        if id in self.people:
            return self.people[id].described
        if id in self.loose:
            return f"the {self.loose[id].name}"
        return f"the {self.fixtures[id].name}" if id in self.fixtures else id

    def standing_in(self, place: str) -> list[Fixture]:
        return [fixture for fixture in self.fixtures.values() if fixture.place == place]


def setting(rng: random.Random, level: int) -> Setting:
    """A town for a level from 1 (few people, places and things) to 5 (many, and look-alikes)."""
    step = level - 1
    people = list(CAST[:8] if level < 3 else CAST)
    rng.shuffle(people)
    people = sorted(people[: (5, 6, 7, 8, 10)[step]], key=lambda one: one.name)
    places = tuple(sorted(rng.sample(sorted(STANDING), (3, 3, 3, 4, 5)[step])))
    loose = _things(rng, people, (7, 9, 11, 14, 18)[step], twins=level >= 3)
    fixtures = _fixtures(rng, places)
    texts = rng.sample(SIGNS, len(places))
    signs = {p: t.format(n=rng.randint(2, 98)) for p, t in zip(places, texts, strict=True)}
    return Setting({one.id: one for one in people}, loose, fixtures, places, signs)


def _things(
    rng: random.Random, people: list[Character], count: int, twins: bool
) -> dict[str, Loose]:
    looks = rng.sample(LOOKS, min(count, len(LOOKS)))
    while len(looks) < count or (twins and len(set(looks)) == len(looks)):
        looks = [*looks[: count - 1], rng.choice(looks[: count - 1])]
    made: dict[str, Loose] = {}
    for number, look in enumerate(looks):
        owner = people[number % len(people)]
        taken = {thing.colour for thing in made.values() if thing.look == look}
        colours = [c for c in COLOURS if c not in (owner.coat, owner.hat) and c not in taken]
        thing = Loose(look, rng.choice(colours), owner.id)
        made[thing.id] = thing
    return made


def _fixtures(rng: random.Random, places: tuple[str, ...]) -> dict[str, Fixture]:
    made: dict[str, Fixture] = {}
    for place in places:
        here: set[str] = set()
        for look, slot in STANDING[place]:
            used = {one.colour for one in made.values() if one.look == look} | here
            colour = rng.choice([c for c in COLOURS if c not in used])
            here.add(colour)
            fixture = Fixture(look, colour, place, slot)
            made[fixture.id] = fixture
    return made


def slot_x(slot: float) -> float:
    """Where a slot's middle is; spots have halves: 2.5 lies between slots 2 and 3."""
    return 0.08 + STEP * slot


def in_hand(
    x: float, y: float, size: float, pose: str, facing: Facing, wide: float = WIDE
) -> tuple[float, float]:
    """The middle of what a person at `(x, y)` holds; `wide` is the picture's height over width."""
    across, down = hand(pose, facing)
    return x + (across - 0.5) * size * ASPECT * wide, y + (down - 0.5) * size


def goes_with(person: Character, thing: Loose | Fixture) -> bool:
    """Whether somebody can handle it without one colour melting into another."""
    return thing.colour not in (person.coat, person.hat)
