"""Reads a question's text back, lets its kind answer from what was seen, and judges the reply.

Knows the forms that `asking` derives (a claim to be judged, the open wording); knows nothing of
truth or pixels. A kind, a text, its options and Views come in; a reply in words goes out, or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from longtake.types import Span
from longtake.worlds.questions import Question
from longtake.worlds.stage import View
from longtake.worlds.world import Kind

YES_NO = ("yes", "no")

CLAIM = 'Somebody answers: "{claim}". Is that right?'
"""What makes a fact or a fib of an open question."""

_CLAIMED = re.compile(r'(?P<core>.+?) Somebody answers: "(?P<claim>.+)"\. Is that right\?', re.S)


def asked(kind: Kind, text: str) -> dict[str, str] | None:
    """The named groups of a text of this kind; None when it is of another."""
    found = _compiled(kind.pattern).fullmatch(_core(text)[0])
    return {name: value or "" for name, value in found.groupdict().items()} if found else None


def reply(kind: Kind, text: str, options: Sequence[str], seen: Sequence[View]) -> str | None:
    """What the kind answers to a text from these views alone; None: they do not tell.

    Of a claim (`… Somebody answers: "red". Is that right?`) it is `yes` or `no`.
    """
    groups = asked(kind, text)
    if groups is None:
        return None
    claim = _core(text)[1]
    if claim is None:
        return kind.solve(groups, options, seen)
    said = kind.solve(groups, (), seen)
    return None if said is None else YES_NO[plain(said) != plain(claim)]


def right(kind: Kind, question: Question, said: str | None) -> bool:
    """Whether a reply is right; plans are checked by the world's own simulation."""
    if said is None:
        return False
    check = getattr(kind, "check", None)
    if question.form == "plan" and check is not None:
        return bool(check(question, said))
    if question.form == "spans":
        return same_spans(spans(said), question.spans)
    return plain(said) in {plain(text) for text in (question.answer, *question.accepts)}


def plain(text: str) -> str:
    """A reply without what does not matter: case, doubled spaces, a full stop at its end."""
    return " ".join(text.casefold().split()).rstrip(".")


def spans(text: str) -> tuple[Span, ...]:
    """The spans of `12.0-15.5; 20.0-22.0`; none of `none`."""
    pairs = re.findall(r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)", text)
    return tuple(Span(float(start), max(float(start), float(end))) for start, end in pairs)


def same_spans(told: Sequence[Span], true: Sequence[Span], iou: float = 0.5) -> bool:
    """Whether both cover the same time, by the intersection over union of all they cover."""
    if not told or not true:
        return not told and not true
    ours, theirs = merged(told), merged(true)
    shared = sum(one.overlap(other) for one in ours for other in theirs)
    both = sum(one.duration_s for one in [*ours, *theirs]) - shared
    return both > 0 and shared / both >= iou


def merged(told: Iterable[Span]) -> list[Span]:
    """The same time as spans that neither overlap nor touch, in order."""
    joined: list[Span] = []
    for span in sorted(told):
        if joined and span.touches(joined[-1]):
            joined[-1] = joined[-1].union(span)
        else:
            joined.append(span)
    return joined


def _core(text: str) -> tuple[str, str | None]:
    found = _CLAIMED.fullmatch(text)
    return (found["core"], found["claim"]) if found else (text, None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.S)
