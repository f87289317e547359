"""How much of a quote stands in a text, whatever the case, punctuation and small misreadings.

Text in, a share out. Knows no language.
"""

from __future__ import annotations

import unicodedata

ALIKE = 0.8
"""Share of a quote's characters that must be found for it to count as being there."""

_LONGEST = 5_000
_RUN = 3


def likeness(quote: str, text: str) -> float:
    """The share of a quote's characters that occur in a text, in order; 1 when it is all there.

    Case, punctuation and spacing do not count; runs of under three characters neither, so that
    scattered letters do not add up.
    """
    from difflib import SequenceMatcher

    wanted, there = plain(quote), plain(text)[:_LONGEST]
    if not wanted or wanted in there:
        return 1.0 if wanted else 0.0
    matcher = SequenceMatcher(None, wanted[:_LONGEST], there, autojunk=False)
    return sum(m.size for m in matcher.get_matching_blocks() if m.size >= _RUN) / len(wanted)


def plain(text: str) -> str:
    """Letters and digits only, in one case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())
