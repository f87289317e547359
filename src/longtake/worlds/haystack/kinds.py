"""Questions that one to five frames of a long film answer.

What is asked for is seen once, for a second or three. The evidence of each question holds the
fewest frames that answer it. Views come in, answers go out.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from longtake.worlds.drawing.grounds import TOWN
from longtake.worlds.haystack.film import Found, HaystackFilm, described, thing_of
from longtake.worlds.haystack.plan import BOARDS, LOOKS
from longtake.worlds.haystack.stroll import NAMES, Pair
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import Thing, View
from longtake.worlds.world import Film

WHO = r"the person in the (?P<coat>[a-z]+) coat and the (?P<hat>[a-z]+) hat"
REACH = 0.2
"""How far from somebody's middle, in picture widths, what they carry may be."""
AGAIN_S = 3.5
"""Sightings of somebody further apart than any moment lasts are two."""
COMPARED = 4

Asked = Mapping[str, str]
Ask = Callable[[HaystackFilm, random.Random], Iterator[Draft]]
Solve = Callable[[Asked, Sequence[str], Sequence[View]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HaystackKind:
    """A kind of question of this world."""

    name: str
    family: str
    temporal: bool
    pattern: str
    drafts: Ask
    answer: Solve

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in films:
            if isinstance(film, HaystackFilm):
                yield from self.drafts(film, rng)

    def solve(self, asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
        return self.answer(asked, options, sorted(seen, key=lambda view: view.time_s))


def clue(film: HaystackFilm, found: Found) -> Clue:
    """The frame in the middle of a moment."""
    span = found[1].span
    at_s = round(int(span.middle_s * film.stroll.fps) / film.stroll.fps, 4)
    return Clue(video=film.name, span=span, frames_s=(at_s,))


def draft(
    film: HaystackFilm,
    kind: str,
    text: str,
    answer: str,
    wrong: Iterable[str],
    found: Iterable[Found],
    keep_order: bool = False,
    needs: str = "picture",
) -> Draft:
    """The question, with one frame of each moment as evidence."""
    return Draft(
        kind=kind,
        text=text,
        answer=answer,
        wrong=tuple(dict.fromkeys(each for each in wrong if each != answer)),
        videos=(film.name,),
        evidence=tuple(clue(film, each) for each in found),
        level=film.truth.level,
        keep_order=keep_order,
        needs=(needs,),  # type: ignore[arg-type]
    )


def pair_of(asked: Asked) -> Pair:
    """Who is asked about."""
    return asked["coat"], asked["hat"]


def seen_as(view: View, who: Pair) -> Thing | None:
    """That person in a view."""
    return next((t for t in view.of("person") if (t.colour, t.accent) == who), None)


def held_by(view: View, person: Thing) -> str:
    """What somebody carries, `blue kite`; empty when nothing is near."""
    near = [thing for thing in view.of(*LOOKS) if abs(thing.x - person.x) < REACH]
    nearest = min(near, key=lambda thing: abs(thing.x - person.x), default=None)
    return f"{nearest.colour} {nearest.look}" if nearest else ""


def with_article(thing: str) -> str:
    """`a blue kite` of `blue kite`."""
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def _singles(film: HaystackFilm) -> list[Found]:
    """The moments of people who come only once."""
    return [found[0] for found in film.by_person.values() if len(found) == 1]


def _things(film: HaystackFilm) -> list[str]:
    return [thing_of(moment) for moment, _ in film.found if moment.carries]


def _ask_carried(film: HaystackFilm, rng: random.Random) -> Iterator[Draft]:
    for moment, take in _singles(film):
        assert moment.who is not None
        text = f"What does {described(moment.who)} carry?"
        yield draft(
            film, "haystack-carries", text, thing_of(moment), _things(film), [(moment, take)]
        )


def _carried(asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
    who = pair_of(asked)
    held = Counter(
        thing
        for view in seen
        if (person := seen_as(view, who)) and (thing := held_by(view, person))
    )
    return with_article(held.most_common(1)[0][0]) if held else None


def _ask_where(film: HaystackFilm, rng: random.Random) -> Iterator[Draft]:
    for moment, take in _singles(film):
        assert moment.who is not None
        text = f"At which place does {described(moment.who)} appear?"
        wrong = [f"at the {place}" for place in TOWN]
        answer = f"at the {take.place}"
        yield draft(film, "haystack-where", text, answer, wrong, [(moment, take)])


def _where(asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
    places = Counter(view.place for view in seen if view.place and seen_as(view, pair_of(asked)))
    return f"at the {places.most_common(1)[0][0]}" if places else None


def _ask_board(film: HaystackFilm, rng: random.Random) -> Iterator[Draft]:
    for moment, take in film.found:
        if moment.text:
            text = f"What is written on the board with the {moment.colour} frame?"
            yield draft(
                film,
                "haystack-board",
                text,
                moment.text,
                BOARDS,
                [(moment, take)],
                needs="writing",
            )


def _board(asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
    texts = Counter(
        plate.text
        for view in seen
        for plate in view.of("plate")
        if plate.colour == asked["colour"] and plate.text
    )
    return texts.most_common(1)[0][0] if texts else None


def _ask_first(film: HaystackFilm, rng: random.Random) -> Iterator[Draft]:
    """Which of four comes first, or last."""
    people = _singles(film)
    for _ in range(len(people)):
        if len(people) < COMPARED:
            return
        some = sorted(rng.sample(people, COMPARED), key=lambda found: found[1].span.start_s)
        end = rng.choice(("first", "last"))
        named = [described(moment.who) for moment, _ in some if moment.who]
        answer = named[0] if end == "first" else named[-1]
        text = f"Each of these people appears only once. Who comes {end}: {_listed(named)}?"
        yield draft(film, "haystack-first", text, answer, named, some)


def _listed(named: Sequence[str]) -> str:
    """All of them, in an order that says nothing."""
    *most, last = sorted(named)
    return f"{', '.join(most)} or {last}"


def _first(asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
    people = re.findall(r"the ([a-z]+) coat and the ([a-z]+) hat", asked["those"])
    came = {
        who: min((view.time_s for view in seen if seen_as(view, who)), default=None)
        for who in people
    }
    times_s = {who: time_s for who, time_s in came.items() if time_s is not None}
    if len(times_s) < len(people):
        return None
    chosen = (min if asked["end"] == "first" else max)(times_s, key=lambda who: times_s[who])
    return described(chosen)


def _ask_count(film: HaystackFilm, rng: random.Random) -> Iterator[Draft]:
    by_look: dict[str, list[Found]] = {}
    for moment, take in film.found:
        if moment.carries:
            by_look.setdefault(moment.carries, []).append((moment, take))
    for look, found in sorted(by_look.items()):
        people = {moment.who for moment, _ in found}
        if 2 <= len(people) == len(found) <= 5:
            text = f"How many different people carry {with_article(look)}?"
            wrong = [str(n) for n in range(1, 9)]
            yield draft(
                film, "haystack-count", text, str(len(people)), wrong, found, keep_order=True
            )


def _count(asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
    sightings = Counter(
        (person.colour, person.accent)
        for view in seen
        for person in view.of("person")
        if held_by(view, person).endswith(f" {asked['look']}") and person.accent
    )
    most = max(sightings.values(), default=0)
    sure = [who for who, count in sightings.items() if count >= min(2, most / 4)]
    return str(len(sure)) if sure else None


def _ask_later(film: HaystackFilm, rng: random.Random) -> Iterator[Draft]:
    """What somebody who comes twice carries the second, or the first, time."""
    for who, found in film.by_person.items():
        if len(found) != 2:
            continue
        for turn, (moment, _) in zip(("first", "second"), found, strict=True):
            text = f"{described(who).capitalize()} appears twice, carrying something else each"
            text += f" time. What is it the {turn} time?"
            others = [thing_of(other) for other, _ in found]
            wrong = [*others, *_things(film)]
            yield draft(film, "haystack-later", text, thing_of(moment), wrong, found)


def _later(asked: Asked, options: Sequence[str], seen: Sequence[View]) -> str | None:
    who = pair_of(asked)
    visits: list[Counter[str]] = []
    last_s = float("-inf")
    for view in seen:
        person = seen_as(view, who)
        if person is None:
            continue
        if view.time_s - last_s > AGAIN_S:
            visits.append(Counter())
        last_s = view.time_s
        if thing := held_by(view, person):
            visits[-1][thing] += 1
    kept = [visit.most_common(1)[0][0] for visit in visits if visit]
    if len(kept) != 2:
        return None
    return with_article(kept[asked["turn"] == "second"])


COLOUR = "|".join(NAMES)
KINDS = (
    HaystackKind(
        name="haystack-carries",
        family="recall",
        temporal=False,
        pattern=rf"What does {WHO} carry\?",
        drafts=_ask_carried,
        answer=_carried,
    ),
    HaystackKind(
        name="haystack-where",
        family="recall",
        temporal=False,
        pattern=rf"At which place does {WHO} appear\?",
        drafts=_ask_where,
        answer=_where,
    ),
    HaystackKind(
        name="haystack-board",
        family="recall",
        temporal=False,
        pattern=rf"What is written on the board with the (?P<colour>{COLOUR}) frame\?",
        drafts=_ask_board,
        answer=_board,
    ),
    HaystackKind(
        name="haystack-first",
        family="order",
        temporal=True,
        pattern=(
            r"Each of these people appears only once\. Who comes (?P<end>first|last): "
            r"(?P<those>the person [a-z, ]+)\?"
        ),
        drafts=_ask_first,
        answer=_first,
    ),
    HaystackKind(
        name="haystack-count",
        family="count",
        temporal=True,
        pattern=r"How many different people carry an? (?P<look>[a-z]+)\?",
        drafts=_ask_count,
        answer=_count,
    ),
    HaystackKind(
        name="haystack-later",
        family="order",
        temporal=True,
        pattern=(
            rf"[Tt]{WHO[1:]} appears twice, carrying something else each time\. "
            r"What is it the (?P<turn>first|second) time\?"
        ),
        drafts=_ask_later,
        answer=_later,
    ),
)
