"""What is chosen in the menus of a screen recording.

A menu is a run of blocks with the same entries, of which some are ticked. Takes lines and what a
question asks; gives the entry that is ticked, or says that a choice was never made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.layout import Found, speaks_of
from longtake.reason.quoting.lexicon import FRAME, STOP, likeness
from longtake.reason.quoting.lines import Block, Line
from longtake.types import Span

GAP_S = 1.5
"""A tick that stays may go unread for so long."""
_CHOOSES = re.compile(
    r"(?<!the )(?<!an )(?<!a )\b(?:choos\w*|chosen?|pick(?:s|ed|ing)?|select\w*|decid\w*"
    r"|opt(?:s|ed)?|tick(?:s|ed)?|switch(?:es|ed)? to|settle[sd]? on)\b"
)


def chosen(asked: Asked, lines: Sequence[Line]) -> Found | None:
    """The entry of the fitting menu that is ticked in the end; with "not", one that is not."""
    if asked.wants != "text" or asked.relation or not _CHOOSES.search(asked.lower):
        return None
    found = menus(lines)
    if not found:
        return None
    menu = max(found, key=lambda blocks: _fit(asked, blocks[-1]))
    if asked.head and not speaks_of(asked.head, menu[-1]):
        return None
    unticked = re.search(r"\bnot\b|n['’]t\b|\bunticked|\bunselected", asked.lower)
    block = menu[0] if asked.where == "first" else menu[-1]
    answers = entries(block, not unticked)
    if not answers:
        return None
    text = " / ".join(line.bare for line in answers)
    shown = Line(text, "text", answers[0].video, _since(menu, answers[0], block), [])
    shown.seen, shown.boxes, shown.blocks = answers[0].seen[-1:], answers[0].boxes[-1:], [block]
    return Found(text, (shown,), 0.75)


def never_chosen(asked: Asked, lines: Sequence[Line]) -> bool:
    """Whether the question takes for granted a choice that no menu on the screen shows as made."""
    chooses = _CHOOSES.search(" ".join(asked.anchor))
    if asked.relation not in ("after", "right after") or not chooses:
        return False
    ticked = [line for menu in menus(lines) for line in entries(menu[-1], True)]
    return bool(ticked) and max(_named(asked, line) for line in ticked) < 0.6


def menus(lines: Sequence[Line]) -> list[list[Block]]:
    """Blocks with the same entries, some of them ticked, in order of time."""
    blocks = {id(block): block for line in lines for block in line.blocks}
    found: dict[frozenset[str], list[Block]] = {}
    for block in sorted(blocks.values(), key=lambda one: one.span):
        if any(block.marked):
            names = _names(block)
            alike = (known for known in found if len(known & names) >= max(1, len(known) // 2))
            found.setdefault(next(alike, names), []).append(block)
    return list(found.values())


def _names(block: Block) -> frozenset[str]:
    """The entries: the marked lines, or all where a mark only points at one of them."""
    marked = [mark is not None for mark in block.marked]
    rows = block.lines if marked.count(True) == 1 else list(compress(block.lines, marked))
    return frozenset(line.bare for line in rows if line.words)


def entries(block: Block, ticked: bool) -> list[Line]:
    """Entries of a menu with, or without, the tick."""
    wanted = True if ticked else (False if False in block.marked else None)
    rows = zip(block.lines, block.marked, strict=True)
    return [line for line, mark in rows if mark is wanted]


def _since(menu: Sequence[Block], entry: Line, last: Block) -> Span:
    """The stretch over which the entry has stayed ticked, up to the last block."""
    span = last.span
    for block in reversed(menu):
        ticked = [line.bare for line in entries(block, True)]
        if entry.bare not in ticked or not block.span.touches(span, GAP_S):
            break
        span = span.union(block.span)
    return span


def _fit(asked: Asked, block: Block) -> float:
    words = [word for line in block.lines for word in line.words]
    return float(likeness(asked.terms or ("?",), words or ["?"]).max(axis=1).sum())


def _named(asked: Asked, entry: Line) -> float:
    """How well the question names an entry, by the entry's telling words."""
    words = [word for word in entry.words if word not in STOP and word not in FRAME]
    return float(likeness(words or ["?"], asked.anchor).max(axis=1).mean())
