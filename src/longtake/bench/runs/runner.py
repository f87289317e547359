"""Runs a setting: every sample, in full and under each control, what is done left alone.

What goes wrong with one question is in its attempt; errors are counted apart, and asked again when
the run goes on. A run in which nothing succeeds any more stops, and can be resumed.
"""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from longtake.bench.asking.asker import Asker, Cited, Said
from longtake.bench.asking.controls import FULL, Put, fits, put
from longtake.bench.asking.videos import Videos
from longtake.bench.metrics.times import read_spans
from longtake.bench.runs.attempts import Attempt, Log, digest
from longtake.bench.sample import Sample
from longtake.bench.task import Asking
from longtake.errors import BenchError, LongtakeError, MediaError
from longtake.types import Span

IN_A_ROW = 20
"""Attempts without a reply after which a run stops: the model is gone, or the disk."""

Task = tuple[Sample, str]
Watch = Callable[[int, int], None]
"""Told how many attempts are made, of how many."""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Everything that a run needs."""

    log: Log
    benchmark: Asking
    videos: Videos
    asker: Asker
    parts: int
    """Into how many a control may divide a video: as many as there are frames."""
    seed: int
    at_once: int = 1
    watch: Watch = lambda made, all: None

    async def run(self, samples: Sequence[Sample], controls: Sequence[str] = ()) -> list[Attempt]:
        """Everything that is not yet in the log, or is there with an error; returns the whole log.

        Questions about one video follow each other, so that its pictures are fetched once. Raises
        BenchError where the run had to be stopped: what was done is kept.
        """
        done = {(one.sample, one.control) for one in self.log.attempts() if not one.error}
        wanted = [task for task in _tasks(samples, controls) if (task[0].id, task[1]) not in done]
        tally = _Tally(len(wanted))
        queue = iter(wanted)
        workers = [self._work(queue, tally) for _ in range(min(self.at_once, len(wanted)))]
        await asyncio.gather(*workers)
        if tally.failures >= IN_A_ROW:
            raise BenchError(
                f"{IN_A_ROW} attempts in a row came to nothing, the last: {tally.error}; the run "
                f"is kept in {self.log.folder}: go on with --resume"
            )
        return self.log.attempts()

    async def _work(self, queue: Iterator[Task], tally: _Tally) -> None:
        for sample, control in queue:
            if tally.failures >= IN_A_ROW:
                return
            attempt, error = await self._attempt(sample, control)
            self._keep(attempt)
            tally.count(error)
            self.watch(tally.made, tally.all)

    def _keep(self, attempt: Attempt) -> None:
        try:
            self.log.add([attempt])
        except OSError as error:
            full = "the disk is full" if error.errno == errno.ENOSPC else str(error)
            raise BenchError(
                f"{self.log.folder} cannot be written: {full}; make room, and go on with --resume"
            ) from error

    async def _attempt(self, sample: Sample, control: str) -> tuple[Attempt, Exception | None]:
        """What goes wrong is in the attempt, and told."""
        started_s = time.perf_counter()
        about = {"sample": sample.id, "control": control, "setting": self.log.setting_hash}
        failure: Exception | None = None
        try:
            length_s = {video: self.videos.duration_s(video) for video in sample.videos}
            asked = put(control, sample, length_s, self.parts, self.seed)
            said = await self.asker.ask(asked)
            told = self._read(asked, said) | {"duration_s": round(sum(length_s.values()), 3)}
            if control == FULL:
                told["official"] = self.benchmark.official(sample, said.raw)
        except (LongtakeError, OSError) as error:
            told, failure = {"error": str(error) or type(error).__name__}, error
        seconds = round(time.perf_counter() - started_s, 4)
        return Attempt(**about, **told, seconds=seconds), failure  # type: ignore[arg-type]

    def _read(self, asked: Put, said: Said) -> dict[str, object]:
        found = self.benchmark.marked(asked.sample, said.raw)
        return {
            "prompt": digest(said.prompt),
            "order": asked.order,
            "frames_s": said.frames_s,
            "newest_s": said.newest_s,
            "raw": said.raw,
            "said": found.said,
            "said_strictly": found.said_strictly,
            "score": found.robust,
            "strict": found.strict,
            "confidence": said.confidence,
            "abstained": said.abstained,
            "cited": said.cited or _cited(asked.sample, said.raw),
            "tries": said.tries,
            "input_tokens": said.usage.input_tokens,
            "output_tokens": said.usage.output_tokens,
        }


def _cited(sample: Sample, reply: str) -> tuple[Cited, ...]:
    """The spans that a reply names, where it was asked for what shows the answer."""
    if sample.form != "grounded" or len(sample.videos) != 1:
        return ()
    rows = read_spans(reply.partition(";")[2] or reply) or []
    return tuple(Cited(video=sample.videos[0], span=Span(*row)) for row in rows)


@dataclass
class _Tally:
    """How a run goes."""

    all: int
    made: int = 0
    failures: int = 0
    """In a row, of the model or the machine; a video that is not there is a matter of its own."""
    error: Exception | None = None

    def count(self, error: Exception | None) -> None:
        self.made += 1
        if error is None:
            self.failures = 0
        elif not isinstance(error, BenchError | MediaError):
            self.failures, self.error = self.failures + 1, error


def _tasks(samples: Sequence[Sample], controls: Sequence[str]) -> Iterator[Task]:
    """Group by group, each sample in full first."""
    for sample in sorted(samples, key=lambda sample: sample.group):
        for control in (FULL, *controls):
            if control == FULL or fits(control, sample):
                yield sample, control
