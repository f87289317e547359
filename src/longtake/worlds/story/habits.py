"""Habits: what people do without a reason, and what they may ask others to do.

Comes in: the troupe as it is; goes out: wishes, the strongest first. Knows nothing of causes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from longtake.worlds.story.acting import Troupe, Wish
from longtake.worlds.story.lines import request, small_talk
from longtake.worlds.story.town import FOOD, FRAGILE, OUTDOORS, READABLE, goes_with

HABITS = {
    "pick up": 2.6,
    "put down": 0.9,
    "give": 3.0,
    "open": 1.1,
    "close": 0.5,
    "switch on": 0.6,
    "switch off": 0.4,
    "ring": 0.3,
    "store": 1.0,
    "take out": 1.0,
    "read": 1.0,
    "eat": 0.8,
    "drink": 1.0,
    "phone": 1.2,
    "wave": 0.8,
    "cheer": 0.2,
    "sit": 0.6,
    "fall": 0.35,
    "drop": 0.5,
    "roll": 1.2,
    "leave": 0.5,
    "say": 1.2,
}
"""How often something is done without a reason, relative to the rest."""


def habits(troupe: Troupe, place: str, rng: random.Random) -> list[Wish]:
    """What the people of a place may feel like doing: one wish a verb, the strongest first."""
    by_verb: dict[str, list[Wish]] = {}
    for wish in _possible(troupe, place, rng):
        by_verb.setdefault(wish.verb, []).append(wish)
    strength = {verb: rng.random() ** (1 / HABITS[verb]) for verb in by_verb}
    return [rng.choice(by_verb[verb]) for verb in sorted(by_verb, key=strength.__getitem__)[::-1]]


def _possible(troupe: Troupe, place: str, rng: random.Random) -> Iterator[Wish]:
    setting = troupe.setting
    for id in troupe.here(place):
        body, person = troupe.bodies[id], setting.people[id]
        if body.pose == "lie":
            continue
        others = [other for other in troupe.here(place) if other != id]
        if body.hand:
            yield from _with_thing(troupe, id, others)
        else:
            yield from empty_handed(troupe, place, id, others)
        places = [one for one in setting.places if one != place]
        yield Wish("leave", id, to=rng.choice(places))
        if others:
            yield Wish("say", id, to=rng.choice(others), said=small_talk(setting, rng))
            yield from _requests(troupe, place, id, others)
        for fixture in setting.standing_in(place):
            if fixture.look == "bench" and fixture.colour != person.coat:
                yield Wish("sit", id, to=fixture.id)


def _requests(troupe: Troupe, place: str, id: str, others: list[str]) -> Iterator[Wish]:
    """What somebody may ask others to do."""
    for other in others:
        if not troupe.bodies[other].hand and troupe.bodies[other].pose == "stand":
            for wish in empty_handed(troupe, place, other, []):
                said = requested(troupe, other, wish)
                if said:
                    yield Wish("say", id, wish.object, other, said=said)


def requested(troupe: Troupe, hearer: str, wish: Wish) -> str:
    """What is said to ask somebody for an act; empty where there are no words for it."""
    return request(troupe.setting, hearer, wish.verb, wish.object, wish.to)


def _with_thing(troupe: Troupe, id: str, others: list[str]) -> Iterator[Wish]:
    """What somebody may do with what they hold."""
    setting, hand = troupe.setting, troupe.bodies[id].hand
    thing, place = setting.loose[hand], troupe.bodies[id].place
    yield Wish("put down", id, hand)
    for other in others:
        if goes_with(setting.people[other], thing) and not troupe.bodies[other].hand:
            yield Wish("give", id, hand, other)
    if thing.look in READABLE:
        yield Wish("read", id, hand)
    if thing.look in FOOD:
        yield Wish("eat", id, hand)
    if thing.look == "cup":
        yield Wish("drink", id, hand)
    if thing.look == "phone":
        away = [one for one, body in troupe.bodies.items() if body.place not in ("", place)]
        yield from (Wish("phone", id, hand, one) for one in away[:2])
    if thing.look in FRAGILE:
        yield Wish("drop", id, hand)
    for fixture in setting.standing_in(place):
        if fixture.look == "chest" and fixture.colour != thing.colour:
            yield Wish("store", id, hand, fixture.id)


def empty_handed(troupe: Troupe, place: str, id: str, others: list[str]) -> Iterator[Wish]:
    """What somebody may do who holds nothing."""
    setting, person = troupe.setting, troupe.setting.people[id]
    for lying in troupe.on_ground(place):
        if goes_with(person, setting.loose[lying]):
            yield Wish("pick up", id, lying)
            if setting.loose[lying].look == "ball":
                yield Wish("roll", id, lying)
    for fixture in setting.standing_in(place):
        if not goes_with(person, fixture):
            continue
        for verb, found in FIXTURE_VERBS.get(fixture.look, ()):
            if troupe.state(fixture.id) == found:
                yield Wish(verb, id, to=fixture.id)
        for inside in troupe.in_chest(fixture.id):
            if goes_with(person, setting.loose[inside]):
                yield Wish("take out", id, inside, fixture.id)
    yield from (Wish("wave", id, to=other) for other in others)
    yield Wish("cheer", id)
    if place in OUTDOORS and person.coat != "teal":
        yield Wish("fall", id)


FIXTURE_VERBS = {
    "door": (("open", "closed"), ("close", "open")),
    "gate": (("open", "closed"), ("close", "open")),
    "chest": (("open", "closed"), ("close", "open")),
    "lamp": (("switch on", "off"), ("switch off", "on")),
    "bell": (("ring", "still"),),
}
"""What can be done to a fixture, and in which state."""
