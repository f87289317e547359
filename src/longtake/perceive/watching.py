"""Follows writing through a run of pictures, reading as little as possible.

Pictures of a video come in, a few a second or seconds apart; `Track`s come out: one line of text,
from the first to the last moment at which it was visible. A part of the picture is read when it has
changed and stands still again, and, where it never does, now and then. Everything in between is
told by comparing pixels: a line is still there, has moved, or is gone. Knows nothing of files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from copy import copy
from functools import reduce

import numpy as np

from longtake.perceive import ocr
from longtake.perceive.area import Area, merged
from longtake.perceive.change import Grid, luma_of
from longtake.perceive.drift import common_way, moved_on
from longtake.perceive.ink import Ink, shifted
from longtake.perceive.reading import Look, Reader, Reading
from longtake.perceive.textgate import LOOSE, likely
from longtake.perceive.tracks import Track
from longtake.types import Box, Frame

REST_S = 0.02
"""What has not changed for so long is at rest: two pictures are the same."""
BARREN, BARREN_REST_S = 4, 0.45
"""After so many readings in a row that found nothing, a part must rest for longer, and look a
little like writing."""
RESTLESS_S = 1.0
"""A part that never stands still is read this often."""
BACK_S = 3.0
"""How far back a newly read line is looked for."""
GONE_S = 0.35
"""A line that is back with the same text within this time has not been away."""
UNSTEADY = 2
"""A line that was thought gone so often, and was not, stands on moving ground."""
SCATTERED, MOSTLY = 0.3, 0.7
"""From such a share of the picture on, all of it is looked through: where words are only guessed
at, so as not to cut them, and elsewhere."""
LONGER = 1.25
"""A line that has grown by so much is read again."""


class Watcher:
    """Give it pictures in order with `see`, then `finish`; `done` holds the tracks that ended."""

    def __init__(self, columns_per_s: float) -> None:
        """`columns_per_s`: see `reading`."""
        self.done: list[Track] = []
        self.live: list[Track] = []
        self.speed = 0.0
        """Pixels a second by which the writing glides down at the moment, in the compared size."""
        self.reader = Reader(columns_per_s)
        self._past: deque[tuple[float, np.ndarray]] = deque()
        self._grid = Grid((1, 1))
        self._read = np.zeros((1, 1), np.uint8)
        self._moved_s = np.zeros((1, 1))
        self._restless_s = -RESTLESS_S
        self._barren = 0
        self._words: tuple[float, list[Area]] = (0.0, [])

    def fork(self) -> Watcher:
        """A watcher that knows the same and can be given up; both remember what either reads."""
        twin = copy(self)
        twin.done, twin.live = list(self.done), [track.copy() for track in self.live]
        twin._past, twin._read = deque(self._past), self._read.copy()
        twin._moved_s = self._moved_s.copy()
        return twin

    def differs_from(self, other: Watcher) -> bool:
        """Whether other lines are to be seen now, but for those that glide in and out."""
        mine, theirs = ({(t.text, t.start_s) for t in each.live} for each in (self, other))
        return mine != theirs and not self.speed

    def see(self, frame: Frame, alone: bool = False) -> None:
        """Take in the next picture; `alone` says that it stands for a longer time."""
        look = Look(frame.time_s, frame.image, luma_of(frame.image))
        if not self._past or self._read.shape != look.luma.shape:
            self._start(look)
            return
        moving = self._grid.changed(self._past[-1][1], look.luma)
        unread = self._grid.changed(self._read, look.luma)
        lost = self._follow(look, unread)
        self._remember(look)
        self._moved_s[moving] = look.time_s
        if alone:
            self._restless_s = -RESTLESS_S
        elif replaced := [
            track
            for track in lost
            if self._touches(moving, track) and not track.has_rolled_out(look.time_s)
        ]:
            self._read_areas(look, [self._row(track.area) for track in replaced])
        self._read_changed(look, unread)

    def finish(self, end_s: float) -> None:
        """The run ends here; what is still visible ends with it."""
        for track in list(self.live):
            self._end(track, end_s)
        self._past.clear()

    def _start(self, look: Look) -> None:
        self.finish(look.time_s)
        self._grid = Grid(look.luma.shape)
        self._read = look.luma.copy()
        self._moved_s = np.full((self._grid.rows, self._grid.columns), -np.inf)
        self._remember(look)
        self._read_areas(look, [look.whole])

    def _remember(self, look: Look) -> None:
        self._past.append((look.time_s, look.luma))
        while self._past[0][0] < look.time_s - BACK_S and len(self._past) > 2:
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
        lost = self._drift(look, lost)
        for track in lost:
            self._end(track, self._leaves_s(track, look))
        return lost

    def _still_there(self, track: Track, look: Look) -> bool:
        patch = track.area.of(look.luma)
        if track.ink.unchanged(patch):
            return True
        unsteady = track.returns >= UNSTEADY
        return self._glides(track, look) or track.ink.stands_out(patch, unsteady)

    def _glides(self, track: Track, look: Look) -> bool:
        """Whether it has moved a little; a single sign is too easily found elsewhere."""
        high = track.area.height
        if track.area.width < 3 * high:
            return False
        for sideways, upright in ((2, 2 * high), (2 * high, 1)):
            reach = track.area.grown(sideways, upright, look.whole)
            area = shifted(track.ink, look.luma, reach)
            if area and area != track.area and track.ink.unchanged(area.of(look.luma)):
                track.move(area, _moved(track, area, look), look.time_s)
                return True
        return False

    def _drift(self, look: Look, lost: list[Track]) -> list[Track]:
        """Let lines that moved together move on; returns the others."""
        passed_s = look.time_s - self._past[-1][0]
        way = common_way(lost, look.luma, round(self.speed * passed_s))
        self.speed = way / passed_s if way else 0.0
        if not way:
            return lost
        gone = []
        for track in lost:
            area = moved_on(track.ink, track.area, look.luma, way)
            if area is None:
                gone.append(track)
            else:
                track.move(area, _moved(track, area, look), look.time_s)
                track.ink = Ink(area.of(look.luma))
        return gone

    def _leaves_s(self, track: Track, look: Look) -> float:
        """When a line that glides out of the picture is gone; else now."""
        if not self.speed:
            return look.time_s
        way = look.whole.bottom - track.area.top if self.speed > 0 else -track.area.bottom
        return min(look.time_s, self._past[-1][0] + way / self.speed)

    def _enters_s(self, line: Reading, look: Look) -> float | None:
        """When a line that rolls into the picture appeared; None when it has not rolled in."""
        before_s, before = self._past[-2] if len(self._past) > 1 else (look.time_s, look.luma)
        way = round(self.speed * (look.time_s - before_s))
        if not way:
            return None
        stood = line.area.moved(0, -way)
        outside = stood.top < 0 or stood.bottom > look.whole.bottom
        if not outside and moved_on(line.ink, line.area, before, -way) is None:
            return None
        rest = line.area.bottom if way > 0 else line.area.top - look.whole.bottom
        return max(0.0, look.time_s - rest / self.speed)

    def _end(self, track: Track, end_s: float) -> None:
        self.live.remove(track)
        track.end_s = end_s
        self.done.append(track)

    # What is new

    def _read_changed(self, look: Look, unread: np.ndarray) -> None:
        """Read what has changed since it was read and is at rest; the rest every so often."""
        rest_s = REST_S if self._barren < BARREN else BARREN_REST_S
        waiting = self._moved_s > look.time_s - rest_s
        parts = self._grid.parts(unread)
        restless = [part for part in parts if (waiting & part).any()]
        settled = [part for part in parts if not (waiting & part).any()]
        if restless and look.time_s - self._restless_s >= RESTLESS_S:
            self._restless_s = look.time_s
            self._read_areas(look, self._likely(look, restless), glance=True)
        if settled:
            areas = [self._grid.around(part) for part in settled]
            if self._barren >= BARREN:
                words = likely(look.luma, LOOSE)
                areas = [area for area in areas if any(area.shared(word) for word in words)]
            found = self._read_areas(look, areas)
            self._barren = 0 if found else self._barren + 1
            if not self.reader.behind:
                seen = np.logical_or.reduce(settled)
                np.copyto(self._read, look.luma, where=self._grid.pixels(seen))

    def _likely(self, look: Look, parts: Sequence[np.ndarray]) -> list[Area]:
        """Where in these parts there might be writing that has not just rolled on."""
        areas = [self._grid.around(part) for part in parts]
        words = [area for area in likely(look.luma) if any(area.shared(part) for part in areas)]
        fresh = [area for area in words if not self._rolled_on(area, look)]
        self._words = look.time_s, words
        return merged([area.grown(4 * area.height, 2 * area.height, look.whole) for area in fresh])

    def _rolled_on(self, area: Area, look: Look) -> bool:
        """Whether it stood elsewhere when words were last looked for, and had its chance there."""
        seen_s, words = self._words
        way = round(self.speed * (look.time_s - seen_s))
        return bool(way) and any(2 * old.moved(0, way).shared(area) > area.size for old in words)

    def _around(self, area: Area, look: Look) -> Area:
        return area.grown(3 * area.height, area.height // 2, look.whole)

    def _row(self, area: Area) -> Area:
        """The whole width: what replaces a line may be longer."""
        height, width = self._read.shape
        return area.grown(width, area.height // 2, Area(0, 0, width, height))

    def _read_areas(self, look: Look, areas: Sequence[Area], glance: bool = False) -> bool:
        """Read parts of the picture; whether there was anything new."""
        if not areas:
            return False
        wanted = []
        for area in areas:
            cut = [track for track in self.live if track.area.shared(area)]
            wanted.append(reduce(Area.union, (self._around(t.area, look) for t in cut), area))
        if sum(area.size for area in wanted) > (SCATTERED if glance else MOSTLY) * look.whole.size:
            wanted = [look.whole]
        height, width = look.image.shape[:2]
        zoom = (ocr.glancing_zoom if glance else ocr.reading_zoom)(width, height)
        found = self.reader.read(look, wanted, self._known, zoom)
        for line in found:
            self._begin(look, line)
        return bool(found)

    def _known(self, place: Area) -> bool:
        """Whether a line that is still there takes up this place."""
        return any(
            track.area.covers(place, 0.8)
            or (track.area.clashes(place) and place.size < LONGER * track.area.size)
            for track in self.live
        )

    def _begin(self, look: Look, line: Reading) -> None:
        known = self._same_again(look, line)
        for old in list(self.live):
            if old is not known and line.area.clashes(old.area):
                self._end(old, look.time_s)
        if known is None:
            self.live.append(self._new(look, line))
            return
        if known not in self.live:
            self.done.remove(known)
            self.live.append(known)
        known.returns += 1
        known.say(line.text, line.score)
        known.ink = line.ink
        if known.area.clashes(line.area):
            known.area, known.box = line.area, line.box
        else:
            known.move(line.area, line.box, look.time_s)

    def _new(self, look: Look, line: Reading) -> Track:
        track = Track(line.text, line.score, line.area, line.box, line.ink, look.time_s)
        enters_s = self._enters_s(line, look)
        if enters_s is None:
            self._look_back(track)
        else:
            track.start_s, track.rolled_in = enters_s, True
        return track

    def _same_again(self, look: Look, line: Reading) -> Track | None:
        """The line with the same text that stands here, or has just ended: it never went away."""
        here = [old for old in self.live if line.area.covers(old.area, 0.5)]
        gone = [old for old in self.done[-64:] if old.end_s >= look.time_s - GONE_S]
        same = [old for old in here + gone if old.says(line.text) and look.time_s > old.start_s]
        return min(same, key=lambda old: abs(old.area.top - line.area.top), default=None)

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
