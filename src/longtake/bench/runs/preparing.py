"""Finds what a run needs, and what is missing of it, before anything is asked.

What was wanted comes in: a benchmark's name or a made folder, and where its files lie. Samples and
videos go out, with what their user must know: what is not asked, not there, or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from longtake.bench.asking.controls import (
    FIRST_ROTATION,
    LONGEST,
    ORDERING,
    controls_of,
    fits,
    is_rotation,
)
from longtake.bench.asking.videos import Videos
from longtake.bench.files import gathered
from longtake.bench.runs.attempts import digest
from longtake.bench.sample import Sample
from longtake.bench.task import NAMED, Asking, Partial, asks, open_benchmark
from longtake.errors import BenchError
from longtake.worlds.making.folder import WORLD

UNIFORM = "uniform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be run."""

    benchmark: str
    """A name of `bench list`, or a made folder."""
    out: Path
    data: Path | None = None
    annotations: Path | None = None
    strategy: str = UNIFORM
    model: str = ""
    base_url: str = ""
    frames: int = 32
    height_px: int = 360
    controls: tuple[str, ...] = ()
    limit: int = 0
    seed: int = 7
    at_once: int = 1
    per_minute: float = 0.0
    cache: Path | None = None
    library: Path | None = None
    shard: tuple[int, int] = (1, 1)
    """Which part of how many is this process's."""
    resume: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was wanted, found."""

    wanted: Wanted
    benchmark: Asking
    videos: Videos
    questions: str
    """Hash of all that the benchmark asks."""
    samples: list[Sample]
    """So many as are wanted."""
    controls: tuple[str, ...]
    told: tuple[str, ...]
    """What its user must know before it begins."""


def prepare(wanted: Wanted) -> Prepared:
    """Find everything, and what is missing. Raises BenchError, WorldError."""
    controls = controls_of(wanted.controls)
    benchmark, data, annotations = _found(wanted)
    every, videos = asks(benchmark, annotations), Videos(data)
    samples = limited(every, wanted.limit)
    own = shared_out(samples, *wanted.shard)
    told = [*_left_out(benchmark, annotations), *_idle(controls, samples), *_missing(videos, own)]
    if not own:
        told.append(f"nothing to do for part {wanted.shard[0]}: a video is asked by one part only")
    return Prepared(
        wanted=wanted,
        benchmark=benchmark,
        videos=videos,
        questions=digest("\n".join(one.model_dump_json() for one in every)),
        samples=samples,
        controls=controls,
        told=tuple(told),
    )


def limited(samples: list[Sample], limit: int) -> list[Sample]:
    """At most so many, spread evenly over all; what counts only together is kept as a whole.

    One whole is kept even where it alone is more than that.
    """
    if not limit or limit >= len(samples):
        return samples
    wholes = _wholes(samples)
    kept: list[Sample] = []
    passed = 0
    for whole in wholes:
        passed += len(whole)
        due = len(kept) * len(samples) < limit * passed
        if due and len(kept) + len(whole) <= limit:
            kept += whole
    chosen = {one.id for one in kept or wholes[0]}
    return [one for one in samples if one.id in chosen]


def shared_out(samples: Sequence[Sample], part: int, parts: int) -> list[Sample]:
    """A part of them by whole videos, so that each is opened by one process only.

    What counts only together goes where its first sample goes.
    """
    wholes = _wholes(samples)
    groups = sorted({whole[0].group for whole in wholes})
    own = set(groups[part - 1 :: parts])
    chosen = {one.id for whole in wholes if whole[0].group in own for one in whole}
    return [one for one in samples if one.id in chosen]


def open_asking(name: str) -> Asking:
    """A benchmark that can be asked. Raises BenchError."""
    benchmark = open_benchmark(name)
    if not isinstance(benchmark, Asking):
        raise BenchError(f"{name!r} scores predictions only: use `bench score {name}`")
    return benchmark


def _found(wanted: Wanted) -> tuple[Asking, Path, Path]:
    """The benchmark, the folder of its videos, and its annotations."""
    folder = Path(wanted.benchmark)
    if (folder / WORLD).is_file():
        return open_asking("made"), folder, folder
    if folder.is_dir():
        raise BenchError(f"{wanted.benchmark!r} is no folder of `longtake make`: it has no {WORLD}")
    try:
        benchmark = open_asking(wanted.benchmark)
    except BenchError as error:
        raise BenchError(f"{error}; nor is it the folder of a made world") from error
    data = wanted.data or (wanted.annotations.parent if wanted.annotations else None)
    if data is None:
        raise BenchError(
            f"where are the videos and annotations of {wanted.benchmark!r}? Name their folder "
            f"with --data ({benchmark.card.annotations}, from {benchmark.card.source})"
        )
    if not data.is_dir():
        raise BenchError(f"{str(data)!r} is no folder: name that of the videos with --data")
    return benchmark, data, wanted.annotations or _annotations(benchmark, data)


def _annotations(benchmark: Asking, data: Path) -> Path:
    """The file, where the folder holds one; else the folder, all of whose files are read."""
    files = gathered(data, benchmark.card.annotations)
    return files[0] if len(files) == 1 else data


def _left_out(benchmark: Asking, annotations: Path) -> Iterator[str]:
    """What the benchmark asks, but a run does not: a line for each reason."""
    if isinstance(benchmark, Partial):
        for why, count in benchmark.left_out(annotations).most_common():
            yield f"{count:,} not asked: {why}"


def _idle(controls: Sequence[str], samples: Sequence[Sample]) -> Iterator[str]:
    """Controls that can change nothing here."""
    idle = [name for name in controls if not any(fits(name, one) for one in samples)]
    told = [name for name in idle if not is_rotation(name) or name == FIRST_ROTATION]
    for name in told:
        lack = "options" if name in ORDERING or name == LONGEST else "spans that show its answer"
        yield f"{name} is left out: no question has {lack}"


def _missing(videos: Videos, samples: Sequence[Sample]) -> Iterator[str]:
    """Videos that are not in the folder: what is asked about them comes to no reply."""
    names = sorted({video for one in samples for video in one.videos})
    gone = [name for name in names if not videos.has(name)]
    if gone:
        named = f"{', '.join(gone[:NAMED])}{' …' * (len(gone) > NAMED)}"
        yield f"{len(gone):,} of {len(names):,} videos are not in {videos.folder}: {named}"


def _wholes(samples: Iterable[Sample]) -> list[list[Sample]]:
    """Samples that count only together, in the order of the first of each; most are alone."""
    found: dict[tuple[str, str], list[Sample]] = {}
    for one in samples:
        found.setdefault((one.together, "" if one.together else one.id), []).append(one)
    return list(found.values())
