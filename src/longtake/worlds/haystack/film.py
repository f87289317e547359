"""A long film as a haystack: its shots, and the moments that questions are about.

The film itself is a `Stroll`; here is what is known of it. Knows no questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from longtake.types import Span
from longtake.worlds.haystack.stroll import Moment, Pair, Stroll, Take
from longtake.worlds.stage import View
from longtake.worlds.truth import Entity, Event, Shot, Truth, Writing

Found = tuple[Moment, Take]


@dataclass(frozen=True, kw_only=True)
class HaystackFilm:
    """The film of one order."""

    name: str
    truth: Truth
    stroll: Stroll

    def view(self, time_s: float) -> View:
        return self.stroll.view(time_s)

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        from longtake.worlds.drawing.paint import painted

        return painted(self, span)

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Every moment with its shot, in order."""
        rows = sorted(self.stroll.found().items())
        return tuple((moment, self.stroll.take(number)) for number, moment in rows)

    @cached_property
    def by_person(self) -> dict[Pair, list[Found]]:
        """The moments of each person, in order."""
        people: dict[Pair, list[Found]] = {}
        for moment, take in self.found:
            if moment.who is not None:
                people.setdefault(moment.who, []).append((moment, take))
        return people


def described(who: Pair) -> str:
    """`the person in the red coat and the blue hat`."""
    return f"the person in the {who[0]} coat and the {who[1]} hat"


def thing_of(moment: Moment) -> str:
    """`a blue kite`."""
    article = "an" if moment.colour[:1] in tuple("aeiou") else "a"
    return f"{article} {moment.colour} {moment.carries}"


def shots(stroll: Stroll) -> list[Shot]:
    """All shots, of which each begins with a cut."""
    takes = list(stroll.takes())
    return [
        Shot(span=take.span, begins="cut" if number else "start", place=take.place)
        for number, take in enumerate(takes)
    ]


def entities(stroll: Stroll) -> list[Entity]:
    """The people, things and boards of the moments, and who walks by."""
    rows: dict[str, Entity] = {}
    spans: dict[str, list[Span]] = {}
    for take in stroll.takes():
        for walker in take.walkers:
            spans.setdefault(_id_of(walker.who), []).append(take.span)
            if len(spans[_id_of(walker.who)]) == 1:
                rows[_id_of(walker.who)] = _person(walker.who)
        for row in _of_moment(take):
            spans.setdefault(row.id, []).append(take.span)
            rows[row.id] = row
    return [row.model_copy(update={"appears": spans[id]}) for id, row in rows.items()]


def _id_of(who: Pair) -> str:
    return f"person {who[0]} {who[1]}"


def _of_moment(take: Take) -> Iterator[Entity]:
    moment = take.moment
    if moment is None:
        return
    if moment.who is None:
        name = f"the board with the {moment.colour} frame"
        yield Entity(id=f"board {moment.colour}", kind="writing", name=name)
        return
    yield _person(moment.who)
    yield Entity(
        id=f"{moment.carries} {moment.colour}",
        kind="object",
        name=f"{moment.colour} {moment.carries}",
        look={"look": moment.carries, "colour": moment.colour},
    )


def _person(who: Pair) -> Entity:
    return Entity(
        id=_id_of(who),
        kind="person",
        name=described(who),
        description=described(who),
        look={"coat": who[0], "hat": who[1]},
    )


def events(stroll: Stroll) -> list[Event]:
    """Who carries what, where and when."""
    rows = []
    for number, moment in sorted(stroll.found().items()):
        take = stroll.take(number)
        if moment.who is None:
            continue
        rows.append(
            Event(
                id=f"moment-{number}",
                verb="carries",
                span=take.span,
                actor=_id_of(moment.who),
                object=f"{moment.carries} {moment.colour}",
                place=take.place,
                text=f"{described(moment.who).capitalize()} carries {thing_of(moment)}.",
                salience=0.8,
            )
        )
    return rows


def writing(stroll: Stroll) -> list[Writing]:
    """What is written on boards."""
    return [
        Writing(
            span=stroll.take(number).span,
            text=moment.text,
            kind="sign",
            entity=f"board {moment.colour}",
        )
        for number, moment in sorted(stroll.found().items())
        if moment.text
    ]
