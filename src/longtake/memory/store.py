"""Keeps Observations and finds them again: the Store of a library.

Vectors are computed before a write begins, so that no other process waits for a model. Knows
nothing of where Observations come from, and of the embedder only that it makes vectors.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from longtake.memory.database import Database
from longtake.memory.filters import conditions
from longtake.memory.provenance import claim
from longtake.memory.rows import COLUMNS, packed, searchable, unpacked
from longtake.memory.search import Search
from longtake.protocols import Embedder
from longtake.types import Filter, Hit, Observation

if TYPE_CHECKING:
    import numpy as np

PAGE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """Observations by id, and the vectors of those that have one, ready to be inserted."""

    observations: dict[str, Observation]
    vectors: dict[str, np.ndarray]

    def without(self, ids: Iterable[str]) -> Prepared:
        """The same without these."""
        left = {id_: self.observations[id_] for id_ in self.observations.keys() - set(ids)}
        return Prepared(left, self.vectors)


class SqliteStore:
    """The Store over an open Database. Without an embedder it searches by words alone."""

    def __init__(self, database: Database, embedder: Embedder | None) -> None:
        self._database = database
        self._embedder = embedder
        self._search = Search(database, embedder)

    def add(self, observations: Iterable[Observation]) -> int:
        """Keep them, all or none; those already kept count once. Returns how many were new."""
        prepared = self.prepare(observations)
        with self._database.writing() as connection:
            return self.insert(connection, prepared)

    def prepare(self, observations: Iterable[Observation]) -> Prepared:
        """Embed what is new among them. Slow; to be done outside a transaction."""
        unique = {observation.id: observation for observation in observations}
        with self._database.reading() as connection:
            known = _known(connection, list(unique))
        speaking = {
            id_: seen.text for id_, seen in unique.items() if id_ not in known and searchable(seen)
        }
        vectors: dict[str, np.ndarray] = {}
        if self._embedder and speaking:
            embedded = self._embedder.embed_text(list(speaking.values()))
            vectors = dict(zip(speaking, embedded, strict=True))
        return Prepared(unique, vectors)

    def insert(self, connection: sqlite3.Connection, prepared: Prepared) -> int:
        """Insert within the caller's transaction. Returns how many were new."""
        known = _known(connection, list(prepared.observations))
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'observation'")
        first = (last.fetchone() or (0,))[0] + 1
        fresh = {id_: seen for id_, seen in prepared.observations.items() if id_ not in known}
        connection.executemany(
            f"INSERT INTO observation ({COLUMNS}, spread, searchable) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (packed(row, id_, seen) for row, (id_, seen) in enumerate(fresh.items(), first)),
        )
        rows = {id_: row for row, id_ in enumerate(fresh, first) if id_ in prepared.vectors}
        self._insert_vectors(
            connection,
            list(rows.values()),
            [fresh[id_] for id_ in rows],
            [prepared.vectors[id_] for id_ in rows],
        )
        return len(fresh)

    def _insert_vectors(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[int],
        observations: Sequence[Observation],
        vectors: Sequence[np.ndarray],
    ) -> None:
        if not rows:
            return
        import numpy as np

        from longtake.memory.vectors import sketches, stored

        claim(connection, self._embedder)
        matrix = np.stack(vectors)
        for table, column, blobs in (
            ("sketch", "record", sketches(observations, matrix)),
            ("vector", "value", stored(matrix)),
        ):
            connection.executemany(
                f"INSERT OR REPLACE INTO {table} (row, {column}) VALUES (?, ?)",
                zip(rows, blobs, strict=True),
            )

    def embed(self, numbered: list[tuple[int, Observation]]) -> int:
        """Give kept rows that have no vector theirs. Returns how many were given one."""
        if not (self._embedder and numbered):
            return 0
        rows, observations = zip(*numbered, strict=True)
        vectors = self._embedder.embed_text([seen.text for seen in observations])
        with self._database.writing() as connection:
            self._insert_vectors(connection, rows, observations, list(vectors))
        return len(rows)

    def get(self, ids: Sequence[str]) -> list[Observation]:
        """The Observations with these ids, in that order; unknown ids are left out."""
        with self._database.reading() as connection:
            found: dict[str, Observation] = {}
            for start in range(0, len(ids), PAGE_ROWS):
                page = ids[start : start + PAGE_ROWS]
                rows = connection.execute(
                    f"SELECT {COLUMNS} FROM observation WHERE id IN ({_marks(page)})", page
                )
                found.update((row[1], unpacked(row)) for row in rows)
        return [found[id_] for id_ in ids if id_ in found]

    def scan(self, where: Filter) -> Iterator[Observation]:
        """Every Observation that matches, ordered by video, start, end and id.

        Read page by page: what is added meanwhile behind the page being read is seen too.
        """
        videos = sorted(set(where.videos))
        if not videos:
            with self._database.reading() as connection:
                every = "SELECT DISTINCT video FROM observation ORDER BY video"
                videos = [row[0] for row in connection.execute(every)]
        for video in videos:
            yield from self._scan_video(video, where)

    def _scan_video(self, video: str, where: Filter) -> Iterator[Observation]:
        restricted, values = conditions(replace(where, videos=()))
        after = (-math.inf, 0.0, "")
        while True:
            with self._database.reading() as connection:
                page = connection.execute(
                    f"SELECT {COLUMNS} FROM observation "
                    f"WHERE video = ? AND (start_s, end_s, id) > (?, ?, ?) AND {restricted} "
                    f"ORDER BY start_s, end_s, id LIMIT {PAGE_ROWS}",
                    (video, *after, *values),
                ).fetchall()
            yield from map(unpacked, page)
            if len(page) < PAGE_ROWS:
                return
            _, id_, _, start_s, end_s, *_ = page[-1]
            after = (start_s, end_s, id_)

    def search(self, query: str, where: Filter, limit: int = 20) -> list[Hit]:
        """The best matches by words and by meaning, fused by reciprocal rank, best first."""
        return self._search.find(query, where, limit)


def _known(connection: sqlite3.Connection, ids: list[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(ids), PAGE_ROWS):
        page = ids[start : start + PAGE_ROWS]
        rows = connection.execute(f"SELECT id FROM observation WHERE id IN ({_marks(page)})", page)
        known.update(row[0] for row in rows)
    return known


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
