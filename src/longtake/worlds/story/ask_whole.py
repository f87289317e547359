"""Questions about the whole: a summary, the most striking moment, and conversations."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.story.ask_doubt import _padded, _spans_text
from longtake.worlds.story.ask_recall import WHO, people_but
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.figures import What
from longtake.worlds.story.kind import Story, StoryKind, moved
from longtake.worlds.story.plot import Plot, Shown, frames
from longtake.worlds.story.recount import COLOUR, doing, person, told, who_in

STRIKING = ("drop", "fall", "ring", "eat", "give", "store", "take out")
"""What strikes most, the most striking first; the question says so, too."""
IN_WORDS = (
    "something breaks",
    "somebody falls",
    "a bell is rung",
    "something is eaten",
    "something is given",
    "something is put into a chest",
    "something is taken out of a chest",
)
SENTENCES = 5


def _ranked(deeds: Sequence[Deed]) -> list[int]:
    """Places of the most striking deeds, each of another kind, in the order of time."""
    first: dict[str, int] = {}
    for place, deed in enumerate(deeds):
        if deed.verb in STRIKING:
            first.setdefault(deed.verb, place)
    best = sorted(first.values(), key=lambda place: STRIKING.index(deeds[place].verb))
    return sorted(best[:SENTENCES])


def _summary(deeds: Sequence[Deed]) -> str:
    return ". ".join(told(deeds[place]) for place in _ranked(deeds))


SUMMARY = (
    "Summarise what happens: one sentence each, in the order of time, for the first time that "
    + ", ".join(IN_WORDS[:-1])
    + f" and {IN_WORDS[-1]}; the first {SENTENCES} of these that occur."
)


def _ask_summary(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    places = _ranked(plot.deeds)
    if len(places) < 2:
        return
    chosen = [plot.shown[place] for place in places]
    facts = [
        {"text": told(one.deed), "weight": round(1 - STRIKING.index(one.deed.verb) / 10, 2)}
        for one in chosen
    ]
    yield Draft(
        kind="",
        text=SUMMARY,
        answer=_summary(plot.deeds),
        form="open",
        evidence=tuple(plot.clue(one) for one in chosen),
        detail={"facts": facts},
    )


def _solve_summary(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    return _summary(story.deeds) or None


HIGHLIGHT = "At which time, in seconds, is the most striking moment: the first time that {what}?"


def _ask_highlight(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for verb, words in zip(STRIKING, IN_WORDS, strict=True):
        own = [one for one in plot.done if one.deed.verb == verb]
        if own and len(plot.films) == 1:
            span = Span(round(own[0].span.start_s, 2), round(own[0].span.end_s, 2))
            yield Draft(
                kind="",
                text=HIGHLIGHT.format(what=words),
                answer=_spans_text((span,)),
                form="spans",
                spans=(span,),
                evidence=(plot.clue(own[0]),),
            )


def _solve_highlight(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    verb = STRIKING[IN_WORDS.index(asked["words"])]
    own = [deed for deed in story.done() if deed.verb == verb]
    return _spans_text([_padded(own[0], story.step_s)]) if own else None


def _paths(plot: Plot) -> Iterator[tuple[What, list[Shown]]]:
    """Things whose way through the story is shown from being picked up on."""
    for what in plot.handled:
        own = [one for one in plot.done if one.deed.what == what]
        if len(own) >= 3 and own[0].deed.verb == "pick up":
            yield what, own


def _ask_talk(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """A conversation about one thing: who first, what then, and where in the end."""
    for what, own in _paths(plot):
        name, chain = f"the {what[0]} {what[1]}", f"about {what[0]} {what[1]}"
        first, last = own[0], own[-1]
        yield Draft(
            kind="",
            text=f"Let us talk about {name}. Who is the first to do something with it?",
            answer=person(first.deed.who),
            wrong=people_but(plot, first.deed.who),
            evidence=(_from(first, last),),
            chain=chain,
            turn=1,
        )
        others = {doing(one.deed) for one in plot.done if one.deed.what}
        yield Draft(
            kind="",
            text=f"And what is the second thing that is done with {name}?",
            answer=doing(own[1].deed),
            wrong=_with_it(plot, own[1].deed, others),
            evidence=(_from(first, last, own[1]),),
            chain=chain,
            turn=2,
        )
        yield Draft(
            kind="",
            text=f"And who is the last to do something with {name}?",
            answer=person(last.deed.who),
            wrong=people_but(plot, last.deed.who),
            evidence=(_from(first, last),),
            chain=chain,
            turn=3,
        )


def _with_it(plot: Plot, deed: Deed, others: set[str]) -> tuple[str, ...]:
    """What else could be done with the same thing."""
    verbs = ("pick up", "put down", "give", "store", "take out")
    made = {doing(moved(deed, verb=verb)) for verb in verbs if verb in ("pick up", "put down")}
    made |= {doing(moved(deed, verb="give", to=who)) for who in plot.seen if who != deed.who}
    chests = [one for one in plot.setting.fixtures.values() if one.look == "chest"]
    for chest in chests:
        at = chest.colour, chest.look
        made |= {doing(moved(deed, verb=verb, at=at)) for verb in ("store", "take out")}
    return tuple(sorted(made - {doing(deed)}))


def _from(first: Shown, last: Shown, *others: Shown) -> Clue:
    """From the first to the last; the frames show these and the others."""
    times = sorted({time for one in (first, last, *others) for time in frames(one.span)})
    span = first.span.union(last.span)
    return Clue(video=first.film.name, span=span, frames_s=tuple(times))


def _solve_talk(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    what = asked["colour"], asked["look"]
    own = [deed for deed in story.done() if deed.what == what]
    if not own:
        return None
    if asked["turn"].startswith("And what"):
        return doing(own[1]) if len(own) > 1 else None
    return person(own[0 if asked["turn"].startswith("Let") else -1].who)


def _ask_places(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """In how many places somebody does something: seen again and again."""
    for who in rng.sample(plot.seen, len(plot.seen)):
        own = [one for one in plot.done if one.deed.who == who]
        first: dict[str, Shown] = {}
        for one in own:
            first.setdefault(one.deed.place, one)
        if own:
            yield Draft(
                kind="",
                text=f"At how many different places is {plot.named(who)} seen doing something?",
                answer=str(len(first)),
                wrong=tuple(str(n) for n in range(1, 8) if n != len(first)),
                keep_order=True,
                evidence=tuple(
                    plot.clue(one, until_s=_last_at(own, one).span.end_s) for one in first.values()
                ),
            )


def _last_at(own: Sequence[Shown], first: Shown) -> Shown:
    return [one for one in own if one.deed.place == first.deed.place][-1]


def _solve_places(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    who = who_in(asked["who"])
    places = {deed.place for deed in story.done() if deed.who == who and deed.place}
    return str(len(places)) if places else None


NAMED = rf"the (?P<colour>{COLOUR}) (?P<look>\w+)"
LET = rf"Let us talk about {NAMED}\. Who is the first to do something with it"

KINDS = (
    StoryKind(
        "summary", "summary", True, SUMMARY.replace(".", r"\."), _ask_summary, _solve_summary
    ),
    StoryKind(
        "highlight",
        "highlight",
        True,
        r"At which time, in seconds, is the most striking moment: the first time that "
        rf"(?P<words>{'|'.join(IN_WORDS)})\?",
        _ask_highlight,
        _solve_highlight,
    ),
    StoryKind(
        "conversation",
        "chain",
        True,
        r"(?P<turn>Let us talk about|And what is the second thing that is done with|"
        rf"And who is the last to do something with) {NAMED}"
        r"(?:\?|\. Who is the first to do something with it\?)",
        _ask_talk,
        _solve_talk,
    ),
    StoryKind(
        "how-many-places",
        "memory",
        True,
        rf"At how many different places is {WHO} seen doing something\?",
        _ask_places,
        _solve_places,
    ),
)
