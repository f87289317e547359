"""The tables of a library, and how an older library becomes a newer one.

Each migration is SQL that is run once, in order, inside one transaction; `user_version` counts
those that were run. Knows nothing of who reads or writes the tables.

`observation.row` is never used twice (AUTOINCREMENT): a process that has read the rows up to some
number needs to read only the larger ones later on. `spread` holds the text as it is indexed where
that differs from `text` (see `words`). Triggers keep the word index equal to the observations.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from longtake.errors import LibraryError

APPLICATION_ID = 0x4C544B31
"""`LTK1`: tells a library from any other SQLite file."""

_FIRST = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE video (id TEXT PRIMARY KEY, info TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    source TEXT PRIMARY KEY,
    video TEXT NOT NULL,
    seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX source_video ON source (video, seen);

CREATE TABLE observation (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    video TEXT NOT NULL,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    spread TEXT,
    source TEXT NOT NULL,
    box TEXT,
    score REAL NOT NULL,
    data TEXT NOT NULL,
    searchable INTEGER NOT NULL
);
CREATE INDEX observation_order ON observation (video, start_s, end_s, id);

CREATE VIEW worded AS
    SELECT row, coalesce(spread, text) AS text FROM observation WHERE searchable;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content='worded', content_rowid='row',
    tokenize="porter unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);
CREATE TRIGGER words_add AFTER INSERT ON observation WHEN new.searchable BEGIN
    INSERT INTO words (rowid, text) VALUES (new.row, coalesce(new.spread, new.text));
END;
CREATE TRIGGER words_remove AFTER DELETE ON observation WHEN old.searchable BEGIN
    INSERT INTO words (words, rowid, text)
    VALUES ('delete', old.row, coalesce(old.spread, old.text));
END;

CREATE TABLE sketch (row INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE vector (row INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TRIGGER vector_remove AFTER DELETE ON observation BEGIN
    DELETE FROM sketch WHERE row = old.row;
    DELETE FROM vector WHERE row = old.row;
END;

CREATE TABLE job (
    video TEXT NOT NULL,
    perceiver TEXT NOT NULL,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    expires_s REAL NOT NULL DEFAULT 0,
    replaces TEXT NOT NULL DEFAULT '',
    UNIQUE (video, perceiver, start_s, end_s)
);
CREATE INDEX job_open ON job (priority, start_s, video, perceiver)
    WHERE state IN ('todo', 'running');

CREATE TABLE relation (
    kind TEXT NOT NULL,
    of_id TEXT NOT NULL,
    to_id TEXT NOT NULL,
    source TEXT NOT NULL,
    score REAL NOT NULL,
    PRIMARY KEY (of_id, kind, to_id, source)
) WITHOUT ROWID;
CREATE INDEX relation_to ON relation (to_id);
CREATE TABLE entity (id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST,)


def version_of(connection: sqlite3.Connection, newest: int = len(MIGRATIONS)) -> int:
    """The number of migrations this library has seen; raises when it is not for this Longtake."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise LibraryError(
            "library.db is an SQLite file of another program; choose another folder with --library"
        )
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise LibraryError(
            f"the library has version {version}, made by a newer Longtake; this one knows versions "
            f"up to {newest}: upgrade with pip install -U longtake"
        )
    return version


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring the library to the newest version; all of it or nothing, safe against a race."""
    newest = len(migrations)
    if version_of(connection, newest) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in migrations[version_of(connection, newest) :]:
            for statement in _split(statements):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _split(script: str) -> list[str]:
    """The statements of a script, each begun on a line of its own; `executescript` would commit."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
