"""The benchmark's own table of a run: its published metrics, in its names, read three ways.

What a benchmark scores as a whole (pairs, rotations, means of tasks, F1 over all) it scores itself,
from the replies that the log holds. A log comes in; `task.Scores` go out.
"""

from __future__ import annotations

from longtake.bench.asking.controls import FULL
from longtake.bench.runs.attempts import Attempt, Log
from longtake.bench.runs.judging import verdicts
from longtake.bench.runs.preparing import open_asking
from longtake.bench.task import Scores
from longtake.errors import BenchError

WORLDS = "made"
"""Worlds have no published table: their scores are those of the report."""


def published(log: Log) -> Scores | None:
    """The table; None for worlds, and where there is no reply that it could be made of."""
    name = log.setting.benchmark
    replies = {one.sample: one.raw for one in log.attempts() if _counts(one)}
    samples = [one for one in log.samples().values() if one.id in replies]
    if name == WORLDS or not samples:
        return None
    try:
        benchmark = open_asking(name)
        return benchmark.marks(samples, replies, verdicts(log))
    except BenchError:  # a plugin that is not here
        return None


def _counts(one: Attempt) -> bool:
    return one.control == FULL and not one.error
