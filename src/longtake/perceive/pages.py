"""Whether two pictures are two pages: slides of a talk, title cards, screens full of writing.

Two slides of one template are alike by eye: the paper, the frame and the rule under the heading
stay. What tells them apart is turnover of the ink: much of what stood there has gone, and other
ink has come, the heading with it. Typing only adds; a window that pops up leaves the heading; a
page that scrolls has its ink elsewhere. Knows nothing of time, and does not read. 64×36 brightness
goes in, judgements come out.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from longtake.perceive.likeness import edges

PAPER, TONE = 0.65, 8
"""On a page this share of the points is of one brightness, in grey levels from bin to bin of it."""

BLOCKS = (16, 9)
"""Squares across and down."""

INK = 3.0
"""Edges in a square, as a root of their mean square: from here on there is something on it."""

SAME_INK, SAME_HEAD = 0.5, 0.7
"""Squares whose edges correlate less show different things; two headings often begin alike."""

TURNED, TURNED_HEADLESS = 0.2, 0.6
"""Share of the ink that goes, and of the ink there is afterwards that is new, at least; the latter
where the upper third of both pages is empty."""

HEAD, HEAD_ROWS = 0.15, 3
"""Share of the ink in these upper rows that changes when a page is turned."""

WIDE, HIGH = 8, 5
"""Squares across and down over which the change is spread."""

SCROLLED, SCROLLED_MORE = 0.7, 0.2
"""When edges moved up or down correlate with those afterwards as much as this, and so much more
than where they were, the page has moved."""


def is_page(luma: np.ndarray) -> bool:
    """Whether most of the picture is of one brightness: paper, a slide, an empty screen."""
    bins = cv2.calcHist([luma], [0], None, [256 // TONE], [0, 256]).ravel()
    most = int(bins.argmax())
    return float(bins[max(0, most - 1) : most + 2].sum()) > PAPER * luma.size


def turned(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether these are two pages, one after the other, and not one that grew or moved."""
    if not (is_page(before) and is_page(after)):
        return False
    ink = _Turnover(before, after)
    least = TURNED if ink.has_head else TURNED_HEADLESS
    if min(ink.gone, ink.new) < least or (ink.has_head and ink.head < HEAD):
        return False
    return ink.spread and not _has_scrolled(edges(before), edges(after))


def grown(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether these are one page on which something has come or gone while the rest stayed."""
    if not (is_page(before) and is_page(after)):
        return False
    ink = _Turnover(before, after)
    return ink.both and bool(min(ink.gone, ink.new) < TURNED / 2)


class _Turnover:
    """How much of the ink of two pages has changed, and where."""

    def __init__(self, before: np.ndarray, after: np.ndarray) -> None:
        one, other = edges(before), edges(after)
        common = _means((one * other).sum(axis=-1))
        mine, theirs = (np.sqrt(_means((each * each).sum(axis=-1))) for each in (one, other))
        inked = np.maximum(mine, theirs) > INK
        likely = np.maximum(mine * theirs, 1)
        changed, varied = (
            inked & (common < SAME_INK * likely),
            inked & (common < SAME_HEAD * likely),
        )
        mine, theirs = mine * (mine > INK), theirs * (theirs > INK)
        self.both = bool(mine.any() and theirs.any())
        self.gone, self.new = _share(mine, changed), _share(theirs, changed)
        upper = slice(0, HEAD_ROWS)
        self.has_head = bool(mine[upper].any() and theirs[upper].any())
        self.head = max(_share(mine[upper], varied[upper]), _share(theirs[upper], varied[upper]))
        down, right = np.nonzero(changed)
        self.spread = bool(down.size and np.ptp(down) + 1 >= HIGH and np.ptp(right) + 1 >= WIDE)


def _means(values: np.ndarray) -> np.ndarray:
    means: np.ndarray = cv2.resize(values, BLOCKS, interpolation=cv2.INTER_AREA)
    return means


def _share(ink: np.ndarray, changed: np.ndarray) -> float:
    return float(ink[changed].sum() / max(ink.sum(), 1e-6))


def _has_scrolled(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether the ink is the same a little further up or down; half pixels count in writing."""
    high, wide, _ = before.shape
    least = max(SCROLLED, _correlation(before, after) + SCROLLED_MORE)
    for halves in range(1, high + 1):
        for down in (halves / 2, -halves / 2):
            move = np.array([[1, 0, 0], [0, 1, down]], np.float32)
            moved = cv2.warpAffine(before, move, (wide, high))
            margin = halves // 2 + 1
            seen = slice(margin, None) if down > 0 else slice(None, -margin)
            if _correlation(moved[seen], after[seen]) > least:
                return True
    return False


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    power = float((one * one).sum()) * float((other * other).sum())
    return float((one * other).sum()) / math.sqrt(max(power, 1e-6))
