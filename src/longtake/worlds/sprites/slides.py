"""What is on a slide: pages, panels, bars, pointers, and lines of writing behind a mark.

A line is a mark of its own colour and shape, as high as the line, and then its text; the mark tells
what sort of line it is, and where and how large the writing is. Pages, panels and bars are muted.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.drawing import lettering
from longtake.worlds.sprites.look import MASTER_PX, RGB, Look, Pen, paint_of
from longtake.worlds.stage import Thing

MARK = 0.78
"""Where the text of a line begins, in heights of the line."""
INK: RGB = (38, 40, 52)
SOFT: RGB = (96, 98, 112)
HAND: RGB = (34, 52, 96)
SLANT = 0.22
"""How far handwriting leans, in heights of its line."""
BLUR_PX = 0.20 * MASTER_PX
"""Of a line that is blurred by 1."""
PAPERS: dict[str, tuple[RGB, RGB]] = {
    "warm": ((250, 247, 240), (236, 229, 214)),
    "cool": ((245, 248, 250), (220, 228, 234)),
    "white": ((250, 250, 250), (228, 228, 232)),
    "green": ((246, 249, 244), (222, 231, 219)),
}
PAGE_ASPECT = 16 / 9
PANEL_ASPECT = 2.7

Marking = Callable[[Pen, RGB], object]


def line_aspect(thing: Thing) -> float:
    """Width over height of a line: its mark and its text."""
    return MARK + lettering.width_of(thing.text, 1.0)


def bar_aspect(thing: Thing) -> float:
    """Width over height of a chart's bar; its pose says it in tenths."""
    return max(1, int(thing.pose or 1)) / 10


def _bar_mark(pen: Pen, colour: RGB) -> None:
    pen.rect(0.10, 0.06, 0.30, 0.94, colour)


def _point_mark(pen: Pen, colour: RGB) -> None:
    pen.poly([(0.10, 0.18), (0.24, 0.18), (0.46, 0.50), (0.24, 0.82), (0.10, 0.82)], colour)


def _row_mark(pen: Pen, colour: RGB) -> None:
    pen.rect(0.10, 0.12, 0.27, 0.88, colour).rect(0.10, 0.40, 0.46, 0.60, colour)


def _code_mark(pen: Pen, colour: RGB) -> None:
    pen.rect(0.10, 0.12, 0.27, 0.88, colour).rect(0.10, 0.70, 0.46, 0.88, colour)


def _formula_mark(pen: Pen, colour: RGB) -> None:
    pen.rect(0.10, 0.12, 0.26, 0.88, colour)
    pen.rect(0.10, 0.12, 0.46, 0.27, colour).rect(0.10, 0.73, 0.46, 0.88, colour)


def _hand_mark(pen: Pen, colour: RGB) -> None:
    pen.poly([(0.10, 0.14), (0.36, 0.14), (0.36, 0.58), (0.23, 0.88), (0.10, 0.58)], colour)


def _note_mark(pen: Pen, colour: RGB) -> None:
    pen.rect(0.10, 0.12, 0.27, 0.88, colour).rect(0.10, 0.12, 0.46, 0.30, colour)


def _drawn(
    marking: Marking, ink: RGB, weight: int, slant: float = 0.0
) -> Callable[[Thing], np.ndarray]:
    def draw(thing: Thing) -> np.ndarray:
        pen = Pen(line_aspect(thing))
        marking(pen, paint_of(thing))
        if thing.text:
            _written(pen.canvas, thing, ink, weight, slant)
        return pen.canvas

    return draw


def _written(canvas: np.ndarray, thing: Thing, colour: RGB, weight: int, slant: float) -> None:
    """The text behind the mark, in premultiplied ink."""
    inked = lettering.ink(thing.text, MASTER_PX, weight)
    left = round(MARK * MASTER_PX)
    inked = inked[:, : canvas.shape[1] - left]
    if slant:
        lean = np.array([[1, -slant, slant * MASTER_PX / 2], [0, 1, 0]], np.float32)
        inked = cv2.warpAffine(inked, lean, (inked.shape[1], MASTER_PX))
    if thing.blur:
        inked = cv2.GaussianBlur(inked, (0, 0), thing.blur * BLUR_PX)
    part = canvas[:, left : left + inked.shape[1]]
    part[..., 3] = inked
    part[..., :3] = inked[..., None].astype(np.uint16) * np.array(colour, np.uint16) // 255


def _page(thing: Thing) -> np.ndarray:
    name, _, sort = thing.pose.partition(" ")
    paper, band = PAPERS.get(name, PAPERS["warm"])
    pen = Pen(PAGE_ASPECT).rect(0, 0, PAGE_ASPECT, 1, paper)
    if sort == "head":
        return pen.rect(0, 0, 0.22, 1, band).rect(0.30, 0.60, 0.90, 0.606, band).canvas
    pen.rect(0, 0, 0.075, 1, band).rect(0.19, 0.196, PAGE_ASPECT - 0.12, 0.201, band)
    return pen.canvas


def _panel(thing: Thing) -> np.ndarray:
    pen = Pen(PANEL_ASPECT)
    wide = PANEL_ASPECT
    pen.rect(0, 0, wide, 1, (224, 224, 230)).rect(
        0.007, 0.007, wide - 0.007, 0.993, (240, 240, 243)
    )
    return pen.canvas


def _window(thing: Thing) -> np.ndarray:
    pen = Pen(7.0)
    pen.rect(0, 0, 7, 1, (206, 208, 214)).rect(0.03, 0.03, 6.97, 0.97, (255, 255, 255))
    return pen.canvas


def _bar(thing: Thing) -> np.ndarray:
    """A bar as pale as paper lets a colour be, so that only marks are vivid."""
    aspect = bar_aspect(thing)
    pale = tuple(round(0.42 * channel + 0.58 * 214) for channel in paint_of(thing))
    return Pen(aspect).rect(0, 0, aspect, 1, pale).canvas  # type: ignore[arg-type]


def _pointer(thing: Thing) -> np.ndarray:
    pen = Pen(1.25)
    colour = paint_of(thing)
    pen.poly([(0.06, 0.36), (0.62, 0.36), (0.62, 0.10), (1.20, 0.5), (0.62, 0.90), (0.62, 0.64),
              (0.06, 0.64)], colour)  # fmt: skip
    return pen.outlined(0.03)


def _line(marking: Marking, ink: RGB = INK, weight: int = 500, slant: float = 0.0) -> Look:
    return Look(
        draw=_drawn(marking, ink, weight, slant),
        aspect=line_aspect,
        page=Box(0.0, 0.0, 1.0, 1.0),
        runs=MARK,
    )


LOOKS = {
    "title": _line(_bar_mark, weight=700),
    "point": _line(_point_mark),
    "row": _line(_row_mark),
    "code": _line(_code_mark),
    "formula": _line(_formula_mark),
    "hand": _line(_hand_mark, HAND, 400, SLANT),
    "note": _line(_note_mark, SOFT),
    "page": Look(draw=_page, aspect=PAGE_ASPECT),
    "panel": Look(draw=_panel, aspect=PANEL_ASPECT),
    "window": Look(draw=_window, aspect=7.0),
    "bar": Look(draw=_bar, aspect=bar_aspect, poses=()),
    "pointer": Look(draw=_pointer, aspect=1.25),
}
