"""Benchmarks by option, each in its own format: MLVU to NExT-QA."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file, eval_json

from longtake.bench.task import Asking, Judged, Scores, open_benchmark
from longtake.errors import BenchError


def written(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in value))
    else:
        path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def asking(name: str) -> Asking:
    benchmark = open_benchmark(name)
    assert isinstance(benchmark, Asking)
    return benchmark


def read(scores: Scores, key: str) -> tuple[float, ...]:
    """The value by the official, the strict and the robust reading."""
    names = ("official", "strict", "robust")
    return tuple(round(scores.columns[name].values[key], 2) for name in names)


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


LVBENCH = [
    {
        "key": "vid",
        "type": "sport",
        "qa": [
            {
                "uid": "7",
                "question": "Who wins?\n(A) the red team\n(B) nobody\n(C) it rains",
                "answer": "B",
                "question_type": ["reasoning", "event understanding"],
                "time_reference": "01:10-01:30",
            },
            {
                "uid": "8",
                "question": "Where?\n(A) here\n(B) there",
                "answer": "B",
                "question_type": ["reasoning"],
                "time_reference": "",
            },
        ],
    }
]


def test_lvbench_has_its_options_in_the_question(tmp_path: Path) -> None:
    truth = written(tmp_path / "video_info.meta.jsonl", LVBENCH)
    first, second = asking("lvbench").samples(tmp_path)
    assert (first.text, first.options) == ("Who wins?", ("the red team", "nobody", "it rains"))
    assert (first.choice, first.gold, first.videos) == (1, "B", ("vid",))
    assert [(one.start_s, one.end_s) for one in first.evidence["vid"]] == [(70.0, 90.0)]
    assert second.evidence == {}
    given = written(tmp_path / "given.jsonl", [{"uid": 7, "response": "The best answer is B"}])
    scores = open_benchmark("lvbench").score(given, truth)
    assert read(scores, "Overall") == (0.0, 50.0, 50.0), "officially its T; 8 was not answered"
    assert scores.columns["official"].counted == 1


def test_a_question_without_options_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [{"key": "v", "qa": [{"uid": "1", "question": "Who?", "answer": "A"}]}]
    truth = written(tmp_path / "video_info.meta.jsonl", rows)
    with pytest.raises(BenchError, match=r"row 1: 'question' is .*it holds no options"):
        asking("lvbench").samples(truth)


def test_longvideobench_draws_where_nothing_is_read(tmp_path: Path) -> None:
    row = {
        "id": "v_0",
        "video_path": "v.mp4",
        "question": "Which?",
        "candidates": ["3", "1"],
        "correct_choice": 1,
        "duration_group": 600,
        "question_category": "S2E",
    }
    rows = [{**row, "id": f"v_{n}"} for n in range(40)]
    truth = written(tmp_path / "lvb_val.json", rows)
    given = [{"id": f"v_{n}", "response": "no idea"} for n in range(40)]
    scores = open_benchmark("longvideobench").score(written(tmp_path / "g.jsonl", given), truth)
    official, strict, robust = read(scores, "600")
    assert 10 < official < 90
    assert (strict, robust) == (0.0, 0.0)
    rows[0]["correct_choice"] = 5
    with pytest.raises(BenchError, match="it is none of the 2 options"):
        asking("longvideobench").samples(written(tmp_path / "lvb_val.json", rows))


def test_video_holmes_loads_file_by_file_or_all_at_once(tmp_path: Path) -> None:
    samples = asking("video-holmes").samples(eval_file("videoholmes"))
    assert len(samples) == 16
    assert samples[0].id == "RSmjqss0XKQ_1"
    assert samples[0].options[samples[0].choice or 0] == "Cleaners"
    said = {one.id: "Answer: " + "ABCDEF"[one.choice or 0] for one in samples}
    scores = asking("video-holmes").marks(samples, said)
    a_or_nothing = 100 * sum(one.choice == 0 for one in samples) / 16
    assert read(scores, "Overall") == (round(a_or_nothing, 2), 100.0, 100.0)


def ego(folder: Path) -> Path:
    rows = [
        {"q_uid": uid, "question": f"What does C do in {uid}?"}
        | {f"option {n}": f"does {n}" for n in range(5)}
        for uid in ("u1", "u2", "u3")
    ]
    written(folder / "subset_answers.json", {"u1": 3, "u2": 0})
    return written(folder / "questions.json", rows)


def test_egoschema_scores_what_is_public(tmp_path: Path) -> None:
    truth = ego(tmp_path)
    samples = asking("egoschema").samples(tmp_path)
    assert [one.choice for one in samples] == [3, 0, None]
    given = written(tmp_path / "given.json", {"u1": 3, "u2": 1, "u3": 4})
    scores = open_benchmark("egoschema").score(given, truth)
    assert scores.values["Accuracy"] == 50.0
    assert "1 have no public answer" in scores.notes[0]
    letters = written(tmp_path / "letters.json", {"u1": "It is (D).", "u2": "A"})
    assert read(open_benchmark("egoschema").score(letters, truth), "Accuracy") == (50, 50, 100)
    with pytest.raises(BenchError, match="'u1' has the index 5, not 0 to 4"):
        open_benchmark("egoschema").score(written(tmp_path / "x.json", {"u1": 5}), truth)


def test_mvbench_names_its_tasks_by_their_files(tmp_path: Path) -> None:
    row = {"video": "v.webm", "question": "Which way?", "candidates": ["left", "up"]}
    cut = {**row, "answer": "left", "start": 2.0, "end": 5.5}
    written(tmp_path / "moving_direction.json", [{**row, "answer": "up"}])
    written(tmp_path / "action_sequence.json", [cut])
    samples = asking("mvbench").samples(tmp_path)
    assert [one.id for one in samples] == ["action_sequence_0", "moving_direction_0"]
    span = samples[0].span
    assert span
    assert (span.start_s, span.end_s) == (2.0, 5.5)
    assert samples[1].gold == "(B) up"
    replies = {"action_sequence_0": "", "moving_direction_0": "The answer is (B)"}
    marks = asking("mvbench").marks(samples, replies)
    assert read(marks, "Overall") == (50, 50, 50), "officially the empty one is right, ours is not"
    assert marks.values["action_sequence"] == 100.0
    assert marks.values["moving_direction"] == 0.0
    lmms = asking("mvbench-lmms").marks(samples, replies)
    assert lmms.columns["official"].counted == 1
    assert asking("mvbench-lmms").official(samples[0], "") is None


def test_nextqa_counts_the_index_whatever_the_options_say(tmp_path: Path) -> None:
    head = "video,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4\n"
    truth = written(tmp_path / "val.csv", head + "11,9,1,1,how many,1,6,DC,1,2,3,4,5\n")
    (asked,) = asking("next-qa").samples(truth)
    assert (asked.id, asked.options[asked.choice or 0], asked.gold) == ("11_6", "2", "B")
    given = written(tmp_path / "given.json", {"11_6": {"prediction": 1}})
    assert open_benchmark("next-qa").score(given, truth).values["Acc_D"] == 100.0
    assert asking("next-qa").official(asked, "B") == 1.0
    assert asking("next-qa").official(asked, "It must be B.") == 0.0
    wrong = written(tmp_path / "given.json", {"11_6": {"predicted": 1}})
    with pytest.raises(BenchError, match="'11_6' has no 'prediction' that is the index"):
        open_benchmark("next-qa").score(wrong, truth)


def test_nextqa_can_be_asked_what_it_scores() -> None:
    samples = asking("next-qa").samples(eval_file("nextqa/val.csv"))
    assert len(samples) == 4996
    given = eval_json("nextqa/HGA-bert-ft-h256-val-example.json")
    replies = {id: "ABCDE"[one["prediction"]] for id, one in given.items()}
    scores = asking("next-qa").marks(samples, replies)
    assert round(scores.values["Acc"], 2) == 49.74
    assert read(scores, "Acc") == (49.74, 49.74, 49.74)


def test_intentqa_joins_before_and_after(tmp_path: Path) -> None:
    head = "video_id,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4\n"
    rows = "".join(
        f"v,1,1,1,why,2,{n},{kind},a,b,c,d,e\n" for n, kind in enumerate(("CW", "TP", "TN"))
    )
    truth = written(tmp_path / "test.csv", head + rows)
    given = {"v_0": {"prediction": 2}, "v_1": {"prediction": 2}, "v_2": {"prediction": 0}}
    scores = open_benchmark("intentqa").score(written(tmp_path / "g.json", given), truth)
    assert scores.values == pytest.approx({"CW": 100.0, "TP&TN": 50.0, "Acc": 200 / 3})


def test_an_id_that_is_asked_twice_is_refused(tmp_path: Path) -> None:
    head = "video,question,answer,qid,type,a0,a1,a2,a3,a4\n"
    truth = written(tmp_path / "val.csv", head + 2 * "11,how,1,6,CH,a,b,c,d,e\n")
    with pytest.raises(BenchError, match="asks '11_6' twice"):
        asking("next-qa").samples(truth)
