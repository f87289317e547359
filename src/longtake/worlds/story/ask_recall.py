"""Questions about one deed: who, what, to whom, where, the first and the last of somebody."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.questions import Draft
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.figures import What
from longtake.worlds.story.kind import Story, StoryKind, moved
from longtake.worlds.story.plot import Plot, Shown
from longtake.worlds.story.recount import PERSON, deed_in, doing, person, thing, who_in

DOING = r"(?P<doing>.+?)"
WHO = rf"(?P<who>{PERSON})"


def wanted(asked: Mapping[str, str]) -> Deed | None:
    """The deed that a question's `doing` and `who` speak of."""
    deed = deed_in(asked["doing"])
    who = who_in(asked.get("who", ""))
    return moved(deed, who=who) if deed and who else deed


def only(found: Sequence[Deed]) -> Deed | None:
    """The deed, where all that were found tell the same."""
    return found[0] if found else None


def shuffled(shown: Iterator[Shown], rng: random.Random) -> list[Shown]:
    """In an order of the seed."""
    listed = list(shown)
    rng.shuffle(listed)
    return listed


def people_but(plot: Plot, *aside: object) -> tuple[str, ...]:
    """Everybody else who does something, as options."""
    return tuple(person(who) for who in plot.seen if who not in aside)


def _ask_who(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for shown in shuffled(plot.once("who", "place"), rng):
        deed = shown.deed
        yield Draft(
            kind="",
            text=f"Who {plot.doing(deed)}?",
            answer=person(deed.who),
            accepts=(plot.named(deed.who), plot.named(deed.who).split(" (")[0]),
            wrong=people_but(plot, deed.who, deed.to),
            evidence=(plot.clue(shown),),
        )


def _solve_who(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    return person(found.who) if found else None


def _ask_what(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for name in ("what", "at"):
        for shown in shuffled(plot.once(name, "place"), rng):
            what: What | None = getattr(shown.deed, name)
            if what is None:
                continue
            text = f"{plot.named(shown.deed.who)} {plot.doing(moved(shown.deed, **{name: None}))}"
            others = plot.handled if name == "what" else _fixtures(plot)
            yield Draft(
                kind="",
                text=f"{text}. What is it?",
                answer=thing(what),
                wrong=tuple(thing(one) for one in others if one != what),
                evidence=(plot.clue(shown),),
            )


def _fixtures(plot: Plot) -> list[What]:
    return [(one.colour, one.look) for one in plot.setting.fixtures.values()]


def _solve_what(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    for name, instead in (("what", "the red key"), ("at", "the red door")):
        known = deed_in(asked["doing"].replace("something", instead, 1))
        if known:
            blank = moved(known, who=who_in(asked["who"]), **{name: None})
            found = only(story.like(blank))
            what: What | None = getattr(found, name) if found else None
            return thing(what) if what else None
    return None


def _ask_whom(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for shown in shuffled(plot.once("to", "place"), rng):
        deed = shown.deed
        if deed.to is None:
            continue
        yield Draft(
            kind="",
            text=f"{plot.named(deed.who)} {plot.doing(moved(deed, to=None))}. Who is that?",
            answer=person(deed.to),
            accepts=(plot.named(deed.to), plot.named(deed.to).split(" (")[0]),
            wrong=people_but(plot, deed.who, deed.to),
            evidence=(plot.clue(shown),),
        )


def _solve_whom(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    somebody = "the person in the red coat and red hat"
    deed = deed_in(asked["doing"].replace("somebody", somebody))
    if deed is None:
        return None
    found = only(story.like(moved(deed, who=who_in(asked["who"]), to=None)))
    return person(found.to) if found and found.to else None


def _ask_where(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for shown in shuffled(plot.once("place"), rng):
        deed = shown.deed
        yield Draft(
            kind="",
            text=f"At which place is it that {plot.named(deed.who)} {plot.doing(deed)}?",
            answer=f"the {deed.place}",
            wrong=tuple(f"the {one}" for one in plot.setting.places if one != deed.place),
            evidence=(plot.clue(shown),),
        )


def _solve_where(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    return f"the {found.place}" if found and found.place else None


def doings_but(plot: Plot, *aside: Shown) -> tuple[str, ...]:
    """What else is done, as options."""
    right = {doing(shown.deed) for shown in aside}
    return tuple(sorted(plot.doings - right))


def _ask_end(last: bool) -> object:
    def ask(plot: Plot, rng: random.Random) -> Iterator[Draft]:
        for who in rng.sample(plot.seen, len(plot.seen)):
            own = plot.by_who.get(who, [])
            steps = [doing(one.deed) for one in own]
            if len(own) < 2 or steps.count(steps[-1 if last else 0]) > 1:
                continue
            shown = own[-1 if last else 0]
            which = "last" if last else "first"
            yield Draft(
                kind="",
                text=f"What is the {which} thing that {plot.named(who)} does?",
                answer=doing(shown.deed),
                wrong=doings_but(plot, shown),
                evidence=(plot.clue(shown),),
            )

    return ask


def _solve_end(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    who = who_in(asked["who"])
    own = [deed for deed in story.done() if deed.who == who]
    return doing(own[-1 if asked["which"] == "last" else 0]) if own else None


FIRST_LAST = rf"What is the (?P<which>first|last) thing that {WHO} does\?"

KINDS = (
    StoryKind("who", "recall", False, rf"Who {DOING}\?", _ask_who, _solve_who),
    StoryKind("what", "recall", False, rf"{WHO} {DOING}\. What is it\?", _ask_what, _solve_what),
    StoryKind("whom", "recall", False, rf"{WHO} {DOING}\. Who is that\?", _ask_whom, _solve_whom),
    StoryKind(
        "where",
        "recall",
        False,
        rf"At which place is it that {WHO} {DOING}\?",
        _ask_where,
        _solve_where,
    ),
    StoryKind("first", "order", True, FIRST_LAST, _ask_end(False), _solve_end),  # type: ignore[arg-type]
    StoryKind("last", "order", True, FIRST_LAST, _ask_end(True), _solve_end),  # type: ignore[arg-type]
)
