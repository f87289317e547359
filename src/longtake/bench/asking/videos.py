"""Finds the videos that annotations name, in the folder where their user keeps them.

Annotations name a video by path, by file name, or by an id alone; folders are laid out as they
were unpacked. A name comes in; a path and a length go out.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path

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
        found = self._named[Path(name).name] or self._stems[Path(name).name]
        found = found or self._stems[Path(name).stem]
        if not found:
            raise BenchError(f"the video {name!r} is not in {self.folder}")
        if len(found) > 1:
            told = ", ".join(str(path.relative_to(self.folder)) for path in found[:3])
            raise BenchError(f"the video {name!r} is in {self.folder} more than once: {told}")
        return found[0]

    def duration_s(self, name: str) -> float:
        """How long it is. Raises BenchError, MediaError."""
        if name not in self._durations_s:
            with open_media(self.path(name)) as media:
                self._durations_s[name] = media.info.duration_s
        return self._durations_s[name]

    @cached_property
    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.suffix.lower() in SUFFIXES)

    @cached_property
    def _named(self) -> defaultdict[str, list[Path]]:
        return _by(self._files, "name")

    @cached_property
    def _stems(self) -> defaultdict[str, list[Path]]:
        return _by(self._files, "stem")


def _by(files: list[Path], part: str) -> defaultdict[str, list[Path]]:
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        found[getattr(file, part)].append(file)
    return found
