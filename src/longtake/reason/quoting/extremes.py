"""Which entry of a list on the screen has the most, or the least, where a question asks for that.

A list is a block with several lines that give a number in the same unit: prices, shares, sizes.
Takes lines; knows of the question which end it asks for and what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.layout import Found
from longtake.reason.quoting.lexicon import FRAME, likeness
from longtake.reason.quoting.lines import Block, Line

LEAST_ENTRIES = 2
ABOUT = 0.5
"""A list is what the question is about when they have words so alike."""
SURE = 0.7
_MOST = re.compile(
    r"\b(?:largest|biggest|highest|greatest|longest|warmest|hottest|heaviest|tallest|fastest|oldest"
    r"|dearest)\b|\bmost (?:expensive\b|of\b|(?!\w*(?:ous|less)\b)\w+s\b|money\b|people\b)"
    r"|\bthe most(?=\W*$)"
)
_LEAST = re.compile(
    r"\b(?:smallest|lowest|fewest|cheapest|shortest|coldest|coolest|lightest|slowest|youngest)\b"
    r"|\bleast (?:expensive|of|money|people|\w+s)\b"
    r"|\bthe least(?=\W*$)"
)
_VALUE = re.compile(
    r"(?P<before>[$€£])?\s?(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>[^\s\d.,;:()]*)"
)


def wanted(asked: Asked) -> bool:
    """Whether the question asks for what has the most, or the least."""
    return bool(_MOST.search(asked.lower)) != bool(_LEAST.search(asked.lower))


def extreme(asked: Asked, lines: Sequence[Line]) -> Found | None:
    """The entry with the largest or smallest number in the list that the question is about."""
    if asked.grounding or not wanted(asked):
        return None
    blocks = {id(block): block for line in lines for block in line.blocks}
    fitting = [(_about(asked, block), block) for block in blocks.values() if _entries(block)]
    score, block = max(fitting, key=lambda one: one[0], default=(0.0, None))
    if block is None or score < ABOUT:
        return None
    choose = max if _MOST.search(asked.lower) else min
    _, line = choose(_entries(block), key=lambda entry: entry[0])
    return Found(line.bare, (line,), SURE)


def _entries(block: Block) -> list[tuple[float, Line]]:
    """The lines with a label and one number, all in the unit that most of them have."""
    valued: dict[str, list[tuple[float, Line]]] = {}
    for line in block.lines:
        found = list(_VALUE.finditer(line.bare))
        labelled = any(word.isalpha() and len(word) > 2 for word in line.words)
        if len(found) == 1 and labelled:
            unit = (found[0]["before"] or found[0]["unit"]).casefold()
            value = float(found[0]["value"].replace(",", ""))
            valued.setdefault(unit, []).append((value, line))
    most = max(valued.values(), key=len, default=[])
    return most if len(most) >= LEAST_ENTRIES else []


def _about(asked: Asked, block: Block) -> float:
    """How alike the most alike words of the question and of the block are."""
    terms = [term for term in asked.terms if term not in FRAME]
    words = [word for line in block.lines for word in (*line.words, *line.implied)]
    return float(likeness(terms, words).max()) if terms and words else 0.0
