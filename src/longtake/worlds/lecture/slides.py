"""How a topic becomes a slide: its title, its lines, a pointer.

A `Topic` and a `Design` come in; a `Layout` goes out. Knows nothing of films.
"""

from __future__ import annotations

import random

from longtake.worlds.lecture.ink import (
    FOREVER_S,
    HEAD_LEFT,
    LEFT,
    Design,
    Ink,
    Layout,
)
from longtake.worlds.lecture.layer import Layer
from longtake.worlds.lecture.topic import Topic

TITLE_Y, TITLE_SIZE = 0.125, 0.105
HEAD_Y = 0.5
HEADS = ("opening", "part", "closing")


def laid_out(topic: Topic, design: Design) -> Layout:
    """The slide of a topic; what has no end of its own stays."""
    body, least_s = _body(topic, design)
    head = topic.kind in HEADS
    left, largest = (HEAD_LEFT, 1.1 * TITLE_SIZE) if head else (LEFT, TITLE_SIZE)
    size = design.fitting(topic.title, largest, left)
    title = Ink(
        look="title", text=topic.title, y=HEAD_Y if head else TITLE_Y, left=left, size=size,
        colour=design.accent, start_s=0.0, end_s=FOREVER_S,
    )  # fmt: skip
    return Layout((title, *body), least_s)


def pointed(layout: Layout, design: Design, rng: random.Random) -> tuple[Layout, tuple[str, ...]]:
    """The slide with a pointer that stops at some of its lines, and at which, in order."""
    lines = [ink for ink in layout.inks if ink.look in ("point", "row") and ink.way == "plain"]
    if len(lines) < 3:
        return layout, ()
    chosen = rng.sample(lines, 3)
    start_s = round(max(ink.start_s for ink in lines) + 1.0, 1)
    stops = []
    for place, line in enumerate(chosen):
        at_s = start_s + place * (STOP_S + 0.3)
        stops.append(
            Ink(
                look="pointer",
                text="",
                y=line.y,
                size=0.058,
                colour=design.pointing,
                start_s=at_s,
                end_s=at_s + STOP_S,
                left=0.048,
            )
        )
    least_s = max(layout.least_s, stops[-1].end_s + 1.0)
    return Layout((*layout.inks, *stops), least_s), tuple(line.text for line in chosen)


STOP_S = 1.2


def _body(topic: Topic, design: Design) -> tuple[list[Ink], float]:
    lay = Layer(topic, design)
    makers = {
        "chart": lay.chart, "silent": lay.silent, "program": lay.program, "sum": lay.sum,
        "hand": lay.hand, "ticker": lay.ticker, "flash": lay.flash, "alternate": lay.alternate,
        "blur": lay.blur, "tiny": lay.tiny, "points": lay.points, **dict.fromkeys(HEADS, lay.head),
    }  # fmt: skip
    return makers.get(topic.kind, lay.plain)()
