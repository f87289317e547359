"""Follows writing through a run of pictures, reading as little as possible.

Pictures of a video come in, a few a second or seconds apart; `Track`s come out: one line of text,
from the first to the last moment at which it was visible. A part of the picture is read when it has
changed and stands still again, and, where it never does, now and then. Everything in between is
told by comparing pixels: a line is still there, has moved, or is gone. Knows nothing of files.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from dataclasses import dataclass

import numpy as np

from longtake.perceive import ocr
from longtake.perceive.area import Area, merged
from longtake.perceive.change import Grid, luma_of
from longtake.perceive.ink import Ink, shifted
from longtake.perceive.tracks import Memory, Track
from longtake.types import Box, Frame

RESTLESS_S = 1.0
"""A part that never stands still is read this often."""
BACK_S = 3.0
"""How far back a newly read line is looked for."""
GONE_S = 0.35
"""A line that is back with the same text within this time has not been away."""
LONGER = 1.25
"""A line that has grown by so much is read again."""
BURST, PER_SECOND = 60.0, 4.0
"""Lines that change in every picture (a counter) are read so many times, then so many a second."""


@dataclass(slots=True)
class Look:
    """One picture, with its brightness as it is compared."""

    time_s: float
    image: np.ndarray
    luma: np.ndarray

    @property
    def scale(self) -> float:
        """Picture pixels per luma pixel."""
        return float(self.image.shape[1] / self.luma.shape[1])

    def pixels(self, area: Area) -> tuple[int, int, int, int]:
        """The edges of an area of the luma in the picture."""
        height, width = self.image.shape[:2]
        left, top, right, bottom = (round(edge * self.scale) for edge in area.edges)
        return left, top, min(right, width), min(bottom, height)

    def area_of(self, quad: np.ndarray) -> Area:
        """The area of the luma around the corners of a line."""
        (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
        height, width = self.luma.shape
        return Area(
            int(left / self.scale),
            int(top / self.scale),
            min(width, int(right / self.scale) + 2),
            min(height, int(bottom / self.scale) + 2),
        )


class Watcher:
    """Give it pictures in order with `see`, then `finish`; `done` holds the tracks that ended."""

    def __init__(self) -> None:
        self.done: list[Track] = []
        self.live: list[Track] = []
        self._memory = Memory()
        self._past: deque[tuple[float, np.ndarray]] = deque()
        self._grid = Grid((1, 1))
        self._read = np.zeros((1, 1), np.uint8)
        self._restless_s = -RESTLESS_S
        self._credit = BURST

    def fork(self) -> Watcher:
        """A watcher that knows the same and can be given up; what it reads is shared."""
        twin = copy(self)
        twin.done, twin.live = list(self.done), [copy(track) for track in self.live]
        for track in twin.live:
            track.places = list(track.places)
        twin._past, twin._read = deque(self._past), self._read.copy()
        return twin

    def see(self, frame: Frame) -> None:
        """Take in the next picture."""
        look = Look(frame.time_s, frame.image, luma_of(frame.image))
        if not self._past or self._read.shape != look.luma.shape:
            self._start(look)
            return
        last_s, last = self._past[-1]
        moving, unread = (
            self._grid.changed(last, look.luma),
            self._grid.changed(self._read, look.luma),
        )
        self._credit = min(BURST, self._credit + PER_SECOND * (look.time_s - last_s))
        lost = self._follow(look, unread)
        self._remember(look)
        self._read_lost(look, [track for track in lost if self._touches(moving, track)])
        self._read_changed(look, unread, moving)

    def finish(self, end_s: float) -> None:
        """The run ends here; what is still visible ends with it."""
        for track in list(self.live):
            self._end(track, end_s)
        self._past.clear()

    def _start(self, look: Look) -> None:
        self.finish(look.time_s)
        self._grid = Grid(look.luma.shape)
        self._read = look.luma.copy()
        self._remember(look)
        height, width = look.luma.shape
        self._read_areas(look, [Area(0, 0, width, height)])

    def _remember(self, look: Look) -> None:
        self._past.append((look.time_s, look.luma))
        while self._past[0][0] < look.time_s - BACK_S:
            self._past.popleft()

    def _touches(self, squares: np.ndarray, track: Track) -> bool:
        return bool(squares[self._grid.cover(track.area)].any())

    # What is still there

    def _follow(self, look: Look, unread: np.ndarray) -> list[Track]:
        """Compare the live lines with the picture; returns those that have ended."""
        for track in self.live:
            track.looks += 1
        doubtful = [track for track in self.live if track.places or self._touches(unread, track)]
        lost = [track for track in doubtful if not self._still_there(track, look)]
        for track in lost:
            self._end(track, look.time_s)
        return lost

    def _still_there(self, track: Track, look: Look) -> bool:
        patch = track.area.of(look.luma)
        if track.ink.unchanged(patch):
            return True
        return self._glides(track, look) or track.ink.stands_out(patch)

    def _glides(self, track: Track, look: Look) -> bool:
        """Whether it has moved a little; a single sign is too easily found elsewhere."""
        height, width = look.luma.shape
        high = track.area.height
        if track.area.width < 3 * high:
            return False
        for sideways, upright in ((2, 2 * high), (2 * high, 1)):
            reach = track.area.grown(sideways, upright, width, height)
            area = shifted(track.ink, look.luma, reach)
            if area and area != track.area and track.ink.unchanged(area.of(look.luma)):
                track.move(area, _moved(track, area, look), look.time_s)
                return True
        return False

    def _end(self, track: Track, end_s: float) -> None:
        self.live.remove(track)
        track.end_s = end_s
        self.done.append(track)

    # What is new

    def _read_lost(self, look: Look, lost: list[Track]) -> None:
        """Lines replaced in a place that does not come to rest, as far as there is credit."""
        if lost and self._credit >= 1:
            self._credit -= self._read_areas(
                look, merged([self._row(track.area) for track in lost])
            )

    def _read_changed(self, look: Look, unread: np.ndarray, moving: np.ndarray) -> None:
        """Read what has changed since it was read and is at rest; the rest every so often."""
        parts = self._grid.parts(unread)
        settled = [part for part in parts if not (moving & part).any()]
        if len(settled) < len(parts) and look.time_s - self._restless_s >= RESTLESS_S:
            settled, self._restless_s = parts, look.time_s
        if not settled:
            return
        self._read_areas(look, merged([self._grid.around(part) for part in settled]))
        seen = np.logical_or.reduce(settled)
        np.copyto(self._read, look.luma, where=self._grid.pixels(seen))

    def _around(self, area: Area) -> Area:
        height, width = self._read.shape
        return area.grown(3 * area.height, area.height // 2, width, height)

    def _row(self, area: Area) -> Area:
        """The whole width: what replaces a line may be longer."""
        height, width = self._read.shape
        return area.grown(width, area.height // 2, width, height)

    def _read_areas(self, look: Look, areas: list[Area]) -> int:
        """Read parts of the picture; returns how many lines had to be recognised."""
        zoom = ocr.reading_zoom(look.image.shape[1], look.image.shape[0])
        recognised = 0
        for area in areas:
            for track in self.live:
                if track.area.shared(area):
                    area = area.union(self._around(track.area))
            recognised += self._read_area(look, area, zoom)
        return recognised

    def _read_area(self, look: Look, area: Area, zoom: float) -> int:
        quads = ocr.joined(self._locate(look, area, zoom))
        places = {id(quad): look.area_of(quad) for quad in quads}
        fresh = [quad for quad in quads if not self._known(places[id(quad)])]
        words = {id(quad): self._memory.recall(look.luma, places[id(quad)]) for quad in fresh}
        unknown = [quad for quad in fresh if words[id(quad)] is None]
        found = ocr.recognise([ocr.cut(look.image, quad) for quad in unknown])
        for quad, (text, score) in zip(unknown, found, strict=True):
            words[id(quad)] = text, score
            self._memory.keep(Ink(places[id(quad)].of(look.luma)), text, score)
        for quad in fresh:
            text, score = words[id(quad)] or ("", 0.0)
            if text and score >= ocr.SURE_ENOUGH:
                self._begin(look, quad, places[id(quad)], text, score)
        return len(unknown)

    def _known(self, place: Area) -> bool:
        """Whether a line that is still there takes up this place."""
        return any(
            track.area.covers(place, 0.8)
            or (track.area.clashes(place) and place.size < LONGER * track.area.size)
            for track in self.live
        )

    def _locate(self, look: Look, area: Area, zoom: float) -> list[np.ndarray]:
        """Corners of the lines in an area, which grows as long as it cuts through one."""
        height, width = look.luma.shape
        while True:
            left, top, right, bottom = look.pixels(area)
            corner = np.array((left, top), np.float32)
            quads = [quad + corner for quad in ocr.locate(look.image[top:bottom, left:right], zoom)]
            wider = area
            for line in map(look.area_of, quads):
                if area.cuts(line, width, height):
                    wider = wider.union(line.grown(4 * line.height, line.height, width, height))
            if wider == area:
                return quads
            area = wider

    def _begin(self, look: Look, quad: np.ndarray, place: Area, text: str, score: float) -> None:
        height, width = look.image.shape[:2]
        box, ink = ocr.box_of(quad, width, height), Ink(place.of(look.luma))
        known = self._same_again(look, place, text)
        for old in list(self.live):
            if old is not known and place.clashes(old.area):
                self._end(old, look.time_s)
        if known is None:
            track = Track(text, score, place, box, ink, look.time_s)
            self._look_back(track)
            self.live.append(track)
            return
        if known not in self.live:
            self.done.remove(known)
            self.live.append(known)
        known.say(text, score)
        known.ink = ink
        if known.area.clashes(place):
            known.area, known.box = place, box
        else:
            known.move(place, box, look.time_s)

    def _same_again(self, look: Look, place: Area, text: str) -> Track | None:
        """The line with the same text that stands here, or has just ended: it never went away."""
        here = [old for old in self.live if place.covers(old.area, 0.5) and old.says(text)]
        if here:
            return here[0]
        gone = [old for old in self.done[-64:] if old.end_s >= look.time_s - GONE_S]
        same = [old for old in gone if old.says(text) and old.end_s > old.start_s]
        return min(same, key=lambda old: abs(old.area.top - place.top), default=None)

    def _look_back(self, track: Track) -> None:
        """Move the start back to when the line appeared, but not into what stood there before."""
        before = [
            old.end_s for old in self.done if old.area.shared(track.area) * 4 > track.area.size
        ]
        earliest = max(before, default=0.0)
        for time_s, luma in reversed(self._past):
            patch = track.area.of(luma)
            there = track.ink.unchanged(patch) or track.ink.stands_out(patch)
            if time_s < earliest or not there:
                return
            track.start_s = min(track.start_s, time_s)


def _moved(track: Track, area: Area, look: Look) -> Box:
    """The box of a line that has moved to another area."""
    height, width = look.luma.shape
    right = (area.left - track.area.left) / width
    down = (area.top - track.area.top) / height
    old = track.box
    edges = old.left + right, old.top + down, old.right + right, old.bottom + down
    return Box(*(round(min(1.0, max(0.0, edge)), 4) for edge in edges))
