import random
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.asking import replies
from longtake.worlds.asking.certificate import report
from longtake.worlds.asking.certify import certified, evidence, examined
from longtake.worlds.asking.drafting import balanced, questions
from longtake.worlds.drawing.paint import paint
from longtake.worlds.latent.film import run
from longtake.worlds.latent.names import NAMES, spelt
from longtake.worlds.latent.world import DEMONSTRATIONS, LatentState
from longtake.worlds.questions import Question
from longtake.worlds.seeing.eyes import see
from longtake.worlds.stage import View
from longtake.worlds.world import Order

WORLD = LatentState()
KINDS = {kind.name: kind for kind in WORLD.kinds}
RECALLING = ("recall", "count")


def demo(name):
    return next(one for one in DEMONSTRATIONS if one.name == name)


@cache
def clips(level=2, seed=7, count=12):
    return [group[0] for group in WORLD.groups(Order(seed=seed, level=level, count=count))]


@cache
def asked(clip):
    return questions(WORLD, clip.order, [clip], 0, {clip.name: clip.name})[0]


@cache
def watched(clip, fps=10.0):
    return [clip.view(number / fps) for number in range(round(clip.duration_s * fps))]


def said(question, views):
    return replies.reply(KINDS[question.kind], question.text, question.options, views)


def right(question, views):
    return replies.right(KINDS[question.kind], question, said(question, views))


@pytest.mark.parametrize("level", [1, 3, 5])
class TestWhoWatchesEverything:
    def test_is_right_about_every_question(self, level):
        for clip in clips(level):
            wrong = [one.text for one in asked(clip) if not right(one, watched(clip))]
            assert wrong == []

    def test_cannot_tell_a_state_that_was_never_shown(self, level):
        for clip in clips(level):
            views = [view for view in watched(clip) if view.time_s not in clip.showing]
            about_states = [one for one in asked(clip) if one.family not in RECALLING]
            assert about_states
            assert {said(one, views) for one in about_states} == {None}
            assert all(right(one, views) for one in asked(clip) if one.family in RECALLING)

    def test_reads_every_question_as_of_one_kind(self, level):
        for clip in clips(level):
            for one in asked(clip):
                found = [name for name in KINDS if replies.asked(KINDS[name], one.text) is not None]
                assert found == [one.kind]


class TestWhoSeesLess:
    def test_from_nothing_nothing_follows(self):
        blank = [View(time_s=t / 10) for t in range(100)]
        for clip in clips():
            assert all(said(one, views) is None for one in asked(clip) for views in ([], blank))

    def test_fewer_frames_make_the_order_fail_more_often(self):
        lists = [(clip, one) for clip in clips() for one in asked(clip) if one.family == "recall"]
        rates = [
            sum(right(one, watched(clip, fps)) for clip, one in lists) / len(lists)
            for fps in (10.0, 0.7, 0.3)
        ]
        assert rates[0] == 1
        assert rates[0] > rates[1] > rates[2]

    def test_one_slip_of_the_eyes_among_many_frames_does_no_harm(self):
        clip = next(one for one in clips() if one.demo.name == "file")
        views = watched(clip)
        slip = next(view for view in watched(clip) if view.time_s > clip.span(3).start_s + 0.3).at(
            clip.span(1).start_s + 0.45
        )
        muddled = sorted([*views, slip], key=lambda view: view.time_s)
        recall = [one for one in asked(clip) if one.family == "recall"]
        assert all(right(one, muddled) for one in recall)


class TestRules:
    @pytest.mark.parametrize("demo", DEMONSTRATIONS, ids=lambda one: one.name)
    def test_every_operation_can_be_undone(self, demo):
        rng = random.Random(3)
        for size in demo.sizes:
            states, ops = run(demo, demo.start(rng, size), 40, rng)
            assert len(ops) == 40
            for before, op, after in zip(states, ops, states[1:], strict=False):
                assert demo.apply(before, op) == after
                assert demo.undo(after, op) == before

    @pytest.mark.parametrize("demo", DEMONSTRATIONS, ids=lambda one: one.name)
    def test_no_operation_undoes_the_one_before(self, demo):
        rng = random.Random(4)
        for size in demo.sizes:
            states, ops = run(demo, demo.start(rng, size), 40, rng)
            assert all(demo.follows(one, other) for one, other in pairwise(ops))
            for before, now, after in zip(states, states[1:], states[2:], strict=False):
                assert after != before or now == before

    @pytest.mark.parametrize("demo", DEMONSTRATIONS, ids=lambda one: one.name)
    def test_what_is_said_is_read_back(self, demo):
        rng = random.Random(5)
        for size in demo.sizes:
            states, ops = run(demo, demo.start(rng, size), 12, rng)
            assert [demo.tell(demo.untell(demo.tell(one), size)) for one in states] == [
                demo.tell(one) for one in states
            ]
            assert [demo.say(demo.parse(demo.say(op), size)) for op in ops] == list(
                map(demo.say, ops)
            )

    def test_the_ring_turns_where_it_comes_and_not_where_it_leaves(self):
        blue = (4, (False,) * 9)
        assert demo("circle").apply(blue, "up")[1] == (
            *(True, True, True),
            *(False, False, False),
            *(False, False, False),
        )

    @pytest.mark.parametrize("size", [3, 4])
    def test_cups_stay_on_their_mat_while_they_change_places(self, size):
        cup = demo("cup")
        start = cup.start(random.Random(1), size)
        for op in ((size * size - size, size * size - 1), (0, size - 1), (0, size * size - 1)):
            for share in (0.4, 0.5, 0.57, 0.65, 0.75):
                mat, *cups = cup.acting(start, op, share, False)
                for one in cups:
                    assert abs(one.y - mat.y) + one.size / 2 <= mat.size / 2
                assert len(cups) == size * size

    def test_illegal_operations_are_refused(self):
        assert demo("number").apply((0, *range(1, 9)), "down") is None
        assert (
            demo("chip").apply(((0, 1, 0, 0, 0),), demo("chip").parse("remove 5 from cup 1", 1))
            is None
        )
        assert demo("file").apply((("fig.txt",),), ("rm", "a/plum.txt")) is None
        assert demo("card").parse("add red 7 to pile 2", 1) is None

    def test_a_misread_name_is_the_one_that_is_nearest(self):
        assert spelt("xiwi.txt") == "kiwi.txt"
        assert spelt("xxwi.txt") == "xxwi.txt"
        for name in NAMES:
            for place in range(len(name) - 4):
                assert spelt(f"{name[:place]}?{name[place + 1 :]}") == name


class TestPlans:
    def plans(self):
        for level in (1, 5):
            for clip in clips(level):
                yield from (one for one in asked(clip) if one.form == "plan")

    def test_the_answer_reaches_the_goal_and_half_of_it_does_not(self):
        for question in self.plans():
            kept = Question.model_validate_json(question.model_dump_json())
            check = KINDS[kept.kind].check
            assert check(kept, kept.answer)
            assert not check(kept, kept.answer.rpartition("; ")[0])

    def test_any_other_way_to_the_goal_is_as_good(self):
        clip = next(one for one in clips() if one.demo.name == "chip")
        plan = next(one for one in asked(clip) if one.form == "plan")
        backwards = "; ".join(reversed(plan.answer.split("; ")))
        assert KINDS[plan.kind].check(plan, backwards)
        assert KINDS[plan.kind].check(plan, said(plan, watched(clip)))

    def test_too_many_operations_and_nonsense_are_wrong(self):
        question = next(self.plans())
        check = KINDS[question.kind].check
        assert not check(question, "")
        assert not check(question, "fly")
        assert not check(question, "; ".join([question.answer] * 4))


class TestCertificate:
    def test_all_promises_are_kept(self):
        films = {clip.name: clip for clip in clips(2, 7, 12)}
        made = [one for clip in films.values() for one in asked(clip)]
        numbered = [one.model_copy(update={"id": str(n)}) for n, one in enumerate(made)]
        kept, fallen = certified(numbered, films, WORLD.kinds)
        assert fallen == []
        told = report(examined(balanced(kept, 7), films, WORLD.kinds))
        assert told.total.answerable == 1
        assert told.total.missed(certain=True) == []
        assert {one.form for one in kept} == {"open", "choice", "binary", "plan"}


class TestEyes:
    @pytest.mark.parametrize("name", [one.name for one in DEMONSTRATIONS])
    def test_everything_is_read_from_the_pixels_of_the_evidence(self, name):
        clip = next(one for one in clips(4) if one.demo.name == name)
        looked = cache(lambda time_s: see(paint(clip.view(time_s), 640, 360), time_s, clip.name))
        for question in asked(clip):
            views = [looked(view.time_s) for view in evidence(question, {clip.name: clip})]
            assert right(question, views), (question.text, question.answer)

    def test_black_frames_say_nothing(self):
        black = [see(np.zeros((90, 160, 3), np.uint8), t / 2) for t in range(20)]
        assert all(said(one, black) is None for clip in clips() for one in asked(clip))


class TestOrders:
    def test_the_same_order_gives_the_same_clips(self):
        again = [group[0] for group in WORLD.groups(Order(seed=7, level=2, count=12))]
        assert [one.truth for one in again] == [one.truth for one in clips()]
        other = [group[0] for group in WORLD.groups(Order(seed=8, level=2, count=12))]
        assert [one.truth for one in other] != [one.truth for one in clips()]

    def test_every_demonstration_is_shown_from_both_ends(self):
        ways = {(one.demo.name, one.when) for one in clips(count=24)}
        assert len(ways) == 12

    def test_higher_levels_are_longer_and_larger(self):
        counts = [np.mean([len(one.ops) for one in clips(level)]) for level in (1, 3, 5)]
        assert 5 <= counts[0] < counts[1] < counts[2] <= 14
        assert {one.size for one in clips(1)} == {3, 1}
        assert {one.size for one in clips(5)} == {4, 2}

    def test_minutes_are_filled_with_clips(self):
        groups = WORLD.groups(Order(minutes=4, level=2))
        assert len(groups) > 12
        assert sum(group[0].duration_s for group in groups) / 60 == pytest.approx(4, rel=0.1)
        assert groups[-1][0].name == f"clip-{len(groups):04}"

    def test_what_is_hidden_is_in_the_truth_throughout(self):
        for clip in clips():
            states = clip.truth.states
            assert states[0].span.start_s == 0
            assert states[-1].span.end_s == pytest.approx(clip.duration_s)
            assert [one.value for one in states] == list(map(clip.demo.tell, clip.states))

    @pytest.mark.parametrize(
        ("order", "told"),
        [
            (Order(level=6), "levels 1 to 5, not 6"),
            (Order(minutes=0), "more than 0"),
            (Order(width_px=360, height_px=360), "360x360"),
            (Order(fps=1), "frames a second"),
        ],
    )
    def test_what_cannot_be_made_is_refused(self, order, told):
        with pytest.raises(WorldError, match=told):
            WORLD.groups(order)


class TestPictures:
    def test_every_frame_is_drawn_and_stillness_costs_nothing(self):
        (clip,) = WORLD.groups(Order(count=1, level=1, width_px=160, height_px=90))[0]
        frames = list(clip.pictures(Span(0.0, clip.duration_s)))
        assert len(frames) == pytest.approx(clip.duration_s * 10, abs=1)
        assert {frame.shape for frame in frames} == {(90, 160, 3)}
        assert len({id(frame) for frame in frames}) < 0.8 * len(frames)
