"""Find moments: in one video, or over the whole library.

A search gives single Observations; people look for moments, so neighbouring hits are merged. Knows
neither the words nor the vectors behind the search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from longtake.errors import QuestionError
from longtake.memory.moments import merge
from longtake.memory.words import QUESTION_WORDS
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

NEAR, FAR, LETTERS = 0.1, 0.3, 3
"""Cosine: how far behind the best a hit may be, and below what nothing counts as alike;
what has fewer letters means nothing."""


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
    return merge(telling(hits, words))[:limit]


def telling(hits: Sequence[Hit], query: str = "") -> list[Hit]:
    """The hits that say all of the query, or come near the best by their words or their meaning.

    A search always gives its best, however far off; a moment must not grow by what only lies near.
    """
    terms = terms_in(query)
    words = max((hit.words for hit in hits), default=0.0)
    meaning = max((hit.meaning for hit in hits), default=0.0)
    return [
        hit
        for hit in hits
        if hit.words >= WORDS_SHARE * words > 0
        or (hit.meaning >= max(FAR, meaning - NEAR) and _means_something(hit))
        or (terms and said_of(terms, hit.observation.text) == len(terms))
    ]


def quoted(moment: Moment, query: str) -> str:
    """The line of a moment that says most of the query, with those after it."""
    terms = terms_in(query)
    lines = [hit.observation.text.splitlines() for hit in moment.hits]
    places = [(text, at) for text in lines for at in range(len(text))]
    best = max(places, key=lambda place: said_of(terms, place[0][place[1]]), default=None)
    return " ".join(best[0][best[1] :]) if best else ""


def _means_something(hit: Hit) -> bool:
    return sum(sign.isalnum() for sign in hit.observation.text) >= LETTERS


def terms_in(query: str) -> set[str]:
    """The words of a query that say something, in lower case."""
    words = set(re.findall(r"\w+", query.casefold()))
    return words - QUESTION_WORDS or words


def said_of(terms: set[str], text: str) -> int:
    """How many of the terms stand in a text."""
    return len(terms & set(re.findall(r"\w+", text.casefold())))
