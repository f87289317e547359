"""The troupe: the town's people and things as they are now, and the few moves acts are made of.

Moves are written into the tracks of a `Chronicle`. Knows no verbs and no reasons.
"""

from __future__ import annotations

from dataclasses import dataclass

from longtake.worlds.stage import Facing
from longtake.worlds.story.chronicle import Act, Chronicle, Standing
from longtake.worlds.story.town import MOST_PEOPLE, SLOTS, slot_x

SPEED = 0.30
"""Walking, in widths of the ground a second."""
EDGE = 0.12
"""How far outside the ground somebody comes from."""


@dataclass
class Body:
    """Where somebody is now, and what they hold."""

    place: str
    slot: int
    pose: str = "stand"
    facing: Facing = "right"
    hand: str = ""
    due_s: float = 0.0
    """On the way: when they arrive."""
    bound_for: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """An act that somebody may do."""

    verb: str
    actor: str
    object: str = ""
    to: str = ""
    because: str = ""
    said: str = ""


class Troupe:
    """The town's people and things as they are now, and the verbs they can do."""

    def __init__(self, chronicle: Chronicle, bodies: dict[str, Body]):
        self.chronicle = chronicle
        self.setting = chronicle.setting
        self.bodies = bodies

    # -- what is where -------------------------------------------------------------------------

    def here(self, place: str) -> list[str]:
        """Who is at a place."""
        return [id for id, body in self.bodies.items() if body.place == place]

    def on_ground(self, place: str) -> list[str]:
        """Loose things that lie about there."""
        tracks = self.chronicle.loose.items()
        return [
            id for id, track in tracks if track.last.kind == "ground" and track.last.of == place
        ]

    def in_chest(self, chest: str) -> list[str]:
        tracks = self.chronicle.loose.items()
        return [id for id, track in tracks if track.last.kind == "chest" and track.last.of == chest]

    def state(self, fixture: str) -> str:
        return self.chronicle.fixtures[fixture].last

    def free(self, place: str, besides: str = "") -> set[int]:
        """Slots in which nobody and nothing stands."""
        taken = {fixture.slot for fixture in self.setting.standing_in(place)}
        for id, body in self.bodies.items():
            if body.place == place and id != besides:
                taken.add(body.slot)
        return set(range(SLOTS)) - taken

    def free_spots(self, place: str) -> list[int]:
        """Left slots of the spots on which nothing lies."""
        lasts = [track.last for track in self.chronicle.loose.values()]
        taken = [key.x for key in lasts if key.kind in ("ground", "shards") and key.of == place]
        for fixture in self.setting.standing_in(place):
            if fixture.look not in ("bell", "lamp"):
                taken += [slot_x(fixture.slot - 0.5), slot_x(fixture.slot + 0.5)]
        spots = range(SLOTS - 1)
        return [s for s in spots if all(abs(slot_x(s + 0.5) - x) > 0.05 for x in taken)]

    def room(self, place: str) -> bool:
        """Whether another one may come."""
        coming = sum(body.bound_for == place for body in self.bodies.values())
        return len(self.here(place)) + coming < MOST_PEOPLE

    # -- moves ---------------------------------------------------------------------------------

    def pose(self, who: str, time_s: float, pose: str, facing: Facing | None = None) -> None:
        """Take a pose where one stands."""
        body = self.bodies[who]
        body.pose, body.facing = pose, facing or body.facing
        key = Standing(body.place, slot_x(body.slot), pose, body.facing)
        self.chronicle.people[who].put(time_s, key)

    def go(self, who: str, time_s: float, slot: int, facing: Facing) -> float:
        """Walk to a slot; returns when one stands there, turned as wanted."""
        body = self.bodies[who]
        if body.slot == slot:
            self.pose(who, time_s, "stand", facing)
            return time_s
        towards: Facing = "right" if slot > body.slot else "left"
        self.pose(who, time_s, "walk", towards)
        arrived = time_s + abs(slot_x(slot) - slot_x(body.slot)) / SPEED
        body.slot = slot
        self.pose(who, arrived, "stand", facing)
        return arrived

    def beside(self, who: str, target: int) -> tuple[int, Facing] | None:
        """The nearer free slot next to `target`, and the way one looks from it."""
        body = self.bodies[who]
        free = self.free(body.place, besides=who)
        ways: list[tuple[int, Facing]] = [(target - 1, "right"), (target + 1, "left")]
        open_ways = [way for way in ways if way[0] in free]
        return min(open_ways, key=lambda way: abs(way[0] - body.slot), default=None)

    def at_spot(self, who: str, left: int) -> tuple[int, Facing] | None:
        """The nearer free slot beside the spot right of slot `left`."""
        body = self.bodies[who]
        free = self.free(body.place, besides=who)
        ways: list[tuple[int, Facing]] = [(left, "right"), (left + 1, "left")]
        open_ways = [way for way in ways if way[0] in free]
        return min(open_ways, key=lambda way: abs(way[0] - body.slot), default=None)

    def record(self, wish: Wish, place: str, start_s: float, end_s: float) -> Act:
        """Write down that it happened."""
        number = len(self.chronicle.acts)
        act = Act(
            f"e{number}",
            wish.verb,
            place,
            start_s,
            end_s,
            wish.actor,
            wish.object,
            wish.to,
            wish.because,
            wish.said,
        )
        self.chronicle.acts.append(act)
        return act
