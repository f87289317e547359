"""Finding Observations by meaning: exact cosine on the most promising rows.

Each vector is kept in whole numbers of 8 bits, which moves a cosine by less than 0.002, and as a
sketch: one bit per dimension, its sign. All sketches are held in memory (80 bytes a row)
with what a Filter asks about. A search counts differing bits for every row that passes the
filter, then computes the cosine for the `CLOSEST` nearest; where no more rows than that pass, none
is left out. Knows nothing of words, nor who makes the vectors.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np

from longtake.types import Filter, Observation

CLOSEST = 3_072
"""Rows whose cosine is computed in a search."""


def record_type(dimensions: int) -> np.dtype[np.void]:
    """How a sketch lies in the file."""
    bits = ("bits", "<u8", (-(-dimensions // 64),))
    return np.dtype([("video", "<u8"), ("start_s", "<f8"), ("end_s", "<f8"), ("kind", "<u8"), bits])


def sketches(observations: Sequence[Observation], vectors: np.ndarray) -> list[bytes]:
    """The record of each row: what filters ask about, then the signs of its vector."""
    records = np.zeros(len(vectors), record_type(vectors.shape[1]))
    records["video"] = [_number(seen.video) for seen in observations]
    records["start_s"] = [seen.span.start_s for seen in observations]
    records["end_s"] = [seen.span.end_s for seen in observations]
    records["kind"] = [_number(seen.kind) for seen in observations]
    records["bits"] = _signs(vectors)
    return _sliced(records.tobytes(), records.itemsize)


def stored(vectors: np.ndarray) -> list[bytes]:
    """Each vector as the file keeps it: whole numbers from -127 to 127, in its direction."""
    scaled = vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))
    return _sliced(np.rint(scaled).astype(np.int8).tobytes(), vectors.shape[1])


def _sliced(joined: bytes, size: int) -> list[bytes]:
    return [joined[at : at + size] for at in range(0, len(joined), size)]


def _signs(vectors: np.ndarray) -> np.ndarray:
    """`(N, lanes)` uint64: a bit for each dimension, set where it is positive."""
    packed = np.packbits(vectors > 0, axis=1)
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view("<u8")


@cache
def _number(name: str) -> int:
    """A number for the id of a video, or for a kind, that stays the same for ever."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


class Vectors:
    """The sketches of a library, read once and topped up when rows were added.

    Rows that were removed since stay in memory: they have no vector any more, so no search
    returns them.
    """

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._rows = np.zeros(0, np.int64)
        self._about = dict.fromkeys(("video", "start_s", "end_s", "kind"), np.zeros(0))
        self._bits = np.zeros((-(-dimensions // 64), 0), np.uint64)

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Read the sketches that were added since the last time."""
        newest = int(self._rows[-1]) if len(self._rows) else 0
        added = connection.execute(
            "SELECT row, record FROM sketch WHERE row > ? ORDER BY row", (newest,)
        ).fetchall()
        if not added:
            return
        rows, blobs = zip(*added, strict=True)
        records = np.frombuffer(b"".join(blobs), record_type(self._dimensions))
        self._rows = np.concatenate([self._rows, np.array(rows, np.int64)])
        self._bits = np.concatenate([self._bits, records["bits"].T], axis=1)
        for name, known in self._about.items():
            self._about[name] = np.concatenate([known.astype(records[name].dtype), records[name]])

    def search(
        self, connection: sqlite3.Connection, query: np.ndarray, where: Filter, limit: int
    ) -> list[tuple[int, float]]:
        """`(row, cosine)` of the best matches, best first."""
        near = self._nearest(_signs(query[np.newaxis])[0], self._passing(where))
        rows, scores = self._compared(connection, query, np.sort(self._rows[near]).tolist())
        best = np.argsort(-scores, kind="stable")[:limit]
        return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))

    def cosines(
        self, connection: sqlite3.Connection, query: np.ndarray, rows: Sequence[int]
    ) -> dict[int, float]:
        """The cosine of each of these rows to the query; rows without a vector are left out."""
        having, scores = self._compared(connection, query, rows)
        return dict(zip(having.tolist(), scores.tolist(), strict=True))

    def _compared(
        self, connection: sqlite3.Connection, query: np.ndarray, rows: Sequence[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Those of the rows that have a vector, and their cosines."""
        found = connection.execute(
            "SELECT row, vector.value FROM json_each(?) CROSS JOIN vector "
            "ON vector.row = json_each.value",
            (json.dumps(rows),),
        ).fetchall()
        joined = b"".join([value for _, value in found])
        values = np.frombuffer(joined, np.int8).reshape(len(found), self._dimensions)
        values = values.astype(np.float32)
        # einsum: a product this small is slowed down by BLAS starting its threads
        lengths = np.sqrt(np.einsum("ij,ij->i", values, values))
        scores = np.einsum("ij,j->i", values, query) / lengths
        return np.array([row for row, _ in found], np.int64), scores

    def _passing(self, where: Filter) -> np.ndarray:
        """Positions of the rows that the filter lets through."""
        about, passing = self._about, np.ones(len(self._rows), bool)
        if where.videos:
            passing &= np.isin(about["video"], [_number(video) for video in where.videos])
        if where.kinds:
            passing &= np.isin(about["kind"], [_number(kind) for kind in where.kinds])
        if where.span is not None:
            start_s, end_s = where.span.start_s, where.span.end_s
            passing &= (about["start_s"] < end_s) | (about["start_s"] == start_s)
            passing &= (about["end_s"] > start_s) | (about["start_s"] >= start_s)
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
        edge = np.searchsorted(np.cumsum(np.bincount(differing)), CLOSEST)
        nearer = np.flatnonzero(differing < edge)
        as_near = np.flatnonzero(differing == edge)[: CLOSEST - len(nearer)]
        nearest: np.ndarray = positions[np.concatenate([nearer, as_near])]
        return nearest
