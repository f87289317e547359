"""How well each line answers a question: what speaks for it, and the order that follows.

The signs are soft alignment of words, likeness of sentence vectors, and whether the line holds an
answer of the type asked for, when and in the way the question says. Their weights were fitted on
145 of the questions in `tests/data/calibration.json` by maximum likelihood of the right line
(softmax over lines; leaving out one recording at a time, the best line is right for 7 in 10, one of
the best three for 9 in 10), then rounded. Knows nothing of stores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from longtake.reason.quoting.alignment import LITERAL, Alignment
from longtake.reason.quoting.answertypes import BARE, STRICT, finds
from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.gather import Apart, told_apart
from longtake.reason.quoting.layout import fullest
from longtake.reason.quoting.lexicon import words_of
from longtake.reason.quoting.lines import Line

Compare = Callable[[Sequence[str]], Sequence[float]]
"""Cosines of texts to the question."""
EMBEDDED = 8
"""Lines whose sentence vectors are compared, alone and in their surroundings."""
NEAR_S = 6.0
"""Cues further apart than this do not explain each other."""
WEIGHTS: Mapping[str, float] = {
    "cosine": 3.4,
    "cosine_around": 2.3,
    "cover": 2.3,
    "cover_around": 2.0,
    "literal": 0.5,
    "news": 1.7,
    "typed": 1.6,
    "head": 0.5,
    "where": 0.9,
    "described": 1.0,
    "manner": 0.5,
    "polarity": 0.5,
    "asks": -1.5,
}
_MANNERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (way, re.compile(rf"\b(?:{words})\b"))
    for way, words in (
        ("sound", "hear|heard|sounds?|noises?|audible|rings?|listen"),
        ("subtitle", "captions?|captioner|subtitles?"),
        (
            "text",
            "slide|card|screen|written|sign|menu|window|button|typed?|types|list|printed|logo",
        ),
        ("speech", "says?|said|tells?|told|narrator|speaker|lecturer|sings?|singer|song|speech"),
    )
)
_ASKS = re.compile(r"\bask(?:s|ed|ing)?\b|\bquestions?\b")
_DENIES = re.compile(r"\b(?:not|never|cannot|nobody|nothing|without)\b|n['’]t\b")


@dataclass(slots=True, eq=False)
class Match:
    """A line, and what speaks for its answering the question."""

    line: Line
    signs: dict[str, float]
    aligned: tuple[float, ...]
    """For each telling word of the question, its best likeness in the line."""
    aligned_around: tuple[float, ...]
    """The same with the line's surroundings."""
    score: float = field(default=0.0)


def matches(
    asked: Asked, lines: Sequence[Line], compare: Compare | None, meaning: Mapping[Apart, float]
) -> list[Match]:
    """Every line with its score, best first.

    `meaning` gives, by Observation, the cosines that a search has already computed.
    """
    if not lines:
        return []
    alignment = Alignment(asked, lines)
    first_s = min(line.span.start_s for line in lines)
    last_s = max(line.span.end_s for line in lines)
    found = []
    for line in lines:
        match = _match(asked, line, alignment)
        match.signs["where"] = _where(asked, line, first_s, last_s)
        cosines = filter(None, (meaning.get(told_apart(seen)) for seen in line.seen))
        match.signs["cosine"] = max(cosines, default=0.0)
        found.append(match)
    _order(found)
    if compare:
        _compare(found[:EMBEDDED], compare, meaning)
        _order(found)
    return found


def _order(found: list[Match]) -> None:
    for match in found:
        match.score = sum(WEIGHTS.get(name, 0.0) * sign for name, sign in match.signs.items())
    found.sort(key=lambda match: -match.score)


def _match(asked: Asked, line: Line, alignment: Alignment) -> Match:
    near = surroundings(line)
    own, around = alignment.best([line]), alignment.best([line, *near])
    signs = {
        "cover": alignment.covered(own),
        "cover_around": alignment.covered(around),
        "literal": alignment.covered(own, LITERAL),
        "news": 1.0 if asked.grounding else alignment.news(line),
        "described": alignment.described(line) if asked.grounding else 0.0,
        "typed": _typed(asked, line, alignment),
        "head": alignment.head([line]),
        "head_around": alignment.head([line, *near]),
        "instance": alignment.instance(line),
        "manner": _manner(asked, line),
        "polarity": float(bool(_DENIES.search(asked.lower)) and "not" in line.implied),
        "asks": float(_only_asks(asked, line)),
        "cosine_around": 0.0,
    }
    return Match(line, signs, own, around)


def _only_asks(asked: Asked, line: Line) -> bool:
    """Whether the line is a question itself, and no question is asked for."""
    return line.text.rstrip().endswith("?") and not (asked.grounding or _ASKS.search(asked.lower))


def surroundings(line: Line) -> list[Line]:
    """The lines that help to understand a line: the cues, or the heading and rows, beside it."""
    if line.kind != "text":
        near = (line.before, line.after)
        return [one for one in near if one and one.span.touches(line.span, NEAR_S)]
    rows = fullest(line).lines
    place = rows.index(line)
    return [one for one in (*rows[:1], *rows[max(0, place - 2) : place + 3]) if one is not line]


def _typed(asked: Asked, line: Line, alignment: Alignment) -> float:
    """1 when the line holds something of the type asked for, -1 when it must and does not.

    A number counts in full only beside what is to be counted, a quantity only with its unit.
    """
    text = line.bare
    places = [
        (a, b) for a, b in finds(asked.wants, text) if text[a:b].casefold() not in asked.lower
    ]
    if not places:
        return -1.0 if asked.wants in STRICT else 0.0
    if asked.wants == "quantity":
        bare = all(BARE.fullmatch(text[a:b]) for a, b in places)
        return 0.4 if bare else 1.0
    if asked.wants == "number" and asked.head:
        beside = [word for a, b in places for word in _beside(text, a, b)]
        return 1.0 if alignment.counts(beside) > 0.3 else 0.4
    return 0.5 if asked.wants == "called" else 1.0


def _beside(text: str, start: int, end: int) -> list[str]:
    """The words after a number, and those of a label before it."""
    label = re.search(r"[:=#]\s*$|^\D+$", text[:start])
    return [*words_of(text[end:])[:3], *(words_of(text[:start])[-3:] if label else [])]


def _manner(asked: Asked, line: Line) -> float:
    """1 when the line was come by in the way the question speaks of: heard, said, written …"""
    ways = {way for way, words in _MANNERS if words.search(asked.lower)}
    sound = "sound" in line.implied
    if "sound" in ways:
        return float(sound)
    if sound and "subtitle" not in ways:
        return 0.0
    return float(line.kind in ways or (line.kind == "subtitle" and "speech" in ways))


def _where(asked: Asked, line: Line, first_s: float, last_s: float) -> float:
    """1 at the end of time that is asked for, falling to 0 at the other; 0 when none is."""
    if not asked.where or last_s <= first_s:
        return 0.0
    if asked.where == "first":
        return 1 - (line.span.start_s - first_s) / (last_s - first_s)
    return (line.span.end_s - first_s) / (last_s - first_s)


def _compare(found: Sequence[Match], compare: Compare, meaning: Mapping[Apart, float]) -> None:
    """Compare sentence vectors: of the line, where the search has not, and of its surroundings."""
    unknown = [
        m for m in found if m.line.kind == "text" or told_apart(m.line.seen[0]) not in meaning
    ]
    cosines = compare([*(in_context(m.line) for m in found), *(m.line.bare for m in unknown)])
    for match, cosine in zip(found, cosines, strict=False):
        match.signs["cosine_around"] = cosine
    for match, cosine in zip(unknown, cosines[len(found) :], strict=True):
        match.signs["cosine"] = cosine


def in_context(line: Line) -> str:
    """A line between its neighbours, as one short text; on a screen under the heading."""
    if line.kind != "text":
        cues = sorted([line, *surroundings(line)], key=lambda one: one.span)
        return " ".join(one.text for one in cues)
    rows = fullest(line).lines
    place = rows.index(line)
    near = rows[max(0, place - 1) : place + 2]
    return "\n".join(one.bare for one in (*(rows[:1] if rows[0] not in near else []), *near))
