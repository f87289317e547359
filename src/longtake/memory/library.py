"""The memory on disk: one folder, one SQLite file, opened with `Library.open`.

Goes in: which videos there are. Goes out: those again, by any name a person may use, and the
parts that keep the rest: `store` (Observations), `jobs` (work to do), `relations`, `entities`.
Knows nothing of pictures or models; it is given the embedder that it uses.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from longtake.errors import LibraryError
from longtake.memory.database import FILE_NAME, Database
from longtake.memory.jobs import COLUMNS as JOB_COLUMNS
from longtake.memory.jobs import LEASE_S, SqliteJobs, unpacked_job
from longtake.memory.links import Entities, Relations
from longtake.memory.provenance import check_embedder
from longtake.memory.rows import as_json
from longtake.memory.store import SqliteStore
from longtake.protocols import Embedder
from longtake.types import Job, MediaInfo, Stream

SHORTEST_PREFIX = 4
"""Characters of an id that a person must type at least."""

_SEEN_NOW = "INTO source SELECT ?, ?, 1 + coalesce(max(seen), 0) FROM source"


class Library:
    """An open library. Use it in a `with` statement, or call `close()`."""

    def __init__(self, database: Database, embedder: Embedder | None, lease_s: float) -> None:
        self.database = database
        self.embedder = embedder
        self.store = SqliteStore(database, embedder)
        self.jobs = SqliteJobs(database, self.store, lease_s)
        self.relations = Relations(database)
        self.entities = Entities(database)

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Embedder | None = None,
        *,
        read_only: bool = False,
        lease_s: float = LEASE_S,
    ) -> Library:
        """Open the library in `folder`; it is created when there is none and it may be written.

        Without an embedder nothing is searched for by meaning. Where the folder cannot be written
        the library is opened for reading (`library.read_only`). Raises LibraryError.
        """
        database = Database(folder, read_only)
        try:
            if embedder:
                with database.reading() as connection:
                    check_embedder(connection, embedder)
            return cls(database, embedder, lease_s)
        except BaseException:
            database.close()
            raise

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether there is a library in the folder, sound or not."""
        return (folder.expanduser() / FILE_NAME).exists()

    @classmethod
    def require(cls, folder: Path) -> None:
        """Raise LibraryError when there is no library in the folder."""
        if not cls.is_in(folder):
            raise LibraryError(
                f"there is no library in {str(folder)!r}: check the name, or index a video into "
                "it first, which makes one"
            )

    @property
    def folder(self) -> Path:
        return self.database.path.parent

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    def close(self) -> None:
        """Release the file. Safe to call twice."""
        self.database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def remember(self, info: MediaInfo) -> None:
        """Add a video, or note that it was seen again, perhaps under another path."""
        with self.database.writing() as connection:
            described = as_json(asdict(info))
            connection.execute("INSERT OR REPLACE INTO video VALUES (?, ?)", (info.id, described))
            connection.execute(f"INSERT OR REPLACE {_SEEN_NOW}", (_bound(info.source), info.id))

    def restore(self, info: MediaInfo, sources: Sequence[str]) -> bool:
        """Add a video as another library knew it, unless this one knows it; whether it was new."""
        with self.database.writing() as connection:
            added = (info.id, as_json(asdict(info)))
            inserted = connection.execute("INSERT OR IGNORE INTO video VALUES (?, ?)", added)
            if inserted.rowcount:
                rows = [(_bound(source), info.id) for source in reversed(sources)]
                connection.executemany(f"INSERT OR IGNORE {_SEEN_NOW}", rows)
            return bool(inserted.rowcount)

    def videos(self) -> list[MediaInfo]:
        """Every video, by source; each under the path where it was last seen."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT info FROM video").fetchall()
        return sorted((unpacked_info(row[0]) for row in rows), key=lambda v: (v.source, v.id))

    def sources(self, video: str) -> list[str]:
        """The paths and URLs under which this video is known, last seen first."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT source FROM source WHERE video = ? ORDER BY seen DESC", (video,)
            ).fetchall()
        return [_unbound(row[0]) for row in rows]

    def find(self, text: str) -> MediaInfo | None:
        """The video with this id, unique beginning of an id, path, URL, or unique file name."""
        with self.database.reading() as connection:
            video = self._meant(connection, text)
            if video is None:
                return None
            id_, source = video
            row = connection.execute("SELECT info FROM video WHERE id = ?", (id_,)).fetchone()
        info = unpacked_info(row[0])
        return replace(info, source=source or info.source)

    def _meant(self, connection: sqlite3.Connection, text: str) -> tuple[str, str] | None:
        """The id that the text names, and the source, if it is one."""
        ids = {row[0] for row in connection.execute("SELECT id FROM video")}
        known = connection.execute("SELECT source, video FROM source").fetchall()
        sources = {_unbound(source): video for source, video in known}
        for source in _spellings(text):
            if source in sources:
                return sources[source], source
        begun = {id_ for id_ in ids if len(text) >= SHORTEST_PREFIX and id_.startswith(text)}
        named = {video for source, video in sources.items() if _name(source) == text}
        alone = (meant for meant in ({text} & ids, begun, named) if len(meant) == 1)
        return next(((meant.pop(), "") for meant in alone), None)

    def forget(self, video: str) -> int:
        """Remove a video with all that is known of it. Returns how many Observations that were."""
        with self.database.writing() as connection:
            for end in ("of_id", "to_id"):
                connection.execute(
                    f"DELETE FROM relation WHERE {end} IN "
                    "(SELECT id FROM observation WHERE video = ?)",
                    (video,),
                )
            for table in ("job", "source"):
                connection.execute(f"DELETE FROM {table} WHERE video = ?", (video,))
            connection.execute("DELETE FROM video WHERE id = ?", (video,))
            removed = connection.execute("DELETE FROM observation WHERE video = ?", (video,))
            return removed.rowcount

    def progress(self, video: str) -> list[Job]:
        """All jobs of a video, in the order in which they are to be done."""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"SELECT {JOB_COLUMNS} FROM job WHERE video = ? "
                "ORDER BY priority, start_s, perceiver, end_s",
                (video,),
            ).fetchall()
        return [unpacked_job(row) for row in rows]


def unpacked_info(described: str) -> MediaInfo:
    """The MediaInfo that was written as JSON."""
    values: dict[str, Any] = json.loads(described)
    streams = tuple(Stream(**stream) for stream in values.pop("streams"))
    return MediaInfo(**values, streams=streams)


def _spellings(text: str) -> tuple[str, ...]:
    """How the library may have noted this path or URL."""
    if "://" in text or "\0" in text:
        return (text,)
    path = os.path.expanduser(text)
    return os.path.abspath(path), os.path.realpath(path)


def _bound(source: str) -> str | bytes:
    """The source as SQLite can keep it: as bytes where a file's name is not valid Unicode."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return source.encode(errors="surrogateescape")
    return source


def _unbound(kept: str | bytes) -> str:
    return kept.decode(errors="surrogateescape") if isinstance(kept, bytes) else kept


def _name(source: str) -> str:
    return source.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
