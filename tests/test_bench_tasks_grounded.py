from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file, eval_json

from longtake.bench.task import Asking, Scores, open_benchmark
from longtake.errors import BenchError

HEADER = "video_id,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4\n"


def gqa(tmp_path: Path) -> Path:
    (tmp_path / "val.csv").write_text(
        HEADER
        + "7,90,9,9,why did he run,bus left,1,CW,rain,bus left,dog,fun,cold\n"
        + "7,90,9,9,how did he feel,glad,3,CH,sad,tired,glad,cross,calm\n"
        + "8,90,9,9,not grounded,a,0,CH,a,b,c,d,e\n"
    )
    path = tmp_path / "gsub_val.json"
    where = {"1": [[2.0, 6.0]], "3": [[0.0, 4.0], [8.0, 12.0]]}
    path.write_text(json.dumps({"7": {"duration": 30, "location": where, "fps": 30}}))
    return path


def asking(name: str) -> Asking:
    found = open_benchmark(name)
    assert isinstance(found, Asking)
    return found


def test_a_grounded_question_is_asked_by_option_with_its_spans_as_evidence(tmp_path: Path) -> None:
    first, second = asking("next-gqa").samples(gqa(tmp_path))
    assert (first.id, first.choice, first.gold, first.form) == ("7_1", 1, "B", "grounded")
    assert first.videos == ("7",)
    assert [(one.start_s, one.end_s) for one in second.evidence["7"]] == [(0, 4), (8, 12)]


def test_answer_and_span_are_read_together(tmp_path: Path) -> None:
    benchmark = asking("next-gqa")
    samples = benchmark.samples(gqa(tmp_path))
    made = benchmark.marks(samples, {"7_1": "B; 3-5", "7_3": "It is (C), from 0:08 to 0:20."})
    # IoP: 2 of 2 s, and 4 of 12 s: only the first is right with its moment
    assert made.values["Acc@QA"] == 100
    assert made.values["Acc@GQA"] == 50
    assert made.values["mIoP"] == pytest.approx(100 * (1 + 1 / 3) / 2)
    assert made.columns["strict"].values["Acc@QA"] == 50
    assert benchmark.official(samples[0], "B; 3-5") == 1
    assert benchmark.official(samples[0], "A; 3-5") == 0
    assert benchmark.official(samples[0], "B") is None


def test_what_was_not_grounded_is_left_out_officially_only(tmp_path: Path) -> None:
    benchmark = asking("next-gqa")
    made = benchmark.marks(benchmark.samples(gqa(tmp_path)), {"7_1": "B; 3-5"})
    assert made.values["Acc@GQA"] == 100
    assert made.columns["robust"].values["Acc@GQA"] == 50
    assert made.missing == 1


def test_answers_without_any_span_are_scored_as_answers(tmp_path: Path) -> None:
    benchmark = asking("next-gqa")
    made = benchmark.marks(benchmark.samples(gqa(tmp_path)), {"7_1": "B", "7_3": "A"})
    assert made.values == {"Acc@QA": 50}
    assert "no reply names a span" in made.notes[0]


def test_questions_that_are_not_there_are_told(tmp_path: Path) -> None:
    path = gqa(tmp_path)
    (tmp_path / "val.csv").unlink()
    with pytest.raises(BenchError, match=r"holds no questions: put val.csv"):
        asking("next-gqa").samples(path)


def test_predictions_said_in_words_score_as_the_file_of_them(tmp_path: Path) -> None:
    made = eval_json("nextgqa/synthetic_val_predictions_with_expected.json")
    ground = {id: span for id, span in made["pred_ground"].items() if span[0] <= span[1]}
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"ground": ground, "answer": made["pred_qa"]}))
    truth = eval_file("nextgqa/gsub_val.json")
    benchmark = asking("next-gqa")
    samples = benchmark.samples(truth)
    assert len(samples) == 3358
    replies = {}
    for one in (sample for sample in samples if sample.id in ground):
        answer = made["pred_qa"].get(one.id)
        right = answer is not None and answer["prediction"] == answer["answer"]
        choice = one.choice or 0
        letter = "ABCDE"[choice if right else (choice + 1) % 5]
        replies[one.id] = f"{letter}; {json.dumps([ground[one.id]])}"
    values = benchmark.marks(samples, replies).values
    scores = open_benchmark("next-gqa").score(given, truth).values
    assert {name: values[name] for name in made["expected"]} == pytest.approx(
        {name: scores[name] for name in made["expected"]}
    )


REX = [
    {"qid": "anet_1", "vid": "v", "duration": 60, "question": "Why did he fall?",
     "options": ["ice", "a push", "sleep", "a dog"], "ans": "A", "span": [10, 20]},
    {"qid": "qvh_2", "vid": "w", "duration": 60, "question": "And then?",
     "options": ["rose", "slept", "cried", "sang"], "ans": "C", "span": [0, 30]},
]  # fmt: skip
RELEASED = [
    {"qid": row["qid"], "vid": row["vid"], "query": row["question"], "duration": 60,
     "ans": row["ans"], "relevant_windows": [row["span"]]} for row in REX
]  # fmt: skip


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def rextime(tmp_path: Path, rows: list[Any], truth: list[Any] = RELEASED) -> Scores:
    given = written(tmp_path / "p.jsonl", rows)
    return open_benchmark("rextime").score(given, written(tmp_path / "t.jsonl", truth))


@pytest.mark.parametrize("truth", [RELEASED, REX])
def test_rextime_scores_moment_answer_and_both(tmp_path: Path, truth: list[Any]) -> None:
    rows = [
        {"qid": "anet_1", "pred_relevant_windows": [[10, 16]], "ans": "A"},  # IoU .6
        {"qid": "qvh_2", "pred_relevant_windows": [[0, 30]], "ans": "B"},  # IoU 1, wrong
    ]
    values = rextime(tmp_path, rows, truth).values
    assert values["MR-full-mIoU"] == pytest.approx(80)
    assert (values["MR-full-R1@0.5"], values["MR-full-R1@0.7"]) == (100, 50)
    assert values["VQA"] == 50
    assert [values[f"VQA,mIoU@{t}"] for t in (0.3, 0.5, 0.7)] == [50, 50, 0]


def test_rextime_scores_either_part_alone(tmp_path: Path) -> None:
    answers = rextime(tmp_path, [{"qid": row["qid"], "ans": "A"} for row in REX])
    assert answers.values == {"VQA": 50}
    moments = rextime(tmp_path, [{"qid": "anet_1", "pred_relevant_windows": [[10, 20]]}])
    assert moments.values["MR-full-mIoU"] == 50
    assert "VQA" not in moments.values
    assert moments.missing == 1
    with pytest.raises(BenchError, match="has no 'pred_relevant_windows'"):
        rextime(tmp_path, [{"qid": "anet_1", "answer": "A"}])


def test_rextime_is_asked_from_the_file_with_options(tmp_path: Path) -> None:
    benchmark = asking("rextime")
    samples = benchmark.samples(written(tmp_path / "t.jsonl", REX))
    made = benchmark.marks(samples, {"anet_1": "A; 10-20", "qvh_2": "The answer is C."})
    assert made.values["VQA"] == 100
    assert made.values["VQA,mIoU@0.5"] == 50
    assert made.columns["strict"].values["VQA"] == 100
    with pytest.raises(BenchError, match=r"has no 'options'.*take the file of the data set"):
        benchmark.samples(written(tmp_path / "t.jsonl", RELEASED))
