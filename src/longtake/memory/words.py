"""Finding Observations by their words: FTS5 with BM25, for scripts with and without spaces.

English words are stemmed, accents and case do not matter. Scripts that put no space between words
(Chinese, Japanese, Korean, Thai, Khmer, Lao, Burmese) are indexed as overlapping pairs of
characters, so that a word of any length is found wherever it stands. Whatever a person types
becomes quoted terms: no input is a syntax error. Knows nothing of meaning.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence

from longtake.memory.filters import conditions
from longtake.types import Filter

LONGEST_QUERY = 8_192
"""Characters of a query that are looked at."""
MOST_TERMS = 32
COMMON_ROWS = 20_000
"""A search ranks about so many matching rows at most: the rarest terms are looked up first, and
those that would go beyond it are left out."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)

_QUESTION_WORDS = """
a about again all am an and any are as at be been being but by can could did do
does doing done during for from had has have having he her hers him his how i if
in into is it its itself just me mine more most my no nor not of off on once
only or our out over own said say says she should so some such than that the
their them then there these they this those through to too under until up us
very was we were what when where which while who whom whose why will with would
you your video shown show shows tell mention mentioned
"""
QUESTION_WORDS = frozenset(_QUESTION_WORDS.split())
"""Words of questions that say nothing about what is asked for."""


def indexed(text: str) -> str | None:
    """The text as the word index should see it, or None when that is the text as it stands."""
    plain = unicodedata.normalize("NFKC", text)
    spread = _UNSPACED.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", plain)
    return None if spread == text else spread


def _pairs(run: str) -> list[str]:
    """Each character with the one after it; the last stands alone."""
    return [run[at : at + 2] for at in range(len(run))]


def terms_of(query: str) -> list[str]:
    """The query as quoted FTS5 terms, most telling kinds first, without doubles."""
    plain = unicodedata.normalize("NFKC", query[:LONGEST_QUERY])
    spaced = _UNSPACED.sub(" ", plain)
    words = list(dict.fromkeys(word.casefold() for word in letters(spaced).split()))
    telling = [word for word in words if word not in QUESTION_WORDS]
    runs = _UNSPACED.findall(plain)
    pairs = [pair for run in runs for pair in _pairs(run)[:-1]]
    singles = [run for run in runs if len(run) == 1]
    quoted = [f'"{term}"' for term in dict.fromkeys([*telling, *pairs])]
    quoted += [f'"{single}"*' for single in dict.fromkeys(singles)]
    return quoted or [f'"{word}"' for word in words]


def letters(text: str) -> str:
    """The text with a space for everything that is not a letter, a mark or a digit."""
    return "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in text)


class Words:
    """Ranks Observations by BM25. Remembers how common each term was, for the next query."""

    def __init__(self) -> None:
        self._rows_with: dict[str, int] = {}

    def forget_counts(self) -> None:
        """To be called when the library has changed."""
        self._rows_with.clear()

    def search(
        self, connection: sqlite3.Connection, query: str, where: Filter, limit: int
    ) -> list[tuple[int, float]]:
        """`(row, BM25)` of the best matches, best first; larger is better."""
        chosen = self._affordable(connection, terms_of(query))
        if not chosen:
            return []
        restricted, values = conditions(where)
        if where.videos:
            restricted += " AND words.rowid BETWEEN ? AND ?"
            values += _range_of(connection, where.videos)
        found = connection.execute(
            f"""SELECT row, score FROM (
                SELECT words.rowid AS row, -bm25(words) AS score
                FROM words CROSS JOIN observation ON observation.row = words.rowid
                WHERE words MATCH ? AND {restricted} LIMIT {COMMON_ROWS}
            ) ORDER BY score DESC, row LIMIT ?""",
            (" OR ".join(chosen), *values, limit),
        )
        return [(row, score) for row, score in found]

    def _affordable(self, connection: sqlite3.Connection, terms: Iterable[str]) -> list[str]:
        """The rarest terms that occur, as long as they match few enough rows together."""
        counted = sorted((self._count(connection, term), term) for term in terms)
        chosen: list[str] = []
        rows = 0
        for count, term in counted:
            if count == 0:
                continue
            rows += count
            if chosen and (rows > COMMON_ROWS or len(chosen) == MOST_TERMS):
                break
            chosen.append(term)
        return chosen

    def _count(self, connection: sqlite3.Connection, term: str) -> int:
        known = self._rows_with.get(term)
        if known is None:
            counting = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
            known = connection.execute(counting, (term, COMMON_ROWS + 1)).fetchone()[0]
            self._rows_with[term] = known
        return known


def _range_of(connection: sqlite3.Connection, videos: Sequence[str]) -> tuple[int, int]:
    """The rows between which all Observations of these videos lie."""
    marks = ", ".join("?" * len(videos))
    span: tuple[int, int] = connection.execute(
        f"SELECT coalesce(min(row), 0), coalesce(max(row), 0) FROM observation "
        f"WHERE video IN ({marks})",
        videos,
    ).fetchone()
    return span
