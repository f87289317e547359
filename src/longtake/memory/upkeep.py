"""Keeping a library in order: what it can do without, and whether it is sound."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from longtake.errors import LibraryError
from longtake.memory.library import Library
from longtake.memory.provenance import check_embedder
from longtake.memory.rows import COLUMNS, unpacked
from longtake.protocols import Embedder

BATCH = 512

_ORPHANS = {
    "observations": "FROM observation WHERE video NOT IN (SELECT id FROM video)",
    "jobs": "FROM job WHERE video NOT IN (SELECT id FROM video)",
    "vectors": "FROM vector WHERE row NOT IN (SELECT row FROM observation WHERE searchable)",
    "sketches": "FROM sketch WHERE row NOT IN (SELECT row FROM vector)",
    "relations": """FROM relation WHERE NOT (
        (of_id IN (SELECT id FROM observation) OR of_id IN (SELECT id FROM entity))
        AND (to_id IN (SELECT id FROM observation) OR to_id IN (SELECT id FROM entity)))""",
}
"""What nothing leads to any more, in the order in which it is removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """What `gc` removed."""

    observations: int
    jobs: int
    vectors: int
    sketches: int
    relations: int
    bytes: int
    """By how much the file shrank."""


def gc(library: Library) -> Freed:
    """Remove what nothing leads to, tidy the word index, and give the space back to the disk.

    Takes seconds for a large library; other processes wait meanwhile.
    """
    size = library.database.size_bytes()
    with library.database.writing() as connection:
        removed = {
            noun: connection.execute(f"DELETE {orphans}").rowcount
            for noun, orphans in _ORPHANS.items()
        }
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    library.database.vacuum()
    return Freed(**removed, bytes=max(0, size - library.database.size_bytes()))


def check(library: Library) -> list[str]:
    """What is wrong with the library, a sentence each with its remedy; empty when it is sound."""
    with library.database.reading() as connection:
        problems = _unsound(connection)
        if problems:
            return problems
    problems = _indexed_wrongly(library)
    with library.database.reading() as connection:
        for noun, orphans in _ORPHANS.items():
            count = connection.execute(f"SELECT count(*) {orphans}").fetchone()[0]
            if count:
                problems.append(f"{count} {noun} that nothing leads to: run longtake library gc")
        known = connection.execute("SELECT 1 FROM setting WHERE name = 'embedder'").fetchone()
        if library.embedder or known:
            problems += _without_vectors(connection)
        if library.embedder:
            try:
                check_embedder(connection, library.embedder)
            except LibraryError as error:
                problems.append(str(error))
    return problems


def _unsound(connection: sqlite3.Connection) -> list[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(10)")]
    return [] if found == ["ok"] else [f"the file is damaged: {line}" for line in found]


def _indexed_wrongly(library: Library) -> list[str]:
    if library.read_only:
        return []
    with library.database.writing() as connection:
        try:
            connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError:
            return ["the word index differs from the Observations: run longtake library rebuild"]
    return []


def _without_vectors(connection: sqlite3.Connection) -> list[str]:
    bare = connection.execute(
        "SELECT count(*) FROM observation WHERE searchable "
        "AND row NOT IN (SELECT row FROM vector JOIN sketch USING (row))"
    ).fetchone()[0]
    sizes = connection.execute("SELECT count(DISTINCT length(value)) FROM vector").fetchone()[0]
    problems = []
    if bare:
        problems.append(
            f"{bare} observations are not searched by meaning: run longtake library rebuild"
        )
    if sizes > 1:
        problems.append(f"vectors of {sizes} different sizes: run longtake library rebuild")
    return problems


def rebuild(folder: Path, embedder: Embedder) -> int:
    """Make the word index and all vectors anew, with this embedder. Returns how many vectors.

    May be interrupted: Observations without a vector are found by words, and running it again
    makes them all.
    """
    Library.require(folder)
    with Library.open(folder) as library, library.database.writing() as connection:
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        for table in ("sketch", "vector"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM setting WHERE name = 'embedder'")
    made = 0
    with Library.open(folder, embedder) as library:
        while added := _embed_some(library):
            made += added
    return made


def _embed_some(library: Library) -> int:
    """Give some Observations that have no vector theirs. Returns how many."""
    with library.database.reading() as connection:
        bare = connection.execute(
            f"SELECT {COLUMNS} FROM observation WHERE searchable "
            f"AND row NOT IN (SELECT row FROM vector) LIMIT {BATCH}"
        ).fetchall()
    return library.store.embed([(row[0], unpacked(row)) for row in bare])
