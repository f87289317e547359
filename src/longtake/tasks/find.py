"""Find moments: in one video, or over the whole library.

A search gives single Observations; people look for moments, so neighbouring hits are merged. Knows
neither the words nor the vectors behind the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from longtake.errors import QuestionError
from longtake.memory.moments import merge
from longtake.protocols import Store
from longtake.tasks.ask import readable
from longtake.types import Filter, Hit, Kind, Moment

MOST_CHARACTERS = 4_000

CONTENT: tuple[Kind, ...] = (
    "subtitle",
    "text",
    "speech",
    "caption",
    "object",
    "person",
    "event",
    "summary",
)
"""What a search looks through unless told otherwise: what is to be read, heard and seen."""

WORDS_SHARE = 0.5
"""Of the best BM25 that another hit must reach to count as well."""

NEAR, FAR = 0.1, 0.25
"""Cosine: how far behind the best a hit may be, and below what nothing counts as alike."""


def moments(store: Store, query: str, where: Filter, limit: int = 10) -> list[Moment]:
    """The best moments for a query, best first; at most `limit`.

    Raises QuestionError when the query is empty or too long, or the limit below 1.
    """
    words = readable(query)
    if not any(sign.isalnum() for sign in words):
        raise QuestionError("nothing to search for: give some words, in quotes")
    if len(words) > MOST_CHARACTERS:
        raise QuestionError(
            f"the query has {len(words):,} characters: shorten it to {MOST_CHARACTERS:,} at most"
        )
    if limit < 1:
        raise QuestionError(f"{limit} moments cannot be given: ask for 1 or more")
    where = replace(where, kinds=where.kinds or CONTENT)
    hits = store.search(words, where, limit=4 * limit)
    return merge(telling(hits))[:limit]


def telling(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that come near the best one, by their words or by their meaning.

    A search always gives its best, however far off; a moment must not grow by what only lies near.
    """
    words = max((hit.words for hit in hits), default=0.0)
    meaning = max((hit.meaning for hit in hits), default=0.0)
    return [
        hit
        for hit in hits
        if hit.words >= WORDS_SHARE * words > 0 or hit.meaning >= max(FAR, meaning - NEAR)
    ]
