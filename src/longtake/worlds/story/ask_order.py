"""Questions about order: before, after, between, which first, and in which order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations

from longtake.types import Span
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.story.ask_recall import DOING, WHO, doings_but, only, shuffled, wanted
from longtake.worlds.story.kind import Story, StoryKind
from longtake.worlds.story.plot import Plot, Shown, frames
from longtake.worlds.story.recount import deed_of, doing, told

NEAR_S = 40.0
"""Neighbouring deeds are asked about when they are no further apart."""


def both(plot: Plot, one: Shown, other: Shown) -> tuple[Clue, ...]:
    """Clues to two deeds, in order, with the time between them."""
    first, second = sorted((one, other), key=lambda shown: shown.span)
    if first.film is not second.film or second.span.start_s - first.span.end_s > NEAR_S:
        return plot.clue(first), plot.clue(second)
    span = first.span.union(second.span)
    times = sorted({*frames(first.span), *frames(second.span)})
    return (Clue(video=first.film.name, span=span, frames_s=tuple(times)),)


def _ask_next(after: bool) -> object:
    def ask(plot: Plot, rng: random.Random) -> Iterator[Draft]:
        once = {id(shown) for shown in plot.once("place")}
        for shown in shuffled(iter(plot.done), rng):
            if id(shown) not in once:
                continue
            own = plot.by_who[shown.deed.who]
            place = own.index(shown) + (1 if after else -1)
            if not 0 <= place < len(own):
                continue
            other = own[place]
            if abs(other.span.start_s - shown.span.start_s) > NEAR_S:
                continue
            which = "after" if after else "before"
            text = f"What does {plot.named(shown.deed.who)} do just {which} the moment when that "
            yield Draft(
                kind="",
                text=f"{text}person {plot.doing(shown.deed)}?",
                answer=doing(other.deed),
                wrong=doings_but(plot, other, shown),
                evidence=both(plot, shown, other),
            )

    return ask


def _solve_next(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    deed = wanted(asked)
    found = only(story.like(deed)) if deed else None
    if found is None:
        return None
    own = [one for one in story.done() if one.who == found.who]
    place = own.index(found) + (1 if asked["which"] == "after" else -1)
    if not 0 <= place < len(own) or abs(own[place].start_s - found.start_s) > NEAR_S + 5:
        return None
    return doing(own[place])


def _pairs(plot: Plot, rng: random.Random, count: int) -> Iterator[list[Shown]]:
    """Sets of different deeds that happen once each, in a random order."""
    once = [one for one in plot.once() if one.deed.verb not in ("arrive", "leave")]
    for _ in range(3 * len(once)):
        if len(once) < count:
            return
        chosen = rng.sample(once, count)
        starts = sorted(one.span.start_s for one in chosen)
        apart = all(b - a > 4 for a, b in pairwise(starts))
        if apart and len({told(one.deed) for one in chosen}) == count:
            yield chosen


def _ask_first_of(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for one, other in _pairs(plot, rng, 2):
        earlier = min((one, other), key=lambda shown: shown.span)
        later = other if earlier is one else one
        yield Draft(
            kind="",
            text=f"Which happens first: {told(one.deed)}; or {told(other.deed)}?",
            answer=told(earlier.deed),
            wrong=(told(later.deed),),
            evidence=tuple(plot.clue(shown) for shown in (earlier, later)),
        )


def _solve_first_of(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    found = []
    for text in (asked["one"], asked["other"]):
        deed = deed_of(text)
        match = only(story.like(deed)) if deed else None
        if match is None:
            return None
        found.append((match.start_s, text))
    return min(found)[1]


def _ask_sequence(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    for chosen in _pairs(plot, rng, 3):
        order = sorted(range(3), key=lambda place: chosen[place].span)
        listed = "; ".join(f"({n}) {told(one.deed)}" for n, one in enumerate(chosen, 1))
        right = _order_text(order)
        yield Draft(
            kind="",
            text=f"In which order do these happen: {listed}?",
            answer=right,
            wrong=tuple(t for p in permutations(range(3)) if (t := _order_text(p)) != right),
            evidence=tuple(plot.clue(one) for one in sorted(chosen, key=lambda one: one.span)),
        )


def _order_text(order: Sequence[int]) -> str:
    return " then ".join(f"({place + 1})" for place in order)


def _solve_sequence(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    starts = []
    for place, name in enumerate(("one", "other", "third")):
        deed = deed_of(asked[name])
        match = only(story.like(deed)) if deed else None
        if match is None:
            return None
        starts.append((match.start_s, place))
    return _order_text([place for _, place in sorted(starts)])


def _ask_between(plot: Plot, rng: random.Random) -> Iterator[Draft]:
    once = {id(shown) for shown in plot.once()}
    trios = list(zip(plot.done, plot.done[1:], plot.done[2:], strict=False))
    rng.shuffle(trios)
    for a, b, c in trios:
        fits = {id(a), id(c)} <= once and a.film is c.film
        if not fits or c.span.start_s - a.span.start_s > NEAR_S or told(b.deed) == told(a.deed):
            continue
        span = Span(a.span.start_s, c.span.end_s)
        times = sorted({*frames(a.span), *frames(b.span), *frames(c.span)})
        yield Draft(
            kind="",
            text=f"What is done between these two: {told(a.deed)}; and {told(c.deed)}?",
            answer=told(b.deed),
            wrong=tuple(sorted({told(one.deed) for one in plot.done} - {told(b.deed)})),
            evidence=(Clue(video=a.film.name, span=span, frames_s=tuple(times)),),
        )


def _solve_between(asked: Mapping[str, str], options: Sequence[str], story: Story) -> str | None:
    ends = []
    for name in ("one", "other"):
        deed = deed_of(asked[name])
        match = only(story.like(deed)) if deed else None
        if match is None:
            return None
        ends.append(match.start_s)
    inside = [deed for deed in story.done() if min(ends) < deed.start_s < max(ends)]
    return told(inside[0]) if len(inside) == 1 else None


NEXT = rf"What does {WHO} do just (?P<which>after|before) the moment when that person {DOING}\?"

KINDS = (
    StoryKind("after", "order", True, NEXT, _ask_next(True), _solve_next),  # type: ignore[arg-type]
    StoryKind("before", "order", True, NEXT, _ask_next(False), _solve_next),  # type: ignore[arg-type]
    StoryKind(
        "which-first",
        "order",
        True,
        r"Which happens first: (?P<one>.+?); or (?P<other>.+?)\?",
        _ask_first_of,
        _solve_first_of,
    ),
    StoryKind(
        "sequence",
        "order",
        True,
        r"In which order do these happen: \(1\) (?P<one>.+?); \(2\) (?P<other>.+?);"
        r" \(3\) (?P<third>.+?)\?",
        _ask_sequence,
        _solve_sequence,
    ),
    StoryKind(
        "between",
        "order",
        True,
        r"What is done between these two: (?P<one>.+?); and (?P<other>.+?)\?",
        _ask_between,
        _solve_between,
    ),
)
