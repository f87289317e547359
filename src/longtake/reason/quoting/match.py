"""How well each line answers a question: soft alignment of words, likeness of meaning, type.

Each telling word of the question is matched with its most alike word in a line, and the likenesses
are added up by how much the words say (late interaction: Khattab and Zaharia, ColBERT 2020, §3,
here over word vectors). Sentence vectors add what single words cannot. Knows nothing of stores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from longtake.reason.quoting.answertypes import STRICT, finds
from longtake.reason.quoting.lexicon import likeness, weight
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
    "where": 0.9,
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

    def news(self, line: Line) -> float:
        """How much the line says that the question does not: its most telling other word."""
        known = self.table.max(axis=0)
        return max(
            (weight(w) for w in line.words if known[self.columns[w]] < 0.9 and w not in STOP),
            default=0.0,
        )

    def head(self, line: Line) -> float:
        """How alike the kind of thing asked for is to something in the line."""
        if self.heads is None:
            return 0.0
        return float(self.heads[-1, [self.columns[w] for w in line.words]].max())


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
            "typed": _typed(asked, line),
            "head": alike.head(line),
            "cosine": 0.0,
            "cosine_around": 0.0,
        },
        aligned=tuple(map(float, own)),
        aligned_around=tuple(map(float, around)),
    )


def _typed(asked: Asked, line: Line) -> float:
    """1 when the line holds something of the type asked for, -1 when it must and does not."""
    answers = [
        (start, end)
        for start, end in finds(asked.wants, line.bare)
        if line.bare[start:end].casefold() not in asked.lower
    ]
    if answers:
        return 1.0
    return -1.0 if asked.wants in STRICT else 0.0


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
