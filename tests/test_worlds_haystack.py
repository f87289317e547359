from itertools import pairwise

import numpy as np
import pytest

from longtake.errors import WorldError
from longtake.worlds.asking.certify import certified, evidence
from longtake.worlds.asking.drafting import questions
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.drawing.paint import paint
from longtake.worlds.haystack.score import (
    Score,
    in_looks,
    in_time,
    mean_score,
    needed_frames,
    score_search,
    ssim,
)
from longtake.worlds.haystack.world import Haystack
from longtake.worlds.making.make import make
from longtake.worlds.seeing.eyes import see
from longtake.worlds.world import Order

WORLD = Haystack()


def asked(order):
    made, films = [], {}
    for group in WORLD.groups(order):
        file = f"{group[0].name}/video.mp4"
        films[file] = group[0]
        made += questions(WORLD, order, group, len(made), {group[0].name: file})[0]
    return made, films


class TestScoreInTime:
    def test_all_found_and_nothing_else(self):
        assert in_time([10.0, 50.0], [12.0, 47.0]) == Score(1.0, 1.0)
        assert in_time([10.0], [12.0]).f1 == 1.0

    def test_the_tolerance_is_five_seconds_and_counts_its_edge(self):
        assert in_time([5.0], [10.0]).f1 == 1.0
        assert in_time([4.9], [10.0]).f1 == 0.0
        assert in_time([4.9], [10.0], tolerance_s=6.0).f1 == 1.0

    def test_half_of_what_is_found_is_right_and_a_third_of_what_is_needed_is_found(self):
        score = in_time([10.0, 100.0], [10.0, 200.0, 300.0])
        assert (score.precision, score.recall) == (0.5, pytest.approx(1 / 3))
        assert score.f1 == pytest.approx(0.4)

    def test_many_frames_near_one_needed_do_not_make_up_for_another(self):
        assert in_time([9.0, 10.0, 11.0], [10.0, 90.0]) == Score(1.0, 0.5)

    def test_nothing_found(self):
        assert in_time([], [10.0]) == Score(0.0, 0.0)
        assert in_time([], []) == Score(1.0, 1.0)
        assert Score(0.0, 0.0).f1 == 0.0

    def test_the_mean_over_questions_is_the_mean_of_their_f1(self):
        precision, recall, f1 = mean_score([Score(1.0, 1.0), Score(0.0, 0.0)])
        assert (precision, recall, f1) == (0.5, 0.5, 0.5)
        with pytest.raises(ValueError, match="no scores"):
            mean_score([])


class TestScoreInLooks:
    def test_the_same_picture_is_wholly_alike(self):
        image = np.random.default_rng(0).integers(0, 255, (60, 80, 3)).astype(np.uint8)
        assert ssim(image, image) == pytest.approx(1.0)
        assert ssim(image, 255 - image) < 0.1

    def test_each_frame_counts_by_the_most_similar_one(self):
        rng = np.random.default_rng(1)
        one, two = (rng.integers(0, 255, (60, 80, 3)).astype(np.uint8) for _ in range(2))
        both = in_looks([one, two], [one])
        assert both.recall == pytest.approx(1.0)
        assert 0.5 <= both.precision < 0.7
        assert in_looks([], [one]) == Score(0.0, 0.0)

    def test_pictures_of_two_sizes_are_refused(self):
        small, large = np.zeros((20, 20, 3), np.uint8), np.zeros((40, 40, 3), np.uint8)
        with pytest.raises(ValueError, match="one size"):
            ssim(small, large)


class TestQuestions:
    def test_all_kinds_are_certified_from_one_to_five_frames(self):
        made, films = asked(Order(minutes=24, count=2, level=3))
        kept, fallen = certified(made, films, WORLD.kinds)
        assert {question.kind for question in kept} == {kind.name for kind in WORLD.kinds}
        assert not fallen
        counts = {len(evidence(question, films)) for question in kept}
        assert counts <= {1, 2, 3, 4, 5}
        assert {1, 2, 4} <= counts

    def test_every_frame_of_the_evidence_is_needed(self):
        made, films = asked(Order(minutes=10, level=2))
        kinds = {kind.name: kind for kind in WORLD.kinds}
        several = [q for q in made if q.kind in ("haystack-first", "haystack-later") and q.options]
        for question in several:
            for left_out in range(len(question.evidence)):
                seen = evidence(question, films)
                del seen[left_out]
                kind = kinds[question.kind]
                assert reply(kind, question.text, question.options, seen) is None
        assert several

    def test_the_pictures_of_the_evidence_suffice(self):
        order = Order(minutes=3, level=4, seed=5)
        made, films = asked(order)
        kinds = {kind.name: kind for kind in WORLD.kinds}
        film = next(iter(films.values()))
        kept = {}
        for question in made:
            seen = []
            for clue in question.evidence:
                for time_s in clue.frames_s:
                    if time_s not in kept:
                        kept[time_s] = see(paint(film.view(time_s), 640, 360), time_s, film.name)
                    seen.append(kept[time_s])
            kind = kinds[question.kind]
            assert right(kind, question, reply(kind, question.text, question.options, seen))

    def test_a_search_is_scored_against_the_evidence(self):
        made, _ = asked(Order(minutes=10))
        question = next(q for q in made if q.kind == "haystack-first")
        needed = needed_frames(question)
        (times_s,) = needed.values()
        assert len(times_s) == 4
        assert score_search(question, needed) == Score(1.0, 1.0)
        (video,) = needed
        assert score_search(question, {video: times_s[:1]}).recall <= 0.5
        assert score_search(question, {"other.mp4": times_s}) == Score(0.0, 0.0)
        assert score_search(question, {}) == Score(0.0, 0.0)


class TestFilm:
    def test_shots_cover_the_film_without_gaps(self):
        truth = WORLD.groups(Order(minutes=30))[0][0].truth
        spans = [shot.span for shot in truth.shots]
        assert spans[0].start_s == 0
        assert spans[-1].end_s == 1800
        assert all(a.end_s == b.start_s for a, b in pairwise(spans))
        assert all(span.duration_s > 1 for span in spans)

    def test_a_day_is_planned_at_once_and_any_moment_of_it_can_be_looked_at(self):
        film = WORLD.groups(Order(minutes=24 * 60))[0][0]
        assert film.view(80_000.0) == film.view(80_000.0)
        assert film.view(80_000.0).place
        assert 30 <= len(film.found) <= 40

    def test_the_same_seed_makes_the_same_film_and_another_one_another(self):
        one, again, other = (WORLD.groups(Order(minutes=5, seed=seed))[0][0] for seed in (7, 7, 8))
        assert one.truth == again.truth
        assert [one.view(t) for t in range(60)] == [again.view(t) for t in range(60)]
        assert one.truth != other.truth

    def test_a_folder_is_made(self, tmp_path):
        order = Order(minutes=0.5, width_px=160, height_px=90, fps=5.0)
        make("haystack", tmp_path / "made", order, workers=1)
        assert (tmp_path / "made" / "tracks.jsonl").stat().st_size > 100


class TestBadInput:
    def test_too_short(self):
        with pytest.raises(WorldError, match=r"order at least 0\.25 min a film"):
            WORLD.groups(Order(minutes=0.1))
