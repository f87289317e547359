"""Reads needles out of Views: what captions name, what cards and clips show, how often, which way.

Knows how needles look, not which there are. Views come in, words and counts go out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from longtake.worlds.needle.plan import CORNERS, LOOKS
from longtake.worlds.stage import Thing, View

APART_S = 2.95
"""Sightings this far apart are two: less than lies between needles, as long as one may last."""
BIG = 0.24
"""Least height of what a card or clip shows; things of the film itself are smaller."""

Read = Callable[[Mapping[str, str], View], list[str]]
"""What of the wanted is to be seen in a view; nothing where there is none."""


def captions(pattern: str) -> Read:
    """What a caption of that pattern names."""
    compiled = re.compile(pattern)

    def read(asked: Mapping[str, str], view: View) -> list[str]:
        found = compiled.search(view.subtitle)
        return [found[1]] if found else []

    return read


def on_cards(title: str) -> Read:
    """What cards of that title show."""

    def read(asked: Mapping[str, str], view: View) -> list[str]:
        thing = card_thing(view, title)
        return [f"{thing.colour} {thing.look}"] if thing else []

    return read


def card_thing(view: View, title: str) -> Thing | None:
    """The large thing on a card of that title."""
    if not any(plate.text == title for plate in view.of("plate")):
        return None
    large = [thing for thing in view.of(*LOOKS) if thing.size >= BIG]
    return max(large, key=lambda thing: thing.size, default=None)


def sightings(
    asked: Mapping[str, str], seen: Sequence[View], read: Read
) -> list[tuple[list[View], list[str]]]:
    """Each time that something is read, with its views, and what it is, likeliest first.

    What is missed in a view or two between does not end it.
    """
    found: list[tuple[list[View], Counter[str]]] = []
    for view in sorted(seen, key=lambda view: view.time_s):
        said = read(asked, view)
        if said:
            if not found or view.time_s - found[-1][0][-1].time_s >= APART_S:
                found.append(([], Counter()))
            found[-1][0].append(view)
            found[-1][1].update(said)
    return [(views, [name for name, _ in said.most_common()]) for views, said in found]


def heading(views: Sequence[View], read: Read) -> int:
    """Which way the large thing goes; 0 when it cannot be told."""
    places = [
        (view.time_s, max(view.of(*LOOKS), key=lambda thing: thing.size).x)
        for view in views
        if view.of(*LOOKS)
    ]
    if len(places) < 2 or abs(places[-1][1] - places[0][1]) < 0.02:
        return 0
    return 1 if places[-1][1] > places[0][1] else -1


def laid_in_corners(asked: Mapping[str, str], view: View) -> list[str]:
    """The little pictures near the corners, where at least one of the wanted kind is."""
    wanted = asked.get("thing", "")
    found = [
        f"{thing.colour} {thing.look}"
        for thing in view.of(*LOOKS)
        if any(
            abs(thing.x - x) < 0.04 and abs(thing.y - y) < 0.06 and abs(thing.size - 0.13) < 0.04
            for x, y in CORNERS
        )
    ]
    return [name for name in found if name == wanted]
