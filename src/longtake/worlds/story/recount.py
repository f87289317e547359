"""Plain sentences about what people do, and the way back from a sentence to the deed.

One grammar serves the truth, the captions of a text-only reader, the questions and their options.
`Anna (red coat, blue hat) gives the red kite to Ben (green coat, orange hat) at the harbour.`
"""

from __future__ import annotations

import re
from functools import cache

from longtake.worlds.drawing.grounds import TOWN
from longtake.worlds.sprites.objects import CARRIED
from longtake.worlds.stage import COLOURS
from longtake.worlds.story.chronicle import Act
from longtake.worlds.story.figures import What, Who
from longtake.worlds.story.sighting import Deed
from longtake.worlds.story.town import FIXTURE_SIZE, Setting

DOES = {
    "arrive": "arrives",
    "leave": "leaves",
    "pick up": "picks up {what}",
    "put down": "puts down {what}",
    "roll": "rolls {what} away",
    "give": "gives {what} to {to}",
    "help": "helps {to} up",
    "open": "opens {at}",
    "close": "closes {at}",
    "switch on": "switches on {at}",
    "switch off": "switches off {at}",
    "ring": "rings {at}",
    "store": "puts {what} into {at}",
    "take out": "takes {what} out of {at}",
    "wave": "waves to {to}",
    "cheer": "cheers",
    "read": "reads {what}",
    "eat": "eats {what}",
    "drink": "drinks from {what}",
    "phone": "makes a call with {what}",
    "search": "looks for something on the ground",
    "sit": "sits down",
    "fall": "falls down",
    "rise": "gets up",
    "drop": "drops and breaks {what}",
    "say": 'says "{said}"',
}
"""What somebody does, in the third person."""
HAPPENS = {
    "rain": "It begins to rain",
    "snow": "It begins to snow",
    "fog": "Fog comes up",
    "clear": "The weather clears",
    "dusk": "Dusk falls",
    "night": "Night falls",
    "day": "It gets light",
    "puddle": "A puddle forms at the {place}",
    "restock": "There is a new {object}",
}

COLOUR = f"(?:{'|'.join(COLOURS)})"
PERSON = rf"(?:[A-Z][a-z]+ \({COLOUR} coat, {COLOUR} hat\)|the person in the {COLOUR} coat and {COLOUR} hat)"  # noqa: E501
THING = rf"the {COLOUR} (?:{'|'.join(CARRIED)})"
FIXTURE = rf"the {COLOUR} (?:{'|'.join(FIXTURE_SIZE)})"
PLACE = rf"the (?:{'|'.join(TOWN)})"
SLOT_PATTERNS = {"what": THING, "to": PERSON, "at": FIXTURE, "said": '[^"]+'}
DOING = r".+?"


def person(who: Who) -> str:
    """How an answer points somebody out, without knowing a name."""
    return f"the person in the {who[0]} coat and {who[1]} hat"


def thing(what: What) -> str:
    """`the red kite`."""
    return f"the {what[0]} {what[1]}"


def who_in(text: str) -> Who | None:
    """The first person that a text points out by look."""
    found = re.search(rf"({COLOUR}) coat(?:,| and) ({COLOUR}) hat", text)
    return (found[1], found[2]) if found else None


def what_in(text: str) -> What | None:
    """The first loose thing or fixture that a text names."""
    looks = "|".join((*CARRIED, *FIXTURE_SIZE))
    found = re.search(rf"({COLOUR}) ({looks})\b", text)
    return (found[1], found[2]) if found else None


def doing(deed: Deed) -> str:
    """`gives the red kite to the person in the green coat and orange hat`."""
    return DOES[deed.verb].format(
        what=thing(deed.what) if deed.what else "something",
        to=person(deed.to) if deed.to else "somebody",
        at=thing(deed.at) if deed.at else "something",
        said=deed.said,
    )


def doing_of(setting: Setting, act: Act) -> str:
    """The same of an act, with names."""
    return DOES[act.verb].format(
        what=setting.name_of(act.object),
        to=setting.name_of(act.to),
        at=setting.name_of(act.to),
        said=act.said,
    )


def sentence(setting: Setting, act: Act) -> str:
    """One plain sentence about an act."""
    if not act.actor:
        thing_ = setting.loose[act.object].name if act.object else ""
        return HAPPENS[act.verb].format(place=act.place, object=thing_) + "."
    who = setting.people[act.actor].described
    return f"{who} {doing_of(setting, act)} {_where(act.verb)}the {act.place}."


def told(deed: Deed) -> str:
    """The sentence of a deed, without names."""
    where = f" {_where(deed.verb)}the {deed.place}" if deed.place else ""
    return f"{person(deed.who)} {doing(deed)}{where}"


def _where(verb: str) -> str:
    return "" if verb == "leave" else "at "


def deed_of(text: str) -> Deed | None:
    """The deed that a sentence tells of; None where it is no such sentence."""
    found = re.match(rf"\s*({PERSON}) (.+?)(?: (?:at )?({PLACE}))?\.?\s*$", text)
    if not found:
        return None
    deed = deed_in(found[2])
    if deed is None:
        return None
    place = (found[3] or "").removeprefix("the ")
    return Deed(
        verb=deed.verb,
        who=who_in(found[1]) or ("", ""),
        what=deed.what,
        to=deed.to,
        at=deed.at,
        said=deed.said,
        place=place,
    )


def deed_in(text: str) -> Deed | None:
    """The deed of a phrase such as `picks up the red kite`; who does it is left open."""
    for verb, pattern in _patterns().items():
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            return Deed(
                verb=verb,
                who=("", ""),
                what=what_in(parts.get("what", "")),
                to=who_in(parts.get("to", "")),
                at=what_in(parts.get("at", "")),
                said=parts.get("said", ""),
            )
    return None


def agrees(wanted: Deed, deed: Deed) -> bool:
    """Whether a deed is of the kind wanted; what `wanted` leaves open is anything."""
    return deed.verb == wanted.verb and all(
        not mine or mine == its
        for mine, its in (
            (wanted.what, deed.what),
            (wanted.to, deed.to),
            (wanted.at, deed.at),
            (wanted.said, deed.said),
            (wanted.place, deed.place),
            (wanted.who if any(wanted.who) else None, deed.who),
        )
    )


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    made = {}
    for verb, form in DOES.items():
        pattern = re.escape(form)
        for slot, inside in SLOT_PATTERNS.items():
            pattern = pattern.replace(rf"\{{{slot}\}}", f"(?P<{slot}>{inside})")
        made[verb] = re.compile(pattern)
    return made
