"""MMStar (Chen et al., NeurIPS 2024): questions that need the picture, in six abilities.

Rule as in MMStar-Benchmark/MMStar `eval/vlmeval/evaluate/mmstar.py`, quirks included:

- after lower-casing, the first sign of the reply is the letter ("apple" is A), or the one after
  `(`, "option " or "the answer is ";
- abilities are divided by 250 and the total by 1,500, whatever was asked.

Multi-modal gain and leakage are formulae of the paper; there is no code of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.official.answers import Answer, Judge, shares

PLACES = (("", 0), ("(", 1), ("option ", 7), ("the answer is ", 14))
OF_ABILITY, OF_ALL = 250, 1500


def match(text: str, gold: str) -> int:
    """1 where the reply names the gold letter."""
    said = text.lower().strip().replace("\n", " ")
    wanted = gold.lower().strip().replace("\n", " ")
    for phrase, place in PLACES:
        if said.startswith(phrase):
            if not said[place : place + 1]:
                return 0
            if said[place] == wanted:
                return 1
    return 0


def judge(answer: Answer) -> bool:
    """Whether the reply names the gold letter."""
    return bool(match(answer.text or "", answer.gold))


def scores(answers: Sequence[Answer], judge: Judge = judge) -> dict[str, float]:
    """Final score, by ability (`category`) and its parts (`l2_category`)."""
    right: dict[str, int] = {}
    for answer in answers:
        name = str(answer.kinds.get("category", ""))
        right[name] = right.get(name, 0) + bool(judge(answer))
    values = {"final score": 100 * sum(right.values()) / OF_ALL}
    values |= {name: 100 * count / OF_ABILITY for name, count in right.items()}
    parts = shares(answers, judge, "l2_category")
    parts.pop("Overall")
    return values | {name: value for name, value in parts.items() if name not in values}


def multi_modal_gain(with_picture: float, without: float) -> float:
    """MG: what the picture adds."""
    return with_picture - without


def multi_modal_leakage(without: float, language_model: float) -> float:
    """ML: what was learned of the test, over what the language model alone knows."""
    return max(0.0, without - language_model)
