"""Answers before it is decided whether they are good enough.

Puts together what the other files of this room find: an entry read off the screen, an option, yes
or no, moments, or the best line with the part that answers. Knows nothing of stores and floors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from longtake.reason.quoting import extremes, keyboard, layout, menus
from longtake.reason.quoting.alignment import LITERAL
from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.confidence import NO_NEWS, signs_of
from longtake.reason.quoting.extract import sentence, short_answer, shown
from longtake.reason.quoting.lexicon import FRAME
from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.match import Match
from longtake.reason.quoting.support import (
    beside_the_point,
    names_option,
    supported,
    yes_and_no,
    yes_or_no,
)

AS_GOOD, AS_GOOD_BESIDE = 0.4, 1.0
"""A second line is quoted too when its score is so near the best; more freely beside the best."""
SAME_THING, REFRAIN = 0.6, 2.5
"""Of "every place" come lines that score so near the best; more freely when worded like it."""
_READ_OUT = re.compile(r"\bwhat\b.*\b(?:screen|text|written|say|said|shown|read|see|caption)\w*\b")


@dataclass(slots=True)
class Draft:
    """A possible answer: its text, the lines it quotes, and what speaks for it."""

    text: str
    lines: list[Line]
    signs: dict[str, float] = field(default_factory=dict)
    choice: int | None = None
    sure: float | None = None
    """How sure it is where that follows from how it was found, not from its signs."""
    nothing: bool = False
    """Says that there is nothing, and what comes nearest."""


def draft(
    asked: Asked, options: Sequence[str], lines: Sequence[Line], found: Sequence[Match]
) -> Draft | None:
    """The most fitting answer that the lines allow; None where they allow none."""
    if not found or menus.never_chosen(asked, lines):
        return None
    read = _read_off(asked, lines, found)
    if verdicts := yes_and_no(options):
        return _chosen_verdict(asked, verdicts, found)
    if options:
        return _option(asked, options, found, read)
    if read:
        return Draft(_worded(read), list(read.lines), sure=read.sure)
    if asked.wants == "yes_no":
        if beside_the_point(asked, found[0]):
            return None
        if verdict := _verdict(asked, found):
            return verdict
    if asked.grounding:
        return _moments(asked, found)
    return _quote(asked, found)


def _read_off(asked: Asked, lines: Sequence[Line], found: Sequence[Match]) -> layout.Found | None:
    """An answer that follows from what was typed or chosen, or from where and when lines stand."""
    headings = [match.line for match in found if _heads(asked, match)]
    return (
        keyboard.entered(asked, lines, [match.line for match in found])
        or menus.chosen(asked, lines)
        or extremes.extreme(asked, lines)
        or layout.placed(asked, lines, headings)
        or _by_time(asked, lines, found)
    )


def _heads(asked: Asked, match: Match) -> bool:
    """Whether a line says nothing but what the question says, or names what is to be listed."""
    names = asked.listing and match.signs["head"] >= LITERAL and layout.heads_block(match.line)
    return names or match.signs["news"] < NO_NEWS


def _by_time(asked: Asked, lines: Sequence[Line], found: Sequence[Match]) -> layout.Found | None:
    """What comes first or last, where the question says no more than that."""
    if not asked.where or any(term not in FRAME and not term[0].isdigit() for term in asked.terms):
        return None
    if not _READ_OUT.search(asked.lower):
        return None
    fitting = [match.line for match in found if match.signs["manner"]] or list(lines)
    fitting.sort(key=lambda line: line.span)
    one = fitting[0 if asked.where == "first" else -1]
    return layout.Found(one.bare, (one,), 0.8)


def _worded(read: layout.Found) -> str:
    """The answer, with the line it was taken from when that says more."""
    source = read.lines[0].bare
    inside = len(read.lines) == 1 and len(read.text) < len(source)
    return shown(read.text, source) if inside else shown("", read.text)


def _option(
    asked: Asked, options: Sequence[str], found: Sequence[Match], read: layout.Found | None
) -> Draft | None:
    if read and (named := names_option(options, read.text)) is not None:
        text = shown(options[named], read.lines[0].bare)
        return Draft(text, list(read.lines), choice=named, sure=read.sure)
    pick = supported(options, found)
    if pick is None:
        return None
    signs = signs_of(asked, pick.match, found)
    signs |= {"support": pick.strength, "lead": pick.lead, "options": 1.0}
    text = shown(options[pick.choice], pick.match.line.bare)
    return Draft(text, [pick.match.line], signs, choice=pick.choice)


def _chosen_verdict(
    asked: Asked, verdicts: tuple[int, int], found: Sequence[Match]
) -> Draft | None:
    """The option for yes, or that for no."""
    verdict = _verdict(asked, found)
    if verdict:
        verdict.choice = verdicts[0] if verdict.text.startswith("Yes") else verdicts[1]
    return verdict


def _verdict(asked: Asked, found: Sequence[Match]) -> Draft | None:
    holds, strength = yes_or_no(asked, found[0])
    if holds is None:
        return None
    signs = {**signs_of(asked, found[0], found), "support": strength}
    if not holds:
        signs["least"] = 1.0
    return Draft(shown("Yes" if holds else "No", found[0].line.text), [found[0].line], signs)


def _moments(asked: Asked, found: Sequence[Match]) -> Draft:
    """When it is: every time the best line comes, and for "every place" what is like it."""
    best = found[0]
    lines = [best.line]
    for match in found[1:]:
        behind = best.score - match.score
        again = match.line.text.casefold() == best.line.text.casefold()
        alike = behind < SAME_THING or (behind < REFRAIN and _reworded(match.line, best.line))
        if again or (asked.every and alike):
            lines.append(match.line)
    lines.sort(key=lambda line: line.span)
    quotes = " / ".join(dict.fromkeys(line.bare for line in lines))
    times = ", ".join(str(line.span) for line in lines)
    return Draft(shown(times, quotes), lines, signs_of(asked, best, found))


def _reworded(one: Line, other: Line) -> bool:
    """Whether two lines share at least half of their words, as the verses of a refrain do."""
    mine, theirs = set(one.words), set(other.words)
    return 4 * len(mine & theirs) >= len(mine) + len(theirs)


def _quote(asked: Asked, found: Sequence[Match]) -> Draft:
    """The best line in its sentence; with it the second, where that is as good."""
    best = found[0]
    repeats = best.signs["news"] < NO_NEWS and not extremes.wanted(asked)
    if repeats and layout.heads_block(best.line):
        listed = list(layout.listed_under(best.line))
        text = shown("", ", ".join(line.bare for line in listed))
        return Draft(text, listed, signs_of(asked, best, found) | {"news": 1.0})
    lines = sentence(best.line)
    for match in found[1:2]:
        beside = any(_beside(line, match.line) for line in lines)
        near = best.score - match.score < (AS_GOOD_BESIDE if beside else AS_GOOD)
        if near and match.line not in lines:
            lines.append(match.line)
    lines.sort(key=lambda line: line.span)
    joined = lines[0].bare
    for early, late in pairwise(lines):
        joined += (" " if _beside(early, late) else " / ") + late.bare
    text = shown(short_answer(asked, best.line.bare), joined)
    return Draft(text, lines, signs_of(asked, best, found))


def _beside(one: Line, other: Line) -> bool:
    if one.kind != "text":
        return one.after is other or one.before is other
    rows = one.blocks[-1].lines
    return other in rows and abs(rows.index(one) - rows.index(other)) == 1
