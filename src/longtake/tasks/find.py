"""Find moments: in one video, or over the whole library.

A search gives single Observations; people look for moments, so neighbouring hits are merged. Knows
neither the words nor the vectors behind the search.
"""

from __future__ import annotations

from longtake.errors import QuestionError
from longtake.memory.moments import merge
from longtake.protocols import Store
from longtake.types import Filter, Moment

MOST_CHARACTERS = 4_000


def moments(store: Store, query: str, where: Filter, limit: int = 10) -> list[Moment]:
    """The best moments for a query, best first; at most `limit`.

    Raises QuestionError when the query is empty or too long.
    """
    words = " ".join(query.split())
    if not words:
        raise QuestionError("nothing to search for: give some words, in quotes")
    if len(words) > MOST_CHARACTERS:
        raise QuestionError(
            f"the query has {len(words):,} characters: shorten it to {MOST_CHARACTERS:,} at most"
        )
    hits = store.search(words, where, limit=4 * limit)
    return merge(hits)[:limit]
