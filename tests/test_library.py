"""The library as its users meet it: names of videos, bad folders, several programs at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from longtake.errors import LibraryError
from longtake.memory.database import FILE_NAME
from longtake.memory.library import Library
from longtake.memory.upkeep import check, gc, rebuild
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

TALK, CLIP = "aaaa1111" * 4, "aaaa2222" * 4


def video(id_: str = TALK, source: str = "/videos/talk.mp4") -> MediaInfo:
    return MediaInfo(
        id=id_,
        source=source,
        container="mov,mp4",
        duration_s=61.5,
        size_bytes=1_000_000,
        streams=(
            Stream(index=0, type="video", codec="h264", width_px=1280, height_px=720, fps=29.97),
            Stream(index=1, type="audio", codec="aac", language="eng", rate_hz=48_000),
        ),
        tags={"title": "Ça commence"},
    )


def said(text: str, start_s: float = 0.0, id_: str = TALK) -> Observation:
    span = Span(start_s, start_s + 2)
    return Observation(video=id_, span=span, kind="speech", text=text, source="speech@1")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", Hashing()) as opened:
        yield opened


def found(library: Library, query: str) -> list[str]:
    return [hit.observation.text for hit in library.store.search(query, Filter()) if hit.words]


# Videos and their names


def test_a_video_comes_back_as_it_was(library: Library) -> None:
    library.remember(video())
    assert library.videos() == [video()]


@pytest.mark.parametrize("name", [TALK, "aaaa1", "/videos/talk.mp4", "/videos/../videos/talk.mp4"])
def test_a_video_is_found_by_what_a_person_would_type(library: Library, name: str) -> None:
    library.remember(video())
    library.remember(video(CLIP, "https://example.org/clip.mp4?token=1"))
    assert library.find(name) == video()


def test_a_url_and_a_file_name_are_names_too(library: Library) -> None:
    clip = video(CLIP, "https://example.org/clip.mp4?token=1")
    library.remember(video())
    library.remember(clip)
    assert library.find("https://example.org/clip.mp4?token=1") == clip
    assert library.find("clip.mp4") == clip


@pytest.mark.parametrize(
    "name", ["aaaa", "a", "", "/nowhere/talk.mp4", "x" * 100_000, "\0", "\udcff", "https://e.org"]
)
def test_what_names_no_video_or_several_finds_none(library: Library, name: str) -> None:
    library.remember(video())
    library.remember(video(CLIP, "/videos/clip.mp4"))
    assert library.find(name) is None


def test_a_file_name_that_two_videos_have_finds_neither(library: Library) -> None:
    library.remember(video())
    library.remember(video(CLIP, "/elsewhere/talk.mp4"))
    assert library.find("talk.mp4") is None
    assert library.find("/elsewhere/talk.mp4") == video(CLIP, "/elsewhere/talk.mp4")


def test_a_relative_path_and_a_link_lead_to_the_video(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tmp_path / "real.mp4"
    real.write_bytes(b"pictures")
    (tmp_path / "link.mp4").symlink_to(real)
    library.remember(video(source=str(real)))
    monkeypatch.chdir(tmp_path)
    for name in ("real.mp4", "./real.mp4", "link.mp4"):
        assert library.find(name) == video(source=str(real)), name


def test_the_same_content_under_two_paths_is_one_video(library: Library) -> None:
    library.remember(video())
    library.remember(video(source="/backup/copy.mp4"))
    assert library.videos() == [video(source="/backup/copy.mp4")]
    assert library.sources(TALK) == ["/backup/copy.mp4", "/videos/talk.mp4"]
    assert library.find("talk.mp4") == video(source="/backup/copy.mp4")
    library.remember(video())
    assert library.sources(TALK) == ["/videos/talk.mp4", "/backup/copy.mp4"]


def test_a_path_leads_to_the_content_it_has_now(library: Library) -> None:
    library.remember(video())
    library.remember(video(CLIP))
    assert library.find("/videos/talk.mp4") == video(CLIP)
    assert library.find(TALK) == video()


def test_a_name_that_is_not_unicode_is_kept(library: Library) -> None:
    odd = video(source=os.fsdecode(b"/videos/caf\xe9.mp4"))
    library.remember(odd)
    assert library.videos() == [odd]
    assert library.find(odd.source) == odd
    assert library.sources(TALK) == [odd.source]


def test_forgetting_removes_all_that_hangs_on_a_video(library: Library) -> None:
    library.remember(video())
    library.remember(video(CLIP, "/videos/clip.mp4"))
    here, there = said("harbour"), said("harbour", id_=CLIP)
    library.store.add([here, there, said("more")])
    library.jobs.plan([Job(video=TALK, perceiver="text@1", span=Span(0, 9))])
    library.relations.add([Relation(kind="same_as", of=here.id, to=there.id, source="test")])
    assert library.forget(TALK) == 2
    assert library.videos() == [video(CLIP, "/videos/clip.mp4")]
    assert library.store.get([here.id, there.id]) == [there]
    assert len(library.store.search("harbour", Filter())) == 1
    assert library.progress(TALK) == []
    assert library.relations.get() == []
    assert check(library) == []
    assert library.forget(TALK) == 0


def test_progress_tells_each_jobs_state_and_error(library: Library) -> None:
    jobs = [Job(video=TALK, perceiver="text@1", span=Span(at, at + 10)) for at in (10, 0, 20)]
    library.jobs.plan(jobs)
    done, failed = library.jobs.lease("me"), library.jobs.lease("me")
    assert done
    assert failed
    library.jobs.finish(done, "me", [])
    library.jobs.fail(failed, "me", "cannot be read")
    told = [(job.span.start_s, job.state, job.error) for job in library.progress(TALK)]
    assert told == [(0, "done", ""), (10, "failed", "cannot be read"), (20, "todo", "")]


def test_an_error_that_names_an_odd_file_is_recorded(library: Library) -> None:
    library.jobs.plan([Job(video=TALK, perceiver="text@1", span=Span(0, 10))])
    job = library.jobs.lease("me")
    assert job
    library.jobs.fail(job, "me", f"cannot open {os.fsdecode(b'caf' + bytes([233]))}")
    assert library.progress(TALK)[0].error == "cannot open caf\\udce9"


def test_relations_and_entities_are_kept(library: Library) -> None:
    ann = Entity(id="ann", kind="person", name="Ann")
    links = [
        Relation(kind="same_as", of="ann", to="o1", source="test", score=0.5),
        Relation(kind="before", of="o1", to="o2", source="test"),
    ]
    assert library.entities.add([ann]) == 1
    assert library.relations.add(links) == 2
    assert library.entities.get(["nobody", "ann"]) == [ann]
    assert library.entities.get() == [ann]
    assert library.relations.get() == links
    assert library.relations.get("o2") == links[1:]
    library.entities.add([Entity(id="ann", kind="person", name="Ann Lee")])
    assert library.entities.get(["ann"])[0].name == "Ann Lee"


# Folders that cannot be used


def test_reading_only_needs_a_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library at .*index a video first"):
        Library.open(tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_library_opened_for_reading_searches_and_refuses_to_write(
    library: Library, tmp_path: Path
) -> None:
    library.remember(video())
    library.store.add([said("harbour")])
    with Library.open(library.folder, Hashing(), read_only=True) as reader:
        assert found(reader, "harbour") == ["harbour"]
        assert check(reader) == []
        for write in (
            lambda: reader.store.add([said("new")]),
            lambda: reader.remember(video()),
            lambda: reader.jobs.lease("me"),
            lambda: gc(reader),
        ):
            with pytest.raises(LibraryError, match="read-only: searching works"):
                write()
    assert found(library, "new") == []


def test_a_library_in_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        library.store.add([said("harbour")])
    (folder / FILE_NAME).chmod(0o444)
    folder.chmod(0o555)
    try:
        with Library.open(folder) as library:
            assert library.read_only
            assert found(library, "harbour") == ["harbour"]
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("content", [b"not a database, but a text " * 100, b"SQLite format 3\0bad"])
def test_a_file_that_is_no_library_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(LibraryError, match="not a library: choose another folder"):
        Library.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE letters (text)")
    other.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(LibraryError, match="of another program"):
            Library.open(tmp_path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_library_of_a_newer_version_says_so(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    changed = sqlite3.connect(tmp_path / FILE_NAME)
    changed.execute("PRAGMA user_version = 99")
    changed.close()
    for read_only in (False, True):
        with pytest.raises(LibraryError, match=r"version 99.*newer.*upgrade"):
            Library.open(tmp_path, read_only=read_only)


def test_a_path_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="choose a folder"):
        Library.open(tmp_path / "file" / "library")


def test_a_full_disk_leaves_nothing_half_written(library: Library) -> None:
    library.remember(video())
    library.store.add([said("before")])
    library.jobs.plan([Job(video=TALK, perceiver="speech@1", span=Span(0, 9))])
    job = library.jobs.lease("me")
    assert job
    with library.database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [said(f"line {number} " + "word " * 200, number) for number in range(300)]
    with pytest.raises(LibraryError, match=r"disk .* is full.*free some space"):
        library.jobs.finish(job, "me", many)
    assert [seen.text for seen in library.store.scan(Filter())] == ["before"]
    assert check(library) == []
    with library.database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert library.jobs.finish(job, "me", many)
    assert len(library.store.search("line 7", Filter())) == 20


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.store.add(said(f"line {number}", number) for number in range(3000))
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[20_000:60_000] = os.urandom(40_000)
    path.write_bytes(content)
    with Library.open(tmp_path) as library:
        try:
            problems = check(library)
        except LibraryError as error:
            problems = [str(error)]
    assert "damaged" in problems[0]


# Two embedders


class Newer(Hashing):
    version = "2"


def test_vectors_of_two_models_are_not_mixed(tmp_path: Path) -> None:
    with Library.open(tmp_path, Hashing()) as library:
        library.store.add([said("harbour")])
    for other in (Newer(), Hashing(64)):
        with pytest.raises(LibraryError, match=r"hashing 1, 256 dimensions.*library rebuild"):
            Library.open(tmp_path, other)


def test_a_model_that_comes_second_while_both_are_open_is_refused(tmp_path: Path) -> None:
    with Library.open(tmp_path, Hashing()) as one, Library.open(tmp_path, Newer()) as two:
        one.store.add([said("harbour")])
        with pytest.raises(LibraryError, match="two models"):
            two.store.add([said("beach")])
        with pytest.raises(LibraryError, match="two models"):
            two.store.search("harbour", Filter())
        assert [seen.text for seen in one.store.scan(Filter())] == ["harbour"]


def test_rebuild_changes_the_model(tmp_path: Path) -> None:
    lines = [said(f"line {number}", number) for number in range(1100)]
    with Library.open(tmp_path, Hashing()) as library:
        library.remember(video())
        library.store.add(lines)
    assert rebuild(tmp_path, Newer()) == 1100
    with Library.open(tmp_path, Newer()) as library:
        assert check(library) == []
        assert library.store.search("line 7", Filter())[0].meaning > 0.9


def test_without_an_embedder_words_are_found_and_check_tells_what_is_missing(
    tmp_path: Path,
) -> None:
    with Library.open(tmp_path, Hashing()) as library:
        library.remember(video())
        library.store.add([said("harbour")])
    with Library.open(tmp_path) as library:
        library.store.add([said("beach")])
        assert found(library, "beach") == ["beach"]
    with Library.open(tmp_path, Hashing()) as library:
        assert check(library) == [
            "1 observations are not searched by meaning: run longtake library rebuild"
        ]
        assert found(library, "beach harbour") in (["beach", "harbour"], ["harbour", "beach"])


def test_check_tells_when_a_rebuild_was_interrupted(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.remember(video())
        library.store.add([said("harbour")])
        assert check(library) == []
    with Library.open(tmp_path, Hashing()) as library:
        assert "1 observations are not searched by meaning" in check(library)[0]


# Upkeep


def test_gc_removes_what_nothing_leads_to(library: Library) -> None:
    library.remember(video())
    library.store.add([said("kept"), *(said(f"orphan {n}", n, id_=CLIP) for n in range(500))])
    library.jobs.plan([Job(video=CLIP, perceiver="text@1", span=Span(0, 9))])
    library.relations.add([Relation(kind="before", of="gone", to="gone too", source="test")])
    assert any("500 observations that nothing leads to" in line for line in check(library))
    freed = gc(library)
    assert (freed.observations, freed.jobs, freed.relations) == (500, 1, 1)
    assert freed.bytes > 0
    assert check(library) == []
    assert [seen.text for seen in library.store.scan(Filter())] == ["kept"]
    assert found(library, "kept") == ["kept"]


def test_check_finds_a_word_index_that_went_astray(library: Library, tmp_path: Path) -> None:
    library.remember(video())
    library.store.add([said("harbour"), said("beach", 4)])
    with library.database.writing() as connection:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    assert any("word index" in problem for problem in check(library))
    folder = library.folder
    library.close()
    rebuild(folder, Hashing())
    with Library.open(folder, Hashing()) as mended:
        assert check(mended) == []
        assert found(mended, "harbour") == ["harbour"]


# Several at once


def test_a_search_sees_what_another_process_added_and_removed(library: Library) -> None:
    library.remember(video())
    library.store.add([said("harbour")])
    assert found(library, "harbour lighthouse") == ["harbour"]
    with Library.open(library.folder, Hashing()) as other:
        other.store.add([said("lighthouse", 5)])
        assert sorted(found(library, "harbour lighthouse")) == ["harbour", "lighthouse"]
        hits = {h.observation.text: h for h in library.store.search("lighthouse", Filter())}
        assert hits["lighthouse"].meaning > 0.9
        other.forget(TALK)
    assert library.store.search("harbour lighthouse", Filter()) == []


def test_threads_share_one_library(library: Library) -> None:
    errors: list[BaseException] = []

    def write_and_read(number: int) -> None:
        try:
            for at in range(20):
                library.store.add([said(f"thread {number} line {at}", at)])
                assert found(library, f"thread {number}")
                assert list(library.store.scan(Filter()))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write_and_read, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(list(library.store.scan(Filter()))) == 80


def test_an_embedder_at_work_keeps_nobody_waiting(library: Library) -> None:
    class Slow(Hashing):
        def embed_text(self, texts):  # type: ignore[no-untyped-def]
            with Library.open(library.folder, Hashing()) as other:
                other.store.add([said("written meanwhile", 30)])
            return super().embed_text(texts)

    with Library.open(library.folder, Slow()) as slow:
        slow.store.add([said("slow")])
    assert found(library, "written meanwhile") == ["written meanwhile"]


def test_a_library_may_be_copied_when_closed(tmp_path: Path) -> None:
    with Library.open(tmp_path / "one", Hashing()) as library:
        library.store.add([said("harbour")])
    assert [path.name for path in (tmp_path / "one").iterdir()] == [FILE_NAME]
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    with Library.open(tmp_path / "two", Hashing()) as copy:
        assert found(copy, "harbour") == ["harbour"]


def test_an_observation_has_one_id_however_its_numbers_are_written() -> None:
    whole = Observation(
        video=TALK,
        span=Span(1, 2),
        kind="text",
        text="x",
        source="s",
        box=Box(0, 0, 1, 1),
        score=1,
    )
    decimal = Observation(
        video=TALK,
        span=Span(1.0, 2.0),
        kind="text",
        text="x",
        source="s",
        box=Box(0.0, 0.0, 1.0, 1.0),
        score=1.0,
    )
    assert whole == decimal
    assert whole.id == decimal.id
