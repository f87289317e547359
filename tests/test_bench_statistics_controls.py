"""What part of a score needs the video, and right answers for the wrong reason."""

from __future__ import annotations

import numpy as np
import pytest

from longtake.bench.statistics.controls import control_rows, multimodal_gain
from longtake.bench.statistics.grounds import grounds
from longtake.bench.statistics.intervals import wilson
from longtake.bench.statistics.paired import paired_difference


def _run(*scores: float) -> dict[str, float]:
    return {f"q{place}": score for place, score in enumerate(scores)}


def test_a_row_says_what_is_lost_without_the_video() -> None:
    full = _run(*[1] * 60, *[0] * 20)
    blind = _run(*[1] * 15, *[0] * 45, *[1] * 5, *[0] * 15)
    (row,) = control_rows(full, {"blind": blind}, chance=_run(*[0.25] * 80))
    assert (row.control, row.samples, row.unpaired) == ("blind", 80, 0)
    assert "text alone" in row.shows
    assert (row.full, row.score.estimate, row.lost.estimate) == (0.75, 0.25, 0.5)
    assert (row.right_only_in_full, row.right_only_in_control) == (45, 5)
    assert row.share_lost is not None
    assert row.share_lost.estimate == pytest.approx(2 / 3)
    assert row.share_lost.low < 2 / 3 < row.share_lost.high < 1
    assert row.above_chance is not None
    assert row.above_chance.estimate == 0
    assert row.above_chance.covers(0)
    assert row.p < 0.001
    paired = paired_difference(list(full.values()), list(blind.values()))
    assert row.lost == paired


def test_a_control_that_changes_nothing_shows_that_the_video_is_not_needed() -> None:
    full = _run(1, 0, 1, 1, 0, 1)
    (row,) = control_rows(full, {"shuffle": full})
    assert (row.lost.estimate, row.p) == (0, 1)
    assert row.lost.low == -row.lost.high == -wilson(0, 6).high
    assert row.share_lost is not None
    assert row.share_lost.estimate == 0
    assert row.share_lost.high == pytest.approx(row.lost.high / row.full)
    assert row.above_chance is None


def test_a_control_that_is_never_right_is_not_given_without_doubt() -> None:
    full, silent = _run(1, 0, 1, 1, 0, 1, 1, 1), _run(*[0] * 8)
    (row,) = control_rows(full, {"blind": silent}, chance=_run(*[0.25] * 8))
    assert row.above_chance is not None
    assert row.above_chance.estimate == -0.25
    assert row.above_chance.high == pytest.approx(wilson(0, 8).high - 0.25)
    assert row.share_lost is not None
    assert row.share_lost.low == pytest.approx(1 - wilson(0, 8).high / 0.75)
    assert (row.share_lost.estimate, row.share_lost.high) == (1, 1)


def test_samples_are_paired_by_id_and_the_rest_counted() -> None:
    full = {"a": 1.0, "b": 0.0, "c": 1.0, "d": 1.0}
    (row,) = control_rows(full, {"one-frame": {"c": 0.0, "b": 1.0, "z": 1.0}})
    assert (row.samples, row.unpaired) == (2, 2)
    assert (row.full, row.score.estimate) == (0.5, 0.5)
    assert (row.right_only_in_full, row.right_only_in_control) == (1, 1)


def test_rows_keep_their_order_and_know_their_videos() -> None:
    full = _run(*np.tile([1, 0, 1, 1], 10))
    part = _run(*np.tile([0, 0, 1, 0], 10))
    videos = {sample: int(sample[1:]) // 4 for sample in full}
    rows = control_rows(full, {"reverse": part, "my own": part}, videos=videos)
    assert [row.control for row in rows] == ["reverse", "my own"]
    assert rows[1].shows == ""
    assert rows[0].score.clusters == rows[0].lost.clusters == 10


def test_scores_between_right_and_wrong_and_a_score_of_nothing() -> None:
    (row,) = control_rows(_run(0.5, 0.7, 0.2), {"blind": _run(0.1, 0.2, 0.2)})
    assert row.right_only_in_full is None
    assert row.share_lost is not None
    assert row.share_lost.estimate == pytest.approx(0.9 / 1.4)
    (none,) = control_rows(_run(0, 0), {"blind": _run(1, 0)})
    assert none.share_lost is None
    assert none.lost.estimate == -0.5


def test_runs_that_cannot_be_paired_are_named() -> None:
    with pytest.raises(ValueError, match="full is empty"):
        control_rows({}, {"blind": {"a": 1}})
    with pytest.raises(ValueError, match="blind shares no sample"):
        control_rows({"a": 1}, {"blind": {"b": 1}})
    with pytest.raises(ValueError, match="videos lacks 1 of 2 samples, first 'q1'"):
        control_rows(_run(1, 0), {"blind": _run(1, 0)}, videos={"q0": "v"})
    with pytest.raises(ValueError, match=r"blind\[1\] is nan"):
        control_rows(_run(1, 0), {"blind": _run(1, float("nan"))})


def test_gain_and_leakage_are_those_of_mmstar() -> None:
    found = multimodal_gain([1] * 8 + [0] * 2, [1] * 4 + [0] * 6, [1] * 3 + [0] * 7)
    assert (found.with_video, found.without_video, found.text_model) == (0.8, 0.4, 0.3)
    assert found.gain.estimate == pytest.approx(0.4)
    assert found.leakage.estimate == pytest.approx(0.1)
    assert found.gain.low < 0.4 < found.gain.high
    none = multimodal_gain([1, 1, 0, 1], [0, 0, 0, 1], [1, 1, 0, 1])
    assert (none.leakage.estimate, none.leakage.low) == (0, 0)
    with pytest.raises(ValueError, match="text_model has 1"):
        multimodal_gain([1, 0], [1, 0], [1])


def test_right_answers_are_told_by_their_evidence() -> None:
    right = [1, 1, 1, 1, 0, 0, 0]
    overlap = [0.9, 0.5, 0.1, None, 0.8, 0.0, None]
    found = grounds(right, overlap)
    assert found.right_and_grounded == 2
    assert found.right_for_the_wrong_reason == 1
    assert found.right_without_evidence == 1
    assert found.wrong_though_grounded == 1
    assert found.wrong_and_not_grounded == 2
    assert found.positions == (2,)
    assert found.share_for_the_wrong_reason is not None
    assert found.share_for_the_wrong_reason.estimate == 0.25
    assert grounds(right, overlap, threshold=0.05).positions == ()


def test_grounds_of_nothing_right_and_of_clusters() -> None:
    assert grounds([0, 0], [0.1, None]).share_for_the_wrong_reason is None
    found = grounds([1, 1, 0, 1], [0.9, 0.1, 0.1, 0.2], list("aabc"))
    assert found.share_for_the_wrong_reason is not None
    assert found.share_for_the_wrong_reason.clusters == 2
    with pytest.raises(ValueError, match="right has 1, overlap has 2"):
        grounds([1], [0.1, 0.2])
