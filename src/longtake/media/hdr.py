"""HDR pictures (PQ or HLG, BT.2020) made fit for an ordinary screen (SDR, BT.709).

The steps a good player takes: code values to light in nits; highlights bent down by the curve of
ITU-R BT.2390 (everything up to about 90 nits stays as it is, 1000 nits becomes the 203 nits of
diffuse white); BT.2020 primaries to BT.709, what falls outside clipped; gamma 2.4. Knows nothing of
codecs: `(H, W, 3)` uint16 code values come in, uint8 RGB goes out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

Transfer = Literal["pq", "hlg"]
TRANSFERS: dict[int, Transfer] = {16: "pq", 18: "hlg"}
"""FFmpeg's numbers for the transfer functions of HDR."""

PEAK_NITS, WHITE_NITS = 1000.0, 203.0
CODES = 4096
BT2020_TO_BT709 = np.array(
    [
        [1.660491, -0.587641, -0.072850],
        [-0.124550, 1.132900, -0.008349],
        [-0.018151, -0.100579, 1.118730],
    ],
    np.float32,
)
LUMA_BT2020 = np.array([0.2627, 0.6780, 0.0593], np.float32)


def to_sdr(codes: np.ndarray, transfer: Transfer) -> np.ndarray:
    """RGB code values over the full range of uint16, to RGB for an SDR screen."""
    nits = _light(transfer)[codes >> 4]
    if transfer == "hlg":  # the screen's own gamma, by the brightness of the pixel as a whole
        nits *= np.maximum(nits @ LUMA_BT2020 / PEAK_NITS, 1e-6)[..., None] ** 0.2
    red, green, blue = nits[..., :1], nits[..., 1:2], nits[..., 2:]
    brightest = np.maximum(np.maximum(red, green), blue)
    curve = _highlights()
    place = np.sqrt(np.minimum(brightest / PEAK_NITS, 1.0)) * (len(curve) - 1)
    light = (nits * curve[place.astype(np.int32)]) @ BT2020_TO_BT709.T
    steps = _gamma()
    places = (np.sqrt(np.clip(light, 0.0, 1.0)) * (len(steps) - 1)).astype(np.int32)
    return np.asarray(steps[places])


@lru_cache
def _light(transfer: Transfer) -> np.ndarray:
    """Nits of each code value."""
    code = np.arange(CODES) / (CODES - 1)
    if transfer == "pq":
        return _pq_to_nits(code).astype(np.float32)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    return (PEAK_NITS * scene).astype(np.float32)


@lru_cache
def _highlights() -> np.ndarray:
    """What to multiply nits by, over the square root of the brightest part of the peak."""
    nits = np.maximum(np.linspace(0, 1, CODES) ** 2 * PEAK_NITS, 1e-4)
    peak, white = _nits_to_pq(np.array([PEAK_NITS, WHITE_NITS]))
    level, ceiling = _nits_to_pq(nits) / peak, white / peak
    knee = 1.5 * ceiling - 0.5
    t = np.clip((level - knee) / (1 - knee), 0, 1)
    bent = (
        (2 * t**3 - 3 * t**2 + 1) * knee
        + (t**3 - 2 * t**2 + t) * (1 - knee)
        + (-2 * t**3 + 3 * t**2) * ceiling
    )
    shown = _pq_to_nits(np.where(level < knee, level, bent) * peak)
    return (shown / nits / WHITE_NITS).astype(np.float32)


@lru_cache
def _gamma() -> np.ndarray:
    """The 8-bit value of each square root of light."""
    light = np.linspace(0, 1, 8192) ** 2
    return np.round(255 * light ** (1 / 2.4)).astype(np.uint8)


M1, M2 = 2610 / 16384, 2523 / 32
C1, C2, C3 = 3424 / 4096, 2413 / 128, 2392 / 128


def _pq_to_nits(code: np.ndarray) -> np.ndarray:
    root = code ** (1 / M2)
    return np.asarray(10000 * (np.maximum(root - C1, 0) / (C2 - C3 * root)) ** (1 / M1))


def _nits_to_pq(nits: np.ndarray) -> np.ndarray:
    root = (nits / 10000) ** M1
    return np.asarray(((C1 + C2 * root) / (1 + C3 * root)) ** M2)
