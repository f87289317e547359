"""Shots: stretches of video from one cut, fade, dissolve or wipe to the next.

The sense named `shots`. A video comes in; `shot` Observations that cover it without gaps go out,
each from the time its first picture is shown to the time the next shot's first picture is. Knows
nothing of what the shots show.

Their `data`: `number` from 1 on; `start` and `end`, how the shot begins and ends (`cut`, `fade`,
`dissolve`, `wipe`, or `start` and `end` of the video); where that takes time, `transition` and
`ending` with its `start_s` and `end_s`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from longtake.perceive.montage import Montage, montage
from longtake.perceive.survey import survey
from longtake.perceive.transitions import Transition
from longtake.protocols import Media
from longtake.types import MediaInfo, Observation, Span


class Shots:
    """Implements `protocols.Perceiver`."""

    name = "shots"
    version = "2"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """The shots that begin in the span.

        Their numbers and ends depend on what lies outside of it, so that the whole video is
        surveyed: once, when asked for part after part of it.
        """
        found = montage_of(media.info)
        if found is None:
            return
        for number, (shot, data) in enumerate(_shots(found), start=1):
            if shot.start_s in span:
                yield Observation(
                    video=media.info.id,
                    span=shot,
                    kind="shot",
                    text=f"shot {number}",
                    source=f"{self.name}@{self.version}",
                    data={"number": number, **data},
                )


def montage_of(info: MediaInfo) -> Montage | None:
    """How a video is put together; None without a picture. Remembered for the last few videos."""
    return _montage(info.id, info.source, info.duration_s) if info.video else None


@lru_cache(maxsize=2)
def _montage(video: str, source: str, duration_s: float) -> Montage | None:
    """`video` says which content the source held: a file may change under its name."""
    found = montage(survey(source))
    return found and found.lasting(duration_s)


def _shots(found: Montage) -> Iterator[tuple[Span, dict[str, Any]]]:
    """Span and data of each shot in turn."""
    openings = [found.opening, *(boundary.opening for boundary in found.boundaries)]
    endings = [*(boundary.ending for boundary in found.boundaries), found.ending]
    for shot, opening, ending in zip(found.shots, openings, endings, strict=True):
        yield shot, _data(opening, ending)


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
