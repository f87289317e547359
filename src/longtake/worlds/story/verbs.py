"""The verbs: what people can do, each written so that its pictures alone tell it.

What was before, the deed, and what is after lie inside the act's span: a hand that is empty, then
holds; a door that is shut, then open. Knows nothing of reasons. Comes in: a `Wish` and a time; goes
out: the `Act`, or None, with nothing changed, where it cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable

from longtake.worlds.stage import Facing
from longtake.worlds.story.acting import EDGE, SPEED, Body, Troupe, Wish
from longtake.worlds.story.chronicle import Act, Lying, Standing
from longtake.worlds.story.town import AT_REST, SLOTS, STEP, Fixture, goes_with, slot_x

Verb = Callable[[Troupe, Wish, float], "Act | None"]

CHANGES = {
    "open": ("closed", "open"),
    "close": ("open", "closed"),
    "switch on": ("off", "on"),
    "switch off": ("on", "off"),
    "ring": ("still", "ringing"),
}
"""What a verb finds and what it leaves; a bell falls still again."""
LETTERS_A_SECOND = 13.0


def perform(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Do it now."""
    verb = VERBS.get(wish.verb)
    if verb is None or not troupe.bodies[wish.actor].place or not _goes(troupe, wish):
        return None
    return verb(troupe, wish, time_s)


def _goes(troupe: Troupe, wish: Wish) -> bool:
    """Whether no colour would melt into another: nobody takes what is as their coat or hat."""
    setting = troupe.setting
    people = [setting.people[id] for id in (wish.actor, wish.to) if id in setting.people]
    if wish.verb in ("pick up", "take out", "give"):
        thing = setting.loose[wish.object]
        return all(goes_with(person, thing) for person in people)
    return wish.to not in setting.fixtures or goes_with(people[0], setting.fixtures[wish.to])


def spot_of(x: float) -> int:
    """The left slot of the spot at `x`."""
    return round((x - slot_x(0.5)) / STEP)


def _arrive(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Come in from the side on which one waits (slot -1 or SLOTS)."""
    body = troupe.bodies[wish.actor]
    free = sorted(troupe.free(body.place, besides=wish.actor))
    left = body.slot < 0
    inner = [slot for slot in free if 0 < slot < SLOTS - 1] or free
    slot = inner[0] if left else inner[-1]
    outside = -EDGE if left else 1 + EDGE
    facing: Facing = "right" if left else "left"
    key = Standing(body.place, outside, "walk", facing)
    troupe.chronicle.people[wish.actor].put(time_s, key)
    body.slot = slot
    arrived = time_s + abs(slot_x(slot) - outside) / SPEED
    troupe.pose(wish.actor, arrived, "stand", facing)
    return troupe.record(wish, body.place, time_s, arrived + 0.3)


def _leave(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Walk out of the place, bound for the place `wish.to`."""
    body = troupe.bodies[wish.actor]
    if not troupe.room(wish.to) or body.pose == "lie":
        return None
    left = (body.slot < SLOTS / 2) != (body.slot in (0, SLOTS - 1))
    outside = -EDGE if left else 1 + EDGE
    place = body.place
    troupe.pose(wish.actor, time_s + 0.3, "walk", "left" if left else "right")
    gone = time_s + 0.3 + abs(slot_x(body.slot) - outside) / SPEED
    body.place, body.bound_for, body.due_s = "", wish.to, gone + 4.0
    troupe.chronicle.people[wish.actor].put(gone, Standing("", outside))
    return troupe.record(wish, place, time_s, gone + 0.3)


def _pick(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    body, track = troupe.bodies[wish.actor], troupe.chronicle.loose[wish.object]
    lies = track.last
    if body.hand or lies.kind != "ground" or lies.of != body.place:
        return None
    way = troupe.at_spot(wish.actor, spot_of(lies.x))
    if way is None:
        return None
    start = troupe.go(wish.actor, time_s, *way) + 0.4
    troupe.pose(wish.actor, start, "stoop")
    track.put(start + 0.9, Lying("hand", wish.actor))
    troupe.pose(wish.actor, start + 1.2, "stand")
    body.hand = wish.object
    return troupe.record(wish, body.place, start - 0.4, start + 2.0)


def _put(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    body = troupe.bodies[wish.actor]
    if not body.hand or body.hand != wish.object:
        return None
    ways = [(s, w) for s in troupe.free_spots(body.place) if (w := troupe.at_spot(wish.actor, s))]
    if not ways:
        return None
    spot, way = min(ways, key=lambda one: abs(one[1][0] - body.slot))
    start = troupe.go(wish.actor, time_s, *way) + 0.7
    troupe.pose(wish.actor, start, "stoop")
    lies = Lying("ground", body.place, slot_x(spot + 0.5))
    troupe.chronicle.loose[wish.object].put(start + 0.4, lies)
    troupe.pose(wish.actor, start + 1.2, "stand")
    body.hand = ""
    return troupe.record(wish, body.place, start - 0.7, start + 1.9)


def _roll(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Stoop to a ball on the ground and send it to a spot further on."""
    body, track = troupe.bodies[wish.actor], troupe.chronicle.loose[wish.object]
    lies = track.last
    if body.hand or lies.kind != "ground" or lies.of != body.place:
        return None
    way = troupe.at_spot(wish.actor, spot_of(lies.x))
    ahead = [s for s in troupe.free_spots(body.place) if abs(slot_x(s + 0.5) - lies.x) > STEP * 1.5]
    if way is None:
        return None
    ahead = [s for s in ahead if (slot_x(s + 0.5) > lies.x) == (way[1] == "right")]
    if not ahead:
        return None
    start = troupe.go(wish.actor, time_s, *way) + 0.4
    target = slot_x(ahead[0] + 0.5)
    troupe.pose(wish.actor, start, "stoop")
    track.put(start + 0.8, Lying("rolling", body.place, lies.x))
    track.put(start + 0.8 + abs(target - lies.x) / 0.5, Lying("ground", body.place, target))
    troupe.pose(wish.actor, start + 1.1, "stand")
    return troupe.record(wish, body.place, start - 0.4, start + 2.2)


def _meet(troupe: Troupe, wish: Wish, time_s: float) -> float | None:
    """Walk up to `wish.to`, who turns; returns when both stand face to face."""
    other = troupe.bodies[wish.to]
    if other.place != troupe.bodies[wish.actor].place:
        return None
    way = troupe.beside(wish.actor, other.slot)
    if way is None:
        return None
    start = troupe.go(wish.actor, time_s, *way)
    if other.pose == "stand":
        troupe.pose(wish.to, start, "stand", "left" if way[1] == "right" else "right")
    return start


def _give(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    giver, taker = troupe.bodies[wish.actor], troupe.bodies[wish.to]
    if giver.hand != wish.object or taker.hand or taker.pose != "stand":
        return None
    start = _meet(troupe, wish, time_s)
    if start is None:
        return None
    start += 0.4
    troupe.pose(wish.actor, start, "reach")
    troupe.pose(wish.to, start + 1.0, "reach")
    troupe.chronicle.loose[wish.object].put(start + 1.3, Lying("hand", wish.to))
    troupe.pose(wish.actor, start + 1.6, "stand")
    troupe.pose(wish.to, start + 2.5, "stand")
    giver.hand, taker.hand = "", wish.object
    return troupe.record(wish, giver.place, start - 0.4, start + 3.0)


def _help(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Reach out to somebody who lies there, until they stand again."""
    if troupe.bodies[wish.to].pose != "lie" or troupe.bodies[wish.actor].hand:
        return None
    start = _meet(troupe, wish, time_s)
    if start is None:
        return None
    start += 0.3
    troupe.pose(wish.actor, start, "reach")
    towards = troupe.bodies[wish.actor].facing
    troupe.pose(wish.to, start + 1.5, "stand", "left" if towards == "right" else "right")
    troupe.pose(wish.actor, start + 1.8, "stand")
    return troupe.record(wish, troupe.bodies[wish.actor].place, start - 0.3, start + 2.4)


def _fixture(troupe: Troupe, wish: Wish) -> Fixture | None:
    fixture = troupe.setting.fixtures.get(wish.to)
    return fixture if fixture and fixture.place == troupe.bodies[wish.actor].place else None


def _change(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Open, close, switch, ring: reach out with an empty hand."""
    body, fixture = troupe.bodies[wish.actor], _fixture(troupe, wish)
    found, left = CHANGES[wish.verb]
    if fixture is None or body.hand or troupe.state(fixture.id) != found:
        return None
    way = troupe.beside(wish.actor, fixture.slot)
    if way is None:
        return None
    start = troupe.go(wish.actor, time_s, *way) + 0.4
    troupe.pose(wish.actor, start, "reach")
    track = troupe.chronicle.fixtures[fixture.id]
    track.put(start + 0.7, left)
    troupe.pose(wish.actor, start + 1.7, "stand")
    if wish.verb == "ring":
        track.put(start + 2.0, AT_REST["bell"])
    return troupe.record(wish, body.place, start - 0.4, start + 2.4)


def _store(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Put what one holds into an open chest, or take something out of it."""
    body, chest = troupe.bodies[wish.actor], _fixture(troupe, wish)
    track = troupe.chronicle.loose[wish.object]
    putting = wish.verb == "store"
    fits = body.hand == wish.object if putting else not body.hand
    if chest is None or troupe.state(chest.id) != "open" or not fits:
        return None
    if not putting and track.last != Lying("chest", chest.id):
        return None
    way = troupe.beside(wish.actor, chest.slot)
    if way is None:
        return None
    start = troupe.go(wish.actor, time_s, *way) + 0.6
    troupe.pose(wish.actor, start, "reach")
    track.put(start + 1.0, Lying("chest", chest.id) if putting else Lying("hand", wish.actor))
    troupe.pose(wish.actor, start + 1.9, "stand")
    body.hand = "" if putting else wish.object
    return troupe.record(wish, body.place, start - 0.6, start + 2.6)


def _next_to_each_other(troupe: Troupe, one: Body, other: Body) -> bool:
    """Whether nobody stands between them, so that a wave can be meant for nobody else."""
    low, high = sorted((one.slot, other.slot))
    return not any(low < troupe.bodies[id].slot < high for id in troupe.here(one.place))


def _held(pose: str, duration_s: float) -> Verb:
    """A verb that is a pose held where one stands, with what one has in hand."""

    def act(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
        body = troupe.bodies[wish.actor]
        if body.hand != wish.object or body.pose != "stand":
            return None
        facing = body.facing
        if wish.to in troupe.bodies:
            other = troupe.bodies[wish.to]
            if other.place != body.place or not _next_to_each_other(troupe, body, other):
                return None
            facing = "right" if other.slot > body.slot else "left"
        end = time_s + 0.4 + duration_s
        troupe.pose(wish.actor, time_s, "stand", facing)
        troupe.pose(wish.actor, time_s + 0.4, pose)
        if wish.verb == "eat":
            troupe.chronicle.loose[wish.object].put(end - 0.1, Lying("gone"))
            body.hand = ""
        troupe.pose(wish.actor, end, "stand")
        return troupe.record(wish, body.place, time_s, end + 0.4)

    return act


def _search(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Look for something that is not there: stoop to both sides over bare ground."""
    body = troupe.bodies[wish.actor]
    if body.hand or body.pose == "lie":
        return None
    bare = set(troupe.free_spots(body.place))
    free = [s for s in troupe.free(body.place, wish.actor) if {s - 1, s} <= bare]
    slot = min(free, key=lambda one: abs(one - body.slot), default=None)
    if slot is None:
        return None
    start = troupe.go(wish.actor, time_s, slot, "left") + 0.3
    troupe.pose(wish.actor, start, "stoop", "left")
    troupe.pose(wish.actor, start + 1.2, "stoop", "right")
    troupe.pose(wish.actor, start + 2.4, "stand")
    return troupe.record(wish, body.place, start - 0.3, start + 2.8)


def _sit(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    body, bench = troupe.bodies[wish.actor], _fixture(troupe, wish)
    if bench is None or body.slot == bench.slot:
        return None
    if any(troupe.bodies[id].slot == bench.slot for id in troupe.here(body.place)):
        return None
    facing: Facing = "right" if bench.slot < SLOTS / 2 else "left"
    start = troupe.go(wish.actor, time_s, bench.slot, facing)
    troupe.pose(wish.actor, start, "sit", facing)
    return troupe.record(wish, body.place, start - 0.4, start + 2.0)


def _fall(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Fall where one stands, or in the puddle; somebody helps, or one gets up again."""
    body = troupe.bodies[wish.actor]
    if body.pose != "stand" or body.hand:
        return None
    puddle = troupe.chronicle.puddles[body.place].last
    slot = spot_of(puddle + STEP / 2) if puddle >= 0 else body.slot
    if slot not in troupe.free(body.place, wish.actor):
        return None
    start = troupe.go(wish.actor, time_s, slot, body.facing)
    troupe.pose(wish.actor, start + 0.3, "lie")
    return troupe.record(wish, body.place, start, start + 2.3)


def _rise(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    if troupe.bodies[wish.actor].pose != "lie":
        return None
    troupe.pose(wish.actor, time_s + 0.2, "stand")
    return troupe.record(wish, troupe.bodies[wish.actor].place, time_s, time_s + 1.2)


def _drop(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    """Hold something fragile out over bare ground, and let it go."""
    body, track = troupe.bodies[wish.actor], troupe.chronicle.loose[wish.object]
    if body.hand != wish.object:
        return None
    bare = troupe.free_spots(body.place)
    free = troupe.free(body.place, wish.actor)
    ways = [(s, w) for s in bare if (w := troupe.at_spot(wish.actor, s)) and {s, s + 1} <= free]
    if not ways:
        return None
    spot, way = min(ways, key=lambda one: abs(one[1][0] - body.slot))
    start = troupe.go(wish.actor, time_s, *way) + 0.4
    x = slot_x(spot + 0.5)
    troupe.pose(wish.actor, start, "reach")
    track.put(start + 0.8, Lying("falling", body.place, x))
    track.put(start + 1.1, Lying("shards", body.place, x))
    troupe.pose(wish.actor, start + 1.4, "stand")
    body.hand = ""
    return troupe.record(wish, body.place, start - 0.4, start + 2.2)


def _say(troupe: Troupe, wish: Wish, time_s: float) -> Act | None:
    body = troupe.bodies[wish.actor]
    if body.pose == "lie":
        return None
    if wish.to in troupe.bodies and body.pose == "stand":
        other = troupe.bodies[wish.to]
        troupe.pose(wish.actor, time_s, "stand", "right" if other.slot > body.slot else "left")
    end = time_s + max(1.6, 0.5 + len(wish.said) / LETTERS_A_SECOND)
    return troupe.record(wish, body.place, time_s, end)


VERBS: dict[str, Verb] = {
    "arrive": _arrive,
    "leave": _leave,
    "pick up": _pick,
    "put down": _put,
    "roll": _roll,
    "give": _give,
    "help": _help,
    **dict.fromkeys(CHANGES, _change),
    "store": _store,
    "take out": _store,
    "wave": _held("wave", 1.6),
    "cheer": _held("cheer", 1.6),
    "read": _held("read", 2.2),
    "eat": _held("raise", 1.8),
    "drink": _held("raise", 1.8),
    "phone": _held("raise", 2.2),
    "search": _search,
    "sit": _sit,
    "fall": _fall,
    "rise": _rise,
    "drop": _drop,
    "say": _say,
}
