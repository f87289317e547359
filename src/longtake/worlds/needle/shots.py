"""Which shots a film has that is put together from stretches of another and pictures between them.

Where a stretch is left out or something is put in, a shot ends; while a picture stays, the shots
behind it are not seen. The other film's shots and the stretches come in; shots go out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from longtake.types import Span
from longtake.worlds.needle.source import Source
from longtake.worlds.truth import Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A stretch of the source, by its frames, or with none of them something put in between."""

    start_s: float
    """In the finished film."""
    first: int = 0
    stop: int = 0
    each: int = 1
    """For how many frames every picture stays."""
    goes_on: bool = False
    """Whether nothing lies between it and the stretch before."""
    place: str = ""
    """Of what is put in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begin:
    """A shot begins. Shots of the same number are the same one; -1: it is put in."""

    at_s: float
    number: int
    shot: Shot


class Shots:
    """The shots of a source that is played again and again."""

    def __init__(self, source: Source, shots: Sequence[Shot]) -> None:
        self._source, self._shots = source, shots
        self._firsts = [source.frame_from(shot.span.start_s) for shot in shots]

    def of(self, takes: Sequence[Take], length_s: float) -> list[Shot]:
        """The shots of the film; none where the source's are not known."""
        begins = self._seen(takes) if self._shots else []
        at_s = [*(begin.at_s for begin in begins), length_s]
        return [
            begin.shot.model_copy(
                update={
                    "span": Span(start_s, end_s),
                    "transition_s": min(
                        begin.shot.transition_s, 2 * (start_s - before_s), 2 * (end_s - start_s)
                    ),
                }
            )
            for begin, before_s, start_s, end_s in zip(
                begins, [0.0, *at_s], at_s, at_s[1:], strict=False
            )
        ]

    def _seen(self, takes: Sequence[Take]) -> list[_Begin]:
        begins: list[_Begin] = []
        for take in takes:
            goes_on = take.goes_on
            for begin in self._begins(take):
                if not (goes_on and begins and begins[-1].number == begin.number):
                    begins.append(begin)
                goes_on = True
        if begins:
            begins[0] = _as_cut(begins[0], "start")
        return begins

    def _begins(self, take: Take) -> Iterator[_Begin]:
        """What is seen at the beginning of a stretch, and every shot that begins in it."""
        if take.first == take.stop:
            shot = Shot(span=Span(take.start_s, take.start_s), place=take.place)
            yield _Begin(at_s=take.start_s, number=-1, shot=shot)
            return
        seen = {take.first: self._number(take.first)}
        number = seen[take.first] + 1
        while (frame := self._first(number)) < take.stop:
            shown = take.first - (take.first - frame) // take.each * take.each
            if shown < take.stop:
                seen[shown] = number
            number += 1
        for shown, number in seen.items():
            at_s = take.start_s + self._source.time_of(shown) - self._source.time_of(take.first)
            begin = _Begin(at_s=at_s, number=number, shot=self._shots[number % len(self._shots)])
            exact = shown == self._first(number) and begin.shot.begins != "start"
            yield begin if exact and (shown > take.first or take.goes_on) else _as_cut(begin)

    def _number(self, frame: int) -> int:
        """Which shot a frame belongs to, counted through all rounds."""
        rounds, rank = divmod(frame, self._source.count)
        return rounds * len(self._shots) + max(0, bisect_right(self._firsts, rank) - 1)

    def _first(self, number: int) -> int:
        rounds, rank = divmod(number, len(self._shots))
        return rounds * self._source.count + self._firsts[rank]


def _as_cut(begin: _Begin, begins: str = "cut") -> _Begin:
    shot = begin.shot.model_copy(update={"begins": begins, "transition_s": 0.0})
    return _Begin(at_s=begin.at_s, number=begin.number, shot=shot)
