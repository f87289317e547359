"""The unfinished folder: a hidden sibling, `.NAME.part`, that becomes the folder in one step.

Holds what is finished so far, and a ledger of it with sizes, so that work which was cut off at any
moment can go on. Knows nothing of what the files mean.

    .NAME.part/order.json    what is being made; another order does not go on with it
    .NAME.part/ledger.jsonl  a line for each task that is done: its files, their sizes, its result
    .NAME.part/work/         pieces that are still to be joined
    .NAME.part/folder/       what the folder will be
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from longtake.errors import WorldError


class Part:
    """The unfinished folder beside `out`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out.parent / f".{out.name}.part"
        self.work, self.folder = self.path / "work", self.path / "folder"

    @contextmanager
    def claimed(self, order: dict[str, Any], resume: bool) -> Iterator[dict[str, Any]]:
        """Begin, or go on; gives the results of the tasks that are done, by the task's name.

        Raises WorldError when there is one already and it is not to be resumed, when it is one of
        another order, or when another process is at work on it.
        """
        if self.path.exists() and not resume:
            raise WorldError(
                f"{str(self.out)!r} was begun before: go on with --resume, "
                f"or delete {str(self.path)!r} to begin anew"
            )
        for folder in (self.path, self.work, self.folder):
            folder.mkdir(exist_ok=True)
        with self._alone():
            self._same(order)
            yield self._done()

    def _same(self, order: dict[str, Any]) -> None:
        """Note the order, or see that it is the one that was begun."""
        noted = self.path / "order.json"
        try:
            begun = json.loads(noted.read_bytes())
        except (FileNotFoundError, ValueError):
            self.write(noted, json.dumps(order).encode())
            return
        if begun != order:
            keys = sorted(key for key in order | begun if begun.get(key) != order.get(key))
            told = ", ".join(f"{key} {begun.get(key)!r}, not {order.get(key)!r}" for key in keys)
            raise WorldError(
                f"{str(self.path)!r} was begun with {told}: give the same order, or delete it"
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock. Where the system has none, two at once are the user's to avoid."""
        try:
            import fcntl
        except ImportError:
            yield
            return
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WorldError(
                    f"another process is making {str(self.out)!r}: wait for it, or end it"
                ) from None
            yield

    def _done(self) -> dict[str, Any]:
        """The results of all tasks whose files are there in full; a torn last line is none."""
        done: dict[str, Any] = {}
        try:
            lines = (self.path / "ledger.jsonl").read_bytes().split(b"\n")
        except FileNotFoundError:
            return done
        for line in filter(None, lines):
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if all(self._whole(file, size) for file, size in row["files"].items()):
                done[row["task"]] = row["result"]
        return done

    def _whole(self, file: str, size: int) -> bool:
        path = self.path / file
        return path.is_file() and path.stat().st_size == size

    def note(self, task: str, files: Mapping[str, int], result: Any) -> None:
        """A task is done: these files of it are kept, by path within the part."""
        row = json.dumps({"task": task, "files": files, "result": result})
        with (self.path / "ledger.jsonl").open("ab") as ledger:
            ledger.write(b"\n" + row.encode() + b"\n")
            ledger.flush()
            os.fsync(ledger.fileno())

    def begun(self) -> bool:
        """Whether any task is done, so that there is something to go on from."""
        return (self.path / "ledger.jsonl").exists()

    def publish(self) -> None:
        """The folder appears: all of it, at once."""
        self.folder.rename(self.out)
        shutil.rmtree(self.path)

    def drop(self) -> None:
        """Nothing of it is left."""
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, and so that it outlasts a power cut."""
        with self.unfinished(path) as draft:
            draft.write_bytes(content)

    @contextmanager
    def unfinished(self, path: Path) -> Iterator[Path]:
        """A file elsewhere to write to; it becomes `path` when all went well."""
        draft = self.work / f"{os.getpid()}-{path.name}"
        try:
            yield draft
            with draft.open("rb") as written:
                os.fsync(written.fileno())
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def sizes(self, *paths: Path) -> dict[str, int]:
        """Files of the part with their sizes, for the ledger."""
        return {path.relative_to(self.path).as_posix(): path.stat().st_size for path in paths}
