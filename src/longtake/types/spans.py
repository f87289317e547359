"""When and where: spans of time, boxes in the picture, and the clock that people read."""

from __future__ import annotations

import math
from dataclasses import dataclass


def clock(time_s: float) -> str:
    """`mm:ss` for people, `h:mm:ss` from one hour on; whole seconds, rounded down."""
    whole = max(0, int(time_s + 1e-6))
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time `[start_s, end_s)` in seconds on the player's clock."""

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise ValueError(f"a span needs finite times, got [{self.start_s}, {self.end_s})")
        if self.end_s < self.start_s:
            raise ValueError(f"a span cannot end before it starts: [{self.start_s}, {self.end_s})")

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    def __contains__(self, time_s: float) -> bool:
        return self.start_s <= time_s < self.end_s

    def overlap(self, other: Span) -> float:
        """Seconds that both cover; 0 when they only touch."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def touches(self, other: Span, slack_s: float = 0.0) -> bool:
        """Whether they overlap, or lie at most `slack_s` apart."""
        return self.start_s <= other.end_s + slack_s and other.start_s <= self.end_s + slack_s

    def iou(self, other: Span) -> float:
        """Temporal intersection over union, in [0, 1]; 0 for two empty spans."""
        shared = self.overlap(other)
        both = self.duration_s + other.duration_s - shared
        return shared / both if both > 0 else 0.0

    def union(self, other: Span) -> Span:
        """The shortest span that covers both, the time between them included."""
        return Span(min(self.start_s, other.start_s), max(self.end_s, other.end_s))

    def clip(self, other: Span) -> Span:
        """The part of this span inside `other`; empty at the nearer edge when there is none."""
        start_s = min(max(self.start_s, other.start_s), other.end_s)
        return Span(start_s, max(start_s, min(self.end_s, other.end_s)))

    def __str__(self) -> str:
        return f"{clock(self.start_s)}–{clock(self.end_s)}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as fractions of the upright picture: 0 ≤ left ≤ right ≤ 1, the same downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        inside = 0 <= self.left <= self.right <= 1 and 0 <= self.top <= self.bottom <= 1
        if not inside:
            raise ValueError(f"a box needs ordered fractions of the picture, got {self}")

    def iou(self, other: Box) -> float:
        """Intersection over union of the areas, in [0, 1]."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        if wide <= 0 or high <= 0:
            return 0.0
        return wide * high / (self.area + other.area - wide * high)

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )
