"""Questions across cameras and days (CVBench, arXiv 2508.19542; CrossVid, arXiv 2511.12263).

Each needs at least two films: who goes where next, what comes first, what happens meanwhile, where
a thing is carried, on which day, how many people. Comes in: films or Views; goes out: drafts and
answers.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from longtake.worlds.cameras.film import CameraFilm
from longtake.worlds.cameras.footage import Footage, Moment, made_out, planned
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import View
from longtake.worlds.story.recount import DOES, PERSON, doing, person, who_in
from longtake.worlds.world import Film, Kind

MEANWHILE_S = 6.0
"""How far apart two deeds may be that happen at the same time."""
APART_S = 3.0
"""How far apart two deeds must be for their order to be asked."""

Find = Callable[[Mapping[str, str], Footage], "str | None"]
Ask = Callable[[Footage, random.Random], Iterator[Draft]]


@dataclass(frozen=True)
class AcrossKind:
    """A kind of question across films."""

    name: str
    family: str
    pattern: str
    asks: Ask
    finds: Find
    temporal: bool = True

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Drafts about all cameras and days together."""
        footage = planned([film for film in films if isinstance(film, CameraFilm)])
        for draft in self.asks(footage, rng):
            found = re.fullmatch(self.pattern, draft.text)
            if found and self.finds(found.groupdict(), footage) == draft.answer:
                yield draft.model_copy(update={"kind": self.name})

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """The answer from Views of the films alone."""
        footage = made_out(seen)
        return self.finds(asked, footage) if footage.moments else None


WHO = rf"(?P<who>{PERSON})"
DAY = r"On day (?P<day>\d), "


def _clues(*moments: Moment) -> tuple[Clue, ...]:
    return tuple(moment.clue for moment in moments)


def _shuffled(moments: Sequence[Moment], rng: random.Random) -> list[Moment]:
    return rng.sample(list(moments), len(moments))


def _place(moment: Moment) -> str:
    return f"at the {moment.deed.place}"


def _places(footage: Footage, *aside: str) -> tuple[str, ...]:
    return tuple(f"at the {place}" for place in footage.places if f"at the {place}" not in aside)


# -- where somebody goes next --------------------------------------------------------------------


def _ask_next(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    for moment in _shuffled(footage.moments, rng):
        after = _after_leaving(footage, moment) if moment.deed.verb == "leave" else None
        if after is not None:
            yield Draft(
                kind="",
                text=f"On day {moment.day}, {person(moment.deed.who)} leaves the "
                f"{moment.deed.place} for the first time. Where is that person seen next?",
                answer=_place(after),
                wrong=_places(footage, _place(after), _place(moment)),
                evidence=_clues(moment, after),
            )


def _after_leaving(footage: Footage, left: Moment) -> Moment | None:
    later = [
        one for one in footage.of(left.deed.who, left.day) if one.deed.start_s > left.deed.end_s
    ]
    return later[0] if later and later[0].deed.place != left.deed.place else None


def _find_next(asked: Mapping[str, str], footage: Footage) -> str | None:
    who = who_in(asked["who"])
    own = footage.of(who, int(asked["day"])) if who else []
    left = [m for m in own if m.deed.verb == "leave" and m.deed.place == asked["place"]]
    after = _after_leaving(footage, left[0]) if left else None
    return _place(after) if after else None


# -- which of two comes first --------------------------------------------------------------------


def _told(moment: Moment) -> str:
    return f"{person(moment.deed.who)} {doing(moment.deed)} ({moment.deed.place})"


def _ask_first(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    for moment in _shuffled(footage.moments, rng):
        others = [
            one
            for one in footage.on(moment.day)
            if one.deed.place != moment.deed.place
            and abs(one.deed.start_s - moment.deed.start_s) > APART_S
            and _alone(footage, one)
        ]
        if others and _alone(footage, moment):
            other = rng.choice(others)
            first = min(moment, other, key=lambda one: one.deed.start_s)
            last = other if first is moment else moment
            a, b = rng.sample([_told(first), _told(last)], 2)
            yield Draft(
                kind="",
                text=f"On day {moment.day}, which happens first: {a}; or {b}?",
                answer=_told(first),
                wrong=(_told(last),),
                evidence=_clues(first, last),
            )


def _alone(footage: Footage, moment: Moment) -> bool:
    return sum(_told(one) == _told(moment) for one in footage.on(moment.day)) == 1


def _find_first(asked: Mapping[str, str], footage: Footage) -> str | None:
    day = footage.on(int(asked["day"]))
    starts = {}
    for text in (asked["a"], asked["b"]):
        found = [one.deed.start_s for one in day if _told(one) == text]
        if not found:
            return None
        starts[text] = found[0]
    return min(starts, key=lambda text: starts[text])


# -- what happens meanwhile ----------------------------------------------------------------------


def _ask_meanwhile(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    for moment in _shuffled(footage.moments, rng):
        near = [one for one in _meanwhile(footage, moment) if one.deed.place != moment.deed.place]
        if not near or not _alone(footage, moment):
            continue
        other = rng.choice(near)
        wrong = {doing(one.deed) for one in footage.moments} - {doing(one.deed) for one in near}
        yield Draft(
            kind="",
            text=f"On day {moment.day}, while {_told(moment)}: what is done by "
            f"{person(other.deed.who)} at the {other.deed.place}?",
            answer=doing(other.deed),
            wrong=tuple(sorted(wrong)),
            evidence=_clues(moment, other),
        )


def _meanwhile(footage: Footage, moment: Moment) -> list[Moment]:
    return [
        one
        for one in footage.on(moment.day)
        if abs(one.deed.middle_s - moment.deed.middle_s) < MEANWHILE_S
    ]


def _find_meanwhile(asked: Mapping[str, str], footage: Footage) -> str | None:
    who = who_in(asked["who"])
    anchors = [one for one in footage.on(int(asked["day"])) if _told(one) == asked["told"]]
    if not anchors or who is None:
        return None
    near = [
        one
        for one in _meanwhile(footage, anchors[0])
        if one.deed.who == who and one.deed.place == asked["place"]
    ]
    near.sort(key=lambda one: abs(one.deed.middle_s - anchors[0].deed.middle_s))
    return doing(near[0].deed) if near else None


# -- where a thing is carried --------------------------------------------------------------------


def _ask_carried(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    for taken in _shuffled(footage.moments, rng):
        if taken.deed.verb == "pick up" and taken.deed.what:
            put = _put_down(footage, taken)
            if put is not None and put.deed.place != taken.deed.place:
                colour, look = taken.deed.what
                yield Draft(
                    kind="",
                    text=f"On day {taken.day}, the {colour} {look} is picked up at the "
                    f"{taken.deed.place} for the first time. Where is it put down next?",
                    answer=_place(put),
                    wrong=_places(footage, _place(put)),
                    evidence=_clues(taken, put),
                )


def _put_down(footage: Footage, taken: Moment) -> Moment | None:
    handled = [
        one
        for one in footage.on(taken.day)
        if one.deed.what == taken.deed.what
        and one.deed.start_s > taken.deed.start_s
        and one.deed.verb in ("put down", "pick up", "drop", "store")
    ]
    return handled[0] if handled and handled[0].deed.verb == "put down" else None


def _find_carried(asked: Mapping[str, str], footage: Footage) -> str | None:
    what = asked["colour"], asked["look"]
    taken = [
        one
        for one in footage.on(int(asked["day"]))
        if one.deed.verb == "pick up" and one.deed.what == what and one.deed.place == asked["place"]
    ]
    put = _put_down(footage, taken[0]) if taken else None
    return _place(put) if put else None


# -- on which day --------------------------------------------------------------------------------


def _ask_day(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    if len(footage.days) < 2:
        return
    for moment in _shuffled(footage.moments, rng):
        days = {one.day for one in footage.moments if _told(one) == _told(moment)}
        if len(days) == 1:
            yield Draft(
                kind="",
                text=f"On which day is this to be seen: {_told(moment)}?",
                answer=f"day {moment.day}",
                wrong=tuple(f"day {day}" for day in footage.days if day != moment.day),
                evidence=_clues(moment),
            )


def _find_day(asked: Mapping[str, str], footage: Footage) -> str | None:
    days = {one.day for one in footage.moments if _told(one) == asked["told"]}
    return f"day {min(days)}" if len(days) == 1 else None


# -- how many people -----------------------------------------------------------------------------


def _ask_people(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    for day in footage.days:
        for verb in sorted({one.deed.verb for one in footage.on(day)}):
            doers: dict[object, Moment] = {}
            for one in footage.on(day):
                if one.deed.verb == verb:
                    doers.setdefault(one.deed.who, one)
            wrong = [str(n) for n in range(len(doers) - 4, len(doers) + 5) if n > 0]
            yield Draft(
                kind="",
                text=f"On day {day}, how many different people {_verb_text(verb)}, "
                "all cameras taken together?",
                answer=str(len(doers)),
                wrong=tuple(n for n in wrong if n != str(len(doers))),
                evidence=tuple(one.clue for one in footage.on(day) if one.deed.verb == verb),
                keep_order=True,
            )


def _verb_text(verb: str) -> str:
    """What several people do, of what one does: `put down something`."""
    does = DOES[verb].format(what="something", to="somebody", at="something", said="")
    return re.sub(r"(^|(?<=and ))(\w+?)((?<=ch)es|s)\b", r"\2", does)


def _find_people(asked: Mapping[str, str], footage: Footage) -> str | None:
    day = footage.on(int(asked["day"]))
    doers = {one.deed.who for one in day if _verb_text(one.deed.verb) == asked["doing"]}
    return str(len(doers)) if doers else None


# -- who is recorded where -----------------------------------------------------------------------


def _ask_both(footage: Footage, rng: random.Random) -> Iterator[Draft]:
    for day in footage.days:
        for a in footage.places:
            for b in footage.places:
                both = _in_both(footage, day, a, b) if a < b else []
                if len(both) == 1:
                    clues = [m for m in footage.of(both[0], day) if m.deed.place in (a, b)]
                    yield Draft(
                        kind="",
                        text=f"On day {day}, who does something at the {a} and at the {b}?",
                        answer=person(both[0]),
                        wrong=tuple(person(one) for one in footage.people if one != both[0]),
                        evidence=_clues(*clues),
                    )


def _in_both(footage: Footage, day: int, a: str, b: str) -> list[tuple[str, str]]:
    where: dict[tuple[str, str], set[str]] = {}
    for one in footage.on(day):
        where.setdefault(one.deed.who, set()).add(one.deed.place)
    return sorted(who for who, places in where.items() if {a, b} <= places)


def _find_both(asked: Mapping[str, str], footage: Footage) -> str | None:
    both = _in_both(footage, int(asked["day"]), asked["a"], asked["b"])
    return person(both[0]) if both else None


PLACE = r"(?P<place>[a-z]+)"
KINDS: Sequence[Kind] = (
    AcrossKind(
        "next-camera",
        "track",
        DAY + WHO + rf" leaves the {PLACE} for the first time\. Where is that person seen next\?",
        _ask_next,
        _find_next,
    ),
    AcrossKind(
        "first-camera",
        "order",
        DAY + r"which happens first: (?P<a>.+); or (?P<b>.+)\?",
        _ask_first,
        _find_first,
    ),
    AcrossKind(
        "meanwhile",
        "order",
        DAY + rf"while (?P<told>.+\)): what is done by {WHO} at the {PLACE}\?",
        _ask_meanwhile,
        _find_meanwhile,
    ),
    AcrossKind(
        "carried-to",
        "track",
        DAY
        + r"the (?P<colour>\w+) (?P<look>\w+) is picked up at the "
        + PLACE
        + r" for the first time\. Where is it put down next\?",
        _ask_carried,
        _find_carried,
    ),
    AcrossKind(
        "which-day",
        "recall",
        r"On which day is this to be seen: (?P<told>.+)\?",
        _ask_day,
        _find_day,
        temporal=False,
    ),
    AcrossKind(
        "people-of-day",
        "count",
        DAY + r"how many different people (?P<doing>.+), all cameras taken together\?",
        _ask_people,
        _find_people,
    ),
    AcrossKind(
        "both-cameras",
        "track",
        DAY + r"who does something at the (?P<a>[a-z]+) and at the (?P<b>[a-z]+)\?",
        _ask_both,
        _find_both,
    ),
)
