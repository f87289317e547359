from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file, eval_json, eval_lines

from longtake.bench.task import Asking, Scores, open_benchmark
from longtake.errors import BenchError

GROUNDING = ["qvhighlights", "charades-sta", "tacos", "activitynet-captions"]
ROWS = [
    {"qid": 1, "query": " a dog runs ", "duration": 20, "vid": "v", "relevant_windows": [[0, 10]]},
    {"qid": 2, "query": "it sits", "duration": 20, "vid": "v", "relevant_windows": [[4, 8]]},
]
ANYTHING = {"qid": 1, "pred_relevant_windows": [[0, 10]]}


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def asking(name: str) -> Asking:
    found = open_benchmark(name)
    assert isinstance(found, Asking)
    return found


def marks(tmp_path: Path, name: str, replies: Mapping[str, str | None]) -> Scores:
    benchmark = asking(name)
    return benchmark.marks(benchmark.samples(lines(tmp_path / "truth.jsonl", ROWS)), replies)


def score(tmp_path: Path, rows: list[Any], truth: list[Any] = ROWS) -> Scores:
    given, annotations = lines(tmp_path / "p.jsonl", rows), lines(tmp_path / "t.jsonl", truth)
    return open_benchmark("tacos").score(given, annotations)


@pytest.mark.parametrize("name", GROUNDING)
def test_a_query_is_asked_with_its_spans(name: str, tmp_path: Path) -> None:
    first = asking(name).samples(lines(tmp_path / "truth.jsonl", ROWS))[0]
    assert (first.id, first.text, first.form, first.videos) == ("1", "a dog runs", "spans", ("v",))
    assert [(one.start_s, one.end_s) for one in first.spans] == [(0, 10)]
    assert first.evidence == {"v": first.spans}


@pytest.mark.parametrize("name", GROUNDING)
def test_well_formed_replies_score_as_a_file_of_the_same_spans(name: str, tmp_path: Path) -> None:
    spans = {"1": [[0.0, 5.0], [0.0, 10.0]], "2": [[4.0, 8.0]]}
    rows = [{"qid": int(id), "pred_relevant_windows": some} for id, some in spans.items()]
    made = marks(tmp_path, name, {id: json.dumps(some) for id, some in spans.items()})
    truth = tmp_path / "truth.jsonl"
    scores = open_benchmark(name).score(lines(tmp_path / "given.jsonl", rows), truth)
    for column in ("strict", "robust"):
        assert made.columns[column].values == pytest.approx(scores.values, nan_ok=True)


def test_a_sentence_counts_robustly_and_not_strictly(tmp_path: Path) -> None:
    replies = {"1": "It runs from 0:00 to 0:10.", "2": "4-8"}
    made = marks(tmp_path, "tacos", replies)
    assert made.values["mIoU"] == made.columns["robust"].values["mIoU"] == 100
    assert made.columns["strict"].values["mIoU"] == 50
    assert made.columns["strict"].unread == 1
    assert made.notes[-1].startswith("mIoU: official 100.00, strict 50.00")


def test_charades_in_words_is_read_by_its_own_rule(tmp_path: Path) -> None:
    """No sentence of start, end or happen: the published rule reads nothing."""
    replies = {"1": "0 - 10", "2": "It starts at 4\nand ends at 8"}
    made = marks(tmp_path, "charades-sta", replies)
    assert made.values["mIoU"] == 50
    assert made.columns["official"].unread == 1
    assert made.columns["strict"].values["R1@0.7"] == 50
    sample = asking("charades-sta").samples(tmp_path / "truth.jsonl")[0]
    assert asking("charades-sta").official(sample, "It happens from 0 to 5") == 0.5


def test_where_the_charades_script_stops_the_other_readings_go_on(tmp_path: Path) -> None:
    made = marks(tmp_path, "charades-sta", {"1": "starts 1..2 - 3", "2": "4-8"})
    assert made.values == {}
    assert "no official score" in made.notes[0]
    assert made.columns["strict"].values["mIoU"] == 50
    sample = asking("charades-sta").samples(tmp_path / "truth.jsonl")[0]
    assert asking("charades-sta").official(sample, "starts 1..2 - 3") is None


def test_a_query_that_nothing_shows_stops_the_charades_script_only(tmp_path: Path) -> None:
    truth = lines(tmp_path / "t.jsonl", [{**ROWS[0], "relevant_windows": []}])
    benchmark = asking("charades-sta")
    made = benchmark.marks(benchmark.samples(truth), {"1": "starts at 1 - 2"})
    assert "query '1' has no true span" in made.notes[0]
    assert made.columns["robust"].values["mIoU"] == 0


@pytest.mark.parametrize(("reply", "worth"), [("0-5", 0.5), ("no idea", 0), ("15-20; 0-10", 0)])
def test_the_first_span_of_one_reply_counts(tmp_path: Path, reply: str, worth: float) -> None:
    sample = asking("tacos").samples(lines(tmp_path / "t.jsonl", ROWS))[0]
    assert asking("tacos").official(sample, reply) == worth


def test_charades_predictions_score_as_moment_detr_scores_them() -> None:
    expected = eval_json("charades_sta/synthetic_expected.json")
    scores = open_benchmark("charades-sta").score(
        eval_file("charades_sta/synthetic_predictions.jsonl"),
        eval_file("charades_sta/charades_test_release.jsonl"),
    )
    given = {t: round(scores.values[f"R1@{t}"], 2) for t in expected["R1@IoU"]}
    assert given == expected["R1@IoU"]
    assert round(scores.values["mIoU"], 4) == expected["mIoU"]
    assert any("end before they start" in note for note in scores.notes)


@pytest.mark.parametrize("name", ["activitynet_captions/activitynet_val_release.jsonl"])
def test_every_published_query_becomes_a_sample(name: str) -> None:
    samples = asking("activitynet-captions").samples(eval_file(name))
    assert [one.id for one in samples] == [str(row["qid"]) for row in eval_lines(name)]
    assert all(one.text == one.text.strip() and one.spans for one in samples)


@pytest.mark.parametrize(
    ("windows", "note"),
    [
        ([[0, 22]], "1 hold spans that reach beyond the video: 1"),
        ([[9, 3]], "1 hold spans that end before they start: 1"),
        ([], "1 hold no span: 1"),
    ],
)
def test_odd_spans_are_counted_and_named(tmp_path: Path, windows: Any, note: str) -> None:
    scores = score(tmp_path, [{"qid": 1, "pred_relevant_windows": windows}])
    assert note in scores.notes
    assert 0 <= scores.values["mIoU"] < 100


def test_a_duration_that_was_rounded_is_no_fault(tmp_path: Path) -> None:
    scores = score(tmp_path, [{"qid": n, "pred_relevant_windows": [[0, 20.9]]} for n in (1, 2)])
    assert scores.notes == ()


@pytest.mark.parametrize("window", [[0, float("nan")], [0], [0, "end"], ["", 1]])
def test_what_is_no_span_is_told_with_file_and_row(tmp_path: Path, window: Any) -> None:
    with pytest.raises(BenchError, match=r"p.jsonl row 1: 'pred_relevant_windows'"):
        score(tmp_path, [{"qid": 1, "pred_relevant_windows": [window]}])


def test_true_spans_that_end_before_they_start_are_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"row 1: 'relevant_windows' is .* ends? before it starts"):
        score(tmp_path, [ANYTHING], [{**ROWS[0], "relevant_windows": [[9, 3]]}])


def test_an_annotation_that_stands_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"more than one row of 1: are two files joined"):
        score(tmp_path, [ANYTHING], [ROWS[0], ROWS[0]])


def test_annotations_of_another_version_are_told_with_the_nearest_field(tmp_path: Path) -> None:
    row = {name: value for name, value in ROWS[0].items() if name != "relevant_windows"}
    with pytest.raises(BenchError, match=r"no 'relevant_windows': is 'relevant_window' meant"):
        score(tmp_path, [ANYTHING], [{**row, "relevant_window": [[0, 1]]}])


def test_a_query_without_a_video_can_be_scored_but_not_asked(tmp_path: Path) -> None:
    row = {name: value for name, value in ROWS[0].items() if name != "vid"}
    assert score(tmp_path, [ANYTHING], [row]).values["mIoU"] == 100
    with pytest.raises(BenchError, match=r"row 1 has no 'vid'"):
        asking("tacos").samples(tmp_path / "t.jsonl")


@pytest.mark.parametrize("id", ["問い-1", "v_ñ é", "🎬", "a,b"])
def test_ids_may_be_in_any_script(tmp_path: Path, id: str) -> None:
    truth = [{**ROWS[0], "qid": id}]
    assert score(tmp_path, [{**ANYTHING, "qid": id}], truth).values["mIoU"] == 100
    assert marks_of(tmp_path / "t.jsonl", {id: "0-10"}).values["mIoU"] == 100


def marks_of(truth: Path, replies: Mapping[str, str | None]) -> Scores:
    return asking("tacos").marks(asking("tacos").samples(truth), replies)


def test_more_spans_than_any_video_has_are_scored(tmp_path: Path) -> None:
    windows = [[n / 10, n / 10 + 5] for n in range(5000)]
    scores = score(tmp_path, [{"qid": 1, "pred_relevant_windows": windows}])
    assert scores.values["mIoU"] == pytest.approx(25)
