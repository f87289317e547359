"""Indexing can be killed, resumed and shared, and the library comes out the same."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

import longtake as lt
from longtake.indexing import PIECE_S, Indexer, pieces
from longtake.memory.exchange import export_jsonl
from longtake.memory.library import Library
from longtake.protocols import Media
from longtake.types import Filter, Observation, Span

SAMPLE = Path(__file__).parents[1] / "examples" / "sample.mp4"
KILLING = Path(__file__).with_name("killing.py")
INDEX = "import sys, longtake as lt\nfor path in sys.argv[2:]: lt.index(path, library=sys.argv[1])"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two short pieces of the sample: a slide each, with subtitles and sound."""
    folder = tmp_path_factory.mktemp("clips")
    return [piece(folder / "cost.mp4", 12.0, 14.5), piece(folder / "risks.mp4", 42.0, 44.5)]


def piece(path: Path, start_s: float, end_s: float) -> Path:
    """Copy what the sample holds of a span, from the keyframe before it on, without decoding."""
    with av.open(str(SAMPLE)) as source, av.open(str(path), "w") as target:
        copies = {s.index: target.add_stream_from_template(s) for s in source.streams}
        source.seek(int(start_s * av.time_base))
        for packet in source.demux():
            if packet.dts is None or packet.pts * packet.time_base > end_s:
                continue
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
    return path


@pytest.fixture(scope="module")
def uninterrupted(clips: list[Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The export of a library that was indexed in one go."""
    folder = tmp_path_factory.mktemp("whole")
    start_indexing(folder, clips).wait(timeout=300)
    return exported(folder)


def start_indexing(folder: Path, clips: list[Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", INDEX, str(folder), *map(str, clips)])


def exported(folder: Path) -> str:
    stream = io.StringIO()
    with Library.open(folder) as library:
        export_jsonl(library, stream)
        states = {job.state for video in library.videos() for job in library.progress(video.id)}
    assert states == {"done"}
    return stream.getvalue()


def test_killed_at_fifty_moments_the_library_is_the_same(
    clips: list[Path], uninterrupted: str, tmp_path: Path
) -> None:
    kills = round_ = 0
    while kills < 50:
        folder, round_ = tmp_path / f"library{round_}", round_ + 1
        command = [sys.executable, str(KILLING), str(folder), str(50 - kills), *map(str, clips)]
        kills += int(subprocess.run(command, capture_output=True, check=True, timeout=600).stdout)
        assert exported(folder) == uninterrupted


def test_two_processes_share_one_library(
    clips: list[Path], uninterrupted: str, tmp_path: Path
) -> None:
    both = [start_indexing(tmp_path, clips), start_indexing(tmp_path, clips[::-1])]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    finish = start_indexing(tmp_path, clips)
    assert finish.wait(timeout=300) == 0
    assert exported(tmp_path) == uninterrupted


def test_indexed_twice_nothing_is_done_twice(clips: list[Path], tmp_path: Path) -> None:
    done: list[str] = []
    senses = ("container", "subtitles", "shots")
    for _ in range(2):
        lt.index(
            clips[0],
            library=tmp_path,
            senses=senses,
            watch=lambda progress: done.append(progress.job.perceiver.partition("@")[0]),
        )
    assert done == list(senses)


def test_a_renamed_file_is_the_same_video(clips: list[Path], tmp_path: Path) -> None:
    library = tmp_path / "library"
    first = lt.index(clips[0], library=library, senses=("container",))
    moved = tmp_path / "moved.mp4"
    shutil.copy(clips[0], moved)
    again = lt.index(moved, library=library, senses=("container",))
    assert again.info.id == first.info.id
    assert [info.source for info in again.library.videos()] == [str(moved)]


def test_a_file_that_is_gone_is_opened_under_its_other_name(tmp_path: Path) -> None:
    first, second = tmp_path / "talk.mp4", tmp_path / "copy.mp4"
    shutil.copy(SAMPLE, first)
    shutil.copy(SAMPLE, second)
    with Library.open(tmp_path / "library") as library:
        lt.index(first, library=library, senses=["container"])
        lt.index(second, library=library, senses=["container"])
        second.unlink()
        with lt.about("copy.mp4", library=library).open() as media:
            assert media.info.source == str(first)
        first.unlink()
        with (
            pytest.raises(lt.LongtakeError, match=r"copy.mp4 does not exist"),
            lt.about("copy.mp4", library=library).open(),
        ):
            pass


class Ears:
    """A sense of hearing that hears one thing, differently in each version."""

    name = "speech"

    def __init__(self, version: str) -> None:
        self.version = version

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        source = f"speech@{self.version}"
        yield Observation(
            video=media.info.id, span=Span(1, 2), kind="speech", text=source, source=source
        )


def test_a_better_ear_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        for version in ("1", "1+whisper"):
            indexer = Indexer(library, {"speech": Ears(version)})
            info = indexer.add(SAMPLE)
            assert indexer.run(info).jobs == 1
        heard = [seen.text for seen in library.store.scan(Filter(kinds=("speech",)))]
    assert heard == ["speech@1+whisper"]


def test_a_first_look_is_quick_and_says_how_much_it_saw(tmp_path: Path) -> None:
    started_s = time.monotonic()
    video = lt.glance(SAMPLE, library=tmp_path)
    answer = video.ask("What does the project cost?")
    assert time.monotonic() - started_s < 20
    assert answer.coverage.seen["subtitles"] == 1.0
    assert answer.coverage.seen["text"] == 0.0
    assert not answer.coverage.complete


def test_a_file_that_changed_is_not_mistaken_for_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "talk.mp4"
    shutil.copy(SAMPLE, path)
    video = lt.index(path, library=tmp_path / "library", senses=("container",))
    path.write_bytes(SAMPLE.read_bytes() + b"\x00\x00\x00\x10free" + b"changed!")
    with pytest.raises(lt.LongtakeError, match="has changed"), video.open():
        pass


@pytest.mark.parametrize("cuts_s", [[], [0.0, 500.0], [30.0 * i for i in range(40)]])
def test_pieces_cover_the_whole_without_overlap(cuts_s: list[float]) -> None:
    whole = Span(0.0, 1234.5)
    made = pieces(whole, cuts_s)
    assert made[0].start_s == whole.start_s
    assert made[-1].end_s == whole.end_s
    assert all(a.end_s == b.start_s for a, b in pairwise(made))
    assert all(PIECE_S / 2 <= piece.duration_s <= 2.5 * PIECE_S for piece in made)


def test_what_another_process_is_at_is_waited_for(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        indexer = Indexer(library, {"speech": Ears("1")})
        info = indexer.add(SAMPLE)
        job = library.jobs.lease("another", info.id)
        assert job is not None
        finishing = threading.Timer(0.6, library.jobs.finish, (job, "another", []))
        finishing.start()
        report = indexer.run(info)
        assert library.progress(info.id)[0].state == "done"
        assert report.jobs == 0


def test_a_question_can_be_asked_inside_a_running_loop(tmp_path: Path) -> None:
    async def in_a_notebook() -> lt.Answer:
        return lt.glance(SAMPLE, library=tmp_path).ask("What does the project cost?")

    assert "forty-two thousand" in asyncio.run(in_a_notebook()).text


def test_evidence_that_cannot_be_looked_at_again_says_why(
    clips: list[Path], tmp_path: Path
) -> None:
    path = shutil.copy(clips[0], tmp_path / "cost.mp4")
    video = lt.index(path, library=tmp_path / "library", senses=("container", "subtitles"))
    path.unlink()
    answer = video.ask("What does the whole project cost?")
    assert answer.evidence
    assert answer.evidence[0].verified is None
    assert any("does not exist" in lack for lack in answer.missing)
