"""Reading parts of one picture, with a memory and within a budget.

Areas go in; the lines found there come out, but for those already known. What a line says is
recalled by its look where the same line has been read before. Recognition is paid for by the width
of a line: a budget that fills up as the video goes on keeps an endless list of tiny names, or a
counter that never rests, from taking more time than all the rest. What could not be afforded is
left for the next time it is asked for, and `behind` says so. The tallest lines go first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from longtake.perceive import ocr
from longtake.perceive.area import Area, merged
from longtake.perceive.ink import Ink
from longtake.perceive.tracks import Memory
from longtake.types import Box

BURST_S = 24.0
"""What is not spent in this time is lost."""
LETTER_PX = 48


@dataclass(frozen=True, slots=True)
class Look:
    """One picture, with its brightness as it is compared."""

    time_s: float
    image: np.ndarray
    luma: np.ndarray

    @property
    def scale(self) -> float:
        """Picture pixels per luma pixel."""
        return float(self.image.shape[1] / self.luma.shape[1])

    @property
    def whole(self) -> Area:
        height, width = self.luma.shape
        return Area(0, 0, width, height)

    def cut(self, area: Area) -> tuple[np.ndarray, np.ndarray]:
        """The picture in an area of the luma, and its upper left corner in the picture."""
        height, width = self.image.shape[:2]
        left, top, right, bottom = (round(edge * self.scale) for edge in area.edges)
        part = self.image[top : min(bottom, height), left : min(right, width)]
        return part, np.array((left, top), np.float32)

    def area_of(self, quad: np.ndarray) -> Area:
        """The area of the luma around the corners of a line."""
        (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
        return Area(
            int(left / self.scale),
            int(top / self.scale),
            min(self.whole.right, int(right / self.scale) + 2),
            min(self.whole.bottom, int(bottom / self.scale) + 2),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as it was read."""

    text: str
    score: float
    box: Box
    area: Area
    ink: Ink


class Reader:
    """Reads areas of one look after another.

    `columns_per_s` is what may be recognised for each second of video, in columns of letters 48 px
    high: a line of forty letters has about a thousand, and ten thousand take a second on one core.
    """

    def __init__(self, columns_per_s: float) -> None:
        self.behind = False
        """Whether the last reading had to leave out lines."""
        self.columns_per_s = columns_per_s
        self.budget = columns_per_s * BURST_S
        self.looked_px = self.recognised = 0
        """What has been spent so far: pixels looked through for lines, and lines recognised."""
        self._memory = Memory()
        self._paid_s: float | None = None

    def read(
        self, look: Look, areas: Sequence[Area], known: Callable[[Area], bool], zoom: float
    ) -> list[Reading]:
        """The lines in these areas that are not known, with the zoom at which to look for them."""
        self._fill_up(look)
        self.behind = False
        quads = [quad for area in merged(list(areas)) for quad in self._locate(look, area, zoom)]
        fresh = [quad for quad in quads if not known(look.area_of(quad))]
        return [line for line in self._recognised(look, fresh) if _legible(line)]

    def _fill_up(self, look: Look) -> None:
        if self._paid_s is not None:
            self.budget += self.columns_per_s * max(0.0, look.time_s - self._paid_s)
        self.budget = min(self.columns_per_s * BURST_S, self.budget)
        self._paid_s = look.time_s

    def _locate(self, look: Look, area: Area, zoom: float) -> list[np.ndarray]:
        """Corners of the lines in an area, which grows as long as it cuts through one."""
        whole = look.whole
        while True:
            part, corner = look.cut(area)
            self.looked_px += area.size
            quads = [quad + corner for quad in ocr.locate(part, zoom)]
            wider = area
            for line in map(look.area_of, quads):
                if area.cuts(line, whole):
                    wider = wider.union(line.grown(4 * line.height, line.height, whole))
            if wider == area:
                return ocr.joined(quads)
            area = wider

    def _recognised(self, look: Look, quads: Sequence[np.ndarray]) -> list[Reading]:
        places = [look.area_of(quad) for quad in quads]
        words = [self._memory.recall(look.luma, place) for place in places]
        unknown = [at for at, known in enumerate(words) if known is None]
        afforded = self._afforded({at: quads[at] for at in unknown})
        found = ocr.recognise([ocr.cut(look.image, quads[at]) for at in afforded])
        self.recognised += len(found)
        for at, said in zip(afforded, found, strict=True):
            words[at] = said
            self._memory.keep(Ink(places[at].of(look.luma)), *said)
        height, width = look.image.shape[:2]
        return [
            Reading(*said, ocr.box_of(quad, width, height), place, Ink(place.of(look.luma)))
            for quad, place, said in zip(quads, places, words, strict=True)
            if said is not None
        ]

    def _afforded(self, quads: dict[int, np.ndarray]) -> list[int]:
        """Which of these lines can be paid for, the tallest first."""
        chosen = []
        for at, quad in sorted(quads.items(), key=lambda item: -_size(item[1])[1]):
            width, height = _size(quad)
            if self.budget <= 0:
                self.behind = True
                break
            self.budget -= LETTER_PX * width / max(height, 1)
            chosen.append(at)
        return sorted(chosen)


def _size(quad: np.ndarray) -> tuple[float, float]:
    return float(np.hypot(*(quad[1] - quad[0]))), float(np.hypot(*(quad[3] - quad[0])))


def _legible(line: Reading) -> bool:
    return bool(line.text) and line.score >= ocr.SURE_ENOUGH
