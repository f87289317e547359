"""Observations as lines of text in their surroundings.

A subtitle cue, a spoken sentence or a caption is one line. A block of on-screen text is taken apart
into its lines, and a line that stays while others come and go is one line over all that time, even
where it was missed for a moment. Takes Observations in order of time; knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from longtake.reason.quoting.implied import implied_words
from longtake.reason.quoting.lexicon import words_of
from longtake.reason.quoting.slides import slides
from longtake.types import Box, Kind, Observation, Span

MISSED_S = 1.0
"""A line may go unread for so long and still be the same line."""
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")
_MARKS = re.compile(r"^\s*(?:\[( |x|X|\*|v|V|✓|✔)\]|\(( |x|X|\*|•|o|O|●)\)|([>❯▶●•☑✓✔→])(?=\s))\s*")


@dataclass(slots=True, eq=False)
class Line:
    """One line of text, from when to when, and the Observations it was read in."""

    text: str
    kind: Kind
    video: str
    span: Span
    seen: list[Observation] = field(repr=False)
    boxes: list[Box] = field(default_factory=list, repr=False)
    """One for each Observation, or none where places are not known."""
    blocks: list[Block] = field(default_factory=list, repr=False)
    """For on-screen text: the blocks that hold it, in order of time."""
    before: Line | None = field(default=None, repr=False)
    after: Line | None = field(default=None, repr=False)
    """For words in time: the cues before and after it."""
    words: list[str] = field(default_factory=list, repr=False)
    implied: tuple[str, ...] = ()
    """Words for what the line shows without saying it."""

    @property
    def height(self) -> float:
        """Height of the writing as a fraction of the picture; 0 when unknown."""
        return max((box.bottom - box.top for box in self.boxes), default=0.0)

    @property
    def box(self) -> Box | None:
        """Where it stands in the middle of its time: writing may move while it stays."""
        if len(self.boxes) != len(self.seen):
            return self.boxes[0] if self.boxes else None
        pairs = zip(self.seen, self.boxes, strict=True)
        there = (box for seen, box in pairs if self.span.middle_s in seen.span)
        return next(there, self.boxes[0] if self.boxes else None)

    @property
    def bare(self) -> str:
        """The text without a mark of choice, a prompt or a number of a list in front of it."""
        return _NUMBERED.sub("", _MARKS.sub("", self.text)).strip()


@dataclass(slots=True, eq=False)
class Block:
    """What stood on the screen at once, top to bottom."""

    span: Span
    lines: list[Line] = field(default_factory=list)
    marked: list[bool | None] = field(default_factory=list)
    """Per line: chosen, not chosen, or None where there is no mark."""


def mark_of(text: str) -> bool | None:
    """Whether a line of a menu is ticked: True for `[x] Tea`, False for `[ ] Tea`, else None."""
    found = _MARKS.match(text)
    if not found:
        return None
    tick = next(part for part in found.groups() if part is not None)
    return bool(tick.strip())


def lines_of(observations: Iterable[Observation]) -> list[Line]:
    """All lines, in order of their start."""
    spoken: list[Observation] = []
    written: dict[str, list[Observation]] = {}
    for seen in observations:
        if seen.kind == "text":
            written.setdefault(seen.video, []).append(seen)
        elif seen.text.strip():
            spoken.append(seen)
    lines = _cues(spoken)
    for blocks in written.values():
        lines += _tracked(blocks)
    for line in lines:
        line.words = words_of(line.bare)
        line.implied = implied_words(line.text)
    return sorted((line for line in lines if line.words), key=lambda line: line.span)


def _cues(spoken: Sequence[Observation]) -> list[Line]:
    """One line per cue; the same words in a second track at the same time are left out."""
    lines: list[Line] = []
    last: dict[tuple[str, Kind], Line] = {}
    for seen in sorted(spoken, key=lambda one: (one.video, one.span)):
        text = " ".join(seen.text.split())
        known = last.get((seen.video, seen.kind))
        near = [line for line in lines[-4:] if line.kind == seen.kind]
        if any(line.text == text and line.span.overlap(seen.span) > 0 for line in near):
            continue
        boxes = [seen.box] if seen.box else []
        line = Line(text, seen.kind, seen.video, seen.span, [seen], boxes, before=known)
        if known:
            known.after = line
        last[seen.video, seen.kind] = line
        lines.append(line)
    return lines


def _tracked(observations: Sequence[Observation]) -> list[Line]:
    """The lines of consecutive slides of one video, each over the whole time it stays."""
    alive: dict[str, Line] = {}
    lines: list[Line] = []
    for slide in slides(observations):
        block = Block(slide.span)
        for row in slide.rows:
            seen = row.seen
            key = "".join(words_of(_MARKS.sub("", row.text))) or row.text
            line = alive.get(key)
            if line is None or seen.span.start_s - line.span.end_s > MISSED_S:
                line = Line(row.text, "text", seen.video, seen.span, [])
                alive[key] = line
                lines.append(line)
            line.span = line.span.union(seen.span)
            line.text = row.text
            if not line.blocks or line.blocks[-1] is not block:
                line.seen.append(seen)
                line.blocks.append(block)
                line.boxes += [row.box] if row.box else []
            block.lines.append(line)
            block.marked.append(mark_of(row.text))
    return lines
