"""The short answer inside a line, and the line cut to a length that can be shown.

Takes the line that answers best and what is asked; gives the part of it that has the type asked
for, nearest to the words the question shares with it. Knows nothing of how the line was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.reason.quoting.answertypes import BARE, finds, proper_names
from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.lexicon import likeness, words_of
from longtake.reason.quoting.lines import Line

LONGEST = 160
"""Characters of an answer."""
_LEADS = (
    (
        r"(?:until|till|by) when\b",
        re.compile(r"\b(?:until|till|to|through|by|before)\s+$|[-–]\s*$"),
    ),
    (r"(?:since|from) when\b", re.compile(r"\b(?:since|from|after)\s+$")),
    (r"(?:by )?(?:who|whom)\b", re.compile(r"\bby\s+$", re.IGNORECASE)),
)
"""What stands before the end, or the beginning, of a stretch of time, and before who did it."""
_CREDIT = re.compile(r"^[^\W\d_][\w &]* by\s+(?=\w)", re.IGNORECASE)


def short_answer(asked: Asked, text: str) -> str:
    """The part of the text that answers, or nothing where the whole text is the best answer."""
    places = [_without_credit(text, a, b) for a, b in finds(asked.wants, text)]
    lead = next((led for opening, led in _LEADS if re.match(opening, asked.lower)), None)
    places = [(a, b) for a, b in places if lead and lead.search(text[:a])] or places
    candidates = [text[a:b].strip(" ,.;:") for a, b in places]
    if asked.wants in ("text", "name") and not candidates:
        candidates = [text[a:b] for a, b in proper_names(text)] if asked.wants == "name" else []
    new = [one for one in candidates if one and not _asked_already(asked, one)]
    if not new:
        return ""
    if asked.wants == "quantity":
        new = [one for one in new if not BARE.fullmatch(one)] or new
    return min(new, key=lambda one: _distance(asked, text, one))


def _without_credit(text: str, start: int, end: int) -> tuple[int, int]:
    """A find without "PRODUCED BY" in front of the name, as where all is in capitals."""
    credit = _CREDIT.match(text[start:end])
    return (start + credit.end() if credit else start), end


def _asked_already(asked: Asked, answer: str) -> bool:
    words = [word for word in words_of(answer) if len(word) > 1 or word.isdigit()]
    return not words or all(word in asked.terms for word in words)


def _distance(asked: Asked, text: str, answer: str) -> float:
    """How far, in words, an answer lies from the words of the question in the text."""
    words, own = words_of(text), words_of(answer)
    if not asked.terms or not words or not own:
        return 0.0
    alike = likeness(asked.terms, words).max(axis=0)
    shared = [place for place, value in enumerate(alike) if value > 0.5 and words[place] not in own]
    places = [place for place, word in enumerate(words) if word == own[0]] or [0]
    return min((abs(place - one) for place in places for one in shared), default=99.0)


def sentence(line: Line) -> list[Line]:
    """The cues over which the sentence of a cue runs, as far as they fit into an answer."""
    run = [line]
    if line.kind == "text":
        return run
    while (before := run[0].before) and _runs_on(before, run[0]) and _fits([before, *run]):
        run.insert(0, before)
    while (after := run[-1].after) and _runs_on(run[-1], after) and _fits([*run, after]):
        run.append(after)
    return run


def _runs_on(early: Line, late: Line) -> bool:
    open_ended = not re.search(r"[.!?…:\])\"”]\s*$", early.text)
    return open_ended and late.text[:1].islower() and late.span.touches(early.span, 1.0)


def _fits(run: Sequence[Line]) -> bool:
    return sum(len(line.text) + 1 for line in run) <= LONGEST + 1


def shown(short: str, quote: str) -> str:
    """`short — quote`, the quote cut at a word when both do not fit."""
    quote = " ".join(quote.split())
    if short and short.casefold() == quote.casefold():
        short = ""
    lead = f"{short} — " if short else ""
    room = LONGEST - len(lead)
    if len(quote) <= room:
        return lead + quote
    return lead + _cut(quote, room, short)


def _cut(quote: str, room: int, around: str) -> str:
    """As much of a quote as fits, with the short answer in it if it has one."""
    start = max(0, quote.find(around) - room // 2) if around else 0
    start = quote.rfind(" ", 0, start) + 1 if start else 0
    start = max(0, min(start, len(quote) - room + 2))
    head = "… " if start else ""
    part = quote[start : start + room - len(head) - 2]
    if start + len(part) < len(quote):
        part = part.rsplit(" ", 1)[0] + " …"
    return head + part
