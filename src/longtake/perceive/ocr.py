"""Reading the text in one picture.

Wraps RapidOCR, whose weights are in its wheel: nothing is downloaded. Finding lines costs about
half a microsecond per pixel looked at, recognising one about 40 ms on one core, so that both can be
asked for apart: `locate` gives the corners of lines, `recognise` their words, `read` both. Knows
nothing of time, video or which pictures are worth reading.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np

from longtake.perceive.heap import return_large_blocks
from longtake.types import Box

GLANCE_SIDE_PX, READ_SIDE_PX = 640, 1024
"""Lines are looked for in a picture scaled to a longer side within these bounds: letters are found
from about 6 px of height there on, and recognised at full size."""
LARGEST_ZOOM = 2.0
SURE_ENOUGH = 0.5
SPACE = 0.35
"""A gap between words, as a share of the height of a line; columns stand further apart."""
LEVEL = 0.2
_GRID_PX = 32
STANDING = 2.5
"""Crops so much taller than wide are columns, and are turned; single letters are not."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a picture."""

    text: str
    box: Box
    score: float


@cache
def source() -> str:
    """Name and version of the reader, for the `source` of an Observation."""
    return f"rapidocr-{version('rapidocr')}"


def read(image: np.ndarray) -> list[Line]:
    """The lines in an `(H, W, 3)` uint8 RGB picture, top to bottom, then left to right."""
    quads = joined(locate(image))
    height, width = image.shape[:2]
    words = recognise([cut(image, quad) for quad in quads])
    lines = [
        Line(text, box_of(quad, width, height), score)
        for quad, (text, score) in zip(quads, words, strict=True)
        if text and score >= SURE_ENOUGH
    ]
    return in_reading_order(lines)


def locate(image: np.ndarray, zoom: float | None = None) -> list[np.ndarray]:
    """Where lines are: `(4, 2)` float32 corners in pixels, clockwise from the top left.

    `zoom` is the scale at which to look; None chooses it by the size of the picture.
    """
    height, width = image.shape[:2]
    zoom = zoom or reading_zoom(width, height)
    found = _finder()(_on_grid(image, zoom))
    if found.boxes is None:
        return []
    corners = np.asarray(found.boxes, np.float32) / zoom
    return [np.clip(quad, 0, (width - 1, height - 1)).astype(np.float32) for quad in corners]


def joined(quads: list[np.ndarray]) -> list[np.ndarray]:
    """Upright lines that stand on one row, less than a space apart, made one."""
    found: list[np.ndarray] = []
    for quad in sorted(quads, key=lambda quad: float(quad[0][0])):
        before = next((one for one in found if _goes_on(one, quad)), None)
        if before is None:
            found.append(quad)
            continue
        both = np.concatenate([before, quad])
        (left, top), (right, bottom) = both.min(axis=0), both.max(axis=0)
        before[:] = (left, top), (right, top), (right, bottom), (left, bottom)
    return found


def _goes_on(before: np.ndarray, quad: np.ndarray) -> bool:
    """Whether the second line continues the first."""
    if _tilt(before) > LEVEL or _tilt(quad) > LEVEL:
        return False
    high, other = np.ptp(before[:, 1]), np.ptp(quad[:, 1])
    rows = min(before[:, 1].max(), quad[:, 1].max()) - max(before[:, 1].min(), quad[:, 1].min())
    gap = quad[:, 0].min() - before[:, 0].max()
    return bool(rows >= 0.7 * max(high, other) and -0.5 * high < gap < SPACE * min(high, other))


def _tilt(quad: np.ndarray) -> float:
    """How far a line leans, as a share of its height."""
    return float(abs(quad[1][1] - quad[0][1]) / max(1.0, quad[3][1] - quad[0][1]))


def glancing_zoom(width: int, height: int) -> float:
    """The scale that finds all but the smallest lines, at the least cost."""
    return min(GLANCE_SIDE_PX / max(width, height), LARGEST_ZOOM)


def reading_zoom(width: int, height: int) -> float:
    """The scale at which even small lines are found in a picture of this size."""
    side = max(width, height)
    return min(min(max(0.75 * side, GLANCE_SIDE_PX), READ_SIDE_PX) / side, LARGEST_ZOOM)


def cut(image: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """The line between these corners, laid flat."""
    width = max(1, int(max(np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[2] - quad[3])))))
    height = max(1, int(max(np.hypot(*(quad[3] - quad[0])), np.hypot(*(quad[2] - quad[1])))))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, flat)
    line = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.rot90(line) if height >= STANDING * width else line


def recognise(lines: Sequence[np.ndarray]) -> list[tuple[str, float]]:
    """The words of each flat line, and how sure they are; empty words where there are none."""
    return list(_workers().map(_recognise, lines))


def box_of(quad: np.ndarray, width: int, height: int) -> Box:
    """The upright box around four corners, as fractions of the picture."""
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    edges = np.clip([left / width, top / height, right / width, bottom / height], 0, 1)
    return Box(*(round(float(edge), 4) for edge in edges))


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Sort by rows, top to bottom; lines whose middles lie within each other share a row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        middle = (line.box.top + line.box.bottom) / 2
        first = rows[-1][0].box if rows else None
        if first is not None and first.top < middle < first.bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box.left)]


def _on_grid(image: np.ndarray, zoom: float) -> np.ndarray:
    """Scaled, BGR, and filled up on the right and below to the steps the network takes."""
    height, width = image.shape[:2]
    size = max(1, round(width * zoom)), max(1, round(height * zoom))
    method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(image, size, interpolation=method)[:, :, ::-1]
    right, below = -size[0] % _GRID_PX, -size[1] % _GRID_PX
    return cv2.copyMakeBorder(scaled, 0, below, 0, right, cv2.BORDER_REPLICATE)


def _recognise(line: np.ndarray) -> tuple[str, float]:
    found = _recogniser()(np.ascontiguousarray(line[:, :, ::-1]))
    return (found.txts[0].strip(), float(found.scores[0])) if found.txts else ("", 0.0)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(4, os.cpu_count() or 1), thread_name_prefix="ocr")


@cache
def _finder() -> Any:
    whole = {"Det.limit_type": "max", "Det.limit_side_len": 8192}
    return _engine({"Global.use_rec": False, **whole})


@cache
def _recogniser() -> Any:
    narrow = {"Rec.rec_img_shape": [3, 48, 96], "Rec.rec_batch_num": 1}
    return _engine({"Global.use_det": False, **narrow})


def _engine(params: dict[str, Any]) -> Any:
    """One thread each: lines are recognised side by side, and threads that share one line wait for
    each other by spinning, which takes the core from whoever else could use it.
    """
    from rapidocr import RapidOCR

    return_large_blocks()
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            **params,
        }
    )
