"""What a run costs beside the model: 10,000 samples put to somebody who answers at once.

    python benchmarks/bookkeeping.py [--samples 10000]

Everything that a run does is done (cuts, prompts, three readings, one line flushed to the log for
each attempt) but no picture is decoded and no model called. Then the run is resumed, with nothing
left to do, and scored again from its log. Beside it, the disk: as many lines of the same length,
written and flushed one by one.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from longtake.bench.asking.asker import Said, instructed, worded
from longtake.bench.asking.controls import Put
from longtake.bench.asking.videos import Videos
from longtake.bench.runs.attempts import ATTEMPTS, Log, Setting
from longtake.bench.runs.rescoring import rescore
from longtake.bench.runs.runner import Runner
from longtake.bench.sample import Sample
from longtake.bench.tasks.videomme import VideoMME
from longtake.types import Usage

REPLIES = ("A", "B. a red car", "The answer is (C).", "I think that it is D", "Best option: C")


class AtOnce:
    """Answers without looking."""

    async def ask(self, put: Put) -> Said:
        words = f"{instructed(put.sample)}\n{worded(put.sample)}"
        frames_s = tuple(time_s for cut in put.cuts.values() for time_s in cut.times_s(32))
        said = REPLIES[int(put.sample.id) % len(REPLIES)]
        return Said(raw=said, prompt=words, frames_s=frames_s, usage=Usage(input_tokens=900))


class Lengths(Videos):
    """Videos that are as long as they are said to be."""

    def duration_s(self, name: str) -> float:
        return 600.0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--samples", type=int, default=10_000)
    count = asked.parse_args().samples
    with tempfile.TemporaryDirectory() as folder:
        measured(Path(folder), count)


def measured(folder: Path, count: int) -> None:
    samples = [one(number) for number in range(count)]
    log = Log(folder / "run")
    setting = Setting(
        benchmark="video-mme",
        questions="q",
        model="none",
        frames=32,
        height_px=360,
        seed=7,
        limit=0,
    )
    log.begin(setting, samples, resume=False)
    rows = {
        "a run": lambda: asyncio.run(runner(log, folder).run(samples)),
        "resuming it, with nothing left": lambda: asyncio.run(runner(log, folder).run(samples)),
        "scoring it again": lambda: rescore(log),
        "the disk alone": lambda: flushed(folder / "lines", log.folder / ATTEMPTS),
    }
    print(f"{count:,} samples\n\n| what | seconds | ms a sample |\n|---|--:|--:|")
    for name, work in rows.items():
        took_s = timed(work)
        print(f"| {name} | {took_s:.2f} | {1000 * took_s / count:.2f} |")


def one(number: int) -> Sample:
    return Sample(
        id=f"{number:05}",
        videos=(f"video-{number // 3}.mp4",),
        text=f"What is seen at the {number}th time that the door is opened?",
        options=("a dog", "a red car", "a bicycle", "nothing"),
        choice=number % 4,
        gold="ABCD"[number % 4],
        kinds={"duration": "short", "task_type": "Counting Problem"},
    )


def runner(log: Log, folder: Path) -> Runner:
    return Runner(
        log=log,
        benchmark=VideoMME(),
        videos=Lengths(folder),
        asker=AtOnce(),
        parts=32,
        seed=7,
    )


def flushed(to: Path, like: Path) -> None:
    with to.open("ab") as out:
        for line in like.read_bytes().splitlines(keepends=True):
            out.write(line)
            out.flush()


def timed(work: Callable[[], object]) -> float:
    started_s = time.perf_counter()
    work()
    return time.perf_counter() - started_s


if __name__ == "__main__":
    main()
