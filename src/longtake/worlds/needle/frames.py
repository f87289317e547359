"""Between coded frames and pictures as a person sees them, there and back.

On the way back only what was changed is put into the frame, so that the rest keeps its values to
the bit. Frames of a decoder come in, frames for an encoder go out. Knows nothing of time.
"""

from __future__ import annotations

import cv2
import numpy as np
from av.video.frame import VideoFrame

from longtake.media.picture import Screen, orientation

BROAD_PX, TALL_PX = 1280, 720
"""From here on colours are coded after BT.709 where a file does not say."""
BT601, BT709 = 5, 1
UNSAID = 2
"""FFmpeg's number for colours whose coding the file does not tell."""


class Darkroom:
    """Shows frames of one film, and puts pictures back into them."""

    def __init__(self, like: VideoFrame, pixel_aspect: float) -> None:
        self._screen = Screen(pixel_aspect)
        self._turns, self._mirrored = orientation(like)
        self._like = like
        tall = like.height >= TALL_PX or like.width >= BROAD_PX
        said = like.colorspace if like.colorspace != UNSAID else None
        self._matrix = said if said is not None else (BT709 if tall else BT601)

    def show(self, frame: VideoFrame) -> np.ndarray:
        """The frame upright, `(H, W, 3)` uint8 RGB."""
        return self._screen.show(frame)

    def frame_of(self, image: np.ndarray) -> VideoFrame:
        """A whole new frame that shows the picture."""
        frame = VideoFrame.from_ndarray(self._as_coded(image), format="rgb24").reformat(
            format=self._like.format.name,
            dst_colorspace=self._matrix,
            dst_color_range=self._like.color_range or None,
        )
        return frame

    def changed(self, frame: VideoFrame, before: np.ndarray, after: np.ndarray) -> VideoFrame:
        """The frame, with what differs between two pictures of it replaced by the second."""
        if after is before:
            return frame
        differs = (before != after).any(axis=2).astype(np.uint8)
        touched = cv2.dilate(self._as_coded(differs), np.ones((3, 3), np.uint8)) > 0
        return self._mixed(frame, self.frame_of(after), touched)

    def _as_coded(self, image: np.ndarray) -> np.ndarray:
        """A picture turned back to the way the file stores it."""
        turned = np.rot90(image, -self._turns)
        if self._mirrored:
            turned = turned[:, ::-1]
        size = self._like.width, self._like.height
        turned = np.ascontiguousarray(turned)
        if turned.shape[1::-1] != size:
            turned = cv2.resize(turned, size, interpolation=cv2.INTER_AREA)
        return turned

    def _mixed(self, old: VideoFrame, new: VideoFrame, touched: np.ndarray) -> VideoFrame:
        """Planes of 4:2:0; a chroma value is taken over where any of its four pixels is."""
        high, wide = touched.shape
        quarter = touched.reshape(high // 2, 2, wide // 2, 2).any(axis=(1, 3))
        where = np.concatenate([touched.ravel(), quarter.ravel(), quarter.ravel()])
        kept, drawn = old.to_ndarray(), new.to_ndarray()
        values = np.where(where.reshape(kept.shape), drawn, kept)
        frame = VideoFrame.from_ndarray(values, format=old.format.name)
        frame.color_range, frame.colorspace = old.color_range, old.colorspace
        return frame
