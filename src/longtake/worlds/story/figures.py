"""Figures: who is in a view, how they stand, what they hold, and what is in front of them.

Distances are in heights of the person, so they do not depend on how close the camera is. Works on
Views alone, planned or seen; nothing here knows an id. Comes in: a `View`; goes out: a `Glance`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from longtake.worlds.sprites.objects import CARRIED
from longtake.worlds.sprites.people import ASPECT, hand
from longtake.worlds.stage import Thing, View
from longtake.worlds.story.town import FIXTURE_SIZE

Who = tuple[str, str]
"""Coat and hat."""
What = tuple[str, str]
"""Colour and look."""

IN_HAND = 0.21
"""How far from the hand a held thing may be."""
NEAR, FAR = 0.35, 1.15
"""How far in front somebody or something stands that is within reach."""
EDGE = 0.02
"""People cut off by the picture's edge are not judged."""
USUAL_RATIO = 16 / 9


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody at one moment."""

    time_s: float
    who: Who
    pose: str
    thing: Thing
    held: What | None
    front: Thing | None
    """The nearest person or fixture within reach, on the side they look to."""


@dataclass(slots=True)
class Glance:
    """What was made of one view."""

    view: View
    ratio: float
    figures: list[Figure] = field(default_factory=list)
    speaker: Who | None = None

    @property
    def time_s(self) -> float:
        return self.view.time_s

    def figure(self, who: Who) -> Figure | None:
        """That person, if in the picture."""
        return next((one for one in self.figures if one.who == who), None)

    def apart(self, one: Thing, other: Thing) -> float:
        """How far to the right of `one` the other is, in heights of a person."""
        return (other.x - one.x) * self.ratio / one.size


def glance(view: View) -> Glance:
    """Make out the people of a view."""
    people = [thing for thing in view.things if thing.look == "person" and thing.accent]
    seen = Glance(view, _ratio(people))
    if view.behind is not None or view.veil > 0.6:
        return seen
    loose = [thing for thing in view.things if thing.look in CARRIED]
    others = [t for t in view.things if t.look == "person" or t.look in FIXTURE_SIZE]
    for person in people:
        if EDGE < person.x < 1 - EDGE:
            held = _held(seen, person, loose)
            if person.pose == "raise" and held is None:
                person = replace(person, pose="reach")
                held = _held(seen, person, loose)
            what = (held.colour, held.look) if held else None
            front = _front(seen, person, others)
            pose = "walk" if person.pose == "walk2" else person.pose
            who = person.colour, person.accent
            seen.figures.append(Figure(view.time_s, who, pose, person, what, front))
    seen.speaker = _speaker(seen)
    return seen


def _ratio(people: Sequence[Thing]) -> float:
    """Width over height of the picture, from somebody's box."""
    for person in people:
        box = person.box
        if box and box.left > 0 and box.right < 1 and box.right > box.left:
            high = min(person.size, 1.0)
            return min(4.0, max(0.3, ASPECT * high / (box.right - box.left)))
    return USUAL_RATIO


def _held(seen: Glance, person: Thing, loose: Sequence[Thing]) -> Thing | None:
    """The loose thing whose middle is nearest to the hand."""
    across, down = hand(person.pose, person.facing)
    x, y = (across - 0.5) * ASPECT, down - 0.5
    best, least = None, IN_HAND
    for thing in loose:
        dx = seen.apart(person, thing) - x
        dy = (thing.y - person.y) / person.size - y
        far = (dx * dx + dy * dy) ** 0.5
        if far < least:
            best, least = thing, far
    return best


def _front(seen: Glance, person: Thing, others: Sequence[Thing]) -> Thing | None:
    best, least = None, FAR
    for thing in others:
        apart = seen.apart(person, thing)
        ahead = apart if person.facing == "right" else -apart
        if NEAR < ahead < least:
            best, least = thing, ahead
    return best


def _speaker(seen: Glance) -> Who | None:
    """Whoever the speech mark is above."""
    for mark in seen.view.of("bubble"):
        near = [
            (abs(seen.apart(one.thing, mark)), one.who)
            for one in seen.figures
            if mark.y < one.thing.y - 0.2 * one.thing.size
        ]
        if near and min(near)[0] < 0.35:
            return min(near)[1]
    return None


def towards(seen: Glance, figure: Figure) -> Who | None:
    """The nearest person on the side that somebody looks to, however far."""
    ahead = []
    for other in seen.figures:
        apart = seen.apart(figure.thing, other.thing)
        apart = apart if figure.thing.facing == "right" else -apart
        if apart > 0.2:
            ahead.append((apart, other.who))
    return min(ahead)[1] if ahead else None
