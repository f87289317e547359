"""Recalling: the words kept of some videos that bear on a question.

All of them where they are few; else the best matches of a search, each with what surrounds it.
Knows nothing of models or of how words were perceived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from longtake.protocols import Store
from longtake.reason.spending import tokens_in
from longtake.types import Filter, Kind, Observation, Question, Span

WORDS: tuple[Kind, ...] = (
    "file",
    "subtitle",
    "speech",
    "text",
    "caption",
    "summary",
    "event",
    "object",
    "person",
    "sound",
)
"""Kinds whose text says something about the video."""

FEW = 400
"""Up to so many Observations are taken without searching, if tokens allow."""

AROUND_S = 10.0
"""How far before and after a match the surroundings reach."""

LONGEST = 1_000
"""Characters of one Observation that are shown."""

_RECORD_TOKENS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What was found."""

    observations: tuple[Observation, ...]
    """By video, in the order asked about, then by time."""
    complete: bool
    """Whether this is all that is kept."""


def recall(store: Store, question: Question, videos: Sequence[str], tokens: int) -> Recalled:
    """The words that bear on the question, at most `tokens` of them, about."""
    where = Filter(kinds=WORDS, videos=tuple(videos), span=question.span)
    everything = list(islice(store.scan(where), FEW + 1))
    complete = len(everything) <= FEW and sum(map(_cost, everything)) <= tokens
    found = everything if complete else _fitting(_around_matches(store, question, where), tokens)
    order = {video: place for place, video in enumerate(videos)}
    found.sort(key=lambda seen: (order.get(seen.video, 0), seen.span, seen.id))
    return Recalled(observations=tuple(found), complete=complete)


def _around_matches(store: Store, question: Question, where: Filter) -> Iterator[Observation]:
    queries = (question.text, *question.options[:8])
    limits = (20, *[5] * (len(queries) - 1))
    for query, limit in zip(queries, limits, strict=True):
        hits = [hit.observation for hit in store.search(query, where, limit)]
        yield from hits
        for match in hits:
            near = Span(max(0.0, match.span.start_s - AROUND_S), match.span.end_s + AROUND_S)
            near = near.clip(where.span) if where.span else near
            yield from store.scan(replace(where, videos=(match.video,), span=near))


def _fitting(found: Iterator[Observation], tokens: int) -> list[Observation]:
    kept: dict[str, Observation] = {}
    for seen in found:
        if seen.id in kept:
            continue
        tokens -= _cost(seen)
        if tokens < 0:
            break
        kept[seen.id] = seen
    return list(kept.values())


def _cost(seen: Observation) -> int:
    return tokens_in(seen.text[:LONGEST]) + _RECORD_TOKENS


def record(label: str, video: str, seen: Observation) -> dict[str, object]:
    """An Observation as a model is shown it."""
    text = seen.text if len(seen.text) <= LONGEST else seen.text[:LONGEST] + "…"
    return {
        "id": label,
        "video": video,
        "kind": seen.kind,
        "start_s": round(seen.span.start_s, 1),
        "end_s": round(seen.span.end_s, 1),
        "text": text,
    }
