"""Questions on the time line: what had been shown by then decides, and nothing that comes later."""

from __future__ import annotations

import pytest

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.asking.drafting import questions
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.questions import Clue
from longtake.worlds.stage import View
from longtake.worlds.stream.watching import shown_by
from longtake.worlds.stream.world import Stream
from longtake.worlds.world import Order

ORDER = Order(seed=7, minutes=2, level=2)
FPS = 5


@pytest.fixture(scope="module")
def world() -> Stream:
    return Stream()


@pytest.fixture(scope="module")
def film(world: Stream):
    return world.groups(ORDER)[0][0]


@pytest.fixture(scope="module")
def views(film) -> list[View]:
    return [film.view(n / FPS) for n in range(int(film.truth.film.duration_s * FPS))]


@pytest.fixture(scope="module")
def asked(world: Stream, film):
    return questions(world, ORDER, [film], 0, {film.name: film.name})[0]


def said(world: Stream, question, shown: list[View]) -> bool:
    kind = next(kind for kind in world.kinds if kind.name == question.kind)
    return right(kind, question, reply(kind, question.text, question.options, shown))


def test_past_present_and_future_are_asked_about(asked) -> None:
    assert {"past", "present", "future", "count"} <= {question.family for question in asked}
    assert len(asked) > 80


def test_deeds_are_asked_about_in_whole_sentences(asked) -> None:
    texts = [one.text for one in asked if one.kind in ("yet", "often-so-far")]
    assert any("Has it already happened that " in text for text in texts)
    assert not any(": " in text.partition(". ")[2] for text in texts)


def test_each_question_has_its_moment_and_says_so(asked) -> None:
    for question in asked:
        assert question.asked_at_s is not None
        minutes, seconds = divmod(round(question.asked_at_s), 60)
        assert question.text.startswith(f"It is {minutes}:{seconds:02}. ")


def test_what_was_shown_by_then_is_enough(world: Stream, asked, views: list[View]) -> None:
    for question in asked:
        if question.family != "future":
            shown = [view for view in views if view.time_s <= question.asked_at_s]
            assert said(world, question, shown), question


def test_what_comes_later_changes_no_answer_about_the_past(world, asked, views) -> None:
    for question in asked:
        if question.family != "future":
            assert said(world, question, views), question


def test_a_future_event_cannot_be_told_before_it_begins_and_can_in_time(
    world, asked, views
) -> None:
    forward = [question for question in asked if question.family == "future"]
    assert forward
    for question in forward:
        early = [view for view in views if view.time_s < question.answerable_from_s]
        in_time = [view for view in views if view.time_s <= question.too_late_s]
        assert question.asked_at_s < question.answerable_from_s < question.too_late_s
        assert not said(world, question, early)
        assert said(world, question, in_time)


def test_the_same_question_has_different_answers_at_different_moments(asked) -> None:
    turns: dict[str, set[str]] = {}
    for question in asked:
        if question.chain and question.kind == "often-so-far":
            turns.setdefault(question.chain, set()).add(question.answer)
    assert any(len(answers) > 1 for answers in turns.values())


def test_not_yet_and_yes_come_in_pairs(asked) -> None:
    pairs: dict[str, list[str]] = {}
    for question in asked:
        if question.kind == "yet":
            pairs.setdefault(question.pair, []).append(question.answer)
    assert pairs
    assert all(sorted(answers) == ["no", "yes"] for answers in pairs.values())


def test_a_world_that_cannot_run_as_a_stream_is_refused() -> None:
    with pytest.raises(WorldError, match="degrade"):
        Stream().groups(Order(of="degrade"))


def test_what_is_looked_at_does_not_grow_with_the_film_and_holds_the_evidence(world) -> None:
    film = world.groups(Order(seed=7, minutes=40))[0][0]
    clue = Clue(video=film.name, span=Span(10.0, 12.0), frames_s=(10.03, 11.97))
    early, late = (shown_by(film, now_s, [clue]) for now_s in (1200, 2000))
    assert [view.time_s for view in late[:3]] == [10.03, 11.97, 800.0]
    assert late[-1].time_s == 2000.0
    assert len(late) == len(early) + len(clue.frames_s)
