"""Benchmarks on a video's clock: nothing later is asked for, and turns are read as written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file

from longtake.bench.marks import mark
from longtake.bench.official.streamingbench import seconds
from longtake.bench.sample import Sample
from longtake.bench.task import Asking, open_benchmark
from longtake.bench.turns import Turn, read_turns, write_turns
from longtake.errors import BenchError


def written(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def asking(name: str) -> Any:
    benchmark = open_benchmark(name)
    assert isinstance(benchmark, Asking)
    return benchmark


def nothing_later(sample: Sample) -> bool:
    """Whether its own moments and stretch all end at the moment at which it is asked."""
    ends = [*sample.polls_s, *([sample.span.end_s] if sample.span else [])]
    return sample.until_s is not None and all(end <= sample.until_s for end in ends)


@pytest.mark.parametrize(
    "turns",
    [
        [(0.1 + 0.2, 'no [turn], "3"\n')],
        [(-1.0, "你好 \U0001f600"), (5.0, ""), (5.0, "again")],
        [(1e6, "]]")],
    ],
)
def test_turns_are_read_as_they_were_written(turns: list[tuple[float, str]]) -> None:
    assert read_turns(write_turns(Turn(*one) for one in turns)) == turns


def test_silence_is_no_turn() -> None:
    assert write_turns([]) == "[]"
    assert read_turns("[]") == []
    assert read_turns(" ") == []


@pytest.mark.parametrize(
    "reply", ["yes", '{"1": "a"}', '[[1, "a", 2]]', '[["1", "a"]]', "[[NaN, 1]]", '[[true, "a"]]']
)
def test_any_other_text_is_no_list_of_turns(reply: str) -> None:
    with pytest.raises(BenchError):
        read_turns(reply)


def test_a_turn_needs_a_time() -> None:
    with pytest.raises(BenchError, match="no time in seconds"):
        write_turns([Turn(float("inf"), "late")])


def test_ovobench_annotations_load_in_full() -> None:
    samples = asking("ovo-bench").samples(eval_file("ovobench/ovo_bench_new.json"))
    tasks = Counter(str(one.kinds["task"]) for one in samples)
    assert len(samples) == 3035
    assert (tasks["EPM"], tasks["REC"], tasks["SSR"], tasks["CRR"]) == (297, 698, 629, 240)
    assert all(map(nothing_later, samples))


OVO = [
    {
        "id": 0,
        "task": "EPM",
        "video": "a.mp4",
        "realtime": 215,
        "question": "Who?",
        "options": ["him", "her", "it"],
        "gt": 2,
    },
    {
        "id": 7,
        "task": "REC",
        "video": "b.mp4",
        "activity": "breaking something",
        "test_info": [{"realtime": 17, "count": 1}, {"realtime": 32.5, "count": 3}],
    },
    {
        "id": 8,
        "task": "CRR",
        "video": "c.mp4",
        "question": "What does she do?",
        "ask_time": 5,
        "test_info": [{"realtime": 5, "type": 0}, {"realtime": 9, "type": 1}],
    },
]


def test_ovobench_asks_at_each_moment(tmp_path: Path) -> None:
    samples = asking("ovo-bench").samples(written(tmp_path / "ovo.json", OVO))
    asked = {one.id: (one.form, one.gold, one.until_s) for one in samples}
    assert asked == {
        "0": ("choice", "C", 215),
        "7_0": ("open", "1", 17),
        "7_1": ("open", "3", 32.5),
        "8_0": ("choice", "No", 5),
        "8_1": ("choice", "Yes", 9),
    }
    assert "breaking something" in samples[1].text
    assert samples[3].by_word


def test_ovobench_quirks_stand_beside_what_was_meant(tmp_path: Path) -> None:
    benchmark = asking("ovo-bench")
    samples = benchmark.samples(written(tmp_path / "ovo.json", OVO))
    said = {
        "0": "Cannot tell",  # holds a C
        "7_0": "1",
        "7_1": "2 or 3",  # 23 officially
        "8_0": "no",  # case matters officially
        "8_1": "Yes",
    }
    scores = benchmark.marks(samples, said)
    # EPM 100; REC half, CRR half: forward 50. Total is the mean of 100 and 50.
    assert scores.values["Total Avg."] == 75
    assert scores.columns["robust"].values == {
        "EPM": 0, "Backward Avg.": 0, "REC": 50, "CRR": 100, "Forward Avg.": 75, "Total Avg.": 37.5
    }  # fmt: skip
    assert benchmark.official(samples[2], "2 or 3") == 0


def test_ovobench_names_a_task_that_is_none(tmp_path: Path) -> None:
    truth = written(tmp_path / "ovo.json", [{**OVO[0], "task": "XYZ"}])
    with pytest.raises(BenchError, match=r"row 1: 'task' is 'XYZ': it is none of EPM"):
        asking("ovo-bench").samples(truth)


def test_streamingbench_annotations_load_in_full() -> None:
    folder = eval_file("streamingbench/questions_omni.json").parent
    samples = asking("streamingbench").samples(folder)
    tasks = Counter(one.kinds["task_type"] for one in samples)
    assert len(samples) == 1750
    assert tasks["Sequential Question Answering"] == 250
    assert tasks["Source Discrimination"] == 250
    assert all(len(one.options) == 4 for one in samples)
    assert all(map(nothing_later, samples))


def test_streamingbench_asks_at_the_stamp_on_the_whole_video_s_clock() -> None:
    path = eval_file("streamingbench/questions_omni.json")
    rows = [one for entry in json.loads(path.read_text()) for one in entry["questions"]]
    samples = asking("streamingbench").samples(path)
    assert [one.until_s for one in samples] == [seconds(one["time_stamp"]) for one in rows]


def entry(stamp: str, answer: str = "A", **more: Any) -> dict[str, Any]:
    question = {
        "task_type": more.pop("task_type", "Scene Understanding"),
        "question": "What now?",
        "time_stamp": stamp,
        "answer": answer,
        "options": ["A. one", "B. two", "C. three", "D. four"],
        **more,
    }
    return {"time": "[0:01:00 - 0:02:00]", "questions": [question], "video_path": "./v/s_1.mp4"}


def test_streamingbench_reads_the_reply_under_the_model_s_name(tmp_path: Path) -> None:
    truth = written(tmp_path / "questions_omni.json", [entry("00:00:50"), entry("00:01:52", "B")])
    said = [entry("00:00:50", MiniCPM="A."), entry("00:01:52", "B", MiniCPM=" B")]
    scores = open_benchmark("streamingbench").score(written(tmp_path / "out.json", said), truth)
    # The first sign of the second reply is a space.
    assert {name: one.values["Overall"] for name, one in scores.columns.items()} == {
        "official": 50, "strict": 100, "robust": 100
    }  # fmt: skip


def test_streamingbench_stops_at_an_empty_reply_and_the_rest_is_scored(tmp_path: Path) -> None:
    truth = written(tmp_path / "questions_omni.json", [entry("00:00:50"), entry("00:01:52")])
    said = written(tmp_path / "out.json", [entry("00:00:50", m="A"), entry("00:01:52", m="")])
    scores = open_benchmark("streamingbench").score(said, truth)
    assert scores.values == {}
    assert scores.columns["robust"].values["Overall"] == 50
    assert any("no official score" in note for note in scores.notes)


def test_streamingbench_wants_one_model_s_replies(tmp_path: Path) -> None:
    truth = written(tmp_path / "questions_omni.json", [entry("00:00:50")])
    two = written(tmp_path / "two.json", [entry("00:00:50", m="A", n="B")])
    with pytest.raises(BenchError, match="replies of m, n: keep one"):
        open_benchmark("streamingbench").score(two, truth)
    with pytest.raises(BenchError, match="holds no replies"):
        open_benchmark("streamingbench").score(truth, truth)


def test_sequential_questions_are_told_what_was_asked_before(tmp_path: Path) -> None:
    kind = "Sequential Question Answering"
    group = [entry("00:00:36", task_type=kind), entry("00:03:02", "C", task_type=kind)]
    samples = asking("streamingbench").samples(written(tmp_path / "questions_sqa.json", [group]))
    assert samples[0].text == "What now?"
    assert samples[1].text == "Asked at 00:00:36: What now? A. one\nWhat now?"


def test_proactive_questions_load_in_full_and_stand_to_four_seconds_after() -> None:
    samples = asking("streamingbench-proactive").samples(
        eval_file("streamingbench/questions_proactive.json")
    )
    assert len(samples) == 250
    assert all(map(nothing_later, samples))
    # Asked at 0:20, true at 0:29: each second from 21 to 33.
    assert samples[0].polls_s == tuple(range(21, 34))
    few = asking("streamingbench-proactive").samples(
        eval_file("streamingbench/questions_proactive_50.json")
    )
    assert len(few) == 51


def proactive(stamp: str, gold_stamp: str, **more: Any) -> dict[str, Any]:
    question = {
        "task_type": "Proactive Output",
        "question": 'When it is 3, output "3".',
        "time_stamp": stamp,
        "ground_truth_time_stamp": gold_stamp,
        "ground_truth_output": "Three up",
        **more,
    }
    return {"questions": [question], "video_path": "./v/s_1.mp4"}


def test_proactive_turns_are_scored_by_the_last_one(tmp_path: Path) -> None:
    rows = [proactive(f"00:0{n}:20", f"00:0{n}:29") for n in range(4)]
    benchmark = asking("streamingbench-proactive")
    samples = benchmark.samples(written(tmp_path / "questions_proactive.json", rows))
    turns = [
        [Turn(30, "Three up")],  # in time, and right
        [Turn(89, "three up"), Turn(93, "Three up")],  # in time, then 4 s late: the last counts
        [Turn(149, "three up!")],  # in time; capitals matter officially
        [],  # never
    ]
    replies = {one.id: write_turns(said) for one, said in zip(samples, turns, strict=True)}
    scores = benchmark.marks(samples, replies)
    assert scores.values == {"time_accuracy": 50, "answer_accuracy": 25}
    assert scores.columns["strict"].values["answer_accuracy"] == 50
    assert scores.columns["robust"].values["answer_accuracy"] == 75


def test_a_reply_that_is_no_turns_is_unread_and_stops_nothing(tmp_path: Path) -> None:
    benchmark = asking("streamingbench-proactive")
    truth = written(tmp_path / "questions_proactive.json", [proactive("00:00:20", "00:00:29")])
    samples = benchmark.samples(truth)
    scores = benchmark.marks(samples, {samples[0].id: "Three up"})
    assert scores.values["answer_accuracy"] == 0
    assert scores.columns["robust"].unread == 1


def test_the_official_dialogue_is_read_as_turns(tmp_path: Path) -> None:
    truth = written(tmp_path / "questions_proactive.json", [proactive("00:00:20", "00:00:29")])
    history = [
        {"role": "user", "content": "Is it time?", "time": 28, "cost": 1},
        {"role": "assistant", "content": "Yes", "time": 28, "cost": 1},
        {"role": "assistant", "content": "Three up", "time": 28, "cost": 1},
    ]
    said = {"answered": True, "dialog_history": history}
    given = written(tmp_path / "out.json", [proactive("00:00:20", "00:00:29", MiniCPM=said)])
    scores = open_benchmark("streamingbench-proactive").score(given, truth)
    assert scores.values == {"time_accuracy": 100, "answer_accuracy": 100}


MAGQA = [
    {
        "question_id": "q1",
        "video": "v.mp4",
        "conversation": [{"role": "user", "content": "What is shown?", "time": 0.0}],
        "answer": [
            {"content": "a red car", "time": [0.0, 4.5]},
            {"content": "a dog", "time": [4.5, 7.5]},
        ],
    }
]


def test_magqa_stands_to_the_end_of_its_last_answer(tmp_path: Path) -> None:
    (sample,) = asking("magqa").samples(written(tmp_path / "test.json", MAGQA))
    assert sample.polls_s == (1, 2, 3, 4, 5, 6, 7, 7.5)
    assert nothing_later(sample)
    assert sample.replies_due == 0


def test_magqa_rates_what_is_said_while_an_answer_is_due(tmp_path: Path) -> None:
    benchmark = asking("magqa")
    samples = benchmark.samples(written(tmp_path / "test.json", MAGQA))
    reply = write_turns([Turn(2, "a red car"), Turn(3, "a van"), Turn(9, "a dog")])
    asked = benchmark.judge_prompt(samples[0], reply)
    assert "Said: a van" in asked
    assert "Said: a dog" not in asked
    scores = benchmark.marks(samples, {"q1": reply}, {"q1": "Ratings: [[5, 2], []]"})
    # 3.5 for the car, 1 for the dog: 2.25; the other 1,999 examples count as 1.
    assert scores.values["in-span"] == pytest.approx((2.25 + 1999) / 2000)
    assert benchmark.verdict(samples[0], "[[5, 2], []]") == pytest.approx(1.25 / 4)
    assert benchmark.verdict(samples[0], "[[5]]") is None
    assert scores.columns["strict"].values["in-span"] == 50


def test_magqa_reads_the_authors_lines(tmp_path: Path) -> None:
    truth = written(tmp_path / "test.json", MAGQA)
    said = [
        {"role": "user", "content": "What is shown?", "time": 0},
        {"role": "assistant", "content": "a dog", "time": 1},
        {"role": "assistant", "content": "a dog", "time": 5},
    ]
    line = {
        "question_id": "q1",
        "model_response_list": said,
        "evaluator_output": [[2, 1], [1, "4"]],
    }
    given = tmp_path / "given.jsonl"
    given.write_text(json.dumps(line) + "\n")
    scores = open_benchmark("magqa").score(given, truth)
    assert scores.values["in-span"] == pytest.approx((3 + 1999) / 2000)
    assert scores.values["turns"] == pytest.approx(2 / 2000)


def test_ovbench_shows_its_stretch_and_no_more(tmp_path: Path) -> None:
    row = {
        "middle_frame_timestamp": 945.0,
        "question": "Are there still 2 people now?",
        "answer": "No",
        "sub_answer_type": "Hallucination-2",
        "answer_type": "Hallucination",
        "video": "1j20qq1JyX4",
        "candidates": ["Yes", "No", "Maybe"],
        "start": 0.0,
        "end": 50.0,
        "fps": 1,
    }
    truth = written(tmp_path / "ovbench.json", [row, row])
    samples = asking("ovbench").samples(truth)
    assert samples[0].until_s == 50
    assert nothing_later(samples[0])
    assert samples[0].gold == "B"
    said = {samples[0].id: "B. No", samples[1].id: ""}
    given = written(tmp_path / "given.json", said)
    scores = open_benchmark("ovbench").score(given, truth)
    assert scores.values["Hallucination"] == 100  # the empty reply is left out
    assert scores.columns["strict"].counted == 2


def rtv(id: str, answer: str) -> dict[str, Any]:
    return {
        "questionID": id,
        "type": "Object-TP",
        "field": "sports",
        "video": "a.mp4",
        "question": "Where?",
        "options": {"A": "left", "B": "right", "C": "up"},
        "answer": answer,
        "end_time": 12,
    }


def test_rtvbench_counts_the_last_questions_of_groups_that_passed(tmp_path: Path) -> None:
    ids = ["q-group-aa-0", "q-group-aa-1", "q-group-aa-2", "q-group-bb-0", "q-group-bb-2"]
    rows = [rtv(id, "B") for id in ids]
    truth = written(tmp_path / "QA.json", rows)
    samples = asking("rtv-bench").samples(truth)
    assert samples[0].videos == ("sports/a.mp4",)
    assert all(map(nothing_later, samples))
    said = ["B", "B", "The answer: B", "A", "B"]  # group bb fails at its first question
    given = [{**row, "pred": text} for row, text in zip(rows, said, strict=True)]
    scores = open_benchmark("rtv-bench").score(written(tmp_path / "out.json", given), truth)
    assert scores.values["Accuracy"] == 80
    assert scores.values["Score"] == 50


def test_rtvbench_reads_the_article_as_an_option(tmp_path: Path) -> None:
    benchmark = asking("rtv-bench")
    (sample,) = benchmark.samples(written(tmp_path / "QA.json", [rtv("q-group-aa-2", "B")]))
    assert benchmark.official(sample, "On a bench: B") == 0
    assert benchmark.official(sample, "(B)") == 1


def test_one_reply_of_a_polled_sample_is_marked_by_its_last_turn() -> None:
    sample = Sample(id="a", videos=("v",), text="?", form="open", gold="three", polls_s=(1, 2))
    assert mark(sample, write_turns([Turn(1, "two"), Turn(2, "Three")])).strict == 1
    assert mark(sample, "[]").strict is None


def test_ovobench_samples_are_worth_what_the_published_results_are() -> None:
    benchmark = asking("ovo-bench")
    samples = benchmark.samples(eval_file("ovobench/ovo_bench_new.json"))
    path = eval_file("ovobench/results_Gemini/Gemini_REC_SSR_CRR_offline.json")
    said = {
        f"{row['id']}_{place}": one["response"]
        for row in json.loads(path.read_text())["forward"]
        for place, one in enumerate(row["test_info"])
    }
    forward = [one for one in samples if one.id in said]
    values = benchmark.marks(forward, said).values
    assert {name: round(values[name], 2) for name in ("REC", "SSR", "CRR")} == {
        "REC": 35.53,
        "SSR": 74.24,
        "CRR": 61.67,
    }
