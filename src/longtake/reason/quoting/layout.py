"""What stands beside what: the line below, the next entry of a list, what follows what was said.

Reads blocks of on-screen text top to bottom, and cues in order of time. Takes lines and what a
question asks; gives the lines that stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.lexicon import NUMBER_WORDS, likeness, weight, words_of
from longtake.reason.quoting.lines import Block, Line

NAMED = 0.75
"""A line is named by a question that has a word at least so alike to one of its own."""
MOST_ENTRIES = 8
_PLACE_IN_LIST = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?:\w+ )?(?:item|point"
    r"|entry|line|row|bullet|topic|step|option|choice|name|heading|thing|word)\b"
)
_PLACES = ("below", "above", "right after", "right before")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that follows from where or when things stand."""

    text: str
    lines: tuple[Line, ...]
    sure: float


def placed(asked: Asked, lines: Sequence[Line], headings: Sequence[Line]) -> Found | None:
    """The line beside the one the question names, the n-th of a list, or the list.

    `headings` are lines that say nothing but what the question says too, best first.
    """
    if asked.relation in _PLACES and (found := beside(asked, lines)):
        return found
    heading = next((line for line in headings if line.kind == "text"), None)
    if heading and asked.ordinal and _PLACE_IN_LIST.search(asked.lower):
        return nth(asked, heading)
    return under(asked, heading) if heading and asked.listing else None


def beside(asked: Asked, lines: Sequence[Line]) -> Found | None:
    """The line above, below, before or after the one that the question names."""
    step = 1 if asked.relation in ("below", "right after", "after") else -1
    anchor = anchored(asked, lines)
    if anchor is None:
        return None
    if anchor.kind != "text":
        near = anchor.after if step > 0 else anchor.before
        return Found(near.text, (near,), 0.6) if near else None
    rows = column(anchor, anchor.blocks[-1] if asked.where == "last" else fullest(anchor))
    place = rows.index(anchor) + step if anchor in rows else -1
    return Found(rows[place].bare, (rows[place],), 0.75) if 0 <= place < len(rows) else None


def nth(asked: Asked, heading: Line) -> Found | None:
    """The n-th line below a heading."""
    rows = column(heading, fullest(heading))
    place = rows.index(heading) + asked.ordinal if heading in rows else len(rows)
    return Found(rows[place].bare, (rows[place],), 0.7) if place < len(rows) else None


def under(asked: Asked, heading: Line) -> Found | None:
    """The entries below a heading that stand there longest, as many as are asked for."""
    count = next((int(NUMBER_WORDS[w]) for w in words_of(asked.text) if w in _COUNTS), MOST_ENTRIES)
    longest = listed_under(heading, count, asked.lower)
    return Found(", ".join(line.bare for line in longest), longest, 0.65) if longest else None


def listed_under(heading: Line, count: int = MOST_ENTRIES, known: str = "") -> tuple[Line, ...]:
    """The lines below a heading that stand there longest, none of which is known already."""
    stood_s: dict[tuple[Line, ...], float] = {}
    for block in heading.blocks:
        rows = column(heading, block)
        listed = tuple(rows[rows.index(heading) + 1 :][:count]) if heading in rows else ()
        if listed and not any(line.bare.casefold() in known for line in listed):
            stood_s[listed] = stood_s.get(listed, 0.0) + block.span.duration_s
    return max(stood_s, key=lambda listed: stood_s[listed], default=())


def heads_block(line: Line) -> bool:
    """Whether at least two lines stand below it, and none above."""
    if line.kind != "text":
        return False
    rows = column(line, fullest(line))
    return len(rows) > 2 and rows[0] is line


_COUNTS = frozenset(("two", "three", "four", "five", "six"))


def anchored(asked: Asked, lines: Sequence[Line]) -> Line | None:
    """The line that the words after "below", "after" … name; for a title, the largest writing."""
    if "title" in asked.anchor and (title := _title(lines)):
        return title
    telling = [weight(word) for word in asked.anchor]
    best: tuple[float, Line] | None = None
    for line in lines:
        alike = likeness(asked.anchor, line.words)
        score = float((alike.max(axis=1) * telling).sum()) - 0.02 * len(line.words)
        if alike.max() > NAMED and (best is None or score > best[0]):
            best = (score, line)
    return best[1] if best else None


def _title(lines: Sequence[Line]) -> Line | None:
    """The largest line of the last block that has several."""
    sized = [line for line in lines if line.height and len(line.blocks[-1].lines) > 2]
    if not sized:
        return None
    card = max(sized, key=lambda line: line.span.end_s).blocks[-1]
    return max(card.lines, key=lambda line: line.height)


def fullest(line: Line) -> Block:
    """The block with most lines among those that hold a line, the latest of them."""
    return max(line.blocks, key=lambda block: (len(block.lines), block.span.start_s))


def column(anchor: Line, block: Block) -> list[Line]:
    """The readable lines of a block that stand in one column with a line, if boxes are known."""
    rows = [line for line in block.lines if any(len(w) > 1 or w.isdigit() for w in line.words)]
    if not anchor.boxes:
        return rows
    box = anchor.boxes[0]
    return [
        line
        for line in rows
        if not line.boxes or (line.boxes[0].left < box.right and box.left < line.boxes[0].right)
    ]


def speaks_of(things: Sequence[str], block: Block, least: float = 0.5) -> bool:
    """Whether a block has a word for the last of some things, at least so alike."""
    words = [word for line in block.lines for word in line.words]
    return bool(words) and float(likeness(things[-1:], words).max()) >= least
