from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file, eval_json

from longtake.bench.task import Asking, Scores, open_benchmark
from longtake.errors import BenchError


def row(id: int, gt: list[Any], **more: Any) -> dict[str, Any]:
    about = {"video_id": f"v{id}", "duration": 60, "query": "a dog", "query_format": "phrase"}
    return {"query_id": id, "gt": gt, **about, **more}


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text(json.dumps(rows))
    return path


def marks(name: str, truth: Path, replies: Mapping[str, str | None]) -> Scores:
    benchmark = open_benchmark(name)
    assert isinstance(benchmark, Asking)
    return benchmark.marks(benchmark.samples(truth), replies)


def test_replies_are_scored_as_the_file_of_the_same_answers() -> None:
    truth = eval_file("vue_tr_v1/VUE-TR_ground_truth.json")
    answers = eval_json("vue_tr_v1/results_Gemini-2.5-Pro.json")
    replies = {str(one["query_id"]): json.dumps(one["answer"]) for one in answers}
    scores = open_benchmark("vue-tr").score(truth.with_name("results_Gemini-2.5-Pro.json"), truth)
    made = marks("vue-tr", truth, replies)
    for part in ("overall iou", "ultra-long recall", "audio precision"):
        assert made.columns["robust"].values[part] == pytest.approx(scores.values[part], abs=1)
    assert any("end before they start" in note for note in scores.notes)
    assert any("reach beyond the video" in note for note in scores.notes)


def test_a_query_without_reply_is_left_out_officially_and_costs_the_others(
    tmp_path: Path,
) -> None:
    truth = written(tmp_path / "t.json", [row(0, [[0, 10]]), row(1, [[5, 9]])])
    made = marks("vue-tr", truth, {"0": "0-10"})
    whole = made.values["overall iou"]
    assert whole > 99
    assert made.columns["robust"].values["overall iou"] == pytest.approx(whole / 2)
    assert (made.missing, made.columns["robust"].counted) == (1, 2)


@pytest.mark.parametrize("name", ["vue-tr", "vue-tr-v2"])
def test_what_cannot_be_read_is_not_taken_for_nothing_found(name: str, tmp_path: Path) -> None:
    truth = written(tmp_path / "t.json", [row(0, [])])
    none, unread = (marks(name, truth, {"0": text}) for text in ("none", "I cannot say"))
    assert none.values["overall iou"] > 99
    assert unread.values["overall iou"] == 0
    assert unread.columns["official"].unread == 1
    if name == "vue-tr-v2":
        precision = [one.values["overall precision"] for one in (none, unread)]
        assert precision == pytest.approx([100, 0.5])


def test_predictions_for_another_version_are_told(tmp_path: Path) -> None:
    truth = written(tmp_path / "t.json", [row(0, [[0, 10]])])
    other = written(
        tmp_path / "p.json", [{"query_id": 0, "video_id": "6Qv", "answer": [[946, 953]]}]
    )
    with pytest.raises(BenchError, match=r"row 1: 'query_id' 0 is of video '6Qv'.*another version"):
        open_benchmark("vue-tr").score(other, truth)


def test_spans_that_overlap_are_noted_as_they_count_twice(tmp_path: Path) -> None:
    truth = written(tmp_path / "t.json", [row(0, [[0, 8]])])
    answer = [[0, 10], [5, 10]]  # 8 of 10 + 5 s, where 8 of 10 is meant
    given = written(tmp_path / "p.json", [{"query_id": 0, "answer": answer}])
    scores = open_benchmark("vue-tr").score(given, truth)
    assert "1 hold spans that overlap (their time counts twice): 0" in scores.notes
    assert scores.values["overall precision"] == pytest.approx(53.5)


def test_only_what_was_predicted_is_in_the_denominator(tmp_path: Path) -> None:
    rows = [{"query_id": n, "video_id": "v", "query": "q", "gt": [[0, 9]]} for n in (0, 1)]
    truth = tmp_path / "t.jsonl"
    truth.write_text("".join(json.dumps(row) + "\n" for row in rows))
    given = tmp_path / "p.jsonl"
    given.write_text(json.dumps({"query_id": 0, "answer": [[0, 9]]}) + "\n")
    (column,) = open_benchmark("vue-tr").score(given, truth).columns.values()
    assert column.counted == 1
    assert column.values["overall recall"] == 100
