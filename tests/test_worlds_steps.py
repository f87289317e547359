"""The world `steps`: procedures that can be followed with the eyes, and questions about them."""

import itertools
import random
import re
from collections import Counter
from functools import cache

import pytest

from longtake.errors import WorldError
from longtake.worlds.asking.replies import plain
from longtake.worlds.drawing.paint import paint
from longtake.worlds.seeing.eyes import see
from longtake.worlds.steps.ask import KINDS
from longtake.worlds.steps.cookbook import RECIPES
from longtake.worlds.steps.recipe import effect_of, tally
from longtake.worlds.steps.world import STYLES, Steps
from longtake.worlds.world import Order


@cache
def films(level=2, count=30, fps=5.0):
    groups = Steps().groups(Order(level=level, count=count, seed=4, fps=fps))
    return [film for group in groups for film in group]


def drafts(film):
    for kind in KINDS:
        for draft in kind.ask([film], random.Random(f"{kind.name}/{film.name}")):
            yield kind, draft


def reply(kind, draft, seen):
    asked = re.fullmatch(kind.pattern, draft.text).groupdict()
    options = sorted([draft.answer, *draft.wrong]) if draft.form == "choice" else ()
    return kind.solve(asked, options, seen)


def every_view(film):
    about = film.truth.film
    return [film.view(k / about.fps) for k in range(round(about.duration_s * about.fps))]


@cache
def asked(level):
    rows = []
    for film in films(level):
        full = every_view(film)
        for kind, draft in drafts(film):
            shown = [film.view(t) for clue in draft.evidence for t in clue.frames_s]
            rest = [v for v in full if not any(v.time_s in clue.span for clue in draft.evidence)]
            rows.append((kind, draft, full, shown, rest))
    return rows


@pytest.mark.parametrize("level", [1, 3])
class TestQuestions:
    def test_whole_films_answer_them(self, level):
        wrong = [d.text for k, d, full, _, _ in asked(level) if reply(k, d, full) != d.answer]
        assert not wrong

    def test_their_evidence_answers_them(self, level):
        wrong = [d.text for k, d, _, shown, _ in asked(level) if reply(k, d, shown) != d.answer]
        assert not wrong

    def test_without_evidence_they_are_not_answered(self, level):
        told = [d.text for k, d, _, _, rest in asked(level) if reply(k, d, rest) == d.answer]
        assert not told

    def test_one_frame_does_not_tell(self, level):
        assert all(reply(k, d, [full[len(full) // 2]]) is None for k, d, full, _, _ in asked(level))


def test_every_kind_is_asked_and_answers_vary():
    found = {}
    for kind, draft, *_ in asked(3):
        found.setdefault(kind.name, Counter())[draft.answer] += 1
    assert set(found) == {kind.name for kind in KINDS}
    for name, answers in found.items():
        assert len(answers) >= 2, name
        assert max(answers.values()) <= 0.6 * sum(answers.values()) + 1, name


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.goal)
class TestRecipe:
    def test_every_step_can_be_seen(self, recipe):
        effects = [effect_of(step, recipe) for step in recipe.steps]
        assert all(came or went for came, went in effects)
        plain_effects = [(frozenset(c.items()), frozenset(w.items())) for c, w in effects]
        assert len(set(plain_effects)) == len(effects)

    def test_it_can_be_done_and_in_no_order_that_breaks_a_need(self, recipe):
        order = recipe.drawn(random.Random(recipe.goal), 7)
        assert 4 <= len(order) <= 7
        for place, number in enumerate(order):
            assert set(recipe.steps[number].needs) & set(order) <= set(order[:place])
        assert order in set(recipe.orders(order))

    def test_its_states_are_told_apart(self, recipe):
        order = recipe.drawn(random.Random(recipe.goal), 7)
        states = [frozenset(tally(state).items()) for state in recipe.states(order)]
        assert len(set(states)) == len(states)


def test_there_are_a_dozen_procedures():
    assert len({recipe.goal for recipe in RECIPES}) >= 12


def test_shuffled_films_are_not_in_order_and_lack_nothing():
    for film in films():
        shown = film.plan.shown
        if film.plan.style == "shuffled":
            assert sorted(shown) == list(range(len(film.plan.chosen))) != list(shown)
        if film.plan.style == "missing":
            assert len(shown) == len(film.plan.chosen) - 1


def test_what_was_done_stays_done():
    film = films()[0]
    order = sorted(range(len(film.plan.shown)), key=lambda clip: film.plan.shown[clip])
    for clip, following in itertools.pairwise(order):
        end = film.view(film.plan.span(clip).end_s - 0.01)
        begin = film.view(film.plan.span(following).start_s)
        shown = [
            {(t.look, t.pose, t.x) for t in v.things if t.id != "person"} for v in (end, begin)
        ]
        assert shown[0] == shown[1]


def test_truth_tells_each_step_and_what_it_needs():
    for film in films()[: len(STYLES)]:
        truth = film.truth
        assert [event.span for event in truth.events] == [
            film.plan.span(clip) for clip in range(len(film.plan.shown))
        ]
        assert all(relation.kind == "causes" for relation in truth.relations)
        assert truth.film.duration_s == film.plan.starts_s[-1]
        assert [entity.name for entity in truth.entities] == ["the person"]


def test_the_same_order_makes_the_same_films():
    order = Order(level=2, count=5, seed=9)
    one, other = ([group[0] for group in Steps().groups(order)] for _ in range(2))
    assert [film.truth for film in one] == [film.truth for film in other]
    assert len({film.name for film in one}) == 5


def test_pictures_answer_as_the_plan_does():
    right = total = 0
    for film in films(2, 6):
        times = sorted({t for _, draft in drafts(film) for c in draft.evidence for t in c.frames_s})
        seen = [see(paint(film.view(t), 640, 360), t, film.name) for t in times]
        for kind, draft in drafts(film):
            total += 1
            right += plain(reply(kind, draft, seen) or "") == plain(draft.answer)
    assert total > 12
    assert right >= 0.95 * total


def test_too_few_frames_a_second_are_refused():
    with pytest.raises(WorldError, match="fps"):
        Steps().groups(Order(fps=1.0))
