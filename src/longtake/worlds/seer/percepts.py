"""Percepts: what the eyes made of each picture, remembered, because questions share pictures.

Encoded pictures come in; Views and sizes go out. The eyes are given, or are the worlds' own. A
picture is scaled down by the acuity before the eyes get it. Knows nothing of questions.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from longtake.worlds.seer.messages import Picture, Refusal
from longtake.worlds.stage import Quality, View

if TYPE_CHECKING:
    import numpy as np

Key = TypeVar("Key")
Value = TypeVar("Value")

Eyes = Callable[["np.ndarray", float], View]
"""`see(image, time_s)`: an RGB picture `(H, W, 3)` uint8 as a View. Knows the pixels only."""

KEPT = 20_000
"""Percepts remembered; Views are small."""

PLAIN = 12
"""A picture whose values differ by no more than this shows nothing."""

TILE_PX = 512
TILE_TOKENS = 170
PICTURE_TOKENS = 85
"""What a picture costs: so much, and so much again for each tile of it."""


class Percepts:
    """Looks at each picture once per acuity. Safe to use from several threads."""

    def __init__(self, eyes: Eyes | None = None, kept: int = KEPT):
        self._eyes = eyes
        self._kept = kept
        self._views: OrderedDict[tuple[bytes, float], View] = OrderedDict()
        self._qualities: OrderedDict[tuple[bytes, float], Quality | None] = OrderedDict()
        self._sizes: OrderedDict[bytes, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._looking = threading.Lock()

    def view(self, picture: Picture, acuity: float, time_s: float, video: str = "") -> View:
        """What is to be seen in the picture. Raises Refusal when it is none."""
        key = (_digest(picture.data), acuity)
        known = self._views.get(key)
        if known is None:
            with self._looking:
                known = self._views.get(key) or self._look(picture.data, acuity)
            self._remember(self._views, key, known)
        return replace(known, time_s=time_s, video=video)

    def measured(self, picture: Picture, acuity: float, time_s: float, video: str = "") -> View:
        """The same with the picture's quality; none where it shows nothing."""
        view = self.view(picture, acuity, time_s, video)
        key = (_digest(picture.data), acuity)
        if key not in self._qualities:
            self._remember(self._qualities, key, _quality(picture.data, acuity))
        return replace(view, quality=self._qualities.get(key))

    def tokens(self, picture: Picture) -> int:
        """What showing it costs, by tiles. Raises Refusal when it is no picture."""
        if picture.low:
            return PICTURE_TOKENS
        width_px, height_px = self._size(picture.data)
        tiles = -(-width_px // TILE_PX) * -(-height_px // TILE_PX)
        return PICTURE_TOKENS + TILE_TOKENS * tiles

    def _size(self, data: bytes) -> tuple[int, int]:
        key = _digest(data)
        size = self._sizes.get(key)
        if size is None:
            height_px, width_px = _pixels(data).shape[:2]
            size = (width_px, height_px)
            self._remember(self._sizes, key, size)
        return size

    def _look(self, data: bytes, acuity: float) -> View:
        image = _scaled(_pixels(data), acuity)
        if _is_plain(image):
            return View(time_s=0.0)
        return (self._eyes or _own_eyes())(image, 0.0)

    def _remember(self, known: OrderedDict[Key, Value], key: Key, value: Value) -> None:
        with self._lock:
            known[key] = value
            while len(known) > self._kept:
                known.popitem(last=False)


def _quality(data: bytes, acuity: float) -> Quality | None:
    from longtake.worlds.degrade.measure import measure

    image = _scaled(_pixels(data), acuity)
    return None if _is_plain(image) else measure(image)


def _is_plain(image: np.ndarray) -> bool:
    return int(image.max()) - int(image.min()) <= PLAIN


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _own_eyes() -> Eyes:
    from longtake.worlds.seeing.eyes import see

    return see


def _pixels(data: bytes) -> np.ndarray:
    import cv2
    import numpy as np

    coded = np.frombuffer(data, np.uint8)
    image = cv2.imdecode(coded, cv2.IMREAD_COLOR) if coded.size else None
    if image is None:
        raise Refusal("the picture cannot be decoded: send a JPEG or PNG", "invalid_image")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def _scaled(image: np.ndarray, acuity: float) -> np.ndarray:
    import cv2

    if acuity >= 1:
        return image
    height_px, width_px = image.shape[:2]
    size = (max(1, round(width_px * acuity)), max(1, round(height_px * acuity)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
