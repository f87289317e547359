"""A library goes out as lines of JSON and comes in again, byte for byte."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from longtake.errors import LibraryError
from longtake.memory.exchange import Counts, export_jsonl, import_jsonl
from longtake.memory.library import Library
from longtake.memory.upkeep import check, gc
from longtake.models.hashing import Hashing
from longtake.types import (
    Box,
    Entity,
    Filter,
    Job,
    MediaInfo,
    Observation,
    Relation,
    Span,
    Stream,
)

FIRST, SECOND = "b1" * 16, "b2" * 16


def video(id_: str, source: str) -> MediaInfo:
    stream = Stream(index=0, type="video", codec="av1", language="日本語", fps=23.976)
    return MediaInfo(
        id=id_,
        source=source,
        container="webm",
        duration_s=12.25,
        size_bytes=7,
        streams=(stream,),
        tags={"b": "2", "a": "1"},
        duration_known=False,
    )


def observations() -> list[Observation]:
    return [
        Observation(
            video=FIRST if at % 3 else SECOND,
            span=Span(at / 7, at / 7 + 1 / 3),
            kind="text",
            text=f"“line” {at}\n北京 🙂",
            source="text@1",
            box=Box(0, 0.1, 1 / 3, 1) if at % 2 else None,
            score=1 / (at + 1),
            data={"language": "zh", "words": [[0.5, "a"]], "n": None},
        )
        for at in range(40)
    ]


def fill(library: Library, backwards: bool = False) -> None:
    """The same knowledge, arrived at in one order or the other."""
    step = -1 if backwards else 1
    for id_, source in [(FIRST, "/a.webm"), (FIRST, "/copy.webm"), (SECOND, "/b.webm")][::step]:
        library.remember(video(id_, source))
    seen = observations()
    for observation in seen[::step]:
        library.store.add([observation])
    jobs = [Job(video=FIRST, perceiver=f"{s}@1", span=Span(0, 5)) for s in ("a", "b", "c", "d")]
    library.jobs.plan(jobs[::step])
    for perceiver, outcome in (("a@1", "done"), ("b@1", "failed"), ("c@1", "running")):
        owner = f"someone {backwards}"
        job = library.jobs.lease(owner, perceivers=(perceiver,))
        assert job
        if outcome == "done":
            library.jobs.finish(job, owner, [])
        elif outcome == "failed":
            library.jobs.fail(job, owner, "cannot be read")
    ann = Entity(id="ann", kind="person", name="Ann")
    links = [
        Relation(kind="same_as", of=seen[1].id, to="ann", source="test", score=0.25),
        Relation(kind="before", of=seen[0].id, to=seen[3].id, source="test"),
    ]
    library.entities.add([ann])
    library.relations.add(links[::step])


def exported(library: Library, videos: list[str] | None = None) -> str:
    stream = io.StringIO()
    export_jsonl(library, stream, videos)
    return stream.getvalue()


@pytest.fixture
def export(tmp_path: Path) -> str:
    with Library.open(tmp_path / "one", Hashing()) as library:
        fill(library)
        return exported(library)


def test_a_round_trip_is_exact(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "two", Hashing()) as library:
        counts = import_jsonl(library, io.StringIO(export))
        assert counts == Counts(videos=2, observations=40, jobs=4, relations=2, entities=1)
        assert exported(library) == export
        assert {seen.id for seen in library.store.scan(Filter())} == {
            seen.id for seen in observations()
        }
        assert library.store.search("line 7", Filter())[0].meaning > 0
        assert set(library.sources(FIRST)) == {"/a.webm", "/copy.webm"}
        assert check(library) == []


def test_the_order_in_which_things_were_learned_does_not_show(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "two") as library:
        fill(library, backwards=True)
        assert exported(library) == export


def test_taking_in_twice_doubles_nothing(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "two") as library:
        assert import_jsonl(library, io.StringIO(export)).observations == 40
        assert import_jsonl(library, io.StringIO(export)) == Counts()
        assert exported(library) == export


def test_taking_in_leaves_the_paths_that_this_machine_knows(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "two") as library:
        library.remember(video(FIRST, "/here/a.webm"))
        library.remember(video("c3" * 16, "/b.webm"))
        import_jsonl(library, io.StringIO(export))
        assert library.find(FIRST) == video(FIRST, "/here/a.webm")
        assert library.find("/b.webm") == video("c3" * 16, "/b.webm")
        assert library.find(SECOND) == video(SECOND, "/b.webm")


def test_no_videos_asked_for_is_no_videos(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "one") as library:
        assert exported(library, []) == '{"longtake": {"format": 1}}\n'


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    for content in (b"\xff\xfe\x00", b'{"longtake": {"format": 1}}\n' + b"\xff" * 9000):
        path.write_bytes(content)
        with (
            Library.open(tmp_path / "library") as library,
            path.open(encoding="utf-8") as stream,
            pytest.raises(LibraryError, match="not UTF-8"),
        ):
            import_jsonl(library, stream)


def test_gc_changes_no_export(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "one") as library:
        gc(library)
        assert exported(library) == export


def test_some_videos_with_what_hangs_on_them(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "one") as library:
        part = exported(library, [SECOND])
        with pytest.raises(LibraryError, match="no video with the id nothing"):
            exported(library, ["nothing"])
    lines = [json.loads(line) for line in part.splitlines()]
    assert [line["video"]["id"] for line in lines if "video" in line] == [SECOND]
    assert {line["observation"]["video"] for line in lines if "observation" in line} == {SECOND}
    assert [line["relation"]["kind"] for line in lines if "relation" in line] == ["before"]
    assert not any("entity" in line or "job" in line for line in lines)
    with Library.open(tmp_path / "two") as library:
        import_jsonl(library, io.StringIO(part))
        import_jsonl(library, io.StringIO(export))
        assert exported(library) == export


def test_a_running_job_goes_out_as_one_to_do(export: str) -> None:
    states = [json.loads(line)["job"]["state"] for line in export.splitlines() if '{"job"' in line]
    assert states == ["done", "failed", "todo", "todo"]


def test_a_library_that_was_read_only_goes_out_too(tmp_path: Path, export: str) -> None:
    with Library.open(tmp_path / "one", read_only=True) as library:
        assert exported(library) == export


@pytest.mark.parametrize("content", ["", "hello\n", "{}\n", '{"longtake": 1}\n', "[]\n"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    with (
        Library.open(tmp_path) as library,
        pytest.raises(LibraryError, match="not an export of a Longtake library"),
    ):
        import_jsonl(library, io.StringIO(content))


def test_an_export_of_a_newer_format_says_so(tmp_path: Path) -> None:
    with (
        Library.open(tmp_path) as library,
        pytest.raises(LibraryError, match=r"format 2.*reads 1.*upgrade"),
    ):
        import_jsonl(library, io.StringIO('{"longtake": {"format": 2}}\n'))


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        '{"unknown": {}}',
        '{"observation": {"text": "no span"}}',
        '{"job": null}',
        '{"video": {"id": "x"}}',
        "[1, 2]",
    ],
)
def test_a_bad_line_is_named_and_can_be_mended(tmp_path: Path, export: str, bad: str) -> None:
    lines = export.splitlines()
    broken = "\n".join([*lines[:5], bad, *lines[5:]])
    with Library.open(tmp_path / "two") as library:
        with pytest.raises(LibraryError, match="line 6 of the export"):
            import_jsonl(library, io.StringIO(broken))
        assert library.videos() == []
        import_jsonl(library, io.StringIO(export))
        assert exported(library) == export


def test_a_name_that_is_not_unicode_survives(tmp_path: Path) -> None:
    odd = video(FIRST, os.fsdecode(b"/caf\xe9.webm"))
    path = tmp_path / "export.jsonl"
    with Library.open(tmp_path / "one") as library:
        library.remember(odd)
        with path.open("w", encoding="utf-8") as stream:
            export_jsonl(library, stream)
    with Library.open(tmp_path / "two") as library, path.open(encoding="utf-8") as stream:
        import_jsonl(library, stream)
        assert library.videos() == [odd]
