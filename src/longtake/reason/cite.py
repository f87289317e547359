"""Citing: from what a model says it saw to evidence, limited to what it was really shown.

A citation of something that was not shown makes no evidence; times are cut to the pictures and
quotes they rest on. Knows nothing of models.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from longtake.reason.likeness import likeness
from longtake.types import Box, Evidence, Observation, Span

REACH_S = 2.0
"""How far from a picture's own time a claim about it may lie, at most."""


class Citation(BaseModel):
    """What a model points to. Lenient: what is wrong with it is found out in `Shown.evidence`."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    source: str
    quote: str = ""
    start_s: float | None = None
    end_s: float | None = None
    box: list[float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The frames of one video that were shown."""

    video: str
    whole: Span
    """The stretch they were spread over."""
    times_s: tuple[float, ...]

    @property
    def reach_s(self) -> float:
        """How far from a frame a claim about it may lie: half a step, within bounds."""
        return min(REACH_S, self.whole.duration_s / (2 * len(self.times_s)))

    def span(self, start_s: float, end_s: float) -> Span | None:
        """The part of a claimed span that frames bear out; None when there is no frame in it."""
        reach_s = self.reach_s
        inside = [t for t in self.times_s if start_s - reach_s <= t <= end_s + reach_s]
        if not inside:
            return None
        borne_out = Span(inside[0] - reach_s, inside[-1] + reach_s).clip(self.whole)
        claimed = Span(start_s, end_s).clip(borne_out)
        return claimed if claimed.duration_s > 0 else borne_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything that was put before a model, by the labels it was given."""

    quotes: Mapping[str, Observation]
    pictures: Mapping[str, Pictures]

    def evidence(self, cited: Citation, score: float) -> Evidence | None:
        """What a citation amounts to; None when it points to nothing that was shown."""
        label = cited.source.strip().strip("[]").lower()
        if label in self.quotes:
            return _quotation(cited, self.quotes[label], score)
        if label in self.pictures:
            return _sighting(cited, self.pictures[label], score)
        return None


def _quotation(cited: Citation, seen: Observation, score: float) -> Evidence:
    """Words cited as they stand in the Observation; the whole of it when they do not."""
    claimed = _claimed(cited)
    inside = claimed is not None and claimed.overlap(seen.span) > 0
    verbatim = bool(cited.quote.strip()) and likeness(cited.quote, seen.text) >= 1
    return Evidence(
        video=seen.video,
        span=claimed.clip(seen.span) if claimed and inside else seen.span,
        kind=seen.kind,
        quote=cited.quote.strip() if verbatim else seen.text,
        score=score * seen.score,
        boxes=(seen.box,) if seen.box else (),
        observation=seen.id,
    )


def _sighting(cited: Citation, seen: Pictures, score: float) -> Evidence | None:
    claimed = _claimed(cited)
    span = seen.span(claimed.start_s, claimed.end_s) if claimed else None
    if span is None:
        return None
    box = _box(cited.box)
    return Evidence(
        video=seen.video,
        span=span,
        kind="caption",
        quote=cited.quote.strip(),
        score=score,
        boxes=(box,) if box else (),
    )


def _claimed(cited: Citation) -> Span | None:
    start_s = cited.start_s if cited.start_s is not None else cited.end_s
    end_s = cited.end_s if cited.end_s is not None else cited.start_s
    if start_s is None or end_s is None or not math.isfinite(start_s + end_s):
        return None
    return Span(min(start_s, end_s), max(start_s, end_s))


def _box(edges: list[float] | None) -> Box | None:
    """The box, or None when the four numbers are no rectangle in fractions of the picture."""
    try:
        return Box(*edges) if edges else None
    except (TypeError, ValueError):
        return None
