"""Masks as COCO's compressed run lengths, the form of `counts` in MeViS and other mask files.

The mask is read column by column; runs of background and of the thing alternate, background first;
from the fourth on each run is written as the difference to the one two before it, in groups of five
bits, lowest first, the sixth bit saying that more follow, 48 added to make it printable.
"""

from __future__ import annotations

import numpy as np

from longtake.errors import WorldError


def encode(mask: np.ndarray) -> str:
    """The run lengths of a `(H, W)` mask, true where the thing is."""
    flat = np.asarray(mask, bool).ravel(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    bounds = np.concatenate(([0], [0] if flat.size and flat[0] else [], edges, [flat.size]))
    runs = np.diff(bounds).astype(np.int64)
    runs[3:] -= runs[1:-2].copy() if len(runs) > 3 else 0
    return "".join(map(_written, runs.tolist()))


def decode(counts: str, height_px: int, width_px: int) -> np.ndarray:
    """The `(H, W)` mask of these run lengths.

    Raises WorldError when they do not fill the picture.
    """
    runs: list[int] = []
    for number in _numbers(counts):
        runs.append(number + runs[-2] if len(runs) > 2 else number)
    if sum(runs) != height_px * width_px or min(runs, default=0) < 0:
        raise WorldError(
            f"run lengths {counts[:40]!r} do not fill {width_px}×{height_px} pixels: "
            "give the size of the picture they were made from"
        )
    things = np.arange(len(runs)) % 2 == 1
    return np.repeat(things, runs).reshape((height_px, width_px), order="F")


def _written(number: int) -> str:
    letters = ""
    while True:
        bits, number = number & 0x1F, number >> 5
        done = number == (-1 if bits & 0x10 else 0)
        letters += chr(48 + (bits if done else bits | 0x20))
        if done:
            return letters


def _numbers(counts: str) -> list[int]:
    found: list[int] = []
    number, shift = 0, 0
    for letter in counts:
        bits = ord(letter) - 48
        number |= (bits & 0x1F) << shift
        shift += 5
        if not bits & 0x20:
            found.append(number - (1 << shift) if bits & 0x10 else number)
            number, shift = 0, 0
    return found
