"""Watching: what was done and what was shown, out of views alone.

The same operation seen in several views counts once; what only one view of many says is a slip of
the eyes. Knows no rules; those are the demonstration's. Views come in; an Account goes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from longtake.worlds.latent.demonstration import Demonstration, Op, State
from longtake.worlds.stage import View

OFTEN = 4
"""Views that usually show an operation; with so many, one alone does not count."""


@dataclass(frozen=True)
class Account:
    """The operations in their order, and the states as far as they follow from what was shown."""

    demo: Demonstration
    ops: tuple[Op, ...]
    shown: State | None
    """The state that was shown; None: none was."""
    before: int
    """How many operations came before it was shown."""

    @cached_property
    def states(self) -> list[State] | None:
        """The state before the first and after each operation; None: it cannot be told."""
        if self.shown is None:
            return None
        states = [self.shown]
        for op in reversed(self.ops[: self.before]):
            states.insert(0, None if states[0] is None else self.demo.undo(states[0], op))
        for op in self.ops[self.before :]:
            states.append(None if states[-1] is None else self.demo.apply(states[-1], op))
        return None if None in states else states


@dataclass(slots=True)
class _Run:
    token: Any
    first_s: float
    last_s: float
    views: int


def watched(demo: Demonstration, size: int, seen: Sequence[View]) -> Account | None:
    """What these views tell; None when they contradict the rules, so that some must be missing."""
    readings = [
        (view.time_s, demo.read(view, size)) for view in sorted(seen, key=lambda view: view.time_s)
    ]
    runs = _told([(time_s, one.token) for time_s, one in readings if one.token is not None])
    ops = demo.history([run.token for run in runs], size)
    if ops is None:
        return None
    states = Counter(one.state for _, one in readings if one.state is not None)
    if not states:
        return Account(demo, tuple(ops), None, 0)
    shown = states.most_common(1)[0][0]
    when_s = median(time_s for time_s, one in readings if one.state == shown)
    before = sum(run.first_s < when_s for run in runs)
    return Account(demo, tuple(ops), shown, max(0, before - demo.positional))


def _told(tokens: Sequence[tuple[float, Hashable]]) -> list[_Run]:
    """Runs of equal tokens, without the slips."""
    runs = _runs(tokens)
    if runs and median(run.views for run in runs) >= OFTEN:
        kept = [run for run in runs if run.views > 1]
        runs = _joined(kept)
    return runs


def _runs(tokens: Sequence[tuple[float, Hashable]]) -> list[_Run]:
    return _joined([_Run(token, time_s, time_s, 1) for time_s, token in tokens])


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    joined: list[_Run] = []
    for run in runs:
        if joined and joined[-1].token == run.token:
            joined[-1].last_s = run.last_s
            joined[-1].views += run.views
        else:
            joined.append(run)
    return joined
