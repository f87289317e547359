"""Reading the text in one picture.

Wraps RapidOCR, whose weights are in its wheel: nothing is downloaded. A picture goes in, lines come
out in reading order, each with its box and how sure the recogniser is. Knows nothing of time,
video or which pictures are worth reading; one call costs tens to hundreds of milliseconds.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np

from longtake.types import Box

LONG_SIDE_PX = 1280
"""Text is looked for in a picture of this size: larger ones are scaled down, smaller ones up."""
LARGEST_ZOOM = 3.0
THREADS = 2
SURE_ENOUGH = 0.5


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
    height, width = image.shape[:2]
    zoom = min(LONG_SIDE_PX / max(height, width), LARGEST_ZOOM)
    method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=method)
    found = _engine()(np.ascontiguousarray(scaled[:, :, ::-1]), use_cls=False)
    if found.boxes is None:
        return []
    lines = [
        Line(text.strip(), _box(quad, scaled.shape[1], scaled.shape[0]), float(score))
        for text, quad, score in zip(found.txts, found.boxes, found.scores, strict=True)
        if text.strip()
    ]
    return in_reading_order(lines)


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


def _box(quad: np.ndarray, width: int, height: int) -> Box:
    left, top = quad.min(axis=0) / (width, height)
    right, bottom = quad.max(axis=0) / (width, height)
    edges = np.clip([left, top, right, bottom], 0, 1).round(4)
    return Box(*(float(edge) for edge in edges))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.text_score": SURE_ENOUGH,
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(THREADS, os.cpu_count() or 1),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": LONG_SIDE_PX,
        }
    )
