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


def write(made: Made, out: Path) -> Written:
    """`highlight_release.jsonl`, one sentence a line."""
    told = [(film, text, events) for film in made.films for text, events in moments(film)]
    rows = [
        {"qid": number, "query": text, **_found(film, events)}
        for number, (film, text, events) in enumerate(told, 1)
    ]
    return Written(files=[to_lines(out / "highlight_release.jsonl", rows)], rows=len(rows))


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
    """The clips that the span covers by half or more; at least the one with its middle."""
    first, end = round(span.start_s / CLIP_S), round(span.end_s / CLIP_S)
    if end <= first:
        first = int(span.middle_s / CLIP_S)
        end = first + 1
    return range(min(first, last - 1), min(end, last))


def _saliency(clip: int, events: Sequence[Event]) -> int:
    """0 (very bad) to 4 (very good): how much it matters, less where the clip is half of it."""
    span = Span(clip * CLIP_S, (clip + 1) * CLIP_S)
    event = max(events, key=lambda event: event.span.overlap(span))
    whole = event.span.overlap(span) > 0.75 * min(CLIP_S, event.span.duration_s)
    return 2 + round(2 * event.salience) - (not whole)
