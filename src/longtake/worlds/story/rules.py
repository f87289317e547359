"""Why things happen: the rules by which one act leads to another.

Each rule takes an act that has just happened and gives `Intent`s: who will do what because of it,
where, and how soon. Intents wait, perhaps for minutes and while nobody films, until they can be
carried out. Chains grow by themselves: taken, missed, told, rung for, come, given back, cheered.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from longtake.worlds.story.acting import Troupe, Wish
from longtake.worlds.story.chronicle import Act
from longtake.worlds.story.habits import empty_handed, requested
from longtake.worlds.story.lines import clause, stated
from longtake.worlds.story.town import FOOD, goes_with


@dataclass(frozen=True, slots=True)
class Intent:
    """A wish that waits for its place and its time."""

    wish: Wish
    place: str
    after_s: float
    until_s: float
    line: str = ""
    """What is said before it is done."""


Rule = Callable[[Troupe, Act, random.Random], Iterator[Intent]]


def _intent(troupe: Troupe, act: Act, wish: Wish, *, wait_s: float = 0.5, long_s: float = 90.0,
            place: str = "", line: bool = False, reason: str = "") -> Intent:  # fmt: skip
    said = ""
    if line:
        why = reason or clause(troupe.setting, act)
        said = stated(troupe.setting, wish.verb, wish.object, wish.to, why)
    start = act.end_s + wait_s
    return Intent(wish, place or act.place, start, start + long_s, said)


def _others(troupe: Troupe, act: Act, *, idle: bool = True) -> list[str]:
    """Who else is at the place of an act, able to do something."""
    ready = ("stand",) if idle else ("stand", "sit")
    here = troupe.here(act.place)
    return [id for id in here if id not in (act.actor,) and troupe.bodies[id].pose in ready]


def _missed(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Somebody took or ate what is another's, who was away: the owner will look for it."""
    owner = troupe.setting.loose[act.object].owner
    if owner != act.actor and troupe.bodies[owner].place != act.place:
        wish = Wish("search", owner, act.object, because=act.id)
        yield _intent(troupe, act, wish, wait_s=6, long_s=900)


def _told(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who looked in vain tells somebody."""
    others = _others(troupe, act, idle=False)
    if others and troupe.setting.loose[act.object].owner == act.actor:
        said = f"The {troupe.setting.loose[act.object].name} is gone."
        to = rng.choice(others)
        yield _intent(troupe, act, Wish("say", act.actor, act.object, to, act.id, said))


def _alarm(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who hears that something is gone rings the bell, or helps to look for it."""
    if not act.because or act.to not in troupe.bodies or act.object not in troupe.setting.loose:
        return
    hearer = troupe.setting.people[act.to]
    if troupe.bodies[act.to].hand == act.object:
        wish = Wish("give", act.to, act.object, act.actor, act.id)
        yield _intent(troupe, act, wish, line=rng.random() < 0.5, reason="it is yours")
        return
    for fixture in troupe.setting.standing_in(act.place):
        if fixture.look == "bell" and goes_with(hearer, fixture):
            wish = Wish("ring", act.to, to=fixture.id, because=act.id)
            yield _intent(troupe, act, wish, line=True)
            return
    wish = Wish("search", act.to, act.object, because=act.id)
    yield _intent(troupe, act, wish, line=True)


def _asked(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who is asked to do something does it, and says who asked."""
    if act.because or act.to not in troupe.bodies or troupe.bodies[act.to].hand:
        return
    for wish in empty_handed(troupe, act.place, act.to, []):
        if requested(troupe, act.to, wish) == act.said:
            asked = f"{troupe.setting.people[act.actor].name} asked me to"
            done = replace(wish, because=act.id)
            yield _intent(troupe, act, done, line=True, reason=asked, long_s=20)
            return


def _fetched(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """What was asked for is given to who asked."""
    if act.because and rng.random() < 0.7:
        asking = troupe.chronicle.act(act.because)
        thing, asker = troupe.setting.loose[act.object], asking.actor
        for_them = asking.verb == "say" and asker in troupe.bodies and asker != act.actor
        if for_them and goes_with(troupe.setting.people[asker], thing):
            yield _intent(troupe, act, Wish("give", act.actor, act.object, asker, act.id))


def _come(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """A bell brings somebody: whoever has what is missed, if anybody has."""
    missed = _missing(troupe, act)
    away = [id for id, body in troupe.bodies.items() if body.place not in ("", act.place)]
    holders = [id for id in away if missed and troupe.bodies[id].hand == missed]
    if away:
        who = holders[0] if holders else rng.choice(away)
        wish = Wish("leave", who, to=act.place, because=act.id)
        yield _intent(troupe, act, wish, place=troupe.bodies[who].place, wait_s=1)


def _missing(troupe: Troupe, act: Act) -> str:
    """What was said to be gone, where that is why the act was done."""
    while act.because:
        act = troupe.chronicle.act(act.because)
        if act.verb == "say":
            return act.object
    return ""


def _called(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who was phoned comes."""
    if act.to in troupe.bodies and troupe.bodies[act.to].place not in ("", act.place):
        wish = Wish("leave", act.to, to=act.place, because=act.id)
        yield _intent(troupe, act, wish, place=troupe.bodies[act.to].place, wait_s=1)


def _arrived(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who comes says why, gives back what is missed there, or is greeted."""
    hand = troupe.bodies[act.actor].hand
    owner = troupe.setting.loose[hand].owner if hand else ""
    if act.because:
        cause = troupe.chronicle.act(act.because)
        said = stated(troupe.setting, "arrive", "", "", clause(troupe.setting, cause))
        if said:
            yield _intent(troupe, act, Wish("say", act.actor, because=act.because, said=said))
        taken = owner and owner != act.actor and _missing(troupe, act) == hand
        if taken and troupe.bodies[owner].place == act.place:
            wish = Wish("give", act.actor, hand, owner, act.because)
            yield _intent(troupe, act, wish, line=True, reason="you miss it")
            return
    others = [id for id in _others(troupe, act) if not troupe.bodies[id].hand]
    if others and rng.random() < 0.6:
        yield _intent(troupe, act, Wish("wave", rng.choice(others), to=act.actor, because=act.id))


def _thanks(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who is given something reads it, cheers, or eats it."""
    look = troupe.setting.loose[act.object].look
    if look == "letter" or (look == "book" and rng.random() < 0.6):
        wish = Wish("read", act.to, act.object, because=act.id)
        yield _intent(troupe, act, wish, line=rng.random() < 0.6)
    elif look in FOOD and rng.random() < 0.5:
        yield _intent(troupe, act, Wish("eat", act.to, act.object, because=act.id))
    elif rng.random() < 0.75:
        wish = Wish("cheer", act.to, act.object, because=act.id)
        yield _intent(troupe, act, wish, line=rng.random() < 0.6)


def _letter(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """A letter sends its reader somewhere."""
    places = [place for place in troupe.setting.places if place != act.place]
    if troupe.setting.loose[act.object].look == "letter":
        wish = Wish("leave", act.actor, to=rng.choice(places), because=act.id)
        yield _intent(troupe, act, wish, line=True)


def _wet(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """On wet ground somebody falls."""
    here = [id for id in troupe.here(act.place) if troupe.setting.people[id].coat != "teal"]
    if here:
        wish = Wish("fall", rng.choice(here), because=act.id)
        yield _intent(troupe, act, wish, wait_s=4, long_s=60)


def _shelter(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """When it rains or snows, what stands open is closed."""
    yield from _fixtures(troupe, act, rng, {"door": "close", "gate": "close"})


def _dark(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """In the dark lamps are lit, and put out when it is light."""
    verb = "switch off" if act.verb == "day" else "switch on"
    yield from _fixtures(troupe, act, rng, {"lamp": verb})


def _fixtures(
    troupe: Troupe, act: Act, rng: random.Random, doings: dict[str, str]
) -> Iterator[Intent]:
    for fixture in troupe.setting.fixtures.values():
        here = troupe.here(fixture.place)
        able = [id for id in here if goes_with(troupe.setting.people[id], fixture)]
        if fixture.look in doings and able:
            wish = Wish(doings[fixture.look], rng.choice(able), to=fixture.id, because=act.id)
            yield _intent(troupe, act, wish, place=fixture.place, line=rng.random() < 0.7)


def _helped(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Who falls is helped up, where somebody is near."""
    others = [id for id in _others(troupe, act) if not troupe.bodies[id].hand]
    if others:
        wish = Wish("help", rng.choice(others), to=act.actor, because=act.id)
        yield _intent(troupe, act, wish, wait_s=0, long_s=8)


def _grateful(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    wish = Wish("wave", act.to, to=act.actor, because=act.id)
    yield _intent(troupe, act, wish, line=rng.random() < 0.6, long_s=15)


def _opened(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """An open chest is looked into, or filled."""
    chest = troupe.setting.fixtures[act.to]
    inside = troupe.in_chest(act.to)
    if chest.look == "chest" and inside:
        wish = Wish("take out", act.actor, inside[0], act.to, act.id)
        yield _intent(troupe, act, wish, line=rng.random() < 0.6, long_s=20)
    elif chest.look == "chest":
        for id in troupe.here(act.place):
            hand = troupe.bodies[id].hand
            if hand and troupe.setting.loose[hand].colour != chest.colour:
                wish = Wish("store", id, hand, act.to, act.id)
                yield _intent(troupe, act, wish, line=rng.random() < 0.4, long_s=30)
                return


def _broken(troupe: Troupe, act: Act, rng: random.Random) -> Iterator[Intent]:
    """Breaking something is talked about."""
    name = troupe.setting.loose[act.object].name
    who = troupe.setting.people[act.actor].name
    for other in _others(troupe, act, idle=False)[:1]:
        said = f"The {name} is broken because {who} dropped it."
        yield _intent(troupe, act, Wish("say", other, to=act.actor, because=act.id, said=said))


RULES: dict[str, tuple[Rule, ...]] = {
    "pick up": (_missed, _fetched),
    "eat": (_missed,),
    "search": (_told,),
    "say": (_alarm, _asked),
    "ring": (_come,),
    "phone": (_called,),
    "arrive": (_arrived,),
    "give": (_thanks,),
    "read": (_letter,),
    "puddle": (_wet,),
    "rain": (_shelter,),
    "snow": (_shelter,),
    "dusk": (_dark,),
    "night": (_dark,),
    "day": (_dark,),
    "fall": (_helped,),
    "help": (_grateful,),
    "open": (_opened,),
    "drop": (_broken,),
}
"""What an act leads to, by its verb."""


def consequences(troupe: Troupe, act: Act, rng: random.Random) -> list[Intent]:
    """What will be done because of an act."""
    return [intent for rule in RULES.get(act.verb, ()) for intent in rule(troupe, act, rng)]


def as_things_are(troupe: Troupe, intent: Intent) -> Intent:
    """What one does instead of looking for a thing that is here: take it, or ask for it."""
    wish = intent.wish
    if wish.verb != "search":
        return intent
    lies = troupe.chronicle.loose[wish.object].last
    if lies.kind == "ground" and lies.of == intent.place:
        return replace(intent, wish=replace(wish, verb="pick up"), line="")
    if lies.kind == "hand" and lies.of in troupe.here(intent.place) and lies.of != wish.actor:
        said = f"That {troupe.setting.loose[wish.object].name} is mine."
        return replace(intent, wish=replace(wish, verb="say", to=lies.of, said=said), line="")
    return intent
