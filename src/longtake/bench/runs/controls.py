"""Controls: what is changed about a sample to learn what its score owes to the video.

A sample and the glances that the full run would take come in; what is shown and asked instead goes
out. Knows neither pictures nor models. The same seed changes the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from longtake.bench.runs.sample import Sample
from longtake.errors import BenchError

FULL = "full"


@dataclass(frozen=True, slots=True)
class Glance:
    """One frame: which is fetched, and under which time it is shown."""

    video: Path
    fetched_s: float
    shown_s: float


@dataclass(frozen=True, slots=True)
class Put:
    """What is put to the model."""

    sample: Sample
    glances: tuple[Glance, ...]


Control = Callable[[Put, random.Random], Put]


def changed(name: str, put: Put, seed: int) -> Put:
    """What a control makes of a sample. Raises BenchError for a name that is none."""
    if name == FULL:
        return put
    if name not in CONTROLS:
        raise BenchError(f"{name!r} is no control: use {', '.join(CONTROLS)}")
    return CONTROLS[name](put, random.Random(f"{seed}/{name}/{put.sample.id}"))


def _blind(put: Put, rng: random.Random) -> Put:
    return replace(put, glances=())


def _one_frame(put: Put, rng: random.Random) -> Put:
    middle = len(put.glances) // 2
    return replace(put, glances=put.glances[middle : middle + 1])


def _shuffle(put: Put, rng: random.Random) -> Put:
    """Other pictures under the same times, in the same video."""
    return _reordered(put, lambda places: rng.sample(places, len(places)))


def _reverse(put: Put, rng: random.Random) -> Put:
    return _reordered(put, lambda places: places[::-1])


def _reordered(put: Put, order: Callable[[list[Glance]], Sequence[Glance]]) -> Put:
    glances: list[Glance] = []
    for video in dict.fromkeys(glance.video for glance in put.glances):
        own = [glance for glance in put.glances if glance.video == video]
        others = order(own)
        glances += [
            replace(one, fetched_s=other.fetched_s) for one, other in zip(own, others, strict=True)
        ]
    return replace(put, glances=tuple(glances))


def _no_evidence(put: Put, rng: random.Random) -> Put:
    return replace(put, glances=tuple(one for one in put.glances if not _shows(put.sample, one)))


def _evidence_only(put: Put, rng: random.Random) -> Put:
    """As many frames as in full, spread over the evidence."""
    spans = [(video, span) for video, spans in put.sample.evidence.items() for span in spans]
    whole_s = sum(span.duration_s for _, span in spans)
    if not whole_s:
        return replace(put, glances=())
    glances: list[Glance] = []
    for video, span in spans:
        count = max(1, round(len(put.glances) * span.duration_s / whole_s))
        step_s = span.duration_s / count
        times = [span.start_s + (n + 0.5) * step_s for n in range(count)]
        glances += [Glance(video, time_s, time_s) for time_s in times]
    return replace(put, glances=tuple(sorted(glances, key=lambda one: (one.video, one.shown_s))))


def _rotate(by: int) -> Control:
    return lambda put, rng: replace(put, sample=put.sample.rotated(by))


def _option_shuffle(put: Put, rng: random.Random) -> Put:
    options = tuple(rng.sample(put.sample.options, len(put.sample.options)))
    choice = options.index(put.sample.options[put.sample.choice])
    return replace(put, sample=replace(put.sample, options=options, choice=choice))


def _shows(sample: Sample, glance: Glance) -> bool:
    return any(glance.fetched_s in span for span in sample.evidence.get(glance.video, ()))


CONTROLS: Mapping[str, Control] = {
    "blind": _blind,
    "one-frame": _one_frame,
    "shuffle": _shuffle,
    "reverse": _reverse,
    "no-evidence": _no_evidence,
    "evidence-only": _evidence_only,
    "option-shuffle": _option_shuffle,
    **{f"rotate-{by}": _rotate(by) for by in (1, 2, 3)},
}
ROTATE = "rotate"
"""Stands for the rotations, all of which must be right (CircularEval, MMBench; VNBench)."""


def controls_of(names: Sequence[str]) -> tuple[str, ...]:
    """The controls behind the names a user gives. Raises BenchError."""
    every: list[str] = []
    for name in names:
        known = [one for one in CONTROLS if one == name or one.startswith(f"{name}-1")]
        if name == ROTATE:
            known = [one for one in CONTROLS if one.startswith("rotate-")]
        if not known:
            raise BenchError(f"{name!r} is no control: use {', '.join([*CONTROLS, ROTATE])}")
        every += [one for one in known if one not in every]
    return tuple(every)
