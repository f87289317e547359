"""Which option, or which of yes and no, the found lines support.

An option is supported by a line as far as its words stand there and as the line answers the
question; a line that holds several of the options, as a menu does, supports none in particular.
Takes ranked matches; knows nothing of where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.reason.quoting.lexicon import NUMBER_WORDS, likeness, stem, words_of
from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.match import Match
from longtake.reason.quoting.understand import STOP, Asked

_NOT_STATED = re.compile(
    r"\b(?:not|never|isn't|cannot|can't|none|no)\b.*\b(?:stated|said|mentioned|shown|given|told|known"
    r"|answered|determined|specified|revealed|clear|above|say|tell|information|named|identified)\b"
    r"|\b(?:unknown|unclear|unanswerable|none of)\b",
    re.IGNORECASE,
)
_OPPOSITES = """
on/off open/closed open/shut early/late light/dark bright/dark true/false true/legend true/myth
alive/dead rich/poor hot/cold warm/cold big/small large/small high/low empty/full safe/dangerous
same/different right/wrong correct/wrong before/after up/down rise/fall grew/fell more/less
always/never everybody/nobody everyone/nobody someone/nobody allowed/forbidden allow/forbid
accept/refuse passed/failed win/lose won/lost free/paid public/private old/new young/old
enabled/disabled success/failure buy/sell first/last alone/together friend/enemy real/fake love/hate
weak/strong cheap/expensive easy/difficult easy/hard healthy/sick happy/sad possible/impossible
agree/disagree present/absent found/lost remember/forget finished/unfinished punctual/late time/late
"""
OPPOSITES = frozenset(
    frozenset(map(stem, pair.split("/"))) for pair in _OPPOSITES.split()
)
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing|none|neither|without)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Support:
    """The option that is supported best, by which match, and how far ahead of the others."""

    choice: int
    match: Match
    strength: float
    """1: the option stands in a line that answers the question."""
    margin: float


def not_stated(options: Sequence[str]) -> int | None:
    """The option that says that the video does not tell, if there is one."""
    return next((at for at, option in enumerate(options) if _NOT_STATED.search(option)), None)


def supported(options: Sequence[str], found: Sequence[Match]) -> Support | None:
    """The best supported option, or None when no line speaks for any."""
    if not found:
        return None
    skipped = not_stated(options)
    best = max(match.score for match in found)
    own = _own_words(options)
    rows = [
        [0.0 if at == skipped else _held(words, match.line) for at, words in enumerate(own)]
        for match in found
    ]
    scores: list[tuple[float, Match]] = [(0.0, found[0])] * len(options)
    for match, held in zip(found, rows, strict=True):
        relevance = _relevance(match.score, best)
        crowd = sum(value >= 0.9 for value in _crowd(own, match.line, held))
        for at, value in enumerate(held):
            strength = value * relevance / max(1, crowd)
            if strength > scores[at][0]:
                scores[at] = (strength, match)
    order = sorted(range(len(options)), key=lambda at: -scores[at][0])
    first, second = order[0], order[1] if len(order) > 1 else order[0]
    if scores[first][0] <= 0:
        return None
    margin = scores[first][0] - (scores[second][0] if second != first else 0.0)
    return Support(first, scores[first][1], scores[first][0], margin)


def _own_words(options: Sequence[str]) -> list[list[str]]:
    """The words of each option that the others do not have; all of them if that leaves none."""
    all_words = [
        [w for w in words_of(option) if w not in STOP or w in NUMBER_WORDS] or words_of(option)
        for option in options
    ]
    shared = set.intersection(*map(set, all_words)) if len(options) > 1 else set()
    return [[w for w in words if w not in shared] or words for words in all_words]


def _crowd(options: Sequence[Sequence[str]], line: Line, held: Sequence[float]) -> list[float]:
    """How far each option stands in the line or, on a screen, among the lines around it."""
    if line.kind != "text" or not line.blocks or max(held) < 0.9:
        return list(held)
    block = max(line.blocks, key=lambda one: len(one.lines))
    menu = [one for one, mark in zip(block.lines, block.marked, strict=True) if mark is not None]
    if line not in menu:
        return list(held)
    return [max([value, *(_held(option, one) for one in menu)]) for option, value in zip(options, held, strict=True)]


def _relevance(score: float, best: float) -> float:
    """How much a line counts, by how far it ranks below the best."""
    return float(max(0.15, 1 - 0.22 * (best - score)))


def _held(words: Sequence[str], line: Line) -> float:
    """How far an option's words stand in a line: 1 as they are, less by meaning."""
    there = line.words
    if not words or not there:
        return 0.0
    stems, forms = [stem(NUMBER_WORDS.get(w, w)) for w in words], [
        stem(NUMBER_WORDS.get(w, w)) for w in there
    ]
    if all(one in forms for one in stems):
        return 1.0
    if any(word[0].isdigit() for word in words):
        return 0.0
    alike = likeness(words, there).max(axis=1)
    return float(min(0.7, alike.mean() * 0.8)) if alike.mean() > 0.35 else 0.0


def yes_or_no(asked: Asked, match: Match) -> tuple[bool | None, float]:
    """Whether the line says what is asked (True), its contrary (False), or neither (None)."""
    negated = bool(_NEGATION.search(match.line.text)) != bool(_NEGATION.search(asked.text))
    asked_stems = {stem(word) for word in words_of(asked.text)}
    said = {stem(word) for word in match.line.words}
    contrary = any(
        len(pair & asked_stems) == 1 and len(pair & said) == 1 and (pair & asked_stems) != (pair & said)
        for pair in OPPOSITES
    )
    total = sum(asked.weights) or 1.0
    held = sum(w * a for w, a in zip(asked.weights, match.aligned, strict=True)) / total
    if contrary:
        return negated, max(0.6, held)
    if held < 0.55:
        return None, held
    return not negated, held
