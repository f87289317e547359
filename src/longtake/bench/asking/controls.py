"""Controls: what is changed about a sample to learn what its score owes to the video.

A control is another order of the options, another cut of each video, or a reply without asking.
Samples and lengths come in; what is to be put instead goes out. Knows neither pictures nor models.
The same seed changes the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from longtake.bench.asking import cuts
from longtake.bench.asking.cuts import Cut
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.sample import Sample
from longtake.errors import BenchError

FULL = "full"
ALL = "all"
ROTATE, FIRST_ROTATION = "rotate", "rotate-1"
"""Stands for the rotations, all of which must be right (CircularEval, MMBench; VNBench)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What is put to a model."""

    sample: Sample
    """With its options in the order of this control."""
    order: tuple[int, ...]
    """That order, by their places in the sample as it was; empty: unchanged."""
    cuts: Mapping[str, Cut]
    """What is shown of each video."""
    settled: str = ""
    """What is replied without asking anybody."""


LONGEST = "longest-option"
"""Asks nobody: what the options give away by their length."""

Ordering = Callable[[Sample, random.Random], tuple[int, ...]]
Cutting = Callable[[Sample, str, Cut, int, random.Random], Cut]
"""Sample, video, the whole of it, and into how many parts it may be divided."""


def put(name: str, sample: Sample, durations_s: Mapping[str, float], parts: int, seed: int) -> Put:
    """What a control makes of a sample. Raises BenchError for a name that is none."""
    if name not in (FULL, *CONTROLS):
        raise BenchError(f"{name!r} is no control: use {', '.join(CONTROLS)}")
    rng = random.Random(f"{seed}/{name}/{sample.id}")
    whole = {
        video: cuts.whole(durations_s[video], sample.span, sample.until_s)
        for video in sample.videos
    }
    if name in CUTTING:
        cut = CUTTING[name]
        whole = {video: cut(sample, video, one, parts, rng) for video, one in whole.items()}
    order = ORDERING[name](sample, rng) if name in ORDERING else ()
    put_as = sample.reordered(order) if order else sample
    settled = _longest(sample) if name == LONGEST else ""
    return Put(sample=put_as, order=order, cuts=whole, settled=settled)


def fits(name: str, sample: Sample) -> bool:
    """Whether a control changes anything about a sample."""
    if name in ORDERING:
        return (_turn(name) if is_rotation(name) else 1) < len(sample.options)
    if name == LONGEST:
        return bool(sample.options) and not sample.by_word
    if name in ("no-evidence", "evidence-only"):
        return any(sample.evidence.values())
    return True


def is_rotation(name: str) -> bool:
    """Whether it is one of those that count together."""
    return name.startswith(f"{ROTATE}-")


def controls_of(names: Sequence[str]) -> tuple[str, ...]:
    """The controls behind the names a user gives. Raises BenchError."""
    every: list[str] = []
    for name in names:
        known = [one for one in CONTROLS if one == name]
        if name == ROTATE:
            known = [one for one in CONTROLS if is_rotation(one)]
        if name == ALL:
            known = list(CONTROLS)
        if not known:
            plain = [one for one in CONTROLS if not is_rotation(one)]
            raise BenchError(f"{name!r} is no control: use {', '.join([*plain, ROTATE, ALL])}")
        every += [one for one in known if one not in every]
    return tuple(every)


def _blind(sample: Sample, video: str, cut: Cut, parts: int, rng: random.Random) -> Cut:
    return cuts.nothing(cut)


def _one_frame(sample: Sample, video: str, cut: Cut, parts: int, rng: random.Random) -> Cut:
    """Of the video in the middle, where there are several."""
    middle = sample.videos[len(sample.videos) // 2]
    return cuts.one_frame(cut) if video == middle else cuts.nothing(cut)


def _shuffle(sample: Sample, video: str, cut: Cut, parts: int, rng: random.Random) -> Cut:
    return cuts.reordered(cut, rng.sample(range(parts), parts))


def _reverse(sample: Sample, video: str, cut: Cut, parts: int, rng: random.Random) -> Cut:
    return cuts.reordered(cut, range(parts)[::-1])


def _no_evidence(sample: Sample, video: str, cut: Cut, parts: int, rng: random.Random) -> Cut:
    return cuts.without(cut, sample.evidence.get(video, ()))


def _evidence_only(sample: Sample, video: str, cut: Cut, parts: int, rng: random.Random) -> Cut:
    return cuts.only(cut, sample.evidence.get(video, ()))


def _rotated(by: int) -> Ordering:
    return lambda sample, rng: tuple(
        (place + by) % len(sample.options) for place in range(len(sample.options))
    )


def _option_shuffle(sample: Sample, rng: random.Random) -> tuple[int, ...]:
    return tuple(rng.sample(range(len(sample.options)), len(sample.options)))


def _longest(sample: Sample) -> str:
    """The letter of the longest option, the first of several as long."""
    lengths = [len(option) for option in sample.options]
    return LETTERS[lengths.index(max(lengths))]


def _turn(name: str) -> int:
    return int(name.rpartition("-")[2])


CUTTING: Mapping[str, Cutting] = {
    "blind": _blind,
    "one-frame": _one_frame,
    "shuffle": _shuffle,
    "reverse": _reverse,
    "no-evidence": _no_evidence,
    "evidence-only": _evidence_only,
}
ORDERING: Mapping[str, Ordering] = {
    "option-shuffle": _option_shuffle,
    **{f"rotate-{by}": _rotated(by) for by in (1, 2, 3)},
}
CONTROLS = (*CUTTING, *ORDERING, LONGEST)
