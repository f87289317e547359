"""A film with faults: what is to be seen and how good it looks, and how it becomes a file.

Only groups of pictures that a fault touches are encoded again (see `needle.splice`). What a View
says of quality is the plan's: of a sound picture what is usual, of a faulty one what the fault
makes of that. Knows no questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import hypot
from pathlib import Path

import numpy as np

from longtake.media import open_media
from longtake.types import Span
from longtake.worlds.degrade.faults import Fault, held_for, touch_of
from longtake.worlds.drawing.paint import frame_numbers, paint
from longtake.worlds.needle.joining import Part, Stretch
from longtake.worlds.needle.source import Source
from longtake.worlds.needle.splice import splice
from longtake.worlds.stage import Quality, View
from longtake.worlds.truth import Truth

USUAL = Quality(sharpness=0.9, noise=0.5, blocks=1.2, light=0.6, chroma=24.0, tint=(2.0, 0.0))
LOOKS_CHANGE = 6.0
"""Grey levels by which a thumbnail is taken to change from frame to frame."""


@dataclass(frozen=True, kw_only=True)
class DegradeFilm:
    """The film of one order."""

    name: str
    truth: Truth
    source: Source
    frames: int
    faults: tuple[Fault, ...]
    """In order."""
    seed: str
    drawn: Callable[[float], View] | None = None
    """What is to be seen in a made base, by its time within one round."""

    def fault_at(self, time_s: float) -> Fault | None:
        """The fault of the picture then; a jump is none, for it lies between two pictures."""
        return next(
            (
                fault
                for fault in self.faults
                if fault.sort != "jump" and time_s + 1e-6 in fault.span
            ),
            None,
        )

    def base_frame(self, time_s: float) -> int:
        """The base frame that is shown then, jumps, freezes and stutters taken into account."""
        frame = self.source.frame_at(time_s)
        lost_s = 0.0
        for fault in self.faults:
            if fault.sort == "jump" and fault.span.middle_s <= time_s + 1e-6:
                lost_s += self.source.time_of(fault.stop) - self.source.time_of(fault.first)
        if lost_s:
            frame = self.source.frame_at(time_s + lost_s)
        held = self.fault_at(time_s)
        if held:
            frame -= (frame - held.first) % held_for(held)
        return min(frame, self.frames - 1)

    @property
    def tracked(self) -> Span:
        return Span(0.0, min(self.truth.film.duration_s, self.source.period_s))

    def view(self, time_s: float) -> View:
        frame, fault = self.base_frame(time_s), self.fault_at(time_s)
        base_s = self.source.time_of(frame)
        quality = replace(_quality(fault), thumbnail=(frame * LOOKS_CHANGE,))
        view = self.drawn(base_s % self.source.period_s) if self.drawn else View(time_s=time_s)
        return replace(view, time_s=time_s, video=self.name, quality=quality)

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        about = self.truth.film
        times_s = [number / about.fps for number in frame_numbers(span, about.fps)]
        for fault, group in groupby(times_s, key=self.fault_at):
            images = self._base_pictures(list(group))
            held = fault is None or fault.sort in ("freeze", "stutter")
            yield from images if held else touch_of(fault, self.seed)(images)  # type: ignore[arg-type]

    def write(self, path: Path) -> None:
        """Write the MP4, copying what no fault touches. Raises WorldError."""
        splice(self.source, list(self.parts()), path)

    def parts(self) -> Iterator[Part]:
        """The film as stretches of the source, sound and faulty, in order."""
        first = 0
        for fault in self.faults:
            if fault.first > first:
                yield Stretch(first=first, stop=fault.first)
            if fault.sort != "jump":
                touch = touch_of(fault, self.seed)
                yield Stretch(first=fault.first, stop=fault.stop, touch=touch)
            first = fault.stop
        if first < self.frames:
            yield Stretch(first=first, stop=self.frames)

    def _base_pictures(self, times_s: list[float]) -> Iterator[np.ndarray]:
        about, period_s = self.truth.film, self.source.period_s
        bases_s = [self.source.time_of(self.base_frame(time_s)) % period_s for time_s in times_s]
        if self.source.path is None:
            assert self.drawn is not None
            for base_s in bases_s:
                yield paint(self.drawn(base_s), about.width_px, about.height_px)
            return
        with open_media(self.source.path) as media:
            wanted = [base_s + self.source.origin_s for base_s in bases_s]
            for frame in media.frames_at(wanted):
                yield frame.image[: about.height_px, : about.width_px]


def _quality(fault: Fault | None) -> Quality:
    """What a fault makes of the usual quality."""
    if fault is None:
        return USUAL
    amount = fault.amount
    made: dict[str, Callable[[], Quality]] = {
        "blur": lambda: replace(USUAL, sharpness=0.9 / (1 + 0.4 * amount)),
        "noise": lambda: replace(USUAL, noise=hypot(0.5, amount)),
        "compression": lambda: replace(USUAL, blocks=1.2 * 2 ** max(1.3, (amount - 34) / 5)),
        "cast": lambda: replace(USUAL, tint=(2.0 + 0.95 * amount, 0.15 * amount)),
        "dark": lambda: replace(USUAL, light=float(0.6**amount)),
        "pale": lambda: replace(USUAL, chroma=24.0 * (1 - amount) + 0.1),
    }
    return made[fault.sort]() if fault.sort in made else USUAL
