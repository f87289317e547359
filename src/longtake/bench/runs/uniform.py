"""The plainest protocol: frames evenly spread over the video, the question, its options, one call.

It is how the field's benchmarks are mostly run, so that scores can be compared. Samples and a model
come in; attempts go out. Knows no benchmark, and neither truth nor score.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel

from longtake.bench.metrics.letters import robust, strict
from longtake.bench.runs.attempts import Attempt, digest
from longtake.bench.runs.controls import Glance, Put, changed
from longtake.bench.runs.sample import LETTERS, Sample
from longtake.errors import LongtakeError
from longtake.media import open_media
from longtake.protocols import Chat
from longtake.types import Frame, Usage

INSTRUCTIONS = """\
You are shown pictures from one or several videos, in order; a picture is preceded by its time, \
such as [12.4 s]. Answer the question about them with the letter of exactly one option. If you are \
not sure, choose the likeliest."""

KEPT = 8
"""Sets of pictures that are kept, since a video is asked about many times."""

TRIES = 3


class Letter(BaseModel):
    """What the model is asked for."""

    option: str


class Uniform:
    """Puts samples to a model."""

    def __init__(self, chat: Chat, *, frames: int, height_px: int, seed: int, setting: str) -> None:
        self._chat, self._frames, self._height_px = chat, frames, height_px
        self._seed, self._setting = seed, setting
        self._pictures: OrderedDict[tuple[Path, tuple[float, ...]], list[Frame]] = OrderedDict()
        self._length_s: dict[Path, float] = {}

    async def ask(self, sample: Sample, control: str) -> Attempt:
        """Put a sample as a control has it; what goes wrong is in the attempt."""
        started_s = time.perf_counter()
        told: dict[str, object] = {}
        try:
            put = changed(control, Put(sample, tuple(self._glances(sample))), self._seed)
            words = worded(put.sample)
            told = {"prompt": digest(words), "choice": put.sample.choice}
            told["frames_s"] = tuple(round(one.fetched_s, 3) for one in put.glances)
            reply, usage, tries = await self._replied([*self._shown(put), words])
            told |= {"tries": tries, "raw": reply.option}
            told |= {"said": robust(reply.option, put.sample.options)}
            told |= {"said_strictly": strict(reply.option, len(put.sample.options))}
            told |= {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
        except (LongtakeError, OSError) as error:
            told["error"] = str(error) or type(error).__name__
        return Attempt(
            sample=sample.id,
            control=control,
            kind=sample.kind,
            family=sample.family,
            group=sample.group,
            setting=self._setting,
            options=len(sample.options),
            seconds=round(time.perf_counter() - started_s, 4),
            **told,  # type: ignore[arg-type]
        )

    async def _replied(self, parts: Sequence[str | Frame]) -> tuple[Letter, Usage, int]:
        """The reply, its cost, and at which try it came."""
        for tries in range(1, TRIES):
            try:
                return (*await self._chat.ask(parts, Letter, INSTRUCTIONS), tries)
            except LongtakeError:
                continue
        return (*await self._chat.ask(parts, Letter, INSTRUCTIONS), TRIES)

    def _glances(self, sample: Sample) -> Iterable[Glance]:
        """The middles of equal parts of each video, which share the frames evenly."""
        for place, video in enumerate(sample.videos):
            length_s = min(self._duration_s(video), sample.until_s or float("inf"))
            count = (self._frames + len(sample.videos) - 1 - place) // len(sample.videos)
            for number in range(count):
                time_s = (number + 0.5) * length_s / count
                yield Glance(video, time_s, time_s)

    def _duration_s(self, video: Path) -> float:
        if video not in self._length_s:
            with open_media(str(video)) as media:
                self._length_s[video] = media.info.duration_s
        return self._length_s[video]

    def _shown(self, put: Put) -> list[str | Frame]:
        parts: list[str | Frame] = []
        for video in dict.fromkeys(glance.video for glance in put.glances):
            own = [glance for glance in put.glances if glance.video == video]
            if len(put.sample.videos) > 1:
                parts.append(f"Pictures from the video v{put.sample.videos.index(video) + 1}:")
            frames = self._fetched(video, [glance.fetched_s for glance in own])
            parts += [
                Frame(time_s=glance.shown_s, image=frame.image)
                for glance, frame in zip(own, frames, strict=True)
            ]
        return parts

    def _fetched(self, video: Path, times_s: Sequence[float]) -> list[Frame]:
        """The frames at these times, in this order."""
        key = video, tuple(sorted(times_s))
        if key not in self._pictures:
            with open_media(str(video)) as media:
                self._pictures[key] = list(media.frames_at(key[1], self._height_px))
            if len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
        frames = dict(zip(key[1], self._pictures[key], strict=True))
        return [frames[time_s] for time_s in times_s]


def worded(sample: Sample) -> str:
    """The question with its options, as a model is asked it."""
    lines = [f"Question: {sample.text}"]
    lines += [f"{LETTERS[n]}. {option}" for n, option in enumerate(sample.options)]
    return "\n".join(lines)
