"""How well each line answers a question: soft alignment of words, likeness of meaning, type.

Each telling word of the question is matched with its most alike word in a line, and the likenesses
are added up by how much the words say (late interaction: Khattab and Zaharia, ColBERT 2020, §3,
here over word vectors). Sentence vectors add what single words cannot. Knows nothing of stores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from longtake.reason.quoting.answertypes import STRICT, finds
from longtake.reason.quoting.lexicon import known, likeness, weight, words_of
from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.understand import FRAME, STOP, Asked

if TYPE_CHECKING:
    import numpy as np

Compare = Callable[[Sequence[str]], Sequence[float]]
"""Cosines of texts to the question."""
EMBEDDED = 12
"""Lines that are compared by sentence vectors, each alone and in its surroundings."""
NEAR_S = 6.0
"""Cues further apart than this do not explain each other."""


@dataclass(slots=True)
class Match:
    """A line, and what speaks for its answering the question."""

    line: Line
    signs: dict[str, float]
    score: float = 0.0
    aligned: tuple[float, ...] = ()
    """For each telling word of the question, its best likeness in the line."""
    aligned_around: tuple[float, ...] = ()
    """The same with the line's surroundings."""


WEIGHTS: Mapping[str, float] = {
    "cosine": 3.4,
    "cosine_around": 2.3,
    "cover": 2.3,
    "literal": 0.5,
    "cover_around": 2.0,
    "news": 1.7,
    "typed": 1.6,
    "head": 0.5,
    "head_around": 0.0,
    "instance": 0.0,
    "where": 0.9,
    "manner": 0.8,
    "length": 0.0,
}


def surroundings(line: Line) -> list[Line]:
    """The lines that help to understand a line: the cues beside it, or the rest of its block."""
    if line.kind != "text":
        near = [line.before, line.after]
        return [one for one in near if one and one.span.touches(line.span, NEAR_S)]
    fullest = max(line.blocks, key=lambda block: len(block.lines)).lines
    place = fullest.index(line)
    near_by = [*fullest[:1], *fullest[max(0, place - 2) : place + 3]]
    return [one for one in near_by if one is not line]


def matches(asked: Asked, lines: Sequence[Line], compare: Compare | None) -> list[Match]:
    """Every line with its score, best first."""
    if not lines:
        return []
    alike = _Alignment(asked, lines)
    found = [_match(asked, line, alike) for line in lines]
    ends = (min(line.span.start_s for line in lines), max(line.span.end_s for line in lines))
    for match in found:
        match.signs["where"] = _where(asked, match.line, *ends)
        match.score = _total(match)
    found.sort(key=lambda match: -match.score)
    if compare:
        _add_meaning(found[:EMBEDDED], compare)
    return sorted(found, key=lambda match: -match.score)


class _Alignment:
    """Likenesses of the question's words to every word of the lines, computed at once."""

    def __init__(self, asked: Asked, lines: Sequence[Line]) -> None:
        self.columns = {word: i for i, word in enumerate({w: 0 for one in lines for w in (*one.words, *one.implied)})}
        terms = asked.terms or ("",)
        self.table = likeness([t for t in terms if t] or ["?"], list(self.columns))
        self.heads = likeness(asked.head, list(self.columns)) if asked.head else None

    def best(self, lines: Sequence[Line]) -> np.ndarray:
        columns = [self.columns[w] for one in lines for w in (*one.words, *one.implied)]
        best: np.ndarray = self.table[:, columns].max(axis=1)
        return best

    def instance(self, asked: Asked, line: Line) -> float:
        """How likely some word of the line is such a thing as is asked for, or labels one.

        A word that the table does not know may be anything: a half.
        """
        if self.heads is None:
            return 0.5
        best = 0.0
        for word in line.words:
            alike = float(self.heads[-1, self.columns[word]])
            unknown = 0.5 if not known(word) and word not in asked.terms and word.isalpha() else 0.0
            best = max(best, alike, unknown)
        return best

    def heads_in(self, words: Sequence[str]) -> float:
        """How alike the kind of thing asked for is to the nearest of some words."""
        columns = [self.columns[w] for w in words if w in self.columns]
        if self.heads is None or not columns:
            return 0.0
        return float(self.heads[:, columns].max())

    def news(self, line: Line) -> float:
        """How much the line says that the question does not: its most telling other word."""
        asked_for = self.table.max(axis=0)
        return max(
            (weight(w) for w in line.words if asked_for[self.columns[w]] < 0.9 and w not in STOP),
            default=0.0,
        )

    def head(self, lines: Sequence[Line]) -> float:
        """How alike the kind of thing asked for is to something in the lines."""
        if self.heads is None:
            return 0.0
        columns = [self.columns[w] for line in lines for w in (*line.words, *line.implied)]
        return float(self.heads[-1, columns].max())


def _match(asked: Asked, line: Line, alike: _Alignment) -> Match:
    own = alike.best([line])
    around = alike.best([line, *surroundings(line)])
    weights = asked.weights or (1.0,)
    total = sum(weights)
    return Match(
        line,
        {
            "cover": float(sum(w * a for w, a in zip(weights, own, strict=True))) / total,
            "literal": float(sum(w * (a > 0.9) for w, a in zip(weights, own, strict=True))) / total,
            "length": min(1.0, len(line.words) / 12),
            "cover_around": float(sum(w * a for w, a in zip(weights, around, strict=True))) / total,
            "news": alike.news(line),
            "typed": _typed(asked, line, alike),
            "manner": _manner(asked, line),
            "head": alike.head([line]),
            "head_around": alike.head([line, *surroundings(line)]),
            "instance": alike.instance(asked, line),
            "cosine": 0.0,
            "cosine_around": 0.0,
        },
        aligned=tuple(map(float, own)),
        aligned_around=tuple(map(float, around)),
    )


def _typed(asked: Asked, line: Line, alike: _Alignment) -> float:
    """1 when the line holds something of the type asked for, -1 when it must and does not.

    A number counts in full only beside what is to be counted.
    """
    text = line.bare
    answers = [(a, b) for a, b in finds(asked.wants, text) if text[a:b].casefold() not in asked.lower]
    if not answers:
        return -1.0 if asked.wants in STRICT else 0.0
    if asked.wants == "number" and asked.head:
        beside = [w for a, b in answers for w in _beside(text, a, b)]
        return 1.0 if alike.heads_in(beside) > 0.3 else 0.4
    return 1.0


def _beside(text: str, start: int, end: int) -> list[str]:
    """The words after a number, and those of a label before it."""
    label = words_of(text[:start])[-3:] if re.search(r"[:=#]\s*$|^\D+$", text[:start]) else []
    return [*words_of(text[end:])[:3], *label]


_MANNERS: tuple[tuple[str, str], ...] = (
    (r"\b(?:hear|heard|sounds?|noises?|audible|rings?|listen)\b", "sound"),
    (r"\b(?:captions?|captioner|subtitles?)\b", "subtitle"),
    (r"\b(?:slide|card|screen|written|sign|menu|window|button|typed?|types|list|printed|logo)\b", "text"),
    (r"\b(?:says?|said|tells?|told|narrator|speaker|lecturer|sings?|singer|song|speech)\b", "speech"),
)


def _manner(asked: Asked, line: Line) -> float:
    """1 when the line was come by the way the question speaks of: heard, said, written …"""
    sound = "sound" in line.implied
    ways = {line.kind, "sound" if sound else "", "speech" if line.kind == "subtitle" else ""}
    asked_ways = {way for pattern, way in _MANNERS if re.search(pattern, asked.lower)}
    if "sound" in asked_ways:
        return 1.0 if sound else 0.0
    return float(bool(asked_ways & ways)) * (0.0 if sound and "subtitle" not in asked_ways else 1.0)


def _where(asked: Asked, line: Line, first_s: float, last_s: float) -> float:
    """1 at the end of time that is asked for, falling to 0 at the other; 0 when none is."""
    if not asked.where or last_s <= first_s:
        return 0.0
    if asked.where == "first":
        return 1 - (line.span.start_s - first_s) / (last_s - first_s)
    return (line.span.end_s - first_s) / (last_s - first_s)


def _add_meaning(found: Sequence[Match], compare: Compare) -> None:
    alone = [match.line.bare for match in found]
    around = [in_context(match.line) for match in found]
    cosines = compare([*alone, *around])
    for place, match in enumerate(found):
        match.signs["cosine"] = float(cosines[place])
        match.signs["cosine_around"] = float(cosines[place + len(found)])
        match.score = _total(match)


def in_context(line: Line) -> str:
    """The line between its neighbours, as one short text."""
    near = surroundings(line)
    if line.kind == "text":
        fullest = max(line.blocks, key=lambda block: len(block.lines)).lines
        place = fullest.index(line)
        shown = [*fullest[max(0, place - 1) : place + 2]]
        if fullest[0] not in shown:
            shown.insert(0, fullest[0])
        return "\n".join(one.bare for one in shown)
    ordered = sorted([line, *near], key=lambda one: one.span)
    return " ".join(one.text for one in ordered)


def _total(match: Match) -> float:
    return sum(WEIGHTS[name] * value for name, value in match.signs.items())


def telling(asked: Asked) -> list[int]:
    """Places of the question's words that are more than its frame."""
    return [place for place, term in enumerate(asked.terms) if term not in FRAME]
