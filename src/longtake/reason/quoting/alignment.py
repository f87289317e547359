"""Soft alignment: each word of a question with its most alike word in some lines.

Likenesses are added up by how much the question's words say: late interaction as in ColBERT
(Khattab and Zaharia, 2020, §3), here over vectors of words. Computed once for all lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.lexicon import FRAME, NUMBER_WORDS, STOP, known, likeness, weight
from longtake.reason.quoting.lines import Line

LITERAL = 0.9
"""From here on two words count as the same."""


class Alignment:
    """The likenesses of a question's words, and of what it asks for, to every word of the lines."""

    def __init__(self, asked: Asked, lines: Sequence[Line]) -> None:
        words = dict.fromkeys(word for line in lines for word in (*line.words, *line.implied))
        terms = likeness(asked.terms or ("?",), list(words))
        self._asked = asked
        self._column = {word: place for place, word in enumerate(words)}
        self._columns_of = {line: self._places(line) for line in lines}
        self._terms: list[list[float]] = terms.tolist()
        self._nearest: list[float] = terms.max(axis=0).tolist() if words else []
        self._head: list[float] | None = None
        if asked.head:
            self._head = likeness(asked.head[-1:], list(words))[0].tolist()
        self._weights = asked.weights or (1.0,)

    def best(self, lines: Sequence[Line]) -> tuple[float, ...]:
        """For each telling word of the question, its best likeness in the lines."""
        columns = self._columns(lines)
        return tuple(max(map(alike.__getitem__, columns)) for alike in self._terms)

    def covered(self, best: Sequence[float], least: float = 0.0) -> float:
        """How much of what the question says is matched, in [0, 1], by more than `least`."""
        kept = (value if value > least else 0.0 for value in best)
        matched = sum(w * value for w, value in zip(self._weights, kept, strict=True))
        return matched / sum(self._weights)

    def described(self, line: Line) -> float:
        """How much of what a line says is in the question, in [0, 1]."""
        told = [(weight(w), self._asked_for(w)) for w in line.words if w not in STOP]
        total = sum(w for w, _ in told)
        return sum(w * alike for w, alike in told) / total if total else 0.0

    def news(self, line: Line) -> float:
        """How much a line says that the question does not: its most telling other word."""
        other = (w for w in line.words if w not in STOP and self._asked_for(w) < LITERAL)
        return max((weight(w) * (0.3 if w in FRAME else 1.0) for w in other), default=0.0)

    def head(self, lines: Sequence[Line]) -> float:
        """How alike the kind of thing asked for is to something in the lines."""
        if self._head is None:
            return 0.0
        return max(map(self._head.__getitem__, self._columns(lines)))

    def instance(self, line: Line) -> float:
        """How likely some new word of a line is such a thing as is asked for.

        A word that the lexicon does not know may be anything: a half. Where the line has the very
        word that the question asks with, what follows it may be its value: 1.
        """
        if self._head is None:
            return 0.5
        shown = (self._head[self._column[word]] for word in line.implied)
        likely = 1.0 if max(shown, default=0.0) >= LITERAL else 0.0
        for place, word in enumerate(line.words):
            alike = self._head[self._column[word]]
            if alike >= LITERAL:
                following = line.words[place + 1 : place + 2]
                valued = any(w[0].isdigit() or w in NUMBER_WORDS for w in following)
                likely = max(likely, 1.0 if valued or _labels(line, word) else 0.0)
            elif word not in self._asked.terms:
                strange = word.isalpha() and not known(word)
                likely = max(likely, alike, 0.5 if strange else 0.0)
        return likely

    def counts(self, words: Sequence[str]) -> float:
        """How alike what is to be counted is to the nearest of the words beside a number."""
        things = self._asked.head
        return float(likeness(things, words).max()) if things and words else 0.0

    def _asked_for(self, word: str) -> float:
        return self._nearest[self._column[word]]

    def _columns(self, lines: Sequence[Line]) -> list[int]:
        """Where their words stand; a neighbour's word that no line given has is passed over."""
        return [
            column for line in lines for column in self._columns_of.get(line) or self._places(line)
        ]

    def _places(self, line: Line) -> list[int]:
        words = (*line.words, *line.implied)
        return [self._column[word] for word in words if word in self._column]


def _labels(line: Line, word: str) -> bool:
    """Whether a word stands before a colon or a brand of value, as in `Password: hunter2`."""
    return bool(re.search(rf"\b{re.escape(word)}\w*\s*[:=#]", line.text, re.IGNORECASE))
