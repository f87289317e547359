"""Guesses answers from the text alone: what it takes to know without having looked.

Each guesser scores the options of every question of one kind, from lengths, letters and words;
those that learn do so from the other folds (by film where there are enough films). The best of them
is what a set of questions gives away: Goyal et al. 2017 (VQA v2) and Zellers et al. 2018 (SWAG)
found whole benchmarks answerable so. Knows no films. Questions come in; rates go out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

from longtake.worlds.questions import Question
from longtake.worlds.replies import plain

Scores = list[list[float]]
"""Of each question, of each option: the highest is guessed, ties at random."""

FOLDS = 5

Feature = Callable[[Question, int], Iterator[Hashable]]


def chance(question: Question) -> float:
    """How often a guess among the options is right; 0 where there are none."""
    return 1 / len(question.options) if question.options else 0.0


def guessed(questions: Sequence[Question]) -> dict[str, list[float]]:
    """Of each guesser, of each question of one kind: the probability that its guess is right.

    Only questions with options can be guessed; others count 0.
    """
    found = {}
    for name, guess in GUESSERS.items():
        scored = zip(questions, guess(questions), strict=True)
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


def _longest(questions: Sequence[Question]) -> Scores:
    return [[float(len(option)) for option in question.options] for question in questions]


def _shortest(questions: Sequence[Question]) -> Scores:
    return [[-float(len(option)) for option in question.options] for question in questions]


def _first(questions: Sequence[Question]) -> Scores:
    return [[-float(place) for place in range(len(question.options))] for question in questions]


def _overlap(questions: Sequence[Question]) -> Scores:
    """The option that shares the most words with the question."""
    return [
        [float(len(_words(option) & _words(question.text))) for option in question.options]
        for question in questions
    ]


def _letter(question: Question, place: int) -> Iterator[Hashable]:
    yield len(question.options), place


def _answer(question: Question, place: int) -> Iterator[Hashable]:
    yield plain(question.options[place])


def _option_words(question: Question, place: int) -> Iterator[Hashable]:
    yield from _words(question.options[place])


def _word_pairs(question: Question, place: int) -> Iterator[Hashable]:
    option = sorted(_words(question.options[place]))
    yield from ((word, other) for word in sorted(_words(question.text)) for other in option)


def _learned(feature: Feature) -> Callable[[Sequence[Question]], Scores]:
    """Naive Bayes on what right and wrong options of the other folds are made of."""

    def guess(questions: Sequence[Question]) -> Scores:
        folds = _folds(questions)
        made = [
            [list(feature(question, place)) for place in range(len(question.options))]
            for question in questions
        ]
        counts = [_counted(questions, made, folds, fold) for fold in range(FOLDS)]
        return [
            [_log_odds(features, *counts[fold]) for features in options]
            for options, fold in zip(made, folds, strict=True)
        ]

    return guess


Made = list[list[list[Hashable]]]


def _counted(
    questions: Sequence[Question], made: Made, folds: Sequence[int], without: int
) -> tuple[Counter[Hashable], Counter[Hashable]]:
    true: Counter[Hashable] = Counter()
    false: Counter[Hashable] = Counter()
    for question, options, fold in zip(questions, made, folds, strict=True):
        if fold != without:
            for place, features in enumerate(options):
                (true if place == question.choice else false).update(features)
    return true, false


def _log_odds(
    features: Sequence[Hashable], true: Counter[Hashable], false: Counter[Hashable]
) -> float:
    """Smoothed towards the mean, so that what was never met speaks neither for nor against."""
    share = true.total() / max(1, true.total() + false.total()) or 0.5
    return sum(
        math.log((true[one] + share) / (true[one] + false[one] + 1) / share)
        - math.log((false[one] + 1 - share) / (true[one] + false[one] + 1) / max(1e-9, 1 - share))
        for one in features
        if true[one] + false[one]
    )


def _folds(questions: Sequence[Question]) -> list[int]:
    """Films in turn; where there are too few, pairs and single questions in turn."""
    films = {videos: turn for turn, videos in enumerate({q.videos: None for q in questions})}
    if len(films) >= FOLDS:
        return [films[question.videos] % FOLDS for question in questions]
    units = {unit: turn for turn, unit in enumerate({q.pair or q.id: None for q in questions})}
    return [units[question.pair or question.id] % FOLDS for question in questions]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


GUESSERS: dict[str, Callable[[Sequence[Question]], Scores]] = {
    "longest": _longest,
    "shortest": _shortest,
    "first": _first,
    "overlap": _overlap,
    "letter": _learned(_letter),
    "answer": _learned(_answer),
    "words": _learned(_option_words),
    "word pairs": _learned(_word_pairs),
}
