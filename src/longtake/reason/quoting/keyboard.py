"""What is typed on a screen: entries, search queries, and words put into a line.

Follows the lines of on-screen text over time as somebody does who watches a screen recording. Takes
lines; knows of a question only whether it is about typing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from longtake.reason.quoting.asked import Asked
from longtake.reason.quoting.layout import Found, anchored, speaks_of
from longtake.reason.quoting.lexicon import words_of
from longtake.reason.quoting.lines import Line
from longtake.reason.quoting.slides import BETWEEN_CELLS

TYPING_GAP_S = 1.5
"""Two states of a line that is being typed lie no further apart."""
READABLE_S, QUERY_S, MOST_RESULTS = 0.3, 6.0, 4
"""How long a search query stands, and in how many results; else it is a flicker or a title."""
_SEARCHES = re.compile(r"\bsearch\w* (?:word|term|query|for)|\blook(?:s|ed)? for\b")
_TYPES = re.compile(
    r"\b(?:types?|typed|typing|enters?|entered|keyed|keys in|(?:last|first|which|what) (?:\w+ )?"
    r"command)\b"
)
_PUTS_IN = re.compile(
    r"\bwords?\b.*\b(?:insert|add|slip|squeez|put|plac|append|introduc)\w*"
    r"|\b(?:insert|add|slip|squeez|append)\w*\b.*\bwords?\b"
)
_TYPED_THINGS = frozenset(
    ["word", "command", "text", "line", "term", "query", "sentence", "letter", "name"]
)


def entered(asked: Asked, lines: Sequence[Line], ranked: Sequence[Line]) -> Found | None:
    """What was typed, put in or searched for, where the question is about that.

    `ranked` are lines in the order in which they answer the question.
    """
    if _PUTS_IN.search(asked.lower) and (added := put_in(lines)):
        return added
    if _SEARCHES.search(asked.lower) and (queries := searched(lines)):
        return _which(asked, lines, queries, ranked)
    if _TYPES.search(asked.lower):
        typing = [line for line in typed(lines) if _of_the_kind(asked, line)]
        return _which(asked, lines, typing, ranked)
    return None


def typed(lines: Sequence[Line]) -> list[Line]:
    """Final states of lines that grew, and lines after a prompt, in order of time."""
    written = [line for line in lines if line.kind == "text"]
    grown = [line for line in written if any(_grows(other, line) for other in written)]
    done = [line for line in grown if not any(_grows(line, other) for other in grown)]
    prompted = [line for line in written if "typed" in line.implied and line not in done]
    done += [line for line in prompted if not any(_grows(line, other) for other in written)]
    return sorted(done, key=lambda line: line.span)


def _grows(early: Line, late: Line) -> bool:
    """Whether `late` is `early` with more typed at its end, soon after."""
    start, end = early.text.rstrip("_|▌█■ "), late.text.rstrip("_|▌█■ ")
    soon = late.span.start_s - early.span.end_s <= TYPING_GAP_S
    later = early.span.start_s <= late.span.start_s and early.span.end_s <= late.span.end_s
    return bool(start) and len(start) < len(end) and end.startswith(start) and soon and later


def searched(lines: Sequence[Line]) -> list[Line]:
    """Short lines whose words soon stand in another line too, as a query does in what it finds."""
    written = [line for line in lines if line.kind == "text"]
    short = [line for line in written if _could_be_query(line)]
    queries = [q for q in short if 1 <= sum(_finds(q, other) for other in written) <= MOST_RESULTS]
    return [query for query in queries if not any(_grows(query, other) for other in queries)]


def _could_be_query(line: Line) -> bool:
    brief = READABLE_S <= line.span.duration_s <= QUERY_S
    label = line.text.endswith(":") or BETWEEN_CELLS in line.text
    return brief and len(line.words) <= 3 and not label


def _finds(query: Line, result: Line) -> bool:
    words = [word for word in query.words if len(word) > 1]
    longer = len(result.words) > len(query.words)
    if not (words and longer and result.span.touches(query.span, TYPING_GAP_S)):
        return False
    there = all(any(word in other for other in result.words) for word in words)
    return there and not _label_and_value(query, result)


def _label_and_value(part: Line, whole: Line) -> bool:
    """Whether a line is another and its neighbour read as one: `mode:` and `mode: fast`."""
    if any(words_of(cell) == part.words for cell in whole.text.split(BETWEEN_CELLS)):
        return True
    rest = [word for word in whole.words if word not in part.words]
    return any(line.words == rest for block in part.blocks for line in block.lines)


def put_in(lines: Sequence[Line]) -> Found | None:
    """Words put into the middle of a line that already stood there: those that stay longest."""
    written = [line for line in lines if line.kind == "text" and len(line.words) >= 3]
    best: Found | None = None
    for late in sorted(written, key=lambda line: line.span.duration_s):
        for early in written:
            gap_s = late.span.start_s - early.span.end_s
            if late is not early and -0.5 <= gap_s <= 4 * TYPING_GAP_S:
                added = _between(early.words, _with_next(late))
                best = Found(" ".join(added), (late,), 0.75) if added else best
    return best


def _with_next(line: Line) -> list[str]:
    """The words of a line and of the one under it, for lines that were broken in two."""
    rows = line.blocks[-1].lines
    following = rows[rows.index(line) + 1 :][:1]
    return [*line.words, *(word for row in following for word in row.words)]


def _between(early: Sequence[str], late: Sequence[str]) -> list[str]:
    """What stands in `late` between a beginning and an end of `early`, both of which are there."""
    for cut in range(1, len(early)):
        if late[:cut] != early[:cut]:
            return []
        tail = early[cut:]
        for added in (1, 2, 3):
            if late[cut + added : cut + added + len(tail)] == tail:
                return list(late[cut : cut + added])
    return []


def _of_the_kind(asked: Asked, line: Line) -> bool:
    """Whether what was typed is the kind of thing asked for, as far as the screen says so."""
    plain = not asked.head or any(word.removesuffix("s") in _TYPED_THINGS for word in asked.head)
    return plain or any(speaks_of(asked.head, block, 0.75) for block in line.blocks)


def _which(
    asked: Asked, lines: Sequence[Line], candidates: Sequence[Line], ranked: Iterable[Line]
) -> Found | None:
    """The entry that was typed when the question says: last, first, after something."""
    if not candidates:
        return None
    if asked.relation in ("after", "right after"):
        anchor = anchored(asked, lines)
        later = [c for c in candidates if anchor and c.span.start_s > anchor.span.start_s + 0.05]
        if later:
            return Found(later[0].bare, (later[0],), 0.7)
    if asked.where:
        one = candidates[-1] if asked.where == "last" else candidates[0]
        return Found(one.bare, (one,), 0.75)
    best = next((line for line in ranked if line in candidates), candidates[0])
    return Found(best.bare, (best,), 0.6)
