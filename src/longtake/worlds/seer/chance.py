"""Chance that is always the same: what the dials decide by hashing what was asked.

A seed, a purpose and the request's fingerprint come in; a number or an item goes out. Two processes
agree. Knows nothing of questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from longtake.worlds.seer.messages import Request, Text

Item = TypeVar("Item")


def fingerprint(request: Request) -> str:
    """The same for equal requests: all words and pictures, not the name of the model."""
    digest = hashlib.sha256()
    for part in request.parts:
        digest.update(
            part.text.encode("utf-8", "surrogatepass") if isinstance(part, Text) else part.data
        )
        digest.update(b"\x00")
    return digest.hexdigest()


class Chance:
    """Draws that depend on the seed, the request and the purpose alone."""

    def __init__(self, seed: int, of: str) -> None:
        self._key = f"{seed}/{of}"

    def share(self, purpose: str) -> float:
        """A number in [0, 1)."""
        drawn = hashlib.sha256(f"{self._key}/{purpose}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") / 2**64

    def one_of(self, items: Sequence[Item], purpose: str) -> Item:
        """One of the items, which must not be empty."""
        return items[int(self.share(purpose) * len(items))]
