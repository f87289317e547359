"""Carries out what `longtake bench run` was asked for: opens, runs, reports."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from longtake.bench.runs.attempts import Log, Setting, digest
from longtake.bench.runs.controls import controls_of
from longtake.bench.runs.runner import run
from longtake.bench.runs.sample import Sample, made_samples
from longtake.bench.runs.summary import report
from longtake.bench.runs.uniform import Uniform
from longtake.opening import open_model


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run."""

    folder: Path
    model: str
    frames: int
    height_px: int
    controls: tuple[str, ...]
    limit: int
    seed: int
    at_once: int
    base_url: str


def carry_out(wanted: Wanted, out: Path, resume: bool) -> str:
    """Run what is not yet in `out`, and report. Raises BenchError, WorldError, ModelError."""
    controls = controls_of(wanted.controls)
    samples, left_out = made_samples(wanted.folder)
    chat = open_model(wanted.model, wanted.base_url)
    setting = Setting(
        benchmark=str(wanted.folder),
        questions=digest("\n".join(f"{one.id} {one.text} {one.options}" for one in samples)),
        model=chat.name,
        frames=wanted.frames,
        height_px=wanted.height_px,
        seed=wanted.seed,
        limit=wanted.limit,
    )
    log = Log(out)
    log.begin(setting, resume)
    protocol = Uniform(
        chat,
        frames=wanted.frames,
        height_px=wanted.height_px,
        seed=wanted.seed,
        setting=setting.hash,
    )
    asked = limited(samples, wanted.limit)
    asyncio.run(run(log, asked, controls, protocol, at_once=wanted.at_once))
    told = "; ".join(f"{count:,} of form {form}" for form, count in sorted(left_out.items()))
    return report(log) + (f"\nNot asked, as they have no options: {told}.\n" if told else "")


def limited(samples: list[Sample], limit: int) -> list[Sample]:
    """At most so many, spread evenly over all."""
    if not limit or limit >= len(samples):
        return samples
    return [samples[place * len(samples) // limit] for place in range(limit)]
