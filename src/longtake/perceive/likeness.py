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

OFFSETS = sorted(
    (
        (down, right)
        for down in range(-REACH_PX, REACH_PX + 1)
        for right in range(-REACH_PX, REACH_PX + 1)
        if (down + right) % 2 == 0
    ),
    key=lambda offset: abs(offset[0]) + abs(offset[1]),
)
"""Every other place within reach, in pixels down and right; unmoved first."""


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean change of brightness in grey levels: cheap, and large for motion and light too."""
    return float(cv2.norm(one, other, cv2.NORM_L1)) / one.size


def light(luma: np.ndarray) -> float:
    """Mean brightness in grey levels as coded: 16 is black, 235 white."""
    return float(cv2.mean(luma)[0])


def detail(luma: np.ndarray) -> float:
    """Mean strength of the edges in grey levels: how much there is to recognise it by."""
    return float(np.abs(edges(luma)).sum()) / luma.size


def unlike(one: np.ndarray, other: np.ndarray, enough: float = 0.0) -> float:
    """Share of the edges in both that have no counterpart in the other picture, in [0, 1].

    Two looks at one shot stay below 0.4 whatever the light and unless the motion is violent; two
    shots lie above 0.5, and so does anything beside an empty picture. Two empty ones are alike: 0.
    Below `enough` the search for counterparts ends, and the number is only known to be as small.
    """
    first, second = edges(one), edges(other)
    apart = _apart(first, second, OFFSETS[:1])
    return apart if apart < enough else _apart(first, second, OFFSETS)


def moved(one: np.ndarray, other: np.ndarray) -> float:
    """Share of the change from one to the other that is explained by things having moved."""
    first, second = edges(one), edges(other)
    unmoved = _apart(first, second, OFFSETS[:1])
    return 1 - _apart(first, second, OFFSETS) / unmoved if unmoved > 0 else 0.0


def _apart(first: np.ndarray, second: np.ndarray, offsets: list[tuple[int, int]]) -> float:
    lost, there = _unmatched(first, second, offsets)
    gained, here = _unmatched(second, first, offsets)
    return (lost + gained) / (there + here + NOISE / 2)


def edges(luma: np.ndarray) -> np.ndarray:
    """`(H, W, 2)` float32 slope of the brightness, rightwards and downwards."""
    right = cv2.Sobel(luma, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(luma, cv2.CV_32F, 0, 1, ksize=1)
    return cv2.merge([right, down])


def _unmatched(
    edges: np.ndarray, others: np.ndarray, offsets: list[tuple[int, int]]
) -> tuple[float, float]:
    """Edges without a counterpart, and all edges: means over blocks of their means."""
    high, wide, _ = edges.shape
    others = cv2.copyMakeBorder(others, *(REACH_PX,) * 4, cv2.BORDER_REFLECT_101)
    strengths = cv2.blur(_strength(others), BLOCK_PX, anchor=(0, 0))
    mine = _block_means(_strength(edges))
    apart = np.empty((len(offsets), *mine.shape, 2), np.float32)
    there = np.empty((len(offsets), *mine.shape), np.float32)
    for at, (down, right) in enumerate(offsets):
        top, left = REACH_PX + down, REACH_PX + right
        moved = others[top : top + high, left : left + wide]
        apart[at] = _block_means(cv2.absdiff(edges, moved))
        there[at] = strengths[top : top + high : BLOCK_PX[1], left : left + wide : BLOCK_PX[0]]
    shares = apart.sum(axis=-1) / (there + mine + NOISE)
    best = np.minimum(shares.min(axis=0), 1)
    return float((best * mine).mean()), float(mine.mean())


def _strength(edges: np.ndarray) -> np.ndarray:
    return cv2.transform(np.abs(edges), np.ones((1, 2), np.float32))


def _block_means(values: np.ndarray) -> np.ndarray:
    high, wide = values.shape[:2]
    size = (wide // BLOCK_PX[0], high // BLOCK_PX[1])
    return cv2.resize(values, size, interpolation=cv2.INTER_AREA)
