"""The timeline: one lane per sense, drawn so that two hours cost no more than two minutes.

Knows spans and lanes, and nothing of pages. Observations come in, SVG paths and tick marks go out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from longtake.types import Kind, Observation, Span, clock

WIDE = 1000.0
"""Units from the beginning of a lane to its end."""

FINEST = 0.4
"""Units below which neighbours are drawn as one, and no mark is narrower."""

MOST_TICKS = 8
STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400)

LANES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("shots", ("shot",)),
    ("said", ("speech", "subtitle")),
    ("on screen", ("text",)),
    ("sound", ("sound",)),
    ("seen", ("caption", "object", "person", "event")),
    ("unreadable", ("gap",)),
)
"""Name of each lane, and the kinds it shows."""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One sense on the timeline."""

    name: str
    marks: str
    """SVG path in a lane `WIDE` units wide and 10 high."""
    count: int


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A time written under the timeline."""

    percent: float
    text: str


def lanes(observations: Iterable[Observation], whole: Span) -> list[Lane]:
    """The lanes that have anything to show, in their fixed order."""
    by_kind: dict[Kind, list[Span]] = {}
    for seen in observations:
        by_kind.setdefault(seen.kind, []).append(seen.span)
    drawn = []
    for name, kinds in LANES:
        spans = [span for kind in kinds for span in by_kind.get(kind, [])]
        if spans:
            marks = boxes(spans, whole, gap=0.25 if name == "shots" else 0.0)
            drawn.append(Lane(name=name, marks=marks, count=len(spans)))
    return drawn


def boxes(spans: Iterable[Span], whole: Span, gap: float = 0.0) -> str:
    """The spans as an SVG path of boxes; `gap` units keep neighbours apart where there is room."""
    scale = WIDE / max(whole.duration_s, 1e-6)
    path, reached = [], -1.0
    for span in sorted(spans):
        left = max((span.start_s - whole.start_s) * scale, reached)
        right = max((span.end_s - whole.start_s) * scale - gap, left + FINEST)
        if right - reached < FINEST or left >= WIDE:
            continue
        right = min(right, WIDE)
        path.append(f"M{left:.1f} 0h{right - left:.1f}v10h{left - right:.1f}z")
        reached = right
    return "".join(path)


def ticks(whole: Span) -> list[Tick]:
    """Round times along the span, at most `MOST_TICKS`."""
    step_s = next((s for s in STEPS_S if whole.duration_s / s <= MOST_TICKS), STEPS_S[-1])
    times_s = [step_s * n for n in range(int(whole.duration_s // step_s) + 1)]
    return [
        Tick(percent=round(100 * time_s / max(whole.duration_s, 1e-6), 2), text=clock(time_s))
        for time_s in times_s
    ]
