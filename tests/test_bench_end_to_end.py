"""The field's own annotation files, run from the command to the report on made stand-in videos."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from measured import eval_file
from odd_files import plain
from servers import completion, serving
from typer.testing import CliRunner

from longtake.bench.reports import report
from longtake.bench.runs.attempts import Log
from longtake.bench.runs.preparing import limited
from longtake.bench.task import Asking, open_benchmark
from longtake.bench.turns import read_turns
from longtake.cli.app import app

FILES = {
    "mlvu": "mlvu",
    "mlvu-generation": "mlvu",
    "streamingbench": "streamingbench/questions_omni.json",
    "streamingbench-proactive": "streamingbench/questions_proactive_50.json",
    "videohallucer": "videohallucer",
    "video-holmes": "videoholmes",
    "activitynet-captions": "activitynet_captions/activitynet_val_release.jsonl",
    "ovo-bench": "ovobench/ovo_bench_new.json",
    "next-qa": "nextqa/val.csv",
}
LIMIT = 6


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plain(tmp_path_factory.mktemp("stand-in"), count=100).path


@pytest.fixture
def run(
    stand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], Log]:
    """Runs a few questions of a benchmark, on one made video under all the names."""
    monkeypatch.setenv("LONGTAKE_API_KEY", "none")

    def running(name: str, says: str) -> Log:
        annotations = eval_file(FILES[name])
        benchmark = open_benchmark(name)
        assert isinstance(benchmark, Asking)
        asked = limited(benchmark.samples(annotations), LIMIT)
        for video in {video for sample in asked for video in sample.videos}:
            path = tmp_path / "data" / Path(video).with_suffix(".mp4").name
            path.parent.mkdir(exist_ok=True)
            os.link(stand_in, path)
        out = tmp_path / "run"
        with serving(lambda turn, request: (200, completion(says))) as server:
            words = ["bench", "run", name, "--data", str(tmp_path / "data"), "-o", str(out)]
            words += ["-a", str(annotations), "--limit", str(LIMIT), "--frames", "2"]
            words += ["--base-url", server.url, "--model", "eyes-7b", "--height", "64"]
            ran = CliRunner().invoke(app, [*words, "--controls", "blind", "--at-once", "2"])
        assert ran.exit_code == 0, ran.output
        assert name in ran.stdout
        return Log(out)

    return running


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("mlvu", "(B) that"),
        ("mlvu-generation", "A man walks his dog."),
        ("streamingbench", "B"),
        ("videohallucer", "Yes."),
        ("video-holmes", "<answer>B</answer>"),
        ("activitynet-captions", "1.0-3.0"),
        ("ovo-bench", "B"),
        ("next-qa", "The answer is C"),
    ],
)
def test_published_questions_are_asked_over_http_and_scored(
    run: Callable[[str, str], Log], name: str, says: str
) -> None:
    log = run(name, says)
    attempts = log.attempts()
    assert not [one.error for one in attempts if one.error]
    assert len(log.samples()) == LIMIT
    assert {one.control for one in attempts} == {"full", "blind"}
    assert {one.raw for one in attempts} == {says}
    benchmark: Any = open_benchmark(name)
    scores = benchmark.marks(list(log.samples().values()), {id: says for id in log.samples()})
    assert scores.samples == LIMIT
    assert scores.missing == 0
    assert scores.values or scores.notes
    assert "## The benchmark's own table" in report([log], "markdown")


def test_a_proactive_question_is_polled_by_the_clock(run: Callable[[str, str], Log]) -> None:
    log = run("streamingbench-proactive", "3")
    samples = log.samples()
    for one in log.attempts():
        assert not one.error
        (turn,) = read_turns(one.raw)
        assert turn.time_s == samples[one.sample].polls_s[0]
