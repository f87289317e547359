"""From a decoded frame to the picture a person would see: upright, square pixels, RGB.

Knows nothing of time. A frame as the codec left it comes in, an `(H, W, 3)` uint8 array goes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from av.sidedata.sidedata import Type

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


def picture(frame: VideoFrame, pixel_aspect: float, height_px: int | None = None) -> np.ndarray:
    """The frame as shown, scaled down to `height_px` if that is smaller, never up."""
    turns, mirrored = orientation(frame)
    width, height = shown_size(frame.width, frame.height, pixel_aspect, turns)
    if height_px is not None and height_px < height:
        width, height = max(1, round(width * height_px / height)), height_px
    if turns % 2:
        width, height = height, width
    image = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    if mirrored:
        image = image[:, ::-1]
    return np.ascontiguousarray(np.rot90(image, turns))


def shown_size(width: int, height: int, pixel_aspect: float, turns: int) -> tuple[int, int]:
    """Width and height upright and with square pixels; the longer way is stretched.

    An aspect within 1 % of square is left alone: nobody sees it, and scaling would blur.
    """
    if pixel_aspect > 1.01:
        width = round(width * pixel_aspect)
    elif pixel_aspect < 0.99:
        height = round(height / pixel_aspect)
    return (height, width) if turns % 2 else (width, height)


def orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Quarter turns counter-clockwise, after mirroring left-right, that make the frame upright."""
    sides: Any = frame.side_data
    matrix = next((data for data in sides if data.type is Type.DISPLAYMATRIX), None)
    if matrix is None:
        return 0, False
    a, b, _, c, d, *_ = np.frombuffer(bytes(matrix), np.int32)[:9].astype(float)
    mirrored = bool(a * d - b * c < 0)
    if mirrored:
        a, b = -a, -b
    return round(np.degrees(np.arctan2(-b, a)) / 90) % 4, mirrored
