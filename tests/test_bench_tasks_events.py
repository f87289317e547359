from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from longtake.bench.official import etbench
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.task import Asking, Scores, open_benchmark
from longtake.bench.tasks.etbench import ETBench
from longtake.errors import BenchError


def et(task: str, idx: int, tgt: Any, source: str = "s") -> dict[str, Any]:
    about = {"version": 1.0, "video": f"{source}/{idx}.mp4", "duration": 60.0, "q": "When?"}
    return {"task": task, "source": source, "idx": idx, "tgt": tgt, **about}


ROWS = [
    et("tvg", 0, [10, 20]),
    et("tvg", 1, [[0, 10]], source="r"),
    et("tal", 0, [[0, 10], [20, 30]]),
    et("evs", 0, [[0, 10]]),
    et("evs", 1, [[0, 10]]),
    et("vhd", 0, [[[5, 7]], [[40, 45]]]),
    et("dvc", 0, [[0, 10], [10, 20]]),
    {**et("rar", 0, []), "p": 0, "o": ["a", "b"]},
]


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def et_scores(tmp_path: Path, replies: list[str]) -> Scores:
    rows = [{**row, "a": said} for row, said in zip(ROWS, replies, strict=False)]
    truth = written(tmp_path / "t.json", ROWS)
    return ETBench().score(written(tmp_path / "p.json", rows), truth)


def test_each_task_of_et_bench_has_its_own_f1(tmp_path: Path) -> None:
    replies = ["10 - 20", "5 - 10", "0 - 10", "0 - 5", "?", "42", "0 - 10, a man. 10 - 20, a dog."]
    values = et_scores(tmp_path, replies).values
    assert values["tvg s F1"] == 100
    assert values["tvg r F1"] == 75  # IoU .5: three of four thresholds
    assert values["tvg F1"] == 87.5
    assert values["tal F1"] == pytest.approx(200 / 3)  # precision 1, recall 1/2
    assert values["evs F1"] == pytest.approx(200 / 3)  # the one unread is left out
    assert values["vhd F1"] == 100  # of the second annotator
    assert values["dvc F1"] == 100
    rows = [values[f"{name} F1"] for name in ("tvg s", "tvg r", "tal s", "evs s", "vhd s", "dvc s")]
    assert values["Mean F1"] == pytest.approx(sum(rows) / 6)


def test_tasks_that_are_not_scored_are_named_and_counted(tmp_path: Path) -> None:
    scores = et_scores(tmp_path, ["10 - 20"] * 8)
    assert "not scored: rar 1" in scores.notes
    assert (scores.samples, scores.missing, scores.unknown) == (7, 0, 0)
    assert ETBench().left_out(tmp_path / "t.json") == {"rar": 1}


def test_et_bench_in_words_is_read_three_ways(tmp_path: Path) -> None:
    """Of 00:10 the published rule reads the first number: 0."""
    scores = et_scores(tmp_path, ["from 00:10 to 00:20", "0-10"])
    official, strict, robust = (
        scores.columns[name].values["tvg s F1"] for name in ("official", "strict", "robust")
    )
    assert (official, strict, robust) == (0, 0, 100)
    assert scores.columns["strict"].unread == 1


def test_captions_are_well_formed_a_line_each(tmp_path: Path) -> None:
    nothing = [""] * 6
    lines = et_scores(tmp_path, [*nothing, "0 - 10, a man walks\n10 - 20 seconds, a dog barks"])
    loose = et_scores(tmp_path, [*nothing, "First a man walks (0-10), then a dog barks (10-20)."])
    assert [one.columns["strict"].values["dvc F1"] for one in (lines, loose)] == [100, 0]
    assert [one.columns["robust"].values["dvc F1"] for one in (lines, loose)] == [100, 100]


def test_et_bench_can_be_asked(tmp_path: Path) -> None:
    benchmark = open_benchmark("et-bench")
    assert isinstance(benchmark, Asking)
    samples = {one.id: one for one in benchmark.samples(written(tmp_path / "t.json", ROWS))}
    assert set(samples) == {"tvg_s_0", "tvg_r_1", "tal_s_0", "evs_s_0", "evs_s_1", "vhd_s_0",
                            "dvc_s_0"}  # fmt: skip
    one: Sample = samples["tvg_r_1"]
    assert (one.form, one.videos, one.text) == ("spans", ("r/1.mp4",), "When?")
    assert benchmark.official(one, "0 - 5") == 0.75
    assert benchmark.official(samples["vhd_s_0"], "at 6 s") == 1
    assert benchmark.official(samples["evs_s_0"], "nowhere") is None
    assert benchmark.official(one, "1..2 - 3") is None


@pytest.mark.parametrize(
    ("reply", "rows"),
    [
        ("From 3 - 5.5 and 9-7.", [[3, 5.5], [7, 9]]),
        ("From 3 to 5", [[3, 5]]),
        ("It starts at 4\nand ends at 9", [[4, 9]]),
        ("It starts at 4 and ends at 9", None),
        ("4, 9", None),
        ("", None),
    ],
)
def test_spans_that_et_bench_reads(reply: str, rows: Any) -> None:
    assert etbench.spans(reply) == rows


def test_where_et_bench_stops() -> None:
    with pytest.raises(OfficialFailure, match="official script fails"):
        etbench.spans("1..2 - 3")
    assert etbench.captioned("1..2 - 3, a man walks") is None
    assert etbench.captioned("0 - 5, a man walks. 5 - 9, no") == [[0, 5]]


EVENTS = {
    "v_é": {"duration": 30, "timestamps": [[0, 10], [10, 30]],
            "sentences": ["a man opens the door", "he walks away slowly"]},
    "v_2": {"duration": 9, "timestamps": [[0, 9]], "sentences": ["two dogs play in the snow"]},
}  # fmt: skip


def said(*events: tuple[float, float, str]) -> list[dict[str, Any]]:
    return [{"sentence": text, "timestamp": [start, end]} for start, end, text in events]


def dense(tmp_path: Path, results: Any, truth: Any = EVENTS) -> Scores:
    given = written(tmp_path / "p.json", {"version": "VERSION 1.0", "results": results})
    return open_benchmark("activitynet-dense").score(given, written(tmp_path / "t.json", truth))


def test_the_true_events_and_words_are_the_best_there_is(tmp_path: Path) -> None:
    results = {
        name: said(*((*span, text) for span, text in zip(*(about[k] for k in ("timestamps",
        "sentences")), strict=True))) for name, about in EVENTS.items()
    }  # fmt: skip
    scores = dense(tmp_path, results)
    assert [scores.values[name] for name in ("precision", "recall")] == [100, 100]
    assert scores.values["SODA_c (token F1) F1"] == pytest.approx(100)
    # v_2 has one caption alone: of one sample every weight is log 1
    assert scores.values["CIDEr-D"] == pytest.approx(500)
    assert any("METEOR" in note for note in scores.notes)
    assert any("one annotator" in note for note in scores.notes)


def test_a_video_without_events_counts_nothing(tmp_path: Path) -> None:
    scores = dense(tmp_path, {"v_é": said((0, 10, "a man opens the door"))})
    assert scores.values["precision@0.9"] == 50
    assert scores.values["recall@0.9"] == 25
    # tIoU 1 and the same words: S = 1 of 1 predicted and 2 true, F1 2/3; nothing for the other
    assert scores.values["SODA_c (token F1) F1"] == pytest.approx(100 / 3)
    assert scores.missing == 1


def test_of_two_annotators_the_better_counts(tmp_path: Path) -> None:
    folder = tmp_path / "truth"
    folder.mkdir()
    other = {"v_2": {**EVENTS["v_2"], "timestamps": [[4, 6]]}}
    written(folder / "val_1.json", {"v_2": EVENTS["v_2"]})
    written(folder / "val_2.json", other)
    given = written(tmp_path / "p.json", {"results": {"v_2": said((4, 6, "two dogs play"))}})
    scores = open_benchmark("activitynet-dense").score(given, folder)
    assert scores.values["recall"] == 100
    assert not any("one annotator" in note for note in scores.notes)


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ({"v_2": [{"sentence": "x", "timestamps": [0, 1]}]}, "no 'timestamp': is 'timestamps'"),
        ({"v_2": said((5, 1, "x"))}, "'timestamp' is .* ends before it starts"),
        ({"v_2": {"sentence": "x"}}, "'v_2' has no list of events"),
        ({"v_9": said((0, 1, "x"))}, "are they of this split"),
        (None, "has no 'results' by video"),
    ],
)
def test_what_is_no_submission_is_told(tmp_path: Path, results: Any, message: str) -> None:
    with pytest.raises(BenchError, match=message):
        dense(tmp_path, results)


FRAMES = [
    {"video_path": "a.mp4", "question": "where?", "gt_frame_index": [300, 900], "fps": 30},
    {"video_path": "a.mp4", "question": "when?", "gt_frame_index": [0], "fps": 30},
]


def frames(tmp_path: Path, found: list[Any], truth: list[Any] = FRAMES) -> Scores:
    rows = [
        {**{name: row[name] for name in ("video_path", "question")}, "keyframe_timestamps": times}
        for row, times in zip(FRAMES, found, strict=False)
    ]
    given = written(tmp_path / "p.json", rows)
    return open_benchmark("lv-haystack").score(given, written(tmp_path / "t.json", truth))


def test_frames_within_five_seconds_are_found(tmp_path: Path) -> None:
    """Marked at 10 and 30 s: 15 s is near, 40 s is not."""
    values = frames(tmp_path, [[15, 40], []]).values
    assert (values["Temporal Precision"], values["Temporal Recall"]) == (50, 50)
    assert values["strict Temporal F1"] == 25


def test_what_found_no_frame_is_counted(tmp_path: Path) -> None:
    assert "1 found no frame: a.mp4: when?" in frames(tmp_path, [[15], []]).notes


def test_the_frame_rate_has_to_be_there(tmp_path: Path) -> None:
    bare = [{name: value for name, value in row.items() if name != "fps"} for row in FRAMES]
    with pytest.raises(BenchError, match="row 1 has no 'fps'"):
        frames(tmp_path, [[1], [2]], bare)
    with pytest.raises(BenchError, match="a frame rate is above 0"):
        frames(tmp_path, [[1], [2]], [{**row, "fps": 0} for row in FRAMES])
    with pytest.raises(BenchError, match="times are finite"):
        frames(tmp_path, [[float("nan")], [2]])
    with pytest.raises(BenchError, match=r"more than one row of 'a.mp4: where\?'"):
        frames(tmp_path, [[1], [2]], [FRAMES[0], FRAMES[0]])
