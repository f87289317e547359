"""Questions about how things are at a moment or at the end: who holds, what is where, open or shut.

What is not in the picture is remembered: where a thing was last seen, or with whom it went.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.story.ask_recall import DOING, WHO, only, people_but, shuffled, wanted
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.figures import What, Who
from longtake.worlds.story.kind import Story, StoryKind
from longtake.worlds.story.plot import Plot, Shown, frames
from longtake.worlds.story.recount import COLOUR, person, thing, who_in

TAKES = ("pick up", "take out")
LEAVES = ("put down", "store", "drop", "eat")
FIXTURE_STATES = {
    "open": "open",
    "close": "closed",
    "switch on": "on",
    "switch off": "off",
}


def keeper(deeds: Sequence[Deed], what: What) -> Who | None:
    """Who has a thing after these deeds."""
    own = [deed for deed in deeds if deed.what == what]
    if not own or own[-1].verb in (*LEAVES, "roll"):
        return None
    return own[-1].to if own[-1].verb == "give" else own[-1].who


def _until(plot: Plot, shown: Shown) -> float:
    """The end of what a state's clue has to cover."""
    return plot.high_s or shown.film.duration_s


def _ask_holder(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Who has a thing while something else is done, perhaps somewhere else."""
    once = list(plot.once("place"))
    rng.shuffle(once)
    for shown in once:
        before = [one for one in plot.done if one.span.end_s <= shown.span.start_s]
        for what in rng.sample(plot.handled, len(plot.handled)):
            if what == shown.deed.what or len(plot.films) > 1:
                continue
            who = keeper([one.deed for one in before], what)
            changes = [one for one in before if one.deed.what == what]
            if who is None or not changes or not _is_with(shown, what, who):
                continue
            last = changes[-1]
            clue = Clue(
                video=shown.film.name,
                span=Span(last.span.start_s, shown.span.end_s),
                frames_s=tuple(sorted({*frames(last.span), *frames(shown.span)})),
            )
            yield Draft(
                kind="",
                text=f"Who has the {what[0]} {what[1]} at the moment when "
                f"{plot.named(shown.deed.who)} {plot.doing(shown.deed)}?",
                answer=person(who),
                accepts=(plot.named(who), plot.named(who).split(" (")[0]),
                wrong=people_but(plot, who),
                evidence=(clue,),
            )
            break


def _is_with(shown: Shown, what: What, who: Who) -> bool:
    """Whether the plan agrees: nobody did anything with it off screen."""
    chronicle, when = shown.film.chronicle, shown.act.start_s
    key = chronicle.loose[f"{what[0]}-{what[1]}"].at(when)
    one = chronicle.setting.people.get(key.of)
    return key.kind == "hand" and one is not None and (one.coat, one.hat) == who


def _solve_holder(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    what = asked["colour"], asked["look"]
    seen = [
        (abs(figure.time_s - found.middle_s), figure.who)
        for glance in story.glances
        if abs(glance.time_s - found.middle_s) < 1.0
        for figure in glance.figures
        if figure.held == what and figure.pose != "stoop"
    ]
    if seen:
        return person(min(seen)[1])
    who = keeper([one for one in story.done() if one.start_s < found.start_s], what)
    return person(who) if who else None


def _changes(plot: Plot) -> dict[What, list[Shown]]:
    found: dict[What, list[Shown]] = {}
    for one in plot.done:
        if one.deed.what and one.deed.verb in (*TAKES, *LEAVES, "give"):
            found.setdefault(one.deed.what, []).append(one)
    return found


def _end_of(deed: Deed) -> str:
    """Where a thing is after the last that was done with it."""
    if deed.verb == "store" and deed.at:
        return f"in {thing(deed.at)}"
    if deed.verb == "put down":
        return f"on the ground at the {deed.place}"
    if deed.verb in ("drop", "eat"):
        return "nowhere, it is broken" if deed.verb == "drop" else "nowhere, it is eaten"
    owner = deed.to if deed.verb == "give" else deed.who
    return f"with {person(owner or deed.who)}"


def _ask_last_seen(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Where a thing was left, by the last that is shown of it."""
    changes = _changes(plot)
    ends = {_end_of(own[-1].deed) for own in changes.values()}
    ends |= {f"on the ground at the {place}" for place in plot.setting.places}
    ends |= {f"in the {one.name}" for one in plot.setting.fixtures.values() if one.look == "chest"}
    ends |= {f"with {person(who)}" for who in plot.seen}
    for what in rng.sample(list(changes), len(changes)):
        last = changes[what][-1]
        end = _end_of(last.deed)
        clue = Clue(
            video=last.film.name,
            span=Span(last.span.start_s, _until(plot, last)),
            frames_s=frames(last.span),
        )
        yield Draft(
            kind="",
            text=f"Going by the last that is done with it, where is the {what[0]} {what[1]} then?",
            answer=end,
            wrong=tuple(sorted(ends - {end})),
            evidence=(clue,),
        )


def _solve_last_seen(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    what = asked["colour"], asked["look"]
    verbs = (*TAKES, *LEAVES, "give")
    own = [deed for deed in story.done() if deed.what == what and deed.verb in verbs]
    return _end_of(own[-1]) if own else None


def _ask_inside(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """What somebody put into a chest last: to be remembered, as it cannot be seen."""
    chests = {one.deed.at for one in plot.done if one.deed.verb == "store"}
    for chest in rng.sample(sorted(c for c in chests if c), len(chests)):
        own = [one for one in plot.done if one.deed.at == chest and one.deed.what]
        last = own[-1]
        if last.deed.verb != "store" or last.deed.what is None:
            continue
        clue = Clue(
            video=last.film.name,
            span=Span(own[0].span.start_s, _until(plot, last)),
            frames_s=frames(last.span),
        )
        yield Draft(
            kind="",
            text=f"Which thing was put into {thing(chest)} last?",
            answer=thing(last.deed.what),
            wrong=tuple(thing(what) for what in plot.handled if what != last.deed.what),
            evidence=(clue,),
        )


def _solve_inside(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    at = asked["colour"], "chest"
    own = [deed for deed in story.done() if deed.at == at and deed.verb == "store"]
    return thing(own[-1].what) if own and own[-1].what else None


def _ask_left(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """How a fixture was left."""
    changed = [one for one in plot.done if one.deed.verb in FIXTURE_STATES and one.deed.at]
    fixtures = sorted({one.deed.at for one in changed if one.deed.at})
    for at in rng.sample(fixtures, len(fixtures)):
        own = [one for one in changed if one.deed.at == at]
        last = own[-1]
        state = FIXTURE_STATES[last.deed.verb]
        pair = ("on", "off") if at[1] == "lamp" else ("open", "closed")
        span = Span(own[0].span.start_s, _until(plot, last))
        clue = Clue(video=last.film.name, span=span, frames_s=frames(last.span))
        yield Draft(
            kind="",
            text=f"In which state is {thing(at)} left: {pair[0]} or {pair[1]}?",
            answer=state,
            wrong=tuple(one for one in pair if one != state),
            evidence=(clue,),
        )


def _solve_left(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    at = asked["colour"], asked["look"]
    own = [deed for deed in story.done() if deed.at == at and deed.verb in FIXTURE_STATES]
    return FIXTURE_STATES[own[-1].verb] if own else None


def _ask_hands(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Through whose hands a thing goes."""
    for what, own in _changes(plot).items():
        takers = [one for one in own if one.deed.verb in (*TAKES, "give")]
        people = {one.deed.to or one.deed.who for one in takers}
        if not takers or len(people) > 6:
            continue
        yield Draft(
            kind="",
            text=f"How many different people get hold of the {what[0]} {what[1]}, by picking it "
            "up, taking it out or being given it?",
            answer=str(len(people)),
            wrong=tuple(str(n) for n in range(1, 8) if n != len(people)),
            keep_order=True,
            evidence=tuple(plot.clue(one) for one in takers),
        )


def _solve_hands(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    what = asked["colour"], asked["look"]
    takes = [deed for deed in story.done() if deed.what == what and deed.verb in (*TAKES, "give")]
    return str(len({deed.to or deed.who for deed in takes})) if takes else None


def _ask_next_place(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Where somebody turns up after they left a place: evidence far apart."""
    for shown in shuffled(iter(plot.done), rng):
        deed = shown.deed
        if deed.verb != "leave" or len(plot.films) > 1:
            continue
        own = plot.by_who[deed.who]
        later = next((one for one in own if one.span.start_s > shown.span.end_s), None)
        if later is None or not _leaves_once(own, deed.place):
            continue
        clue = Clue(
            video=shown.film.name,
            span=Span(shown.span.start_s, later.span.end_s),
            frames_s=tuple(sorted({*frames(shown.span), *frames(later.span)})),
        )
        yield Draft(
            kind="",
            text=f"{plot.named(deed.who)} leaves the {deed.place}. At which place is that person "
            "next seen doing something?",
            answer=f"the {later.deed.place}",
            wrong=tuple(f"the {one}" for one in plot.setting.places if one != later.deed.place),
            evidence=(clue,),
        )


def _leaves_once(own: Sequence[Shown], place: str) -> bool:
    return [one.deed.place for one in own if one.deed.verb == "leave"].count(place) == 1


def _solve_next_place(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    leaving = Deed(verb="leave", who=who_in(asked["who"]) or ("", ""), place=asked["place"])
    found = only(story.like(leaving))
    if found is None:
        return None
    later = [d for d in story.done() if d.who == found.who and d.start_s > found.end_s]
    return f"the {later[0].place}" if later else None


THING = rf"(?P<colour>{COLOUR}) (?P<look>\w+)"

KINDS = (
    StoryKind(
        "has",
        "state",
        True,
        rf"Who has the {THING} at the moment when {WHO} {DOING}\?",
        _ask_holder,
        _solve_holder,
    ),
    StoryKind(
        "left-where",
        "state",
        True,
        rf"Going by the last that is done with it, where is the {THING} then\?",
        _ask_last_seen,
        _solve_last_seen,
    ),
    StoryKind(
        "inside",
        "state",
        True,
        rf"Which thing was put into the (?P<colour>{COLOUR}) chest last\?",
        _ask_inside,
        _solve_inside,
    ),
    StoryKind(
        "left-open",
        "state",
        True,
        rf"In which state is the {THING} left: \w+ or \w+\?",
        _ask_left,
        _solve_left,
    ),
    StoryKind(
        "hands",
        "count",
        True,
        rf"How many different people get hold of the {THING}, by picking it up, taking it out or "
        r"being given it\?",
        _ask_hands,
        _solve_hands,
    ),
    StoryKind(
        "next-place",
        "memory",
        True,
        rf"{WHO} leaves the (?P<place>\w+)\. At which place is that person next seen doing "
        r"something\?",
        _ask_next_place,
        _solve_next_place,
    ),
)
