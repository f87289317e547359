"""Which option, or which of yes and no, the found lines support.

An option is supported by a line as far as its own words stand there and as the line answers the
question; a menu that holds several of the options supports none in particular. Takes ranked
matches; knows nothing of where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.reason.quoting.answertypes import finds
from longtake.reason.quoting.asked import Asked, Wants
from longtake.reason.quoting.layout import fullest
from longtake.reason.quoting.lexicon import FRAME, NUMBER_WORDS, STOP, likeness, stem, words_of
from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.match import Match

SOFT = 30
"""Only so many of the best lines can support an option by words that merely mean the same."""
LEAST = 0.35
"""Less alike on average, and an option's words are not there."""
PER_POINT, LEAST_RELEVANT = 0.22, 0.15
"""What a line loses as support for each point of score behind the best, and what remains."""
PART_OF = 0.8
"""What the option "five years" is worth in a line that says "twenty-five years", another option."""
SAME_THING = 0.6
"""A line speaks of what a question asks about when it has a word so alike to one of its own."""
_NOT_STATED = re.compile(
    r"\b(?:not|never|isn't|cannot|can't|none|no)\b.*\b(?:stated|said|mentioned|shown|given|told"
    r"|known|answered|determined|specified|revealed|clear|above|say|tell|information|named"
    r"|identified)\b|\b(?:unknown|unclear|unanswerable|none of)\b",
    re.IGNORECASE,
)
_OPPOSITES = """
on/off open/closed open/shut early/late light/dark bright/dark true/false true/legend true/myth
alive/dead rich/poor hot/cold warm/cold big/small large/small high/low empty/full safe/dangerous
same/different right/wrong correct/wrong before/after up/down rise/fall grew/fell more/less
always/never allowed/forbidden allow/forbid accept/refuse passed/failed win/lose won/lost
public/private old/new young/old enabled/disabled success/failure buy/sell first/last
alone/together friend/enemy real/fake love/hate weak/strong cheap/expensive easy/difficult
easy/hard healthy/sick happy/sad possible/impossible agree/disagree present/absent found/lost
remember/forget finished/unfinished punctual/late time/late
"""
OPPOSITES = frozenset(frozenset(map(stem, pair.split("/"))) for pair in _OPPOSITES.split())
_EXCLUSIVE: tuple[Wants, ...] = ("colour", "month", "weekday", "year")
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|without)\b|n['’]t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Support:
    """The option that is supported best, by which match, and how far ahead of the others."""

    choice: int
    match: Match
    strength: float
    """1: the option stands in the line that answers best."""
    lead: float


def not_stated(options: Sequence[str]) -> int | None:
    """The option that says that the video does not tell, if there is one."""
    return next((at for at, option in enumerate(options) if _NOT_STATED.search(option)), None)


def yes_and_no(options: Sequence[str]) -> tuple[int, int] | None:
    """Which option says yes and which no, where two say nothing else."""
    said = [" ".join(words_of(option)) for option in options]
    return (said.index("yes"), said.index("no")) if {"yes", "no"} <= set(said) else None


def supported(options: Sequence[str], found: Sequence[Match]) -> Support | None:
    """The best supported option, or None when no line speaks for any."""
    own, skipped = own_words(options), not_stated(options)
    if not found:
        return None
    best = [(0.0, found[0])] * len(options)
    for rank, match in enumerate(found):
        relevance = max(LEAST_RELEVANT, 1 - PER_POINT * (found[0].score - match.score))
        for at, held in enumerate(_shares(own, match.line, rank < SOFT)):
            if at != skipped and held * relevance > best[at][0]:
                best[at] = (held * relevance, match)
    order = sorted(range(len(best)), key=lambda at: -best[at][0])
    if best[order[0]][0] == 0:
        return None
    strength, match = best[order[0]]
    lead = strength - (best[order[1]][0] if len(order) > 1 else 0.0)
    return Support(order[0], match, strength, lead)


def own_words(options: Sequence[str]) -> list[list[str]]:
    """The words of each option that not all have; all of its words if that leaves none."""
    told = [
        [word for word in words_of(option) if word not in STOP or word in NUMBER_WORDS]
        or words_of(option)
        for option in options
    ]
    shared = set.intersection(*map(set, told)) if len(told) > 1 else set()
    return [[word for word in words if word not in shared] or words for words in told]


def _shares(own: Sequence[Sequence[str]], line: Line, soft: bool) -> list[float]:
    """How far each option stands in a line, less where others stand there, or in the menu, too."""
    held = [_held(words, line.words, soft) for words in own]
    whole = [set(words) for words, value in zip(own, held, strict=True) if value == 1]
    crowd = max(1, _crowd(own, line) if whole else 0)
    return [
        value * (PART_OF if any(set(words) < longer for longer in whole) else 1.0) / crowd
        for words, value in zip(own, held, strict=True)
    ]


def _crowd(own: Sequence[Sequence[str]], line: Line) -> int:
    """How many options stand in the line or, where it is an entry of a menu, in the menu."""
    rows = [line]
    if line.blocks:
        block = fullest(line)
        entries = zip(block.lines, block.marked, strict=True)
        menu = [entry for entry, mark in entries if mark is not None]
        rows = menu if line in menu else rows
    return sum(any(_held(words, row.words, False) == 1 for row in rows) for words in own)


def _held(words: Sequence[str], there: Sequence[str], soft: bool) -> float:
    """How far an option's words are among others: 1 as they are, less by meaning."""
    if not words or not there:
        return 0.0
    forms = {stem(NUMBER_WORDS.get(word, word)) for word in there}
    if all(stem(NUMBER_WORDS.get(word, word)) in forms for word in words):
        return 1.0
    if not soft or any(word[0].isdigit() for word in words):
        return 0.0
    alike = float(likeness(words, there).max(axis=1).mean())
    return min(0.7, 0.8 * alike) if alike > LEAST else 0.0


def names_option(options: Sequence[str], text: str) -> int | None:
    """The one option whose own words stand in a short text."""
    there, skipped = words_of(text), not_stated(options)
    named = [at for at, own in enumerate(own_words(options)) if _held(own, there, False) == 1]
    return named[0] if len(named) == 1 and named[0] != skipped else None


def fitting_option(options: Sequence[str], text: str) -> int | None:
    """The option that says what a fact says: by its first number, or by its words."""
    stated = _numbers(text)
    for tolerance in (1e-9, 0.5):
        for at, option in enumerate(options):
            mine = _numbers(option)
            if mine and stated and abs(mine[0] - stated[0]) <= tolerance:
                return at
    worded = [at for at, option in enumerate(options) if not _numbers(option)]
    said = words_of(text)
    return next((at for at in worded if set(words_of(options[at])) <= set(said)), None)


def _numbers(text: str) -> list[float]:
    return [float(NUMBER_WORDS.get(w, w)) for w in words_of(text) if _is_number(w)]


def _is_number(word: str) -> bool:
    return word in NUMBER_WORDS or bool(re.fullmatch(r"\d+(?:\.\d+)?", word))


def yes_or_no(asked: Asked, match: Match) -> tuple[bool | None, float]:
    """Whether the line says what is asked (True), its contrary (False), or neither (None)."""
    if values := _asked_for_another(asked, match):
        return (False if _is_contrary(asked, match, values) else None), 0.6
    negated = bool(_NEGATION.search(match.line.text)) != bool(_NEGATION.search(asked.text))
    wanted, said = set(map(stem, words_of(asked.text))), set(map(stem, match.line.words))
    held = match.signs["cover"]
    if any(_contradict(pair & wanted, pair & said) for pair in OPPOSITES):
        return negated, max(0.6, held)
    return (None if held < 0.55 else not negated), held


def beside_the_point(asked: Asked, match: Match) -> bool:
    """Whether the line gives another colour or month, but of another thing, or of one of several.

    A red ball is neither affirmed nor denied by a blue letter; nor, where any red ball would do,
    by a blue ball.
    """
    values = _asked_for_another(asked, match)
    return bool(values) and not _is_contrary(asked, match, values)


def _asked_for_another(asked: Asked, match: Match) -> set[str]:
    """The colours, months or weekdays that are asked about where the line gives others alone."""
    for wants in _EXCLUSIVE:
        asked_for = {asked.lower[a:b] for a, b in finds(wants, asked.lower)}
        given = {match.line.text[a:b].casefold() for a, b in finds(wants, match.line.text)}
        if asked_for and given and not asked_for & given:
            return asked_for
    return set()


def _is_contrary(asked: Asked, match: Match, values: set[str]) -> bool:
    """Whether the line speaks of the same thing, and of the one such thing."""
    if any(re.search(rf"\b(?:an?|any) {value}\b", asked.lower) for value in values):
        return False
    told = zip(match.aligned, asked.terms, strict=False)
    rest = [alike for alike, term in told if term not in values and term not in FRAME]
    return max(rest, default=1.0) >= SAME_THING


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one) == len(other) == 1 and one != other
