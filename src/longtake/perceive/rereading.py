"""Reading again: what is written in a cited span, by a fresh look at its pixels alone.

Evidence comes in, the words found inside its boxes go out. Knows neither the answer nor what was
read there the first time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake.perceive.ocr import read
from longtake.protocols import Media
from longtake.types import Box, Evidence

if TYPE_CHECKING:
    import numpy as np

MARGIN = 0.02
"""How far around the boxes to look, as a fraction of the picture."""


def read_again(media: Media, evidence: Evidence) -> str | None:
    """The words at the middle of the span, line by line; None when there is no picture to read."""
    frame = next(media.frames_at([evidence.span.middle_s]), None)
    if frame is None:
        return None
    return "\n".join(line.text for line in read(_inside(frame.image, evidence.boxes)))


def _inside(image: np.ndarray, boxes: tuple[Box, ...]) -> np.ndarray:
    """The part of the picture that holds the boxes, with a margin; all of it without boxes."""
    if not boxes:
        return image
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    height, width, _ = image.shape
    top, bottom = int((whole.top - MARGIN) * height), int((whole.bottom + MARGIN) * height) + 1
    left, right = int((whole.left - MARGIN) * width), int((whole.right + MARGIN) * width) + 1
    return image[max(0, top) : bottom, max(0, left) : right]
