"""Turns what a world could ask into the questions that are asked.

Draws from every kind, varies the answers, chooses the options, derives the open wording, facts and
fibs, and rotations, and lets `certify` drop what is not sound. Knows nothing of pictures; `balance`
looks after the whole folder. Films that are shown together come in; Questions go out. The same
order asks the same.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from longtake.worlds.asking.balance import balanced
from longtake.worlds.asking.certify import certified
from longtake.worlds.asking.options import options_of
from longtake.worlds.asking.replies import CLAIM, YES_NO
from longtake.worlds.questions import Clue, Draft, Form, Question
from longtake.worlds.world import Film, Kind, Order, World

__all__ = ["balanced", "candidates", "questions"]

MOST_DRAFTS = 2000
"""Of one kind about one group; the rest is not even looked at."""

A_MINUTE = 2.0
FEWEST, MOST = 2, 60
"""Questions of one kind about one group: so many a minute, within these."""

DERIVED_EACH = 4
"""Of so many questions by option one is also asked openly, and one as fact and fib."""


def questions(
    world: World, order: Order, group: Sequence[Film], start: int, names: Mapping[str, str]
) -> tuple[list[Question], int]:
    """The sound questions about films that are shown together, and how many are not sound.

    They are numbered from `start`. `names` holds the file of each film, relative to the folder, by
    the film's name.
    """
    films = {names[film.name]: film for film in group}
    staying, falling = certified(candidates(world, order, group, start, names), films, world.kinds)
    return staying, len(falling)


def candidates(
    world: World, order: Order, group: Sequence[Film], start: int, names: Mapping[str, str]
) -> list[Question]:
    """What would be asked if every question were sound."""
    asked: list[Question] = []
    minutes = sum(film.truth.film.duration_s for film in group) / 60
    most = min(MOST, max(FEWEST, round(A_MINUTE * minutes)))
    for kind in world.kinds:
        rng = random.Random(f"{order.seed}/{kind.name}/{group[0].name}")
        drafts = list(islice(kind.ask(group, rng), MOST_DRAFTS))
        for draft in _varied(drafts, most, rng):
            for form in _forms(kind, draft, rng.randrange(DERIVED_EACH)):
                asked += _asked(world.name, kind, draft, form, rng)
    numbered = (f"{world.name}-{number:05}" for number in range(start, start + len(asked)))
    return [_placed(one, id, group, names) for one, id in zip(asked, numbered, strict=True)]


def _varied(drafts: Sequence[Draft], most: int, rng: random.Random) -> list[Draft]:
    """At most so many, each text once, answers as various as can be; chains and pairs whole."""
    units: dict[str, list[Draft]] = {}
    for draft in {(draft.text, draft.videos): draft for draft in reversed(drafts)}.values():
        key = (draft.chain and f"chain {draft.chain}") or (draft.pair and f"pair {draft.pair}")
        units.setdefault(key or draft.text + str(draft.videos), []).append(draft)
    waiting = [sorted(unit, key=lambda draft: draft.turn) for unit in units.values()]
    waiting.sort(key=lambda unit: unit[0].text)
    rng.shuffle(waiting)
    used: Counter[str] = Counter()
    chosen: list[Draft] = []
    while waiting and len(chosen) < most:
        index = min(range(len(waiting)), key=lambda i: used[waiting[i][0].answer])
        unit = waiting.pop(index)
        used.update(draft.answer for draft in unit)
        chosen += unit
    return chosen


def _forms(kind: Kind, draft: Draft, lot: int) -> Iterator[Form]:
    """The forms a draft is asked in: its own, and now and then what can be derived from it."""
    yield draft.form
    plainly = draft.form == "choice" and not (draft.chain or draft.pair or draft.rotations)
    if plainly and draft.wrong and not getattr(kind, "closed", False):
        if lot == 0:
            yield "open"
        if lot == 1:
            yield "binary"


def _asked(
    world: str, kind: Kind, draft: Draft, form: Form, rng: random.Random
) -> Iterator[Question]:
    options = options_of(draft, rng) if form == "choice" else ()
    if form == "choice" and len(options) < 2:
        return
    if form == "binary" and draft.form != "binary":
        yield from _fact_and_fib(world, kind, draft, rng)
        return
    question = _question(world, kind, draft, form)
    if form != "choice":
        yield question.model_copy(update={"options": YES_NO if form == "binary" else ()})
        return
    for turn in range(len(options) if draft.rotations else 1):
        turned = options[turn:] + options[:turn]
        update = {"options": turned, "choice": turned.index(draft.answer), "rotation": turn}
        pair = draft.pair or (f"rotated {draft.text}" if draft.rotations else "")
        yield question.model_copy(update=update | {"pair": pair})


def _fact_and_fib(world: str, kind: Kind, draft: Draft, rng: random.Random) -> Iterator[Question]:
    fib = next((text for text in options_of(draft, rng) if text != draft.answer), None)
    if fib is None:
        return
    question = _question(world, kind, draft, "binary")
    for claim, answer in ((draft.answer, "yes"), (fib, "no")):
        text = f"{draft.text} {CLAIM.format(claim=claim)}"
        update = {"text": text, "answer": answer, "accepts": (), "options": YES_NO}
        yield question.model_copy(update=update | {"pair": f"claims {draft.text}"})


def _question(world: str, kind: Kind, draft: Draft, form: Form) -> Question:
    """All but what belongs to the form: options, and which of them is right."""
    return Question(
        id="",
        world=world,
        kind=kind.name,
        family=kind.family,
        temporal=kind.temporal,
        form=form,
        **draft.model_dump(exclude={"kind", "form", "wrong", "keep_order", "rotations"}),
    )


def _placed(
    question: Question, id: str, group: Sequence[Film], names: Mapping[str, str]
) -> Question:
    """The question with its number and its files; what holds questions together says where."""
    here = group[0].name
    update = {
        "id": id,
        "videos": tuple(names[name] for name in question.videos or [film.name for film in group]),
        "evidence": tuple(_clue(clue, names) for clue in question.evidence),
        "choice": YES_NO.index(question.answer) if question.form == "binary" else question.choice,
        "chain": question.chain and f"{here}/{question.chain}",
        "pair": question.pair and f"{here}/{question.pair}",
    }
    return question.model_copy(update=update)


def _clue(clue: Clue, names: Mapping[str, str]) -> Clue:
    return clue.model_copy(update={"video": names[clue.video]})
