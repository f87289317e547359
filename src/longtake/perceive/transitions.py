"""Where one shot gives way to the next: cuts, dissolves, wipes and fades.

Judged on a reel of glimpses: small pictures in order of time. Knows nothing of files or of how the
pictures were chosen. Glimpses go in; `Transition`s in order of time come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from longtake.media.glimpse import Glimpse
from longtake.perceive.likeness import detail, difference, unlike
from longtake.perceive.pages import grown
from longtake.types import Span

TransitionKind = Literal["cut", "dissolve", "wipe", "fade out", "fade in"]

UNRELATED = 0.48
"""Two pictures further apart than this show different shots (see `likeness.unlike`)."""

SUDDEN, SUDDEN_WHEN_EMPTY = 1.6, 3.0
"""A cut changes this many times as much as the pictures around it; more when one is empty."""

LEAST_CHANGE = 3.0
"""Grey levels: less than this is no cut, whatever the ratio."""

LEAST_DETAIL = 12.5
"""Mean edge in grey levels below which there is little to recognise a picture by."""

FLASH_S = 0.21
"""What comes back within this time was interrupted by a flash, not by a cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """From one shot to the next. A cut has an empty span, at the first picture of the new shot."""

    kind: TransitionKind
    span: Span


@dataclass(slots=True)
class Reel:
    """Glimpses in order of time, and how much changed from each to the next."""

    glimpses: list[Glimpse] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    """Mean change from the glimpse before, in grey levels; 0 where none directly precedes."""
    joined: list[bool] = field(default_factory=list)
    """Whether nothing was left unseen between the glimpse before and this one."""

    def add(self, glimpse: Glimpse, joined: bool) -> None:
        joined = joined and bool(self.glimpses)
        change = difference(self.glimpses[-1].luma, glimpse.luma) if joined else 0.0
        self.glimpses.append(glimpse)
        self.changes.append(change)
        self.joined.append(joined)

    def drop_before(self, time_s: float) -> None:
        """Forget what lies before."""
        keep = sum(1 for glimpse in self.glimpses if glimpse.time_s < time_s)
        del self.glimpses[:keep], self.changes[:keep], self.joined[:keep]


def suspects(reel: Reel, ratio: float = SUDDEN) -> Iterator[int]:
    """Indices of glimpses that changed this many times as much as those around them: cheap."""
    changes = reel.changes
    for at, change in enumerate(changes):
        if change < LEAST_CHANGE:
            continue
        around = _around(reel, at)
        if change >= ratio * (sum(around) / len(around) + 1 if around else 1):
            yield at


def cuts(reel: Reel) -> Iterator[Transition]:
    """Hard cuts, each at the time of the first picture after it."""
    for at in suspects(reel):
        if _is_cut(reel, at):
            time_s = reel.glimpses[at].time_s
            yield Transition(kind="cut", span=Span(time_s, time_s))


def _around(reel: Reel, at: int) -> list[float]:
    """Changes of the two pictures before and the two after, where they are known."""
    near = [*range(at - 2, at), *range(at + 1, at + 3)]
    return [reel.changes[i] for i in near if 0 <= i < len(reel.changes) and reel.joined[i]]


def _is_cut(reel: Reel, at: int) -> bool:
    before, after = reel.glimpses[at - 1].luma, reel.glimpses[at].luma
    if min(detail(before), detail(after)) < LEAST_DETAIL:
        around = _around(reel, at)
        if around and reel.changes[at] < SUDDEN_WHEN_EMPTY * (sum(around) / len(around) + 1):
            return False
    if unlike(before, after) <= UNRELATED or grown(before, after):
        return False
    return not is_flash(reel, at)


def is_flash(reel: Reel, at: int) -> bool:
    """Whether the picture before is seen again a moment later, or the one after a moment before."""
    start_s, limit = reel.glimpses[at].time_s, reel.changes[at] / 2
    later = [g.luma for g in reel.glimpses[at + 1 : at + 30] if g.time_s - start_s < FLASH_S]
    earlier = [
        g.luma for g in reel.glimpses[max(0, at - 30) : at - 1] if start_s - g.time_s < FLASH_S
    ]
    before, after = reel.glimpses[at - 1].luma, reel.glimpses[at].luma
    pairs = [(before, luma) for luma in later] + [(after, luma) for luma in earlier]
    return any(difference(*pair) < limit and unlike(*pair) < UNRELATED for pair in pairs)
