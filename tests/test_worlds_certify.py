from dataclasses import replace

import pytest
from test_worlds_asking import ORDER, asked
from tiny_folder import write_tiny
from tiny_world import Tiny, WhenIsIt, WhichAfter

from longtake.errors import LongtakeError, WorldError
from longtake.worlds.asking.audit import certify_folder
from longtake.worlds.asking.blind import best
from longtake.worlds.asking.certificate import report
from longtake.worlds.asking.certify import certified, evidence, examined
from longtake.worlds.asking.drafting import balanced
from longtake.worlds.stage import View

WORLD = Tiny()
FILMS = {f"{film.name}/video.mp4": film for (film,) in WORLD.groups(ORDER)}


class Oracle(WhichAfter):
    """Knows the answer without looking: it must not pass."""

    def __init__(self, answer):
        self.answer = answer

    def solve(self, asked, options, seen):
        return self.answer


class Lazy(WhichAfter):
    """Takes the first option, whatever was seen."""

    def solve(self, asked, options, seen):
        return options[0]


class TestCertified:
    def test_good_questions_all_stay(self):
        made = asked()
        kept, fallen = certified(made, FILMS, WORLD.kinds)
        assert kept == made
        assert not fallen

    def test_a_question_whose_evidence_does_not_suffice_falls(self):
        question = next(q for q in asked() if q.kind == "after" and not q.pair)
        short = question.model_copy(update={"evidence": question.evidence[:1]})
        kept, fallen = certified([short], FILMS, WORLD.kinds)
        assert not kept
        assert fallen[0][1] == "not answerable from its evidence"

    def test_a_question_that_other_frames_answer_as_well_falls(self):
        question = next(q for q in asked() if q.kind == "when" and q.spans)
        narrow = question.evidence[0].model_copy(
            update={"span": replace(question.spans[0], end_s=question.spans[0].start_s + 0.5)}
        )
        kept, fallen = certified(
            [question.model_copy(update={"evidence": (narrow,)})], FILMS, WORLD.kinds
        )
        assert not kept
        assert fallen[0][1] == "answerable without its evidence"

    def test_a_question_that_is_answered_without_looking_falls(self):
        question = next(q for q in asked() if q.form == "choice" and q.choice == 0)
        kept, fallen = certified([question], FILMS, [Oracle(question.answer), WhenIsIt()])
        assert not kept
        assert fallen[0][1] == "answerable without looking"

    def test_a_solver_that_goes_by_the_place_of_an_option_certifies_nothing(self):
        question = next(q for q in asked() if q.form == "choice" and q.choice == 0)
        kept, fallen = certified([question], FILMS, [Lazy(), WhenIsIt()])
        assert not kept
        assert fallen[0][1] == "not answerable from its evidence"

    def test_fact_and_fib_fall_together(self):
        pair = [q for q in asked() if q.form == "binary"][:2]
        assert pair[0].pair == pair[1].pair
        spoilt = pair[0].model_copy(update={"evidence": ()})
        kept, fallen = certified([spoilt, pair[1]], FILMS, WORLD.kinds)
        assert not kept
        assert len(fallen) == 2

    def test_what_is_heard_counts_only_where_it_is_needed(self):
        class Talking:
            name, truth = "talk", next(iter(FILMS.values())).truth

            def view(self, time_s):
                return View(time_s=time_s, video="talk", heard="hello" if time_s < 2 else "")

        question = next(q for q in asked() if q.kind == "when")
        clue = question.evidence[0].model_copy(update={"video": "talk", "frames_s": (1.0,)})
        deaf = question.model_copy(update={"evidence": (clue,)})
        assert [view.heard for view in evidence(deaf, {"talk": Talking()})] == [""]
        hearing = deaf.model_copy(update={"needs": ("sound",)})
        assert "hello" in [view.heard for view in evidence(hearing, {"talk": Talking()})]


class TestReport:
    def test_a_good_set_keeps_every_promise(self):
        made = balanced(asked(), 7)
        told = report(examined(made, FILMS, WORLD.kinds))
        assert told.missed == []
        assert told.total.count == len(made)
        assert told.total.answerable == 1
        assert "| tiny: after | order |" in told.table()

    def test_a_set_that_gives_itself_away_is_told(self):
        longer = []
        for question in asked():
            if question.form == "choice":
                answer = question.answer + ", of course"
                options = tuple(answer if o == question.answer else o for o in question.options)
                longer.append(question.model_copy(update={"answer": answer, "options": options}))
        told = report(examined(longer, FILMS, WORLD.kinds))
        assert best(longer)[1] == 1
        assert any("guessed by" in line for line in told.missed)
        assert any("answerable from the evidence" in line for line in told.missed)


class TestFolder:
    def test_a_made_folder_is_certified_from_its_order_alone(self, tmp_path):
        write_tiny(tmp_path / "made", count=8)
        for video in (tmp_path / "made").glob("*/video.mp4"):
            video.unlink()
        told = certify_folder(tmp_path / "made", Tiny())
        assert told.total.count > 10
        assert told.total.answerable == 1

    def test_a_world_that_nobody_knows_is_told(self, tmp_path):
        write_tiny(tmp_path / "made", count=1)
        with pytest.raises(LongtakeError, match="'tiny' is not among the worlds"):
            certify_folder(tmp_path / "made")

    def test_another_version_is_told(self, tmp_path):
        write_tiny(tmp_path / "made", count=4)
        newer = Tiny()
        newer.version = "2"
        with pytest.raises(WorldError, match="version 1 of 'tiny', and this is 2"):
            certify_folder(tmp_path / "made", newer)

    def test_a_plan_that_has_changed_is_told(self, tmp_path):
        write_tiny(tmp_path / "made", count=4)

        class Changed(Tiny):
            def groups(self, order):
                return super().groups(replace(order, seed=order.seed + 1))

        with pytest.raises(WorldError, match="plans it differently: make it anew"):
            certify_folder(tmp_path / "made", Changed())
