"""Whose vectors a library holds: those of one embedder, and no other's are let in."""

from __future__ import annotations

import sqlite3

from longtake.errors import LibraryError
from longtake.protocols import Embedder


def label(embedder: Embedder) -> str:
    """What a library remembers of the embedder that made its vectors."""
    return f"{embedder.name} {embedder.version}, {embedder.dimensions} dimensions"


def check_embedder(connection: sqlite3.Connection, embedder: Embedder) -> str | None:
    """The label of the library's embedder; raises when it is another than this one."""
    row = connection.execute("SELECT value FROM setting WHERE name = 'embedder'").fetchone()
    if row and row[0] != label(embedder):
        raise LibraryError(
            f"the library's vectors were made by {row[0]}, and this is {label(embedder)}: vectors "
            "of two models cannot be compared. Use the same model, or make all vectors anew with "
            "longtake library rebuild"
        )
    return row[0] if row else None


def claim(connection: sqlite3.Connection, embedder: Embedder | None) -> None:
    """Note the embedder as the one whose vectors this library holds, or raise if it is not."""
    if embedder and check_embedder(connection, embedder) is None:
        connection.execute("INSERT INTO setting VALUES ('embedder', ?)", (label(embedder),))
