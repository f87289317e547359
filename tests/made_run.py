"""Runs that are written here without a model: what was asked and what came of it, as told."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.asking.asker import Cited
from longtake.bench.runs.attempts import Attempt, Log, Setting
from longtake.bench.sample import Sample
from longtake.types import Span

KINDS = ("who", "when", "how many", "order of events", "what is written")
DURATIONS_S = (75.0, 480.0, 2400.0, 5400.0)
WORDS = ("The door opens twice", "A red car", "Anna", "before the rain", "three", "日本語の字幕")


def setting(**told: Any) -> Setting:
    """One of a run, with what is told changed."""
    usual = {"benchmark": "made", "questions": "q", "model": "seer:sharp", "frames": 32}
    return Setting(**{**usual, "height_px": 360, "seed": 7, "limit": 0, **told})


def sample(number: int, **told: Any) -> Sample:
    """A question about one video of two."""
    usual: dict[str, Any] = {
        "id": f"s{number}",
        "videos": (f"v{number // 2}.mp4",),
        "text": f"What is seen in place {number}?",
        "options": ("Anna", "Ben", "Carl", "Dora"),
        "choice": number % 4,
    }
    return Sample(**{**usual, **told})


def attempt(id: str, right: float | None, control: str = "full", **told: Any) -> Attempt:
    """One that is read alike by every reading; `right` None: nothing is said."""
    usual: dict[str, Any] = {"raw": "A", "duration_s": 60.0, "seconds": 1.5, "input_tokens": 100}
    read = {"score": right, "strict": right, "official": right}
    return Attempt(sample=id, control=control, setting="h", **{**usual, **read, **told})


def written(
    folder: Path, samples: Sequence[Sample], attempts: Iterable[Attempt], **told: Any
) -> Log:
    """The log of a run, as a run writes it."""
    log = Log(folder)
    log.begin(setting(**told), samples, resume=False)
    log.add(attempts)
    return log


def large(folder: Path, count: int, skill: float = 0.7, seed: int = 1, **told: Any) -> Log:
    """A run like a real one: kinds, lengths, controls, evidence, confidence, errors, abstaining."""
    rng = random.Random(seed)
    asked = [_asked(number) for number in range(count)]
    made = []
    for one in asked:
        made.append(_made(one, rng, skill, "full"))
        made.append(_made(one, rng, 0.36, "blind"))
        if told.get("rotations", True):
            made += [_made(one, rng, skill, f"rotate-{turn}") for turn in (1, 2, 3)]
    return written(folder, asked, made, **{k: v for k, v in told.items() if k != "rotations"})


def _asked(number: int) -> Sample:
    rng = random.Random(number)
    long_s = DURATIONS_S[number // 4 % 4]
    start_s = rng.uniform(0, 0.8 * long_s)
    video = f"v{number // 4:05}.mp4"
    return sample(
        number,
        id=f"{number:06}",
        videos=(video,),
        text=f"What happens in scene {number} when “{rng.choice(WORDS)}” is on screen?",
        options=tuple(rng.sample(WORDS, 4)),
        kinds={"task": rng.choice(KINDS)},
        evidence={video: (Span(start_s, start_s + 0.1 * long_s),)},
    )


def _made(one: Sample, rng: random.Random, skill: float, control: str) -> Attempt:
    long_s = DURATIONS_S[int(one.id) // 4 % 4]
    if rng.random() < 0.01:
        return attempt(one.id, None, control, raw="", error="the line is busy", duration_s=long_s)
    right = rng.random() < skill - 0.1 * DURATIONS_S.index(long_s)
    assert one.choice is not None
    said = one.choice if right else (one.choice + 1) % 4
    loose = rng.random() < 0.08
    declined = rng.random() < 0.04
    true = one.evidence[one.videos[0]][0]
    start_s = true.start_s if rng.random() < 0.7 else true.start_s / 3
    cited = Cited(video=one.videos[0], span=Span(start_s, start_s + 9), quote=rng.choice(WORDS))
    return attempt(
        one.id,
        None if declined else float(right),
        control,
        raw="I cannot tell." if declined else f"The answer is plainly {'ABCD'[said]}.",
        said=None if declined else said,
        strict=None if loose or declined else float(right),
        official=0.0 if loose or declined else float(right),
        confidence=min(1.0, max(0.0, rng.gauss(0.8 if right else 0.65, 0.15))),
        abstained=declined,
        cited=() if declined else (cited,),
        duration_s=long_s,
        frames_s=() if control == "blind" else tuple((n + 0.5) * long_s / 32 for n in range(32)),
        output_tokens=12,
        seconds=rng.uniform(0.5, 4),
    )
