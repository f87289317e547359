"""The tasks of making: one call does one of them, in this process.

    group     plan films that are asked about together; short ones are made at once
    sound     the sound of a long film
    piece     about a minute of the pictures and tracks of a long film
    film      join a long film's pieces, and write its truth
    ask       the questions about a group

A task leaves files in the unfinished folder and returns what is known of them, and which tasks
follow from it. Films are planned anew in each process that works on them: plans are deterministic,
so that nothing but names passes between processes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from longtake.errors import LongtakeError, WorldError
from longtake.registry import find
from longtake.types import Span
from longtake.worlds.asking.drafting import questions
from longtake.worlds.making import filming, folder, soundtrack
from longtake.worlds.making.part import Part
from longtake.worlds.making.tracks import tracks
from longtake.worlds.making.voice import check
from longtake.worlds.truth import Line, Truth
from longtake.worlds.world import Film, Order, World, WritesItself

AT_ONCE_S = 90.0
"""A group of films no longer than this is made in one task."""

LINES = TypeAdapter(list[Line])


class Task(NamedTuple):
    """One of the tasks above, for a group of films, one film of it, one piece of that."""

    what: str
    group: int
    film: int = 0
    piece: int = 0

    def __str__(self) -> str:
        return " ".join(map(str, self))


class Done(NamedTuple):
    """What came of a task."""

    task: Task
    files: dict[str, int]
    """Files that were written, with their sizes, by path within the part."""
    result: dict[str, Any]
    """`films`: rows of the manifest with their counts. `length`: seconds of film, planned by a
    group and made by any other. `follow`: tasks that have become possible. `unsound`: how many
    questions fell."""


def open_world(name: str) -> World:
    """The world of that name, or import path. Raises WorldError."""
    try:
        found = find("worlds", name)
    except LongtakeError as error:
        raise WorldError(str(error)) from error
    if not (isinstance(found, type) and hasattr(found, "groups")):
        raise WorldError(f"{name!r} is no world: name a class with `groups` and `kinds`")
    world: World = found()
    return world


class Shooting:
    """One order, in one process."""

    def __init__(self, world: World, order: Order, part: Part) -> None:
        self.world, self.order, self.part = world, order, part
        self.groups = world.groups(order)
        self.alone = len(self.groups) == 1 and len(self.groups[0]) == 1
        self._group = lru_cache(maxsize=2)(lambda number: list(self.groups[number]))

    def do(self, task: Task) -> Done:
        """Do one task. Raises WorldError, MissingExtra, OSError."""
        done: Done = getattr(self, f"_{task.what}_task")(task)
        return done

    def questions_file(self, group: int) -> Path:
        """Where the questions about a group wait until those of all are there."""
        return self.part.work / f"questions-{group:06}.jsonl"

    def _group_task(self, task: Task) -> Done:
        films = self._group(task.group)
        length_s = sum(film.truth.film.duration_s for film in films)
        if any(self._voiced(film) for film in films):
            check()
        if length_s > AT_ONCE_S:
            follow = list(self._long_tasks(task.group, films))
            return Done(task, {}, {"length": length_s, "follow": follow})
        written: list[Path] = []
        rows = []
        for film in films:
            if isinstance(film, WritesItself):
                rows.append(self._finish_own(task.group, film, written))
                continue
            pieces = [io.BytesIO(filming.film_piece(film, span)) for span in filming.pieces(film)]
            rows.append(self._finish(task.group, film, pieces, filming.pieces(film), written))
        asked = self._ask(task.group, written)
        result = {"length": length_s, "films": rows, "follow": [], **asked}
        return Done(task, self.part.sizes(*written), result)

    def _long_tasks(self, group: int, films: Sequence[Film]) -> Iterable[Task]:
        """The sound first: nothing else can be done beside it at the end."""
        yield from (Task("sound", group, i) for i, one in enumerate(films) if self._voiced(one))
        yield Task("ask", group)
        for index, film in enumerate(films):
            if isinstance(film, WritesItself):
                yield Task("film", group, index)
                continue
            for piece in range(len(filming.pieces(film))):
                yield Task("piece", group, index, piece)

    def _sound_task(self, task: Task) -> Done:
        film = self._group(task.group)[task.film]
        path = self._kept(film) / "sound.m4a"
        lines = self._record(film, path)
        spoken = path.with_suffix(".json")
        self.part.write(spoken, LINES.dump_json(lines))
        return Done(task, self.part.sizes(path, spoken), {"length": 0.0})

    def _piece_task(self, task: Task) -> Done:
        film = self._group(task.group)[task.film]
        span = filming.pieces(film)[task.piece]
        video, track = (
            self._kept(film) / f"{task.piece:05}{ending}" for ending in (".mp4", ".jsonl")
        )
        self.part.write(video, filming.film_piece(film, span))
        self.part.write(track, folder.jsonl(tracks(film, span)))
        return Done(task, self.part.sizes(video, track), {"length": span.duration_s})

    def _film_task(self, task: Task) -> Done:
        film = self._group(task.group)[task.film]
        if isinstance(film, WritesItself):
            made: list[Path] = []
            row = self._finish_own(task.group, film, made)
            length_s = film.truth.film.duration_s
            return Done(task, self.part.sizes(*made), {"length": length_s, "films": [row]})
        spans = filming.pieces(film)
        pieces = [self._kept(film) / f"{number:05}.mp4" for number in range(len(spans))]
        written: list[Path] = []
        row = self._finish(task.group, film, pieces, spans, written)
        return Done(task, self.part.sizes(*written), {"length": 0.0, "films": [row]})

    def _ask_task(self, task: Task) -> Done:
        written: list[Path] = []
        asked = self._ask(task.group, written)
        return Done(task, self.part.sizes(*written), {"length": 0.0, **asked})

    def _voiced(self, film: Film) -> bool:
        own = isinstance(film, WritesItself)
        return self.order.voices and not own and soundtrack.voiced(film)

    def _kept(self, film: Film) -> Path:
        """Where the pieces of a film wait."""
        return self.part.work / film.name

    def _place(self, film: Film) -> str:
        return "" if self.alone else f"{film.name}/"

    def _record(self, film: Film, path: Path) -> list[Line]:
        with self.part.unfinished(path) as draft:
            return soundtrack.record(film, draft)

    def _finish(
        self,
        group: int,
        film: Film,
        pieces: Sequence[filming.Source],
        spans: Sequence[Span],
        written: list[Path],
    ) -> dict[str, Any]:
        """Join the film, write what belongs to it; its row of the manifest, with its counts."""
        home, kept = self.part.folder / self._place(film), self._kept(film)
        sound, lines = self._heard(film, kept)
        shown = [line for line in lines if line.written and self.order.subtitles]
        with self.part.unfinished(home / folder.VIDEO) as draft:
            filming.join(pieces, sound, shown, draft)
        truth = _as_made(film.truth, lines, sound is not None, bool(shown))
        self.part.write(home / folder.TRUTH, folder.pretty(truth))
        self._gather(film, pieces, spans, home / folder.TRACKS)
        written += [home / name for name in (folder.VIDEO, folder.TRUTH, folder.TRACKS)]
        return _row(group, film.name, self._place(film), truth)

    def _finish_own(self, group: int, film: Film, written: list[Path]) -> dict[str, Any]:
        """Let the film write its file, and write what belongs to it; its row of the manifest."""
        assert isinstance(film, WritesItself)
        home, truth = self.part.folder / self._place(film), film.truth
        with self.part.unfinished(home / folder.VIDEO) as draft:
            film.write(draft)
        self.part.write(home / folder.TRUTH, folder.pretty(truth))
        self.part.write(home / folder.TRACKS, folder.jsonl(tracks(film, film.tracked)))
        written += [home / name for name in (folder.VIDEO, folder.TRUTH, folder.TRACKS)]
        return _row(group, film.name, self._place(film), truth)

    def _heard(self, film: Film, kept: Path) -> tuple[Path | None, list[Line]]:
        """The film's sound, and its lines as they are said; a long film's are there already."""
        if self._voiced(film):
            sound, spoken = kept / "sound.m4a", kept / "sound.json"
            said = spoken.exists() and LINES.validate_json(spoken.read_bytes())
            return sound, said or self._record(film, sound)
        return None, [line.model_copy(update={"voice": ""}) for line in film.truth.speech]

    def _gather(
        self, film: Film, pieces: Sequence[filming.Source], spans: Sequence[Span], path: Path
    ) -> None:
        """The tracks of all pieces in one file."""
        with self.part.unfinished(path) as draft, draft.open("wb") as gathered:
            for piece, span in zip(pieces, spans, strict=True):
                if isinstance(piece, Path):
                    gathered.write(piece.with_suffix(".jsonl").read_bytes())
                else:
                    gathered.write(folder.jsonl(tracks(film, span)))

    def _ask(self, group: int, written: list[Path]) -> dict[str, int]:
        """Write the questions about a group, to be numbered later; how many were not sound."""
        films = self._group(group)
        names = {film.name: f"{self._place(film)}{folder.VIDEO}" for film in films}
        path = self.questions_file(group)
        asked, unsound = questions(self.world, self.order, films, 0, names)
        self.part.write(path, folder.jsonl(asked))
        written.append(path)
        return {"unsound": unsound}


def _as_made(truth: Truth, lines: Sequence[Line], sound: bool, subtitles: bool) -> Truth:
    """The truth of the file: what of the lines is in it, and when they are really said."""
    if not subtitles:
        lines = [line.model_copy(update={"written": False}) for line in lines]
    about = truth.film.model_copy(update={"sound": sound, "subtitles": subtitles})
    return truth.model_copy(update={"film": about, "speech": list(lines)})


def _row(group: int, name: str, place: str, truth: Truth) -> dict[str, Any]:
    """What `world.json` says of a film, and what it adds to the counts."""
    counts = {
        "films": 1,
        "seconds": truth.film.duration_s,
        "shots": len(truth.shots),
        "events": len(truth.events),
        "entities": len(truth.entities),
        "lines": len(truth.speech),
    }
    return {
        "name": name,
        "group": group,
        "video": f"{place}{folder.VIDEO}",
        "truth": f"{place}{folder.TRUTH}",
        "tracks": f"{place}{folder.TRACKS}",
        "duration_s": truth.film.duration_s,
        "counts": counts,
    }
