"""Reading: finds the ink of a line in a picture and has it read.

Comes in: a picture and where a line of writing is; goes out: its text, empty where not legible.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.drawing import lettering
from longtake.worlds.drawing.paint import SUBTITLE_FOOT, SUBTITLE_LINE
from longtake.worlds.sprites import LOOKS
from longtake.worlds.sprites.fixtures import LINE, MARGIN

SUBTITLE_LINES = 3
RIM = 52
"""The edge of a subtitle's band is no brighter than this, and grounds by night are brighter."""
SHIFTS = (0.0, -0.05, 0.05)
"""By how much of its height a line is looked for higher and lower."""


LASTS = (0.12, 0.02, 0.22, 0.32)
"""Of a line's last cell, the share that may lie right of its letter, the likeliest first."""
SMALLER, LARGER, LIKELY = 0.92, 1.3, 6
"""How wrong a mark may tell the height of its line, and how many numbers of letters are tried."""
INKED, FAINT = 0.4, 70
"""Of the strongest ink, what counts as ink; how strong it must be."""


def line_on(image: np.ndarray, box: Box, look: str) -> str:
    """What is written on a thing of that look at that box."""
    page = LOOKS[look].page
    if page is None:
        return ""
    height, width = image.shape[:2]
    high, wide = (box.bottom - box.top) * height, (box.right - box.left) * width
    left, top = box.left * width, box.top * height
    if LOOKS[look].runs:
        return _line_behind_mark(image, left, top + high / 2, high, LOOKS[look].runs)
    if callable(LOOKS[look].aspect):
        return _line_on_board(image, left, top, wide, high)
    part = image[
        round(top + page.top * high) : round(top + page.bottom * high),
        round(left + page.left * wide) : round(left + page.right * wide),
    ]
    if min(part.shape[:2], default=0) < 4:
        return ""
    return lettering.read(_inked(part, LOOKS[look].light_ink))[0]


def _line_on_board(image: np.ndarray, left: float, top: float, wide: float, high: float) -> str:
    """The text of a board that is as wide as its text: its width tells the scale best."""
    letter = LINE * lettering.ADVANCE
    about = round((wide / high - 2 * MARGIN) / letter)
    slack = 1 + about // 24
    edges = left, wide, top + high / 2

    def reading(count: int, shift: float) -> tuple[str, float]:
        return _read_board(image, edges, count, shift)

    count = max(range(max(1, about - slack), about + slack + 1), key=lambda n: reading(n, 0.0)[1])
    return max((reading(count, shift) for shift in SHIFTS), key=lambda read: read[1])[0]


def _read_board(
    image: np.ndarray, edges: tuple[float, float, float], count: int, shift: float
) -> tuple[str, float]:
    """What a board says if it holds `count` letters and its middle is `shift` lines lower."""
    left, wide, middle = edges
    unit = wide / (count * LINE * lettering.ADVANCE + 2 * MARGIN)
    side, line = MARGIN * unit, LINE * unit
    top = middle + (shift - 0.5) * line
    part = _cut(image, left + side, top, left + wide - side, top + line)
    return lettering.read(_inked(part, light_ink=False), count, round(line))


def _line_behind_mark(
    image: np.ndarray, edge: float, middle: float, high: float, runs: float
) -> str:
    """The text behind a mark: where its ink ends, and the gaps in it, tell the scale best."""
    first, top = edge + runs * high - 1, middle - high / 2
    ink = _inked(_cut(image, first, top, image.shape[1] - 1.0, top + high), False, FAINT)
    scale = max(1.0, lettering.READ_HEIGHT / high)
    dark = np.flatnonzero((ink > INKED * 255).any(axis=0))
    if not len(dark):
        return ""
    line = _Marked(image, edge, middle, runs, first + (float(dark[-1]) + 1) / scale)

    def between(count: int) -> float:
        left, cell = line.cells(count, LASTS[0])
        edges = (left - first + cell * np.arange(1, count)) * scale
        return float(np.interp(edges, np.arange(ink.shape[1]), ink.mean(axis=0)).mean())

    most = round((line.end - first) / (lettering.ADVANCE * high)) + 2
    heights = {n: line.cells(n, LASTS[0])[1] / lettering.ADVANCE for n in range(1, 2 * most)}
    fitting = [n for n, height in heights.items() if SMALLER <= height / high <= LARGER]
    likely = sorted(fitting, key=lambda n: between(n) if n > 1 else 0.0)[:LIKELY]
    return line.read(likely) if likely else ""


@dataclass(frozen=True, slots=True)
class _Marked:
    """A line whose mark begins at `edge` and whose ink ends at `end`, in pixels."""

    image: np.ndarray
    edge: float
    middle: float
    runs: float
    end: float

    def cells(self, count: int, last: float) -> tuple[float, float]:
        """Where its first cell begins and how wide each is, if it holds so many letters and the
        last one leaves that share of its cell empty.
        """
        line = (self.end - self.edge) / (self.runs + (count - last) * lettering.ADVANCE)
        return self.edge + self.runs * line, lettering.ADVANCE * line

    def read(self, counts: list[int]) -> str:
        """The best reading with one of these numbers of letters."""
        count = max(counts, key=lambda count: self._reading(count, LASTS[0], 0.0)[1])
        last = max(LASTS, key=lambda last: self._reading(count, last, 0.0)[1])
        tries = [self._reading(count, last, shift) for shift in SHIFTS]
        return max(tries, key=lambda read: read[1])[0]

    def _reading(self, count: int, last: float, shift: float) -> tuple[str, float]:
        left, cell = self.cells(count, last)
        line = cell / lettering.ADVANCE
        foot = self.middle + (shift + 0.5) * line
        part = _cut(self.image, left, foot - line, left + count * cell, foot)
        return lettering.read(_inked(part, light_ink=False), count, round(line))


def _cut(image: np.ndarray, left: float, top: float, right: float, bottom: float) -> np.ndarray:
    """A part of the picture cut out between pixels, at its own scale but no lower than 23 lines."""
    scale = max(1.0, lettering.READ_HEIGHT / (bottom - top))
    size = max(4, round((right - left) * scale)), max(4, round((bottom - top) * scale))
    matrix = np.array([[1 / scale, 0, left - 0.5], [0, 1 / scale, top - 0.5]], np.float32)
    matrix[:, 2] += 0.5 / scale
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _inked(part: np.ndarray, light_ink: bool, faintest: float = 40) -> np.ndarray:
    """The ink of a line as brightness on black, whatever the paper's tone."""
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    paper = np.percentile(grey[::2, ::2], 15 if light_ink else 85)
    ink: np.ndarray = np.clip(grey - paper if light_ink else paper - grey, 0, None)
    strongest = float(np.percentile(ink, 99))
    if strongest < faintest:
        return np.zeros(grey.shape, np.uint8)
    inked: np.ndarray = np.clip(ink * (255 / strongest), 0, 255).astype(np.uint8)
    return inked


def subtitle_in(image: np.ndarray) -> str:
    """The words burnt into the picture's foot; empty when there are none that are legible."""
    height = image.shape[0]
    high = max(4, round(SUBTITLE_LINE * height))
    lines: list[str] = []
    for place in range(1, SUBTITLE_LINES + 1):
        top = round(SUBTITLE_FOOT * height) - place * high
        strip = image[top : top + high]
        edge = _dark_band(strip)
        if edge is None:
            break
        size, pad = max(3, round(high * 0.82)), max(2, high // 2)
        first = (high - size) // 2
        inked = _inked(strip[first : first + size, edge[0] + pad : edge[1] - pad], light_ink=True)
        count = round(inked.shape[1] / (lettering.ADVANCE * size))
        lines.insert(0, lettering.read(inked, max(1, count))[0])
    return " ".join(line for line in lines if line)


def _dark_band(strip: np.ndarray) -> tuple[int, int] | None:
    """From where to where a strip is a subtitle's dark band, in columns."""
    rim = np.concatenate([strip[:1], strip[-1:]]).max(axis=2).max(axis=0)
    width = strip.shape[1]
    middle = width // 2
    if (rim[middle - 4 : middle + 4] > RIM).any():
        return None
    bright = np.flatnonzero(rim > RIM)
    left = bright[bright < middle].max(initial=-1) + 1
    right = bright[bright > middle].min(initial=width)
    return (int(left), int(right)) if right - left > strip.shape[0] else None
