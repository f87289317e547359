"""Whether two pictures are two pages: slides of a talk, title cards, screens full of writing.

Two slides of one template are alike by eye: the paper, the frame and the rule under the heading
stay. What tells them apart is turnover of the ink: much of what stood there has gone, and other
ink has come, the heading with it. Typing only adds; a window that pops up leaves the heading; a
page that scrolls has its ink elsewhere. Knows nothing of time, and does not read. 64×36 brightness
goes in, judgements come out.
"""

from __future__ import annotations

import cv2
import numpy as np

from longtake.perceive.likeness import edges

PAPER, TONE = 0.65, 8
"""On a page this share of the points is of one brightness, in grey levels from bin to bin of it."""

FLAT = 0.9
"""Of the points without an edge, this share is quite flat: paper is, a wall or a road is not."""

BLOCKS = (16, 9)
"""Squares across and down."""

INK = 1.5
"""Root mean square of the upright edges in a square, in grey levels, from which on it is inked."""

SAME_INK = 0.8
"""Squares whose edges correlate less than this show different things."""

TURNED, KEPT, HEADLESS = 0.2, 0.05, 0.6
"""Share of the inked squares that change, of those before or of those after: one of them reaches
the first and neither falls below the second; both the last where one page is empty above."""

HEAD, HEAD_ROWS = 0.3, 3
"""Share of the inked squares in these upper rows that changes when a page is turned."""

WIDE, HIGH = 7, 5
"""Squares across and down over which the change is spread."""

SCROLLED, SAME_SCROLLED = 0.5, 0.7
"""When so many of the squares that are new correlate like this with what stood as far above or
below all of them, the page has moved."""


def is_page(luma: np.ndarray) -> bool:
    """Whether most of the picture is of one brightness: paper, a slide, an empty screen."""
    bins = cv2.calcHist([luma], [0], None, [256 // TONE], [0, 256]).ravel()
    most = int(bins.argmax())
    if float(bins[max(0, most - 1) : most + 2].sum()) < PAPER * luma.size:
        return False
    slopes = np.abs(edges(luma)).max(axis=-1)
    return bool((slopes <= 1).sum() >= FLAT * (slopes <= 2).sum())


def turned(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether these are two pages, one after the other, and not one that grew or moved."""
    if not (is_page(before) and is_page(after)):
        return False
    ink = _Turnover(before, after)
    least, most = sorted((ink.gone, ink.new))
    if ink.has_head:
        new = ink.head >= HEAD and least >= KEPT and most >= TURNED
    else:
        new = least >= HEADLESS
    return new and ink.spread and not _has_scrolled(before, after)


def grown(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether these are one page on which something has come or gone while the rest stayed."""
    if not (is_page(before) and is_page(after)):
        return False
    ink = _Turnover(before, after)
    return ink.both and ink.head < HEAD and bool(min(ink.gone, ink.new) < TURNED / 2)


class _Turnover:
    """How much of the ink of two pages has changed, and where."""

    def __init__(self, before: np.ndarray, after: np.ndarray) -> None:
        one, other = _upright(before), _upright(after)
        changed = _correlation(one, other) < SAME_INK
        old, new = _means(one * one) > INK * INK, _means(other * other) > INK * INK
        upper = slice(0, HEAD_ROWS)
        self.gone, self.new = _share(old, changed), _share(new, changed)
        self.both = bool(old.any() and new.any())
        self.has_head = bool(old[upper].any() and new[upper].any())
        self.head = max(_share(old[upper], changed[upper]), _share(new[upper], changed[upper]))
        down, right = np.nonzero(changed & (old | new))
        self.spread = bool(down.size and np.ptp(down) + 1 >= HIGH and np.ptp(right) + 1 >= WIDE)


def _upright(luma: np.ndarray) -> np.ndarray:
    """Slope to the right: letters differ in it, while lines of writing and rules do not show."""
    slope: np.ndarray = np.ascontiguousarray(edges(luma)[..., 0])
    return slope


def _means(values: np.ndarray) -> np.ndarray:
    means: np.ndarray = cv2.resize(values, BLOCKS, interpolation=cv2.INTER_AREA)
    return means


def _share(inked: np.ndarray, changed: np.ndarray) -> float:
    return float((inked & changed).sum() / max(1, inked.sum()))


def _has_scrolled(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether what is new is what stood a little further up or down; writing needs half pixels."""
    one, other = _upright(before), _upright(after)
    high, wide = one.shape
    new = (_correlation(one, other) < SAME_INK) & (_means(other * other) > INK * INK)
    for halves in range(-high, high + 1):
        move = np.array([[1, 0, 0], [0, 1, halves / 2]], np.float32)
        found = _correlation(cv2.warpAffine(one, move, (wide, high)), other) >= SAME_SCROLLED
        if _share(new, found) > SCROLLED:
            return True
    return False


def _correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Of the edges in each square; 0 where one of the two has none to speak of."""
    power = np.sqrt(_means(one * one) * _means(other * other))
    correlation: np.ndarray = _means(one * other) / np.maximum(power, 0.1 * INK * INK)
    return correlation
