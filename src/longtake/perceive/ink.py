"""The look of one line of writing, so that it can be recognised again without reading it.

A line is kept as a small brightness patch with a mask of its ink. Compared with another moment it
is the same when nothing inside it changed, or when its ink still stands out everywhere although the
picture behind it, or its strength in a fade, has changed. Knows neither words nor time.
"""

from __future__ import annotations

import cv2
import numpy as np

from longtake.perceive.area import Area

NOISE = 14
"""Brightness steps that coding alone may change a still pixel by."""
FADED = 0.35
"""Writing weaker than this share of its full contrast can no longer be read."""
FADING = 0.15
"""A contrast that differs by more than this share is on its way up or down."""
BEHIND = 0.1
"""Share of the ground that changes when the picture behind the line moves."""
KEPT = 0.6
"""How much of the line's usual contrast each letter must keep."""
LETTER = 0.5
"""Width of a letter as a share of the height of a line with its margins."""
ALL_ALONG = 0.8
"""Share of the letters that change when the light or the ground does, not the text."""
SHARE_OF_CONTRAST = 0.22
SPECK_PX = 2
ADDED = 0.3
"""So much more ink in a letter makes it another one."""
FAINTEST = 8
ALIKE = 0.9
"""Correlation from which a patch found elsewhere is the same writing."""


class Ink:
    """One line as it looked once."""

    def __init__(self, patch: np.ndarray) -> None:
        self.patch = patch.copy()
        level, _ = cv2.threshold(patch, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        light = patch > level
        edge = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
        self.mask = light if edge.mean() < 0.5 else ~light
        self.contrast = abs(_mean(patch, self.mask) - _mean(patch, ~self.mask))
        self.sign = 1.0 if _mean(patch, self.mask) >= _mean(patch, ~self.mask) else -1.0

    def unchanged(self, patch: np.ndarray) -> bool:
        """Whether nothing but coding noise differs."""
        return patch.shape == self.patch.shape and not self._changed(patch).any()

    def stands_out(self, patch: np.ndarray, on_moving_ground: bool = False) -> bool:
        """Whether the same ink is there, stronger or weaker, on whatever ground.

        A change in a few letters alone, or on a still ground, is another text; a fade or a moving
        ground is all along the line, unless the ground is known to move.
        """
        if patch.shape != self.patch.shape or self.contrast < FAINTEST:
            return False
        inked = self._inked()
        if not inked.any():
            return False
        if not on_moving_ground and self._changed(patch)[inked].mean() < ALL_ALONG:
            return False
        share = self._letters(patch)[inked] / np.maximum(self._letters(self.patch)[inked], 1)
        usual = float(np.median(share))
        kept = usual >= FADED and float(share.min()) >= KEPT * min(usual, 1.0)
        if not kept or self._new_ink(patch, usual):
            return False
        return on_moving_ground or abs(usual - 1) > FADING or self._ground_changed(patch)

    def _ground_changed(self, patch: np.ndarray) -> bool:
        """Whether the picture behind the line is another."""
        ground = cv2.dilate(self.mask.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
        changed = cv2.absdiff(patch, self.patch)[ground] > NOISE
        return bool(changed.size and changed.mean() > BEHIND)

    def _new_ink(self, patch: np.ndarray, strength: float) -> bool:
        """Whether strokes have appeared that were not there."""
        brighter = (patch.astype(np.float32) - self.patch) * self.sign
        fresh = _sums((brighter > 0.5 * strength * self.contrast) & ~self.mask, self._edges())
        usual = _sums(self.mask, self._edges())
        return bool((fresh > 2 * SPECK_PX + ADDED * usual).any())

    def _edges(self) -> np.ndarray:
        """Columns that cut the line into pieces of about a letter."""
        height, width = self.patch.shape
        pieces = max(1, round(width / max(LETTER * height, 5)))
        return np.linspace(0, width, pieces + 1).astype(int)

    def _changed(self, patch: np.ndarray) -> np.ndarray:
        """Which pieces differ by more than noise."""
        step = max(NOISE, SHARE_OF_CONTRAST * self.contrast)
        different = cv2.absdiff(_soft(patch), _soft(self.patch)) > step
        return _sums(different, self._edges()) > SPECK_PX

    def _inked(self) -> np.ndarray:
        """Which pieces have both enough ink and enough ground to compare."""
        edges = self._edges()
        return (_sums(self.mask, edges) >= 4) & (_sums(~self.mask, edges) >= 4)

    def _letters(self, patch: np.ndarray) -> np.ndarray:
        """How far ink stands out from its ground in each piece."""
        edges, values = self._edges(), patch.astype(np.float32) * self.sign
        ink = _sums(values * self.mask, edges) / np.maximum(_sums(self.mask, edges), 1)
        ground = _sums(values * ~self.mask, edges) / np.maximum(_sums(~self.mask, edges), 1)
        found: np.ndarray = ink - ground
        return found


def _soft(patch: np.ndarray) -> np.ndarray:
    """Without the noise that coding leaves along edges."""
    return cv2.blur(patch, (3, 3))


def _mean(patch: np.ndarray, where: np.ndarray) -> float:
    return float(patch[where].mean()) if where.any() else 0.0


def _sums(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    columns = np.concatenate([[0.0], np.cumsum(values.sum(axis=0, dtype=np.float64))])
    sums: np.ndarray = columns[edges[1:]] - columns[edges[:-1]]
    return sums


def shifted(ink: Ink, plane: np.ndarray, reach: Area) -> Area | None:
    """Where inside `reach` the same patch stands; None when it is nowhere there."""
    around = reach.of(plane)
    height, width = ink.patch.shape
    if around.shape[0] < height or around.shape[1] < width or ink.contrast < FAINTEST:
        return None
    likeness = cv2.matchTemplate(around, ink.patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (right, down) = cv2.minMaxLoc(likeness)
    if best < ALIKE:
        return None
    left, top = reach.left + right, reach.top + down
    return Area(left, top, left + width, top + height)
