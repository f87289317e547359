"""Runs a setting: every sample, in full and under each control, what is done left alone.

Errors are retried, then counted apart; a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from longtake.bench.runs.attempts import Attempt, Log
from longtake.bench.runs.controls import FULL
from longtake.bench.runs.sample import Sample
from longtake.bench.runs.uniform import Uniform

Watch = Callable[[int, int], None]
"""Told how many attempts are made, of how many."""


async def run(
    log: Log,
    samples: Sequence[Sample],
    controls: Sequence[str],
    protocol: Uniform,
    *,
    at_once: int = 1,
    watch: Watch = lambda made, all: None,
) -> list[Attempt]:
    """Everything that is not yet in the log, or is there with an error; returns the whole log.

    Samples of one video follow each other, so that its pictures are fetched once.
    """
    done = {(one.sample, one.control) for one in log.attempts() if not one.error}
    wanted = [
        (sample, control)
        for control in (FULL, *controls)
        for sample in sorted(samples, key=lambda sample: sample.group)
        if (sample.id, control) not in done
    ]
    step = max(1, at_once)
    for start in range(0, len(wanted), step):
        batch = wanted[start : start + step]
        log.add(await asyncio.gather(*(protocol.ask(*one) for one in batch)))
        watch(start + len(batch), len(wanted))
    return log.attempts()
