from __future__ import annotations

import csv
import math
from typing import Any

import numpy as np
import pytest
from measured import eval_file, eval_json, eval_lines, golden

from longtake.bench.metrics.coverage import (
    THRESHOLDS,
    area,
    coverage,
    curve,
    vue_tr_iou,
    vue_tr_precision_recall,
    vue_tr_scores,
    whole_seconds,
)
from longtake.bench.metrics.events import (
    captioning_f1,
    grounding_f1,
    highlight_f1,
    localisation_f1,
    summary_f1,
)
from longtake.bench.metrics.grounding import (
    grounded_answers,
    grounding_scores,
    iou_iop,
    joint_accuracy,
)
from longtake.bench.metrics.keyframes import frame_scores, look_scores
from longtake.bench.metrics.moments import moment_scores
from longtake.bench.metrics.spans import merged_iou


def test_charades_sta_comes_out_as_the_official_code_has_it() -> None:
    expected = eval_json("charades_sta/synthetic_expected.json")
    annotated = eval_lines("charades_sta/charades_test_release.jsonl")
    predicted = eval_lines("charades_sta/synthetic_predictions.jsonl")
    truth = {row["qid"]: row["relevant_windows"] for row in annotated}
    given = {row["qid"]: row["pred_relevant_windows"] for row in predicted}
    made = grounding_scores(truth, given)
    assert {str(t): float(f"{100 * v:.2f}") for t, v in made.recall_at_1.items()} == expected[
        "R1@IoU"
    ]
    assert round(100 * made.mean_iou, 4) == expected["mIoU"]
    moments = moment_scores(truth, given)
    ap = {str(t): float(f"{100 * v:.2f}") for t, v in moments.average_precision.items()}
    assert {**ap, "average": float(f"{100 * moments.average:.2f}")} == expected["mAP"]


def nextgqa() -> tuple[dict[str, Any], dict[str, Any], dict[str, bool], dict[str, float]]:
    made = eval_json("nextgqa/synthetic_val_predictions_with_expected.json")
    videos = eval_json("nextgqa/gsub_val.json")
    truth = {
        f"{video}_{question}": spans
        for video, row in videos.items()
        for question, spans in row["location"].items()
    }
    right = {key: row["answer"] == row["prediction"] for key, row in made["pred_qa"].items()}
    return truth, made["pred_ground"], right, made["expected"]


def test_nextgqa_comes_out_as_the_official_code_has_it() -> None:
    truth, given, right, expected = nextgqa()
    made = grounded_answers(truth, given, right)
    assert {
        "Acc@GQA": round(100 * made.accuracy, 1),
        "mIoP": round(100 * made.mean_iop, 1),
        "IoP@0.3": round(100 * made.iop_at[0.3], 1),
        "IoP@0.5": round(100 * made.iop_at[0.5], 1),
        "mIoU": round(100 * made.mean_iou, 1),
        "IoU@0.3": round(100 * made.iou_at[0.3], 1),
        "IoU@0.5": round(100 * made.iou_at[0.5], 1),
    } == expected
    assert (made.queries, made.missing) == (3358, 0)


def test_missing_spans_leave_the_denominator_unless_they_are_to_count() -> None:
    truth = {"a": [[0, 10]], "b": [[0, 10], [20, 30]], "c": [[5, 6]]}
    given = {"a": [0, 10], "b": [22, 24], "unknown": [0, 1]}
    official = grounded_answers(truth, given, {"a": True})
    assert (official.queries, official.missing, official.accuracy) == (2, 1, 0.5)
    strict = grounded_answers(truth, given, {"a": True}, count_missing=True)
    assert (strict.queries, strict.accuracy) == (3, pytest.approx(1 / 3))
    assert math.isnan(grounded_answers({}, {}, {}).accuracy)


@pytest.mark.parametrize("bad", [[math.nan, 3], [4], [], None, "3"])
def test_a_predicted_span_that_is_none_is_named(bad: Any) -> None:
    with pytest.raises(ValueError, match="question 'видео_1'"):
        grounded_answers({"видео_1": [[0, 10]]}, {"видео_1": bad}, {})


def test_span_and_truth_compare_as_in_nextgqa() -> None:
    for (truth, predicted), expected in golden("nextgqa_tiou_iop"):
        assert iou_iop(truth, predicted)[0].tolist() == expected


def test_an_answer_counts_with_its_span() -> None:
    made = joint_accuracy([0.3, 0.5, 0.69, 1.0], [True, True, True, False])
    assert made == {0.3: 0.75, 0.5: 0.5, 0.7: 0.0}
    with pytest.raises(ValueError, match="3 spans cannot be joined with 2 answers"):
        joint_accuracy([0.1, 0.2, 0.3], [True, False])


def test_every_cell_of_vue_tr_comes_out_whose_predictions_are_here() -> None:
    annotated = {row["query_id"]: row for row in eval_json("vue_tr_v1/VUE-TR_ground_truth.json")}
    attributes = ("duration_category", "query_format", "query_modality")
    given: dict[str, Any] = {}
    cells = 0
    with eval_file("vue_tr_v1/results_table.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            name, part = row["method"], row["attribute"]
            if name == "Gemini-2.0-Flash":
                continue  # its predictions are not among the shared files
            given.setdefault(name, eval_json(f"vue_tr_v1/results_{name}.json"))
            chosen = [
                (annotated[one["query_id"]]["gt"], one["answer"])
                for one in given[name]
                if part in ("overall", *(annotated[one["query_id"]][a] for a in attributes))
            ]
            made = vue_tr_scores(chosen)
            for column in ("precision", "recall", "iou"):
                assert f"{100 * getattr(made, column):.1f}%" == row[column], (name, part, column)
                cells += 1
    assert cells == 108


def test_the_versions_of_vue_tr_differ_where_nothing_is_true_and_nothing_predicted() -> None:
    assert vue_tr_precision_recall([], [], version=1) == (None, None)
    assert vue_tr_precision_recall([], [], version=2) == (1.0, None)
    assert vue_tr_scores([([], [[]])], version=2).precision == pytest.approx(1.0)
    first = vue_tr_scores([([], [[]])], version=1)
    assert math.isnan(first.precision)
    assert (first.without_precision, first.without_recall) == (1, 1)
    # 1 at every threshold but the last, which IoU has to exceed.
    assert first.iou == pytest.approx(0.995)


def test_vue_tr_walks_in_the_order_given() -> None:
    truth = [[0, 10], [20, 30]]
    assert vue_tr_precision_recall(truth, [[0, 10], [20, 30]]) == (1.0, 1.0)
    assert vue_tr_precision_recall(truth, [[20, 30], [0, 10]]) == (0.5, 0.5)
    assert coverage(truth, [[20, 30], [0, 10]]).precision == 1.0


def test_vue_tr_rounds_outwards_merges_predictions_and_drops_backward_ones() -> None:
    assert whole_seconds([[0.9, 4.1]]) == [(0.0, 5.0)]
    assert vue_tr_iou([[0, 10]], [[0, 5], [5, 10], [2, 3]]) == 1.0
    assert vue_tr_iou([[0, 10]], [[12, 11]]) == 0.0
    assert vue_tr_precision_recall([[0, 10]], [[10, 0]]) == (1.0, 1.0)
    with pytest.raises(ValueError, match="predicted span 1"):
        whole_seconds([[0, 1], [math.nan, 2]])


@pytest.mark.parametrize("seed", range(10))
def test_coverage_is_bounded_and_agrees_with_merged_iou(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth, given = (np.sort(rng.integers(0, 20, (4, 2)), axis=1).astype(float) for _ in range(2))
    made = coverage(truth, given)
    assert 0 <= made.iou <= min(made.precision, made.recall) <= 1
    if made.iou < 1:
        assert made.iou == pytest.approx(merged_iou(truth, given))
    turned = coverage(given, truth)
    assert (turned.precision, turned.recall, turned.iou) == (made.recall, made.precision, made.iou)


def test_a_curve_is_the_share_that_reaches_each_threshold() -> None:
    values = [0.0, 0.25, 0.5, 1.0]
    for strictly in (False, True):
        expected = [np.mean([v > t if strictly else v >= t for v in values]) for t in THRESHOLDS]
        assert curve(values, strictly=strictly).tolist() == expected
    assert area(curve([1.0])) == pytest.approx(1.0)
    assert math.isnan(area(curve([])))


def test_frames_are_near_up_to_five_seconds() -> None:
    made = frame_scores([([10.0, 100.0], [15.0, 40.0, 41.0, 42.0])])
    assert (made.precision, made.recall, made.f1) == (0.25, 0.5, pytest.approx(1 / 3))
    assert frame_scores([([10.0], [15.001])]).f1 == 0.0


def test_frames_f1_is_averaged_over_videos_and_empty_ones_left_out_unless_counted() -> None:
    videos = [([10.0], [10.0]), ([10.0, 50.0], [10.0, 90.0]), ([10.0], []), ([], [3.0])]
    made = frame_scores(videos)
    assert (made.precision, made.recall, made.f1, made.videos) == (0.75, 0.75, 0.75, 2)
    assert made.missing == 1
    assert frame_scores(videos, count_missing=True).f1 == 0.5
    assert math.isnan(frame_scores([]).f1)
    with pytest.raises(ValueError, match="finite times"):
        frame_scores([([math.nan], [1.0])])


def test_looks_take_the_most_similar_frame_each_way() -> None:
    made = look_scores([[[0.9, 0.1, 0.5], [0.2, 0.3, 0.4]], np.empty((2, 0))])
    assert made.precision == pytest.approx((0.9 + 0.3 + 0.5) / 3)
    assert made.recall == pytest.approx((0.9 + 0.4) / 2)
    assert made.f1 == pytest.approx(
        2 * made.precision * made.recall / (made.precision + made.recall)
    )
    assert (made.videos, made.missing) == (1, 1)


def test_event_grounding_takes_the_first_span_and_counts_what_cannot_be_read() -> None:
    made = grounding_f1([([[0, 10]], [[0, 5], [0, 10]]), ([[0, 10]], None), ([[0, 10]], [])])
    assert made.at == pytest.approx((1 / 3, 1 / 3, 1 / 3, 0))
    assert (made.f1, made.samples, made.unread) == (pytest.approx(0.25), 3, 2)
    many = grounding_f1([([[50, 60], [0, 10]], [[0, 10]])])
    assert many.f1 == 1.0


def test_single_precision_decides_at_exactly_seven_tenths() -> None:
    truth, given = [[0, 10]], [[0, 7]]
    assert grounding_f1([(truth, given)]).at == (1, 1, 1, 0)
    assert localisation_f1([(truth, given)]).at == (1, 1, 1, 1)


def test_action_localisation_is_a_set_f1() -> None:
    made = localisation_f1([([[0, 10], [20, 30]], [[0, 10], [0, 10], [50, 60]])])
    # recall 1/2, precision 2/3 at every threshold
    assert made.at == pytest.approx((4 / 7,) * 4)
    assert localisation_f1([([[0, 10]], None)]).f1 == 0.0


def test_extractive_summaries_are_compared_second_by_second() -> None:
    made = summary_f1([([[0, 10]], [[5, 15]]), ([[0, 10]], None)])
    assert (made.f1, made.samples, made.unread) == (0.5, 2, 1)
    assert summary_f1([([[0.5, 1.5]], [[0, 2]])]).f1 == 1.0  # halves are rounded to even
    assert summary_f1([([[2000, 2010]], [[2000, 2010]])]).f1 == 0.0  # beyond the map


def test_event_highlights_and_captions() -> None:
    made = highlight_f1([([[0, 2], [5, 7]], 7.0), ([[0, 2]], 2.01), ([[0, 2]], None)])
    assert (made.f1, made.unread) == (pytest.approx(1 / 3), 1)
    scaled = captioning_f1([1.0, 0.0], [0.5, 0.0], samples=4, unread=1)
    assert scaled.at == pytest.approx((0.5, 0.0))
