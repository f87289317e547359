"""Whether two wordings say the same, by rule alone: normalised match, token F1, set F1.

Text is normalised as for SQuAD (Rajpurkar et al., EMNLP 2016): lower case, no punctuation, no
English articles, single spaces; before that Unicode's compatibility forms are made one (NFKC), so
that full-width letters and ligatures match plain ones. Scripts without spaces are compared by
character. With several references the best one counts. Empty against empty is a match.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NO_PUNCTUATION = dict.fromkeys(map(ord, string.punctuation))
ARTICLES = re.compile(r"\b(a|an|the)\b")
UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f])")


def normalised(text: str) -> str:
    """The text as it is compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        kept = plain.translate(NO_PUNCTUATION)
    else:
        kept = "".join(sign for sign in plain if not _is_punctuation(sign))
    return " ".join(ARTICLES.sub(" ", kept).split())


def tokens(text: str) -> list[str]:
    """Words of the normalised text; single characters where a script has no spaces."""
    return UNSPACED.sub(r" \1 ", normalised(text)).split()


def same(predicted: str, references: Sequence[str]) -> bool:
    """Whether the prediction equals one of the references once both are normalised.

    Exact match of SQuAD and of FIBER (Castro et al., ACL 2022).
    """
    return normalised(predicted) in {normalised(reference) for reference in references}


def token_f1(predicted: str, references: Sequence[str]) -> float:
    """F1 of the words, each as often as it occurs; the best reference; 0 without any."""
    given = Counter(tokens(predicted))
    return max((_bag_f1(given, Counter(tokens(one))) for one in references), default=0.0)


def set_f1(predicted: Iterable[object], references: Sequence[Iterable[object]]) -> float:
    """F1 of two sets, say of words or of labels; the best reference; 0 without any.

    FIBER's token F1 on sets of words. Each thing counts once, however often it was named.
    """
    given = Counter(set(predicted))
    return max((_bag_f1(given, Counter(set(one))) for one in references), default=0.0)


def _bag_f1(given: Mapping[Any, int], gold: Mapping[Any, int]) -> float:
    total, wanted = sum(given.values()), sum(gold.values())
    if not total or not wanted:
        return float(total == wanted)
    shared = sum(min(count, gold.get(thing, 0)) for thing, count in given.items())
    return 2 * shared / (total + wanted)


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"
