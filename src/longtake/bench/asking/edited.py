"""A video and what is remembered of it, as a cut shows them.

Whoever is asked gets these in place of the file and the store, so that what a control hides, or
what lies ahead of the virtual clock, cannot be reached: neither as a frame nor as a line that was
read there. Knows neither questions nor models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from longtake.bench.asking.cuts import CLOSE_S, Cut, Piece
from longtake.errors import DecodeError
from longtake.protocols import Media, Store
from longtake.types import (
    Cue,
    Filter,
    Frame,
    Hit,
    MediaInfo,
    Observation,
    Packet,
    Sound,
    Span,
)

SAME_THROUGHOUT = ("text", "subtitle", "shot", "sound", "gap")
"""Kinds of which a part says what the whole does; of the others a part would tell of the rest."""

DEEPER = 4
"""How many times more hits are asked for than are wanted, since some are hidden."""


class EditedMedia:
    """A Media of which only a cut is shown; see `protocols.Media`."""

    def __init__(self, media: Media, cut: Cut) -> None:
        self._media, self._cut = media, cut
        self.info = edited_info(media.info, cut)
        self.gaps: list[Observation] = []

    def packets(self, span: Span | None = None) -> Iterator[Packet]:
        """None: coded pictures tell of what lies beside them."""
        return iter(())

    def keyframes(self, span: Span | None = None, height_px: int | None = None) -> Iterator[Frame]:
        for piece in self._pieces(span):
            for frame in self._media.keyframes(piece.source, height_px):
                yield from _moved(frame, piece)

    def frames_at(self, times_s: Sequence[float], height_px: int | None = None) -> Iterator[Frame]:
        """Where some of the times are not shown, as many evenly over what is.

        Raises DecodeError where nothing is shown at all.
        """
        if not self._cut.pieces:
            raise DecodeError(f"nothing of {self.info.name} is shown")
        shown = self._cut.spread(times_s)
        wanted = [self._cut.source_s(time_s) for time_s in shown]
        for shown_s, source_s, frame in zip(
            shown, wanted, self._media.frames_at(wanted, height_px), strict=True
        ):
            yield replace(frame, time_s=max(0.0, shown_s - max(0.0, source_s - frame.time_s)))

    def frames(
        self, span: Span | None = None, fps: float | None = None, height_px: int | None = None
    ) -> Iterator[Frame]:
        for piece in self._pieces(span):
            for frame in self._media.frames(piece.source, fps, height_px):
                yield from _moved(frame, piece)

    def sound(self, span: Span | None = None, rate_hz: int = 16_000) -> Iterator[Sound]:
        for piece in self._pieces(span):
            for sound in self._media.sound(piece.source, rate_hz):
                yield replace(sound, start_s=sound.start_s + piece.shown_s - piece.source.start_s)

    def subtitles(self) -> Iterator[Cue]:
        for cue in self._media.subtitles():
            span = self._cut.shown(cue.span, partly=True)
            if span is not None:
                yield replace(cue, span=span)

    def close(self) -> None:
        self._media.close()

    def _pieces(self, span: Span | None) -> Iterator[Piece]:
        """The pieces shown in a span, cut to it."""
        for piece in self._cut.pieces:
            shown = piece.shown if span is None else span.clip(piece.shown)
            if shown.duration_s and piece.shown.overlap(shown):
                start_s = piece.source.start_s + shown.start_s - piece.shown_s
                yield Piece(Span(start_s, start_s + shown.duration_s), shown.start_s)


class EditedStore:
    """A Store of which only a cut of each video is remembered; see `protocols.Store`."""

    def __init__(self, store: Store, cuts: Mapping[str, Cut]) -> None:
        self._store, self._cuts = store, cuts

    def add(self, observations: Iterable[Observation]) -> int:
        """Nothing: what was seen of a cut is not what is there."""
        return 0

    def get(self, ids: Sequence[str]) -> list[Observation]:
        return [kept for one in self._store.get(ids) if (kept := self._shown(one))]

    def scan(self, where: Filter) -> Iterator[Observation]:
        everywhere = replace(where, span=None)
        shown = (kept for one in self._store.scan(everywhere) if (kept := self._shown(one)))
        found = [one for one in shown if where.span is None or one.span.touches(where.span)]
        yield from sorted(
            found, key=lambda one: (one.video, one.span.start_s, one.span.end_s, one.id)
        )

    def search(self, query: str, where: Filter, limit: int = 20) -> list[Hit]:
        hits = self._store.search(query, replace(where, span=None), DEEPER * limit)
        shown = [
            replace(hit, observation=kept)
            for hit in hits
            if (kept := self._shown(hit.observation))
            and (where.span is None or kept.span.touches(where.span))
        ]
        return shown[:limit]

    def _shown(self, one: Observation) -> Observation | None:
        cut = self._cuts.get(one.video)
        if cut is None:
            return None
        if one.kind == "file":  # of a file that goes on, what is said of all of it is not known yet
            return one if cut.pieces and one.span.end_s <= cut.duration_s + CLOSE_S else None
        span = cut.shown(one.span, partly=one.kind in SAME_THROUGHOUT)
        return None if span is None else replace(one, span=span)


def edited_info(info: MediaInfo, cut: Cut) -> MediaInfo:
    """What the file says of itself, as long as it seems to be."""
    return replace(info, duration_s=cut.duration_s)


def _moved(frame: Frame, piece: Piece) -> Iterator[Frame]:
    """The frame under the time at which it is shown, if it begins in the piece."""
    if frame.time_s in piece.source:
        yield replace(frame, time_s=frame.time_s + piece.shown_s - piece.source.start_s)
