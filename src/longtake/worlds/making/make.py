"""Makes a folder out of an order: films on disk with their truth, tracks and questions.

The order is checked, its tasks are shared out among processes, and the folder appears when all are
done. Knows nothing of what a world shows or asks. The same order makes the same truth, questions
and pictures, whatever the number of workers and however often it was interrupted.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from longtake.errors import LongtakeError, WorldError
from longtake.worlds.asking.drafting import balanced
from longtake.worlds.asking.ordering import check
from longtake.worlds.making import folder
from longtake.worlds.making.crew import Alone, Crew, Together, WorkerLost
from longtake.worlds.making.part import Part
from longtake.worlds.making.shooting import Done, Shooting, Task, open_world
from longtake.worlds.questions import Question
from longtake.worlds.world import Order, World

PARTS = ("sound", "piece")
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
SHORT_MINUTES = 0.5
"""So little is made sooner alone than with the help of processes that must start first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was made."""

    path: Path
    manifest: folder.Manifest
    files: tuple[Path, ...]
    """All of them, relative to the folder."""
    took_s: float


Watch = Callable[[float, str], None]
"""Told what fraction is made, and what was made last."""


def make(
    world: str,
    out: Path | str,
    order: Order | None = None,
    *,
    workers: int | None = None,
    resume: bool = False,
    watch: Watch = lambda fraction, what: None,
) -> Delivered:
    """Make a world's films in the folder `out`, which must not be there yet.

    `world` is a name of `longtake make --list`, or an import path that other processes find, too.
    `workers` is how many processes work on it; all processors' worth by default. `resume` goes on
    with what was interrupted. Raises WorldError, MissingExtra, and OSError when it cannot write.
    """
    started_s = time.monotonic()
    order = order or Order()
    opened = open_world(world)
    check(order, opened)
    shooting = Shooting(opened, order, Part(Path(os.path.abspath(out))))
    part, about = shooting.part, _about(opened, order)
    manifest = _made_already(part, about) if resume else None
    if manifest is None:
        _check_place(part.out)
        with part.claimed(about, resume) as done, _kept(part):
            making = _Making(shooting, done, watch)
            with _crew(shooting, world, _workers(workers, order)) as crew:
                making.run(crew)
            manifest = making.finish()
            part.publish()
    files = sorted(p.relative_to(part.out) for p in part.out.rglob("*") if p.is_file())
    took_s = time.monotonic() - started_s
    return Delivered(path=part.out, manifest=manifest, files=tuple(files), took_s=took_s)


def _about(world: World, order: Order) -> dict[str, Any]:
    """What makes two folders the same, ready for JSON."""
    ordered: dict[str, Any] = TypeAdapter(Order).dump_python(order, mode="json")
    return {"world": world.name, "version": world.version, **ordered}


def _made_already(part: Part, about: Mapping[str, Any]) -> folder.Manifest | None:
    """What was finished by an earlier run of the same order; its remains are cleared away."""
    try:
        manifest = folder.Manifest.model_validate_json((part.out / folder.WORLD).read_bytes())
    except (OSError, ValueError):
        return None
    ordered = TypeAdapter(Order).dump_python(manifest.order, mode="json")
    if about != {"world": manifest.world, "version": manifest.version, **ordered}:
        return None
    part.drop()
    return manifest


def _check_place(out: Path) -> None:
    if not out.parent.is_dir():
        raise WorldError(f"{str(out.parent)!r} is no folder: make it first")
    if out.is_dir() and not any(out.iterdir()):
        return
    if out.exists() or out.is_symlink():
        raise WorldError(f"{str(out)!r} is taken: choose another folder, or move it away")


def _workers(wanted: int | None, order: Order) -> int:
    if wanted is not None:
        if wanted < 1:
            raise WorldError(f"{wanted} workers make no film: use at least 1")
        return wanted
    if order.minutes <= SHORT_MINUTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _crew(shooting: Shooting, world: str, workers: int) -> AbstractContextManager[Crew]:
    if workers == 1:
        return nullcontext(Alone(shooting))
    return Together(world, shooting.order, shooting.part.out, workers)


@contextmanager
def _kept(part: Part) -> Iterator[None]:
    """Leave something behind only where it is of use: to --resume."""
    try:
        yield
    except LongtakeError as error:
        if not isinstance(error, WorkerLost):
            part.drop()
        raise
    except BaseException as error:
        useful = part.begun()
        if not useful:
            part.drop()
        if isinstance(error, OSError) and error.errno in FULL:
            raise WorldError(_full(part, useful)) from error
        raise


def _full(part: Part, useful: bool) -> str:
    rest = (
        f"go on with --resume, or delete {str(part.path)!r}, which keeps what is done"
        if useful
        else "begin anew"
    )
    return f"there is no room left for {str(part.out)!r}: make some, then {rest}"


class _Making:
    """Which tasks are done and which have become possible."""

    def __init__(self, shooting: Shooting, done: Mapping[str, Any], watch: Watch) -> None:
        self._shooting, self._part, self._watch = shooting, shooting.part, watch
        self._done = done
        self._films: list[dict[str, Any]] = []
        self._length_s: dict[int, float] = {}
        self._waiting: Counter[tuple[int, int]] = Counter()
        self._fraction = 0.0
        self._unsound = 0

    def run(self, crew: Crew) -> None:
        """Until everything is done."""
        for group in range(len(self._shooting.groups)):
            self._want(Task("group", group), crew)
        for done in crew.done():
            self._part.note(str(done.task), done.files, done.result)
            self._take(done, crew)

    def _want(self, task: Task, crew: Crew) -> None:
        if str(task) in self._done:
            self._take(Done(task, {}, self._done[str(task)]), crew)
        else:
            crew.add(task)

    def _take(self, done: Done, crew: Crew) -> None:
        task = done.task
        self._films += done.result.get("films", [])
        self._unsound += done.result.get("unsound", 0)
        if task.what == "group":
            self._length_s[task.group] = done.result["length"]
            self._follow([Task(*row) for row in done.result["follow"]], crew)
        elif task.what == "film":
            for film in done.result["films"]:
                shutil.rmtree(self._part.work / film["name"], ignore_errors=True)
        elif task.what in ("sound", "piece"):
            self._waiting[task.group, task.film] -= 1
            if not self._waiting[task.group, task.film]:
                self._want(Task("film", task.group, task.film), crew)
        self._advance(done)

    def _follow(self, tasks: list[Task], crew: Crew) -> None:
        """What a group of long films needs; of a film that is joined already, nothing more."""
        needed: list[Task] = []
        for task in tasks:
            film = task._replace(what="film", piece=0)
            joined = str(film) in self._done
            if task.what == "ask" or not joined:
                needed.append(task)
            elif film not in needed:
                needed.append(film)
        self._waiting.update((task.group, task.film) for task in needed if task.what in PARTS)
        for task in needed:
            self._want(task, crew)

    def _advance(self, done: Done) -> None:
        """Groups count alike; in a group, seconds."""
        group = done.task.group
        made_s = done.result["length"] if done.task.what != "group" else 0.0
        if done.task.what == "group" and not done.result["follow"]:
            made_s = self._length_s[group]
        share = made_s / self._length_s[group] if self._length_s[group] else 1.0
        self._fraction += share / len(self._shooting.groups)
        self._watch(min(1.0, self._fraction), str(done.task))

    def finish(self) -> folder.Manifest:
        """What belongs to all films: the questions, and what the folder is."""
        order = self._shooting.order
        sound = list(self._questions())
        asked = balanced(sound, order.seed)
        self._part.write(self._part.folder / folder.QUESTIONS, folder.jsonl(asked))
        counts: Counter[str] = Counter(
            questions=len(asked), unsound=self._unsound, given_away=len(sound) - len(asked)
        )
        for film in self._films:
            counts.update(film.pop("counts"))
        manifest = folder.Manifest(
            world=self._shooting.world.name,
            version=self._shooting.world.version,
            order=order,
            films=sorted(map(folder.MadeFilm.model_validate, self._films), key=_place),
            counts=folder.Counts(**counts),
        )
        self._part.write(self._part.folder / folder.WORLD, folder.pretty(manifest))
        return manifest

    def _questions(self) -> Iterator[Question]:
        """Those of all groups, numbered through."""
        number = 0
        for group in range(len(self._shooting.groups)):
            with self._shooting.questions_file(group).open("rb") as lines:
                for line in lines:
                    question = Question.model_validate_json(line)
                    stem, _, digits = question.id.rpartition("-")
                    update = {"id": f"{stem}-{number:0{len(digits)}}"}
                    yield question.model_copy(update=update)
                    number += 1


def _place(film: folder.MadeFilm) -> tuple[int, str]:
    return film.group, film.name
