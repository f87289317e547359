"""The names that files may have, and which one is meant when a letter was misread.

No two names are alike but for one letter, so that one slip of the eyes can be mended.
"""

from __future__ import annotations

STEMS = (
    "fig",
    "plum",
    "pear",
    "kiwi",
    "lime",
    "date",
    "palm",
    "rose",
    "fern",
    "moss",
    "reed",
    "sage",
)
ENDINGS = ("txt", "py", "csv")
NAMES = frozenset(f"{stem}.{ending}" for stem in STEMS for ending in ENDINGS)


def spelt(word: str) -> str:
    """The name that differs in one letter at most, if just one does; else the word itself."""
    if word in NAMES:
        return word
    near = [name for name in NAMES if len(name) == len(word) and _slips(name, word) == 1]
    return near[0] if len(near) == 1 else word


def _slips(name: str, word: str) -> int:
    return sum(a != b for a, b in zip(name, word, strict=True))
