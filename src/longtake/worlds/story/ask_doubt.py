"""Questions that may be about nothing: spans, claims, false premises, what is not there."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.sprites.objects import CARRIED
from longtake.worlds.stage import COLOURS
from longtake.worlds.story.ask_recall import DOING, WHO, only, people_but, shuffled, wanted
from longtake.worlds.story.deeds import Deed
from longtake.worlds.story.figures import What
from longtake.worlds.story.kind import Story, StoryKind, moved
from longtake.worlds.story.plot import Plot, Shown, anywhere, frames
from longtake.worlds.story.recount import COLOUR, deed_of, person, told, who_in

BEFORE_S, AFTER_S = 0.45, 0.75
"""How much of an act lies before and after the pose that it is known by."""
LIES_S = 2.0
NOBODY = "nobody, that does not happen"
MOST_SPANS = 5
FEWEST = 3
"""From fewer views nobody says that something does not happen."""


def _padded(deed: Deed, step_s: float) -> Span:
    """The act around a pose."""
    start_s = max(0.0, deed.start_s - BEFORE_S)
    if deed.verb == "fall":
        return Span(start_s, deed.start_s + LIES_S)
    after = step_s / 2 + (AFTER_S if deed.verb not in ("arrive", "leave", "say") else 0.2)
    return Span(start_s, deed.end_s + after)


def _spans_text(spans: Sequence[Span]) -> str:
    return "; ".join(f"{span.start_s:.1f}-{span.end_s:.1f}" for span in spans) or "none"


def _ask_when(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Every time that something happens; now and then it never does."""
    for shown in shuffled(iter(plot.done), rng):
        deed = shown.deed
        if deed.verb in ("arrive", "leave", "sit", "fall", "roll"):
            continue
        same = plot.by_deed[anywhere(deed)]
        if len(same) > MOST_SPANS or len(plot.films) > 1:
            continue
        spans = tuple(Span(round(o.span.start_s, 2), round(o.span.end_s, 2)) for o in same)
        yield Draft(
            kind="",
            text=_when(plot, deed),
            answer=_spans_text(spans),
            form="spans",
            spans=spans,
            evidence=tuple(plot.clue(one) for one in same),
        )
        fib = _fib(plot, shown, rng)
        if fib and rng.random() < 0.4:
            text = _when(plot, fib)
            yield Draft(kind="", text=text, answer="none", form="spans", evidence=_all(plot, shown))


def _when(plot: Plot, deed: Deed) -> str:
    return f"At which times, in seconds, is it to be seen that {plot.named(deed.who)} {plot.doing(deed)}?"  # noqa: E501


def _solve_when(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    if deed is None:
        return None
    found = story.like(deed)
    if not found and len(story.glances) < FEWEST:
        return None
    return _spans_text([_padded(one, story.step_s) for one in found])


def _fib(plot: Plot, shown: Shown, rng: random.Random) -> Deed | None:
    """The same with another person, thing or verb: something that does not happen."""
    deed, choices = shown.deed, []
    choices += [moved(deed, who=who) for who in plot.seen if who not in (deed.who, deed.to)]
    if deed.to:
        choices += [moved(deed, to=who) for who in plot.seen if who not in (deed.who, deed.to)]
    if deed.what:
        same_look = [what for what in plot.handled if _could(deed, what)]
        choices += [moved(deed, what=what) for what in same_look]
    choices += [moved(deed, verb=verb) for verb in SWAPS.get(deed.verb, ())]
    choices = [one for one in choices if anywhere(one) not in plot.by_deed]
    return rng.choice(choices) if choices else None


SWAPS = {
    "pick up": ("put down",),
    "put down": ("pick up",),
    "open": ("close",),
    "close": ("open",),
    "switch on": ("switch off",),
    "switch off": ("switch on",),
    "store": ("take out",),
    "take out": ("store",),
    "cheer": ("fall", "sit"),
    "sit": ("cheer",),
}
"""Verbs that a fib puts in the place of the true one (Feint6K's verb swaps)."""


def _could(deed: Deed, what: What) -> bool:
    """Whether a deed can be done with another thing."""
    free = deed.verb in ("pick up", "put down", "give", "store", "take out")
    return what != deed.what and (free or (deed.what is not None and what[1] == deed.what[1]))


def _all(plot: Plot, shown: Shown) -> tuple[Clue, ...]:
    """That something does not happen takes the whole stretch; a few frames stand for it."""
    span = Span(plot.low_s, plot.high_s or shown.film.duration_s)
    return (Clue(video=shown.film.name, span=span, frames_s=frames(shown.span)),)


def _ask_claim(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Facts and fibs about one deed, to be judged in pairs."""
    used: set[object] = set()
    for shown in shuffled(plot.once("place"), rng):
        fib = _fib(plot, shown, rng)
        if fib is None or anywhere(fib) in used:
            continue
        used.add(anywhere(fib))
        pair = f"claim {told(shown.deed)}"
        for deed, answer in ((shown.deed, "yes"), (fib, "no")):
            who = plot.named(deed.who)
            yield Draft(
                kind="",
                text=f"Is it to be seen that {who} {plot.doing(deed)}?",
                answer=answer,
                form="binary",
                pair=pair,
                evidence=(plot.clue(shown),),
            )


def _solve_claim(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    return None if deed is None else "yes" if story.like(deed) else "no"


def _ask_order_claim(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """The same two deeds, told in both orders."""
    once = [one for one in plot.once() if one.deed.verb not in ("arrive", "leave")]
    for _ in range(len(once)):
        if len(once) < 2:
            return
        one, other = sorted(rng.sample(once, 2), key=lambda shown: shown.span)
        if other.span.start_s - one.span.start_s < 4 or told(one.deed) == told(other.deed):
            continue
        pair = f"order {told(one.deed)} {told(other.deed)}"
        for first, second, answer in ((one, other, "yes"), (other, one, "no")):
            yield Draft(
                kind="",
                text=f"Does this come first: {told(first.deed)}; and this later: "
                f"{told(second.deed)}?",
                answer=answer,
                form="binary",
                pair=pair,
                evidence=(plot.clue(one), plot.clue(other)),
            )


def _solve_order_claim(
    asked: Mapping[str, str], options: Sequence[str], story: Story
) -> str | None:
    starts = []
    for name in ("one", "other"):
        deed = deed_of(asked[name])
        found = only(story.like(deed)) if deed else None
        if found is None:
            return None
        starts.append(found.start_s)
    return "yes" if starts[0] < starts[1] else "no"


def _ask_premise(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Who does something that, as often as not, nobody does."""
    once = shuffled(plot.once("who", "place"), rng)
    for number, shown in enumerate(once):
        deed = shown.deed
        if deed.what is None:
            continue
        if number % 2:
            text, answer = plot.doing(deed), person(deed.who)
            wrong = (*people_but(plot, deed.who, deed.to), NOBODY)
            evidence: tuple[Clue, ...] = (plot.clue(shown),)
        else:
            fib = _never(plot, deed, rng)
            if fib is None:
                continue
            text, answer, wrong = plot.doing(fib), NOBODY, people_but(plot, deed.to)
            evidence = _all(plot, shown)
        yield Draft(
            kind="",
            text=f"Who, if anybody, {text}?",
            answer=answer,
            wrong=wrong if answer == NOBODY else (NOBODY, *wrong[:-1]),
            evidence=evidence,
        )


def _never(plot: Plot, deed: Deed, rng: random.Random) -> Deed | None:
    """A deed with another thing that nobody does that with."""
    done = {(one.deed.verb, one.deed.what) for one in plot.done}
    things = [(one.colour, one.look) for one in plot.setting.loose.values()]
    free = [what for what in things if _could(deed, what) and (deed.verb, what) not in done]
    return moved(deed, what=rng.choice(free)) if free else None


def _solve_premise(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    if deed is None:
        return None
    found = only(story.like(deed))
    if found is None and len(story.glances) < FEWEST:
        return None
    return person(found.who) if found else NOBODY


def _enough(story: Story) -> int:
    """In how many views something must be, so as not to be a mistake."""
    return 6 if story.step_s < 0.25 else 2


def _ask_absent(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Whether a thing or a person is to be seen at all."""
    there = {(one.colour, one.look) for one in plot.setting.loose.values()}
    gone = [(colour, look) for colour in COLOURS for look in CARRIED if (colour, look) not in there]
    first = {one.deed.what: one for one in reversed(plot.done) if one.deed.what}
    for shown in shuffled(iter(first.values()), rng):
        what = shown.deed.what
        if what is None:
            continue
        near = [one for one in gone if one[0] == what[0] or one[1] == what[1]]
        fib = rng.choice(near or gone)
        gone.remove(fib)
        for colour, look, answer in ((*what, "yes"), (*fib, "no")):
            yield Draft(
                kind="",
                text=f"Is a {colour} {look} to be seen in somebody's hand?",
                answer=answer,
                form="binary",
                pair=f"seen {what[0]} {what[1]}",
                evidence=_all(plot, shown),
            )


def _solve_absent(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    what = asked["colour"], asked["look"]
    held = sum(figure.held == what for seen in story.glances for figure in seen.figures)
    done = any(deed.what == what for deed in story.done())
    return "yes" if held >= _enough(story) or done else "no"


def _ask_present(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    """Whether somebody is to be seen at all."""
    there = {(one.coat, one.hat) for one in plot.setting.people.values()}
    colours = list(COLOURS)
    gone = [(a, b) for a in colours for b in colours if a != b and (a, b) not in there]
    for who in rng.sample(plot.seen, len(plot.seen)):
        shown = next((one for one in plot.done if one.deed.who == who), None)
        near = [one for one in gone if one[0] == who[0] or one[1] == who[1]]
        if shown is None or not near:
            continue
        fib = rng.choice(near)
        gone.remove(fib)
        for one, answer in ((who, "yes"), (fib, "no")):
            yield Draft(
                kind="",
                text=f"Is {person(one)} to be seen?",
                answer=answer,
                form="binary",
                pair=f"there {who[0]} {who[1]}",
                evidence=_all(plot, shown),
            )


def _solve_present(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    who = who_in(asked["person"])
    seen = sum(figure.who == who for glance in story.glances for figure in glance.figures)
    return "yes" if seen >= _enough(story) else "no"


KINDS = (
    StoryKind(
        "when",
        "ground",
        True,
        rf"At which times, in seconds, is it to be seen that {WHO} {DOING}\?",
        _ask_when,
        _solve_when,
    ),
    StoryKind(
        "claim",
        "claim",
        True,
        rf"Is it to be seen that {WHO} {DOING}\?",
        _ask_claim,
        _solve_claim,
    ),
    StoryKind(
        "order-claim",
        "claim",
        True,
        r"Does this come first: (?P<one>.+?); and this later: (?P<other>.+?)\?",
        _ask_order_claim,
        _solve_order_claim,
    ),
    StoryKind(
        "premise",
        "false-premise",
        True,
        rf"Who, if anybody, {DOING}\?",
        _ask_premise,
        _solve_premise,
    ),
    StoryKind(
        "absent",
        "absent",
        False,
        rf"Is a (?P<colour>{COLOUR}) (?P<look>\w+) to be seen in somebody's hand\?",
        _ask_absent,
        _solve_absent,
    ),
    StoryKind(
        "present",
        "absent",
        False,
        r"Is (?P<person>the person in the \w+ coat and \w+ hat) to be seen\?",
        _ask_present,
        _solve_present,
    ),
)
