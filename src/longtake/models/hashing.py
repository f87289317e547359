"""An embedder without weights: hashed words and their beginnings, for tests and bare machines.

Texts that share words are near each other; it knows nothing of meaning. Deterministic everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np

STEM_LETTERS = 5


class Hashing:
    """Each word, and its first letters, add to two of the dimensions; the sum has unit length."""

    name = "hashing"
    version = "1"

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """`(N, dimensions)` float32, each row of unit length."""
        import numpy as np

        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()) or [text]:
                for part in (word, word[:STEM_LETTERS]):
                    number = crc32(part.encode(errors="replace"))
                    sign = 1 if number & 1 else -1
                    vector[(number >> 1) % self.dimensions] += sign
            if not vector.any():
                vector[0] = 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
