"""The contact sheet: one PNG with many moments of a video, each with its time.

Knows how pictures are laid out. Times and an opened Media come in, the bytes of a PNG go out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import cv2
import numpy as np

from longtake.errors import OpenError
from longtake.protocols import Media
from longtake.show.page import facts
from longtake.types import Frame, clock

MOST_FRAMES = 120
GAP_PX = 10
HEAD_PX = 64
FONT = cv2.FONT_HERSHEY_SIMPLEX
PAPER, INK, SOFT, SHADE = (19, 21, 27), (232, 230, 225), (154, 159, 174), (10, 12, 18)


def contact_sheet(
    media: Media, times_s: Sequence[float], columns: int = 5, width_px: int = 1600
) -> bytes:
    """A PNG `width_px` wide: the frame shown at each time, its time on it, row by row.

    Of more than `MOST_FRAMES` times, that many are taken evenly, and the heading says so. Raises
    OpenError for a recording without pictures.
    """
    info = media.info
    if not info.video:
        raise OpenError(f"{info.name!r} has no pictures: a contact sheet needs some")
    if columns < 1 or not times_s:
        raise ValueError(f"a sheet needs times and columns, got {len(times_s)} and {columns}")
    chosen = _evenly(times_s, MOST_FRAMES)
    columns = min(columns, len(chosen))
    wide = (width_px - GAP_PX * (columns + 1)) // columns
    high = max(1, round(wide * info.video.height_px / info.video.width_px))
    rows = -(-len(chosen) // columns)
    sheet = np.full((HEAD_PX + rows * (high + GAP_PX), width_px, 3), PAPER, np.uint8)
    _write_heading(sheet, info.name, _told(media, len(chosen), len(times_s)))
    for place, frame in enumerate(media.frames_at(chosen, high)):
        row, column = divmod(place, columns)
        top = HEAD_PX + row * (high + GAP_PX)
        left = GAP_PX + column * (wide + GAP_PX)
        sheet[top : top + high, left : left + wide] = _cell(frame, wide, high)
    _, png = cv2.imencode(".png", np.ascontiguousarray(sheet[..., ::-1]))
    return png.tobytes()


def _evenly(times_s: Sequence[float], most: int) -> list[float]:
    if len(times_s) <= most:
        return list(times_s)
    return [times_s[round(i * (len(times_s) - 1) / (most - 1))] for i in range(most)]


def _told(media: Media, shown: int, asked: int) -> str:
    known = dict(facts(media.info))
    part = "" if shown == asked else f"{shown} of {asked:,} moments  "
    return f"{part}{known['length']}  {known['picture'].replace('×', ' x ')}"


def _write_heading(sheet: np.ndarray, name: str, told: str) -> None:
    (wide, _), _ = cv2.getTextSize(told, FONT, 0.55, 1)
    right = sheet.shape[1] - wide - GAP_PX - 2
    cv2.putText(sheet, told, (right, 42), FONT, 0.55, SOFT, 1, cv2.LINE_AA)
    plain = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    drawable = "".join(plain).encode("ascii", "replace").decode()  # the font knows no other letters
    while drawable and cv2.getTextSize(drawable, FONT, 0.8, 1)[0][0] > right - 3 * GAP_PX:
        drawable = drawable[:-1]
    cv2.putText(sheet, drawable, (GAP_PX + 2, 42), FONT, 0.8, INK, 1, cv2.LINE_AA)


def _cell(frame: Frame, wide: int, high: int) -> np.ndarray:
    """The frame fitted into its cell, with its time in the corner."""
    height, width, _ = frame.image.shape
    scale = min(wide / width, high / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    fitted = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
    cell = np.full((high, wide, 3), SHADE, np.uint8)
    left, top = (wide - size[0]) // 2, (high - size[1]) // 2
    cell[top : top + size[1], left : left + size[0]] = fitted
    _stamp(cell, clock(frame.time_s))
    return cell


def _stamp(cell: np.ndarray, text: str) -> None:
    scale = max(0.35, cell.shape[0] / 360)
    (wide, tall), below = cv2.getTextSize(text, FONT, scale, 1)
    pad = round(6 * scale) + 2
    corner = cell[-(tall + below + 2 * pad) :, : wide + 2 * pad]
    corner[:] = (0.3 * corner + 0.7 * np.array(SHADE)).astype(np.uint8)
    cv2.putText(cell, text, (pad, cell.shape[0] - below - pad), FONT, scale, INK, 1, cv2.LINE_AA)
