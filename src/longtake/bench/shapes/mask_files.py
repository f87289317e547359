"""Reads masks over time: folders of PNG, and the run lengths in which MeViS comes.

Both give, by name, frames that are read when they are asked for. A folder's name is its path below
the root, such as `VIDEO/EXPRESSION`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from longtake.bench.files import Row, Table, mapping
from longtake.errors import BenchError

Picture = NDArray[Any]
Frames = Mapping[str, Callable[[], Picture]]
NOWHERE = (1, 1)
"""Shape of a frame in which nothing is seen, whose size is not said."""
EXPRESSIONS, MASKS = "meta_expressions.json", "mask_dict.json"


def folders(root: Path) -> Mapping[str, Frames]:
    """Frames of each folder that holds PNGs. Raises BenchError."""
    if not root.is_dir():
        raise BenchError(f"{str(root)!r} is no folder of masks")
    found: dict[str, dict[str, Callable[[], Picture]]] = {}
    for path in sorted(root.rglob("*.png")):
        name = path.parent.relative_to(root).as_posix()
        found.setdefault(name, {})[path.stem] = partial(picture, path)
    if not found:
        raise BenchError(f"{str(root)!r} holds no PNG")
    return found


def picture(path: Path) -> Picture:
    """Numbers of pixels `(H, W)`: of the palette where there is one. Raises BenchError."""
    try:
        numbers = np.asarray(Image.open(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise BenchError(f"{path} is no picture: {error}") from error
    if numbers.ndim == 2:
        return numbers
    raise BenchError(f"{path} is coloured: write one number a pixel, with a palette or in grey")


def expressions(root: Path) -> Mapping[str, Frames]:
    """Of MeViS: what each expression means, all its objects as one mask. Raises BenchError."""
    path, masks = root / EXPRESSIONS, mapping(root / MASKS)
    found: dict[str, Frames] = {}
    for video, about in mapping(path).get("videos", {}).items():
        row = Table(path, [about])
        names = row.read(0, "frames", list)
        for number, one in row.read(0, "expressions", dict).items():
            ids = Table(path, [one]).read(0, "anno_id", list)
            objects = [_object(root / MASKS, masks, str(id), len(names)) for id in ids]
            found[f"{video}/{number}"] = {
                name: partial(_joined, root / MASKS, [frames[at] for frames in objects])
                for at, name in enumerate(names)
            }
    if not found:
        raise BenchError(f"{path} names no expressions of 'videos': is it the right file?")
    return found


def decoded(size: Sequence[int], counts: str) -> NDArray[np.bool_]:
    """The mask `(height, width)` of COCO's compressed run lengths. Raises ValueError."""
    height, width = size
    runs = run_lengths(counts)
    if min(runs, default=0) < 0 or sum(runs) != height * width:
        raise ValueError(f"runs of {sum(runs)} pixels do not fill {height} × {width}")
    ones = np.arange(len(runs)) % 2 == 1
    return np.repeat(ones, runs).reshape(width, height).T


def run_lengths(text: str) -> list[int]:
    """Lengths of the runs, down the columns, the first of which is empty pixels.

    Five bits a sign, the lowest first; the sixth says that more follow. From the fourth run on a
    number is the difference from the run before the last.
    """
    runs: list[int] = []
    value = shift = 0
    for sign in text:
        bits = ord(sign) - 48
        value |= (bits & 31) << shift
        shift += 5
        if bits & 32:
            continue
        value -= (bits & 16) << shift - 4
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    return runs


def _object(path: Path, masks: Mapping[str, Any], id: str, frames: int) -> Sequence[Row | None]:
    given = masks.get(id)
    if not isinstance(given, list) or len(given) < frames:
        raise BenchError(f"{path} has not {frames} masks of {id!r}: is it of the same split?")
    return given


def _joined(path: Path, masks: Sequence[Row | None]) -> Picture:
    try:
        shown = [decoded(one["size"], one["counts"]) for one in masks if one]
    except (KeyError, TypeError, ValueError) as error:
        raise BenchError(f"{path}: a mask is no run lengths: {error!r}") from error
    return np.any(shown, axis=0) if shown else np.zeros(NOWHERE, np.bool_)
