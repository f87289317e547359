"""A stretch of time across a sheet: rows of bars, lanes of labels, ticks and an axis.

What is too short to be a bar becomes a tint, so that a day is as readable as a minute. Knows spans
and colours, and nothing of truth. Rows are added from top to bottom; `y` is where the next begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from longtake.types import Span, clock
from longtake.worlds.asking.replies import merged
from longtake.worlds.showing.paper import (
    ACCENT,
    INK,
    LINE,
    SOFT,
    TRACK,
    Colour,
    Paper,
    fitted,
    on,
    pale,
    squeezed,
    width_of,
)

MARGIN = 48
LABELS = 244
"""Where time begins, from the left edge."""

LABEL_PX = LABELS - MARGIN - 56
"""Room for the label of a row."""

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
TICK_PX = 110
BAR_PX = 3
"""Narrower bars are tints."""

FAINTEST = 0.3


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts."""

    span: Span
    colour: Colour
    text: str = ""
    stripe: Colour | None = None
    """A second colour along the upper edge."""


class Panel:
    """Rows about one span."""

    def __init__(self, paper: Paper, span: Span, y: int) -> None:
        self.paper, self.span, self.y = paper, span, y
        self.right = paper.width_px - MARGIN

    def x(self, time_s: float) -> float:
        """Where a time is, kept inside the panel."""
        share = (time_s - self.span.start_s) / max(1e-9, self.span.duration_s)
        return LABELS + min(1.0, max(0.0, share)) * (self.right - LABELS)

    def axis(self) -> None:
        """Times at round distances."""
        most = (self.right - LABELS) / TICK_PX
        step = next((s for s in STEPS_S if self.span.duration_s / s <= most), STEPS_S[-1])
        self.paper.room(self.y + 40)
        time_s = -(-self.span.start_s // step) * step
        while time_s <= self.span.end_s + 1e-6:
            x = self.x(time_s)
            self.paper.box(x, self.y + 20, x + 1, self.y + 26, SOFT)
            text = clock(time_s)
            left = min(max(LABELS, x - width_of(text, 13) / 2), self.right - width_of(text, 13))
            self.paper.write(left, self.y + 14, text, 13, SOFT)
            time_s += step
        self.y += 32

    def label(self, text: str, note: str = "", height: int = 20) -> None:
        """What a row is, at its left."""
        self.paper.room(self.y + height + 60)
        told = squeezed(text, LABEL_PX, 13)
        self.paper.write(MARGIN, self.y + height / 2 + 5, told, 13, INK)
        left = LABELS - 16 - width_of(note, 12)
        self.paper.write(left, self.y + height / 2 + 5, note, 12, SOFT)

    def bars(self, text: str, bars: Sequence[Bar], height: int = 20, note: str = "") -> None:
        """One row; bars with room for it hold their text."""
        self.label(text, note, height)
        self.paper.box(LABELS, self.y, self.right, self.y + height, TRACK, 4)
        self._draw(bars, height)
        self.y += height + 8

    def lanes(self, text: str, bars: Sequence[Bar], most: int, note: str = "") -> None:
        """As many rows as are needed for each bar to stand with its text beside it."""
        ends: list[float] = []
        placed: list[tuple[int, Bar]] = []
        for bar in sorted(bars, key=lambda bar: self._place(bar)[0]):
            left, right = self._place(bar)
            lane = next((n for n, end in enumerate(ends) if end <= left), len(ends))
            ends[lane:] = [right + 14, *ends[lane + 1 :]]
            placed.append((lane, bar))
        shown = max(1, min(most, len(ends)))
        self.paper.room(self.y + shown * 22 + 60)
        self.label(text, note)
        for lane, bar in placed:
            if lane < shown:
                self._standing(bar, self.y + lane * 22)
        self.y += shown * 22 + 8

    def _place(self, bar: Bar) -> tuple[float, float]:
        """From where to where a bar and its text stand: after it, before it, or else inside."""
        x, end = self.x(bar.span.start_s), self.x(bar.span.end_s)
        end, wide = max(end, x + 8), width_of(bar.text, 13) + 8
        if end + wide <= self.right:
            return x, end + wide
        if x - wide > LABELS:
            return x - wide, end
        return (x, end) if wide < end - x else (x, end + wide)

    def crowd(self, text: str, times_s: Iterable[float], colour: Colour, note: str = "") -> None:
        """How much is going on: a column for every few pixels, as high as there is much."""
        wide, high = 6, 44
        columns = (self.right - LABELS) // wide
        bounds = (self.span.start_s, self.span.end_s)
        count, _ = np.histogram(list(times_s), columns, bounds)
        self.label(text, note, high)
        for column, share in enumerate(count / max(1, count.max())):
            x = LABELS + column * wide
            top = self.y + high - max(1, round(share * high))
            self.paper.box(x, top, x + wide - 1, self.y + high, colour if share else LINE)
        self.y += high + 8

    def ticks(self, text: str, spans: Sequence[Span], colour: Colour, note: str = "") -> None:
        """A thin row: where something is to be found."""
        self.label(text, note, 12)
        self.paper.box(LABELS, self.y + 2, self.right, self.y + 10, TRACK, 4)
        self._draw([Bar(span, colour) for span in merged(spans)], 8, self.y + 2)
        self.y += 18

    def arcs(self, text: str, links: Sequence[tuple[float, float]], note: str = "") -> None:
        """From each cause to its effect."""
        high = 54
        self.label(text, note, high)
        foot = self.y + high - 6
        self.paper.box(LABELS, foot, self.right, foot + 1, LINE)
        share = 0.25 if len(links) <= 60 else 0.7
        for start_s, end_s in links:
            start, end = self.x(start_s), self.x(end_s)
            height = min(high - 10, 6 + abs(end - start) * 0.5)
            self.paper.arc(start, end, foot, height, pale(ACCENT, share))
        self.y += high + 8

    def numbered(self, text: str, times_s: Sequence[float], note: str = "") -> None:
        """Round marks with numbers, in as few rows as keep them apart."""
        self.label(text, note, 22)
        ends: list[float] = []
        for number, time_s in enumerate(times_s, 1):
            x = self.x(time_s)
            row = next((n for n, end in enumerate(ends) if end <= x), len(ends))
            ends[row:] = [x + 24, *ends[row + 1 :]]
            mark(self.paper, x, self.y + 11 + 24 * row, number)
        self.y += 24 * max(1, len(ends)) + 6

    def curve(self, text: str, heights: Iterable[tuple[Span, float]], colour: Colour) -> None:
        """An area that is so high, in [0, 1], in each span."""
        high = 34
        top_of = np.zeros(self.right - LABELS)
        for span, share in heights:
            if span.overlap(self.span) > 0:
                first, last = int(self.x(span.start_s)) - LABELS, int(self.x(span.end_s)) - LABELS
                part = top_of[first : max(last, first + 1)]
                np.maximum(part, share, out=part)
        self.label(text, "", high)
        for column, share in enumerate(top_of):
            x, top = LABELS + column, self.y + high - max(1, round(share * high))
            self.paper.box(x, top, x + 1, self.y + high, colour)
        self.y += high + 8

    def _standing(self, bar: Bar, top: int) -> None:
        left, right = self._place(bar)
        x, end = self.x(bar.span.start_s), self.x(bar.span.end_s)
        end = max(end, x + 8)
        self.paper.box(x, top + 3, end, top + 17, bar.colour, 3)
        if bar.stripe:
            self.paper.box(x + 1, top + 3, end - 1, top + 7, bar.stripe, 1)
        if (left, right) == (x, end):
            self.paper.write(x + 7, top + 14, bar.text, 12, on(bar.colour))
            return
        text = bar.text if left < x else fitted(bar.text, self.right - end - 8, 13)
        self.paper.write(left if left < x else end + 6, top + 15, text, 13, INK)

    def _draw(self, bars: Sequence[Bar], height: int, top: int | None = None) -> None:
        top = self.y if top is None else top
        tints: dict[Colour, np.ndarray] = {}
        wide: list[Bar] = []
        for bar in sorted(bars, key=lambda bar: bar.span):
            if bar.span.overlap(self.span) <= 0:
                continue
            x, end = self.x(bar.span.start_s), self.x(bar.span.end_s)
            if end - x < BAR_PX:
                tint = tints.setdefault(bar.colour, np.zeros(self.right - LABELS + 1))
                _cover(tint, x - LABELS, end - LABELS)
                continue
            self.paper.box(x, top, end - 1, top + height, bar.colour, 3)
            if bar.stripe:
                self.paper.box(x + 1, top, end - 2, top + height * 0.3, bar.stripe, 2)
            wide.append(bar)
        for bar, text in self._captions(wide):
            x = self.x(bar.span.start_s)
            self.paper.write(x + 7, top + height / 2 + 5, text, 12, on(bar.colour))
        for colour, tint in tints.items():
            shares = np.where(tint > 0, np.maximum(tint, FAINTEST), 0)[:-1]
            self.paper.mix(LABELS, top, top + height, shares, colour)

    def tells(self, bars: Sequence[Bar]) -> bool:
        """Whether each bar has room for at least the beginning of its text."""
        here = sorted((b for b in bars if b.span.overlap(self.span) > 0), key=lambda bar: bar.span)
        return len([text for _, text in self._captions(here) if text]) == len(here)

    def _captions(self, bars: Sequence[Bar]) -> Iterator[tuple[Bar, str]]:
        """The texts of bars as far as there is room; of bars that begin at once, the first's."""
        shown = [
            bar
            for before, bar in zip([None, *bars], bars, strict=False)
            if before is None or bar.span.start_s > before.span.start_s + 1e-3
        ]
        for bar, following in zip(shown, [*shown[1:], None], strict=False):
            x, end = self.x(bar.span.start_s), self.x(bar.span.end_s)
            if following is not None:
                end = min(end, self.x(following.span.start_s))
            yield bar, fitted(bar.text, end - x - 14, 12)


def _cover(tint: np.ndarray, start: float, end: float) -> None:
    """Add to each pixel how much of it lies between two places at most a few pixels apart."""
    for column in range(int(start), min(int(end) + 1, len(tint))):
        tint[column] += max(0.0, min(end, column + 1) - max(start, column))


def mark(paper: Paper, x: float, y: float, number: int) -> None:
    """A round mark with a number."""
    paper.dot(x, y, 10, ACCENT)
    text = str(number)
    paper.write(x - width_of(text, 12, 600) / 2, y + 4, text, 12, (255, 255, 255), 600)
