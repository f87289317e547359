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
MOST_WORDS = 96
"""Words of a query that are looked up, the first ones; the rarest `MOST_TERMS` are searched for."""
MOST_TERMS = 32
RANKED_ROWS = 2_000
"""About how many rows a search ranks at most: terms are taken from the rarest on while they match
no more rows than that together."""
WEIGHED_ROWS = 8_000
"""The commoner terms that follow, up to so many rows, only raise the rank of rows that hold a
rarer one; what is commoner still is left out."""

EVERY_ROW = (0, 2**63 - 1)

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
    """The query as quoted FTS5 terms, without doubles."""
    plain = unicodedata.normalize("NFKC", query[:LONGEST_QUERY])
    spaced = _UNSPACED.sub(" ", plain)
    words = list(dict.fromkeys(word.casefold() for word in letters(spaced).split()))
    telling = [word for word in words if word not in QUESTION_WORDS]
    runs = _UNSPACED.findall(plain)
    pairs = [pair for run in runs for pair in _pairs(run)[:-1]]
    singles = [run for run in runs if len(run) == 1]
    quoted = [f'"{term}"' for term in dict.fromkeys([*telling, *pairs])]
    quoted += [f'"{single}"*' for single in dict.fromkeys(singles)]
    return (quoted or [f'"{word}"' for word in words])[:MOST_WORDS]


def letters(text: str) -> str:
    """The text with a space for everything that is not a letter, a mark or a digit."""
    return "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in text)


class Words:
    """Ranks Observations by BM25. Remembers how common each term was, for the next query."""

    def __init__(self) -> None:
        self._rows_with: dict[tuple[str, int, int], int] = {}

    def forget_counts(self) -> None:
        """To be called when the library has changed."""
        self._rows_with.clear()

    def search(
        self, connection: sqlite3.Connection, query: str, where: Filter, limit: int
    ) -> list[tuple[int, float]]:
        """`(row, BM25)` of the best matches, best first; larger is better."""
        between = _range_of(connection, where.videos) if where.videos else EVERY_ROW
        telling, common = self._by_rarity(connection, terms_of(query), between)
        if not telling:
            return []
        scores = dict(_ranked(connection, telling, where, between, limit))
        if common:
            both = f"({telling}) AND ({common})"
            scores |= dict(_ranked(connection, both, where, between, limit))
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _by_rarity(
        self, connection: sqlite3.Connection, terms: Iterable[str], between: tuple[int, int]
    ) -> tuple[str, str]:
        """The rarest terms that occur, few enough to rank all they match, and those that follow."""
        counts = {term: self._count(connection, term, between) for term in terms}
        occurring = sorted((count, term) for term, count in counts.items() if count)
        telling: list[str] = []
        common: list[str] = []
        rows = 0
        for count, term in occurring[:MOST_TERMS]:
            rows += count
            if not telling or rows <= RANKED_ROWS:
                telling.append(term)
            elif rows <= WEIGHED_ROWS:
                common.append(term)
        return " OR ".join(telling), " OR ".join(common)

    def _count(self, connection: sqlite3.Connection, term: str, between: tuple[int, int]) -> int:
        """How many rows hold the term; counting ends where it is common."""
        known = self._rows_with.get((term, *between))
        if known is None:
            known = connection.execute(
                "SELECT count(*) FROM (SELECT 1 FROM words "
                "WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)",
                (term, *between, WEIGHED_ROWS + 1),
            ).fetchone()[0]
            self._rows_with[term, *between] = known
        return known


def _ranked(
    connection: sqlite3.Connection,
    expression: str,
    where: Filter,
    between: tuple[int, int],
    limit: int,
) -> list[tuple[int, float]]:
    """`(row, BM25)` of the best among the rows that match; the newest, where those are too many."""
    restricted, values = conditions(where)
    joined = "CROSS JOIN observation ON observation.row = words.rowid" if values else ""
    return connection.execute(
        f"""SELECT row, score FROM (
            SELECT words.rowid AS row, -bm25(words) AS score FROM words {joined}
            WHERE words MATCH ? AND words.rowid BETWEEN ? AND ? AND {restricted}
            ORDER BY words.rowid DESC LIMIT {RANKED_ROWS}
        ) ORDER BY score DESC, row LIMIT ?""",
        (expression, *between, *values, limit),
    ).fetchall()


def _range_of(connection: sqlite3.Connection, videos: Sequence[str]) -> tuple[int, int]:
    """The rows between which all Observations of these videos lie."""
    marks = ", ".join("?" * len(videos))
    span: tuple[int, int] = connection.execute(
        f"SELECT coalesce(min(row), 0), coalesce(max(row), 0) FROM observation "
        f"WHERE video IN ({marks})",
        videos,
    ).fetchone()
    return span
