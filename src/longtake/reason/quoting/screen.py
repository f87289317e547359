"""What happens on a screen over time: what is typed, put in, ticked, and what stands beside what.

Reads the lines of on-screen text and their blocks as a person follows a screen recording. Takes
lines and what a question asks; gives lines (or words) that answer it, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from longtake.reason.quoting.lexicon import NUMBER_WORDS, likeness, words_of
from longtake.reason.quoting.lines import Block, Line
from longtake.reason.quoting.understand import FRAME, STOP, Asked
from longtake.types import Span

TYPING_GAP_S = 1.5
"""Two states of a line that is being typed lie no further apart."""
_TYPES = re.compile(
    r"\b(?:types?|typed|typing|enters?|entered|keyed|keys in|search (?:word|term|query)"
    r"|(?:user|person|player|author|she|he|they) (?:look|search|ask)(?:s|ed)? for"
    r"|user (?:look|search)\w* for|(?:last|first|which|what) (?:\w+ )?command)\b"
)
_PUTS_IN = re.compile(
    r"\b(?:insert|add|slip|squeeze|put|place|append|introduc|includ)\w*\b.*"
    r"\b(?:sentence|line|text|phrase|middle|between|command|title|word)\b"
    r"|\bwords? (?:\w+ ){0,3}(?:insert|add|slip|squeez|put)\w*"
)
_CHOOSES = re.compile(
    r"(?<!the )(?<!an )(?<!a )\b(?:choos\w*|chosen?|pick(?:s|ed|ing)?|select\w*|decid\w*|opt(?:s|ed)?"
    r"|tick(?:s|ed)?|switch(?:es|ed)? to|settle[sd]? on)\b"
)
_TYPED_THINGS = frozenset(
    "word words command commands text line lines term term query sentence letters name".split()
)
_PLACE_IN_LIST = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?:\w+ )?"
    r"(?:item|point|entry|line|row|bullet|topic|step|option|choice|name|heading|layer|ingredient)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer read off the screen."""

    text: str
    lines: tuple[Line, ...]
    sure: float


def about_typing(asked: Asked) -> bool:
    return bool(_TYPES.search(asked.lower))


def about_choosing(asked: Asked) -> bool:
    return bool(_CHOOSES.search(asked.lower))


def about_putting_in(asked: Asked) -> bool:
    return bool(_PUTS_IN.search(asked.lower)) and "word" in asked.terms


def typed(lines: Sequence[Line]) -> list[Line]:
    """Lines that were typed: final states of lines that grew, and lines after a prompt."""
    written = [line for line in lines if line.kind == "text"]
    grown = [line for line in written if _grew(line, written)]
    final = [line for line in grown if not any(_grows(line, other) for other in grown)]
    prompted = [line for line in written if "typed" in line.implied and line not in final]
    prompted = [line for line in prompted if not any(_grows(line, one) for one in written)]
    return sorted({id(one): one for one in [*final, *prompted]}.values(), key=lambda one: one.span)


def _grew(line: Line, written: Iterable[Line]) -> bool:
    return any(_grows(other, line) for other in written)


def _grows(early: Line, late: Line) -> bool:
    """Whether `late` is `early` with more typed at its end, soon after."""
    start, end = early.text.rstrip("_|▌█ "), late.text.rstrip("_|▌█ ")
    return (
        1 <= len(start) < len(end)
        and end.startswith(start)
        and 0 <= late.span.start_s - early.span.start_s
        and late.span.start_s - early.span.end_s <= TYPING_GAP_S
        and early.span.end_s <= late.span.end_s
    )


def put_in(lines: Sequence[Line]) -> list[Found]:
    """Words that were put into the middle of a line that already stood there."""
    written = [line for line in lines if line.kind == "text" and len(line.words) >= 3]
    found: list[tuple[float, Found]] = []
    for early in written:
        for late in written:
            gap_s = late.span.start_s - early.span.end_s
            if late is early or not -0.5 <= gap_s <= 4 * TYPING_GAP_S:
                continue
            added = _between(early.words, _wrapped(late))
            if added:
                found.append((late.span.duration_s, Found(" ".join(added), (late,), 0.75)))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def _wrapped(line: Line) -> list[str]:
    """The words of a line and of the one under it, for lines that were broken in two."""
    block = line.blocks[-1].lines
    place = block.index(line)
    return [*line.words, *(block[place + 1].words if place + 1 < len(block) else [])]


def _between(early: Sequence[str], late: Sequence[str]) -> list[str]:
    """What stands in `late` between a beginning and an end of `early`, both of which are there."""
    for cut in range(1, len(early)):
        tail = list(early[cut:])
        if list(late[:cut]) != list(early[:cut]):
            return []
        for added in (1, 2, 3):
            if list(late[cut + added : cut + added + len(tail)]) == tail:
                return list(late[cut : cut + added])
    return []


def menus(lines: Sequence[Line]) -> list[list[Block]]:
    """Blocks with the same ticked and unticked entries, in order of time."""
    blocks = {id(block): block for line in lines for block in line.blocks}
    found: dict[frozenset[str], list[Block]] = {}
    for block in sorted(blocks.values(), key=lambda one: one.span):
        entries = [line for line, mark in zip(block.lines, block.marked, strict=True) if mark is not None]
        boxes = [mark for mark in block.marked if mark is not None]
        if len(entries) >= 2 or (len(entries) == 1 and boxes[0]):
            names = frozenset(line.bare for line in block.lines if line.words)
            key = next((k for k in found if len(k & names) >= max(1, len(k) // 2)), names)
            found.setdefault(key, []).append(block)
    return list(found.values())


def entries(block: Block, ticked: bool) -> list[Line]:
    """Entries of a menu with, or without, the tick."""
    marked = [mark for mark in block.marked if mark is not None]
    if ticked:
        return [line for line, mark in zip(block.lines, block.marked, strict=True) if mark]
    if any(mark is False for mark in marked):
        return [line for line, mark in zip(block.lines, block.marked, strict=True) if mark is False]
    return [line for line, mark in zip(block.lines, block.marked, strict=True) if mark is None]


def chosen(asked: Asked, lines: Sequence[Line]) -> Found | None:
    """The entry of the fitting menu that is ticked in the end; with "not", one that is not."""
    candidates = menus(lines)
    if not candidates:
        return None
    ticked = not re.search(r"\bnot\b|n't\b|\bunticked|\bunselected|\bleft out", asked.lower)
    menu = max(candidates, key=lambda blocks: _fits(asked, blocks[-1]))
    if asked.head and not _speaks_of(asked.head, menu[-1]):
        return None
    block = menu[0] if asked.where == "first" else menu[-1]
    answers = entries(block, ticked)
    if not answers:
        return None
    stay = Line(" / ".join(one.bare for one in answers), "text", answers[0].video, block.span, [])
    stay.seen, stay.boxes, stay.blocks = answers[0].seen[-1:], answers[0].boxes, [block]
    stay.span = _since(menu, answers[0], block)
    return Found(stay.text, (stay,), 0.75)


def _speaks_of(things: Sequence[str], block: Block) -> bool:
    words = [word for line in block.lines for word in line.words]
    return bool(words) and float(likeness(things[-1:], words).max()) >= 0.5


def labelled(asked: Asked, line: Line) -> bool:
    """Whether what was typed is the kind of thing asked for, as far as the screen says so."""
    plain = not asked.head or any(word in _TYPED_THINGS for word in asked.head)
    return plain or any(_speaks_of(asked.head, block) for block in line.blocks)


def _since(menu: Sequence[Block], entry: Line, last: Block) -> Span:
    """The stretch over which the entry has stayed ticked, up to the last block."""
    span = last.span
    for block in reversed(menu):
        ticked = [line.bare for line in entries(block, True)]
        if entry.bare not in ticked or not block.span.touches(span, TYPING_GAP_S):
            break
        span = span.union(block.span)
    return span


def _fits(asked: Asked, block: Block) -> float:
    words = [word for line in block.lines for word in line.words]
    return float(likeness(asked.terms or ("?",), words or ["?"]).max(axis=1).sum())


def never_chosen(asked: Asked, lines: Sequence[Line]) -> bool:
    """Whether the question takes for granted a choice that no menu on the screen shows as made."""
    if asked.relation not in ("after", "right after") or not _CHOOSES.search(" ".join(asked.anchor)):
        return False
    last = [menu[-1] for menu in menus(lines)]
    ticked = [line for block in last for line in entries(block, True)]
    return bool(ticked) and max(_names(asked, line) for line in ticked) < 0.6


def _names(asked: Asked, entry: Line) -> float:
    """How well the question names an entry: the least-matched of the entry's telling words."""
    words = [w for w in words_of(entry.bare) if w not in STOP and w not in FRAME]
    return float(likeness(words or ["?"], asked.anchor).max(axis=1).mean())


def beside(asked: Asked, lines: Sequence[Line]) -> Found | None:
    """The line above, below, before or after the one that the question names, or the n-th."""
    step = {"below": 1, "right after": 1, "after": 1}.get(asked.relation, -1)
    anchor = _anchor(asked, lines)
    if anchor is None:
        return None
    if anchor.kind != "text":
        near = anchor.after if step > 0 else anchor.before
        return Found(near.text, (near,), 0.6) if near else None
    block = anchor.blocks[-1] if asked.where == "last" else max(anchor.blocks, key=_fullness)
    rows = [line for line in _column(anchor, block) if _telling(line)]
    if anchor not in rows:
        return None
    place = rows.index(anchor) + step
    if not 0 <= place < len(rows):
        return None
    return Found(rows[place].bare, (rows[place],), 0.75)


def nth(asked: Asked, lines: Sequence[Line], heading: Line) -> Found | None:
    """The n-th line below a heading."""
    if heading.kind != "text" or not _PLACE_IN_LIST.search(asked.lower):
        return None
    block = max(heading.blocks, key=_fullness)
    rows = [line for line in block.lines if _telling(line)]
    place = rows.index(heading) + asked.ordinal if heading in rows else len(rows)
    return Found(rows[place].bare, (rows[place],), 0.7) if place < len(rows) else None


def under(asked: Asked, lines: Sequence[Line], heading: Line) -> Found | None:
    """The entries of the list below a heading: as many as the question says, or all."""
    if heading.kind != "text":
        return None
    kept: dict[tuple[str, ...], list[Block]] = {}
    for block in heading.blocks:
        column = [line for line in _column(heading, block) if _telling(line)]
        listed = column[column.index(heading) + 1 :] if heading in column else []
        names = tuple(line.bare for line in listed[: _how_many(asked)])
        if names and not asked.terms_in(names):
            kept.setdefault(names, []).append(block)
    if not kept:
        return None
    names = max(kept, key=lambda one: sum(block.span.duration_s for block in kept[one]))
    shown = [line for line in kept[names][-1].lines if line.bare in names]
    return Found(", ".join(names), tuple(shown), 0.65)


def _how_many(asked: Asked) -> int:
    words = words_of(asked.text)
    return next((int(NUMBER_WORDS[w]) for w in words if w in ("two", "three", "four", "five")), 4)


def _column(anchor: Line, block: Block) -> list[Line]:
    """The lines of a block that stand in one column with a line, where boxes are known."""
    if not anchor.boxes:
        return block.lines
    box = anchor.boxes[0]
    return [
        line
        for line in block.lines
        if not line.boxes or (line.boxes[0].left < box.right and box.left < line.boxes[0].right)
    ]


def _fullness(block: Block) -> tuple[int, float]:
    return len(block.lines), block.span.start_s


def _telling(line: Line) -> bool:
    return any(len(word) > 1 or word.isdigit() for word in line.words)


def _anchor(asked: Asked, lines: Sequence[Line]) -> Line | None:
    """The line that the words after "below", "after" … name; the largest writing for a title."""
    if "title" in asked.anchor:
        titled = [line for line in lines if line.kind == "text" and line.height]
        last = [line for line in titled if len(line.blocks[-1].lines) > 2]
        if last:
            block = max(last, key=lambda line: line.span.end_s).blocks[-1]
            return max(block.lines, key=lambda line: line.height)
    best: tuple[float, Line] | None = None
    for line in lines:
        if not line.words:
            continue
        alike = likeness(asked.anchor, line.words)
        score = float(alike.max(axis=1).sum()) - 0.02 * len(line.words)
        if alike.max() > 0.75 and (best is None or score > best[0] + 1e-6):
            best = (score, line)
    return best[1] if best else None
