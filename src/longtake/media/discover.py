"""Which recordings a person means by files, folders and URLs.

Goes by file names; nothing is decoded. Paths and URLs come in; recordings, in a stable order and
each once, go out, with what was passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from longtake.errors import OpenError

WEB = ("http://", "https://")
VIDEO = """
    3g2 3gp asf avi divx dv f4v flv gif h264 h265 hevc ivf m2t m2ts m2v m4v mjpeg mjpg mkv mov mp4
    mpeg mpg mts mxf nut obu ogm ogv rm rmvb ts vob webm wmv y4m
"""
SOUND = "aac ac3 aiff amr ape flac m4a m4b mka mp3 oga ogg opus wav wma wv"
ENDINGS = frozenset(f".{ending}" for ending in f"{VIDEO} {SOUND}".split())
OTHER_ADDRESS = re.compile("[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
TRANSPORT_SYNC = b"G"
"""First byte of an MPEG transport stream; `.ts` also ends the names of TypeScript sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What to open, and what in the folders was not taken for a recording."""

    sources: tuple[str, ...]
    """Absolute paths and URLs."""
    skipped: tuple[str, ...] = ()
    """Files in the folders whose names are not those of recordings; hidden ones are not listed."""


def find_recordings(paths: Iterable[str | Path]) -> Found:
    """Expand folders, recursively and in order of name; keep files and URLs as they are given.

    A file named outright is kept whatever it is called. Hidden files and folders inside a folder
    are passed over. Raises OpenError for a path that does not exist, and for a folder with no
    recording in it.
    """
    sources: dict[str, None] = {}
    skipped: dict[str, None] = {}
    for path in map(str, paths):
        if path.startswith(WEB):
            sources[path] = None
            continue
        if not path:
            raise OpenError("the name of a source is empty; give a file, a folder or a URL")
        place = Path(path).expanduser()
        check_is_there(place)
        if not place.is_dir():
            sources[str(place.resolve())] = None
            continue
        files = [str(file) for file in _files(place.resolve())]
        inside = [file for file in files if _is_recording(file)]
        if not inside:
            raise OpenError(
                f"{path} holds no recordings ({len(files)} other files); give another folder,"
                " or name the file itself"
            )
        sources.update(dict.fromkeys(inside))
        skipped.update(dict.fromkeys(file for file in files if file not in set(inside)))
    return Found(sources=tuple(sources), skipped=tuple(skipped))


def check_is_there(path: Path) -> None:
    """Raise OpenError for a path that does not exist, or that no file system could hold."""
    if not os.path.exists(path):
        if OTHER_ADDRESS.match(str(path)):
            raise OpenError(
                f"{path} is an address of a kind that cannot be read: give an http(s) URL, or"
                " download it and give the path"
            )
        raise OpenError(f"{path} does not exist; check the path")


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(names) if not name.startswith("."))


def _is_recording(name: str) -> bool:
    ending = Path(name).suffix.lower()
    if ending == ".ts":
        with open(name, "rb") as file:
            return file.read(1) == TRANSPORT_SYNC
    return ending in ENDINGS
