"""Questions that ask how many: how often, how many people, how many different things."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.questions import Draft
from longtake.worlds.story.ask_recall import DOING, WHO, only, shuffled, wanted
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.kind import Story, StoryKind
from longtake.worlds.story.plot import Plot, Shown
from longtake.worlds.story.recount import PERSON, who_in

WAYS = {
    "pick up": "pick something up",
    "put down": "put something down",
    "give": "give something to somebody",
    "wave": "wave to somebody",
    "cheer": "cheer",
    "open": "open something",
    "close": "close something",
    "ring": "ring a bell",
    "sit": "sit down",
    "fall": "fall down",
    "say": "say something",
}
"""What is counted, without who and what."""
BY_WORDS = {words: verb for verb, words in WAYS.items()}
MOST = 9
INNER = 0.1
"""People nearer to the picture's edge are not counted on."""


def numbers_but(right: int, least: int = 1) -> tuple[str, ...]:
    """Other numbers near the right one."""
    near = range(max(least, right - 3), right + 4)
    return tuple(str(number) for number in near if number != right)


def _tally(plot: Plot, shown: Sequence[Shown], text: str) -> Draft:
    return Draft(
        kind="",
        text=text,
        answer=str(len(shown)),
        wrong=numbers_but(len(shown)),
        keep_order=True,
        evidence=tuple(plot.clue(one) for one in shown),
        needs=("picture", "writing") if any(one.act.said for one in shown) else ("picture",),
    )


def _ask_often(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for verb in rng.sample(list(WAYS), len(WAYS)):
        found = [one for one in plot.shown if one.deed.verb == verb]
        if verb != "say" and 1 <= len(found) <= MOST:
            yield _tally(plot, found, f"How often does somebody {WAYS[verb]}?")
        for who in rng.sample(plot.seen, len(plot.seen)):
            own = [one for one in found if one.deed.who == who]
            if 1 <= len(own) <= MOST and len(own) < len(found):
                yield _tally(plot, own, f"How often does {plot.named(who)} {WAYS[verb]}?")


def _solve_often(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    verb, who = BY_WORDS.get(asked["way"]), who_in(asked["who"])
    found = [deed for deed in story.deeds if deed.verb == verb and who in (None, deed.who)]
    return str(len(found)) if found else None


def _ask_people(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for shown in shuffled(plot.once("place"), rng):
        view = shown.film.view(shown.span.middle_s)
        xs = [thing.x for thing in view.of("person")]
        edges = any(-0.15 < x < INNER or 1 - INNER < x < 1.15 for x in xs)
        if edges or view.behind or shown.deed.verb in ("arrive", "leave"):
            continue
        count = sum(0 <= x <= 1 for x in xs)
        who = plot.named(shown.deed.who)
        clue = plot.clue(shown)
        yield Draft(
            kind="",
            text=f"How many people are in the picture while {who} {plot.doing(shown.deed)}?",
            answer=str(count),
            wrong=numbers_but(count),
            keep_order=True,
            evidence=(clue,),
        )


def _solve_people(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    near = [seen for seen in story.glances if abs(seen.time_s - found.middle_s) < 0.8]
    counts = [len({figure.who for figure in seen.figures}) for seen in near]
    return str(max(set(counts), key=counts.count)) if counts else None


def _ask_different(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for verb in rng.sample(list(WAYS), len(WAYS)):
        found = [one for one in plot.done if one.deed.verb == verb]
        people = {one.deed.who for one in found}
        if 1 <= len(people) <= MOST and len(found) > len(people):
            draft = _tally(plot, found, f"How many different people {WAYS[verb]}?")
            wrong = (*numbers_but(len(people)), str(len(found)))
            yield draft.model_copy(update={"answer": str(len(people)), "wrong": wrong})


def _solve_different(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    verb = BY_WORDS.get(asked["way"])
    people = {deed.who for deed in story.deeds if deed.verb == verb}
    return str(len(people)) if people else None


def _ask_things(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for who in rng.sample(plot.seen, len(plot.seen)):
        own = [one for one in plot.done if one.deed.who == who and one.deed.verb == "pick up"]
        things = {one.deed.what for one in own}
        if own:
            text = f"How many different things does {plot.named(who)} pick up?"
            draft = _tally(plot, own, text)
            update = {"answer": str(len(things)), "wrong": numbers_but(len(things))}
            yield draft.model_copy(update=update)


def _solve_things(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    who = who_in(asked["who"])
    own = [deed for deed in story.like(Deed(verb="pick up", who=who or ("", "")))]
    return str(len({deed.what for deed in own})) if own and who else None


WAY = "|".join(WAYS.values())

KINDS = (
    StoryKind(
        "how-often",
        "count",
        True,
        rf"How often does (?P<who>somebody|{PERSON}) (?P<way>{WAY})\?",
        _ask_often,
        _solve_often,
    ),
    StoryKind(
        "how-many-people",
        "count",
        False,
        rf"How many people are in the picture while {WHO} {DOING}\?",
        _ask_people,
        _solve_people,
    ),
    StoryKind(
        "how-many-different",
        "count",
        True,
        rf"How many different people (?P<way>{WAY})\?",
        _ask_different,
        _solve_different,
    ),
    StoryKind(
        "how-many-things",
        "count",
        True,
        rf"How many different things does {WHO} pick up\?",
        _ask_things,
        _solve_things,
    ),
)
