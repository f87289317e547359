"""An older library becomes a newer one, as a whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from longtake.errors import LibraryError
from longtake.memory.schema import MIGRATIONS, migrate, version_of

NEXT = """
CREATE TABLE note (text TEXT);
CREATE TRIGGER noted AFTER INSERT ON video BEGIN
    INSERT INTO note VALUES (new.id);
    INSERT INTO note VALUES ('; -- still inside');
END;
"""
BROKEN = """
CREATE TABLE half (text TEXT);
INSERT INTO nowhere VALUES (1);
"""


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    migrate(opened)
    yield opened
    opened.close()


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_what_is_new_is_added_once_and_what_was_there_stays(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("INSERT INTO video VALUES ('old', '{}')")
    newer = (*MIGRATIONS, NEXT)
    migrate(connection, newer)
    migrate(connection, newer)
    assert version_of(connection, len(newer)) == len(newer)
    connection.execute("INSERT INTO video VALUES ('new', '{}')")
    assert connection.execute("SELECT text FROM note").fetchall() == [
        ("new",),
        ("; -- still inside",),
    ]
    assert connection.execute("SELECT id FROM video").fetchall() == [("new",), ("old",)]


def test_a_migration_that_fails_leaves_the_library_as_it_was(
    connection: sqlite3.Connection,
) -> None:
    before = tables(connection)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, (*MIGRATIONS, NEXT, BROKEN))
    assert tables(connection) == before
    assert version_of(connection) == len(MIGRATIONS)


def test_an_older_longtake_refuses_the_newer_library(connection: sqlite3.Connection) -> None:
    migrate(connection, (*MIGRATIONS, NEXT))
    with pytest.raises(LibraryError, match=r"version 2.*up to 1: upgrade"):
        migrate(connection)
