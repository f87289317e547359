"""What a person sees after a mistake: a line that says what is wrong and what to do.

The exit code is not 0, and the library is as it was.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import longtake as lt
from longtake.memory.library import Library

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SAMPLE = Path(__file__).parents[1] / "examples" / "sample.mp4"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


@pytest.fixture
def longtake(tmp_path: Path) -> Run:
    """Runs the command in a fresh library, as a shell would."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "LONGTAKE_LIBRARY": str(tmp_path / "library"), **environment}
        env = {name: value for name, value in env.items() if not name.endswith("_API_KEY")}
        command = [sys.executable, "-m", "longtake", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, text=True, env={**env, **environment}, timeout=120
        )

    return run


def videos_in(longtake: Run) -> str:
    return longtake("library", "list").stdout


def check_fails(result: subprocess.CompletedProcess[str], *telling: str) -> None:
    """It failed with one readable line that holds each of these."""
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    for words in telling:
        assert words in result.stderr, result.stderr


def test_missing_path(longtake: Run) -> None:
    check_fails(longtake("index", "/no/such/talk.mp4"), "/no/such/talk.mp4", "exist")
    assert videos_in(longtake) == ""


def test_folder_without_videos(longtake: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readme.txt").write_text("nothing to see")
    check_fails(longtake("index", tmp_path / "notes"), "notes", "no recordings")


@pytest.mark.parametrize(
    ("name", "content"),
    [("text.mp4", b"this is not a video\n" * 20), ("empty.mp4", b"")],
)
def test_not_a_video(longtake: Run, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    check_fails(longtake("index", path), name)
    check_fails(longtake("ask", path, "What is it?"), name)
    assert videos_in(longtake) == ""


def test_truncated_without_its_index(longtake: Run, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    data = SAMPLE.read_bytes()
    moov = data.rindex(b"moov")
    path.write_bytes(data[: moov - 4] if moov > 1000 else data[:600])
    check_fails(longtake("index", path), "cut.mp4")
    assert videos_in(longtake) == ""


def test_unreachable_address(longtake: Run) -> None:
    check_fails(longtake("index", "http://127.0.0.1:9/clip.mp4"), "http://127.0.0.1:9/clip.mp4")
    assert videos_in(longtake) == ""


def test_a_good_file_among_bad_ones_is_indexed(longtake: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(b"no")
    result = longtake("index", tmp_path / "bad.mp4", SAMPLE, "--sense", "container")
    assert result.returncode == 4
    assert "bad.mp4" in result.stderr
    assert "sample.mp4" in videos_in(longtake)


def test_model_without_a_key(longtake: Run) -> None:
    check_fails(longtake("ask", SAMPLE, "What is it?", "--model", "openai:gpt-5"), "OPENAI_API_KEY")


def test_unknown_model(longtake: Run) -> None:
    check_fails(longtake("ask", SAMPLE, "What is it?", "--model", "nobody:nothing"), "nobody")


@pytest.mark.parametrize(
    ("question", "told"), [("", "empty"), ("  \n", "empty"), ("why? " * 20_000, "shorten")]
)
def test_questions_that_cannot_be_asked(longtake: Run, question: str, told: str) -> None:
    check_fails(longtake("ask", SAMPLE, question), told)
    assert videos_in(longtake) == ""


def test_options_repeated(longtake: Run) -> None:
    asked = ("ask", SAMPLE, "Which?", "--option", "2019", "--option", " 2019 ")
    check_fails(longtake(*asked), "2019", "twice")


def test_unknown_strategy(longtake: Run) -> None:
    check_fails(longtake("ask", SAMPLE, "Why?", "--strategy", "guess"), "guess", "quote")


def test_library_that_is_a_file(longtake: Run, tmp_path: Path) -> None:
    (tmp_path / "library").write_text("not a folder")
    check_fails(longtake("index", SAMPLE), "library")


@pytest.mark.parametrize(
    "words",
    [
        ("search", "cost"),
        ("info", SAMPLE),
        ("ask", "talk", "Why?"),
        ("library", "list"),
        ("library", "export"),
        ("library", "check"),
        ("library", "gc"),
        ("library", "rebuild"),
    ],
)
def test_a_mistyped_library_is_not_made(
    longtake: Run, tmp_path: Path, words: tuple[str | Path, ...]
) -> None:
    check_fails(longtake(*words, "--library", tmp_path / "libary"), "no library", "libary", "index")
    assert not (tmp_path / "libary").exists()


def test_stills_are_left_out_of_a_folder_and_refused_by_name(longtake: Run, tmp_path: Path) -> None:
    import cv2
    import numpy as np

    folder = tmp_path / "holiday"
    folder.mkdir()
    shutil.copy(SAMPLE, folder)
    for name in ("beach.png", "sea.jpg"):
        cv2.imwrite(str(folder / name), np.zeros((90, 160, 3), np.uint8))
    result = longtake("index", folder, "--sense", "container")
    assert result.returncode == 0
    assert "beach.png, sea.jpg" in result.stderr
    check_fails(longtake("index", folder / "sea.jpg"), "sea.jpg", "still picture", "give a video")
    assert len(videos_in(longtake).splitlines()) == 1


@pytest.mark.parametrize(
    ("misuse", "told"),
    [
        (lambda video: video.ask("who", "abc"), "'abc'.*a list"),
        (lambda video: video.ask(None), "None is not a text"),
        (lambda video: video.ask("which?", [2019, 2021]), "2019 is not a text"),
        (lambda video: video.ground("cost", limit=0), "0 moments"),
        (lambda video: video.observations("nonsense"), "'nonsense'.*subtitle"),
        (lambda video: lt.search("cost", kinds="text", library=video.library), r"\['text'\]"),
        (lambda video: lt.index(SAMPLE, senses="text", library=video.library), r"\['text'\]"),
        (lambda video: lt.index(SAMPLE.parent, library=video.library), "a folder.*recordings"),
        (lambda video: lt.index("", library=video.library), "empty"),
        (lambda video: lt.index(SAMPLE, library=""), "empty"),
    ],
)
def test_what_a_program_gets_wrong(
    tmp_path: Path, misuse: Callable[..., object], told: str
) -> None:
    with Library.open(tmp_path / "library") as library:
        with pytest.raises(lt.LongtakeError, match=told):
            misuse(lt.about(SAMPLE, library=library))
        assert library.videos() == []


def test_recordings_of_a_folder_can_be_indexed_one_by_one(tmp_path: Path) -> None:
    assert lt.recordings(SAMPLE.parent) == [str(SAMPLE)]


def test_library_without_a_name(longtake: Run) -> None:
    check_fails(longtake("library", "list", "--library", ""), "--library", "empty")


def test_export_over_another_file(longtake: Run, tmp_path: Path) -> None:
    assert longtake("index", SAMPLE, "--sense", "container").returncode == 0
    notes = tmp_path / "notes.txt"
    notes.write_text("dear diary")
    check_fails(longtake("library", "export", notes), "notes.txt", "--overwrite")
    assert notes.read_text() == "dear diary"
    assert longtake("library", "export", notes, "--overwrite").returncode == 0
    cut = tmp_path / "cut.jsonl"
    cut.write_text(notes.read_text()[:-40])
    check_fails(longtake("library", "import", cut), "line", "ends in the middle", "again")


def test_no_output_is_written_over_a_recording(longtake: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    shutil.copy(SAMPLE, other)
    for option in ("--html", "--trace"):
        check_fails(longtake("ask", SAMPLE, "Why?", option, other), "other.mp4", "choose another")
    assert other.read_bytes() == SAMPLE.read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written(longtake: Run, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "longtake", "models", "list"]
    with open("/dev/full", "w") as full:
        result = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith("error: the output cannot be written")


def test_library_of_a_newer_version(longtake: Run, tmp_path: Path) -> None:
    import sqlite3

    assert longtake("index", SAMPLE, "--sense", "container").returncode == 0
    database = tmp_path / "library" / "library.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    check_fails(longtake("index", SAMPLE), "newer", "longtake")


def test_disk_full(longtake: Run, tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "sys.argv = ['longtake', 'index', sys.argv[1]]\n"
        "from longtake.cli import main\nmain()\n"
    )
    env = {**os.environ, "LONGTAKE_LIBRARY": str(tmp_path / "library")}
    result = subprocess.run(
        [sys.executable, "-c", script, str(SAMPLE)], capture_output=True, text=True, env=env
    )
    check_fails(result, "the disk that holds the library", "full", "run the same again")
    assert longtake("index", SAMPLE, "--sense", "container").returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes a right away from root")
def test_read_only_library(longtake: Run, tmp_path: Path) -> None:
    assert longtake("index", SAMPLE, "--sense", "container").returncode == 0
    folder = tmp_path / "library"
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for place in (*folder.iterdir(), folder):
        place.chmod(place.stat().st_mode & ~0o222)

    def bound(*words: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs the command as a user who may write only where permissions say so, even if root."""
        return subprocess.run(
            [sys.executable, "-m", "longtake", *map(str, words)],
            capture_output=True,
            text=True,
            env={**os.environ, "LONGTAKE_LIBRARY": str(folder)},
            preexec_fn=lambda: ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE),
        )

    try:
        for words in (("index", SAMPLE), ("library", "forget", SAMPLE), ("library", "gc")):
            check_fails(bound(*words), str(folder), "read-only", "--library")
        assert "00:59" in bound("library", "list").stdout
        assert bound("ask", SAMPLE, "How long is the video?").returncode == 0
    finally:
        folder.chmod(0o755)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
