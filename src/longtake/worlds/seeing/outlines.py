"""The outlines of all sprites, as their colour shows them: what the eyes compare blobs with.

Made once from the sprites themselves. Knows nothing of pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from longtake.worlds.seeing.hues import NAMES, colours_of
from longtake.worlds.sprites import LOOKS, WHERE
from longtake.worlds.sprites.look import Look
from longtake.worlds.stage import Facing, Thing

GRID = 20
SMALL_PX, MIDDLE_PX, LARGE_PX = 27, 100, 90
"""Heights at which sprites are usually seen."""
EDGE_PX = 6
BLUE = NAMES.index("blue") + 1
SIDES: tuple[Facing, ...] = ("right", "left")


@dataclass(frozen=True, slots=True)
class Outline:
    """One look in one pose, and where its blob of colour lies in its box."""

    look: str
    pose: str
    facing: Facing
    left: float
    top: float
    wide: float
    high: float
    """The blob, in heights of the box, from its left top."""
    aspect: float
    """Width of the box over its height."""
    frees: bool
    """Whether the box's width follows the blob's (plates) rather than the aspect."""

    def whole(
        self, left: float, top: float, wide: float, high: float
    ) -> tuple[float, float, float, float]:
        """The whole box `(left, top, wide, high)` around a blob found there."""
        unit = high / self.high
        across = wide + (self.aspect - self.wide) * unit if self.frees else self.aspect * unit
        middle = left + wide / 2 - (self.left + self.wide / 2 - self.aspect / 2) * unit
        return middle - across / 2, top - self.top * unit, across, unit


@dataclass(frozen=True, slots=True)
class Outlines:
    """All of them, side by side for comparing."""

    rows: tuple[Outline, ...]
    shapes: np.ndarray
    """`(N, GRID × GRID)` float32."""
    ratios: np.ndarray
    """Width over height of each blob, `(N,)`."""


@lru_cache(maxsize=16)
def outlines(place: str = "") -> Outlines:
    """Every look in every pose and direction that may occur on that ground; "": on any."""
    rows, shapes = zip(*(one for one in _every() if _occurs(one[0].look, place)), strict=True)
    ratios = np.array([row.wide / row.high for row in rows], np.float32)
    return Outlines(rows, np.stack(shapes).astype(np.float32), ratios)


def _occurs(look: str, place: str) -> bool:
    return not place or not WHERE[look] or place in WHERE[look]


@lru_cache(maxsize=1)
def _every() -> list[tuple[Outline, np.ndarray]]:
    return list(_all())


def stretched(mask: np.ndarray) -> np.ndarray:
    """A mask stretched to the grid on which outlines are compared."""
    return cv2.resize(mask.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_AREA)


def _all() -> Iterator[tuple[Outline, np.ndarray]]:
    for name, look in LOOKS.items():
        for pose in look.poses:
            for side in SIDES if look.turns else SIDES[:1]:
                for text in look.samples:
                    thing = Thing(
                        look=name, x=0, y=0, size=1, colour="blue", accent="yellow",
                        pose=pose, facing=side, text=text,
                    )  # fmt: skip
                    yield from _outline(thing, look)


def _outline(thing: Thing, look: Look) -> Iterator[tuple[Outline, np.ndarray]]:
    """Its blob in a large and a small picture; nothing for a look without any colour."""
    for high in (SMALL_PX, LARGE_PX) if look.poses == ("",) else (MIDDLE_PX,):
        mask = colours_of(_pictured(look.draw(thing), high)) == BLUE
        part, left, top = _largest(mask.astype(np.uint8))
        if part is None:
            return
        drawn = look.draw(thing)
        yield (
            Outline(
                look=thing.look,
                pose="walk" if thing.pose == "walk2" else thing.pose,
                facing=thing.facing,
                left=(left - EDGE_PX) / high,
                top=(top - EDGE_PX) / high,
                wide=part.shape[1] / high,
                high=part.shape[0] / high,
                aspect=drawn.shape[1] / drawn.shape[0],
                frees=callable(look.aspect) and not look.runs,
            ),
            stretched(part).ravel(),
        )


def _pictured(drawn: np.ndarray, high: int) -> np.ndarray:
    """The sprite on grey ground at that height, with the colours as coarse as video has them."""
    wide = max(1, round(high * drawn.shape[1] / drawn.shape[0]))
    small = cv2.resize(drawn, (wide, high), interpolation=cv2.INTER_AREA)
    page = np.full(
        (2 * ((high + 2 * EDGE_PX + 1) // 2), 2 * ((wide + 2 * EDGE_PX + 1) // 2), 3), 190, np.uint8
    )
    part = page[EDGE_PX : EDGE_PX + high, EDGE_PX : EDGE_PX + wide]
    share = small[:, :, 3:].astype(np.float32) / 255
    part[:] = (part * (1 - share) + small[:, :, :3]).astype(np.uint8)
    return cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2YUV_I420), cv2.COLOR_YUV2RGB_I420)


def _largest(mask: np.ndarray) -> tuple[np.ndarray | None, int, int]:
    """The largest connected part of a mask, cut out, with its left and its top."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return None, 0, 0
    number = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    left, top, wide, high, _ = (int(value) for value in stats[number])
    return labels[top : top + high, left : left + wide] == number, left, top
