"""A library whose writers are killed at any moment is the library that nobody disturbed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import doomed
import pytest

from longtake.memory.exchange import export_jsonl
from longtake.memory.library import Library
from longtake.memory.upkeep import check
from longtake.models.hashing import Hashing

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


def fill(folder: Path, kills: int, workers: int) -> int:
    """Run the workers; returns how many were killed."""
    arguments = [doomed.__file__, str(folder), str(kills), str(workers)]
    ran = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def exported(folder: Path) -> str:
    with Library.open(folder, Hashing(64)) as library:
        assert check(library) == []
        jobs = [job for video in library.videos() for job in library.progress(video.id)]
        assert len(jobs) == len(doomed.VIDEOS) * len(doomed.SENSES) * doomed.PIECES
        assert {job.state for job in jobs} == {"done"}
        stream = io.StringIO()
        export_jsonl(library, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("undisturbed")
    fill(folder, kills=0, workers=1)
    return exported(folder)


def test_nothing_is_lost_or_doubled_by_fifty_kills(tmp_path: Path, undisturbed: str) -> None:
    assert fill(tmp_path, kills=50, workers=1) == 50
    assert exported(tmp_path) == undisturbed


def test_two_processes_make_the_same_library(tmp_path: Path, undisturbed: str) -> None:
    fill(tmp_path, kills=0, workers=2)
    assert exported(tmp_path) == undisturbed


def test_two_processes_that_are_killed_make_the_same_library(
    tmp_path: Path, undisturbed: str
) -> None:
    assert fill(tmp_path, kills=30, workers=2) == 30
    assert exported(tmp_path) == undisturbed


def test_what_is_left_is_what_the_better_sense_read(undisturbed: str) -> None:
    assert '"speech@1"' in undisturbed
    assert undisturbed.count('"source": "text@1"') == 2 * 30 * 5
    assert '"source": "glance@1"' not in undisturbed
