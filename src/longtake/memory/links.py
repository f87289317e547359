"""How Observations and Entities hang together: relations between them, and who is who."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from longtake.memory.database import Database
from longtake.types import Entity, Relation


class Relations:
    """Directed links between Observations or Entities, by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, relations: Iterable[Relation]) -> int:
        """Keep them; one known already gets the new score. Returns how many were new."""
        rows = [(link.kind, link.of, link.to, link.source, link.score) for link in relations]
        with self._database.writing() as connection:
            before = _count(connection, "relation")
            connection.executemany("INSERT OR REPLACE INTO relation VALUES (?, ?, ?, ?, ?)", rows)
            return _count(connection, "relation") - before

    def get(self, id_: str | None = None) -> list[Relation]:
        """Those that lead from or to this id, or all; ordered by their ids and kind."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT kind, of_id, to_id, source, score FROM relation "
                "WHERE ? IS NULL OR of_id = ? OR to_id = ? ORDER BY of_id, kind, to_id, source",
                (id_, id_, id_),
            ).fetchall()
        return [
            Relation(kind=kind, of=of, to=to, source=source, score=score)
            for kind, of, to, source, score in found
        ]


class Entities:
    """People and things that keep their identity across Observations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entities: Iterable[Entity]) -> int:
        """Keep them; one known already gets the new name. Returns how many were new."""
        rows = [(entity.id, entity.kind, entity.name) for entity in entities]
        with self._database.writing() as connection:
            before = _count(connection, "entity")
            connection.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?)", rows)
            return _count(connection, "entity") - before

    def get(self, ids: Sequence[str] | None = None) -> list[Entity]:
        """The Entities with these ids, in that order, unknown ones left out; or all, by id."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, kind, name FROM entity ORDER BY id").fetchall()
        known = {id_: Entity(id=id_, kind=kind, name=name) for id_, kind, name in rows}
        return list(known.values()) if ids is None else [known[id_] for id_ in ids if id_ in known]


def _count(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return count
