"""Lines of writing through time, and what has been read lately.

A `Track` is one line, from the first to the last moment at which it was seen; it may move. `Memory`
recalls the words of a line by its look, so that what scrolls, blinks or comes back is read once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import astuple, dataclass, field, replace

import numpy as np

from longtake.perceive.area import Area
from longtake.perceive.ink import Ink, shifted
from longtake.types import Box

GLIDES = 2
RECALLED = 256
SEAM_S = 0.25
"""How long after a seam a line may be seen first and still have stood across it."""
SLACK_PX = 3
"""How much the corners of the same line may differ from one reading to the next."""


@dataclass(slots=True, eq=False)
class Track:
    """One line of writing through time."""

    text: str
    score: float
    area: Area
    box: Box
    ink: Ink
    start_s: float
    end_s: float = 0.0
    places: list[tuple[float, Box]] = field(default_factory=list)
    """Where it stood from when on, if it has moved."""
    looks: int = 0
    """In how many pictures it has been looked for."""

    returns: int = 0
    """How often it was read again with the same words."""
    rolled_in: bool = False
    """It came with others that were moving."""

    @property
    def gliding(self) -> bool:
        """Whether it moves nearly all the time, as credits do, not now and then as a list does."""
        moves = len(self.places) - 1
        enough = moves >= GLIDES or self.rolled_in
        return enough and 3 * max(moves, 0) >= 2 * self.looks

    def has_rolled_out(self, time_s: float) -> bool:
        """Whether, moving on as it did last, it stands over the edge of the picture by now."""
        if len(self.places) < 2:
            return False
        (before_s, before), (last_s, last) = self.places[-2:]
        passed_s = max(last_s - before_s, 1e-6)
        down = (last.top - before.top) * (time_s - last_s) / passed_s
        return last.top + down < 0 or last.bottom + down > 1

    def copy(self) -> Track:
        """One that can go its own way."""
        return replace(self, places=list(self.places))

    def says(self, text: str) -> bool:
        """Whether a reading is the same but for signs that are easily missed."""
        return _letters(self.text) == _letters(text)

    def goes_on_as(self, later: Track, seam_s: float) -> bool:
        """Whether another, seen from a seam on, is this line, still in its place or gliding on."""
        in_place = self.area.clashes(later.area) or bool(self.places and later.places)
        return later.start_s <= seam_s + SEAM_S and in_place and self.says(later.text)

    def join(self, later: Track) -> None:
        """Take over what was seen of it from a seam on."""
        self.say(later.text, later.score)
        if self.places or later.places or self.area != later.area:
            self.places = self.places or [(self.start_s, self.box)]
            self.places += later.places or [(later.start_s, later.box)]
        self.area, self.box, self.ink = later.area, later.box, later.ink
        self.end_s = later.end_s
        self.looks += later.looks
        self.returns += later.returns

    def say(self, text: str, score: float) -> None:
        """Take over a reading that is surer, or says more."""
        if (len(text), score) > (len(self.text), self.score):
            self.text, self.score = text, score

    def move(self, area: Area, box: Box, time_s: float) -> None:
        """Note that it stands elsewhere from now on."""
        if not self.places:
            self.places.append((self.start_s, self.box))
        self.places.append((time_s, box))
        self.area, self.box = area, box

    def box_at(self, time_s: float) -> Box:
        """Where it stood at a time; between two sightings of a gliding line, on the way."""
        if not self.places:
            return self.box
        at = bisect_right(self.places, time_s + 1e-6, key=lambda place: place[0])
        if at == 0 or at == len(self.places) or not self.gliding:
            return self.places[max(0, at - 1)][1]
        (before_s, before), (after_s, after) = self.places[at - 1 : at + 1]
        share = (time_s - before_s) / (after_s - before_s)
        edges = zip(astuple(before), astuple(after), strict=True)
        return Box(*(round(a + share * (b - a), 4) for a, b in edges))


def stitched(first: list[Track], second: list[Track], seam_s: float) -> list[Track]:
    """The tracks of two stretches on end, where a line that stands across the seam is one."""
    ended = [track for track in first if track.end_s >= seam_s]
    for track in second:
        same = (one for one in ended if one.goes_on_as(track, seam_s))
        before = next(same, None)
        if before is None:
            first.append(track)
        else:
            ended.remove(before)
            before.join(track)
    return first


class Memory:
    """Words by the look of their line, for the lines read last."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Ink, str, float]] = deque(maxlen=RECALLED)

    def keep(self, ink: Ink, text: str, score: float) -> None:
        """Remember what a line says; nothing legible counts too."""
        self._kept.append((ink, text, score))

    def recall(self, luma: np.ndarray, place: Area) -> tuple[str, float] | None:
        """What the line at a place says, if one that looks the same has been read."""
        height, width = luma.shape
        reach = place.grown(SLACK_PX, SLACK_PX, Area(0, 0, width, height))
        for ink, text, score in reversed(self._kept):
            high, wide = ink.patch.shape
            if abs(high - place.height) > SLACK_PX or abs(wide - place.width) > SLACK_PX:
                continue
            found = shifted(ink, luma, reach)
            if found is not None and ink.unchanged(found.of(luma)):
                return text, score
        return None


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()) or text
