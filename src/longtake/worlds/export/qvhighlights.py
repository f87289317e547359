"""QVHighlights (Lei et al. 2021): what happens, in windows of whole 2-second clips, with saliency.

A query is a sentence of the truth. The three annotators of the format agree here: they know.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from longtake.types import Span
from longtake.worlds.asking.replies import merged
from longtake.worlds.export.written import Written, moments, seconds, to_lines, windows
from longtake.worlds.made import FilmAtHand, Made
from longtake.worlds.truth import Event

CLIP_S = 2.0
ANNOTATORS = 3
STRICT_IOU = 0.7
"""The stricter of the format's recalls at one."""


def write(made: Made, out: Path) -> Written:
    """`highlight_release.jsonl`, one sentence a line."""
    told = [(film, text, events) for film in made.films for text, events in moments(film)]
    rows = [
        {"qid": number, "query": text, **_found(film, events)}
        for number, (film, text, events) in enumerate(told, 1)
    ]
    coarse = _coarse(rows, [events for _, _, events in told])
    return Written(
        files=[to_lines(out / "highlight_release.jsonl", rows)],
        rows=len(rows),
        notes={f"windows of whole clips, IoU with the truth below {STRICT_IOU}": coarse},
    )


def _found(film: FilmAtHand, events: Sequence[Event]) -> dict[str, Any]:
    duration_s = film.truth.film.duration_s
    last = max(1, math.ceil(duration_s / CLIP_S))
    clips = sorted({clip for event in events for clip in _clips(event.span, last)})
    spans = merged(Span(clip * CLIP_S, min(duration_s, (clip + 1) * CLIP_S)) for clip in clips)
    return {
        "duration": seconds(duration_s),
        "vid": film.name,
        "relevant_clip_ids": clips,
        "saliency_scores": [[_saliency(clip, events)] * ANNOTATORS for clip in clips],
        "relevant_windows": windows(spans),
    }


def _clips(span: Span, last: int) -> range:
    """The run of whole clips that fits the span best (IoU); of equals the longest."""
    ends = {int(span.start_s // CLIP_S), math.ceil(span.start_s / CLIP_S)}
    ends |= {int(span.end_s // CLIP_S), math.ceil(span.end_s / CLIP_S)}
    runs = [(a, b) for a in ends for b in ends if a < b <= last] or [(last - 1, last)]
    return range(*max(runs, key=lambda run: (_fit(run, span), run[1] - run[0], -run[0])))


def _fit(run: tuple[int, int], span: Span) -> float:
    return Span(run[0] * CLIP_S, run[1] * CLIP_S).iou(span)


def _coarse(rows: Sequence[dict[str, Any]], told: Sequence[Sequence[Event]]) -> int:
    """Rows whose windows are so coarse that the exact truth would not reach an IoU of 0.7."""
    best = [
        max(Span(*window).iou(event.span) for window in row["relevant_windows"] for event in events)
        for row, events in zip(rows, told, strict=True)
    ]
    return sum(iou < STRICT_IOU for iou in best)


def _saliency(clip: int, events: Sequence[Event]) -> int:
    """0 (very bad) to 4 (very good): how much it matters, less where the clip is half of it."""
    span = Span(clip * CLIP_S, (clip + 1) * CLIP_S)
    event = max(events, key=lambda event: event.span.overlap(span))
    whole = event.span.overlap(span) > 0.75 * min(CLIP_S, event.span.duration_s)
    return 2 + round(2 * event.salience) - (not whole)
