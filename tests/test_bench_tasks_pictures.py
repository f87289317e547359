from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from longtake.bench.shapes.mask_files import run_lengths
from longtake.bench.task import Scores, open_benchmark
from longtake.errors import BenchError

SIZE = (20, 30)


def box(left: int, right: int, number: int = 255) -> np.ndarray[Any, Any]:
    mask = np.zeros(SIZE, np.uint8)
    mask[5:15, left:right] = number
    return mask


def write(root: Path, name: str, masks: list[Any], palette: bool = False) -> None:
    folder = root / name
    folder.mkdir(parents=True)
    for at, mask in enumerate(masks):
        picture = Image.fromarray(mask, "P" if palette else "L")
        if palette:
            picture.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0] + [7] * 759)
        picture.save(folder / f"{at:05}.png")


def score(tmp_path: Path, name: str) -> Scores:
    return open_benchmark(name).score(tmp_path / "given", tmp_path / "truth")


@pytest.mark.parametrize("name", ["mevis", "ref-davis"])
def test_expressions_are_averaged_and_a_missing_one_is_nothing(name: str, tmp_path: Path) -> None:
    for expression in ("v/0", "v/1", "w é/0"):
        write(tmp_path / "truth", expression, [box(5, 15), box(6, 16)])
    write(tmp_path / "given", "v/0", [box(5, 15), box(6, 16)])
    write(tmp_path / "given", "v/1", [box(10, 15), box(11, 16)])  # half of it
    scores = score(tmp_path, name)
    assert scores.values["J"] == pytest.approx(100 * (1 + 0.5 + 0) / 3)
    assert scores.values["J&F"] == (scores.values["J"] + scores.values["F"]) / 2
    assert (scores.samples, scores.missing) == (3, 1)
    assert scores.notes == ("1 without a prediction: w é/0",)


def test_frames_that_were_not_predicted_are_empty_and_noted(tmp_path: Path) -> None:
    write(tmp_path / "truth", "v/0", [box(5, 15), box(5, 15), np.zeros(SIZE, np.uint8)])
    write(tmp_path / "given", "v/0", [box(5, 15)])
    scores = score(tmp_path, "mevis")
    assert scores.values["J"] == pytest.approx(200 / 3)  # right, missed, rightly empty
    assert "1 lack frames (taken as empty): v/0" in scores.notes


def test_objects_of_a_palette_are_scored_each_and_the_ends_do_not_count(tmp_path: Path) -> None:
    both = np.maximum(box(2, 10, 1), box(12, 20, 2))
    other = np.maximum(box(2, 10, 1), box(12, 16, 2))
    write(tmp_path / "truth", "v", [both, both, both], palette=True)
    write(tmp_path / "given", "v", [box(0, 1, 1), other, box(0, 1, 1)], palette=True)
    write(tmp_path / "truth", "w", [both, both, both], palette=True)
    # of v one object is whole and one is half; of w nothing was said, twice
    assert score(tmp_path, "mose").values["J"] == pytest.approx(100 * (1 + 0.5 + 0 + 0) / 4)


def test_pictures_of_another_kind_are_told(tmp_path: Path) -> None:
    write(tmp_path / "truth", "v/0", [box(5, 15)])
    with pytest.raises(BenchError, match="is no folder of masks"):
        score(tmp_path, "mevis")
    write(tmp_path / "given", "v/0", [np.zeros((4, 4), np.uint8)])
    with pytest.raises(BenchError, match=r"v/0: masks are of .*20, 30.* predictions of .*4, 4"):
        score(tmp_path, "mevis")
    path = tmp_path / "given" / "v" / "0" / "00000.png"
    Image.fromarray(np.zeros((*SIZE, 3), np.uint8)).save(path)
    with pytest.raises(BenchError, match="is coloured"):
        score(tmp_path, "mevis")
    path.write_bytes(b"no picture")
    with pytest.raises(BenchError, match="is no picture"):
        score(tmp_path, "mevis")


BOX = {"size": list(SIZE), "counts": "Y3::00000000000000000W9"}
"""COCO's run lengths of box(5, 15)."""


def mevis(tmp_path: Path, masks: Any) -> Path:
    folder = tmp_path / "truth"
    folder.mkdir()
    about = {"frames": ["00000", "00001"], "expressions": {"0": {"exp": "it", "anno_id": [4]}}}
    (folder / "meta_expressions.json").write_text(json.dumps({"videos": {"v": about}}))
    (folder / "mask_dict.json").write_text(json.dumps(masks))
    return folder


@pytest.mark.parametrize("name", ["", "mask_dict.json"])
def test_mevis_is_read_as_the_authors_give_it(tmp_path: Path, name: str) -> None:
    folder = mevis(tmp_path, {"4": [BOX, None]})
    write(tmp_path / "given", "v/0", [box(5, 15), box(5, 15)])
    scores = open_benchmark("mevis").score(tmp_path / "given", folder / name)
    assert scores.values["J"] == 50  # right, and said where nothing is seen


def test_what_is_never_seen_is_rightly_left_empty(tmp_path: Path) -> None:
    folder = mevis(tmp_path, {"4": [None, None]})
    write(tmp_path / "given", "v/0", [np.zeros(SIZE, np.uint8)])
    assert open_benchmark("mevis").score(tmp_path / "given", folder).values["J&F"] == 100


@pytest.mark.parametrize(
    ("masks", "message"),
    [
        ({"5": [BOX, None]}, "has not 2 masks of '4'"),
        ({"4": [{**BOX, "size": [3, 3]}, None]}, "600 pixels do not fill 3 × 3"),
        ({"4": [{"rle": 1}, None]}, "a mask is no run lengths"),
    ],
)
def test_what_are_no_masks_of_mevis_is_told(tmp_path: Path, masks: Any, message: str) -> None:
    folder = mevis(tmp_path, masks)
    write(tmp_path / "given", "v/0", [box(5, 15)])
    with pytest.raises(BenchError, match=message):
        open_benchmark("mevis").score(tmp_path / "given", folder)


@pytest.mark.parametrize(
    ("text", "runs"),
    [("", []), ("111", [1, 1, 1]), ("1110", [1, 1, 1, 1]), ("P1", [32]), ("122O", [1, 2, 2, 1])],
)
def test_run_lengths_are_read_five_bits_at_a_time(text: str, runs: list[int]) -> None:
    """P1: 0 and more to come, then 1 of 32; from the fourth on the difference: 2 - 1."""
    assert run_lengths(text) == runs


HEADER = "query_id,time_ms,x0,y0,x1,y1\n"
TRUTH = "q1,1000,0,0,.5,1\nq1,2000,0,0,.5,1\nq2,0,0,0,.2,.2\n"


def stg(tmp_path: Path, given: str, header: str = HEADER) -> Scores:
    (tmp_path / "tubes.csv").write_text(HEADER + TRUTH)
    path = tmp_path / "given.csv"
    path.write_text(header + given)
    return open_benchmark("vue-stg").score(path, tmp_path)


def test_tubes_are_held_second_by_second(tmp_path: Path) -> None:
    """q1: one of the true seconds and one beside them; half of the box: IoU .5."""
    scores = stg(tmp_path, "q1,2100,0,0,.25,1\nq1,3000,0,0,.5,1\n")
    values = scores.values
    assert values["t_IoU"] == pytest.approx(100 * (1 / 3 + 0) / 2)
    assert values["v_IoU"] == pytest.approx(100 * (0.5 / 3 + 0) / 2)
    assert values["v_IoU_Int"] == pytest.approx(50)  # q2 has none and is left out
    assert values["t_Precision"] == 50
    assert values["object size >30% t_Recall"] == 50
    assert values["object size <10% t_Recall"] == 0
    assert scores.missing == 1
    assert not any(name.startswith("video duration") for name in values)


def test_lengths_of_videos_are_read_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "query.csv").write_text("query_id,query_text,video_id\nq1,a man,v\nq2,a dog,w\n")
    (tmp_path / "video.csv").write_text("video_id,video_duration\nv,30\nw,700.5\n")
    values = stg(tmp_path, "q2,0,0,0,.2,.2\n").values
    assert values["video duration 10-30min t_IoU"] == 100
    assert values["video duration <1min t_IoU"] == 0


@pytest.mark.parametrize(
    ("given", "header", "message"),
    [
        ("q1,1,0,0,1,1\n", HEADER.replace("time_ms", "time"), "no 'time_ms': is 'time' meant"),
        ("q1,soon,0,0,1,1\n", HEADER, "row 1: 'time_ms' is 'soon'"),
        ("q9,1,0,0,1,1\n", HEADER, "are they of this split"),
    ],
)
def test_what_are_no_tubes_is_told(tmp_path: Path, given: str, header: str, message: str) -> None:
    with pytest.raises(BenchError, match=message):
        stg(tmp_path, given, header)


def test_rows_with_an_empty_cell_are_left_out(tmp_path: Path) -> None:
    scores = stg(tmp_path, "q1,1000,,,,\nq2,0,0,0,.2,.2\n")
    assert scores.values["t_IoU"] == 50
    assert scores.missing == 1
