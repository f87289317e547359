"""The stream world: another world's films, asked about while they run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from longtake.errors import WorldError
from longtake.registry import find
from longtake.worlds.stream.live import KINDS
from longtake.worlds.stream.past import Past
from longtake.worlds.world import Film, Kind, Order

BASES = ("story", "lecture")
"""The worlds whose films can run as a stream."""


class Stream:
    """Every question has its moment, and a time from which and until which it can be told."""

    name = "stream"
    version = "1"
    takes = ("count", "of")
    summary = "another world's film as a stream: questions about past, present and future moments"

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """What is asked of any story, and the kinds of all worlds, placed on the time line."""
        past = [Past(name, kind) for name in BASES for kind in find("worlds", name)().kinds]
        return [*KINDS, *past]

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """The films of the world that `order.of` names. Raises WorldError."""
        if order.of not in BASES:
            raise WorldError(f"{order.of!r} cannot run as a stream: use one of {', '.join(BASES)}")
        groups: Sequence[Sequence[Film]] = find("worlds", order.of)().groups(order)
        return groups
