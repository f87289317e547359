"""The plainest strategy: frames evenly spread over the video, the question, its options, one call.

It is how the field's benchmarks are mostly run, so that scores can be compared. Of a video that is
still running the last frame is the newest.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from longtake.bench.asking.asker import Said, instructed, worded
from longtake.bench.asking.controls import Put
from longtake.bench.asking.cuts import Cut
from longtake.bench.asking.edited import EditedMedia
from longtake.bench.asking.stills import is_still, picture
from longtake.bench.asking.videos import Videos
from longtake.errors import BadReply
from longtake.media import open_media
from longtake.protocols import Chat
from longtake.types import Frame, Usage

if TYPE_CHECKING:
    import numpy as np

KEPT = 8
"""Sets of pictures that are kept, since a video is asked about many times."""

TRIES = 3


class Uniform:
    """Shows frames; see `asker.Asker`."""

    def __init__(self, chat: Chat, videos: Videos, *, frames: int, height_px: int) -> None:
        self._chat, self._videos = chat, videos
        self._frames, self._height_px = frames, height_px
        self._pictures: OrderedDict[tuple[str, tuple[float, ...]], list[np.ndarray]] = OrderedDict()
        self._decoding = threading.Lock()

    async def ask(self, put: Put) -> Said:
        """One call, tried again where the reply is of no form at all."""
        parts, moments_s = await asyncio.to_thread(self._shown, put)
        words, instructions = worded(put.sample), instructed(put.sample)
        text, usage, tries = await self._replied([*parts, words], instructions)
        return Said(
            raw=text,
            prompt=f"{instructions}\n{words}",
            frames_s=tuple(round(moment_s, 3) for moment_s in moments_s),
            usage=usage,
            tries=tries,
        )

    async def _replied(
        self, parts: Sequence[str | Frame], instructions: str
    ) -> tuple[str, Usage, int]:
        """The reply, its cost, and at which try it came."""
        for tries in range(1, TRIES):
            try:
                return (*await self._chat.ask(parts, str, instructions), tries)
            except BadReply:
                continue
        return (*await self._chat.ask(parts, str, instructions), TRIES)

    def _shown(self, put: Put) -> tuple[list[str | Frame], list[float]]:
        """Pictures, and the moments they are of; the videos share the number evenly."""
        parts: list[str | Frame] = []
        moments_s: list[float] = []
        for place, (video, cut) in enumerate(put.cuts.items()):
            share = (self._frames + len(put.cuts) - 1 - place) // len(put.cuts)
            times_s = cut.times_s(min(share, 1) if is_still(video) else share)
            if times_s and put.sample.is_live:
                times_s[-1] = cut.newest_s
            if times_s and len(put.cuts) > 1:
                parts.append(f"Pictures from the video v{place + 1}:")
            parts += self._fetched(video, cut, times_s)
            moments_s += map(cut.source_s, times_s)
        return parts, moments_s

    def _fetched(self, video: str, cut: Cut, times_s: Sequence[float]) -> list[Frame]:
        """Decoded once for all questions that are shown the same, in whichever order."""
        moments = {time_s: cut.source_s(time_s) for time_s in times_s}
        in_order = sorted(times_s, key=moments.__getitem__)
        key = video, tuple(moments[time_s] for time_s in in_order)
        with self._decoding:
            if times_s and key not in self._pictures:
                self._pictures[key] = self._decoded(video, cut, in_order)
                if len(self._pictures) > KEPT:
                    self._pictures.popitem(last=False)
            images = dict(zip(in_order, self._pictures.get(key, []), strict=True))
        return [Frame(time_s=time_s, image=images[time_s]) for time_s in times_s]

    def _decoded(self, video: str, cut: Cut, times_s: Sequence[float]) -> list[np.ndarray]:
        path = self._videos.path(video)
        if is_still(path):
            return [picture(path, self._height_px) for _ in times_s]
        with open_media(path) as media:
            frames = EditedMedia(media, cut).frames_at(times_s, self._height_px)
            return [frame.image for frame in frames]
