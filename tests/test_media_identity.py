"""Recordings are found in folders, and known again whatever they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from longtake.errors import OpenError
from longtake.media.discover import find_recordings
from longtake.media.identity import BLOCK_BYTES, BLOCKS, content_id, hash_blocks


def test_the_same_content_is_the_same_recording(tmp_path: Path) -> None:
    first, second = tmp_path / "a.mp4", tmp_path / "b.mkv"
    first.write_bytes(b"one" * 1000)
    second.write_bytes(b"one" * 1000)
    assert content_id(first) == content_id(second)
    assert len(content_id(first)) == 24
    second.write_bytes(b"one" * 999 + b"two")
    assert content_id(first) != content_id(second)


def test_small_files_are_hashed_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    data = bytearray(BLOCK_BYTES * BLOCKS)
    path.write_bytes(data)
    seen = {content_id(path)}
    for place in range(0, len(data), len(data) // 50):
        data[place] ^= 1
        path.write_bytes(data)
        seen.add(content_id(path))
    assert len(seen) > 50


def test_a_huge_file_is_known_by_a_megabyte_of_it() -> None:
    size, read_bytes = 10**12, 0

    def read(start: int, count: int) -> bytes:
        nonlocal read_bytes
        assert 0 <= start <= start + count <= size
        read_bytes += count
        return bytes([start % 251]) * count

    first = hash_blocks(size, read)
    assert read_bytes == BLOCK_BYTES * BLOCKS
    assert first == hash_blocks(size, read)
    assert first != hash_blocks(size + 1, lambda start, count: read(max(0, start - 1), count))


def test_head_and_tail_always_count(tmp_path: Path) -> None:
    path = tmp_path / "a"
    data = bytearray(3 * BLOCK_BYTES * BLOCKS)
    path.write_bytes(data)
    whole = content_id(path)
    for place in (0, len(data) - 1):
        changed = bytearray(data)
        changed[place] = 1
        path.write_bytes(changed)
        assert content_id(path) != whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.mp4",
        "a.MKV",
        "a.srt",
        "notes.txt",
        "deep/er/c.webm",
        "deep/song.mp3",
        ".hidden.mp4",
        ".cache/d.mp4",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "stream.ts").write_bytes(b"G@\x00\x10")
    (tmp_path / "code.ts").write_bytes(b"export const a = 1")
    return tmp_path


def names(paths: tuple[str, ...], folder: Path) -> list[str]:
    return [str(Path(path).relative_to(folder.resolve())) for path in paths]


def test_folders_are_searched_and_what_is_left_out_is_counted(folder: Path) -> None:
    found = find_recordings([folder])
    assert names(found.sources, folder) == [
        "a.MKV",
        "b.mp4",
        "stream.ts",
        "deep/song.mp3",
        "deep/er/c.webm",
    ]
    assert names(found.skipped, folder) == ["a.srt", "code.ts", "notes.txt"]


def test_files_named_outright_are_kept_and_nothing_comes_twice(folder: Path) -> None:
    found = find_recordings([folder / "notes.txt", folder / "b.mp4", folder, str(folder / "b.mp4")])
    assert names(found.sources, folder)[:2] == ["notes.txt", "b.mp4"]
    assert len(found.sources) == len(set(found.sources)) == 6


def test_addresses_pass_as_they_are() -> None:
    url = "https://example.org/a/b.mp4?token=1"
    assert find_recordings([url, url]).sources == (url,)


def test_what_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(OpenError, match="does not exist"):
        find_recordings([folder / "gone.mp4"])
    (folder / "bare").mkdir()
    (folder / "bare" / "readme.md").touch()
    with pytest.raises(OpenError, match="no recordings"):
        find_recordings([folder / "bare"])
