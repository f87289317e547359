"""Mistakes: a wrong answer in the place of a right one, and something that was never seen.

Plausible and always the same for the same request. Knows nothing of pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.worlds.asking.replies import plain
from longtake.worlds.seer.chance import Chance
from longtake.worlds.stage import COLOURS

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COLOUR = re.compile(rf"\b(?:{'|'.join(COLOURS)})\b", re.I)
_OBJECTS = ("ball", "kite", "cup", "book", "lantern", "umbrella")


def wrong(answer: str, options: Sequence[str], chance: Chance) -> str:
    """Another option; without options, the answer with what it says changed."""
    others = [option for option in options if plain(option) != plain(answer)]
    if others:
        return chance.one_of(others, "which wrong")
    if plain(answer) in ("yes", "no"):
        return "no" if plain(answer) == "yes" else "yes"
    if found := _COLOUR.search(answer):
        colours = [colour for colour in COLOURS if colour != found[0].lower()]
        return _COLOUR.sub(chance.one_of(colours, "which colour"), answer, count=1)
    if _NUMBER.search(answer):
        off = 1 + int(4 * chance.share("how far"))
        return _NUMBER.sub(lambda found: f"{float(found[0]) + off:g}", answer)
    return something(chance)


def something(chance: Chance) -> str:
    """A thing that might have been there."""
    colour = chance.one_of(list(COLOURS), "made-up colour")
    return f"a {colour} {chance.one_of(_OBJECTS, 'made-up object')}"
