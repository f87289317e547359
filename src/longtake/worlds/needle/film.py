"""A haystack with its needles: when is what to be seen, and how it becomes a file.

Knows the plan and the source; the bytes are `splice`'s business. Outside the needles of a real
video a View is empty, for nobody knows what is in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path

import numpy as np

from longtake.media import open_media
from longtake.types import Span
from longtake.worlds.drawing.paint import frame_numbers, paint
from longtake.worlds.needle.joining import Inset, Part, Stretch
from longtake.worlds.needle.overlay import laid_over, laid_over_all
from longtake.worlds.needle.plan import Needle
from longtake.worlds.needle.source import Source
from longtake.worlds.needle.splice import splice
from longtake.worlds.stage import View
from longtake.worlds.truth import Truth


@dataclass(frozen=True, kw_only=True)
class NeedleFilm:
    """The film of one haystack."""

    name: str
    truth: Truth
    source: Source
    frames: int
    """How many base frames the haystack has."""
    needles: tuple[Needle, ...]
    """By the time they are shown."""
    drawn: Callable[[float], View] | None = None
    """What is to be seen in a made base, by its time within one round."""

    @cached_property
    def _starts_s(self) -> list[float]:
        return [needle.span.start_s for needle in self.needles]

    def needle_at(self, time_s: float) -> Needle | None:
        """The needle that is to be seen then."""
        number = bisect_right(self._starts_s, time_s + 1e-6) - 1
        if number >= 0 and time_s < self.needles[number].span.end_s - 1e-6:
            return self.needles[number]
        return None

    def base_time(self, time_s: float) -> float:
        """Where in one round of the source that moment lies."""
        before = self.needles[: bisect_right(self._starts_s, time_s + 1e-6)]
        inset_s = sum(
            min(needle.span.end_s, time_s) - needle.span.start_s
            for needle in before
            if needle.inset
        )
        return (time_s - inset_s) % self.source.period_s

    @property
    def tracked(self) -> Span:
        return Span(0.0, min(self.truth.film.duration_s, self.source.period_s))

    def view(self, time_s: float) -> View:
        needle = self.needle_at(time_s)
        view = View(time_s=time_s, video=self.name)
        if self.drawn is not None and not (needle and needle.inset):
            view = replace(self.drawn(self.base_time(time_s)), time_s=time_s, video=self.name)
        return needle.over(view) if needle else view

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        about = self.truth.film
        times_s = [number / about.fps for number in frame_numbers(span, about.fps)]
        for needle, group in groupby(times_s, key=self.needle_at):
            if needle and needle.inset:
                yield from (self._painted(time_s) for time_s in group)
            else:
                for image, time_s in self._base_pictures(list(group)):
                    yield laid_over(image, self._overlay(needle, time_s)) if needle else image

    def write(self, path: Path) -> None:
        """Write the MP4, copying what no needle touches. Raises WorldError."""
        splice(self.source, list(self.parts()), path)

    def parts(self) -> Iterator[Part]:
        """The film as stretches of the source and pictures of our own, in order."""
        first = 0
        for needle in self.needles:
            if needle.first > first:
                yield Stretch(first=first, stop=needle.first)
            first = needle.stop
            if needle.inset:
                count = max(1, round(needle.lasts_s * self.source.fps))
                fps = count / needle.lasts_s
                yield Inset(count=count, fps=fps, draw=partial(self._inset, needle, count, fps))
            else:
                view = self._overlay(needle, needle.span.start_s)
                touch = partial(laid_over_all, view=view)
                yield Stretch(first=needle.first, stop=needle.stop, touch=touch)
        if first < self.frames:
            yield Stretch(first=first, stop=self.frames)

    def _inset(self, needle: Needle, count: int, fps: float) -> Iterator[np.ndarray]:
        for number in range(count):
            yield self._painted(needle.span.start_s + number / fps)

    def _painted(self, time_s: float) -> np.ndarray:
        about = self.truth.film
        return paint(self.view(time_s), about.width_px, about.height_px)

    def _overlay(self, needle: Needle, time_s: float) -> View:
        return needle.over(View(time_s=time_s))

    def _base_pictures(self, times_s: Sequence[float]) -> Iterator[tuple[np.ndarray, float]]:
        """The source's pictures at these times, without needles."""
        about = self.truth.film
        bases_s = [self.base_time(time_s) for time_s in times_s]
        if self.source.path is None:
            assert self.drawn is not None
            for base_s, time_s in zip(bases_s, times_s, strict=True):
                yield paint(self.drawn(base_s), about.width_px, about.height_px), time_s
            return
        with open_media(self.source.path) as media:
            wanted = [base_s + self.source.origin_s for base_s in bases_s]
            for frame, time_s in zip(media.frames_at(wanted), times_s, strict=True):
                yield frame.image[: about.height_px, : about.width_px], time_s
