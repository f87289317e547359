"""What is left of a video, and when it is shown: the one gate that everything shown passes.

A Cut is a list of pieces, each a stretch of the video and the time at which it now begins. Controls
and the virtual clock are cuts: what is not in one cannot be seen by whoever is asked. Knows neither
pictures nor questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from longtake.types import Span

CLOSE_S = 1e-6
INSTANT_S = 0.02
"""As long as a single picture stands."""
LAST_S = 1e-3
"""How long before the end of a piece its last moment is: the frame that begins there is outside."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the video, and when it is shown."""

    source: Span
    shown_s: float
    """Where it begins for whoever is asked."""

    @property
    def shown(self) -> Span:
        return Span(self.shown_s, self.shown_s + self.source.duration_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is shown of one video."""

    pieces: tuple[Piece, ...]
    """In order of the time at which they are shown."""
    duration_s: float
    """How long the video seems to be."""
    most_frames: int | None = None

    @property
    def left_s(self) -> float:
        """Seconds that are shown."""
        return sum(piece.source.duration_s for piece in self.pieces)

    def times_s(self, count: int) -> list[float]:
        """When so many pictures are shown: in the middles of equal parts of what is left."""
        count = count if self.most_frames is None else min(count, self.most_frames)
        if not self.left_s or count <= 0:
            return []
        step_s = self.left_s / count
        return [self._after((number + 0.5) * step_s) for number in range(count)]

    @property
    def newest_s(self) -> float:
        """The last moment that is shown."""
        return max(piece.shown.end_s for piece in self.pieces) - LAST_S

    def spread(self, times_s: Sequence[float]) -> list[float]:
        """The times, if all are shown; else as many, evenly over what is shown.

        What lies after the end is the end.
        """
        asked = [min(max(time_s, 0.0), self.duration_s) for time_s in times_s]
        if all(map(self._shows, asked)) and self.most_frames is None:
            return asked
        kept = self.times_s(len(asked))
        return [*kept, *kept[-1:] * (len(asked) - len(kept))]

    def _shows(self, time_s: float) -> bool:
        return any(_beyond(piece.shown, time_s) <= CLOSE_S for piece in self.pieces)

    def source_s(self, shown_s: float) -> float:
        """Which moment of the video is shown then; between pieces, that of the nearest."""
        near = min(self.pieces, key=lambda piece: _beyond(piece.shown, shown_s))
        last_s = max(0.0, near.source.duration_s - LAST_S)
        inside_s = min(max(shown_s - near.shown_s, 0.0), last_s)
        return near.source.start_s + inside_s

    def when(self, source_s: float) -> float | None:
        """When a moment of the video is shown; None: it is not."""
        for piece in self.pieces:
            if source_s in piece.source or abs(source_s - piece.source.end_s) < CLOSE_S:
                return piece.shown_s + source_s - piece.source.start_s
        return None

    def shown(self, span: Span, partly: bool = False) -> Span | None:
        """When a stretch of the video is shown; None where not all of it is, or not any.

        Of a stretch that several pieces share, the largest part.
        """
        parts = [piece.source.overlap(span) for piece in self.pieces]
        held_s = sum(parts)
        if not self.pieces or (held_s < span.duration_s - CLOSE_S and not (partly and held_s)):
            return None
        piece = self.pieces[parts.index(max(parts))]
        if not held_s and self.when(span.start_s) is None:
            return None
        kept = span.clip(piece.source)
        start_s = piece.shown_s + kept.start_s - piece.source.start_s
        return Span(start_s, start_s + kept.duration_s)

    def _after(self, passed_s: float) -> float:
        """The time of what is shown once so many seconds were."""
        for piece in self.pieces:
            if passed_s < piece.source.duration_s:
                return piece.shown_s + passed_s
            passed_s -= piece.source.duration_s
        return self.pieces[-1].shown.end_s


def whole(duration_s: float, span: Span | None = None, until_s: float | None = None) -> Cut:
    """All of it: of the stretch that is asked about, up to the moment at which it is asked."""
    end_s = duration_s if until_s is None else min(duration_s, until_s)
    seen = Span(0.0, max(end_s, 0.0))
    kept = span.clip(seen) if span else seen
    return Cut(pieces=(Piece(kept, kept.start_s),) if kept.duration_s else (), duration_s=end_s)


def until(cut: Cut, now_s: float) -> Cut:
    """What has been shown by then: the virtual clock."""
    seen = Span(0.0, max(0.0, now_s))
    past = [
        Piece(Span(one.source.start_s, one.source.start_s + shown.duration_s), one.shown_s)
        for one in cut.pieces
        if one.shown.overlap(seen)
        for shown in [one.shown.clip(seen)]
    ]
    return replace(cut, pieces=tuple(past), duration_s=min(cut.duration_s, seen.end_s))


def nothing(cut: Cut) -> Cut:
    """No picture, no sound."""
    return replace(cut, pieces=())


def one_frame(cut: Cut) -> Cut:
    """The picture in the middle of what is shown, and what can be read in it."""
    middle_s = next(iter(cut.times_s(1)), 0.0)
    moment = Span(max(0.0, middle_s - INSTANT_S / 2), middle_s + INSTANT_S / 2)
    pieces = until(cut, moment.end_s).pieces[-1:]
    alone = tuple(_from(piece, moment.start_s) for piece in pieces)
    return replace(cut, pieces=alone, most_frames=1)


def without(cut: Cut, hidden: Sequence[Span]) -> Cut:
    """What lies outside these spans."""
    pieces = cut.pieces
    for span in hidden:
        pieces = tuple(part for piece in pieces for part in _around(piece, span))
    return replace(cut, pieces=pieces)


def only(cut: Cut, kept: Iterable[Span]) -> Cut:
    """What lies inside these spans."""
    ends = sorted(kept)
    inside = [(piece, span.clip(piece.source)) for span in ends for piece in cut.pieces]
    pieces = (
        Piece(span, piece.shown_s + span.start_s - piece.source.start_s)
        for piece, span in inside
        if span.duration_s and piece.source.overlap(span)
    )
    return replace(cut, pieces=tuple(sorted(pieces, key=lambda piece: piece.shown_s)))


def reordered(cut: Cut, order: Sequence[int]) -> Cut:
    """Equal parts of it in another order: `order[n]` is the part that is shown as the nth."""
    parts = len(order)
    if not cut.pieces:
        return cut
    first = cut.pieces[0].source.start_s
    step_s = (cut.pieces[-1].source.end_s - first) / parts
    places = [first + place * step_s for place in range(parts)]
    pieces = (
        Piece(Span(places[old], places[old] + step_s), places[new]) for new, old in enumerate(order)
    )
    return replace(cut, pieces=tuple(pieces))


def _from(piece: Piece, shown_s: float) -> Piece:
    """What of a piece is shown from then on."""
    passed_s = max(0.0, shown_s - piece.shown_s)
    return Piece(
        Span(piece.source.start_s + passed_s, piece.source.end_s), piece.shown_s + passed_s
    )


def _around(piece: Piece, hidden: Span) -> Iterable[Piece]:
    source = piece.source
    if not source.overlap(hidden):
        yield piece
        return
    if hidden.start_s > source.start_s:
        yield Piece(Span(source.start_s, hidden.start_s), piece.shown_s)
    if hidden.end_s < source.end_s:
        yield Piece(Span(hidden.end_s, source.end_s), piece.shown_s + hidden.end_s - source.start_s)


def _beyond(span: Span, time_s: float) -> float:
    """How far outside a time lies."""
    return max(span.start_s - time_s, time_s - span.end_s, 0.0)
