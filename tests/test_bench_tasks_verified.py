"""Forms and figures of benchmarks that were checked against what their authors publish."""

from __future__ import annotations

from pathlib import Path

import pytest
from by_option import asking, written

from longtake.bench.task import open_benchmark
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
