"""How alike two small pictures are: by eye, not by pixel.

Edges are compared instead of brightness, so that a flash or a fade leaves two pictures of one shot
alike; each block may look for its match a little to the side, so that what moves stays itself.
Knows nothing of time. 64×36 brightness goes in, numbers come out.
"""

from __future__ import annotations

import cv2
import numpy as np

REACH_PX = 3
"""How far a block looks for its match: at most a twentieth of the width."""

BLOCK_PX = (8, 6)
"""Width and height of a block: eight by six of them make up a picture."""

NOISE = 2.0
"""Edges weaker than this, in grey levels, are taken for noise of the coding."""

OFFSETS = [
    (down, right)
    for down in range(2 * REACH_PX + 1)
    for right in range(2 * REACH_PX + 1)
    if (down + right) % 2 == 0
]
"""Every other place within reach, the unmoved one among them."""


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean change of brightness in grey levels: cheap, and large for motion and light too."""
    return float(cv2.norm(one, other, cv2.NORM_L1)) / one.size


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """Share of the edges in both that have no counterpart in the other picture, in [0, 1].

    Two looks at one shot stay below 0.4 whatever the light and unless the motion is violent; two
    shots lie above 0.5, and so does anything beside an empty picture. Two empty ones are alike: 0.
    """
    first, second = _edges(one), _edges(other)
    lost, there = _unmatched(first, second)
    gained, here = _unmatched(second, first)
    return (lost + gained) / (there + here + NOISE * len(OFFSETS))


def _edges(luma: np.ndarray) -> np.ndarray:
    """`(H, W, 2)` float32 slope of the brightness, rightwards and downwards."""
    right = cv2.Sobel(luma, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(luma, cv2.CV_32F, 0, 1, ksize=1)
    return cv2.merge([right, down])


def _unmatched(edges: np.ndarray, others: np.ndarray) -> tuple[float, float]:
    """Edges without a counterpart, and all edges, summed over blocks of their means."""
    high, wide, _ = edges.shape
    around = (REACH_PX,) * 4
    others = cv2.copyMakeBorder(others, *around, cv2.BORDER_REFLECT_101)
    strength, strengths = _strength(edges), _strength(others)
    mine = _block_means(strength)
    best = np.ones_like(mine)
    for down, right in OFFSETS:
        moved = others[down : down + high, right : right + wide]
        apart = _block_means(cv2.absdiff(edges, moved)).sum(axis=-1)
        both = mine + _block_means(strengths[down : down + high, right : right + wide])
        np.minimum(best, apart / (both + NOISE), out=best)
    return float((best * mine).sum()), float(mine.sum())


def _strength(edges: np.ndarray) -> np.ndarray:
    return cv2.transform(np.abs(edges), np.ones((1, 2), np.float32))


def _block_means(values: np.ndarray) -> np.ndarray:
    high, wide = values.shape[:2]
    size = (wide // BLOCK_PX[0], high // BLOCK_PX[1])
    return cv2.resize(values, size, interpolation=cv2.INTER_AREA)
