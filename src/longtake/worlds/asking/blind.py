"""Guesses answers from the text alone: what it takes to know without having looked.

Each guesser scores the options of every question of one kind, from lengths, letters and words.
Those that learn words learn from other films, those that learn priors from other questions. The
best of them is what a set of questions gives away: Goyal et al. 2017 (VQA v2) and Zellers et al.
2018 (SWAG) found whole benchmarks answerable so. Knows no films. Questions come in; rates go out.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from longtake.worlds.asking.replies import plain
from longtake.worlds.questions import Question

Scores = list[list[float]]
"""Of each question, of each option: the highest is guessed, ties at random."""

Guesser = Callable[[Sequence[Question], int], Scores]

FOLDS = 5

Feature = Callable[[Question, int], Iterator[Hashable]]


def chance(question: Question) -> float:
    """How often a guess among the options is right; 0 where there are none."""
    return 1 / len(question.options) if question.options else 0.0


def guessed(
    questions: Sequence[Question], deal: int = 0, guessers: Mapping[str, Guesser] | None = None
) -> dict[str, list[float]]:
    """Of each guesser, of each question of one kind: the probability that its guess is right.

    Only questions with options can be guessed; others count 0. Another `deal` puts them into other
    folds, so that what was balanced against one can be judged by another. `guessers`: others than
    those that questions are balanced against.
    """
    found = {}
    for name, guess in (GUESSERS if guessers is None else guessers).items():
        scored = zip(questions, guess(questions, deal), strict=True)
        found[name] = [_expected(scores, question.choice) for question, scores in scored]
    return found


def best(questions: Sequence[Question]) -> tuple[str, float]:
    """The guesser that is right most often on questions of one kind, and how often."""
    rates = {name: sum(hits) / len(hits) for name, hits in guessed(questions).items()}
    name = max(rates, key=lambda name: rates[name])
    return name, rates[name]


def _expected(scores: Sequence[float], choice: int | None) -> float:
    if choice is None or not scores:
        return 0.0
    top = max(scores)
    ties = [index for index, score in enumerate(scores) if score >= top - 1e-9]
    return (choice in ties) / len(ties)


def _longest(questions: Sequence[Question], deal: int) -> Scores:
    return [[float(len(option)) for option in question.options] for question in questions]


def _shortest(questions: Sequence[Question], deal: int) -> Scores:
    return [[-float(len(option)) for option in question.options] for question in questions]


def _first(questions: Sequence[Question], deal: int) -> Scores:
    return [[-float(place) for place in range(len(question.options))] for question in questions]


def _overlap(questions: Sequence[Question], deal: int) -> Scores:
    """The option that shares the most words with the question."""
    return [
        [float(len(_words(option) & _words(question.text))) for option in question.options]
        for question in questions
    ]


def _last(questions: Sequence[Question], deal: int) -> Scores:
    return [[float(place) for place in range(len(question.options))] for question in questions]


def _unlike_question(questions: Sequence[Question], deal: int) -> Scores:
    """The option that shares the fewest words with the question."""
    return [[-score for score in scores] for scores in _overlap(questions, deal)]


def _wordiest(questions: Sequence[Question], deal: int) -> Scores:
    return [[float(len(option.split())) for option in question.options] for question in questions]


def _likest(questions: Sequence[Question], deal: int) -> Scores:
    """The option that has most in common with the others, which may be made from it."""
    return [likeness(question.options) for question in questions]


def _likest_by_letters(questions: Sequence[Question], deal: int) -> Scores:
    """The same by the longest stretches of letters that two options share."""
    return [
        [
            sum(SequenceMatcher(None, one, other).ratio() for other in question.options)
            for one in question.options
        ]
        for question in questions
    ]


def _odd_one(questions: Sequence[Question], deal: int) -> Scores:
    return [[-score for score in scores] for scores in _likest(questions, deal)]


def _middling(questions: Sequence[Question], deal: int) -> Scores:
    """The option whose length is nearest to the mean."""
    lengths = [[len(option) for option in question.options] for question in questions]
    return [[-abs(one - sum(own) / len(own)) for one in own] for own in lengths]


def likeness(options: Sequence[str]) -> list[float]:
    """How much each has in common with all the others."""
    return [
        sum(_alike(min(own, other), max(own, other)) for other in options if other != own)
        for own in options
    ]


@lru_cache(maxsize=65536)
def _alike(one: str, other: str) -> float:
    """Groups of three letters that both have, and words that both have in the same order."""
    own, others = _thirds(one), _thirds(other)
    words = SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
    return len(own & others) / max(1, len(own | others)) + words


def _letter(question: Question, place: int) -> Iterator[Hashable]:
    yield len(question.options), place


def _answer(question: Question, place: int) -> Iterator[Hashable]:
    yield plain(question.options[place])


def _option_words(question: Question, place: int) -> Iterator[Hashable]:
    yield from sorted(_words(question.options[place]))


def _word_pairs(question: Question, place: int) -> Iterator[Hashable]:
    option = sorted(_words(question.options[place]))
    yield from ((word, other) for word in sorted(_words(question.text)) for other in option)


def _learned(feature: Feature, *, by_film: bool) -> Guesser:
    """Naive Bayes on what right and wrong options of the other folds are made of.

    `by_film`: never from questions about the same film, which tell what is in it.
    """

    def guess(questions: Sequence[Question], deal: int) -> Scores:
        folds = _folds(questions, deal, by_film)
        made = [
            [list(feature(question, place)) for place in range(len(question.options))]
            for question in questions
        ]
        weights = [_weights(questions, made, folds, fold) for fold in range(FOLDS)]
        return [
            [sum(weights[fold].get(one, 0.0) for one in features) for features in options]
            for options, fold in zip(made, folds, strict=True)
        ]

    return guess


Made = list[list[list[Hashable]]]


def _weights(
    questions: Sequence[Question], made: Made, folds: Sequence[int], without: int
) -> dict[Hashable, float]:
    """What each feature says for its option, in log odds; smoothed towards the mean.

    What was never met in the other folds speaks neither for nor against.
    """
    true: Counter[Hashable] = Counter()
    false: Counter[Hashable] = Counter()
    for question, options, fold in zip(questions, made, folds, strict=True):
        if fold != without:
            for place, features in enumerate(options):
                (true if place == question.choice else false).update(features)
    share = min(0.99, max(0.01, true.total() / max(1, true.total() + false.total())))
    usual = math.log(share / (1 - share))
    return {
        one: math.log((true[one] + share) / (false[one] + 1 - share)) - usual
        for one in true.keys() | false.keys()
    }


def _folds(questions: Sequence[Question], deal: int, by_film: bool) -> list[int]:
    """By films, or by pairs and single questions where films are few; the order is no matter."""
    by_film = by_film or len({question.videos for question in questions}) >= FOLDS
    ties = [" ".join(q.videos) if by_film else q.pair or q.id for q in questions]
    return [zlib.crc32(f"{deal}/{tie}".encode()) % FOLDS for tie in ties]


@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@lru_cache(maxsize=65536)
def _thirds(text: str) -> frozenset[str]:
    padded = f" {plain(text)} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


UNLEARNED: dict[str, Guesser] = {
    "longest": _longest,
    "shortest": _shortest,
    "first": _first,
    "overlap": _overlap,
    "likest": _likest,
    "odd one": _odd_one,
    "middling": _middling,
}
"""Those that need no other questions."""

GUESSERS: dict[str, Guesser] = {
    **UNLEARNED,
    "letter": _learned(_letter, by_film=False),
    "answer": _learned(_answer, by_film=False),
    "words": _learned(_option_words, by_film=True),
    "word pairs": _learned(_word_pairs, by_film=True),
}

HELD_OUT: dict[str, Guesser] = {
    "last": _last,
    "unlike the question": _unlike_question,
    "wordiest": _wordiest,
    "likest by letters": _likest_by_letters,
}
"""Guessers that nothing is balanced against: they tell what the balance has overlooked."""
