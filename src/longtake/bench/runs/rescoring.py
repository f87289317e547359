"""Scores a run again from what it kept, with today's readings: no video, no model, no network.

Attempts whose reading has changed are added to the log, as they now are; the raw reply stays. A log
comes in; how many changed, and what that did to the score, goes out.
"""

from __future__ import annotations

from dataclasses import dataclass

from longtake.bench.asking.controls import FULL
from longtake.bench.runs.attempts import Attempt, Log
from longtake.bench.runs.preparing import open_asking
from longtake.bench.sample import Sample
from longtake.bench.task import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescored:
    """What reading again has changed."""

    attempts: int
    changed: int
    before: float
    """Mean worth of the full run's replies, 0 to 1."""
    after: float


def rescore(log: Log) -> Rescored:
    """Read every reply again. Raises BenchError."""
    benchmark, samples = open_asking(log.setting.benchmark), log.samples()
    attempts = [one for one in log.attempts() if not one.error and one.sample in samples]
    again = [read_again(benchmark, samples[one.sample], one) for one in attempts]
    changed = [new for old, new in zip(attempts, again, strict=True) if new != old]
    if changed:
        log.add(changed)
    return Rescored(
        attempts=len(attempts),
        changed=len(changed),
        before=_worth(attempts),
        after=_worth(again),
    )


def read_again(benchmark: Asking, sample: Sample, attempt: Attempt) -> Attempt:
    """The attempt as its reply is read now."""
    put = sample.reordered(attempt.order) if attempt.order else sample
    found = benchmark.marked(put, attempt.raw)
    official = benchmark.official(sample, attempt.raw) if attempt.control == FULL else None
    return attempt.model_copy(
        update={
            "said": found.said,
            "said_strictly": found.said_strictly,
            "score": found.robust,
            "strict": found.strict,
            "official": official,
        }
    )


def _worth(attempts: list[Attempt]) -> float:
    full = [one.worth for one in attempts if one.control == FULL]
    return sum(full) / len(full) if full else float("nan")
