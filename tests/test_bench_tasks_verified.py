"""Forms and figures of benchmarks that were checked against what their authors publish."""

from __future__ import annotations

from pathlib import Path

import pytest
from by_option import asking, written

from longtake.bench.official import etbench, rtvbench, vcrbench, vstar
from longtake.bench.task import open_benchmark
from longtake.bench.tasks.crossvid import CrossVid
from longtake.bench.tasks.etbench import ETBench
from longtake.errors import BenchError


def test_longvideobench_reads_options_in_fields_of_their_own(tmp_path: Path) -> None:
    row = {
        "id": "q1",
        "video_path": "v.mp4",
        "question": "Which?",
        "correct_choice": 1,
        "duration_group": 60,
        "question_category": "S2E",
    }
    options = {"option0": "red", "option1": "blue", "option2": "N/A", "option3": "N/A"}
    (asked,) = asking("longvideobench").samples(written(tmp_path / "a.json", [row | options]))
    assert asked.options == ("red", "blue")
    assert asked.gold == "B"
    listed = written(tmp_path / "b.json", [row | {"candidates": ["A. red", "B. blue", "C. N/A"]}])
    assert asking("longvideobench").samples(listed)[0].options == ("red", "blue", "N/A")


def test_mvbench_takes_the_last_of_two_options_that_are_the_same_and_lmms_eval_the_first(
    tmp_path: Path,
) -> None:
    row = {"video": "v.mp4", "question": "Q", "candidates": ["up", "down", "up"], "answer": "up"}
    written(tmp_path / "moving_direction.json", [row])
    (theirs,) = asking("mvbench").samples(tmp_path)
    (lmms,) = asking("mvbench-lmms").samples(tmp_path)
    assert (theirs.choice, theirs.gold) == (2, "(C) up")
    assert (lmms.choice, lmms.gold) == (0, "(A) up")
    assert asking("mvbench-lmms").official(lmms, "A") == 1.0


def test_mmrv_reads_the_raw_reply_of_the_one_model_in_a_results_file(tmp_path: Path) -> None:
    row = {
        "video": "v.mp4",
        "videoType": "Art",
        "question": "What is meant?",
        "options": ["(A) money", "(B) stress"],
        "correctAnswer": "(B) ",
        "abilityType_L2": "Theme Understanding",
        "abilityType_L3": "Concepts",
    }
    truth = written(tmp_path / "MMR-V.json", [row])
    said = {**row, "gpt_raw_response": "[[B]]", "gpt_response": {"final_answer": "B"}}
    scores = open_benchmark("mmr-v").score(written(tmp_path / "given.json", [said]), truth)
    assert scores.values["Overall"] == 100.0
    both = written(tmp_path / "both.json", [{**said, "qwen_raw_response": "[[A]]"}])
    with pytest.raises(BenchError, match="several models: gpt_raw_response, qwen_raw_response"):
        open_benchmark("mmr-v").score(both, truth)


OPTIONS = ["A. red", "B. blue"]


def crossvid(folder: Path) -> Path:
    asked = {"videos": ["a", "b"], "question": "Which?", "options": OPTIONS, "answer": "A"}
    for task in ("BU", "NC", "CC", "PI", "MSR", "MOC"):
        written(folder / f"{task}.json", [{"id": n, **asked} for n in range(2)])
    cut = {**asked, "begin": [3, 1.5], "end": [9, 4]}
    written(folder / "PEA.json", [{"id": 0, **cut}])
    shuffled = {"1": [[0, 5], [7, 8]], "2": [[9, 12]]}
    order = {"id": 0, "video": "a", "segments": shuffled, "answer": "2->1"}
    written(folder / "PSS.json", [order])
    return folder


def test_crossvid_asks_nothing_that_gives_its_answer_away(tmp_path: Path) -> None:
    benchmark = CrossVid()
    samples = {one.id: one for one in benchmark.samples(crossvid(tmp_path))}
    assert {id.split("_")[0] for id in samples} == {"BU", "NC", "CC", "PEA"}
    assert samples["PEA_0"].text.endswith("video 1 from 3 s to 9 s, video 2 from 1.5 s to 4 s.")
    out = {why.split(",")[0]: n for why, n in benchmark.left_out(tmp_path).items()}
    assert out == {"PI": 2, "MSR": 2, "MOC": 2, "PSS": 1}
    texts = [one.text for one in benchmark.everything(tmp_path) if one.id == "PSS_0"]
    assert "12" not in texts[0]


def test_crossvid_leaves_out_what_has_no_reply_and_averages_whole_groups(tmp_path: Path) -> None:
    truth, given = crossvid(tmp_path / "QA"), tmp_path / "results"
    written(given / "BU_result.json", [{"id": 0, "answer": "A"}])  # and none to BU_1
    written(given / "NC_result.json", [{"id": 0, "answer": "A"}, {"id": 1, "answer": "B"}])
    written(given / "CC_result.json", [{"id": 0, "answer": "B"}])
    written(given / "PEA_result.json", [{"id": 0, "answer": "A"}])
    written(given / "MSR_result.json", [{"id": 0, "answer": "A"}])
    scores = open_benchmark("crossvid").score(given, truth)
    tasks = {"BU": 100, "NC": 50, "CC": 0, "PEA": 100, "MSR": 100}
    assert scores.values == tasks | {"C.Avg": 62.5, "Average": 70}


def test_crossvid_counts_points_also_where_the_judge_says_more_of_one_thing(tmp_path: Path) -> None:
    row = {
        "videos": ["a", "b"],
        "question": "Compare.",
        "answer": "x",
        "scoring_points": ["p", "q"],
    }
    truth = written(tmp_path / "QA" / "CCQA.json", [{"id": 0, **row}])
    said = {"id": 0, "answer": "x", "coverage": [True, True], "correctness": [True]}
    given = written(tmp_path / "CCQA_score.json", [said])
    assert open_benchmark("crossvid").score(given, truth).values["CCQA"] == 75


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("[15, 25]", (15, 25)),
        ("From 15.5 to 20.1.", (15.5, 20.1)),
        ("15.5s to 20.1s", (15, 20)),  # what is before the point ends a word, "5s" is none
        ("3s to 9s", None),
        ("In 1 clip, from 15 to 25", None),
    ],
)
def test_vstar_reads_a_span_where_there_are_two_numbers(
    reply: str, read: tuple[float, float] | None
) -> None:
    assert vstar.span(reply) == read


def test_videoreasonbench_has_the_rows_of_its_table(tmp_path: Path) -> None:
    def row(dim: str, operations: int, states: int) -> dict[str, object]:
        return {
            "video": "v.mp4",
            "question": "Q",
            "answer": "x",
            "dim": dim,
            "num_operation": operations,
            "num_state": states,
            "demo": "card",
        }

    truth = {
        "card_1": row("order_state", 5, 3),
        "card_2": row("counting_state", 14, 4),
        "card_3": row("comparison_state", 9, 1),
    }
    given = {
        id: {**one, "prediction": "Final Answer: x", "rating": id != "card_2"}
        for id, one in truth.items()
    }
    scores = open_benchmark("videoreasonbench").score(
        written(tmp_path / "given.json", given), written(tmp_path / "card.json", truth)
    )
    assert scores.values == {
        "Overall": pytest.approx(200 / 3),
        "order_state": 100,
        "infer_state": 50,
        "num_op_5_9": 100,
        "state_1": 100,
        "counting_state": 0,
        "num_op_10_14": 0,
        "state_2": 0,
        "comparison_state": 100,
    }


def et(task: str, idx: int, tgt: object, **more: object) -> dict[str, object]:
    about = {"video": f"{idx}.mp4", "duration": 60.0, "q": "When?"}
    return {"task": task, "source": "s", "idx": idx, "tgt": tgt, **about, **more}


def test_et_bench_merges_tasks_as_its_script(tmp_path: Path) -> None:
    rows = [et(task, 0, [0, 10]) for task in ("tvg", "epm", "tal", "evs")]
    rows += [et("vhd", 0, [[[5, 7]]]), et("tem", 0, [[0, 10]])]
    rows += [et(task, 0, [[0, 10], [20, 30]]) for task in ("dvc", "slc")]
    replies = ["0 - 10", "0 - 5", "0 - 10", "0 - 10", "9", "0 - 10"]
    replies += ["0 - 10, a man walks", "0 - 10, a man walks. 20 - 30, a dog barks"]
    given = [{**row, "a": reply} for row, reply in zip(rows, replies, strict=True)]
    truth = written(tmp_path / "t.json", rows)
    values = ETBench().score(written(tmp_path / "p.json", given), truth).values
    assert values["F1 (gnd)"] == pytest.approx((100 + 75 + 100 + 100 + 0) / 5)
    assert values["F1 (cap)"] == pytest.approx((200 / 3 + 100) / 2)
    assert values["tem mRec"] == 100
    assert "tem F1" not in values
    alone = ETBench().score(written(tmp_path / "p.json", given[:1]), truth)
    few = written(tmp_path / "few.json", rows[:1])
    assert "F1 (gnd)" in alone.values
    assert "F1 (gnd)" not in ETBench().score(written(tmp_path / "p.json", given[:1]), few).values


def test_et_bench_counts_captions_of_one_video_once(tmp_path: Path) -> None:
    rows = [et("dvc", n, [[0, 10]], video="v.mp4") for n in (0, 1)]
    given = [{**row, "a": "0 - 10, a man walks"} for row in rows]
    truth = written(tmp_path / "t.json", rows)
    scores = ETBench().score(written(tmp_path / "p.json", given), truth)
    assert scores.values["dvc F1"] == 50


@pytest.mark.parametrize(
    ("reply", "rows"),
    [
        ("0 - 5, a man walks. 5 - 9, no", [[0, 5]]),
        # Once "1 - 5" is cut out, of "11 - 5" a "1" is left; both have texts.
        ("1 - 5, a man walks. 11 - 5, a dog barks", [[1, 5], [5, 11]]),
        ("Start time: 3s\nEnd time: 9s\nDescription: a man walks", [[3, 9]]),
        ("Starting time: 3, ending time: 9\n* a man walks", [[3, 9]]),
        ("start time 3, end time 9: a man walks", None),
        ("At 30 seconds a man walks\nAt 50 seconds a dog barks", [[10, 50]]),
        ("At 4 seconds a man walks", [[4, 44]]),
        ("At 01:10, a man walks", [[50, 90]]),
        ("A man walks at 01:10", None),  # the full stop is read as part of the time
        ("From 00:10 to 00:50 a man walks", [[10, 50]]),
        ("From 9 to 3 seconds a man walks", [[3, 9]]),
        ("1, 2 and 3 seconds in", None),
        ("A man walks", None),
        ("1..2 - 3, a man walks", None),
    ],
)
def test_captions_that_et_bench_reads(reply: str, rows: list[list[float]] | None) -> None:
    assert etbench.captioned(reply) == rows


def test_ovbench_reads_copies_with_letters(tmp_path: Path) -> None:
    row = {
        "video_id": "AVA/1.mp4",
        "question": "Are there still 2 people?",
        "options": ["A. Yes", "B. No"],
        "answer": "B",
        "answer_type": "Hallucination",
        "start": 0,
        "end": 50,
    }
    (asked,) = asking("ovbench").samples(written(tmp_path / "ovbench.json", [row]))
    assert (asked.videos, asked.options, asked.gold) == (("AVA/1.mp4",), ("Yes", "No"), "B")


def test_rtvbench_reads_one_of_its_two_files_and_scores_abilities(tmp_path: Path) -> None:
    row = {
        "questionID": "q-group-aa-2",
        "type": "Object-TP",
        "video": "a.mp4",
        "question": "Where?",
        "options": {"A": "left", "B": "right"},
        "answer": "A",
        "end_time": 12,
    }
    for name in ("QA.json", "QA_clips.json"):
        written(tmp_path / name, [row])
    assert len(asking("rtv-bench").samples(tmp_path)) == 1
    rows = [
        {"questionID": f"q-group-{group}-2", "type": kind, "pred": "A", "correct": right}
        for group, kind, right in (
            ("aa", "Object-TP", True),
            ("bb", "Action-TP", False),
            ("cc", "Event-FP", True),
        )
    ]
    values = rtvbench.scores(rows)
    assert (values["TP"], values["FP"], values["Perception"], values["Event"]) == (50, 100, 50, 100)


def test_vcrbench_takes_the_first_of_several_replies_and_rounds_goals(tmp_path: Path) -> None:
    row = {"qid": "1", "goal": "Tea", "video_file": "1.mp4", "ground_truth": [1, 0]}
    truth = written(tmp_path / "data.json", [row])
    said = written(tmp_path / "given.json", [{"qid": "1", "pred": ["Clip 2, Clip 1", "?"]}])
    assert open_benchmark("vcrbench").score(said, truth).values["avg_accuracy"] == 100
    texts = ["1, 2", "2, 1", "2, 1"]
    values = vcrbench.scores(texts, [[1, 2]] * 3, ["tea"] * 3)
    assert values["weighted_avg_accuracy"] == 33.33
