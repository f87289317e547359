"""Replies that are missing, empty, given twice or not read: counted and named."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from by_option import read, written

from longtake.bench.metrics import letters
from longtake.bench.task import Scores, open_benchmark
from longtake.errors import BenchError

HEAD = "video,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4\n"


def nextqa(folder: Path, given: Any, suffix: str = ".json") -> Scores:
    rows = "".join(f"7,9,1,1,why,{n % 5},{n},CW,one,two,three,four,five\n" for n in range(4))
    truth = written(folder / "val.csv", HEAD + rows)
    return open_benchmark("next-qa").score(written(folder / f"given{suffix}", given), truth)


def pair(n: int, **said: str | None) -> dict[str, Any]:
    gold = {"basic": "yes", "hallucination": "no"}
    return {
        part: {"video": "v.mp4", "question": f"{part} {n}?", "answer": gold[part]}
        | ({"predict": said[part]} if part in said else {})
        for part in gold
    }


def hallucer(folder: Path, given: list[Any]) -> Scores:
    truth = written(folder / "truth/one.json", [pair(0), pair(1)])
    return open_benchmark("videohallucer").score(written(folder / "given.json", given), truth)


def test_parts_without_a_reply_are_counted_and_named(tmp_path: Path) -> None:
    scores = hallucer(tmp_path, [pair(0, basic="yes", hallucination="no"), pair(1, basic="yes")])
    assert scores.notes == ("1 without a reply: one/1/hallucination",)
    assert [one.unread for one in scores.columns.values()] == [1, 1, 1]
    assert scores.values["overall"] == 50


def test_a_file_without_any_reply_is_refused_with_the_nearest_field(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"row 1: 'basic' has no 'predict'; it has 'video'"):
        hallucer(tmp_path, [pair(0), pair(1)])
    given = [pair(0), pair(1)]
    given[0]["basic"]["prediction"] = "yes"
    with pytest.raises(BenchError, match=r"no 'predict': is 'prediction' meant"):
        hallucer(tmp_path, given)


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        ("", "1 replies are empty: wrong in every column that counts them: 7_0"),
        (" \n", "1 replies are empty: wrong in every column that counts them: 7_0"),
        (None, "1 without a reply: 7_0"),
    ],
)
def test_what_says_nothing_is_unread_in_every_column(
    tmp_path: Path, reply: str | None, note: str
) -> None:
    scores = nextqa(tmp_path, {"7_0": reply, "7_1": 1, "7_2": 2, "7_3": 3})
    assert note in scores.notes
    assert [one.unread for one in scores.columns.values()] == [1, 1, 1]
    assert read(scores, "Acc") == (75, 75, 75)


def test_a_key_that_stands_twice_counts_last_and_is_told(tmp_path: Path) -> None:
    given = '{"7_0": 4, "7_1": 1, "7_2": 2, "7_3": 3, "7_0": 0}'
    scores = nextqa(tmp_path, given)
    assert scores.duplicated == 1
    assert scores.values["Acc"] == 100
    assert "1 predicted more than once (the last counts): 7_0" in scores.notes


def test_indices_as_text_are_numbers_to_all_but_the_official_code(tmp_path: Path) -> None:
    scores = nextqa(tmp_path, {f"7_{n}": {"prediction": str(n)} for n in range(4)})
    assert read(scores, "Acc") == (0, 100, 100)
    assert scores.columns["official"].unread == 4
    assert "official reads none of the 4 replies" in scores.notes
    assert any(note.startswith("indices are written as text") for note in scores.notes)


@pytest.mark.parametrize("field", ["prediction", "response"])
def test_rows_of_id_and_index_are_read(tmp_path: Path, field: str) -> None:
    rows = [{"id": f"7_{n}", field: n} for n in range(4)]
    assert nextqa(tmp_path, rows).values["Acc"] == 100
    lines = "".join(f"7_{n},{n}\n" for n in range(4))
    assert nextqa(tmp_path, f"id,{field}\n{lines}", ".csv").values["Acc"] == 100


@pytest.mark.parametrize("index", [-1, 4.0, True, [1]])
def test_what_is_no_index_is_shown(tmp_path: Path, index: Any) -> None:
    with pytest.raises(BenchError, match="'prediction' of '7_0' is ") as told:
        nextqa(tmp_path, {"7_0": {"prediction": index}})
    assert repr(index) in str(told.value)


def ovo(folder: Path, given: list[Any]) -> Scores:
    rows = [
        {"id": n, "task": "ASI", "video": "v.mp4", "question": "?", "realtime": 5,
         "options": ["a", "b", "c", "d"], "gt": 0} for n in range(4)
    ]  # fmt: skip
    truth = written(folder / "ovo_bench_new.json", rows)
    predictions = written(folder / "results.json", {"backward": given})
    return open_benchmark("ovo-bench").score(predictions, truth)


def said(id: int, response: str | None) -> dict[str, Any]:
    return {"id": id, "task": "ASI", "response": response, "ground_truth": "A"}


def test_readings_are_compared_over_what_was_predicted(tmp_path: Path) -> None:
    """Two of four: officially all is right, and strictly, too, where it was predicted."""
    scores = ovo(tmp_path, [said(0, "A"), said(1, "A")])
    assert read(scores, "ASI") == (100, 50, 50)
    assert not any("the reading's" in note for note in scores.notes)
    scores = ovo(tmp_path, [said(0, "A"), said(1, "CAN'T TELL")])
    assert (
        "of what was predicted, Total Avg.: official 100.00, strict 50.00: 50.00 points are the "
        "reading's, not the model's"
    ) in scores.notes


def test_a_results_file_with_another_field_is_told_with_it(tmp_path: Path) -> None:
    row = {**said(0, "A"), "responses": "A"}
    del row["response"]
    with pytest.raises(BenchError, match=r"backward row 1 has no 'response': is 'responses' meant"):
        ovo(tmp_path, [row])
    scores = ovo(tmp_path, [said(0, None), said(1, "A")])
    assert "1 without a reply: 0" in scores.notes
    assert scores.columns["official"].unread == 1


@pytest.mark.parametrize("text", ["A ", "(A) ", "A or B, ", "the answer is A or B, ", "not A, "])
def test_a_reply_that_goes_on_and_on_is_read_at_once(text: str) -> None:
    started = time.perf_counter()
    letters.robust(text * (100_000 // len(text)), ["a red car", "Blue", "A dog", "4"])
    assert time.perf_counter() - started < 2
