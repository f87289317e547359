"""CIDEr-D: how much a caption's phrases agree with what people wrote, rare ones weighing more.

Written from Vedantam et al. (CVPR 2015), sections 3 and 6. For n = 1 to 4, a text is a vector over
its n-grams: how often each occurs times log(samples / samples with it in a reference). Per n, a
caption c and a reference r agree by

    exp(-(len c - len r)² / 2·6²) · min(c, r) · r / (|c| |r|)

which is averaged over references and n and multiplied by 10. Counts are not divided by the text's
length and length is in words less one, as in the released scorer.

Two things differ from a leaderboard's CIDEr, and so should be said beside a score: words are split
by `words`, not by the Stanford tokenizer (which needs Java), and the weights come from the captions
at hand. With references of one sample only, every weight is log 1 and every score 0.
There is no METEOR here: its synonyms and paraphrase tables come with a Java program of their own.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

LONGEST = 4
SIGMA = 6.0
WORD = re.compile(r"\w+(?:['’]\w+)*")

Gram = tuple[str, ...]
Weights = dict[Gram, float]


def words(text: str) -> list[str]:
    """Lower-case words without punctuation; what is joined by an apostrophe stays one."""
    return WORD.findall(text.casefold())


def cider_d(captions: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """Each caption's score, from 0 to 10.

    Args:
        captions: one for each sample.
        references: those of each sample; one without any scores 0.
    """
    if len(captions) != len(references):
        raise ValueError(f"{len(captions)} captions need as many samples, got {len(references)}")
    gold = [[_grams(words(one)) for one in several] for several in references]
    rarity = _rarity(gold)
    scores = []
    for caption, several in zip(captions, gold, strict=True):
        given = _vectors(_grams(words(caption)), rarity)
        agreed = [_agreement(given, _vectors(one, rarity)) for one in several]
        scores.append(10 * sum(agreed) / len(agreed) if agreed else 0.0)
    return scores


def mean_cider_d(captions: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """The mean over samples, from 0 to 10; NaN without any."""
    scores = cider_d(captions, references)
    return sum(scores) / len(scores) if scores else math.nan


def _grams(text: Sequence[str]) -> Counter[Gram]:
    return Counter(
        tuple(text[start : start + size])
        for size in range(1, LONGEST + 1)
        for start in range(len(text) - size + 1)
    )


def _rarity(gold: Sequence[Sequence[Counter[Gram]]]) -> Weights:
    """log(samples / samples whose references hold it); what no reference holds is rarest."""
    met = Counter(gram for several in gold for gram in set().union(*several))
    return {gram: math.log(len(gold) / times) for gram, times in met.items()} | {
        (): math.log(max(len(gold), 1))
    }


def _vectors(grams: Counter[Gram], rarity: Weights) -> tuple[list[Weights], list[float], int]:
    """Per n the weighted counts and their length, and the text's length."""
    parts: list[Weights] = [{} for _ in range(LONGEST)]
    for gram, times in grams.items():
        parts[len(gram) - 1][gram] = times * rarity.get(gram, rarity[()])
    lengths = [math.sqrt(sum(weight * weight for weight in part.values())) for part in parts]
    return parts, lengths, sum(times for gram, times in grams.items() if len(gram) == 2)


def _agreement(
    given: tuple[list[Weights], list[float], int], gold: tuple[list[Weights], list[float], int]
) -> float:
    total = 0.0
    for part, other, size, other_size in zip(given[0], gold[0], given[1], gold[1], strict=True):
        shared = sum(min(w, other[gram]) * other[gram] for gram, w in part.items() if gram in other)
        total += shared / (size * other_size) if size and other_size else 0.0
    difference = given[2] - gold[2]
    return total / LONGEST * math.exp(-(difference**2) / (2 * SIGMA**2))
