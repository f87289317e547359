"""What the invented courses are about: their nouns, what is measured, what may be said.

Only the words are here. Names and numbers come from the seed, so that nobody can know an answer
without having watched.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that every item of a course has a number of."""

    name: str
    unit: str
    low: int
    high: int

    @property
    def header(self) -> str:
        """How a column of it is headed."""
        return f"{self.name}, {self.unit}"

    @property
    def phrase(self) -> str:
        """How a question calls it."""
        return f"{self.name} in {self.unit}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A field of knowledge. `{item}`, `{place}` and `{person}` in its lines stand for names."""

    title: str
    noun: str
    measures: tuple[Measure, ...]
    points: tuple[str, ...]
    asides: tuple[str, ...]


SUBJECTS = (
    Subject(
        "Ferries of {place}",
        "ferry",
        (Measure("fare", "euros", 12, 88), Measure("crew", "sailors", 11, 60),
         Measure("journey", "minutes", 15, 95)),
        ("{item} sails from {place}", "{item} belongs to {person}", "{item} takes mail to {place}",
         "{item} was steered by {person}", "{item} waits for fog at {place}"),
        ("The mate of {item} keeps a {beast} in the wheelhouse.",
         "Nobody boards {item} without greeting {person}."),
    ),
    Subject(
        "Plants of {place}",
        "plant",
        (Measure("height", "cm", 14, 97), Measure("petals", "count", 12, 48),
         Measure("root", "mm", 18, 99)),
        ("{item} grows only near {place}", "{item} was drawn by {person}", "{item} heals the cough",
         "{item} came by ship from {place}", "{item} was named by {person}"),
        ("The leaves of {item} are eaten by the {beast}.",
         "In dry years {person} waters {item} by hand."),
    ),
    Subject(
        "The {place} engine",
        "wheel",
        (Measure("teeth", "count", 16, 96), Measure("weight", "kg", 11, 89),
         Measure("speed", "turns", 20, 98)),
        ("{item} drives the pump", "{item} was cast in {place}", "{item} was filed by {person}",
         "{item} turns backwards", "{item} broke at {place}"),
        ("A {beast} once slept between {item} and the axle.",
         "Only {person} can oil {item} while it turns."),
    ),
    Subject(
        "Budget of {place}",
        "fund",
        (Measure("cost", "crowns", 12, 96), Measure("staff", "people", 11, 70),
         Measure("debt", "crowns", 13, 94)),
        ("{item} pays for the bridge", "{item} is kept by {person}", "{item} was left by {person}",
         "{item} feeds the school", "{item} was moved to {place}"),
        ("The {item} fund also pays for one {beast}.",
         "Every spring {person} counts {item} twice."),
    ),
    Subject(
        "Salts of {place}",
        "salt",
        (Measure("dose", "grams", 12, 90), Measure("heat", "degrees", 31, 99),
         Measure("rest", "minutes", 15, 85)),
        ("{item} melts in vinegar", "{item} was found by {person}", "{item} is dug at {place}",
         "{item} turns green in air", "{item} is sold by {person}"),
        ("A grain of {item} calms a {beast} for an hour.",
         "Never heat {item} unless {person} is in the room."),
    ),
    Subject(
        "Rain over {place}",
        "station",
        (Measure("rain", "mm", 14, 98), Measure("wind", "knots", 11, 64),
         Measure("frost", "days", 12, 90)),
        ("{item} lies above {place}", "{item} is read by {person}", "{item} lost its roof",
         "{item} was built by {person}", "{item} faces {place}"),
        ("The gauge of {item} was once drunk dry by a {beast}.",
         "On Sundays {person} climbs to {item} alone."),
    ),
    Subject(
        "Coins of {place}",
        "coin",
        (Measure("weight", "grams", 11, 60), Measure("width", "mm", 12, 58),
         Measure("value", "pence", 15, 95)),
        ("{item} shows a ship", "{item} was struck at {place}", "{item} was cut by {person}",
         "{item} has a hole", "{item} was hidden by {person}"),
        ("On the back of {item} there is a {beast}.",
         "The last {item} was swallowed by {person}."),
    ),
    Subject(
        "Birds of {place}",
        "bird",
        (Measure("span", "cm", 18, 98), Measure("eggs", "a year", 11, 40),
         Measure("flight", "hours", 12, 72)),
        ("{item} nests in chimneys", "{item} winters at {place}", "{item} was ringed by {person}",
         "{item} sings at noon", "{item} is fed by {person}"),
        ("The call of {item} is often taken for a {beast}.",
         "One {item} has followed {person} for years."),
    ),
    Subject(
        "Moons of {place}",
        "moon",
        (Measure("orbit", "days", 12, 96), Measure("size", "miles", 14, 99),
         Measure("tilt", "degrees", 11, 80)),
        ("{item} has two craters", "{item} was seen by {person}", "{item} hides behind {place}",
         "{item} shines red", "{item} was lost by {person}"),
        ("Sailors say that {item} looks like a {beast}.",
         "The map of {item} hangs over the bed of {person}."),
    ),
    Subject(
        "Looms of {place}",
        "loom",
        (Measure("width", "cm", 24, 99), Measure("noise", "phons", 30, 95),
         Measure("age", "years", 11, 88)),
        ("{item} weaves sailcloth", "{item} was bought by {person}", "{item} stands in {place}",
         "{item} runs on steam", "{item} was mended by {person}"),
        ("The shuttle of {item} is carved like a {beast}.",
         "It was {person} who first sang at {item}."),
    ),
)  # fmt: skip

BEASTS = ("goose", "badger", "beaver", "lizard", "ferret", "donkey", "spider", "turtle", "parrot")
DAWNS = ("before dawn", "after lunch", "at midnight", "in winter", "on market day", "in the rain")

_HEADS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "st", "tr")
_TAILS = ("r", "n", "s", "l", "th", "x", "nd", "rk", "m")
_VOWELS = "aeiou"
PATIENCE = 60
"""Draws before a name may begin, end or sound like another one."""


class Names:
    """Invented names, no two alike."""

    def __init__(self, rng: random.Random):
        self._rng = rng
        self._taken: set[str] = set()
        self._worn: set[str] = set()

    def new(self) -> str:
        """A name of five to seven letters, with a capital, unlike the others as long as it goes."""
        tries = 0
        while True:
            tries += 1
            rng = self._rng
            sounds = [rng.choice(_HEADS) + rng.choice(_VOWELS) for _ in range(2)]
            name = ("".join(sounds) + rng.choice(_TAILS)).capitalize()
            traits = {name[:4], name[-5:], re.sub("[aeiou]", "", name)}
            worn = traits & self._worn and tries < PATIENCE
            if 5 <= len(name) <= 7 and name not in self._taken and not worn:
                self._taken.add(name)
                self._worn |= traits
                return name
