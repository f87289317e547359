"""VNBench (Zhao et al., ICLR 2025): needles in video, each question in four rotations.

A needle is found where all four rotations are right. joez17/VideoNIAH has two scripts that differ:

- `evaluation/eval.py` (`scores`): the reply to its first full stop, then A before B before C
  before D anywhere in it ("Based on … D" is B); None is skipped, so that its needle counts as not
  found unless all four are; the mean over nine types;
- `llava_examples/evaluation_utils.py` (`llava_scores`): the first character; an empty reply stops
  it; *ret_insert1 and ret_insert2 are swapped* in the table; means by three, of three, of those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from longtake.bench.official.answers import LETTERS, mean
from longtake.bench.official.failure import OfficialFailure

ROTATIONS = 4
GROUPS = ("cnt", "ord", "ret")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """One question in one order of its options."""

    needle: str
    """What the four have in common: the question, or the video."""
    type: str
    text: str | None
    gold: str | int


def read(text: str) -> str:
    """The letter that `evaluation/eval.py` reads, else the reply to its first full stop."""
    said = text.split(".")[0]
    return next((letter for letter in "ABCD" if letter in said), said)


def scores(rotations: Sequence[Rotation]) -> dict[str, float]:
    """By type, and their mean, as `evaluation/eval.py`."""
    found: dict[tuple[str, str], int] = {}
    for one in rotations:
        if one.text is None:
            continue
        key = (one.type, one.needle)
        found[key] = found.get(key, 0) + (read(one.text) == _letter(one.gold))
    types = _by_type(found)
    return {**dict(sorted(types.items())), "Overall": mean(list(types.values()))}


def llava_scores(rotations: Sequence[Rotation]) -> dict[str, float]:
    """By type, in threes, and overall, as `llava_examples`. Raises OfficialFailure."""
    found: dict[str, int] = {}
    type_of: dict[str, str] = {}
    for one in rotations:
        if not one.text:
            raise OfficialFailure("VNBench", "the first sign of an empty reply is asked for")
        found[one.needle] = found.get(one.needle, 0) + (one.text[0] == one.gold)
        type_of[one.needle] = one.type
    if ROTATIONS * len(found) != len(rotations):
        raise OfficialFailure("VNBench", f"{len(rotations)} replies for {len(found)} needles")
    types = _by_type({(type_of[needle], needle): right for needle, right in found.items()})
    if not {"ret_insert1", "ret_insert2"} <= types.keys():
        raise OfficialFailure("VNBench", "it has no ret_insert1 and ret_insert2 to swap")
    threes = {name: sum(v for k, v in types.items() if name in k) / 3 for name in GROUPS}
    swapped = {"ret_insert1": types["ret_insert2"], "ret_insert2": types["ret_insert1"]}
    table = dict(sorted((types | swapped).items()))
    return {**table, **threes, "Overall": sum(threes.values()) / 3}


def _by_type(found: Mapping[tuple[str, str], int]) -> dict[str, float]:
    needles: dict[str, list[float]] = {}
    for (kind, _), right in found.items():
        needles.setdefault(kind, []).append(float(right == ROTATIONS))
    return {kind: 100 * mean(each) for kind, each in needles.items()}


def _letter(gold: str | int) -> str:
    return gold if isinstance(gold, str) else LETTERS[gold]
