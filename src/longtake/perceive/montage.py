"""From what a survey has seen to the boundaries between shots.

Judges as the pictures come in and forgets them again, so that memory does not grow with the video;
of each picture only its time and brightness are kept. Knows nothing of files. Glimpses go in,
`Boundary`s in order of time come out.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from longtake.media.glimpse import Glimpse
from longtake.perceive.gradual import dissolves, fades, is_empty
from longtake.perceive.likeness import light
from longtake.perceive.survey import Seen
from longtake.perceive.transitions import Reel, Transition, cuts
from longtake.perceive.turns import turns
from longtake.types import Span

STRETCH_S, MARGIN_S = 40.0, 5.0
"""How much is gathered before it is judged, and how much around it is looked at again for that."""

STILLS = 16
"""Pictures in colour that are kept of each shot, at most, to pick from."""

TAIL = 0.1
"""Share of a video for which its last picture may stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """Where one shot ends and the next begins."""

    time_s: float
    """When the first picture of the new shot is shown; in the middle of a gradual change."""
    ending: Transition
    """How the shot before goes."""
    opening: Transition
    """How the shot after comes: the same, unless it fades in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Montage:
    """How a video is put together."""

    seen: Span
    """From the first picture to the end of the last."""
    boundaries: tuple[Boundary, ...]
    opening: Transition | None = None
    """The fade-in that it begins with, if any."""
    ending: Transition | None = None
    """The fade-out that it ends with, if any."""
    stills: tuple[Glimpse, ...] = ()
    """Some pictures of each shot, in colour."""

    @property
    def shots(self) -> list[Span]:
        """The stretches between the boundaries."""
        marks_s = [self.seen.start_s, *(b.time_s for b in self.boundaries), self.seen.end_s]
        return [Span(start_s, max(start_s, end_s)) for start_s, end_s in pairwise(marks_s)]

    def lasting(self, duration_s: float) -> Montage:
        """The same in a video of this length: its last picture stays to the end.

        Not if that took long: then what is left cannot be read, and belongs to no shot.
        """
        stays = abs(duration_s - self.seen.end_s) <= TAIL * duration_s
        end_s = max(self.seen.start_s, duration_s) if stays else self.seen.end_s
        return replace(self, seen=Span(self.seen.start_s, end_s))

    def stills_of(self, shot: Span) -> list[Glimpse]:
        """The stills within a shot; none when it is very short."""
        return [still for still in self.stills if still.time_s in shot]


def montage(survey: Iterable[Seen]) -> Montage | None:
    """Judge a whole video, group by group; None when there was nothing to see."""
    film = _Film()
    for seen in survey:
        film.add(seen)
    return film.montage()


class _Film:
    """What is known of a video while it is being seen."""

    def __init__(self) -> None:
        self._reel = Reel()
        self._joins = False
        self._end_s = 0.0
        self._settled_s = -math.inf
        self._times_s = array("d")
        self._lights = array("f")
        self._cuts: list[Transition] = []
        self._dissolves: list[Transition] = []
        self._stills: list[Glimpse] = []

    def add(self, seen: Seen) -> None:
        """Take in one group."""
        for glimpse in seen.glimpses:
            if self._times_s and glimpse.time_s <= self._times_s[-1]:
                continue  # shown at no time of its own: damaged timestamps
            self._reel.add(glimpse, self._joins)
            self._joins = True
            self._times_s.append(glimpse.time_s)
            self._lights.append(light(glimpse.luma))
            if glimpse.colour is not None:
                self._stills.append(glimpse)
        self._joins = seen.whole
        self._end_s = max(self._end_s, seen.end_s)
        if self._reel.glimpses:
            start_s, end_s = self._reel.glimpses[0].time_s, self._reel.glimpses[-1].time_s
            if end_s - start_s > STRETCH_S + 2 * MARGIN_S:
                self._settle(end_s - MARGIN_S)
                self._reel.drop_before(end_s - 2 * MARGIN_S)

    def montage(self) -> Montage | None:
        if not self._times_s:
            return None
        self._settle(math.inf)
        changes = sorted([*self._cuts, *self._gradual()], key=lambda one: one.span)
        boundaries, opening, ending = self._joined(changes)
        return Montage(
            seen=Span(self._times_s[0], max(self._end_s, self._times_s[-1])),
            boundaries=boundaries,
            opening=opening,
            ending=ending,
            stills=tuple(self._stills),
        )

    def _settle(self, until_s: float) -> None:
        turned = list(turns(self._reel))
        slow = [turn for turn in turned if turn.kind != "cut"]
        sudden = {cut.span: cut for cut in [*turned, *cuts(self._reel)] if cut.kind == "cut"}
        found = [c for c in sudden.values() if not any(s.span.touches(c.span) for s in slow)]
        for cut in found:
            if self._settled_s <= cut.span.start_s < until_s:
                self._cuts.append(cut)
        for stretch in _stretches(self._reel, {cut.span.start_s for cut in found}):
            slow += [d for d in dissolves(stretch) if not any(d.span.overlap(s.span) for s in slow)]
        for change in slow:
            if self._settled_s <= change.span.start_s < until_s:
                self._dissolves.append(change)
        self._settled_s = until_s
        self._stills = list(self._thinned())

    def _thinned(self) -> Iterator[Glimpse]:
        """The stills of each shot, every other one left out until they are few."""
        marks = [bisect_left(self._stills, c.span.start_s, key=_time_s) for c in self._cuts]
        for start, end in pairwise([0, *marks, len(self._stills)]):
            step = 1
            while (end - start) / step > STILLS:
                step *= 2
            yield from self._stills[start:end:step]

    def _gradual(self) -> Iterator[Transition]:
        """Fades, and those dissolves that are not a fade or a part of one found before."""
        marks = [0, *(bisect_left(self._times_s, c.span.start_s) for c in self._cuts)]
        found: list[Transition] = []
        for start, end in pairwise([*marks, len(self._times_s)]):
            found += fades(self._times_s[start:end], self._lights[start:end])
        for dissolve in self._dissolves:
            if not any(dissolve.span.overlap(one.span) for one in found):
                found.append(dissolve)
        yield from found

    def _joined(
        self, changes: Sequence[Transition]
    ) -> tuple[tuple[Boundary, ...], Transition | None, Transition | None]:
        """Pair fades out with what follows them."""
        boundaries: list[Boundary] = []
        opening = gone = None
        for change in changes:
            if change.kind == "fade out":
                if gone:
                    boundaries.append(self._boundary(gone.span.end_s, gone, gone))
                gone = change
            elif change.kind != "fade in":
                boundaries.append(self._boundary(change.span.middle_s, gone or change, change))
                gone = None
            elif gone:
                middle_s = (gone.span.end_s + change.span.start_s) / 2
                boundaries.append(self._boundary(middle_s, gone, change))
                gone = None
            elif self._is_empty(boundaries[-1].time_s if boundaries else 0.0, change.span.start_s):
                if boundaries:
                    boundaries[-1] = replace(boundaries[-1], opening=change)
                else:
                    opening = change
            else:
                boundaries.append(self._boundary(change.span.start_s, change, change))
        return tuple(boundaries), opening, gone

    def _boundary(self, time_s: float, ending: Transition, opening: Transition) -> Boundary:
        """At the picture that is shown then, or the next one seen."""
        at = min(bisect_left(self._times_s, time_s), len(self._times_s) - 1)
        return Boundary(time_s=self._times_s[at], ending=ending, opening=opening)

    def _is_empty(self, start_s: float, end_s: float) -> bool:
        start, end = bisect_left(self._times_s, start_s), bisect_left(self._times_s, end_s)
        return all(is_empty(each) for each in self._lights[start:end])


def _time_s(glimpse: Glimpse) -> float:
    return glimpse.time_s


def _stretches(reel: Reel, cuts_s: set[float]) -> Iterator[list[Glimpse]]:
    """The reel in pieces without a cut and without anything left unseen."""
    piece: list[Glimpse] = []
    for glimpse, joined in zip(reel.glimpses, reel.joined, strict=True):
        if piece and (not joined or glimpse.time_s in cuts_s):
            yield piece
            piece = []
        piece.append(glimpse)
    yield piece
