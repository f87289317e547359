from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file, eval_json
from typer.testing import CliRunner

from longtake.bench.official.ovobench import count_right, shown_right
from longtake.bench.task import cards, open_benchmark
from longtake.cli.app import app
from longtake.errors import BenchError

TRUTH = [
    {"qid": 1, "query": "a", "duration": 20, "relevant_windows": [[0, 10]]},
    {"qid": 2, "query": "b", "duration": 20, "relevant_windows": [[4, 8]]},
]


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return lines(tmp_path / "truth.jsonl", TRUTH)


def score(tmp_path: Path, truth: Path, rows: list[Any], name: str = "charades-sta") -> Any:
    return open_benchmark(name).score(lines(tmp_path / "given.jsonl", rows), truth)


def rounded(value: float) -> float:
    return float(f"{value:.2f}")


def test_qvhighlights_predictions_score_as_published() -> None:
    folder = "qvhighlights/"
    scores = open_benchmark("qvhighlights").score(
        eval_file(folder + "sample_val_preds.jsonl"),
        eval_file(folder + "highlight_val_release.jsonl"),
    )
    brief = eval_json(folder + "sample_val_preds_metrics_raw.json")["brief"]
    assert {name: rounded(scores.values[name]) for name in brief} == brief
    assert (scores.samples, scores.missing, scores.unknown) == (1550, 0, 0)
    fewer = "13 hold fewer saliency scores than their video has clips of 2 s (filled with 0)"
    assert scores.notes == (
        "2 hold spans that reach beyond the video: 7527, 10242",
        f"{fewer}: 7527, 2363, 9173 …",
    )
    assert scores.columns["official"].values == scores.values


def test_nextgqa_predictions_score_as_published(tmp_path: Path) -> None:
    made = eval_json("nextgqa/synthetic_val_predictions_with_expected.json")
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"ground": made["pred_ground"], "answer": made["pred_qa"]}))
    scores = open_benchmark("next-gqa").score(given, eval_file("nextgqa/gsub_val.json"))
    assert {name: round(scores.values[name], 1) for name in made["expected"]} == made["expected"]


def test_nextqa_predictions_score_as_published() -> None:
    (file, columns) = next(
        (name, row)
        for name, row in eval_json("nextqa/expected_scores.json").items()
        if name != "source"
    )
    scores = open_benchmark("next-qa").score(
        eval_file(f"nextqa/{file}"), eval_file("nextqa/val.csv")
    )
    assert {name: rounded(scores.values[name]) for name in columns} == columns
    assert (scores.samples, scores.missing) == (4996, 0)


def test_ovo_bench_predictions_score_as_published() -> None:
    annotations = eval_file("ovobench/ovo_bench_new.json")
    scores = open_benchmark("ovo-bench").score(annotations.with_name("results_Gemini"), annotations)
    expected = eval_json("ovobench/expected_scores.json")["Gemini"]
    assert {name: rounded(scores.values[name]) for name in expected} == expected
    assert (scores.samples, scores.missing, scores.unknown) == (1640, 5, 0)
    assert "5 without a prediction" in scores.notes[0]


@pytest.mark.parametrize(("rule", "name"), [(count_right, "ovo_rec"), (shown_right, "ovo_ssr_crr")])
def test_ovo_bench_rules_are_the_official_ones(rule: Any, name: str) -> None:
    for case in eval_json("golden/edge_cases.json")[name]["cases"]:
        assert rule(*case["input"]) == bool(case["expected"]), case


@pytest.mark.parametrize(
    "name",
    ["external_factual", "external_nonfactual", "fact_detect", "interaction", "object_relation",
     "semantic_detail", "temporal"],
)  # fmt: skip
def test_videohallucer_counts_both_of_a_pair(name: str, tmp_path: Path) -> None:
    annotations = eval_file(f"videohallucer/{name}.json")
    rows = json.loads(annotations.read_text())
    for row in rows:
        row["basic"]["predict"] = f"{row['basic']['answer'].title()}."
        row["hallucination"]["predict"] = "Yes, and no."
    given = tmp_path / "given.json"
    given.write_text(json.dumps(rows))
    scores = open_benchmark("videohallucer").score(given, annotations)
    assert scores.values["overall"] == 100.0
    strict = scores.columns["strict"].values
    assert (strict["basic"], strict["overall"]) == (100.0, 0.0)
    assert (scores.missing, scores.unknown) == (0, 0)


def test_vue_tr_predictions_score_as_published() -> None:
    folder = "vue_tr_v1/"
    scores = open_benchmark("vue-tr").score(
        eval_file(folder + "results_Vidi.json"), eval_file(folder + "VUE-TR_ground_truth.json")
    )
    assert f"{scores.values['overall precision']:.1f}" == "49.0"
    assert f"{scores.values['ultra-short recall']:.1f}" == "79.6"


def test_what_is_missing_unknown_or_twice_is_counted_and_named(tmp_path: Path, truth: Path) -> None:
    rows = [
        {"qid": 1, "pred_relevant_windows": [[5, 6]]},
        {"qid": 1, "pred_relevant_windows": [[0, 10]]},
        {"qid": 7, "pred_relevant_windows": [[0, 1]]},
    ]
    scores = score(tmp_path, truth, rows)
    assert (scores.missing, scores.unknown, scores.duplicated) == (1, 1, 1)
    assert scores.values["R1@0.7"] == 50.0
    assert [note.rpartition(" ")[2] for note in scores.notes] == ["2", "7", "1"]


def test_a_field_of_another_name_is_told_with_the_right_one(tmp_path: Path, truth: Path) -> None:
    with pytest.raises(BenchError, match=r"row 1 has no 'pred_relevant_windows'.*'windows'"):
        score(tmp_path, truth, [{"qid": 1, "windows": [[0, 10]]}])
    with pytest.raises(BenchError, match=r"is 'pred_relevant_window' meant"):
        score(tmp_path, truth, [{"qid": 1, "pred_relevant_window": [[0, 10]]}])


@pytest.mark.parametrize("windows", [[[0]], [["a", "b"]], 5, [[0, float("nan")]]])
def test_what_is_no_window_is_told_with_its_row(tmp_path: Path, truth: Path, windows: Any) -> None:
    with pytest.raises(BenchError, match=r"given.jsonl row 1: 'pred_relevant_windows' is"):
        score(tmp_path, truth, [{"qid": 1, "pred_relevant_windows": windows}])


def test_ids_of_another_kind_or_split_are_told(tmp_path: Path, truth: Path) -> None:
    with pytest.raises(BenchError, match="write them as the annotations do"):
        score(tmp_path, truth, [{"qid": "1", "pred_relevant_windows": [[0, 10]]}])
    with pytest.raises(BenchError, match="are they of this split"):
        score(tmp_path, truth, [{"qid": 9, "pred_relevant_windows": [[0, 10]]}])


@pytest.mark.parametrize("text", ["{", "[1]\n", "5\n"])
def test_a_file_of_another_kind_is_told(tmp_path: Path, truth: Path, text: str) -> None:
    path = tmp_path / "given.jsonl"
    path.write_text(text)
    with pytest.raises(BenchError, match=r"given.jsonl row 1"):
        open_benchmark("charades-sta").score(path, truth)
    with pytest.raises(BenchError, match="there is no file"):
        open_benchmark("charades-sta").score(tmp_path / "nowhere.jsonl", truth)


def test_every_benchmark_says_what_a_user_must_know() -> None:
    for card in cards():
        assert all(getattr(card, name) for name in card.__slots__)


def test_the_command_scores_and_says_what_was_not_there(tmp_path: Path, truth: Path) -> None:
    given = lines(tmp_path / "given.jsonl", [{"qid": 1, "pred_relevant_windows": [[0, 10]]}])
    words = ["bench", "score", "charades-sta", "-p", str(given), "-a", str(truth)]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0
    assert "R1@0.7" in ran.stdout
    assert "1 without a prediction: 2" in ran.stderr
    row = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert row["values"]["mIoU"] == 50.0
    assert "charades-sta" in CliRunner().invoke(app, ["bench", "list"]).stdout


def test_the_documentation_names_every_benchmark() -> None:
    told = (Path(__file__).parents[1] / "docs" / "bench.md").read_text()
    assert [card.name for card in cards() if f"`{card.name}`" not in told] == []


def test_a_name_may_leave_its_dashes_out() -> None:
    assert open_benchmark("VideoMME").card.name == "video-mme"
    with pytest.raises(BenchError, match=r"'qvhighlight' is not among .*: use qvhighlights"):
        open_benchmark("qvhighlight")
