from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from measured import eval_json, eval_lines

from longtake.bench.metrics.highlights import clip_average_precision, highlight_scores, ratings
from longtake.bench.metrics.moments import moment_scores, moment_scores_by_length


def percent(value: float) -> float:
    """As the published file writes scores."""
    return float(f"{100 * value:.2f}")


@pytest.fixture(scope="module")
def published() -> tuple[list[Any], list[Any], Any]:
    folder = "qvhighlights/"
    return (
        eval_lines(folder + "highlight_val_release.jsonl"),
        eval_lines(folder + "sample_val_preds.jsonl"),
        eval_json(folder + "sample_val_preds_metrics_raw.json"),
    )


def test_every_published_moment_score_of_qvhighlights_comes_out(published: Any) -> None:
    annotated, predicted, expected = published
    made = moment_scores_by_length(
        {row["qid"]: row["relevant_windows"] for row in annotated},
        {row["qid"]: row["pred_relevant_windows"] for row in predicted},
    )
    assert set(made) == {"short", "middle", "long", "full"}
    for name, scores in made.items():
        ap = {str(t): percent(value) for t, value in scores.average_precision.items()}
        ap["average"] = percent(scores.average)
        assert ap == expected[name]["MR-mAP"]
        r1 = {str(t): percent(value) for t, value in scores.recall_at_1.items()}
        assert r1 == expected[name]["MR-R1"]
    assert made["full"].queries == 1550


def test_every_published_highlight_score_of_qvhighlights_comes_out(published: Any) -> None:
    annotated, predicted, expected = published
    rated = {
        row["qid"]: ratings(row["duration"], row["relevant_clip_ids"], row["saliency_scores"])
        for row in annotated
    }
    made = highlight_scores(rated, {row["qid"]: row["pred_saliency_scores"] for row in predicted})
    assert {
        f"HL-min-{name}": {"HL-mAP": percent(s.average_precision), "HL-Hit1": percent(s.hit_at_1)}
        for name, s in made.items()
    } == {name: scores for name, scores in expected.items() if name.startswith("HL-")}


def test_the_order_of_queries_does_not_matter(published: Any) -> None:
    annotated, predicted, _ = published
    truth = {row["qid"]: row["relevant_windows"] for row in annotated[:200]}
    given = {row["qid"]: row["pred_relevant_windows"] for row in predicted}
    turned = dict(reversed(truth.items()))
    assert moment_scores(truth, given).average == pytest.approx(
        moment_scores(turned, given).average
    )


def test_the_best_window_last_is_found_by_ap_but_not_by_r1() -> None:
    windows = [[20, 30, 0.1], [0, 10, 0.9]]
    made = moment_scores({"q": [[0, 10]]}, {"q": windows})
    assert set(made.recall_at_1.values()) == {0.0}
    assert made.average == 1.0


def test_a_window_found_twice_is_found_once() -> None:
    once = moment_scores({"q": [[0, 10], [20, 30]]}, {"q": [[0, 10, 1.0], [0, 10, 0.9]]})
    assert once.average == 0.5
    both = moment_scores({"q": [[0, 10], [20, 30]]}, {"q": [[0, 10, 1.0], [20, 30, 0.9]]})
    assert both.average == 1.0


def test_only_ten_windows_are_looked_at() -> None:
    misses = [[50, 60, 0.5]] * 10
    assert moment_scores({"q": [[0, 10]]}, {"q": [*misses, [0, 10, 0.9]]}).average == 0.0
    assert moment_scores({"q": [[0, 10]]}, {"q": [*misses[1:], [0, 10, 0.9]]}).average == 1.0


def test_equal_scores_keep_the_order_given() -> None:
    hit_first = moment_scores({"q": [[0, 10]]}, {"q": [[0, 10, 0.5], [50, 60, 0.5]]})
    hit_last = moment_scores({"q": [[0, 10]]}, {"q": [[50, 60, 0.5], [0, 10, 0.5]]})
    assert (hit_first.average, hit_last.average) == (1.0, 0.5)


def test_missing_queries_count_zero_and_unknown_ones_nothing() -> None:
    truth = {"a": [[0, 10]], "b": [[0, 10]]}
    made = moment_scores(truth, {"a": [[0, 10, 1.0]], "c": [[0, 10, 1.0]]})
    assert (made.average, made.recall_at_1[0.5], made.queries) == (0.5, 0.5, 2)


def test_unusual_predictions_are_scored_zero_or_named() -> None:
    truth = {"ü": [[0, 10]]}
    assert moment_scores(truth, {"ü": []}).average == 0.0
    assert moment_scores(truth, {"ü": [[10, 0, 1.0]]}).average == 0.0
    assert moment_scores(truth, {"ü": [[0, 10]]}).average == 1.0
    for bad in ([[0, math.nan, 1.0]], [[0, 10, math.nan]], [["a", 10, 1]], [[3]]):
        with pytest.raises(ValueError, match="query 'ü'"):
            moment_scores(truth, {"ü": bad})


def test_no_queries_have_no_score() -> None:
    made = moment_scores({}, {})
    assert made.queries == 0
    assert math.isnan(made.average)
    assert math.isnan(moment_scores_by_length({"q": [[0, 5]]}, {})["long"].average)


def slow_ap(truth: list[list[float]], given: list[list[float]], threshold: float) -> float:
    """The rule, one window at a time."""

    def iou(a: list[float], b: list[float]) -> float:
        shared = max(0.0, min(a[1], b[1]) - max(a[0], b[0]))
        both = a[1] - a[0] + b[1] - b[0] - shared
        return shared / both if both else 0.0

    taken: set[int] = set()
    points = []
    for rank, window in enumerate(sorted(given, key=lambda w: -w[2]), 1):
        free = [i for i in range(len(truth)) if i not in taken]
        best = max(free, key=lambda i: (iou(window, truth[i]), i), default=None)
        if best is not None and iou(window, truth[best]) >= threshold:
            taken.add(best)
        points.append((len(taken) / len(truth), len(taken) / rank))
    levels = sorted({recall for recall, _ in points} - {0.0})
    steps = np.diff([0.0, *levels])
    return float(
        sum(s * max(p for r, p in points if r >= x) for x, s in zip(levels, steps, strict=True))
    )


@pytest.mark.parametrize("seed", range(30))
def test_all_at_once_agrees_with_one_at_a_time(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def windows(count: int) -> list[list[float]]:
        spans = np.sort(rng.integers(0, 10, (count, 2)), axis=1)
        return [[*map(float, span), float(rng.integers(0, 4))] for span in spans]

    truth = {q: [w[:2] for w in windows(int(rng.integers(1, 5)))] for q in range(6)}
    given = {q: windows(int(rng.integers(0, 8))) for q in range(6)}
    made = moment_scores(truth, given)
    for threshold, value in made.average_precision.items():
        expected = np.mean([slow_ap(truth[q], given[q], threshold) for q in truth])
        assert value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("labels", "scores", "expected"),
    [
        ([0, 0, 0], [3, 2, 1], 0.0),
        ([1, 1, 1], [3, 2, 1], 1.0),
        ([1, 0, 0], [3, 2, 1], 1.0),
        ([0, 0, 1], [3, 2, 1], 1 / 3),
        ([1, 0, 1], [3, 2, 1], (1 + 2 / 3) / 2),
        ([1, 0, 1, 0], [1, 1, 1, 1], 0.5),  # one step for all that are tied
        ([1, 0, 1, 1], [9, 5, 5, 5], (1 + 3 / 4) / 2),
    ],
)
def test_average_precision_of_clips(labels: list[int], scores: list[int], expected: float) -> None:
    assert clip_average_precision(labels, scores) == pytest.approx(expected)


def test_saliency_is_cut_and_filled_to_the_clips_of_the_video() -> None:
    rated = {"q": ratings(6, [0], [[4, 4, 4]])}
    short = highlight_scores(rated, {"q": [0.5]})["VeryGood"]
    assert (short.hit_at_1, short.average_precision) == (1.0, 1.0)
    long = highlight_scores(rated, {"q": [0.5, 0.1, 0.1, 9.0]})["VeryGood"]
    assert (long.hit_at_1, long.average_precision) == (0.0, 1.0)
    below = highlight_scores(rated, {"q": [-0.5]})["VeryGood"]
    assert (below.hit_at_1, below.average_precision) == (1.0, pytest.approx(1 / 3))
    none = highlight_scores(rated, {})["VeryGood"]
    assert (none.hit_at_1, none.average_precision) == (0.0, pytest.approx(1 / 3))


def test_a_rated_clip_beyond_the_video_and_a_nan_are_named() -> None:
    with pytest.raises(ValueError, match="clip 3 lies beyond a video of 3 clips"):
        ratings(6, [3], [[1, 1, 1]])
    with pytest.raises(ValueError, match="query 'q'"):
        highlight_scores({"q": ratings(6, [0], [[4, 4, 4]])}, {"q": [math.nan, 1, 2]})
