from collections import Counter

import pytest
from tiny_world import Tiny

from longtake.types import Span
from longtake.worlds.asking.blind import best, chance
from longtake.worlds.asking.drafting import balanced, candidates, questions
from longtake.worlds.asking.replies import reply, same_spans, spans
from longtake.worlds.questions import Draft, Question
from longtake.worlds.world import Order

ORDER = Order(seed=7, count=60)


def asked(world=None, order=ORDER):
    world = world or Tiny()
    made: list[Question] = []
    for group in world.groups(order):
        names = {film.name: f"{film.name}/video.mp4" for film in group}
        made += candidates(world, order, group, len(made), names)
    return made


class Numbers(Tiny):
    """The tiny world, asked one kind of question whose drafts are given."""

    def __init__(self, draft):
        self.kinds = (Given(draft),)


class Given:
    name, family, temporal, pattern = "given", "count", False, "How many\\?"

    def __init__(self, draft):
        self.draft = draft

    def ask(self, films, rng):
        yield self.draft(films[0], rng)

    def solve(self, asked, options, seen):
        return None


def counts(film, rng):
    number = rng.choice((1, 1, 1, 1, 2, 3))
    return Draft(
        kind="given",
        text="How many?",
        answer=str(number),
        wrong=tuple(str(n) for n in range(8) if n != number),
        keep_order=True,
    )


def wordy(film, rng):
    return Draft(
        kind="given",
        text="How many?",
        answer="the boat by the quay",
        wrong=(
            "a cat",
            "one of the two old lighthouses",
            "the bell in the yard",
            "the road to town",
        ),
    )


class TestQuestions:
    def test_the_same_order_asks_the_same(self):
        assert asked() == asked()
        assert asked() != asked(order=Order(seed=8, count=60))

    def test_what_is_not_certified_is_not_asked(self):
        world, order = Numbers(counts), Order(count=1)
        (group,) = world.groups(order)
        names = {group[0].name: "video.mp4"}
        assert candidates(world, order, group, 0, names)
        assert questions(world, order, group, 0, names) == ([], 3)

    def test_the_right_option_is_among_the_options_once(self):
        for question in asked():
            assert len(set(question.options)) == len(question.options)
            if question.form == "choice":
                assert question.options[question.choice] == question.answer
                assert len(question.options) == 4

    def test_names_of_films_become_files_everywhere(self):
        for question in asked():
            assert all(name.endswith("/video.mp4") for name in question.videos)
            assert {clue.video for clue in question.evidence} <= set(question.videos)

    def test_every_question_has_a_number_of_its_own(self):
        ids = [question.id for question in asked()]
        assert len(set(ids)) == len(ids)
        assert ids[0] == "tiny-00000"

    def test_a_fact_and_a_fib_are_a_pair(self):
        pairs = Counter(q.pair for q in asked() if q.form == "binary")
        answers = Counter((q.pair, q.answer) for q in asked() if q.form == "binary")
        assert pairs
        assert set(pairs.values()) == {2}
        assert set(answers.values()) == {1}

    def test_options_that_are_odd_in_length_are_left_out(self):
        question = asked(Numbers(wordy), Order(count=1))[0]
        assert set(question.options) >= {"the bell in the yard", "the road to town"}

    def test_rotations_of_a_question_put_the_answer_at_every_letter(self):
        def turned(film, rng):
            return counts(film, rng).model_copy(update={"rotations": True, "keep_order": False})

        made = asked(Numbers(turned), Order(count=30))
        assert sorted(question.choice for question in made) == sorted([0, 1, 2, 3] * 30)
        kept = Counter(question.pair for question in balanced(made, 7))
        assert set(kept.values()) == {4}


class TestBalance:
    def test_letters_are_right_equally_often(self):
        made = [question for question in balanced(asked(), 7) if question.form == "choice"]
        count = Counter(question.choice for question in made)
        assert max(count.values()) - min(count.values()) <= 1

    def test_numbers_stay_in_order(self):
        made = balanced(asked(Numbers(counts)), 7)
        sorted_ones = [
            q for q in made if list(q.options) in (sorted(q.options), sorted(q.options)[::-1])
        ]
        assert len(sorted_ones) >= 0.8 * len(made)

    def test_an_answer_that_is_usually_right_is_thinned_out(self):
        before = asked(Numbers(counts), Order(count=200))
        after = balanced(before, 7)
        assert best(before)[1] > 0.4
        assert best(after)[1] <= chance(after[0]) + 0.03
        assert len(after) > 50

    def test_what_gives_everything_away_is_asked_openly_only(self):
        def always(film, rng):
            return Draft(kind="given", text="How many?", answer="the moon", wrong=("a", "b", "c"))

        made = balanced(asked(Numbers(always), Order(count=60)), 7)
        assert {question.form for question in made} == {"open"}

    def test_yes_and_no_are_as_many(self):
        def lopsided(film, rng):
            return Draft(
                kind="given", text="Is it?", form="binary", answer=rng.choice(("no", "no", "yes"))
            )

        made = balanced(asked(Numbers(lopsided), Order(count=90)), 7)
        count = Counter(question.answer for question in made)
        assert count["yes"] == count["no"] > 10

    def test_a_chain_without_its_beginning_goes(self):
        first, second = asked()[:2]
        second = second.model_copy(update={"chain": "talk", "turn": 2})
        assert [q.id for q in balanced([first, second], 7)] == [first.id]
        begun = first.model_copy(update={"chain": "talk", "turn": 1})
        assert len(balanced([begun, second], 7)) == 2


class TestReplies:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("12.0-15.5; 20-22", (Span(12, 15.5), Span(20, 22))),
            ("none", ()),
            ("3 – 4", (Span(3, 4),)),
        ],
    )
    def test_spans_are_read(self, text, expected):
        assert spans(text) == expected

    def test_nothing_is_the_same_as_nothing_only(self):
        assert same_spans((), ())
        assert not same_spans((Span(0, 1),), ())
        assert same_spans((Span(0, 4), Span(4, 6)), (Span(0, 5.5),))
        assert not same_spans((Span(0, 1),), (Span(5, 6),))

    def test_a_claim_is_judged_by_what_was_seen(self):
        world = Tiny()
        film = next(f for (f,) in world.groups(ORDER) if f.shows > 2)
        text = f"Which ball crosses the table right after the {film.colours[0]} one?"
        seen = [film.view(t / 5) for t in range(40)]
        claim = f'{text} Somebody answers: "the {film.colours[1]} ball". Is that right?'
        fib = f'{text} Somebody answers: "the {film.colours[2]} ball". Is that right?'
        assert reply(world.kinds[0], claim, ("yes", "no"), seen) == "yes"
        assert reply(world.kinds[0], fib, ("yes", "no"), seen) == "no"
        assert reply(world.kinds[0], claim, ("yes", "no"), []) is None
        assert reply(world.kinds[1], claim, ("yes", "no"), seen) is None
