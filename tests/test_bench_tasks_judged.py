"""Open benchmarks: what stands without a judge, and what its words give."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from longtake.bench.task import Asking, Judged, open_benchmark
from longtake.errors import BenchError


def written(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def judging(name: str) -> Any:
    benchmark = open_benchmark(name)
    assert isinstance(benchmark, Asking)
    assert isinstance(benchmark, Judged)
    return benchmark


PRO = [
    {
        "video": f"{n}.mp4",
        "question": "Who?",
        "options": ["A. the cook", "B. the guest"],
        "answer": "A",
        "answer_text": "the cook",
        "qa_type": kind,
        "qa_subtype": "who",
    }
    for n, kind in enumerate(("local", "local", "holistic"))
]


def test_without_a_judge_match_and_f1_stand_and_a_note_says_so(tmp_path: Path) -> None:
    truth = written(tmp_path / "pro.json", PRO)
    said = ["The Cook.", "a tall cook", None]
    rows = [{**row, "textqa_answer": text} for row, text in zip(PRO, said, strict=True)]
    scores = open_benchmark("videoeval-pro").score(lines(tmp_path / "given.jsonl", rows), truth)
    # Articles go: "tall cook" shares one word of two with "cook", so that F1 is 2/3.
    assert scores.values == pytest.approx({"match": 100 / 3, "F1": 100 * (1 + 2 / 3) / 3})
    assert "official" not in scores.columns
    assert any("no judge spoke" in note for note in scores.notes)


def test_stored_verdicts_give_the_official_table_failed_judges_included(tmp_path: Path) -> None:
    truth = written(tmp_path / "pro.json", PRO)
    stored = [True, False, {"correct": False, "reason": "Failed after multiple retries"}]
    rows: list[Any] = [
        {**row, "textqa_answer": "x", "textqa_judge": one}
        for row, one in zip(PRO, stored, strict=True)
    ]
    given = lines(tmp_path / "given.jsonl", [*rows, {"stats": {"total": 3}}])
    scores = open_benchmark("videoeval-pro").score(given, truth)
    assert scores.values["Overall"] == pytest.approx(200 / 3)  # the note of a failure is true
    assert scores.values["holistic"] == 100
    assert scores.values["local"] == 50
    assert scores.columns["strict"].values["Overall"] == 0


def test_replies_on_which_no_judge_spoke_are_left_out_and_counted(tmp_path: Path) -> None:
    benchmark = judging("videoeval-pro")
    samples = benchmark.samples(written(tmp_path / "pro.json", PRO))
    replies = {one.id: "the cook" for one in samples}
    scores = benchmark.marks(samples, replies, {samples[0].id: "A", samples[1].id: "B"})
    assert scores.values["Overall"] == 50
    assert scores.columns["official"].counted == 2
    assert any(note.startswith("1 without a verdict") for note in scores.notes)
    assert benchmark.verdict(samples[0], "c") == 0
    assert benchmark.verdict(samples[0], " ") is None


def test_a_prompt_holds_question_gold_and_reply(tmp_path: Path) -> None:
    benchmark = judging("videoeval-pro")
    (sample, *_) = benchmark.samples(written(tmp_path / "pro.json", PRO))
    asked = benchmark.judge_prompt(sample, "a {waiter}")
    assert all(words in asked for words in ("Who?", "the cook", "a {waiter}"))


def test_the_same_questions_by_option_have_their_own_rule(tmp_path: Path) -> None:
    truth = written(tmp_path / "pro.json", PRO)
    said = ["The answer is A", "Best option: A", "b"]  # "Best" is read as B
    rows = [{**row, "mcq_answer": text} for row, text in zip(PRO, said, strict=True)]
    given = lines(tmp_path / "given.jsonl", rows)
    scores = open_benchmark("videoeval-pro-mcq").score(given, truth)
    assert scores.values["Overall"] == pytest.approx(100 / 3)
    assert scores.columns["robust"].values["Overall"] == pytest.approx(200 / 3)


REASON = {
    "s1": {
        "video": "videos/card/s1.mp4",
        "question": "What is first?",
        "answer": "Queen of Clubs",
        "dim": "order_operation",
        "visible_time": "start",
    },
    "s2": {"video": "videos/card/s2.mp4", "question": "Plan.", "answer": "", "dim": "plan"},
}


def test_planning_questions_are_left_out_and_counted(tmp_path: Path) -> None:
    truth = written(tmp_path / "card.json", REASON)
    benchmark = judging("videoreasonbench")
    (sample,) = benchmark.samples(truth)
    assert sample.id == "card_s1"
    said = {
        "card_s1": {**REASON["s1"], "demo": "card", "prediction": "Final Answer: x", "rating": True}
    }
    scores = benchmark.score(written(tmp_path / "out" / "example.json", said), truth)
    assert scores.values["Overall"] == 100
    assert scores.values["order_operation"] == 100
    assert any(note.startswith("1 not scored: planning questions") for note in scores.notes)


def test_only_what_follows_final_answer_is_judged_and_correct_is_exact(tmp_path: Path) -> None:
    benchmark = judging("videoreasonbench")
    (sample,) = benchmark.samples(written(tmp_path / "card.json", REASON))
    asked = benchmark.judge_prompt(sample, "I think of a King.\nFinal Answer: the Queen")
    assert "the Queen" in asked
    assert "King" not in asked
    assert benchmark.verdict(sample, "Correct") == 1
    assert benchmark.verdict(sample, "Correct.") == 0  # the full stop costs it
    assert (
        benchmark.marks([sample], {sample.id: "x"}, {sample.id: "Correct"}).values["Overall"] == 0
    )
    assert benchmark.strict(sample, "Final Answer: Queen of Clubs") == 1
    assert benchmark.strict(sample, "Queen of Clubs") is None


def star(vid: str, **more: Any) -> dict[str, Any]:
    return {
        "vid": vid,
        "domain": "sports",
        "fps": 30,
        "frame_count": 900,
        "width": 100,
        "height": 100,
        "question": "What flies?",
        "answer": "a ball",
        "temporal_question": "When does it fly?",
        "timestamps": [10, 20],
        "bboxes": [
            {"timestamp": 12, "xmin": 0, "ymin": 0, "xmax": 10, "ymax": 10},
            {"timestamp": 14, "xmin": 0, "ymin": 0, "xmax": 10, "ymax": 10},
        ],
        **more,
    }


def test_vstar_asks_what_and_when(tmp_path: Path) -> None:
    truth = written(tmp_path / "star.json", [star("v"), star("v", question="Who throws?")])
    samples = judging("v-star").samples(truth)
    assert len({one.id for one in samples}) == 4
    assert samples[1].id == samples[0].id + "/when"
    assert samples[1].form == "spans"
    assert samples[1].spans[0].end_s == 20


def test_vstar_scores_a_judged_file_of_both_chains(tmp_path: Path) -> None:
    truth = written(tmp_path / "star.json", [star("v"), star("w")])
    good = star(
        "v",
        answer_vqa="a ball",
        VQA_score=3,
        answer_temporal="[15, 25]",  # 5 of a hull of 15
        answer_temporal_2=[10, 15],
        answer_spatial={"12": [0, 0, 10, 5]},  # half, and nothing at 14
        answer_spatial_2={},
    )
    bad = star("w", answer_vqa="a bird", VQA_score=1)
    scores = open_benchmark("v-star").score(written(tmp_path / "given.json", [good, bad]), truth)
    what, when, where = 0.5, (1 / 3) / 2, 0.25 / 2
    assert scores.values["VQA Accuracy"] == what
    assert scores.values["m_tIoU 1"] == pytest.approx(when)
    assert scores.values["m_vIoU 1"] == pytest.approx(where)
    assert scores.values["AM 1"] == pytest.approx((what + when + where) / 3)
    logs = sum(math.log(1 - one) for one in (what, when, where))
    assert scores.values["LGM 1"] == pytest.approx(-logs / 3)


def test_vstar_without_a_judge_has_its_ious_and_says_so(tmp_path: Path) -> None:
    truth = written(tmp_path / "star.json", [star("v")])
    given = written(tmp_path / "given.json", [star("v", answer_vqa="x", answer_temporal=[10, 20])])
    scores = open_benchmark("v-star").score(given, truth)
    assert scores.values["m_tIoU 1"] == 1
    assert "AM 1" not in scores.values
    assert any("no judge spoke" in note for note in scores.notes)


def test_vstar_replies_are_judged_and_spans_compared_over_the_hull(tmp_path: Path) -> None:
    benchmark = judging("v-star")
    samples = benchmark.samples(written(tmp_path / "star.json", [star("v")]))
    what, when = (one.id for one in samples)
    scores = benchmark.marks(samples, {what: "a ball", when: "from 15 to 25 s"}, {what: "2"})
    assert scores.values == {
        "VQA Accuracy": 100, "R1@0.3 1": 100, "R1@0.5 1": 0, "R1@0.7 1": 0,
        "m_tIoU 1": pytest.approx(100 / 3),
    }  # fmt: skip
    assert scores.columns["strict"].values["m_tIoU 1"] == 0
    assert benchmark.verdict(samples[0], "three") == 0


SCENE = {
    "images": [],
    "chain": {"questions": ["Who falls?", "How?"], "answers": ["A rider.", "He slips."]},
    "qac_timestamps_start": 4.0,
    "qac_timestamps_end": 9.5,
}


def test_svbench_asks_a_chain_turn_by_turn_at_the_end_of_its_scene(tmp_path: Path) -> None:
    truth = tmp_path / "gt"
    written(truth / "vid.json", [{}, SCENE])
    samples = judging("svbench").samples(truth)
    assert [one.id for one in samples] == ["vid_1_0", "vid_1_1"]
    assert samples[1].text == "Who falls? A rider.\nHow?"
    assert all(one.until_s == 9.5 for one in samples)


def test_svbench_reads_the_ratings_of_judged_chains(tmp_path: Path) -> None:
    truth, given = tmp_path / "gt", tmp_path / "answers"
    written(truth / "vid.json", [SCENE])
    ratings = {"Semantic Accuracy": 8, "Temporal Understanding": -1, "Overall Evaluation": 7}
    told = "\n".join(f"{name}:\nScore: {rating}" for name, rating in ratings.items())
    scene = {"questions": [], "gt_answers": [], "answers": ["A rider.", "x"], "evaluation": told}
    written(given / "vid.json", [scene])
    scores = open_benchmark("svbench").score(given, truth)
    assert scores.values["Semantic Accuracy"] == 80
    assert scores.values["Overall Evaluation"] == 70
    assert scores.values["Temporal Understanding"] == 10  # "-1" is read as 1
    assert scores.missing == 0


def test_svbench_judges_single_replies(tmp_path: Path) -> None:
    benchmark = judging("svbench")
    written(tmp_path / "vid.json", [SCENE])
    samples = benchmark.samples(tmp_path)
    replies = {one.id: "A rider." for one in samples}
    assert benchmark.marks(samples, replies).values == {"match": 50, "F1": 50}
    verdicts = {"vid_0_0": "Accuracy:\nScore: 9", "vid_0_1": "Accuracy:\nScore: 2"}
    assert benchmark.marks(samples, replies, verdicts).values == {"Accuracy": pytest.approx(55)}


def test_svbench_refuses_a_chain_whose_answers_do_not_pair(tmp_path: Path) -> None:
    chain = {"questions": ["Who?"], "answers": ["A.", "B."]}
    written(tmp_path / "vid.json", [{**SCENE, "chain": chain}])
    with pytest.raises(BenchError, match="row 1: questions and answers do not pair"):
        judging("svbench").samples(tmp_path)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("videoeval-pro", PRO), ("videoreasonbench", REASON)],
)
def test_bare_replies_by_id_are_scored_without_a_judge(
    tmp_path: Path, name: str, rows: Any
) -> None:
    truth = written(tmp_path / "card.json", rows)
    said = {one.id: "the cook" for one in judging(name).samples(truth)}
    scores = open_benchmark(name).score(written(tmp_path / "given" / "said.json", said), truth)
    assert "official" not in scores.columns
    assert set(scores.values) == {"match", "F1"}


def test_svbench_answers_that_are_not_judged_are_compared_by_words(tmp_path: Path) -> None:
    truth, given = tmp_path / "gt", tmp_path / "answers"
    written(truth / "vid.json", [SCENE])
    written(given / "vid.json", [{"answers": ["A rider.", "He slips."]}])
    assert open_benchmark("svbench").score(given, truth).values == {"match": 100, "F1": 100}
