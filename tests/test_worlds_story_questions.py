"""Questions about stories: every kind is answered from its evidence, and not without it."""

from __future__ import annotations

from functools import cache

import pytest

from longtake.worlds.asking.certify import Result, examined
from longtake.worlds.asking.drafting import candidates
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.questions import Question
from longtake.worlds.story.film import StoryFilm
from longtake.worlds.story.plot import captioned
from longtake.worlds.story.world import Story
from longtake.worlds.world import Order

WORLD = Story()
KINDS = {kind.name: kind for kind in WORLD.kinds}
RARE = {"inside", "why", "effect", "who-took", "because", "cause"}
"""Kinds that not every short film has something for."""


@cache
def asked(seed: int, minutes: float = 4.0, level: int = 3) -> tuple[StoryFilm, list[Question]]:
    order = Order(seed=seed, minutes=minutes, level=level)
    group = WORLD.groups(order)[0]
    return group[0], candidates(WORLD, order, group, 0, {"film": "film"})


@cache
def results(seed: int) -> tuple[Result, ...]:
    story, questions = asked(seed)
    return tuple(examined(questions[::2], {"film": story}, WORLD.kinds))


def test_there_are_questions_of_every_kind():
    kinds = {question.kind for seed in (1, 2) for question in asked(seed)[1]}
    assert set(KINDS) - kinds <= RARE
    assert len(kinds) >= 38


@pytest.mark.parametrize("seed", [1, 2])
def test_the_evidence_suffices(seed):
    failed = [one.question for one in results(seed) if not one.answerable]
    assert len(failed) <= 0.01 * len(results(seed)), [(q.kind, q.text, q.answer) for q in failed]


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_answered_without_looking(seed):
    choices = [one for one in results(seed) if one.question.form == "choice"]
    assert not any(one.unseen == 1 for one in choices)
    assert sum(one.without == 1 for one in choices) < 0.04 * len(choices)


@pytest.mark.parametrize("seed", [1, 2])
def test_one_frame_does_not_tell_what_takes_time(seed):
    temporal = [r for r in results(seed) if r.question.temporal and r.question.form == "choice"]
    chance = sum(1 / len(r.question.options) for r in temporal) / len(temporal)
    assert sum(r.one_frame for r in temporal) / len(temporal) < chance + 0.05


def test_the_whole_film_gives_every_answer():
    story, questions = asked(2)
    seen = [story.view(number / 10) for number in range(int(story.duration_s * 10))]
    wrong = [
        (question.kind, question.text, question.answer, said)
        for question in questions
        if not right(
            KINDS[question.kind],
            question,
            said := reply(KINDS[question.kind], question.text, question.options, seen),
        )
    ]
    assert len(wrong) <= 0.01 * len(questions), wrong


def test_captions_answer_most_of_what_is_done():
    story, questions = asked(2)
    seen = captioned(story)
    plain = [q for q in questions if q.kind in ("who", "what", "whom", "where", "after", "claim")]
    good = sum(
        right(KINDS[q.kind], q, reply(KINDS[q.kind], q.text, q.options, seen)) for q in plain
    )
    assert good / len(plain) > 0.95


def test_answers_do_not_use_ids():
    story, questions = asked(2)
    ids = {one.id for one in story.truth.entities if one.kind in ("object", "fixture")}
    texts = " ".join(f"{q.text} {q.answer}" for q in questions)
    assert not [id for id in ids if id in texts]


def test_a_question_is_read_by_its_own_kind():
    for question in asked(1)[1]:
        assert reply(KINDS[question.kind], question.text, question.options, []) is None


def test_facts_and_fibs_come_in_pairs():
    _, questions = asked(1)
    pairs: dict[str, list[str]] = {}
    for question in questions:
        if question.pair:
            pairs.setdefault(question.pair, []).append(question.answer)
    assert pairs
    assert all(sorted(answers) == ["no", "yes"] for answers in pairs.values())


def test_conversations_have_their_turns_in_order():
    turns: dict[str, list[int]] = {}
    for seed in (1, 2):
        for question in asked(seed)[1]:
            if question.chain:
                turns.setdefault(f"{seed} {question.chain}", []).append(question.turn)
    assert turns
    assert all(found == [1, 2, 3] for found in turns.values())
