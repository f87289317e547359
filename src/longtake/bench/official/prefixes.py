"""First letter after known phrases are cut out: a rule that several benchmarks copied.

The lists differ by benchmark, in ways that change scores. Video-MME's lacks two commas, so that
"Best answer:" and "Best option:" are only cut where one follows the other directly, and "Best
option: C" is read as its B.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SENTENCES = (
    "The best answer is",
    "The correct answer is",
    "The answer is",
    "The answer",
    "The best option is",
    "The correct option is",
    "Best answer:",
    "Best option:",
)


def first_letter(text: str, prefixes: Sequence[str], letters: str) -> str:
    """The first of the capital letters once the phrases are gone, wherever it stands; "" if none.

    Phrases are cut in their order, everywhere, case-sensitively.
    """
    rest = text.strip()
    for prefix in prefixes:
        rest = rest.replace(prefix, "")
    found = re.search(f"[{letters}]", rest)
    return found[0] if found else ""
