"""A made folder, read back: each film with its truth, and the questions.

What exporters, pictures and certificates work on; where things lie is written in `folder`. A path
comes in; a Made goes out, of which the large parts are read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from longtake.errors import WorldError
from longtake.worlds.making.folder import QUESTIONS, WORLD, MadeFilm, Manifest
from longtake.worlds.questions import Question
from longtake.worlds.truth import Track, Truth

Line = TypeVar("Line", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class FilmAtHand:
    """One film of a made folder."""

    path: Path
    """The whole folder."""
    row: MadeFilm

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def file(self) -> str:
        """The video, relative to the folder, as questions name it."""
        return self.row.video

    @property
    def video(self) -> Path:
        return self.path / self.row.video

    @cached_property
    def truth(self) -> Truth:
        """Everything that happens. Raises WorldError when it is missing or damaged."""
        return _read(self.path / self.row.truth, Truth)

    def tracks(self) -> Iterator[Track]:
        """Where its things are, a shot at a time; none where the world keeps none."""
        path = self.path / self.row.tracks
        return rows(path, Track) if path.is_file() else iter(())


@dataclass(frozen=True, kw_only=True)
class Made:
    """A made folder."""

    path: Path
    manifest: Manifest
    films: tuple[FilmAtHand, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions, about all films; none where none were asked."""
        path = self.path / QUESTIONS
        return tuple(rows(path, Question)) if path.is_file() else ()

    def film(self, file: str) -> FilmAtHand:
        """The film of a video that a question names. Raises KeyError."""
        return self._by_file[file]

    @cached_property
    def _by_file(self) -> dict[str, FilmAtHand]:
        return {film.file: film for film in self.films}


def open_made(path: Path | str) -> Made:
    """A folder that `longtake make` wrote. Raises WorldError when it is none."""
    path = Path(path)
    if not (path / WORLD).is_file():
        raise WorldError(
            f"{str(path)!r} holds no {WORLD}: name a folder that `longtake make` has made"
        )
    manifest = _read(path / WORLD, Manifest)
    films = tuple(FilmAtHand(path=path, row=row) for row in manifest.films)
    return Made(path=path, manifest=manifest, films=films)


def rows(path: Path, kind: type[Line]) -> Iterator[Line]:
    """The lines of a file, one at a time. Raises WorldError at one that is damaged."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                raise WorldError(_damaged(f"{path}, line {number}", error)) from None


def _read(path: Path, kind: type[Line]) -> Line:
    try:
        return kind.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise WorldError(_damaged(str(path), error)) from None


def _damaged(where: str, error: Exception) -> str:
    return f"{where!r} is damaged, or of another version: make it anew ({error})"
