"""Shots: stretches of video between one cut, fade or dissolve and the next.

The sense named `shots`. A video comes in; `shot` Observations that cover it without gaps go out,
each from the time its first picture is shown to the time the next shot's first picture is. Knows
nothing of what the shots show.

Their `data`: `number` from 1 on; `start` and `end`, how the shot begins and ends (`cut`, `fade`,
`dissolve`, or `start` and `end` of the video); where that takes time, `transition` and `ending`
with its `start_s` and `end_s`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from longtake.perceive.montage import Montage, montage
from longtake.perceive.survey import survey
from longtake.perceive.transitions import Transition
from longtake.protocols import Media
from longtake.types import Observation, Span

TAIL_S = 0.5
"""The last shot lasts to the end of the video if its last picture is at most this far from it."""


class Shots:
    """Implements `protocols.Perceiver`."""

    name = "shots"
    version = "1"

    def __init__(self) -> None:
        self._last: tuple[str, list[Observation]] = ("", [])

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """The shots that begin in the span.

        Their numbers and ends depend on what lies outside of it, so that the whole video is
        surveyed: once, when asked for part after part of it.
        """
        if media.info.video is None:
            return
        if self._last[0] != media.info.id:
            self._last = media.info.id, list(self._all(media))
        yield from (shot for shot in self._last[1] if shot.span.start_s in span)

    def _all(self, media: Media) -> Iterator[Observation]:
        found = montage(survey(media.info.source))
        if found is None:
            return
        for number, (span, data) in enumerate(_shots(found, media.info.duration_s), start=1):
            yield Observation(
                video=media.info.id,
                span=span,
                kind="shot",
                text=f"shot {number}",
                source=f"{self.name}@{self.version}",
                data={"number": number, **data},
            )


def _shots(found: Montage, duration_s: float) -> Iterator[tuple[Span, dict[str, Any]]]:
    """Span and data of each shot in turn."""
    start_s, opening = found.seen.start_s, found.opening
    for boundary in found.boundaries:
        yield Span(start_s, boundary.time_s), _data(opening, boundary.ending)
        start_s, opening = boundary.time_s, boundary.opening
    end_s = found.seen.end_s
    if abs(duration_s - end_s) <= TAIL_S:
        end_s = duration_s
    yield Span(start_s, max(start_s, end_s)), _data(opening, found.ending)


def _data(opening: Transition | None, ending: Transition | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "start": _manner(opening) if opening else "start",
        "end": _manner(ending) if ending else "end",
    }
    for key, change in (("transition", opening), ("ending", ending)):
        if change and change.span.duration_s > 0:
            data[key] = {"start_s": change.span.start_s, "end_s": change.span.end_s}
    return data


def _manner(change: Transition) -> str:
    return change.kind.split()[0]
