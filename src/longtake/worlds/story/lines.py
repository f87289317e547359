"""What people say: why they do what they do, in plain words, and small talk.

A reason is a clause (`the red kite is gone`); a line wraps it (`I ring the bell because …`). The
same clauses are the answers to questions that ask why.
"""

from __future__ import annotations

import random

from longtake.worlds.stage import COLOURS
from longtake.worlds.story.chronicle import Act
from longtake.worlds.story.town import LOOKS, Setting

CLAUSES = {
    "pick up": "{actor} took the {object}",
    "eat": "{actor} ate the {object}",
    "search": "{actor} looks for the {object}",
    "say": "the {object} is gone",
    "ring": "the bell rang",
    "arrive": "{actor} came",
    "give": "{actor} gave me the {object}",
    "fall": "{actor} fell down",
    "help": "{actor} helped me up",
    "drop": "{actor} broke the {object}",
    "phone": "{actor} phoned me",
    "read": "of the {object}",
    "open": "the {to} is open",
    "puddle": "the ground is wet",
    "rain": "it began to rain",
    "snow": "it began to snow",
    "dusk": "it got dark",
    "night": "it got dark",
    "day": "it got light",
}
"""The reason that an act is for another one, by the verb of the cause."""

DOINGS = {
    "ring": "ring the bell",
    "pick up": "pick up the {object}",
    "search": "look for the {object}",
    "open": "open the {to}",
    "close": "close the {to}",
    "switch on": "switch on the lamp",
    "switch off": "switch off the lamp",
    "give": "give back the {object}",
    "leave": "go to the {to}",
    "arrive": "come here",
    "wave": "wave",
    "cheer": "cheer",
    "read": "read the {object}",
    "store": "put away the {object}",
    "take out": "take the {object}",
    "help": "help {to}",
    "sit": "sit down",
}
"""What somebody says they do."""

TALK = (
    "I dreamt of a {colour} {look}.",
    "My aunt has a {colour} {look}.",
    "I want to buy a {colour} {look}.",
    "Once I lost a {colour} {look}.",
    "We need a {colour} {look}.",
)


def short(setting: Setting, id: str) -> str:
    """A thing's or a person's name as people say it."""
    if id in setting.people:
        return setting.people[id].name
    if id in setting.loose:
        return setting.loose[id].name
    return setting.fixtures[id].look if id in setting.fixtures else id


def clause(setting: Setting, cause: Act) -> str:
    """The reason: what a cause is called after `because`; empty where none is said."""
    words = {name: short(setting, getattr(cause, name)) for name in ("actor", "object", "to")}
    return CLAUSES.get(cause.verb, "").format(**words)


def stated(setting: Setting, verb: str, object: str, to: str, reason: str) -> str:
    """`I ring the bell because the boat is late.`; empty where there are no words for it."""
    if verb not in DOINGS or not reason:
        return ""
    doing = DOINGS[verb].format(object=short(setting, object), to=short(setting, to))
    return f"I {doing} because {reason}."


def request(setting: Setting, hearer: str, verb: str, object: str, to: str) -> str:
    """`Ben, please open the chest.`; empty where there are no words for it."""
    if verb not in REQUESTS:
        return ""
    doing = DOINGS[verb].format(object=short(setting, object), to=short(setting, to))
    return f"{short(setting, hearer)}, please {doing}."


REQUESTS = frozenset({"pick up", "open", "close", "switch on", "switch off", "ring"})
"""What somebody may be asked to do."""


def small_talk(setting: Setting, rng: random.Random) -> str:
    """A remark about some thing, of this town or not."""
    colour, look = rng.choice(list(COLOURS)), rng.choice(LOOKS)
    return rng.choice(TALK).format(colour=colour, look=look)
