"""What can be told of a clip from Views alone: tracks, meetings, entries, exits, rests, gaps.

A solid is followed by its colour, since no two of a clip share one; its shape is what it looks like
most of the time. Serves planned and seen Views alike, at full rate or a few frames. Knows no plans.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from longtake.worlds.motion.physics import RADIUS, WIDTH, Body, gap, inside
from longtake.worlds.motion.plan import SHAPES, side_of
from longtake.worlds.stage import View

CLOSE = 0.055
"""Rims at most so far apart touch, give or take what happens between two frames."""
MEANWHILE_S = 0.6
"""Contacts of a pair that are closer in time are one meeting."""
STRAY = 0.022
"""How far a place may lie off a straight run."""
STILL = 0.03
"""How far something at rest seems to move."""
REST_S = 0.35
LOST_S = 0.35
"""What is unseen for less was overlooked."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Where something was at one moment, in picture heights."""

    time_s: float
    x: float
    y: float
    size: float
    look: str

    @property
    def whole(self) -> bool:
        """Whether no edge of the picture cuts it, so that its place is exact."""
        return inside(self.x, self.y, RADIUS + 0.008)


@dataclass(frozen=True)
class Track:
    """All sights of one colour, in order of time."""

    colour: str
    sights: tuple[Sight, ...]

    @cached_property
    def look(self) -> str:
        """What it looks like most of the time."""
        whole = [sight.look for sight in self.sights if sight.whole]
        looks = whole or [sight.look for sight in self.sights]
        return Counter(looks).most_common(1)[0][0]

    @property
    def name(self) -> str:
        """As questions call it."""
        return f"{self.colour} {self.look}"

    @property
    def first(self) -> Sight:
        """When it is seen first."""
        return self.sights[0]

    @property
    def last(self) -> Sight:
        """When it is seen last."""
        return self.sights[-1]

    def run(self, late: bool = False) -> Body | None:
        """The first (or last) straight run as a motion from time 0; None: too little is seen."""
        sights = [sight for sight in self.sights if sight.whole]
        if late:
            sights.reverse()
        count, body = 2, _fitted(sights[:2])
        while body is not None and count < len(sights):
            following = sights[count]
            x, y = body.at(following.time_s)
            if math.hypot(x - following.x, y - following.y) > STRAY:
                break
            count += 1
            body = _fitted(sights[:count])
        if body is None or abs(sights[count - 1].time_s - sights[0].time_s) < 0.25:
            return None
        return body

    def rests(self) -> list[Sight]:
        """The places where it stays for a while, in order; the first sight of each."""
        places: list[Sight] = []
        start = 0
        for index in range(1, len(self.sights) + 1):
            if index < len(self.sights) and _near(self.sights[start], self.sights[index]):
                continue
            lasted = self.sights[index - 1].time_s - self.sights[start].time_s
            if lasted >= REST_S and not (places and _near(places[-1], self.sights[start])):
                places.append(self.sights[start])
            start = index
        return places


def _near(a: Sight, b: Sight) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) <= STILL


def _fitted(sights: Sequence[Sight]) -> Body | None:
    """The straight run nearest to the sights, by least squares."""
    if len(sights) < 2:
        return None
    times = np.array([sight.time_s for sight in sights])
    centred = times - times.mean()
    spread = float(centred @ centred)
    if spread < 1e-9:
        return None
    body = []
    for values in ([sight.x for sight in sights], [sight.y for sight in sights]):
        slope = float(centred @ np.array(values)) / spread
        body.append((float(np.mean(values)) - slope * float(times.mean()), slope))
    (x, vx), (y, vy) = body
    if math.hypot(vx, vy) < 0.015:
        x, y = (float(np.median([getattr(s, axis) for s in sights])) for axis in "xy")
        return Body(x, y)
    return Body(x, y, vx, vy)


@dataclass(frozen=True, slots=True)
class Contact:
    """Two tracks touch."""

    time_s: float
    a: Track
    b: Track

    def partner(self, track: Track) -> Track:
        """The other one."""
        return self.b if track is self.a else self.a

    @property
    def names(self) -> frozenset[str]:
        """Both, as questions call them."""
        return frozenset((self.a.name, self.b.name))


class Sightings:
    """Everything that some Views of one clip show."""

    def __init__(self, seen: Sequence[View]) -> None:
        views = [view for _, view in sorted({view.time_s: view for view in seen}.items())]
        self.times_s = [view.time_s for view in views]
        found: dict[str, list[Sight]] = {}
        for view in views:
            for colour, sight in _sights(view):
                found.setdefault(colour, []).append(sight)
        self.all = [Track(colour, tuple(sights)) for colour, sights in sorted(found.items())]

    @property
    def tracks(self) -> list[Track]:
        """The solids; no covers."""
        return [track for track in self.all if track.look in SHAPES]

    @property
    def covers(self) -> list[Track]:
        """The covers."""
        return [track for track in self.all if track.look == "cover"]

    def named(self, name: str) -> Track | None:
        """The track of `red cube`; None: there is no such thing in these views."""
        return next((track for track in self.all if track.name == name), None)

    def contacts(self) -> list[Contact]:
        """Meetings of solids, in order of time."""
        found = []
        tracks = self.tracks
        for place, a in enumerate(tracks):
            for b in tracks[place + 1 :]:
                found += [Contact(time_s, a, b) for time_s in _touching(a, b)]
        return sorted(found, key=lambda contact: contact.time_s)

    def entered(self, track: Track) -> str | None:
        """The side where it came in after the beginning; empty: unclear; None: it was there."""
        first = track.first
        if first.time_s <= self.times_s[0] + 0.3 or not _at_edge(first):
            return None
        return side_of(first.x, first.y)

    def left(self, track: Track) -> str | None:
        """The side where it went out before the end; None: it did not."""
        last = track.last
        if last.time_s >= self.times_s[-1] - 0.05 or not _at_edge(last):
            return None
        return side_of(last.x, last.y)

    def gaps(self, track: Track) -> list[tuple[float, float]]:
        """When it is out of sight between two sights: from the first frame without it."""
        seen = {sight.time_s for sight in track.sights}
        gaps = []
        for one, other in pairwise(track.sights):
            between = [t for t in self.times_s if one.time_s < t < other.time_s and t not in seen]
            if between and other.time_s - between[0] >= LOST_S:
                gaps.append((between[0], other.time_s))
        return gaps

    def after(self, time_s: float) -> float | None:
        """The next moment that was looked at."""
        return next((t for t in self.times_s if t > time_s + 1e-6), None)


def _at_edge(sight: Sight) -> bool:
    return not inside(sight.x, sight.y, RADIUS + 0.09)


def _sights(view: View) -> Iterator[tuple[str, Sight]]:
    """The largest thing of each colour."""
    best: dict[str, Sight] = {}
    for thing in view.of(*SHAPES, "cover"):
        sight = Sight(view.time_s, thing.x * WIDTH, thing.y, thing.size, thing.look)
        if thing.colour not in best or sight.size > best[thing.colour].size:
            best[thing.colour] = sight
    yield from best.items()


def _touching(a: Track, b: Track) -> list[float]:
    """Moments of contact, each where the rims come closest."""
    places = {sight.time_s: sight for sight in b.sights}
    times: list[float] = []
    closest = math.inf
    latest = -math.inf
    for one in a.sights:
        other = places.get(one.time_s)
        if other is None:
            continue
        apart = gap((one.x, one.y), (other.x, other.y))
        if apart > CLOSE:
            continue
        if one.time_s - latest > MEANWHILE_S:
            times.append(one.time_s)
            closest = apart
        elif apart < closest:
            times[-1], closest = one.time_s, apart
        latest = one.time_s
    return times
