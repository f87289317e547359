"""Lays out the lines of a topic, each kind of slide in its own way.

A `Topic` and a `Design` come in; `Ink`s and the least time they need go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from longtake.worlds.lecture.ink import (
    FOREVER_S,
    HEAD_LEFT,
    HELD_S,
    LEFT,
    RIGHT,
    TYPED,
    WINDOW,
    Design,
    Ink,
)
from longtake.worlds.lecture.topic import Topic

FIRST_Y = 0.275
STEPS_Y = (0.15, 0.15, 0.15, 0.135, 0.118, 0.1)
"""From one line to the next, of a slide of one line, of two …"""
TINY = (0.066, 0.060, 0.054, 0.048, 0.042)
"""Of each level, the height of small print."""
TICK_S = (0.9, 0.8, 0.7, 0.6, 0.5)
"""Of each level: how long a flashed word, or one half of a cipher, is to be seen."""
RUNS = (5.0, 6.0, 7.0, 8.0, 9.0)
"""Of each level, the letters a second at which a ticker runs."""
CODE_ROWS = 4
LINE_LOOKS = {
    "table": "row",
    "chart": "row",
    "agenda": "point",
    "compared": "point",
    "quote": "note",
}


class Layer:
    """Lays out the lines of one topic; every method gives the inks and the least time in s."""

    def __init__(self, topic: Topic, design: Design):
        self._topic = topic
        self._design = design
        longest = max(topic.lines, key=len, default="")
        few = 1.1 if len(topic.lines) <= 4 else 1.0
        self._size = design.fitting(longest, few * design.size)
        self._step = STEPS_Y[min(len(topic.lines), len(STEPS_Y)) - 1]

    def _ink(self, look: str, text: str, row: float, start_s: float = 0.0, **more: object) -> Ink:
        values: dict[str, object] = {
            "size": self._design.fitting(text, self._size), "colour": self._design.accent,
            "y": round(FIRST_Y + row * self._step, 4), "end_s": FOREVER_S,
        }  # fmt: skip
        return Ink(look=look, text=text, start_s=start_s, **values | more)  # type: ignore[arg-type]

    def head(self) -> tuple[list[Ink], float]:
        """A line or none below a title that stands alone."""
        lines = self._topic.lines
        return [self._ink("note", line, 0, y=0.68, left=HEAD_LEFT) for line in lines], 3.0

    def plain(self) -> tuple[list[Ink], float]:
        """All lines from the start."""
        look = LINE_LOOKS.get(self._topic.kind, "note")
        size = self._size
        return [
            self._ink(look, line, row, size=size) for row, line in enumerate(self._topic.lines)
        ], 4.0

    def points(self) -> tuple[list[Ink], float]:
        """One line after another, as they are spoken of."""
        lines = self._topic.lines
        inks = [self._ink("point", line, row, 0.8 * row) for row, line in enumerate(lines)]
        return inks, 0.8 * len(lines) + 3.0

    def chart(self) -> tuple[list[Ink], float]:
        """Each value above a bar as long as it is large."""
        highest = max(value for values in self._topic.values for value in values)
        room = (RIGHT - LEFT - 0.04) * self._design.ratio
        inks, least_s = self.plain()
        for row, values in enumerate(self._topic.values, 1):
            length = max(1, round(10 * room * values[0] / highest / 0.025))
            y = round(FIRST_Y + row * self._step + 0.05, 4)
            inks.append(
                self._ink("bar", "", 0, y=y, size=0.025, pose=str(length), left=LEFT + 0.035)
            )
        return [*inks[len(self._topic.lines) :], *inks[: len(self._topic.lines)]], least_s

    def silent(self) -> tuple[list[Ink], float]:
        """A table, one line of which is replaced after a while."""
        assert self._topic.changed is not None
        row, after = self._topic.changed
        inks = [
            self._ink("row", line, n, size=self._size) for n, line in enumerate(self._topic.lines)
        ]
        inks[row] = replace(inks[row], end_s=CHANGE_S)
        return [*inks, self._ink("row", after, row, CHANGE_S, size=self._size)], CHANGE_S + 4.0

    def program(self) -> tuple[list[Ink], float]:
        """Typed line by line in a panel that rolls up when it is full."""
        inks: list[Ink] = []
        starts = [0.5]
        for line in self._topic.lines:
            starts.append(round(starts[-1] + len(line) / TYPED + 0.5, 1))
        for place, line in enumerate(self._topic.lines):
            for ink in self._rolled(place, line, starts):
                inks.append(ink)
        panel = self._ink("panel", "", 0, y=0.52, size=0.58, left=0.085, colour="")
        return [panel, *inks], starts[-1] + 2.5

    def _rolled(self, place: int, line: str, starts: list[float]) -> Iterator[Ink]:
        """A line of the program, one row higher each time another line begins below it."""
        count = len(self._topic.lines)
        start_s, row = starts[place], min(place, CODE_ROWS - 1)
        first = True
        for later in range(place + 1, count + 1):
            lifts = later < count and later >= CODE_ROWS
            if not lifts and later < count:
                continue
            end_s = starts[later] if later < count else FOREVER_S
            yield self._ink(
                "code", line, row + 0.15, start_s, end_s=end_s, size=self._size,
                way="typed" if first else "plain",
            )  # fmt: skip
            start_s, row, first = end_s, row - 1, False
            if row < 0:
                return

    def sum(self) -> tuple[list[Ink], float]:
        """One step after the other."""
        lines = self._topic.lines
        inks = [
            self._ink("formula", line, row + 0.2, 1.6 * row, size=1.15 * self._size)
            for row, line in enumerate(lines)
        ]
        return inks, 1.6 * len(lines) + 3.0

    def hand(self) -> tuple[list[Ink], float]:
        """Words written one after another on the same spot, each wiped off before the next."""
        inks, start_s = [], 0.5
        for word in self._topic.lines:
            end_s = round(start_s + len(word) / HAND_PACE + 1.0, 1)
            inks.append(
                self._ink(
                    "hand",
                    word,
                    0,
                    start_s,
                    y=MIDDLE_Y,
                    end_s=end_s,
                    size=0.15,
                    way="typed",
                    pace=HAND_PACE,
                    left=0.2,
                )
            )
            start_s = round(end_s + 0.3, 1)
        return inks, start_s

    def ticker(self) -> tuple[list[Ink], float]:
        """A sentence that runs through a window."""
        pace = RUNS[self._design.level - 1]
        text = self._topic.answer
        lasts_s = round(2 * HELD_S + (len(text) - WINDOW) / pace + 0.3, 1)
        size = self._design.fitting("M" * (WINDOW + 3), 0.095)
        window = self._ink(
            "window", "", 0, y=MIDDLE_Y, size=0.15, left=0.085, colour="", end_s=lasts_s + 0.5
        )
        run = self._ink(
            "note",
            text,
            0,
            0.5,
            y=MIDDLE_Y,
            way="ticker",
            pace=pace,
            size=size,
            end_s=lasts_s + 0.5,
        )
        return [*self.plain()[0], window, run], lasts_s + 1.5

    def flash(self) -> tuple[list[Ink], float]:
        """A sentence word by word on the same spot."""
        tick_s = TICK_S[self._design.level - 1]
        inks = [
            self._ink(
                "note",
                word,
                0,
                0.8 + place * tick_s,
                y=MIDDLE_Y,
                end_s=0.8 + (place + 1) * tick_s,
                size=0.13,
                left=0.25,
            )
            for place, word in enumerate(self._topic.lines)
        ]
        return inks, 0.8 + len(inks) * tick_s + 1.5

    def alternate(self) -> tuple[list[Ink], float]:
        """A word, half of its letters at a time."""
        pace = TICK_S[self._design.level - 1]
        ink = self._ink(
            "note",
            self._topic.answer,
            0,
            0.5,
            y=MIDDLE_Y,
            way="alternate",
            pace=pace,
            size=0.16,
            left=0.25,
        )
        return [ink], 6 * pace + 1.0

    def blur(self) -> tuple[list[Ink], float]:
        """Lines that stay sharp, and one that is so for a moment."""
        *sharp, line = self._topic.lines
        inks = [self._ink("point", text, row, size=self._size) for row, text in enumerate(sharp)]
        blurred = self._ink(
            "note", line, len(sharp) + 0.2, 0.5, way="blur", end_s=BLUR_S, size=self._size
        )
        return [*inks, blurred], BLUR_S + 0.5

    def tiny(self) -> tuple[list[Ink], float]:
        """Ordinary lines, and small print at their foot."""
        *large, small = self._topic.lines
        inks = [self._ink("point", text, row) for row, text in enumerate(large)]
        size = TINY[self._design.level - 1]
        return [*inks, self._ink("note", small, 0, y=SMALL_Y, size=size)], 4.0


MIDDLE_Y, SMALL_Y = 0.48, 0.77
CHANGE_S = 4.0
HAND_PACE = 8.0
BLUR_S = 5.7
