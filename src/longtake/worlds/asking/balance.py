"""Balances the questions of a whole folder, so that nothing in them gives the answer away.

Right letters are spread evenly, yes and no are as many, and questions that a guesser of `blind`
gets right too often are left out (adversarial filtering; Zellers et al. 2018, Le Bras et al. 2020).
Knows nothing of films. Questions come in; those that stay go out, in the same order.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from longtake.worlds.asking.blind import GUESSERS, UNLEARNED, Guesser, chance, guessed
from longtake.worlds.questions import Question

MARGIN = 0.02
"""How much more often than by chance a kind may be guessed; a point less than is promised."""

ROUNDS = 40

DEALS = (1, 2, 3)
"""Other folds than those that the certificate judges by."""

ENOUGH = 40
"""Below so many units the guessers' luck is allowed for as well: 1.64 standard errors."""

FEWEST = 4
"""Of fewer units nothing can be said."""

MOST_COUNTED = 40
"""Answers up to this, all whole numbers, are counts: any other number is wrong."""


def balanced(questions: Sequence[Question], seed: int) -> list[Question]:
    """The questions that stay, with their options placed anew.

    Facts and fibs, rotations and chains stay or go together. Of a kind that gives everything away
    next to nothing is left.
    """
    kinds: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        kinds[question.kind].append(question)
    for name, asked in kinds.items():
        rng = random.Random(f"{seed}/balance/{name}")
        kinds[name] = _fair(asked, rng)
    together = _fair_together([q for asked in kinds.values() for q in asked], seed)
    kept: dict[str, Question] = {}
    for name, asked in kinds.items():
        rng = random.Random(f"{seed}/place/{name}")
        left = _as_many_yes_as_no([q for q in asked if q.id in together], rng)
        kept |= {question.id: question for question in _spread(left, rng)}
    return _whole_chains([kept[question.id] for question in questions if question.id in kept])


def _fair_together(asked: list[Question], seed: int) -> set[str]:
    """Ids of what stays so that guessers do not profit from luck allowed to each single kind.

    Those that learn are left out: what they learn of one kind does not hold of another.
    """
    rng = random.Random(f"{seed}/balance")
    staying = asked
    for _ in range(ROUNDS):
        leaving = _given_away(staying, rng, UNLEARNED)
        if not leaving:
            break
        staying = [question for question in staying if _unit(question) not in leaving]
    return {question.id for question in staying}


def _fair(asked: list[Question], rng: random.Random) -> list[Question]:
    """Questions of one kind, placed and thinned until no guesser does better than it should."""
    staying = _as_many_yes_as_no(asked, rng)
    for _ in range(ROUNDS):
        staying = _spread(_among_answers(staying, rng), rng)
        leaving = _given_away(staying, rng)
        if not leaving:
            break
        left = [question for question in staying if _unit(question) not in leaving]
        staying = _as_many_yes_as_no(left, rng)
    return staying


def _given_away(
    asked: Sequence[Question], rng: random.Random, guessers: Mapping[str, Guesser] = GUESSERS
) -> set[str]:
    """Units to leave out so that the best guesser comes down to chance and the margin."""
    asked = [question for question in asked if question.options]
    units = len(set(map(_unit, asked)))
    if units < FEWEST:
        return set()
    even = sum(map(chance, asked)) / len(asked)
    luck = 1.64 * math.sqrt(even * (1 - even) / units) if units < ENOUGH else 0.0
    allowed = min(0.99, even + MARGIN + luck)
    best = max(_hits(asked, guessers), key=sum)
    excess = (sum(best) - allowed * len(asked)) / max(1e-9, 1 - allowed)
    hits = [q for q, hit in zip(asked, best, strict=True) if hit > chance(q) + 1e-9]
    rng.shuffle(hits)
    leaving: set[str] = set()
    for question in hits:
        if excess <= 1e-9:
            break
        if _unit(question) not in leaving:
            leaving.add(_unit(question))
            excess -= 1
    return leaving


def _hits(asked: Sequence[Question], guessers: Mapping[str, Guesser]) -> list[list[float]]:
    """Of each guesser, how often it is right about each question, over several deals."""
    deals = [guessed(asked, deal, guessers) for deal in DEALS]
    return [
        [sum(hits) / len(hits) for hits in zip(*(deal[name] for deal in deals), strict=True)]
        for name in deals[0]
    ]


def _as_many_yes_as_no(asked: Sequence[Question], rng: random.Random) -> list[Question]:
    count = Counter(question.answer for question in asked if question.form == "binary")
    more = "yes" if count["yes"] > count["no"] else "no"
    members = Counter(map(_unit, asked))
    single = [
        question
        for question in asked
        if question.form == "binary" and question.answer == more and members[_unit(question)] == 1
    ]
    surplus = min(abs(count["yes"] - count["no"]), len(single))
    leaving = {question.id for question in rng.sample(single, surplus)}
    return [question for question in asked if question.id not in leaving]


def _among_answers(asked: Sequence[Question], rng: random.Random) -> list[Question]:
    """Counts with options that are right somewhere; a number that never is would be ruled out."""
    counting = [q for q in asked if q.form == "choice" and not q.pair and _ordered(q.options)]
    values = {int(q.answer) for q in counting if q.answer.isdecimal()}
    plainly = all(option.isdecimal() for q in counting for option in q.options)
    if not plainly or len(values) < 2 or max(values) > MOST_COUNTED:
        return list(asked)
    line = [str(value) for value in sorted(values)]
    redone = {question.id: _windowed(question, line, rng) for question in counting}
    return [redone.get(question.id, question) for question in asked]


def _windowed(question: Question, line: Sequence[str], rng: random.Random) -> Question:
    count, at = min(len(line), len(question.options)), line.index(question.answer)
    first = rng.randint(max(0, at - count + 1), min(at, len(line) - count))
    options = tuple(line[first : first + count])
    update = {"options": options, "choice": options.index(question.answer)}
    return question.model_copy(update=update)


def _spread(asked: Sequence[Question], rng: random.Random) -> list[Question]:
    """Options placed so that among questions with as many options each letter is right as often."""
    placed = {question.id: question for question in asked}
    free = [q for q in asked if q.form == "choice" and not _turned(q)]
    for size in sorted({len(question.options) for question in free}):
        same = [question for question in free if len(question.options) == size]
        rng.shuffle(same)
        same.sort(key=lambda question: not _ordered(question.options))
        count = Counter({place: 0 for place in range(size)})
        most = -(-len(same) // size)
        for question in same:
            new = _place(question, count, most, rng)
            count[new.choice or 0] += 1
            placed[question.id] = new
    return list(placed.values())


def _place(question: Question, count: Counter[int], most: int, rng: random.Random) -> Question:
    """The question with its right option where it is needed most.

    Numbers stay in order, up or down, as long as one of these places is not used up.
    """
    options, choice = list(question.options), question.choice or 0
    mirrored = len(options) - 1 - choice
    if _ordered(options) and min(count[choice], count[mirrored]) < most:
        if count[mirrored] < count[choice]:
            options.reverse()
    else:
        rng.shuffle(options)
        place = min(count, key=lambda place: (count[place], rng.random()))
        now = options.index(question.answer)
        options[now], options[place] = options[place], options[now]
    update = {"options": tuple(options), "choice": options.index(question.answer)}
    return question.model_copy(update=update)


def _ordered(options: Sequence[str]) -> bool:
    """Whether these are numbers, in order up or down."""
    numbers = [re.findall(r"-?\d+(?:\.\d+)?", option) for option in options]
    if not all(numbers):
        return False
    values = [[float(number) for number in found] for found in numbers]
    return values in (sorted(values), sorted(values, reverse=True))


def _turned(question: Question) -> bool:
    """Whether it belongs to a set of rotations, which are balanced by being whole."""
    return question.pair.rpartition("/")[2].startswith("rotated ")


def _unit(question: Question) -> str:
    return question.pair or question.id


def _whole_chains(questions: Sequence[Question]) -> list[Question]:
    """A turn stays only if all turns before it do."""
    there = {(question.chain, question.turn) for question in questions if question.chain}
    first = {chain: min(turn for other, turn in there if other == chain) for chain, _ in there}

    def begun(question: Question) -> bool:
        before = range(first[question.chain], question.turn)
        return first[question.chain] <= 1 and all((question.chain, t) in there for t in before)

    return [question for question in questions if not question.chain or begun(question)]
