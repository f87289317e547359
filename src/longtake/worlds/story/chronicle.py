"""What happened in the town: every act, and where everybody and everything was at any time.

Positions are tracks of keys, looked up by bisection, so that any moment of a day is cheap and a day
stays small. Town time is in seconds. Knows nothing of why things happen or of who films them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Literal, TypeVar

from longtake.worlds.stage import Facing
from longtake.worlds.story.town import Setting

Key = TypeVar("Key")


class Track(Generic[Key]):
    """The states of one thing, each until the next one begins."""

    __slots__ = ("keys", "times")

    def __init__(self, time_s: float, key: Key):
        self.times = [time_s]
        self.keys = [key]

    def put(self, time_s: float, key: Key) -> None:
        """From now on it is so. Times never go back."""
        self.times.append(max(time_s, self.times[-1]))
        self.keys.append(key)

    def at(self, time_s: float) -> Key:
        return self.keys[max(0, bisect_right(self.times, time_s) - 1)]

    def around(self, time_s: float) -> tuple[float, Key, float, Key]:
        """The state then with its start, and the next one with its start."""
        place = max(0, bisect_right(self.times, time_s) - 1)
        after = min(place + 1, len(self.keys) - 1)
        return self.times[place], self.keys[place], self.times[after], self.keys[after]

    @property
    def last(self) -> Key:
        return self.keys[-1]


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody is: where, in which pose; walking leads to the next key's `x`."""

    place: str
    """Empty: on the way."""
    x: float = 0.0
    pose: str = "stand"
    facing: Facing = "right"


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a loose thing is."""

    kind: Literal["ground", "hand", "chest", "gone", "falling", "rolling", "shards"]
    of: str = ""
    """The place whose ground it is, who holds it, or the chest it is in."""
    x: float = 0.0


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something, or something happens to the town (`actor` is then empty)."""

    id: str
    verb: str
    place: str
    start_s: float
    end_s: float
    actor: str = ""
    object: str = ""
    to: str = ""
    because: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A stretch in which something is going on at these places, so that it is worth filming."""

    start_s: float
    end_s: float
    places: tuple[str, ...]
    light: str
    weather: str


@dataclass
class Chronicle:
    """A finished day, or several."""

    setting: Setting
    duration_s: float
    people: dict[str, Track[Standing]]
    loose: dict[str, Track[Lying]]
    fixtures: dict[str, Track[str]]
    puddles: dict[str, Track[float]]
    """Where each place has a puddle; below 0: it has none."""
    acts: list[Act] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def act(self, id: str) -> Act:
        """The act of that id. Raises KeyError."""
        number = int(id[1:])
        if not 0 <= number < len(self.acts):
            raise KeyError(id)
        return self.acts[number]

    @cached_property
    def _by_place(self) -> dict[str, list[Act]]:
        found: dict[str, list[Act]] = {}
        for act in self.acts:
            if act.actor:
                found.setdefault(act.place, []).append(act)
        for acts in found.values():
            acts.sort(key=_start)
        return found

    def acts_at(self, place: str, start_s: float, end_s: float) -> list[Act]:
        """What people did at a place of a finished day within a stretch, in order."""
        acts = self._by_place.get(place, [])
        low = max(0, bisect_right(acts, start_s, key=_start) - 4)
        high = bisect_right(acts, end_s, key=_start)
        return [act for act in acts[low:high] if act.start_s < end_s and act.end_s > start_s]

    def watch_at(self, time_s: float) -> Watch:
        place = bisect_right(self.watches, time_s, key=lambda watch: watch.start_s) - 1
        return self.watches[max(0, place)]

    def present(self, place: str, time_s: float) -> dict[str, tuple[float, Standing]]:
        """Who is there, with where they are on the ground (walkers between their keys)."""
        here: dict[str, tuple[float, Standing]] = {}
        for id, track in self.people.items():
            since, key, until, after = track.around(time_s)
            if key.place == place:
                here[id] = (gliding(key, since, until, after, time_s), key)
        return here


def _start(act: Act) -> float:
    return act.start_s


def gliding(key: Standing, since: float, until: float, after: Standing, time_s: float) -> float:
    """Where a walker is between two keys."""
    if key.pose != "walk" or until <= since:
        return key.x
    share = min(1.0, max(0.0, (time_s - since) / (until - since)))
    return key.x + (after.x - key.x) * share
