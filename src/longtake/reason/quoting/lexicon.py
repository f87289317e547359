"""How alike two words are, and how much a word says.

Likeness is literal first (the same word, stem, number or part of a compound), then by meaning: the
cosine of two rows of `words.npz`, a table of the 21,719 whole words of MiniLM's vocabulary that
`scripts/word_vectors.py` makes (static vectors distilled from a sentence model, as in Model2Vec,
2024). Rows are in order of frequency, which gives the weight of a word. Knows English only; other
words match literally.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

TABLE = Path(__file__).with_name("words.npz")
UNRELATED, SYNONYM = 0.25, 0.75
"""Cosines of the table: 99 % of random pairs lie below the first; above the second, synonyms."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty
"""
_LARGE = "thirty forty fifty sixty seventy eighty ninety hundred thousand million half"
_VALUES = "30 40 50 60 70 80 90 100 1000 1000000 0.5"
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth"
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_SMALL.split())} | dict(
    zip(_LARGE.split(), _VALUES.split(), strict=True)
)
ORDINALS = {word: place for place, word in enumerate(_PLACES.split(), start=1)}
_STOP_WORDS = """
a about all also am an and any are as at be been being both but by can could did do does doing
done during each ever every for from had has have having he her here hers him his how i if in
instead into is it its itself just me mine more most much many must my no nor not now of off often
on once one only onto or our out over own please right she should so some such than that the their
them themselves then there these they this those through to too under until up upon us very was we
were what when where which while who whom whose why will with within without would you your
according end exactly long place places time times us's let get gets become becomes end ends come
comes happen happens happened named called thing things itself somebody someone something anybody
anyone rather even though although still already yet just really actually maybe perhaps likely
always together apart
"""
STOP = frozenset(_STOP_WORDS.split())
_FRAME_WORDS = """
video clip film movie trailer footage recording presentation talk lecture song slide card screen
app application program software picture frame caption captions captioner subtitle subtitles text word words line lines sentence
sound narrator speaker singer lecturer presenter author user person people man woman viewer say
says said saying tell tells told mention mentions mentioned show shows shown showing appear
appears see seen hear heard ask asks asked speak state stated describe described note notes noted
list listed read written write give gives given name names kind sort type moment point first last
next previous third second start beginning opening closing final know known learn look make makes
made use used using put take takes place whole
"""
FRAME = frozenset(_FRAME_WORDS.split())
"""Words that frame a question rather than say what it is about; they count for little."""


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers, in order; `10.5` stays one number."""
    return [word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(text.casefold())]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without the commonest English endings; good enough to compare, not to read."""
    for ending, rest in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + rest
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and re.search("[aeiouy]", base):
            doubled = base[-1] == base[-2] and base[-1] not in "lsz"
            return (base[:-1] if doubled else base).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


@cache
def _table() -> tuple[dict[str, int], np.ndarray]:
    """Row of each word, and of each stem its commonest word's; the vectors."""
    import numpy as np

    with np.load(TABLE) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        vectors = stored["vectors"].astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    rows = {word: row for row, word in enumerate(words)}
    for row, word in enumerate(words):
        rows.setdefault(stem(word), row)
    return rows, vectors


@lru_cache(maxsize=20_000)
def _rows(word: str) -> tuple[int, ...]:
    """The rows that stand for a word: its own, its stem's, or those of the parts of a compound.

    In English the last part says what a compound is: it counts twice.
    """
    there, _ = _table()
    for form in (word, word.removesuffix("s"), stem(word)):
        if form in there:
            return (there[form],)
    for cut in range(len(word) - 3, 2, -1):
        left, right = word[:cut], word[cut:]
        if left in there and (right in there or right.removesuffix("s") in there):
            return (there[left], there.get(right, there.get(right.removesuffix("s"), 0)))
    return ()


def known(word: str) -> bool:
    """Whether the table has the word or its parts."""
    return bool(_rows(word))


@lru_cache(maxsize=20_000)
def weight(word: str) -> float:
    """How much a word says, in [0.1, 1]: rare words much, common words little."""
    from math import log

    rows = _rows(word)
    if not rows or word[0].isdigit():
        return 1.0
    return max(0.1, min(1.0, log((max(rows) + 60) / 60) / log(6000 / 60)))


def likeness(terms: Sequence[str], words: Sequence[str]) -> np.ndarray:
    """`(terms, words)` in [0, 1]: 1 for the same word, 0 for words that have nothing in common."""
    import numpy as np

    meaning = _vectors(tuple(terms)) @ _vectors(tuple(words)).T
    alike: np.ndarray = np.clip((meaning - UNRELATED) / (SYNONYM - UNRELATED), 0, 0.9)
    for row, term in enumerate(terms):
        for column in _spelt_alike(term, words):
            literal = _literal(term, words[column])
            if literal is not None:
                alike[row, column] = max(literal, alike[row, column]) if literal else 0.0
    return alike


def _spelt_alike(term: str, words: Sequence[str]) -> list[int]:
    """Which words to compare letter by letter: numbers, and those that share a beginning or part.

    Seen from a number, every word is worth a comparison.
    """
    root, first = stem(term), term[0]
    if first.isdigit():
        return list(range(len(words)))
    return [
        column
        for column, word in enumerate(words)
        if word[0] == first or root in word or word[:4] in root or word[0].isdigit()
    ]


@lru_cache(maxsize=200_000)
def _literal(term: str, word: str) -> float | None:
    """Likeness of two spellings: 0 for two different numbers, None when spelling says nothing."""
    if term == word:
        return 1.0
    if term[0].isdigit() or word[0].isdigit():
        return float(NUMBER_WORDS.get(term, term) == NUMBER_WORDS.get(word, word))
    if stem(term) == stem(word):
        return 0.95
    short, long = sorted((stem(term), stem(word)), key=len)
    if len(short) >= 5 and long.startswith(short):
        return 0.85
    if len(short) >= 4 and short in long and len(long) <= 3 * len(short):
        return 0.7
    if len(short) >= 5 and short[:2] == long[:2] and len(long) - len(short) <= 2:
        return 0.8 if SequenceMatcher(None, short, long).ratio() >= 0.85 else None
    return None


@lru_cache(maxsize=4_096)
def _vectors(words: tuple[str, ...]) -> np.ndarray:
    import numpy as np

    _, table = _table()
    stacked = np.zeros((len(words), table.shape[1]), np.float32)
    rows = [_rows(word) for word in words]
    single = [place for place, found in enumerate(rows) if len(found) == 1]
    stacked[single] = table[[rows[place][0] for place in single]]
    for place, found in enumerate(rows):
        if len(found) == 2:
            mean = table[found[0]] + 2 * table[found[1]]
            stacked[place] = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return stacked
