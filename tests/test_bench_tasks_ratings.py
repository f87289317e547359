from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from longtake.bench.task import Scores, open_benchmark
from longtake.errors import BenchError

VIDEO = {
    "n_frames": 40,
    "change_points": [[0, 3], [4, 9], [10, 39]],
    "n_frame_per_seg": [4, 6, 30],
    "picks": [0, 4, 10],
    "user_summary": [[0] * 4 + [1] * 6 + [0] * 30, [1] * 4 + [0] * 36],
}


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def summary(tmp_path: Path, name: str, given: Any, truth: Any = None) -> Scores:
    videos = truth or {"video_é": VIDEO, "video_2": VIDEO}
    return open_benchmark(name).score(
        written(tmp_path / "p.json", given), written(tmp_path / "t.json", videos)
    )


def test_a_summary_is_the_worthiest_segments_that_fit(tmp_path: Path) -> None:
    """6 of 40 frames fit: the middle segment alone, which is the first user's."""
    given = {"video_é": [0.1, 0.9, 0.5], "video_2": {"scores": [0.1, 0.9, 0.5]}}
    assert summary(tmp_path, "tvsum", given).values["F1"] == pytest.approx(50)
    assert summary(tmp_path, "summe", given).values["F1"] == pytest.approx(100)


def test_a_video_without_scores_counts_nothing(tmp_path: Path) -> None:
    scores = summary(tmp_path, "summe", {"video_é": [0.1, 0.9, 0.5]})
    assert scores.values["F1"] == pytest.approx(50)
    assert scores.missing == 1


def test_ranks_are_given_where_users_rated_frames(tmp_path: Path) -> None:
    truth = {"v": {**VIDEO, "user_scores": [[1, 3, 2], [3, 1, 2]]}}
    values = summary(tmp_path, "tvsum", {"v": [0.1, 0.9, 0.5]}, truth).values
    assert (values["Kendall"], values["Spearman"]) == (0, 0)
    truth = {"v": {**VIDEO, "gtscore": [1, 3, 2]}}
    values = summary(tmp_path, "tvsum", {"v": [0.1, 0.9, 0.5]}, truth).values
    assert values["Spearman with gtscore"] == pytest.approx(100)
    assert "Spearman" not in values


def test_what_is_not_as_the_authors_have_it_is_told(tmp_path: Path) -> None:
    given = {"v": [0.1, 0.9, 0.5]}
    other = {k: v for k, v in VIDEO.items() if k != "change_points"}
    with pytest.raises(BenchError, match=r"'n_frame_per_seg' is .* not the lengths"):
        summary(tmp_path, "tvsum", given, {"v": {**VIDEO, "n_frame_per_seg": [3, 6, 30]}})
    with pytest.raises(BenchError, match="no 'change_points': is 'changepoints' meant"):
        summary(tmp_path, "tvsum", given, {"v": {**other, "changepoints": []}})
    with pytest.raises(BenchError, match="'scores' is"):
        summary(tmp_path, "tvsum", {"video_é": 5})
    scores = summary(tmp_path, "tvsum", {"v": [0.1, 0.9]}, {"v": VIDEO})
    assert any("have not a score for each of `picks`" in note for note in scores.notes)


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_highlights_are_averaged_by_domain(tmp_path: Path) -> None:
    label = [[5.0, 1.0], [1.0, 1.0], [1.0, 2.0]]  # clips by raters: each has one above its median
    rows = [
        {"qid": name, "domain": domain, "label": label, "duration": 6}
        for name, domain in [("a", "VU"), ("b", "VU"), ("c", "BK")]
    ]
    given = [{"qid": name, "pred_saliency_scores": [0.9, 0.1, 0.5]} for name in "ac"]
    scores = open_benchmark("tvsum-highlights").score(
        lines(tmp_path / "p.jsonl", given), lines(tmp_path / "t.jsonl", rows)
    )
    # the first rater's clip is ranked first: 1; the second's second: (0 + 1/2) / 2
    one = 100 * (1 + 0.25) / 2
    assert scores.values == pytest.approx({"VU": one / 2, "BK": one, "mAP": (one / 2 + one) / 2})
    assert scores.missing == 1


def test_highlights_need_a_score_for_each_clip(tmp_path: Path) -> None:
    truth = lines(tmp_path / "t.jsonl", [{"qid": "a", "domain": "VU", "label": [[1.0], [2.0]]}])
    given = lines(tmp_path / "p.jsonl", [{"qid": "a", "pred_saliency_scores": [1]}])
    with pytest.raises(BenchError, match="'a': 2 clips need a number each, got 1"):
        open_benchmark("tvsum-highlights").score(given, truth)


def quality(tmp_path: Path, given: str, truth: str = "a,1\nb,2\nc,3\nd,4\n") -> Scores:
    (tmp_path / "t.csv").write_text("video,mos\n" + truth)
    (tmp_path / "p.csv").write_text("video,predicted\n" + given)
    return open_benchmark("vqa-quality").score(tmp_path / "p.csv", tmp_path / "t.csv")


def test_correlations_are_named_by_their_curve(tmp_path: Path) -> None:
    values = quality(tmp_path, "a,10\nb,30\nc,20\nd,40\n").values
    assert values["SRCC"] == pytest.approx(80)  # 1 - 6·2 / (4·15)
    assert values["KRCC"] == pytest.approx(200 / 3)
    assert values["PLCC (no curve)"] == pytest.approx(80)
    assert values["PLCC (4-parameter logistic)"] > 79.9
    assert values["PLCC (5-parameter logistic)"] > 79.9


def test_videos_without_prediction_are_left_out_and_said(tmp_path: Path) -> None:
    scores = quality(tmp_path, "a,1\nb,2\nd,3\n")
    assert scores.values["SRCC"] == pytest.approx(100)
    assert scores.notes[-1] == "over 3 videos: what was not predicted is left out"
    with pytest.raises(BenchError, match="more than one row of 'a'"):
        quality(tmp_path, "a,1\n", "a,1\na,2\n")
    with pytest.raises(BenchError, match="not finite"):
        quality(tmp_path, "a,nan\nb,2\n")
    with pytest.raises(BenchError, match="row 1: 'predicted' is 'good'"):
        quality(tmp_path, "a,good\n")


def lta(tmp_path: Path, verbs: Any, nouns: Any) -> Scores:
    truth = {name: {"verb": list(range(20)), "noun": [1] * 20} for name in ("clip_7", "clip_8")}
    given = {"clip_7": {"verb": verbs, "noun": nouns}}
    return open_benchmark("ego4d-lta").score(
        written(tmp_path / "p.json", given), written(tmp_path / "t.json", truth)
    )


def test_the_best_of_several_sequences_counts_and_a_swap_costs_two(tmp_path: Path) -> None:
    swapped = [1, 0, *range(2, 20)]
    scores = lta(tmp_path, [[50] * 20, swapped], [[1] * 20, [2] * 20])
    # 2 of 20 in the verbs, none in the nouns, and no clip_8 at all
    assert scores.values["verb_ED"] == pytest.approx(100 * (0.1 + 1) / 2)
    assert scores.values["noun_ED"] == pytest.approx(50)
    # an action is right only with both: neither sequence has any
    assert scores.values["action_ED"] == pytest.approx(100)
    assert scores.missing == 1


@pytest.mark.parametrize(
    ("verbs", "message"),
    [
        ([[1] * 19], "20 numbers of actions"),
        ([["run"] * 20], "20 numbers of actions"),
        ([], "1 to 5 sequences"),
        ([[1] * 20] * 6, "1 to 5 sequences"),
    ],
)
def test_what_are_no_sequences_is_told(tmp_path: Path, verbs: Any, message: str) -> None:
    with pytest.raises(BenchError, match=message):
        lta(tmp_path, verbs, [[1] * 20])
