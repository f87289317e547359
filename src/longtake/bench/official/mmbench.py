"""CircularEval of MMBench (Liu et al., ECCV 2024): right only in every rotation of the options.

Rule as in open-compass/VLMEvalKit `vlmeval/dataset/utils/multiple_choice.py` and
`vlmeval/utils/matching_util.py`, under `exact_matching`, quirks included:

- rotations belong together whose index is the same modulo a million; a group counts where the row
  of that very index is there, and is as large as the rows that are;
- a reply is read by the one option letter that stands alone in it, else by the one option whose
  text it holds; in a sentence "A" is a letter too, unless the environment sets VERBOSE (not here);
- refusals are Z, which is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from longtake.bench.official.answers import percent

GROUP = 1_000_000
APART = str.maketrans(dict.fromkeys(".()[],:;!*#{}", " "))
NO_REPLY = "Failed to obtain answer via API"
REFUSALS = (
    "Sorry, I can't help with images of people yet.",
    "I can't process this file.",
    "I'm sorry, but without the image provided",
    "Cannot determine the answer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """One question in one order of its options."""

    index: int
    text: str
    gold: str
    options: Mapping[str, str]
    """By letter."""
    kinds: tuple[str, ...] = ()
    """Category and broader category."""


def infer(text: str, options: Mapping[str, str]) -> str | None:
    """The letter that is read, Z for a refusal, or None."""
    return _letter(text, options) or _text(text, options)


def hits(rotations: Sequence[Rotation]) -> dict[int, bool]:
    """By the leading row's index: whether every rotation is right."""
    groups: dict[int, list[Rotation]] = {}
    for one in rotations:
        groups.setdefault(one.index % GROUP, []).append(one)
    return {
        index: all(infer(one.text, one.options) == one.gold for one in group)
        for index, group in groups.items()
        if any(one.index == index for one in group)
    }


def scores(rotations: Sequence[Rotation]) -> dict[str, float]:
    """Overall, and by each kind of the leading rows."""
    found = hits(rotations)
    leading = {one.index: one for one in rotations if one.index in found}
    under: dict[str, list[bool | None]] = {}
    for index, one in leading.items():
        for kind in one.kinds:
            under.setdefault(kind, []).append(found[index])
    overall: list[bool | None] = list(found.values())
    return {"Overall": percent(overall)} | {kind: percent(some) for kind, some in under.items()}


def _letter(text: str, options: Mapping[str, str]) -> str | None:
    if NO_REPLY in text:
        return None
    if any(refusal in text for refusal in REFUSALS):
        return "Z"
    words = text.translate(APART).split()
    named = [letter for letter in options if letter in words]
    if len(named) == 1:
        return named[0]
    return "Z" if not named and "Z" in words else None


def _text(text: str, options: Mapping[str, str]) -> str | None:
    said = text.lower()
    held = [letter for letter, option in options.items() if str(option).lower() in said]
    return held[0] if len(held) == 1 else None
