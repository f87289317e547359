"""Carries out what `longtake bench run` was asked for: opens model and strategy, and runs.

What was prepared comes in; a run's folder is filled.
"""

from __future__ import annotations

import asyncio

from longtake.bench.asking.asker import Asker
from longtake.bench.asking.calls import Paced, Remembered
from longtake.bench.asking.engine import Engine
from longtake.bench.asking.live import Live
from longtake.bench.asking.uniform import Uniform
from longtake.bench.asking.videos import Videos
from longtake.bench.runs.attempts import Log, Setting
from longtake.bench.runs.preparing import UNIFORM, Prepared, Wanted, shared_out
from longtake.bench.runs.runner import Runner, Watch
from longtake.errors import BenchError, LongtakeError
from longtake.opening import open_model, open_strategy
from longtake.protocols import Chat, Strategy

WITHOUT_MODEL = "quote"
PARTS = 64
"""Into how many a control divides a video for a strategy that chooses its frames itself."""


def carry_out(prepared: Prepared, watch: Watch = lambda made, all: None) -> Log:
    """Run what is not yet in the run's folder. Raises BenchError, ModelError."""
    wanted = prepared.wanted
    strategy = None if wanted.strategy == UNIFORM else _strategy(wanted.strategy)
    chat = _chat(wanted)
    setting = Setting(
        benchmark=prepared.benchmark.card.name,
        data=str(prepared.videos.folder.absolute()),
        questions=prepared.questions,
        strategy=wanted.strategy,
        model=chat.name if chat else "",
        frames=wanted.frames,
        height_px=wanted.height_px,
        seed=wanted.seed,
        limit=wanted.limit,
    )
    log = Log(wanted.out)
    log.begin(setting, prepared.samples, wanted.resume or wanted.shard != (1, 1))
    runner = Runner(
        log=log,
        benchmark=prepared.benchmark,
        videos=prepared.videos,
        asker=Live(_asker(wanted, strategy, chat, prepared.videos)),
        parts=wanted.frames if wanted.strategy == UNIFORM else PARTS,
        seed=wanted.seed,
        at_once=wanted.at_once,
        watch=watch,
    )
    asked = list(log.samples().values())
    asyncio.run(runner.run(shared_out(asked, *wanted.shard), prepared.controls))
    return log


def _chat(wanted: Wanted) -> Chat | None:
    if not (wanted.model or wanted.base_url):
        if wanted.strategy == WITHOUT_MODEL:
            return None
        raise BenchError(f"the strategy {wanted.strategy!r} needs a model: name one with --model")
    chat = open_model(wanted.model, wanted.base_url)
    chat = Paced(chat, wanted.per_minute) if wanted.per_minute else chat
    return Remembered(chat, wanted.cache) if wanted.cache else chat


def _asker(wanted: Wanted, strategy: Strategy | None, chat: Chat | None, videos: Videos) -> Asker:
    if strategy:
        library = wanted.library or wanted.out / "library"
        return Engine(strategy, chat, videos, library, frames=wanted.frames)
    assert chat is not None
    return Uniform(chat, videos, frames=wanted.frames, height_px=wanted.height_px)


def _strategy(name: str) -> Strategy:
    try:
        return open_strategy(name)
    except LongtakeError as error:
        raise BenchError(f"{error}; or {UNIFORM}, frames evenly spread") from error
