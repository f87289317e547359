"""Signatures: what a shot looks like, small enough to compare millions.

The sense named `signature`. Of each shot up to three pictures are taken, nearest to its middle and
its quarters, which the survey for shots has seen already, so that nothing more is decoded. Of each
the square in the middle counts, so that a copy cropped to another shape is still one. Two things
describe it: a 64-bit
perceptual hash of its structure (the signs of its lowest frequencies, Zauner 2010) and the colour
layout of MPEG-7 (ISO/IEC 15938-3). Knows nothing of what a picture means. A video comes in;
`signature` Observations over the spans of its shots go out. `ranked` finds what looks like a given
picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from longtake.media.glimpse import Glimpse
from longtake.perceive.likeness import detail
from longtake.perceive.montage import Montage
from longtake.perceive.shots import montage_of
from longtake.perceive.transitions import LEAST_DETAIL
from longtake.protocols import Media
from longtake.types import Observation, Span, Stream

SAME_SHOT = 0.5
"""Two signatures closer than this show the same shot (see `distance`)."""

VIEWS = (0.5, 0.25, 0.75)
"""Where in a shot it is looked at, as shares of its length, the most telling first."""

SIDE_PX, LOWEST = 32, 8
"""The square is brought to this size, and this many frequencies each way make up the hash."""

FAINT = 8.0
"""Frequencies no stronger than this have no sign, so that empty pictures are alike."""

ZIGZAG = ((0, 0), (0, 1), (1, 0), (2, 0), (1, 1), (0, 2))
"""The coefficients of the colour layout: six of brightness, the first three of each colour."""

LAYOUT_WEIGHTS = np.array([0.5, 2, 2, 1, 1, 1, 2, 1, 1, 4, 2, 2], np.float32)
"""Of brightness, blue and red, as MPEG-7 recommends, but for the mean brightness, which is what
differs most between copies."""

LAYOUT_REACH = 300.0
"""Distance of the layouts of two pictures that have nothing in common, about."""


class Signature:
    """Implements `protocols.Perceiver`."""

    name = "signature"
    version = "1"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """One for each shot that begins in the span, unless it is a fraction of a second long."""
        found, stream = montage_of(media.info), media.info.video
        if found is None or stream is None:
            return
        for shot in found.shots:
            views = _views(found, shot) if shot.start_s in span else []
            if views:
                first, *also = [_signed(view, stream) for view in views]
                yield Observation(
                    video=media.info.id,
                    span=shot,
                    kind="signature",
                    text="",
                    source=f"{self.name}@{self.version}",
                    data={**first, "also": also},
                )


def _views(found: Montage, shot: Span) -> list[Glimpse]:
    """Its middle and quarters as far as they were seen; empty pictures only if all are."""
    stills = found.stills_of(shot)
    full = [still for still in stills if detail(still.luma) > LEAST_DETAIL] or stills
    views: list[Glimpse] = []
    for part in VIEWS:
        due_s = shot.start_s + part * shot.duration_s
        nearest = min(full, key=lambda still: abs(still.time_s - due_s), default=None)
        if nearest is not None and nearest not in views:
            views.append(nearest)
    return views


def signature_of(image: np.ndarray) -> dict[str, Any]:
    """`phash`, 16 hexadecimal digits, and `layout`, 12 whole numbers, of an upright picture.

    The picture is `(H, W, 3)` uint8 RGB of any size.
    """
    luma, red, blue = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb))
    studio = (16 + luma * (219 / 255)).round().astype(np.uint8)
    return _signature(
        [_square(plane, image.shape[1] / image.shape[0]) for plane in (studio, blue, red)]
    )


def _signed(still: Glimpse, stream: Stream) -> dict[str, Any]:
    assert still.colour is not None, "stills are in colour"
    turns = stream.rotation_deg // 90
    planes = [np.rot90(p, turns) for p in (still.luma, *cv2.split(still.colour))]
    shape = stream.width_px / stream.height_px
    signed = _signature([_square(plane, shape) for plane in planes])
    return {"time_s": still.time_s, **signed}


def _square(plane: np.ndarray, aspect: float) -> np.ndarray:
    """The middle of a plane, as wide as high when shown with this width per height; 32×32."""
    high, wide = plane.shape
    columns, rows = wide * min(1.0, 1 / aspect), high * min(1.0, aspect)
    left, top = round((wide - columns) / 2), round((high - rows) / 2)
    middle = np.ascontiguousarray(plane[top : high - top, left : wide - left])
    square: np.ndarray = cv2.resize(middle, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return square


def _signature(squares: Sequence[np.ndarray]) -> dict[str, Any]:
    return {"phash": f"{_hash(squares[0]):016x}", "layout": _layout(squares)}


def distance(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """How different the two most alike views are, in [0, 1]: half by structure, half by colour."""
    ones, others = [one, *one.get("also", ())], [other, *other.get("also", ())]
    return min(_apart(a, b) for a in ones for b in others)


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    flipped = (int(one["phash"], 16) ^ int(other["phash"], 16)).bit_count()
    apart = np.subtract(one["layout"], other["layout"]).astype(np.float32)
    colour = float(np.sqrt(LAYOUT_WEIGHTS @ (apart * apart)))
    return min(1.0, flipped / 32) / 2 + min(1.0, colour / LAYOUT_REACH) / 2


def ranked(
    sought: Mapping[str, Any], among: Iterable[Observation]
) -> list[tuple[Observation, float]]:
    """The `signature` Observations with their distances, most alike first."""
    scored = [(each, distance(sought, each.data)) for each in among if each.kind == "signature"]
    return sorted(scored, key=lambda pair: (pair[1], pair[0].video, pair[0].span))


def _hash(luma: np.ndarray) -> int:
    lowest = cv2.dct(luma.astype(np.float32))[:LOWEST, :LOWEST].ravel()
    bits = lowest > np.median(lowest[1:]) + FAINT
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _layout(planes: Iterable[np.ndarray]) -> list[int]:
    layout: list[int] = []
    for plane, count in zip(planes, (6, 3, 3), strict=True):
        tiny = cv2.resize(plane, (8, 8), interpolation=cv2.INTER_AREA).astype(np.float32)
        coefficients = cv2.dct(tiny)
        layout += [round(float(coefficients[at])) for at in ZIGZAG[:count]]
    return layout
