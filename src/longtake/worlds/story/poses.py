"""Poses: what somebody does when they stoop, reach, raise a hand, lie or sit.

A pose that lasts becomes a deed by what is in the hand, what is in front, and what has changed
afterwards. Comes in: a `Run` and its `Sight`; goes out: `Deed`s without time or place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from longtake.worlds.story.figures import What, Who, towards
from longtake.worlds.story.sighting import ASIDE_S, Deed, Run, Sight, commonest
from longtake.worlds.story.town import AT_REST, READABLE

CUT = 0.09
"""Fixtures nearer to the picture's edge may be cut off, and are not judged."""


def _stoops(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object
    if what is None:
        yield Deed(verb="search", who=run.who)
        return
    held_before, held_after = run.held(run.before()), run.held(run.after())
    if held_after and held_after[0] == what[0] and held_before is None:
        yield Deed(verb="pick up", who=run.who, what=held_after)
    elif held_before and held_before[0] == what[0]:
        yield Deed(verb="put down", who=run.who, what=held_before)
    elif what[1] == "ball" and _rolled(run, what, sight):
        yield Deed(verb="roll", who=run.who, what=what)


def _rolled(run: Run, what: What, sight: Sight) -> bool:
    """Whether the thing has gone from where it lay."""
    for seen in sight.between(run.end_s, run.end_s + 2 * ASIDE_S):
        person = seen.figure(run.who)
        for thing in seen.view.of(what[1]):
            if person and thing.colour == what[0] and person.held is None:
                far = abs(seen.apart(person.thing, thing)) > 0.75
                if far and thing.y > person.thing.y:
                    return True
    return False


def _reaches(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object
    fronts = [figure.front for figure, _ in run.inside if figure.front]
    person = commonest((t.colour, t.accent) for t in fronts if t.look == "person" and t.accent)
    fixture = commonest((t.colour, t.look) for t in fronts if t.look != "person")
    if person and any(thing.pose == "lie" for thing in fronts):
        yield Deed(verb="help", who=run.who, to=person)
    elif person and what:
        yield from _handing(run, what, person)
    elif fixture:
        yield from _handling(run, what, fixture, sight)
    elif what or run.held(run.before()):
        yield from _dropping(run, sight)


def _handing(run: Run, what: What, other: Who) -> Iterator[Deed]:
    """One of two who face each other gives the other something: who had it before gives it."""
    mine_before, mine_after = run.held(run.before()), run.held(run.after())
    if mine_after == what and mine_before != what:
        yield Deed(verb="give", who=other, what=what, to=run.who)
    elif mine_before == what and mine_after != what:
        yield Deed(verb="give", who=run.who, what=what, to=other)
    else:
        first = [seen.figure(other) for _, seen in run.inside[:1]]
        alone = first and first[0] and first[0].pose != "reach"
        giver, taker = (run.who, other) if alone else (other, run.who)
        yield Deed(verb="give", who=giver, what=what, to=taker)


def _handling(run: Run, what: What | None, at: What, sight: Sight) -> Iterator[Deed]:
    """What is done to a fixture shows in what it is like afterwards."""
    if at[1] == "bell":
        yield Deed(verb="ring", who=run.who, at=at)
    elif at[1] == "chest" and what and run.held(run.before()) == what:
        yield Deed(verb="store", who=run.who, what=what, at=at)
    elif at[1] == "chest" and what and run.held(run.after()) == what:
        yield Deed(verb="take out", who=run.who, what=what, at=at)
    elif at[1] in AT_REST and not what:
        middle = (run.start_s + run.end_s) / 2
        before = _state(sight, at, run.start_s - ASIDE_S, middle - 0.2, first=True)
        after = _state(sight, at, middle + 0.2, run.end_s + 0.8, first=False)
        if after and before != after:
            verb = {"open": "open", "closed": "close", "on": "switch on", "off": "switch off"}
            yield Deed(verb=verb.get(after, "open"), who=run.who, at=at)


def _state(sight: Sight, at: What, start_s: float, end_s: float, *, first: bool) -> str | None:
    """A fixture's state in most of the first, or last, views of a stretch."""
    poses = [
        thing.pose
        for seen in sight.between(start_s, end_s)
        for thing in seen.view.of(at[1])
        if thing.colour == at[0] and CUT < thing.x < 1 - CUT
    ]
    return commonest(poses[:7] if first else poses[-7:])


def _dropping(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object or run.held(run.before())
    if what and run.held(run.after()) != what:
        for seen in sight.between(run.start_s, run.end_s + ASIDE_S):
            if any(thing.colour == what[0] for thing in seen.view.of("shards")):
                yield Deed(verb="drop", who=run.who, what=what)
                return


def _raises(run: Run, sight: Sight) -> Iterator[Deed]:
    what = run.object
    verbs = {"cup": "drink", "phone": "phone", "apple": "eat", "cake": "eat"}
    if what and what[1] in verbs:
        yield Deed(verb=verbs[what[1]], who=run.who, what=what)


def _reads(run: Run, sight: Sight) -> Iterator[Deed]:
    what = commonest(f.held for f, _ in run.inside if f.held and f.held[1] in READABLE)
    if what:
        yield Deed(verb="read", who=run.who, what=what)


def _waves(run: Run, sight: Sight) -> Iterator[Deed]:
    to = commonest(towards(seen, figure) for figure, seen in run.inside)
    yield Deed(verb="wave", who=run.who, to=to)


def _simply(verb: str) -> Callable[[Run, Sight], Iterator[Deed]]:
    def read(run: Run, sight: Sight) -> Iterator[Deed]:
        yield Deed(verb=verb, who=run.who)

    return read


def _falls(run: Run, sight: Sight) -> Iterator[Deed]:
    """Falling, not lying there already."""
    if run.before():
        yield Deed(verb="fall", who=run.who)


def _sits(run: Run, sight: Sight) -> Iterator[Deed]:
    """Sitting down, not sitting there already: one comes walking, or from somewhere else."""
    here = run.inside[0][0].thing
    for figure, seen in run.before():
        if figure.pose == "walk" or abs(seen.apart(here, figure.thing)) > 0.4:
            yield Deed(verb="sit", who=run.who)
            return


READERS: dict[str, Callable[[Run, Sight], Iterator[Deed]]] = {
    "stoop": _stoops,
    "reach": _reaches,
    "raise": _raises,
    "read": _reads,
    "wave": _waves,
    "cheer": _simply("cheer"),
    "lie": _falls,
    "sit": _sits,
}
