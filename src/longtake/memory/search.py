"""Finding Observations by words and by meaning at once, the two fused by rank.

Keeps what it has learned of the library between searches, and looks for what this or any other
process has added since. Knows neither how words are ranked nor how vectors are compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from longtake.memory.database import Database
from longtake.memory.provenance import check_embedder
from longtake.memory.rows import COLUMNS, unpacked
from longtake.memory.words import LONGEST_QUERY, Words
from longtake.protocols import Embedder
from longtake.types import Filter, Hit, Observation

if TYPE_CHECKING:
    from longtake.memory.vectors import Vectors

RANK_CONSTANT = 60
"""`k` of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): score = Σ 1 / (k + rank)."""
DEPTH = 100
"""How far down each of the two lists the fusion looks."""


class Search:
    """Searches an open Database; without an embedder, by words alone."""

    def __init__(self, database: Database, embedder: Embedder | None) -> None:
        self._database = database
        self._embedder = embedder
        self._words = Words()
        self._vectors: Vectors | None = None
        self._seen: tuple[int, int] | None = None

    def find(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """The best matches, best first."""
        if not query.strip() or limit < 1:
            return []
        asked = self._embedder.embed_text([query[:LONGEST_QUERY]])[0] if self._embedder else None
        depth = max(DEPTH, limit)
        with self._database.reading() as connection:
            self._catch_up(connection)
            words = dict(self._words.search(connection, query, where, depth))
            meaning: dict[int, float] = {}
            if self._vectors and asked is not None:
                meaning = dict(self._vectors.search(connection, asked, where, depth))
            fused = fuse(list(words), list(meaning))[:limit]
            if self._vectors and asked is not None:
                unseen = [row for row, _ in fused if row not in meaning]
                meaning |= self._vectors.cosines(connection, asked, unseen)
            found = _by_row(connection, [row for row, _ in fused])
        return [
            Hit(
                observation=found[row],
                score=score,
                words=words.get(row, 0.0),
                meaning=meaning.get(row, 0.0),
            )
            for row, score in fused
        ]

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Take in what has changed since the last search, if anything has."""
        changed_by_others = connection.execute("PRAGMA data_version").fetchone()[0]
        now = (changed_by_others, connection.total_changes)
        if now == self._seen:
            return
        self._words.forget_counts()
        if self._embedder:
            check_embedder(connection, self._embedder)
            self._vectors = self._vectors or _no_vectors(self._embedder.dimensions)
            self._vectors.refresh(connection)
        self._seen = now


def fuse(*rankings: Sequence[int]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion of lists that are ordered best first."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _no_vectors(dimensions: int) -> Vectors:
    from longtake.memory.vectors import Vectors

    return Vectors(dimensions)


def _by_row(connection: sqlite3.Connection, rows: list[int]) -> dict[int, Observation]:
    found = connection.execute(
        f"SELECT {COLUMNS} FROM observation WHERE row IN ({', '.join('?' * len(rows))})", rows
    )
    return {row[0]: unpacked(row) for row in found}
