"""The nine tasks of VNBench as kinds of question (arXiv 2406.09367, section 3).

Each question is asked with all four rotations of its options, and counts only if all four are
answered rightly. Views come in, answers go out. Knows nothing of the plan when it solves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from longtake.types import Span
from longtake.worlds.needle.film import NeedleFilm
from longtake.worlds.needle.plan import LOOKS, NAMES, Article, Needle, counts
from longtake.worlds.needle.reading import (
    Read,
    captions,
    heading,
    laid_in_corners,
    on_cards,
    sightings,
)
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import COLOURS, View
from longtake.worlds.world import Film

ANSWERED = {1: "to the right", -1: "to the left"}


def spoken(colour: str, look: str) -> str:
    """`a red apple`."""
    return f"{'an' if colour[0] in 'aeiou' else 'a'} {colour} {look}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieve:
    """What one needle shows."""

    name: str
    pattern: str
    read: Read
    moving: bool = False
    family: str = "recall"

    @property
    def temporal(self) -> bool:
        return self.moving

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, needles in hidden(films, self.name):
            answer = self._answer(needles[0])
            wrong = tuple(self._wrong(film, needles[0], rng))
            yield draft(self, film, needles, answer, wrong, self.pattern)

    def _answer(self, needle: Needle) -> str:
        if not needle.things:
            return needle.text.rpartition(" ")[2]
        said = spoken(*needle.things[0])
        return f"{said}, {ANSWERED[needle.heading]}" if self.moving else said

    def _wrong(self, film: NeedleFilm, needle: Needle, rng: random.Random) -> Iterator[str]:
        """Every mixture with one other thing of the film, so that no part stands out."""
        if not needle.things:
            yield from NAMES
            return
        colour, look = needle.things[0]
        others = sorted(
            thing
            for thing in {thing for each in film.needles for thing in each.things}
            if thing[1] not in ("", look) and thing[0] != colour
        )
        other = rng.choice(others or [_another(colour, look, rng)])
        if not self.moving:
            yield from (spoken(*each) for each in ((colour, other[1]), (other[0], look), other))
            return
        for way in ANSWERED.values():
            yield f"{spoken(*other)}, {way}"
        yield f"{spoken(colour, look)}, {ANSWERED[-needle.heading]}"

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = sightings(asked, seen, self.read)
        if not found:
            return None
        views, names = max(found, key=lambda sighting: len(sighting[0]))
        if " " not in names[0]:
            return names[0]
        said = spoken(*names[0].split(" ", 1))
        if not self.moving:
            return said
        way = heading(views, self.read)
        return f"{said}, {ANSWERED[way]}" if way else None


def _another(colour: str, look: str, rng: random.Random) -> Article:
    colours = [other for other in COLOURS if other != colour]
    return rng.choice(colours), rng.choice([other for other in LOOKS if other != look])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """In which order several needles come."""

    name: str
    pattern: str
    read: Read
    family: str = "order"
    temporal: bool = True

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, needles in hidden(films, self.name):
            names = [self._named(needle) for needle in needles]
            others = [", ".join(order) for order in permutations(names)][1:]
            wrong = tuple(rng.sample(others, min(9, len(others))))
            yield draft(self, film, needles, ", ".join(names), wrong, self.pattern)

    def _named(self, needle: Needle) -> str:
        return " ".join(needle.things[0]) if needle.things else needle.text.rpartition(" ")[2]

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        names = list(dict.fromkeys(said[0] for _, said in sightings(asked, seen, self.read)))
        line = ", ".join(names)
        if not options or line in options:
            return line or None
        fitting = [option for option in options if _agrees(option.split(", "), names)]
        return fitting[0] if len(fitting) == 1 else None


def _agrees(order: Sequence[str], names: Sequence[str]) -> bool:
    """Whether what was seen of an order does not contradict it; two at least must be seen."""
    known = [name for name in names if name in order]
    return len(known) > 1 and known == [name for name in order if name in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How often a needle comes, or how many things all of them show."""

    name: str
    pattern: str
    read: Read
    each: bool = False
    """Several at a time count each."""
    family: str = "count"
    temporal: bool = True

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, needles in hidden(films, self.name):
            thing = needles[0].wanted
            counted = [n for n in needles if not thing[1] or thing in n.things]
            count = sum(n.things.count(thing) for n in counted) if thing[1] else len(counted)
            wrong = tuple(str(n) for n in counts(film.truth.level) if n != count)
            text = self.pattern.replace(r"(?P<thing>[a-z]+ [a-z]+)", " ".join(thing))
            yield draft(self, film, counted, str(count), wrong, text, keep_order=True)

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        found = sightings(asked, seen, self.read)
        wanted = asked.get("thing", "")
        if not self.each:
            count = sum(1 for _, said in found if not wanted or said[0] == wanted)
            return str(count) if count else None
        count = sum(
            max(self.read(asked, view).count(wanted) for view in views) for views, _ in found
        )
        return str(count) if count else None


Any9 = Retrieve | Ordering | Counting


def hidden(films: Sequence[Film], kind: str) -> Iterator[tuple[NeedleFilm, list[Needle]]]:
    """The films that hold needles of a task, with those."""
    task = kind.removeprefix("needle-")
    for film in films:
        if isinstance(film, NeedleFilm):
            needles = [needle for needle in film.needles if needle.task == task]
            if needles:
                yield film, needles


def draft(
    kind: Any9,
    film: NeedleFilm,
    needles: Sequence[Needle],
    answer: str,
    wrong: tuple[str, ...],
    text: str,
    keep_order: bool = False,
) -> Draft:
    """The question about these needles, with one frame of each as evidence, two where it moves."""
    return Draft(
        kind=kind.name,
        text=re.sub(r"\\(.)", r"\1", text),
        answer=answer,
        wrong=wrong,
        videos=(film.name,),
        evidence=tuple(clue(film, needle) for needle in needles),
        level=film.truth.level,
        rotations=True,
        keep_order=keep_order,
        needs=("writing",) if not needles[0].things else ("picture",),
        detail={"depths": [needle.depth for needle in needles]},
    )


def clue(film: NeedleFilm, needle: Needle) -> Clue:
    """When the needle is to be seen, and the fewest frames that show it."""
    span: Span = needle.span
    shares = (0.15, 0.85) if needle.form == "clip" else (0.5,)
    frames_s = tuple(round(span.start_s + share * span.duration_s, 3) for share in shares)
    return Clue(video=film.name, span=span, frames_s=frames_s)


KINDS: tuple[Any9, ...] = (
    Retrieve(
        name="needle-retrieve-edit",
        pattern=r"A caption laid over the film gives away a secret word\. Which word is it\?",
        read=captions(r"[Tt]he secret word is (\w+)"),
    ),
    Retrieve(
        name="needle-retrieve-insert-1",
        pattern=r"For a moment a card titled PRIZE is put into the film\. What does it show\?",
        read=on_cards("PRIZE"),
    ),
    Retrieve(
        name="needle-retrieve-insert-2",
        pattern=(
            r"In a short clip titled GAME that is put into the film, something crosses the "
            r"picture\. What is it, and which way does it go\?"
        ),
        read=on_cards("GAME"),
        moving=True,
    ),
    Ordering(
        name="needle-order-edit",
        pattern=(
            r"Captions laid over the film announce guests, one at a time\. In which order are "
            r"they announced\?"
        ),
        read=captions(r"[Nn]ow comes (\w+)"),
    ),
    Ordering(
        name="needle-order-insert-1",
        pattern=(
            r"Cards titled PARADE are put into the film, one at a time\. In which order do the "
            r"things on them come\?"
        ),
        read=on_cards("PARADE"),
    ),
    Ordering(
        name="needle-order-insert-2",
        pattern=(
            r"Short clips titled RACE are put into the film, one at a time\. In which order do "
            r"the things in them come\?"
        ),
        read=on_cards("RACE"),
    ),
    Counting(
        name="needle-count-edit-1",
        pattern=r'How many times is the caption "Knock knock" laid over the film\?',
        read=captions(r"([Kk]nock [Kk]nock)"),
    ),
    Counting(
        name="needle-count-edit-2",
        pattern=(
            r"Now and then little pictures are laid over the corners of the film\. How many of "
            r"them, over all those moments, show a (?P<thing>[a-z]+ [a-z]+)\?"
        ),
        read=laid_in_corners,
        each=True,
    ),
    Counting(
        name="needle-count-insert",
        pattern=(
            r"Cards titled LUCKY are put into the film\. How many of them show a "
            r"(?P<thing>[a-z]+ [a-z]+)\?"
        ),
        read=on_cards("LUCKY"),
    ),
)
