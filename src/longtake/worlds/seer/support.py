"""Support: the fewest of the Views that still lead to an answer, and what in them it is about.

Shrinks what was seen by leaving parts out and asking again, so it works for every kind of
question. Knows nothing of how an answer is reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from longtake.types import Box
from longtake.worlds.seer.describing import thing_in_words
from longtake.worlds.stage import Thing, View

TRIES = 120
"""How often it is asked again, at most."""

Holds = Callable[[Sequence[View]], bool]
"""Whether these Views alone lead to the same answer."""

_WORD = re.compile(r"[a-z0-9]+")
_DULL = set(
    re.findall(r"\w+", "a an the is are was were in on at of and to with it that who what which")
)


def least(views: Sequence[View], holds: Holds) -> list[View]:
    """Few of the views that still hold; all of them when leaving out never does.

    Delta debugging (Zeller and Hildebrandt, 2002, "Simplifying and isolating failure-inducing
    input") with a limit on the tries: halves are left out, then quarters, down to single views.
    """
    kept, parts, tries = list(views), 2, 0
    while len(kept) > 1 and parts <= len(kept) and tries < TRIES:
        size = -(-len(kept) // parts)
        for first in range(0, len(kept), size):
            fewer = kept[:first] + kept[first + size :]
            tries += 1
            if fewer and holds(fewer):
                kept, parts = fewer, max(2, parts - 1)
                break
        else:
            if parts == len(kept):
                break
            parts = min(len(kept), 2 * parts)
    return kept


def subject(view: View, words: str) -> Thing | None:
    """The thing in the view that the words are about, if any."""
    wanted = content_words(words)
    scored = [(len(wanted & _known_by(thing)), thing.size, thing) for thing in view.things]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best and best[0] else None


def box_of(thing: Thing) -> Box | None:
    """Where it was found, or about where."""
    if thing.box is not None:
        return thing.box
    half = thing.size / 2
    left, top = max(0.0, thing.x - half), max(0.0, thing.y - half)
    right, bottom = min(1.0, thing.x + half), min(1.0, thing.y + half)
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def content_words(text: str) -> set[str]:
    """The words that say something, in lower case."""
    return {word for word in _WORD.findall(text.lower())} - _DULL


def _known_by(thing: Thing) -> set[str]:
    words = {thing.look, thing.colour, thing.accent, *content_words(thing.text)}
    return (words | content_words(thing_in_words(thing).partition(" at the ")[0])) - {""}
