"""A lecture as a film: what is to be seen and heard at any moment.

A `Plan` comes in; Views go out. Knows nothing of how they are painted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from longtake.types import Span
from longtake.worlds.lecture.plan import Plan, Slide
from longtake.worlds.lecture.record import recorded
from longtake.worlds.lecture.slides import HEADS
from longtake.worlds.sprites.slides import PAGE_ASPECT
from longtake.worlds.stage import Thing, View
from longtake.worlds.world import Order

if TYPE_CHECKING:
    import numpy as np

TICK_S = 1e-3


class LectureFilm:
    """One planned lecture."""

    def __init__(self, name: str, plan: Plan, order: Order):
        self.name = name
        self.plan = plan
        self.order = order
        self.truth = recorded(plan, order)
        self._starts = [slide.span.start_s for slide in plan.slides]

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The slides in the order in which they are shown."""
        return self.plan.slides

    def view(self, time_s: float) -> View:
        """What is to be seen then, in the middle of a join with the slide before behind it."""
        place = max(0, bisect_right(self._starts, time_s + 1e-6) - 1)
        slide = self.slides[place]
        if place + 1 < len(self.slides):
            coming = self.slides[place + 1]
            if time_s >= coming.span.start_s - coming.join_s / 2 - 1e-6:
                return self._joined(time_s, slide, coming)
        if place and time_s < slide.span.start_s + slide.join_s / 2 - 1e-6:
            return self._joined(time_s, self.slides[place - 1], slide)
        return self._of(slide, time_s, time_s)

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame shown in the span, `(H, W, 3)` uint8 RGB."""
        from longtake.worlds.drawing.paint import painted

        return painted(self, span)

    def _joined(self, time_s: float, before: Slide, slide: Slide) -> View:
        start_s = slide.span.start_s - slide.join_s / 2
        share = 1 - (time_s - start_s) / slide.join_s if slide.join_s else 0.0
        view = self._of(slide, max(time_s, slide.span.start_s), time_s)
        behind = replace(
            self._of(before, before.span.end_s - TICK_S, time_s), subtitle="", heard=""
        )
        share = round(min(1.0, max(0.0, share)), 3)
        return replace(view, behind=behind, behind_share=share, wiped=slide.begins == "wipe")

    def _of(self, slide: Slide, shown_s: float, time_s: float) -> View:
        age_s = shown_s - slide.span.start_s
        wide, high = self.order.width_px, self.order.height_px
        paper = slide.design.paper + (" head" if slide.topic.kind in HEADS else "")
        cover = max(1.0, wide / high / PAGE_ASPECT)
        middle = cover * PAGE_ASPECT * high / wide / 2
        page = Thing(look="page", x=middle, y=cover / 2, size=cover, pose=paper)
        inks = slide.inks_at(shown_s)
        told = [line for line in slide.lines if time_s in line.span]
        burnt = self.order.burnt and self.order.subtitles
        return View(
            time_s=time_s,
            video=self.name,
            place="board",
            things=(page, *(ink.thing(age_s, wide, high) for ink in inks)),
            heard=" ".join(line.text for line in told if line.voice),
            subtitle=" ".join(line.text for line in told if line.written and burnt),
        )
