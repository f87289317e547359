"""What `bench list NAME` shows as an example is read by the benchmark itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from by_option import written
from measured import eval_file
from typer.testing import CliRunner

from longtake.bench.shapes.asked import Asked
from longtake.bench.task import cards, open_benchmark
from longtake.cli.app import app

CARDS = {card.name: card for card in cards()}
ALONE = {
    "egoschema", "intentqa", "next-qa", "next-gqa", "tempcompass", "videoreasonbench", "ovo-bench",
    "videohallucer", "tvr", "activitynet-dense", "tvsum", "summe", "ego4d-lta",
}  # fmt: skip
"""Whose example is a whole file; those of the others are a row."""
NO_JSON = {"vue-stg", "mevis", "ref-davis", "mose", "msr-vtt", "feint6k"}
OWN = {"ovo-bench", "v-star"}
"""Which score files of another shape than the replies they are asked for."""
SAID = [name for name in CARDS if isinstance(open_benchmark(name), Asked) and name not in OWN]
PUBLISHED = {
    "qvhighlights": "qvhighlights/highlight_val_release.jsonl",
    "charades-sta": "charades_sta/charades_test_release.jsonl",
    "activitynet-captions": "activitynet_captions/activitynet_val_release.jsonl",
    "next-qa": "nextqa/val.csv",
    "next-gqa": "nextgqa/gsub_val.json",
    "mlvu": "mlvu",
    "mlvu-test": "mlvu/test_res.json",
    "mlvu-generation": "mlvu",
    "video-holmes": "videoholmes",
    "videohallucer": "videohallucer",
    "vue-tr": "vue_tr_v1/VUE-TR_ground_truth.json",
    "ovo-bench": "ovobench/ovo_bench_new.json",
    "streamingbench": "streamingbench/questions_sqa.json",
    "streamingbench-proactive": "streamingbench/questions_proactive.json",
}


def example(folder: Path, name: str) -> Path:
    held = json.loads(CARDS[name].example)
    path = folder / ("yes_no.json" if name == "tempcompass" else "given.json")
    return written(path, held if name in ALONE else [held])


@pytest.mark.parametrize("name", sorted(set(CARDS) - NO_JSON))
def test_an_example_is_json(name: str) -> None:
    assert json.loads(CARDS[name].example)


@pytest.mark.parametrize("name", SAID)
def test_a_reply_is_read_out_of_an_example(tmp_path: Path, name: str) -> None:
    benchmark: Any = open_benchmark(name)
    given = benchmark.said(example(tmp_path, name), [])
    assert given
    assert all(id and reply for id, reply in given)


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_example_is_scored_on_the_published_annotations(tmp_path: Path, name: str) -> None:
    annotations = eval_file(PUBLISHED[name])
    scores = open_benchmark(name).score(example(tmp_path, name), annotations)
    assert scores.unknown == 0
    assert scores.samples - scores.missing == 1


def test_the_command_shows_it() -> None:
    ran = CliRunner().invoke(app, ["bench", "list", "mlvu"])
    assert 'example: {"id": "plotQA_0", "pred": "(A)"}' in ran.stdout
