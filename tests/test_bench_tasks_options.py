"""Benchmarks by option, each in its own format: LVBench to NExT-QA."""

from __future__ import annotations

from pathlib import Path

import pytest
from by_option import asking, read, written
from measured import eval_file, eval_json

from longtake.bench.task import open_benchmark
from longtake.errors import BenchError

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
    with pytest.raises(BenchError, match="'11_6' has no 'prediction': is 'predicted' meant"):
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
    table = {"Why": 100.0, "Bef&Aft": 50.0, "Acc_C": 100.0, "Acc_T": 50.0, "Acc": 200 / 3}
    assert scores.values == pytest.approx(table)


def test_an_id_that_is_asked_twice_is_refused(tmp_path: Path) -> None:
    head = "video,question,answer,qid,type,a0,a1,a2,a3,a4\n"
    truth = written(tmp_path / "val.csv", head + 2 * "11,how,1,6,CH,a,b,c,d,e\n")
    with pytest.raises(BenchError, match="asks '11_6' twice"):
        asking("next-qa").samples(truth)
