"""The groups of an order, planned one by one: none before it is looked at.

Knows no world. Comes in: how many, and how one is planned; goes out: the sequence that
`World.groups` promises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import overload

from longtake.worlds.world import Film

MOST_KEPT = 32


class Groups(Sequence[Sequence[Film]]):
    """Groups of films that are planned when they are indexed; the last few are kept."""

    def __init__(self, count: int, planned: Callable[[int], Sequence[Film]]) -> None:
        self._places = range(count)
        self._planned = lru_cache(MOST_KEPT)(planned)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Sequence[Film]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Film]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[Film] | Sequence[Sequence[Film]]:
        if isinstance(index, slice):
            return [self._planned(place) for place in self._places[index]]
        return self._planned(self._places[index])
