"""What stands and lies about in a place at a moment, as `Thing`s on the ground, back to front.

Comes in: a `Chronicle`, a place and a town time; goes out: things in coordinates of the ground.
Knows nothing of cameras.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from longtake.worlds.stage import Thing
from longtake.worlds.story.chronicle import Act, Chronicle, Lying, Standing, Track, gliding
from longtake.worlds.story.town import FIXTURE_SIZE, FOOT, LOOSE, PERSON, WIDE, in_hand, slot_x

SIGN_X, SIGN_Y, SIGN_SIZE = 0.5, 0.27, 0.075
SIGN_COLOUR = "purple"
PLATE_SIZE, BUBBLE_SIZE = 0.056, 0.062
ABOVE_PLATE, ABOVE_BUBBLE = 0.042, 0.042
"""How far a name and a speech mark are above a head."""
PUDDLE_SIZE = 0.032
STRIDE_S = 0.3
MIDDLE = FOOT - PERSON / 2
"""The middle of everybody's box."""


def things(chronicle: Chronicle, place: str, time_s: float, wide: float = WIDE) -> Iterator[Thing]:
    """Everything of a place, from back to front."""
    yield sign(chronicle, place)
    yield from _fixtures(chronicle, place, time_s)
    here = chronicle.present(place, time_s)
    held = _held(chronicle, here, time_s)
    for who, (x, key) in sorted(here.items(), key=lambda one: one[1][1].pose != "walk"):
        person = _person(chronicle, who, x, key, time_s)
        yield person
        if who in held:
            at = in_hand(x, MIDDLE, PERSON, person.pose, key.facing, wide)
            yield _thing(chronicle, held[who], *at)
    yield from _loose(chronicle, place, time_s)


def sign(chronicle: Chronicle, place: str) -> Thing:
    """The board of a place."""
    text = chronicle.setting.signs.get(place, "")
    return Thing(
        look="plate",
        x=SIGN_X,
        y=SIGN_Y,
        size=SIGN_SIZE,
        colour=SIGN_COLOUR,
        text=text,
        id=f"{place}-sign",
    )


def overlays(chronicle: Chronicle, place: str, time_s: float, named: Sequence[str],
             said: Act | None, wide: float = WIDE) -> Iterator[Thing]:  # fmt: skip
    """Names beside people, and a mark above who speaks."""
    here = chronicle.present(place, time_s)
    for who in named:
        if who in here and not (said and said.actor == who):
            person = chronicle.setting.people[who]
            x, key = here[who]
            top = _top(key)
            yield Thing(
                look="plate",
                x=x,
                y=top - ABOVE_PLATE,
                size=PLATE_SIZE,
                colour=person.coat,
                text=person.name.upper(),
                id=f"{who}-name",
            )
    if said and said.actor in here:
        x, key = here[said.actor]
        yield Thing(
            look="bubble",
            x=x + 0.012,
            y=_top(key) - ABOVE_BUBBLE,
            size=BUBBLE_SIZE,
            colour=chronicle.setting.people[said.actor].coat,
            id=f"{said.actor}-speech",
        )


def _top(key: Standing) -> float:
    """Where a head ends."""
    return FOOT - PERSON * (0.82 if key.pose == "sit" else 1.0)


def _fixtures(chronicle: Chronicle, place: str, time_s: float) -> Iterator[Thing]:
    puddle = chronicle.puddles[place].at(time_s)
    if puddle >= 0:
        y = FOOT + 0.004
        id = f"{place}-puddle"
        yield Thing(look="puddle", x=puddle, y=y, size=PUDDLE_SIZE, colour="teal", id=id)
    for fixture in chronicle.setting.standing_in(place):
        size = FIXTURE_SIZE[fixture.look]
        yield Thing(
            look=fixture.look,
            x=slot_x(fixture.slot),
            y=FOOT - 0.012 - size / 2,
            size=size,
            colour=fixture.colour,
            pose=chronicle.fixtures[fixture.id].at(time_s),
            id=fixture.id,
        )


def _person(chronicle: Chronicle, who: str, x: float, key: Standing, time_s: float) -> Thing:
    one = chronicle.setting.people[who]
    second = key.pose == "walk" and int(time_s / STRIDE_S) % 2
    return Thing(
        look="person",
        x=x,
        y=MIDDLE,
        size=PERSON,
        colour=one.coat,
        accent=one.hat,
        pose="walk2" if second else key.pose,
        facing=key.facing,
        id=who,
    )


def _held(
    chronicle: Chronicle, here: dict[str, tuple[float, Standing]], time_s: float
) -> dict[str, str]:
    """Who holds what, of those who are here."""
    found: dict[str, str] = {}
    for id, track in chronicle.loose.items():
        key = track.at(time_s)
        if key.kind == "hand" and key.of in here:
            found[key.of] = id
    return found


def _loose(chronicle: Chronicle, place: str, time_s: float) -> Iterator[Thing]:
    """What lies, rolls or falls."""
    for id, track in chronicle.loose.items():
        key = track.at(time_s)
        if key.of != place:
            continue
        if key.kind == "ground":
            yield _thing(chronicle, id, key.x, FOOT - LOOSE / 2)
        elif key.kind == "rolling":
            yield _thing(chronicle, id, _rolling(track, time_s), FOOT - LOOSE / 2)
        elif key.kind == "falling":
            yield _thing(chronicle, id, key.x, _falling(track, time_s))
        elif key.kind == "shards":
            colour = chronicle.setting.loose[id].colour
            y = FOOT - LOOSE * 0.3
            yield Thing(look="shards", x=key.x, y=y, size=LOOSE * 0.6, colour=colour, id=id)


def _rolling(track: Track[Lying], time_s: float) -> float:
    since, key, until, after = track.around(time_s)
    as_walk = Standing("", key.x, "walk"), Standing("", after.x)
    return gliding(as_walk[0], since, until, as_walk[1], time_s)


def _falling(track: Track[Lying], time_s: float) -> float:
    since, _, until, _ = track.around(time_s)
    share = min(1.0, (time_s - since) / max(1e-3, until - since))
    hand = FOOT - PERSON * 0.63
    return hand + (FOOT - LOOSE / 2 - hand) * share**2


def _thing(chronicle: Chronicle, id: str, x: float, y: float) -> Thing:
    thing = chronicle.setting.loose[id]
    return Thing(look=thing.look, x=x, y=y, size=LOOSE, colour=thing.colour, id=id)
