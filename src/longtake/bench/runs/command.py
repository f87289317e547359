"""Carries out what `longtake bench run` was asked for: opens the parts, puts them together, runs.

Names, folders and numbers come in; a run's folder is filled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from longtake.bench.asking.asker import Asker
from longtake.bench.asking.calls import Paced, Remembered
from longtake.bench.asking.controls import controls_of
from longtake.bench.asking.engine import Engine
from longtake.bench.asking.live import Live
from longtake.bench.asking.uniform import Uniform
from longtake.bench.asking.videos import Videos
from longtake.bench.files import gathered
from longtake.bench.runs.attempts import Attempt, Log, Setting, digest
from longtake.bench.runs.runner import Runner, Watch
from longtake.bench.sample import Sample
from longtake.bench.task import Asking, Partial, open_benchmark
from longtake.errors import BenchError
from longtake.opening import open_model, open_strategy
from longtake.protocols import Chat
from longtake.worlds.making.folder import WORLD

UNIFORM = "uniform"
WITHOUT_MODEL = "quote"
PARTS = 64
"""Into how many a control divides a video for a strategy that chooses its frames itself."""


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


def carry_out(wanted: Wanted, watch: Watch = lambda made, all: None) -> Log:
    """Run what is not yet in `out`. Raises BenchError, WorldError, ModelError."""
    controls = controls_of(wanted.controls)
    benchmark, data, annotations = _found(wanted)
    samples = limited(benchmark.samples(annotations), wanted.limit)
    chat = _chat(wanted)
    setting = Setting(
        benchmark=benchmark.card.name,
        data=str(data.absolute()),
        questions=digest("\n".join(one.model_dump_json() for one in samples)),
        strategy=wanted.strategy,
        model=chat.name if chat else "",
        frames=wanted.frames,
        height_px=wanted.height_px,
        seed=wanted.seed,
        limit=wanted.limit,
    )
    log, videos = Log(wanted.out), Videos(data)
    log.begin(setting, samples, wanted.resume or wanted.shard != (1, 1))
    runner = Runner(
        log=log,
        benchmark=benchmark,
        videos=videos,
        asker=Live(_asker(wanted, chat, videos)),
        parts=wanted.frames if wanted.strategy == UNIFORM else PARTS,
        seed=wanted.seed,
        at_once=wanted.at_once,
        watch=watch,
    )
    asyncio.run(runner.run(shared_out(samples, *wanted.shard), controls))
    return log


def left_out(wanted: Wanted) -> list[str]:
    """What the benchmark asks, but a run does not: a line for each reason. Raises BenchError."""
    benchmark, _, annotations = _found(wanted)
    if not isinstance(benchmark, Partial):
        return []
    reasons = benchmark.left_out(annotations).most_common()
    return [f"{count:,} not asked: {why}" for why, count in reasons]


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


def open_asking(name: str) -> Asking:
    """A benchmark that can be asked. Raises BenchError."""
    benchmark = open_benchmark(name)
    if not isinstance(benchmark, Asking):
        raise BenchError(f"{name!r} scores predictions only: use `bench score {name}`")
    return benchmark


def replies(attempts: Sequence[Attempt]) -> dict[str, str | None]:
    """What was said in full, by sample; nothing where no reply came."""
    return {one.sample: one.raw for one in attempts if one.control == "full" and not one.error}


def _found(wanted: Wanted) -> tuple[Asking, Path, Path]:
    """The benchmark, the folder of its videos, and its annotations."""
    folder = Path(wanted.benchmark)
    if (folder / WORLD).is_file():
        return open_asking("made"), folder, folder
    if folder.is_dir():
        raise BenchError(f"{wanted.benchmark!r} is no folder of `longtake make`: it has no {WORLD}")
    benchmark = open_asking(wanted.benchmark)
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


def _chat(wanted: Wanted) -> Chat | None:
    if not (wanted.model or wanted.base_url):
        if wanted.strategy == WITHOUT_MODEL:
            return None
        raise BenchError(f"the strategy {wanted.strategy!r} needs a model: name one with --model")
    chat = open_model(wanted.model, wanted.base_url)
    chat = Paced(chat, wanted.per_minute) if wanted.per_minute else chat
    return Remembered(chat, wanted.cache) if wanted.cache else chat


def _asker(wanted: Wanted, chat: Chat | None, videos: Videos) -> Asker:
    if wanted.strategy == UNIFORM and chat:
        return Uniform(chat, videos, frames=wanted.frames, height_px=wanted.height_px)
    library = wanted.library or wanted.out / "library"
    return Engine(open_strategy(wanted.strategy), chat, videos, library, frames=wanted.frames)


def shared_out(samples: Sequence[Sample], part: int, parts: int) -> list[Sample]:
    """A part of them by whole videos, so that each is opened by one process only.

    What counts only together goes where its first sample goes.
    """
    wholes = _wholes(samples)
    groups = sorted({whole[0].group for whole in wholes})
    own = set(groups[part - 1 :: parts])
    chosen = {one.id for whole in wholes if whole[0].group in own for one in whole}
    return [one for one in samples if one.id in chosen]


def _wholes(samples: Iterable[Sample]) -> list[list[Sample]]:
    """Samples that count only together, in the order of the first of each; most are alone."""
    found: dict[tuple[str, str], list[Sample]] = {}
    for one in samples:
        found.setdefault((one.together, "" if one.together else one.id), []).append(one)
    return list(found.values())
