"""MLVU: tasks by option, the hidden test set, and what is told in words and judged."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from by_option import asking, read, written
from measured import eval_file

from longtake.bench.task import Asking, Judged, open_benchmark
from longtake.errors import BenchError

MLVU_ROWS = [
    {
        "video": "a.mp4",
        "question": "What colour?",
        "candidates": ["Red", "Blue", "Red"],
        "answer": "Red",
        "question_type": "plotQA",
    },
    {
        "video": "b.mp4",
        "question": "How many?",
        "candidates": ["2", "1"],
        "answer": "1",
        "question_type": "plotQA",
    },
    {
        "video": "b.mp4",
        "question": "How many?",
        "candidates": ["3", "4"],
        "answer": "5",
        "question_type": "plotQA",
    },
]


def test_every_task_of_mlvu_by_option_loads() -> None:
    samples = asking("mlvu").samples(eval_file("mlvu"))
    types = Counter(str(one.kinds["question_type"]) for one in samples)
    assert len(samples) == 2175
    assert types == {
        "plotQA": 539, "findNeedle": 355, "ego": 352, "topic_reasoning": 264, "order": 259,
        "count": 206, "anomaly_reco": 200,
    }  # fmt: skip
    assert samples[0].gold == "(A) Yellow"
    assert [one.id for one in samples if one.choice is None] == ["findNeedle_34", "findNeedle_338"]


def test_mlvu_says_which_questions_nobody_can_answer() -> None:
    samples = asking("mlvu").samples(eval_file("mlvu"))
    right = {one.id: "ABCDEF"[one.choice or 0] for one in samples}
    scores = asking("mlvu").marks(samples, right)
    assert round(scores.values["Avg"], 2) == round(100 * 2173 / 2175, 2)
    assert scores.values["count"] == 100.0
    assert [note.split(" ")[0] for note in scores.notes] == ["2", "6"]


def test_mlvu_is_read_officially_strictly_and_robustly(tmp_path: Path) -> None:
    truth = written(tmp_path / "1_plotQA.json", MLVU_ROWS)
    said = [("plotQA_0", "(C) Red"), ("plotQA_1", "The answer is B"), ("plotQA_2", "A) 3")]
    given = written(tmp_path / "given.jsonl", [{"id": id, "pred": text} for id, text in said])
    scores = open_benchmark("mlvu").score(given, truth)
    assert read(scores, "M-Avg") == (33.33, 66.67, 66.67)
    assert (scores.columns["official"].counted, scores.columns["strict"].unread) == (3, 0)
    assert "33.33 points are the reading's" in " ".join(scores.notes)
    samples = asking("mlvu").samples(truth)
    assert [asking("mlvu").official(samples[0], text) for text in ("C", "A", "c")] == [1, 0, 0]


def test_mlvu_takes_the_results_of_its_own_script(tmp_path: Path) -> None:
    truth = written(tmp_path / "1_plotQA.json", MLVU_ROWS)
    asked = "Question: How many?\nOptions:\n(A) 2\n(B) 1"
    rows = [
        {"video": "/data/a.mp4", "question": "What colour?", "pred": "(C) Red"},
        {"video": "/data/b.mp4", "question": asked, "pred": "B)"},
        {"video": "/data/b.mp4", "question": "How many?", "pred": "A)"},
    ]
    given = written(tmp_path / "bench_all.json", {"acc_dict": {}, "res_list": rows})
    scores = open_benchmark("mlvu").score(given, truth)
    assert open_benchmark("mlvu").score(written(tmp_path / "rows.json", rows), truth) == scores
    assert (scores.missing, scores.unknown) == (1, 1), "which of the two is asked cannot be told"
    assert round(scores.values["Avg"], 2) == 66.67
    with pytest.raises(BenchError, match="'res_list' is no list of objects"):
        open_benchmark("mlvu").score(written(tmp_path / "x.json", {"res_list": 5}), truth)


def test_what_is_missing_unknown_or_twice_is_counted(tmp_path: Path) -> None:
    truth = written(tmp_path / "1_plotQA.json", MLVU_ROWS)
    ids = ("plotQA_0", "plotQA_0", "plotQA_9")
    given = written(tmp_path / "given.jsonl", [{"id": id, "pred": "C"} for id in ids])
    scores = open_benchmark("mlvu").score(given, truth)
    assert (scores.missing, scores.unknown, scores.duplicated) == (2, 1, 1)


def test_a_field_of_another_name_is_told(tmp_path: Path) -> None:
    rows = [{**MLVU_ROWS[0], "candidate": MLVU_ROWS[0]["candidates"]}]
    del rows[0]["candidates"]
    truth = written(tmp_path / "1_plotQA.json", rows)
    with pytest.raises(BenchError, match=r"row 1 has no 'candidates': is 'candidate' meant"):
        asking("mlvu").samples(truth)


def test_letters_for_the_hidden_test_of_mlvu_are_checked(tmp_path: Path) -> None:
    file = eval_file("mlvu/test_res.json")
    scores = open_benchmark("mlvu-test").score(file, file)
    assert (scores.samples, scores.values["answered"]) == (502, 100.0)
    rows = json.loads(file.read_text())
    rows[1]["option"] = "G"
    with pytest.raises(BenchError, match="has no letter A to F"):
        open_benchmark("mlvu-test").score(written(tmp_path / "given.json", rows), file)


def test_what_mlvu_asks_in_words_is_judged_with_two_scores() -> None:
    benchmark = open_benchmark("mlvu-generation")
    assert isinstance(benchmark, Asking)
    assert isinstance(benchmark, Judged)
    samples = benchmark.samples(eval_file("mlvu"))
    assert len(samples) == 418
    scene, summary = samples[0], samples[-1]
    assert "score_relevance" in benchmark.judge_prompt(scene, "It rains.")
    assert "A man in a suit runs" in benchmark.judge_prompt(scene, "It rains.")
    assert summary.gold in benchmark.judge_prompt(summary, "It rains.")
    words = "{'score_completeness': 4, 'score_reliability': 2, 'total_score': 6}"
    assert benchmark.verdict(summary, words) == 0.5
    assert benchmark.verdict(summary, "I cannot say.") is None


def test_without_a_judge_the_words_are_compared_and_a_note_says_so() -> None:
    benchmark = asking("mlvu-generation")
    samples = benchmark.samples(eval_file("mlvu/9_summary.json"))[:2]
    replies = {samples[0].id: samples[0].gold, samples[1].id: "zzz"}
    scores = benchmark.marks(samples, replies)
    assert "no judge spoke" in scores.notes[0]
    assert scores.columns["robust"].values["summary"] == 50.0
    told = "{'score_completeness': %d, 'score_reliability': %d, 'total_score': 0}"
    verdicts = {samples[0].id: told % (5, 4), samples[1].id: told % (1, 2)}
    judged = benchmark.marks(samples, replies, verdicts)
    assert judged.values["summary score_completeness"] == 3.0
    assert judged.values["summary sum"] == 6.0
    assert judged.values["summary"] == 50.0, "9 and 3 of 2 to 10"


def test_a_judges_words_may_stand_in_the_file_of_predictions(tmp_path: Path) -> None:
    truth = [
        {"video": f"{n}.mp4", "question": "Sum up.", "answer": "Rain.", "question_type": "summary"}
        for n in range(2)
    ]
    told = "{'score_completeness': 5, 'score_reliability': 5, 'total_score': 10}"
    rows = [
        {"id": "summary_0", "pred": "It rains.", "verdict": told},
        {"id": "summary_1", "pred": "It snows.", "verdict": None},
    ]
    annotations = written(tmp_path / "9_summary.json", truth)
    scores = open_benchmark("mlvu-generation").score(
        written(tmp_path / "g.json", rows), annotations
    )
    assert scores.values["summary sum"] == 10.0
    assert scores.columns["official"].counted == 1
    assert any("verdict" in note and "summary_1" in note for note in scores.notes), scores.notes
    plain = [{"video_name": "1.mp4", "Q": "Sum up.", "A": "Rain.", "pred": "Rain."}]
    theirs = open_benchmark("mlvu-generation").score(
        written(tmp_path / "t.json", plain), annotations
    )
    assert (theirs.missing, theirs.columns["strict"].values["Overall"]) == (1, 50.0)
    odd = written(tmp_path / "9_summary.json", [{**truth[0], "question_type": "plotQA"}])
    with pytest.raises(BenchError, match="'plotQA' is none of subPlot, summary"):
        asking("mlvu-generation").samples(odd)
