"""From a decoded frame to the picture a person would see: upright, square pixels, SDR, RGB.

Knows nothing of time. A frame as the codec left it comes in, an `(H, W, 3)` uint8 array goes out.
Where a file does not say how its colours are coded, the players' habit is followed: BT.709 from
720 lines or 1280 columns on, BT.601 below, limited range. Transparent parts are shown on black, as
players do. A frame flagged interlaced is deinterlaced from itself alone (edge-directed, `estdif`),
so that it looks the same however it was reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from av.sidedata.sidedata import Type
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

KNOWN_MATRICES = (0, 1, 4, 5, 6, 7, 9, 10)
"""FFmpeg's numbers of the colour matrices that its scaler can undo."""
HD_WIDTH_PX, HD_HEIGHT_PX = 1280, 720


class Screen:
    """Shows the frames of one track. Used by one thread at a time."""

    def __init__(self, pixel_aspect: float) -> None:
        self.pixel_aspect = pixel_aspect
        self._scaler = VideoReformatter()
        self._orientations: dict[int, tuple[int, bool]] = {}

    def show(self, frame: VideoFrame, height_px: int | None = None) -> np.ndarray:
        """The frame as a person sees it, scaled down to `height_px`, never up."""
        turns, mirrored = self._orientation(frame)
        width, height = shown_size(frame.width, frame.height, self.pixel_aspect, turns)
        if height_px is not None and height_px < height:
            width, height = max(1, round(width * height_px / height)), height_px
        if turns % 2:
            width, height = height, width
        if frame.interlaced_frame:
            from longtake.media.interlaced import deinterlaced

            frame = deinterlaced(frame)
        image = self._rgb(frame, width, height)
        if mirrored:
            image = image[:, ::-1]
        return np.ascontiguousarray(np.rot90(image, turns))

    def _orientation(self, frame: VideoFrame) -> tuple[int, bool]:
        """Looked up once per angle: to ask a frame for its side data makes PyAV keep its memory."""
        if frame.rotation not in self._orientations:
            self._orientations[frame.rotation] = orientation(frame)
        return self._orientations[frame.rotation]

    def _rgb(self, frame: VideoFrame, width: int, height: int) -> np.ndarray:
        from longtake.media.hdr import TRANSFERS, to_sdr

        if frame.color_trc in TRANSFERS:
            codes = self._converted(frame, width, height, "rgb48le")
            return to_sdr(codes, TRANSFERS[frame.color_trc])
        if any(part.is_alpha for part in frame.format.components):
            rgba = self._converted(frame, width, height, "rgba")
            return on_black(rgba)
        return self._converted(frame, width, height, "rgb24")

    def _converted(self, frame: VideoFrame, width: int, height: int, form: str) -> np.ndarray:
        converted = self._scaler.reformat(
            frame,
            width=width,
            height=height,
            format=form,
            src_colorspace=_matrix(frame),
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        return converted.to_ndarray()


def shown_size(width: int, height: int, pixel_aspect: float, turns: int) -> tuple[int, int]:
    """Width and height upright and with square pixels; the shorter way is stretched.

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


def on_black(rgba: np.ndarray) -> np.ndarray:
    """What shows of the colours in front of a black background."""
    alpha = rgba[..., 3:]
    if alpha.min() == 255:
        return np.ascontiguousarray(rgba[..., :3])
    seen = rgba[..., :3].astype(np.uint16) * alpha
    return np.asarray((seen + 127) // 255, np.uint8)


def _matrix(frame: VideoFrame) -> Colorspace | None:
    if frame.colorspace in KNOWN_MATRICES:
        return None
    if frame.width >= HD_WIDTH_PX or frame.height >= HD_HEIGHT_PX:
        return Colorspace.ITU709
    return Colorspace.ITU601
