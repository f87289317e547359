"""Ids in any script; what is missing, unknown or twice, in every file of rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from longtake.bench.task import Scores, open_benchmark
from longtake.errors import BenchError

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """How a benchmark writes one id in its two files."""

    truth: Callable[[Hashable], Row]
    said: Callable[[Hashable], Row]


WINDOW = {"query": "q", "duration": 9, "vid": "v", "relevant_windows": [[0, 9]]}
EVENT = {"task": "tvg", "source": "s", "video": "v", "tgt": [0, 9], "q": "when?"}
FRAME = {"video_path": "v", "gt_frame_index": [0], "fps": 1}
CASES = {
    "tacos": Case(
        lambda id: {"qid": id, **WINDOW}, lambda id: {"qid": id, "pred_relevant_windows": [[0, 9]]}
    ),
    "rextime": Case(
        lambda id: {"qid": id, **WINDOW, "ans": "A"}, lambda id: {"qid": id, "ans": "A"}
    ),
    "vue-tr": Case(
        lambda id: {"query_id": id, "video_id": "v", "query": "q", "gt": [[0, 9]]},
        lambda id: {"query_id": id, "answer": [[0, 9]]},
    ),
    "tvsum-highlights": Case(
        lambda id: {"qid": id, "label": [[1.0], [2.0]], "domain": "VU"},
        lambda id: {"qid": id, "pred_saliency_scores": [1, 2]},
    ),
    "videocomp": Case(
        lambda id: {"key": id, "type": "t"}, lambda id: {"key": id, "positive": 1, "negative": 0}
    ),
    "lv-haystack": Case(
        lambda id: {"question": str(id), **FRAME},
        lambda id: {"question": str(id), "video_path": "v", "keyframe_timestamps": [1]},
    ),
    "et-bench": Case(lambda id: {"idx": id, **EVENT}, lambda id: {"idx": id, **EVENT, "a": "0-9"}),
    "vqa-quality": Case(
        lambda id: {"video": id, "mos": len(str(id))},
        lambda id: {"video": id, "predicted": len(str(id))},
    ),
}
IDS = ["問い-1", 'v_ñ é, "quoted"', "🎬"]


def score(tmp_path: Path, name: str, truth: list[Hashable], said: list[Hashable]) -> Scores:
    case = CASES[name]
    paths = tmp_path / "t.jsonl", tmp_path / "p.jsonl"
    for path, rows in zip(paths, (map(case.truth, truth), map(case.said, said)), strict=True):
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return open_benchmark(name).score(paths[1], paths[0])


@pytest.mark.parametrize("name", CASES)
def test_everything_said_rightly_is_the_best_there_is(tmp_path: Path, name: str) -> None:
    scores = score(tmp_path, name, list(IDS), list(IDS))
    assert scores.notes == () or name == "vqa-quality"
    best = {k: v for k, v in scores.values.items() if "RMSE" not in k}
    assert all(value > 99 for value in best.values()), best


@pytest.mark.parametrize("name", CASES)
def test_what_is_missing_unknown_or_twice_is_counted(tmp_path: Path, name: str) -> None:
    scores = score(tmp_path, name, list(IDS), [*IDS[:2], IDS[0], "else"])
    assert (scores.missing, scores.unknown, scores.duplicated) == (1, 1, 1)
    told = " ".join(scores.notes)
    assert IDS[2] in told
    assert "else" in told


@pytest.mark.parametrize("name", CASES)
def test_annotations_that_stand_twice_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BenchError, match="more than one row"):
        score(tmp_path, name, [IDS[0], IDS[0]], [IDS[0]])


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_another_split_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BenchError, match="are they of this split"):
        score(tmp_path, name, list(IDS), ["else"])


def test_a_folder_is_searched_for_the_file_of_the_card(tmp_path: Path) -> None:
    for part in ("a", "b"):
        (tmp_path / part).mkdir()
        path = tmp_path / part / "tacos_test_release.jsonl"
        path.write_text(json.dumps(CASES["tacos"].truth(part)) + "\n")
    given = tmp_path / "given.jsonl"
    given.write_text(json.dumps(CASES["tacos"].said("a")) + "\n")
    assert open_benchmark("tacos").score(given, tmp_path / "a").values["mIoU"] == 100
    with pytest.raises(BenchError, match=r"holds 2 files tacos_test_release.jsonl: name one"):
        open_benchmark("tacos").score(given, tmp_path)
