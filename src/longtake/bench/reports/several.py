"""What tells several runs apart, and how scores go with frames and with length.

The figures of runs come in; paired comparisons and curves go out. Runs are compared over the
samples that both have a reply to, where those ask the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longtake.bench.reports.figures import Figures
from longtake.bench.reports.replies import Run, worth
from longtake.bench.sample import Sample
from longtake.bench.statistics.intervals import Interval
from longtake.bench.statistics.paired import Comparison, compare
from longtake.bench.statistics.power import (
    distinguishable,
    samples_for_scores,
    smallest_score_difference,
)
from longtake.errors import BenchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two runs over the samples that both have. Differences are the first less the second."""

    first: str
    second: str
    samples: int
    alone: int
    """Samples that only one of them has a reply to."""
    changed: int
    """Samples of the same id that do not ask the same: left out."""
    found: Comparison
    more_samples: int | None
    """To show so small a difference with a power of 80 %; None: there is none to show."""
    smallest: float | None
    """The least difference that these samples show so; None: they can show none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One score of a curve."""

    x: float
    label: str
    score: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Scores in order of what they go with."""

    name: str
    points: tuple[Point, ...]


def pair(one: Run, other: Run, names: tuple[str, str]) -> Pair:
    """Two runs, compared. Raises BenchError where they share no sample."""
    first, second = worth(one.full), worth(other.full)
    both, shared = first.keys() & second.keys(), _shared(one, other)
    if not shared:
        raise BenchError(f"{one.folder!r} and {other.folder!r} share no sample")
    if len(shared) == 1:
        raise BenchError(f"{one.folder!r} and {other.folder!r} share one sample: two are the least")
    a, b = [first[id] for id in shared], [second[id] for id in shared]
    videos = [one.samples[id].group for id in shared]
    more, smallest = _power(a, b, videos)
    return Pair(
        first=names[0],
        second=names[1],
        samples=len(shared),
        alone=len(first.keys() ^ second.keys()),
        changed=len(both) - len(shared),
        found=compare(a, b, videos),
        more_samples=more,
        smallest=smallest,
    )


def against_first(figures: Sequence[Figures]) -> list[Pair]:
    """Each run beside the first, of those that share samples with it."""
    first, *others = figures
    told = [(one.run, (first.name, one.name)) for one in others if _comparable(first.run, one.run)]
    return [pair(first.run, run, names) for run, names in told]


def alone(figures: Sequence[Figures]) -> list[str]:
    """Names of the runs that cannot be compared with the first: they share too few samples."""
    first, *others = figures
    return [one.name for one in others if not _comparable(first.run, one.run)]


def by_frames(figures: Sequence[Figures]) -> list[Curve]:
    """A curve for each set of runs that differ only in their number of frames."""
    alike: dict[str, list[Figures]] = defaultdict(list)
    for one in figures:
        alike[_but_frames(one.run)].append(one)
    curves = []
    for own in alike.values():
        points = {one.run.setting.frames: total.score for one in own if (total := one.scores.row())}
        if len(points) > 1:
            found = [Point(x=n, label=f"{n:,}", score=points[n]) for n in sorted(points)]
            curves.append(Curve(name=own[0].run.setting.model, points=tuple(found)))
    return curves


def by_length(figures: Sequence[Figures]) -> list[Curve]:
    """A curve for each run whose videos are of more than one class of duration."""
    order: dict[str, float] = {}
    for one in figures:
        for place, length in enumerate(one.scores.lengths):
            order[length] = max(order.get(length, 0.0), float(place))
    places = {length: float(n) for n, length in enumerate(sorted(order, key=order.__getitem__))}
    curves = []
    for one in figures:
        rows = [row for length in one.scores.lengths if (row := one.scores.row(length=length))]
        if len(rows) > 1:
            points = [
                Point(x=places[row.length], label=row.length, score=row.score) for row in rows
            ]
            points.sort(key=lambda point: point.x)
            curves.append(Curve(name=one.name, points=tuple(points)))
    return curves


def _shared(one: Run, other: Run) -> list[str]:
    """Samples that both have a reply to, and that ask the same."""
    both = worth(one.full).keys() & worth(other.full).keys()
    return sorted(id for id in both if _same(one.samples[id], other.samples[id]))


def _comparable(one: Run, other: Run) -> bool:
    return len(_shared(one, other)) > 1


def _same(one: Sample, other: Sample) -> bool:
    return (one.text, one.options, one.videos) == (other.text, other.options, other.videos)


def _but_frames(run: Run) -> str:
    told = run.setting.model_dump(exclude={"frames", "data"})
    return json.dumps(told, sort_keys=True)


def _power(
    a: Sequence[float], b: Sequence[float], videos: Sequence[str]
) -> tuple[int | None, float | None]:
    """Samples that are wanting, and the least difference that shows; of 80 % power at 5 %."""
    if {*a, *b} <= {0.0, 1.0}:
        found = distinguishable(a, b, videos)
        return found.more_samples, found.smallest_difference
    apart = np.asarray(a) - np.asarray(b)
    spread, difference = float(apart.std(ddof=1)), float(apart.mean())
    if not spread:
        return None, None
    needed = samples_for_scores(spread, difference) if difference else None
    more = None if needed is None else max(0, needed - len(a))
    return more, smallest_score_difference(len(a), spread)
