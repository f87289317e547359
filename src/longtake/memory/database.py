"""The open SQLite file: one connection, shared by threads, that speaks in LibraryErrors.

Comes in: a folder. Goes out: `reading()` and `writing()`, within which the connection may be used.
Many processes may have the same library open; WAL lets them read while one writes, and survives
being killed at any moment. Knows nothing of what the tables mean.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from longtake.errors import LibraryError
from longtake.memory.schema import MIGRATIONS, migrate, version_of

FILE_NAME = "library.db"
WAIT_S = 30.0
"""How long a write waits for another process's write to end."""


class Database:
    """A connection in autocommit mode, guarded by a lock."""

    def __init__(self, folder: Path, read_only: bool = False) -> None:
        """Open or create the library in `folder`. A library that cannot be written is opened for
        reading, and only a write then fails.
        """
        self.path = Path(folder).expanduser() / FILE_NAME
        self.read_only = read_only
        self._lock = threading.RLock()
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        with self._explained():
            if self.read_only or self._is_denied():
                self.read_only = True
                return self._open_to_read()
            return self._open_to_write()

    def _is_denied(self) -> bool:
        """Whether there is a library that this process may not write."""
        places = (self.path, self.path.parent)
        return self.path.exists() and not all(os.access(place, os.W_OK) for place in places)

    def _open_to_write(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = self._connect("rwc")
        try:
            version_of(connection)
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_to_read(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise LibraryError(f"there is no library at {self.path.parent}: index a video first")
        try:
            return self._current(self._connect("ro"))
        except sqlite3.OperationalError as error:
            if "unable to open" not in str(error) and "readonly" not in str(error):
                raise
        left = self.path.with_name(f"{FILE_NAME}-wal")
        if left.exists() and left.stat().st_size:
            raise LibraryError(
                f"the library at {self.path.parent} was not closed and cannot be read where it is "
                "read-only: copy the folder to a place that can be written"
            )
        return self._current(self._connect("ro&immutable=1"))

    def _current(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """The connection, unless the library is of another version; then closed."""
        try:
            version = version_of(connection)
        except BaseException:
            connection.close()
            raise
        if version < len(MIGRATIONS):
            connection.close()
            raise LibraryError(
                f"the library at {self.path.parent} was made by an older Longtake and cannot be "
                "upgraded where it is read-only: copy it to a folder that can be written"
            )
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(self.path.absolute()))}?mode={mode}",
            uri=True,
            timeout=WAIT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -65536")
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for statements that change nothing and all see the same state."""
        with self._lock, self._explained():
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection, in a transaction that is kept as a whole or not at all."""
        if self.read_only:
            raise LibraryError(self._refusal())
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def size_bytes(self) -> int:
        """How large the file is, once all that was written has reached it."""
        with self.reading() as connection:
            pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
            return pages * int(connection.execute("PRAGMA page_size").fetchone()[0])

    def vacuum(self) -> None:
        """Give unused space back to the disk."""
        with self._lock, self._explained():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Release the file. Safe to call twice."""
        with self._lock:
            self._connection.close()

    def _refusal(self) -> str:
        return (
            f"the library at {self.path.parent} is read-only: searching works, keeping anything "
            "new does not; choose a folder that can be written with --library"
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(self._explain(error)) from error

    def _explain(self, error: Exception) -> str:
        folder = self.path.parent
        text = error.strerror or "" if isinstance(error, OSError) else str(error)
        if "full" in text or "No space left" in text:
            return (
                f"the disk that holds the library {folder} is full; what was being written is "
                "left out, nothing is half-written: free some space and run the same again"
            )
        if "disk I/O" in text:
            return (
                f"the disk that holds the library {folder} cannot be written or read ({text}): see "
                "that it is there and neither full nor over a quota, then run the same again"
            )
        if "locked" in text:
            return (
                f"another process has been writing to the library {folder} for over {WAIT_S:.0f} "
                "s: wait for it or stop it, then run the same again"
            )
        if "not a database" in text:
            return f"{self.path} is not a library: choose another folder with --library"
        if "malformed" in text:
            return (
                f"the library at {folder} is damaged ({text}): move it away and index again, or "
                "import an export of it into a new folder"
            )
        if "readonly" in text:
            return self._refusal()
        if "unable to open" in text or isinstance(error, OSError):
            return (
                f"the library at {folder} cannot be opened ({text}): choose a folder that can be "
                "written with --library"
            )
        return f"the library at {folder} cannot be used: {text}"


def _use_wal(connection: sqlite3.Connection) -> None:
    """Two processes that open a new library at once collide here, and SQLite does not wait."""
    until_s = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until_s:
                raise
            time.sleep(0.02)
