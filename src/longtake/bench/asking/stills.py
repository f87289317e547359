"""Still pictures, which some benchmarks ask about as others do about videos.

To whoever is asked a still is a video of hardly any length, of which there is one picture, at 0 s.
A path comes in; its picture goes out. Knows neither questions nor models.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from longtake.errors import BenchError

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
LENGTH_S = 1e-4
"""So short that every moment of it is told as 0 s, yet something that a control can take away."""


def is_still(path: str | Path) -> bool:
    """By its name."""
    return Path(path).suffix.lower() in SUFFIXES


def picture(path: Path, height_px: int) -> np.ndarray:
    """As RGB, upright, and no higher than that. Raises BenchError."""
    try:
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        image.thumbnail((image.width, height_px))
        return np.asarray(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BenchError(f"{path} is no picture: {error}") from error
