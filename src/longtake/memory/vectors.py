"""Finding Observations by meaning: exact cosine on the most promising rows.

Each vector is kept as float16, and as a sketch: one bit per dimension, its sign. All sketches are
held in memory (about 80 bytes a row) with what a Filter asks about. A search counts differing bits
for every row that passes the filter, then computes the cosine for the `CLOSEST` nearest; where no
more rows than that pass, the result is exact. Knows nothing of words, nor who makes the vectors.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from longtake.types import KINDS, Filter, Observation

CLOSEST = 2_048
"""Rows whose cosine is computed in a search."""


def record_type(dimensions: int) -> np.dtype[np.void]:
    """How a sketch lies in the file."""
    bits = ("bits", "<u8", (-(-dimensions // 64),))
    return np.dtype([("video", "<u8"), ("start_s", "<f8"), ("end_s", "<f8"), ("kind", "<u8"), bits])


def sketch(observation: Observation, vector: np.ndarray) -> bytes:
    """The record of one row: what filters ask about, then the signs of the vector."""
    record = np.zeros(1, record_type(len(vector)))
    record["video"] = _number(observation.video)
    record["start_s"], record["end_s"] = observation.span.start_s, observation.span.end_s
    record["kind"] = KINDS.index(observation.kind)
    record["bits"] = _signs(vector)
    return record.tobytes()


def stored(vector: np.ndarray) -> bytes:
    """The vector as the file keeps it."""
    return vector.astype("<f2").tobytes()


def _signs(vector: np.ndarray) -> np.ndarray:
    packed = np.packbits(vector > 0)
    return np.pad(packed, (0, -len(packed) % 8)).view("<u8")


def _number(video: str) -> int:
    return int.from_bytes(blake2b(video.encode(), digest_size=8).digest(), "little")


class Vectors:
    """The sketches of a library, read once and topped up when rows were added.

    Rows that were removed since stay in memory: they have no vector any more, so no search
    returns them.
    """

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._rows = np.zeros(0, np.int64)
        self._records = np.zeros(0, record_type(dimensions))
        self._bits = np.zeros((-(-dimensions // 64), 0), np.uint64)

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Read the sketches that were added since the last time."""
        newest = int(self._rows[-1]) if len(self._rows) else 0
        added = connection.execute(
            "SELECT row, record FROM sketch WHERE row > ? ORDER BY row", (newest,)
        ).fetchall()
        if added:
            rows = np.fromiter((row for row, _ in added), np.int64, len(added))
            joined = b"".join(record for _, record in added)
            records = np.frombuffer(joined, record_type(self._dimensions))
            self._rows = np.concatenate([self._rows, rows])
            self._records = np.concatenate([self._records, records])
            self._bits = np.ascontiguousarray(self._records["bits"].T)

    def search(
        self, connection: sqlite3.Connection, query: np.ndarray, where: Filter, limit: int
    ) -> list[tuple[int, float]]:
        """`(row, cosine)` of the best matches, best first."""
        near = self._nearest(_signs(query), self._passing(where))
        scored = self.cosines(connection, query, self._rows[near].tolist())
        return sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def cosines(
        self, connection: sqlite3.Connection, query: np.ndarray, rows: Sequence[int]
    ) -> dict[int, float]:
        """The cosine of each of these rows to the query; rows without a vector are left out."""
        marks = ", ".join("?" * len(rows))
        found = connection.execute(
            f"SELECT row, value FROM vector WHERE row IN ({marks})", list(rows)
        ).fetchall()
        joined = b"".join(value for _, value in found)
        values = np.frombuffer(joined, "<f2").reshape(len(found), self._dimensions)
        scores = values.astype(np.float32) @ query
        return dict(zip((row for row, _ in found), scores.tolist(), strict=True))

    def _passing(self, where: Filter) -> np.ndarray:
        """Positions of the rows that the filter lets through."""
        records, passing = self._records, np.ones(len(self._records), bool)
        if where.videos:
            passing &= np.isin(records["video"], [_number(video) for video in where.videos])
        if where.kinds:
            passing &= np.isin(records["kind"], [KINDS.index(kind) for kind in where.kinds])
        if where.span is not None:
            start_s, end_s = where.span.start_s, where.span.end_s
            starts, ends = records["start_s"], records["end_s"]
            passing &= (starts < end_s) | (starts == start_s)
            passing &= (ends > start_s) | (starts >= start_s)
        return np.flatnonzero(passing)

    def _nearest(self, bits: np.ndarray, positions: np.ndarray) -> np.ndarray:
        """Of these positions, those whose signs differ least from the query's."""
        if len(positions) <= CLOSEST:
            return positions
        everything = len(positions) == len(self._rows)
        differing = np.zeros(len(positions), np.uint16)
        for lane, wanted in zip(self._bits, bits, strict=True):
            chosen = lane if everything else lane[positions]
            differing += np.bitwise_count(chosen ^ wanted)
        return positions[np.argpartition(differing, CLOSEST)[:CLOSEST]]
