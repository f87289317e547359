from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from longtake.bench.task import Scores, open_benchmark
from longtake.errors import BenchError

MATRIX = [[0.9, 0.1, 0.0], [0.8, 0.5, 0.1], [0.2, 0.3, 0.7]]


def captions(path: Path, count: int) -> Path:
    rows = "".join(f"ret{n},video{n},a dog {n}\n" for n in range(count))
    path.write_text("key,video_id,sentence\n" + rows)
    return path


def msrvtt(tmp_path: Path, matrix: Any, count: int = 3, name: str = "s.json") -> Scores:
    path = tmp_path / name
    if path.suffix == ".json":
        path.write_text(json.dumps(matrix))
    elif path.suffix == ".npy":
        np.save(path, np.array(matrix))
    else:
        np.savez(path, sim=np.array(matrix))
    return open_benchmark("msr-vtt").score(path, captions(tmp_path / "t.csv", count))


@pytest.mark.parametrize("name", ["s.json", "s.npy", "s.npz"])
def test_ranks_are_those_of_the_matrix_both_ways(tmp_path: Path, name: str) -> None:
    values = msrvtt(tmp_path, MATRIX, name=name).values
    assert values["t2v R@1"] == pytest.approx(200 / 3)  # the second caption's video is second
    assert [values["t2v MdR"], values["t2v MnR"]] == pytest.approx([1, 4 / 3])
    assert values["v2t R@1"] == 100
    assert values["t2v with DSL: R@1"] == 100  # the first video is the first caption's by far


def test_ties_add_hits_officially_and_are_noted(tmp_path: Path) -> None:
    scores = msrvtt(tmp_path, np.zeros((20, 20)).tolist(), count=20)
    assert scores.values["t2v R@1"] == pytest.approx(5)
    assert scores.values["t2v, ties by chance: R@10"] == pytest.approx(50)
    assert "t2v: ties add 380 to the official denominator" in scores.notes


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1.0, 2.0]], r"float64 of \(1, 2\); the annotations want numbers of \(3, 3\)"),
        ([["a"] * 3] * 3, "want numbers"),
        ([[float("nan")] * 3] * 3, "query 0: a similarity is not a number"),
        ([[1.0], [1.0, 2.0]], "is no matrix"),
    ],
)
def test_what_is_no_matrix_of_the_split_is_told(tmp_path: Path, matrix: Any, message: str) -> None:
    with pytest.raises(BenchError, match=message):
        msrvtt(tmp_path, matrix)


def test_files_that_hold_no_one_matrix_are_told(tmp_path: Path) -> None:
    truth = captions(tmp_path / "t.csv", 3)
    path = tmp_path / "two.npz"
    np.savez(path, a=np.eye(3), b=np.eye(3))
    with pytest.raises(BenchError, match="holds 2 arrays"):
        open_benchmark("msr-vtt").score(path, truth)
    with pytest.raises(BenchError, match="there is no file"):
        open_benchmark("msr-vtt").score(tmp_path / "none.npy", truth)
    broken = tmp_path / "broken.npy"
    broken.write_bytes(b"no numbers")
    with pytest.raises(BenchError, match="is no matrix"):
        open_benchmark("msr-vtt").score(broken, truth)


def test_feint6k_favours_the_right_caption_in_ties(tmp_path: Path) -> None:
    matrix = np.zeros((12, 2))
    matrix[:6, 0] = [0.5, 0.5, 0.4, 0.3, 0.2, 0.1]  # a tie: first
    matrix[6:, 1] = [0.1, 0.5, 0.4, 0.3, 0.0, 0.0]  # three lie nearer: fourth
    path = tmp_path / "s.npy"
    np.save(path, matrix)
    values = open_benchmark("feint6k").score(path, captions(tmp_path / "t.csv", 12)).values
    assert values == {"R@1": 50, "R@3": 50, "meanR": 2.5, "medianR": 2.5}
    with pytest.raises(BenchError, match="has 7 captions: six a video"):
        open_benchmark("feint6k").score(path, captions(tmp_path / "t.csv", 7))


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_videocomp_multiplies_its_types_and_a_tie_is_wrong(tmp_path: Path) -> None:
    kinds = ["reordering", "reordering", "action", "action"]
    truth = lines(tmp_path / "t.jsonl", [{"key": f"é{n}", "type": k} for n, k in enumerate(kinds)])
    pairs = [(0.9, 0.1), (0.5, 0.5), (0.7, 0.2)]
    rows = [{"key": f"é{n}", "positive": p, "negative": q} for n, (p, q) in enumerate(pairs)]
    scores = open_benchmark("videocomp").score(lines(tmp_path / "p.jsonl", rows), truth)
    assert scores.values == {"reordering": 50, "action": 50, "all": 25}
    assert scores.missing == 1


SCENES = [
    {"desc_id": 1, "desc": "he sits", "vid_name": "a", "ts": [0, 10], "type": "v"},
    {"desc_id": 2, "desc": "she sings", "vid_name": "b", "ts": [4, 8], "type": "t"},
]


def tvr(tmp_path: Path, given: Any) -> Scores:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(given))
    return open_benchmark("tvr").score(path, lines(tmp_path / "t.jsonl", SCENES))


def ranked(*moments: list[Any]) -> dict[str, Any]:
    one = {"desc_id": 1, "predictions": list(moments)}
    return {"video2idx": {"a": 7, "b": 8}, "VCMR": [one]}


def test_a_moment_counts_only_in_its_video(tmp_path: Path) -> None:
    scores = tvr(tmp_path, ranked([8, 0, 10, 0.9], [7, 0, 6, 0.5], [7, 0, 10, 0.1]))
    values = scores.values
    assert (values["VCMR 0.5-r1"], values["VCMR 0.5-r5"], values["VCMR 0.7-r5"]) == (0, 50, 50)
    assert (values["VCMR v-0.7-r5"], values["VCMR t-0.5-r100"]) == (100, 0)
    assert scores.missing == 1


def test_videos_without_a_name_are_noted(tmp_path: Path) -> None:
    scores = tvr(tmp_path, ranked([99, 0, 10, 0.9]))
    assert "1 name a video that `video2idx` has not: 1" in scores.notes
    assert scores.values["VCMR 0.5-r100"] == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"VCMR": []}, "has no 'video2idx'"),
        ({"video2idx": {}, "SVMR": []}, "has no list 'VCMR'; it has video2idx, SVMR"),
        (ranked([7, 0]), "'predictions' is .*start_s, end_s"),
        (ranked([7, 0, float("nan")]), "row 1: 'predictions'"),
    ],
)
def test_what_is_no_tvr_submission_is_told(tmp_path: Path, given: Any, message: str) -> None:
    with pytest.raises(BenchError, match=message):
        tvr(tmp_path, given)
