"""Finds the videos that annotations name, in the folder where their user keeps them.

Annotations name a video by path, by file name, or by an id alone; folders are laid out as they
were unpacked. Still pictures are found where a picture is named, `12.jpg`, and never for a video of
the same name. A name comes in; a path and a length go out.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from longtake.bench.asking import stills
from longtake.errors import BenchError
from longtake.media import open_media

SUFFIXES = (".mp4", ".mkv", ".webm", ".avi", ".mov", ".m4v", ".mpg", ".mpeg", ".flv", ".ts", ".gif")


class Videos:
    """The videos below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._durations_s: dict[str, float] = {}

    def path(self, name: str) -> Path:
        """Where a video lies. Raises BenchError where it is not, or two files could be meant."""
        direct = self.folder / name
        if direct.is_file():
            return direct
        files = self._stills if stills.is_still(name) else self._videos
        stem, whole = Path(name).stem, Path(name).name
        found = files.named[whole] or files.stems[whole] or files.stems[stem]
        if not found:
            raise BenchError(f"the video {name!r} is not in {self.folder}")
        if len(found) > 1:
            told = ", ".join(str(path.relative_to(self.folder)) for path in found[:3])
            raise BenchError(f"the video {name!r} is in {self.folder} more than once: {told}")
        return found[0]

    def has(self, name: str) -> bool:
        """Whether it is there, once."""
        try:
            return self.path(name).is_file()
        except BenchError:
            return False

    def duration_s(self, name: str) -> float:
        """How long it is. Raises BenchError, MediaError."""
        if name not in self._durations_s:
            self._durations_s[name] = _duration_s(self.path(name))
        return self._durations_s[name]

    @cached_property
    def _videos(self) -> _Files:
        return _files(self.folder, SUFFIXES)

    @cached_property
    def _stills(self) -> _Files:
        return _files(self.folder, stills.SUFFIXES)


class _Files(NamedTuple):
    named: defaultdict[str, list[Path]]
    stems: defaultdict[str, list[Path]]


def _duration_s(path: Path) -> float:
    if stills.is_still(path):
        return stills.LENGTH_S
    with open_media(path) as media:
        return media.info.duration_s


def _files(folder: Path, suffixes: tuple[str, ...]) -> _Files:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    return _Files(_by(found, "name"), _by(found, "stem"))


def _by(files: list[Path], part: str) -> defaultdict[str, list[Path]]:
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        found[getattr(file, part)].append(file)
    return found
