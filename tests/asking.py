"""What tests of asking and running share: a sample, a model that says what it is told, a run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.asking.live import Live
from longtake.bench.asking.uniform import Uniform
from longtake.bench.asking.videos import Videos
from longtake.bench.runs.attempts import Attempt, Log, Setting
from longtake.bench.runs.runner import Runner
from longtake.bench.sample import Sample
from longtake.bench.task import Asking
from longtake.bench.tasks.made import Made
from longtake.errors import ModelError
from longtake.types import Frame, Span, Usage

SAMPLE = Sample(
    id="s1",
    videos=("v.mp4",),
    text="Who?",
    options=("Anna", "Ben", "Carl", "Dora"),
    choice=2,
    gold="C",
    evidence={"v.mp4": (Span(4.0, 6.0),)},
    kinds={"family": "recall"},
)
SETTING = Setting(
    benchmark="made", questions="q", model="fake", frames=4, height_px=90, seed=7, limit=0
)


class Fake:
    """A model that says what it is told to, after failing so many times."""

    name, version = "fake", "1"

    def __init__(self, says: str | Callable[[str], str] = "A", fails: int = 0) -> None:
        self.says, self.fails = says, fails
        self.asked: list[Sequence[str | Frame]] = []

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Any], instructions: str
    ) -> tuple[Any, Usage]:
        self.asked.append(parts)
        if self.fails:
            self.fails -= 1
            raise ModelError("the line is busy")
        words = str(parts[-1])
        said = self.says if isinstance(self.says, str) else self.says(words)
        return said, Usage(input_tokens=10, output_tokens=1)

    @property
    def frames_s(self) -> list[list[float]]:
        """The times of the frames of each call."""
        return [[part.time_s for part in parts if isinstance(part, Frame)] for parts in self.asked]


def begun(
    folder: Path, samples: Sequence[Sample], setting: Setting = SETTING, resume: bool = False
) -> Log:
    log = Log(folder)
    log.begin(setting, samples, resume)
    return log


def carried_out(
    log: Log,
    data: Path,
    fake: Fake,
    controls: Sequence[str] = (),
    benchmark: Asking | None = None,
    at_once: int = 1,
) -> list[Attempt]:
    """Everything in the log, asked by four frames."""
    videos = Videos(data)
    runner = Runner(
        log=log,
        benchmark=benchmark or Made(),
        videos=videos,
        asker=Live(Uniform(fake, videos, frames=4, height_px=90)),
        parts=4,
        seed=7,
        at_once=at_once,
    )
    return asyncio.run(runner.run(list(log.samples().values()), controls))
