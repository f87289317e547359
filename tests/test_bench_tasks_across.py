"""Benchmarks by letter, order or claim, some of them across several videos."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from longtake.bench.sample import Sample
from longtake.bench.task import Asking, open_benchmark
from longtake.errors import BenchError


def written(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def asking(name: str) -> Any:
    benchmark = open_benchmark(name)
    assert isinstance(benchmark, Asking)
    return benchmark


def columns(scores: Any, key: str) -> dict[str, float]:
    return {name: round(one.values[key], 1) for name, one in scores.columns.items()}


CROSS = [
    {
        "id": n,
        "task_type": kind,
        "video_1": f"{n}_1.mp4",
        "video_2": f"{n}_2.mp4",
        "video_3": None,
        "question": "Which?",
        "options": options,
        "answer": answer,
    }
    for n, kind, options, answer in (
        (1, "counting", ["A. one", "B. two", "C. three", "D. four"], "A"),
        (2, "counting", ["A. one", "B. two", "C. three", "D. four"], "C"),
        (3, "anomaly", [], "Yes"),
    )
]


def test_cvbench_asks_all_its_videos_and_yes_or_no_by_word(tmp_path: Path) -> None:
    samples = asking("cvbench").samples(written(tmp_path / "CVBench.json", CROSS))
    assert samples[0].videos == ("1_1.mp4", "1_2.mp4")
    assert samples[2].by_word
    assert samples[2].gold == "Yes"
    assert samples[2].choice == 0


def test_cvbench_reads_letters_inside_words_as_the_official_code_does(tmp_path: Path) -> None:
    truth = written(tmp_path / "CVBench.json", CROSS)
    given = [
        {"id": 1, "response": "The answer is A."},
        {"id": 2, "response": "Based on both videos: C"},  # "Based" is a B officially
        {"id": 3, "response": "Yes, it is."},  # read as YES, which is not the gold "Yes"
    ]
    scores = open_benchmark("cvbench").score(written(tmp_path / "given.json", given), truth)
    assert columns(scores, "Overall") == {"official": 33.3, "strict": 33.3, "robust": 100.0}
    assert scores.values["counting"] == 50
    assert scores.values["anomaly"] == 0


def test_a_prediction_field_of_another_name_is_named(tmp_path: Path) -> None:
    truth = written(tmp_path / "CVBench.json", CROSS)
    given = written(tmp_path / "given.json", [{"id": 1, "respons": "A"}])
    with pytest.raises(BenchError, match=r"row 1 has no 'response': is 'respons' meant"):
        open_benchmark("cvbench").score(given, truth)


def test_missing_unknown_and_repeated_ids_are_told_once_each(tmp_path: Path) -> None:
    truth = written(tmp_path / "CVBench.json", CROSS)
    rows = [{"id": id, "response": "A"} for id in (1, 1, 9)]
    scores = open_benchmark("cvbench").score(written(tmp_path / "given.json", rows), truth)
    assert (scores.missing, scores.unknown, scores.duplicated) == (2, 1, 1)
    assert sum("without a prediction" in note for note in scores.notes) == 1
    assert any("predicted more than once" in note for note in scores.notes)


def test_a_question_that_stands_twice_in_the_annotations_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "CVBench.json", CROSS)
    written(tmp_path / "CVBench_copy.json", CROSS)
    with pytest.raises(BenchError, match="asks '1' twice"):
        asking("cvbench").samples(tmp_path)


def test_mmrv_names_its_questions_and_reads_the_last_letter(tmp_path: Path) -> None:
    row = {
        "video": "The Stress Bucket.mp4",
        "videoType": "Philosophy",
        "question": "What is meant?",
        "options": ["(A) money", "(B) stress", "(C) water"],
        "correctAnswer": "(B)",
        "abilityType_L2": "Theme Understanding",
        "abilityType_L3": "Philosophical Concepts",
    }
    truth = written(tmp_path / "MMR-V.json", [row, row])
    samples = asking("mmr-v").samples(truth)
    assert samples[0].gold == "B"
    said = ["[[B]]", "B, since he holds a cup"]  # the article is read as A
    given = {one.id: text for one, text in zip(samples, said, strict=True)}
    scores = open_benchmark("mmr-v").score(written(tmp_path / "given.json", given), truth)
    assert columns(scores, "Overall") == {"official": 50.0, "strict": 50.0, "robust": 100.0}


def test_vueplot_wants_the_bare_letter(tmp_path: Path) -> None:
    rows = [
        {
            "problem_id": n,
            "video_id": "D6OAWdqi-s0",
            "problem": "Why?",
            "options": ["A. so", "B. thus"],
            "answer": "B",
            "task_type": "Speech",
        }
        for n in (1, 2, 3)
    ]
    truth = written(tmp_path / "plot.json", rows)
    said = [{"problem_id": 1, "pred_answer": " b "}, {"problem_id": 2, "pred_answer": "B."}]
    scores = open_benchmark("vue-plot").score(written(tmp_path / "given.json", said), truth)
    assert columns(scores, "Overall") == {"official": 50.0, "strict": 33.3, "robust": 66.7}
    assert scores.values["Speech"] == 50
    assert scores.columns["official"].counted == 2


def test_implicitqa_asks_of_its_clip_and_has_no_official_column(tmp_path: Path) -> None:
    row = {
        "question_id": "q1",
        "video_id": "film.mp4",
        "question_text": "Where is she?",
        "options": {"0": "left", "1": "right"},
        "answer_choice": 1,
        "question_start_time": 3.5,
        "question_stop_time": 9.0,
        "category": "Layout",
    }
    truth = written(tmp_path / "implicit.json", [row])
    (sample,) = asking("implicitqa").samples(truth)
    assert sample.span is not None
    assert (sample.span.start_s, sample.span.end_s) == (3.5, 9.0)
    given = written(tmp_path / "given.json", [{**row, "pred": "B"}])
    scores = open_benchmark("implicitqa").score(given, truth)
    assert "official" not in scores.columns
    assert scores.values["Overall"] == 100
    assert any("no rule" in note for note in scores.notes)


CLAIMS = """movie_id,video,claim_id,true_claim,false_claim,granularity,category
1,1.mp4,0,It rains.,It snows.,Global,Event/Entity
1,1.mp4,1,She is sad.,She is glad.,Single ,Emotion
"""


def test_mf2_makes_a_pair_of_samples_and_reads_four_ways(tmp_path: Path) -> None:
    truth = tmp_path / "MF2_test.csv"
    truth.write_text(CLAIMS)
    samples = asking("mf2").samples(truth)
    assert [(one.id, one.gold) for one in samples[:2]] == [
        ("1_0/true_claim", "TRUE"),
        ("1_0/false_claim", "FALSE"),
    ]
    said = {
        "0": {"true_claim": "<answer>TRUE</answer>", "false_claim": "<answer>FALSE</answer>"},
        "1": {"true_claim": "Not false: it is true", "false_claim": "False"},
    }
    written(tmp_path / "results" / "1.json", said)
    scores = open_benchmark("mf2").score(tmp_path / "results", truth)
    assert columns(scores, "pairwise_accuracy") == {
        "official": 100.0,  # the last word
        "strict": 50.0,
        "robust": 50.0,
        "first-occurrence": 50.0,
    }
    assert scores.columns["strict"].unread == 2


def test_mf2_counts_a_claim_without_reply_as_wrong(tmp_path: Path) -> None:
    truth = tmp_path / "MF2_test.csv"
    truth.write_text(CLAIMS)
    given = written(tmp_path / "given.json", {"1_0/true_claim": "TRUE"})
    scores = open_benchmark("mf2").score(given, truth)
    assert scores.values["pairwise_accuracy"] == 0
    assert scores.values["true_positive_rate"] == 50
    assert scores.missing == 3


ORDERS = [
    {"qid": "1", "goal": "Make Tea", "video_file": "1.mp4", "ground_truth": [0, 2, 1]},
    {"qid": "2", "goal": "Make Tea", "video_file": "2.mp4", "ground_truth": [1, 0, 2]},
    {"qid": "3", "goal": "Mend", "video_file": "3.mp4", "ground_truth": [2, 1, 0]},
]


def test_vcrbench_scores_orders_steps_and_goals(tmp_path: Path) -> None:
    truth = written(tmp_path / "data.json", ORDERS)
    samples = asking("vcrbench").samples(truth)
    assert samples[0].gold == "Clip 1, Clip 3, Clip 2"
    assert "Make Tea" in samples[0].text
    given = [
        {"qid": "1", "pred": "Correct order: Clip 1, Clip 3, Clip 2"},
        {"qid": "2", "pred": "2 then 1 then 3"},  # no commas: zeros officially
        {"qid": "3", "pred": "Clip 3, Clip 1, Clip 2"},
    ]
    scores = open_benchmark("vcrbench").score(written(tmp_path / "given.json", given), truth)
    # Steps: 3 of 3, none of 3, and the first of 3. Goals: half of the teas, no mending.
    assert scores.values["avg_step_accuracy"] == pytest.approx(100 * 4 / 9)
    assert scores.values["weighted_avg_accuracy"] == 25
    assert columns(scores, "avg_accuracy") == {"official": 33.3, "strict": 33.3, "robust": 66.7}


def test_vcrbench_results_files_serve_as_annotations(tmp_path: Path) -> None:
    row = {"qid": "1", "question": "Put in order.", "video_file": "1.mp4", "answer": [1, 3, 2]}
    truth = written(tmp_path / "response.json", [{**row, "pred": "1, 3, 2"}])
    scores = open_benchmark("vcrbench").score(truth, truth)
    assert scores.values == {"avg_accuracy": 100, "avg_step_accuracy": 100}


BLANKS: list[dict[str, Any]] = [
    {
        "video_id": "abc",
        "video_start_time": 10,
        "video_end_time": 20,
        "masked_caption": "A man plays _____ .",
        "label": "a guitar",
        "additional_answers": [["guitar", "an instrument"], ["music"]],
    },
    {"video_id": "def", "masked_caption": "_____ sleeps.", "label": "the dog"},
]


def test_fiber_takes_the_best_of_the_annotators(tmp_path: Path) -> None:
    truth = written(tmp_path / "val.json", BLANKS)
    samples = asking("fiber").samples(truth)
    assert samples[0].videos == ("abc_000010_000020",)
    assert samples[0].accepts == ("guitar", "an instrument", "music")
    said = {samples[0].id: "Music!", samples[1].id: "a big dog"}
    scores = open_benchmark("fiber").score(written(tmp_path / "given.json", said), truth)
    # F1 is of the words as they stand: none for "Music!", 2/5 for {a, big, dog} and {the, dog}.
    assert scores.values == {"exact_match": 50, "f1": pytest.approx(20)}


def test_fiber_has_no_official_score_where_the_script_stops(tmp_path: Path) -> None:
    truth = written(tmp_path / "val.json", [{**BLANKS[1], "label": ""}])
    said = {one.id: " " for one in asking("fiber").samples(truth)}
    scores = open_benchmark("fiber").score(written(tmp_path / "given.json", said), truth)
    assert scores.values == {}
    assert "strict" in scores.columns
    assert any("no official score" in note for note in scores.notes)


def crossvid(folder: Path) -> Path:
    options = ["A. red", "B. blue", "C. green"]
    written(
        folder / "BU.json",
        [
            {
                "id": 0,
                "videos": ["a", "b"],
                "question": "Q",
                "options": options,
                "answer": ["A", "C"],
            }
        ],
    )
    written(
        folder / "PI.json",
        [{"id": 0, "videos": ["a"], "question": "Q", "options": options, "answer": "B"}],
    )
    written(
        folder / "FSA.json",
        [{"id": 0, "video A": "a", "video B": "b", "ref_segment": [1, 2], "answer": [15, 23]}],
    )
    written(
        folder / "PSS.json",
        [{"id": 0, "video": "a", "segments": {"1": [0, 5], "2": [9, 12]}, "answer": "2->1"}],
    )
    written(
        folder / "MSR.json",
        [{"id": 0, "vid": 7, "question": "Q {A1}", "options": options, "answer": "A"}],
    )
    written(
        folder / "CCQA.json",
        [
            {
                "id": 0,
                "video A": "a",
                "video B": "b",
                "question": "Compare.",
                "answer": "Salt and heat differ.",
                "scoring_points": ["salt", "heat"],
            }
        ],
    )
    return folder


def test_crossvid_asks_what_can_be_asked(tmp_path: Path) -> None:
    samples = {one.id: one for one in asking("crossvid").samples(crossvid(tmp_path / "QA"))}
    assert set(samples) == {"BU_0", "FSA_0", "CCQA_0"}
    assert samples["BU_0"].gold == "AC"
    assert samples["BU_0"].form == "open"
    assert samples["FSA_0"].gold == "15,23"
    assert "1 s to 2 s" in samples["FSA_0"].text


def test_crossvid_scores_results_files_by_task(tmp_path: Path) -> None:
    truth, given = crossvid(tmp_path / "QA"), tmp_path / "results"
    written(given / "BU_result.json", [{"id": 0, "answer": "AC", "correct": True}])
    written(given / "PI_result.json", [{"id": 0, "answer": "B."}])  # not to the sign
    written(given / "FSA_result.json", [{"id": 0, "answer": [17, 25], "iou": 0.6}])
    written(given / "PSS_result.json", [{"id": 0, "answer": "2->1"}])
    written(given / "MSR_result.json", [{"id": 0, "answer": "A"}])
    judged = {"id": 0, "answer": "Salt.", "coverage": [True, False], "correctness": [True, False]}
    written(given / "CCQA_score.json", [judged])
    scores = open_benchmark("crossvid").score(given, truth)
    assert scores.values == pytest.approx(
        # 15 to 23 and 17 to 25: 6 of 10. Two of four points.
        {
            "BU": 100,
            "CCQA": 50,
            "FSA": 60,
            "MSR": 100,
            "PI": 0,
            "PSS": 100,
            "T.Avg": 160 / 3,
            "Average": 410 / 6,
        }
    )
    assert scores.columns["robust"].values["PI"] == 100


def test_crossvid_reads_a_segment_in_words_robustly_alone(tmp_path: Path) -> None:
    benchmark = asking("crossvid")
    (sample,) = [one for one in benchmark.samples(crossvid(tmp_path)) if one.id == "FSA_0"]
    said = "from 17 to 25 s"
    assert benchmark.official(sample, said) == 0
    assert benchmark.official(sample, "17,25") == 0.6
    assert benchmark.strict(sample, said) is None
    assert benchmark.robust(sample, said) == 0.6


def test_crossvid_tells_a_file_that_is_no_task(tmp_path: Path) -> None:
    written(tmp_path / "XX.json", [{"id": 0, "videos": ["a"], "question": "Q", "answer": "A"}])
    with pytest.raises(BenchError, match=r"'task' is 'XX': it is none of BU"):
        asking("crossvid").samples(tmp_path)


OCR: list[dict[str, Any]] = [
    {
        "video_index": "v1",
        "task_type": "text_recognition",
        "task": "subtitle",
        "eval_method": "containment_match",
        "question": "What is written?",
        "option": None,
        "answer": "Exit; left",
    },
    {
        "video_index": "v2",
        "task_type": "reasoning",
        "task": "maths",
        "eval_method": "multiple_choice",
        "question": "Which?",
        "option": ["1", "2", "3", "4"],
        "answer": "D",
    },
    {
        "video_index": "v3",
        "task_type": "translation",
        "task": "translate",
        "eval_method": "gpt_assisted_scoring",
        "question": "Translate.",
        "option": None,
        "answer": "你好",
    },
]


def test_mme_videoocr_keeps_the_capital_that_is_never_found(tmp_path: Path) -> None:
    truth = written(tmp_path / "dataset.json", OCR)
    said = ["The sign says EXIT, LEFT", "Answer: D", "Hello"]
    rows = [{**row, "model_response": text} for row, text in zip(OCR, said, strict=True)]
    scores = open_benchmark("mme-videoocr").score(written(tmp_path / "given.json", rows), truth)
    assert scores.values["text_recognition"] == 0
    assert scores.values["maths"] == 100
    assert scores.values["Overall"] == pytest.approx(100 / 2000)
    assert scores.columns["robust"].values["text_recognition"] == 100
    assert any("no judge spoke" in note for note in scores.notes)


def test_mme_videoocr_takes_a_verdict_on_a_translation(tmp_path: Path) -> None:
    benchmark = asking("mme-videoocr")
    samples: list[Sample] = benchmark.samples(written(tmp_path / "dataset.json", OCR))
    replies = {one.id: "Hello" for one in samples}
    scores = benchmark.marks(samples, replies, {samples[2].id: "incorrect"})
    assert scores.values["translate"] == 100  # "correct" is in it
    assert "你好" in benchmark.judge_prompt(samples[2], "Hello")


def test_a_part_of_the_predictions_in_another_order_is_matched_by_what_it_answers(
    tmp_path: Path,
) -> None:
    truth = written(tmp_path / "dataset.json", OCR)
    rows = [{**OCR[1], "model_response": "D"}, {**OCR[0], "model_response": "nothing"}]
    scores = open_benchmark("mme-videoocr").score(written(tmp_path / "given.json", rows), truth)
    assert scores.values["maths"] == 100
    assert (scores.missing, scores.unknown) == (1, 0)
