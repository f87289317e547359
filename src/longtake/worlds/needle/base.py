"""What the worlds that change a video have in common: the video, how long, and how many films.

The video is the one that was given, or one that the world makes. A source shorter than what was
ordered is repeated; one that is longer is kept whole. Knows no change. An order comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from longtake.errors import WorldError
from longtake.types import Span
from longtake.worlds.groups import Groups
from longtake.worlds.needle.source import Source, open_source
from longtake.worlds.truth import Film as About
from longtake.worlds.truth import State
from longtake.worlds.world import Film, Order

ROUND_S = 600.0
"""A made video repeats after so long."""


class Base:
    """The video of an order. Raises WorldError when there can be none."""

    def __init__(self, order: Order) -> None:
        if not order.minutes > 0:
            raise WorldError(f"{order.minutes} minutes cannot be filled: order more than 0")
        self.count = max(1, order.count)
        self.given = open_source(order.source) if order.source else None
        self._ordered_s = order.minutes * 60 / self.count

    @cached_property
    def length_s(self) -> float:
        """Of each film, without what is put in or cut out."""
        return max(self._ordered_s, self.given.period_s) if self.given else self._ordered_s

    @property
    def made_s(self) -> float:
        """How long a made video has to be."""
        return min(self.length_s, ROUND_S)

    def groups(self, film: Callable[[str, int], Film]) -> Groups:
        """The films by name and number, each a group of its own."""
        names = ["film"] if self.count == 1 else [f"film-{n:04}" for n in range(self.count)]
        return Groups(self.count, lambda number: [film(names[number], number)])


def about(source: Source, length_s: float) -> About:
    """The file that is made of a source."""
    return About(
        width_px=source.width_px,
        height_px=source.height_px,
        fps=source.fps,
        duration_s=length_s,
        sound=source.sound,
        subtitles=bool(source.cues),
    )


def origin(of: str, change: str, source: Source, length_s: float) -> Iterator[State]:
    """Where the pictures of a film come from, and which of them were encoded again."""
    kept = source.encoded_because and f"encoded again: {source.encoded_because}"
    told = {
        "source": source.path.name if source.path else "made",
        "pictures": kept or f"packets kept but for groups that a {change} touches",
    }
    for name, value in told.items():
        yield State(of=of, name=name, value=value, span=Span(0.0, length_s))
