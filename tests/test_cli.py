"""The commands as a person or a script uses them, on the sample."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SAMPLE = Path(__file__).parents[1] / "examples" / "sample.mp4"


@pytest.fixture(scope="module")
def longtake(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the command over one library in which the sample is indexed."""
    folder = tmp_path_factory.mktemp("cli")
    env = {**os.environ, "LONGTAKE_LIBRARY": str(folder / "library")}

    def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "longtake", *map(str, words)]
        result = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300)
        assert result.returncode == code, result.stderr
        return result

    run("index", SAMPLE)
    return run


def test_an_answer_prints_its_evidence(longtake: Run) -> None:
    lines = longtake("ask", SAMPLE, "What does the project cost?").stdout.splitlines()
    assert "forty-two thousand" in lines[0] or "42,000" in lines[0]
    assert lines[1].startswith("confidence 0.")
    evidence = lines[lines.index("evidence") + 1]
    assert evidence.split()[0].count(":") == 2
    assert '"' in evidence


def test_the_json_of_an_answer_has_the_documented_fields(longtake: Run) -> None:
    asked = ("ask", SAMPLE, "Which year is on the roadmap slide?", "--json")
    row = json.loads(longtake(*asked, "--option", "2019", "--option", "2027").stdout)
    documented = "text choice confidence abstained missing evidence usage coverage strategy"
    assert set(row) == set(documented.split())
    assert row["choice"] == 1
    assert set(row["evidence"][0]) >= {"span", "kind", "quote", "boxes", "score", "verified"}
    assert row["evidence"][0]["span"]["start_s"] < row["evidence"][0]["span"]["end_s"]
    assert set(row["coverage"].values()) == {1.0}


def test_what_is_not_there_is_said_and_exits_with_3(longtake: Run) -> None:
    row = json.loads(longtake("ask", SAMPLE, "Who wrote the music?", "--json", code=3).stdout)
    assert row["abstained"]
    assert row["evidence"] == []


def test_ground_and_search_find_the_moment(longtake: Run) -> None:
    for command in (("ground", SAMPLE), ("search",)):
        rows = json.loads(longtake(*command, "the slide about risks", "--json").stdout)
        assert 40 < rows[0]["span"]["start_s"] < 45
    longtake("search", "zebra crossing quantum", "--kind", "caption", code=3)


def test_pages_are_written(longtake: Run, tmp_path: Path) -> None:
    page, board, sheet = (tmp_path / name for name in ("answer.html", "board.html", "sheet.png"))
    longtake("ask", SAMPLE, "What does the project cost?", "--html", page)
    longtake("show", SAMPLE, "-o", board)
    longtake("show", SAMPLE, "-o", sheet)
    assert "<svg" in page.read_text()
    assert "Roadmap 2027" in board.read_text()
    assert sheet.read_bytes().startswith(b"\x89PNG")


def test_a_name_that_is_not_unicode_is_shown_and_found(longtake: Run, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.mp4"))
    shutil.copy(SAMPLE, odd)
    library = ("--library", tmp_path / "odd")
    indexed = longtake("index", odd, "--sense", "container", "--json", *library).stdout
    assert json.loads(indexed)["videos"][0]["source"] == str(odd)
    board, sheet = tmp_path / "board.html", tmp_path / "sheet.png"
    longtake("show", odd.name, "-o", board, *library)
    longtake("show", odd.name, "-o", sheet, *library)
    assert 'src="./caf%E9.mp4"' in board.read_text(encoding="utf-8")
    assert sheet.read_bytes().startswith(b"\x89PNG")


def test_a_trace_is_one_json_line_a_step(longtake: Run, tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    longtake("ask", SAMPLE, "What does the project cost?", "--trace", trace)
    steps = [json.loads(line) for line in trace.read_text().splitlines()]
    assert {"search", "verify"} <= {step["kind"] for step in steps}


def test_export_and_import_give_the_same_library(longtake: Run, tmp_path: Path) -> None:
    longtake("library", "export", tmp_path / "one.jsonl")
    other = ("--library", tmp_path / "other")
    longtake("library", "import", tmp_path / "one.jsonl", *other)
    longtake("library", "export", tmp_path / "two.jsonl", *other)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert "sound" in longtake("library", "check", *other).stdout


def test_info_and_doctor(longtake: Run) -> None:
    assert "1280×720" in longtake("info", SAMPLE).stdout
    assert json.loads(longtake("info", SAMPLE, "--json").stdout)["duration_s"] == 59.0
    assert "minilm" in longtake("doctor").stdout
    assert "whisper-base" in longtake("models", "list").stdout


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    env = {**os.environ, "LONGTAKE_LIBRARY": str(tmp_path)}
    command = [sys.executable, "-m", "longtake", "index", str(SAMPLE)]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (tmp_path / "library.db").exists():
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "longtake index" in told
    assert subprocess.run([*command, "--quiet"], env=env, timeout=300).returncode == 0


@pytest.mark.parametrize("command", ["index", "ask", "ground", "search", "show", "library"])
def test_every_command_explains_itself(longtake: Run, command: str) -> None:
    assert "Usage" in longtake(command, "--help").stdout
