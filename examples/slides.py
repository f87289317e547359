"""Draws the slides of the sample talk "Harbour Lights".

Knows nothing of time or files. Goes out: (720, 1280, 3) uint8 RGB, one function per slide. Needs
OpenCV 5, which brings its own typeface, so that every machine draws the same slides.
"""

from __future__ import annotations

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
PAPER, INK, SOFT, LINE, AMBER, NIGHT = (
    (250, 247, 240),
    (28, 34, 58),
    (110, 112, 128),
    (222, 216, 204),
    (214, 140, 44),
    (24, 30, 60),
)


def _page(colour: tuple[int, int, int] = PAPER) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def _write(
    page: np.ndarray,
    text: str,
    at: tuple[int, int],
    size: int,
    colour: tuple[int, int, int] = INK,
    weight: int = 400,
    right: bool = False,
) -> None:
    """Writes one line; `at` is the left (or right) end of its base line."""
    face = cv2.FontFace("sans")
    if right:
        _, _, wide, _ = cv2.getTextSize((WIDTH, HEIGHT), text, (0, 0), face, size, weight)
        at = (at[0] - wide, at[1])
    cv2.putText(page, text, at, colour, face, size, weight)


def _headed(title: str) -> np.ndarray:
    """A page with its title and the line below it."""
    page = _page()
    _write(page, title, (110, 140), 54, weight=600)
    cv2.rectangle(page, (112, 172), (212, 177), AMBER, -1)
    return page


def title() -> np.ndarray:
    """The opening slide."""
    page = _page(NIGHT)
    for lamp in range(7):
        cv2.circle(page, (126 + lamp * 44, 190), 9, AMBER, -1, cv2.LINE_AA)
    _write(page, "Harbour Lights", (110, 360), 100, PAPER, 600)
    _write(page, "A small project review", (114, 434), 42, (196, 200, 220))
    _write(page, "Mara Lindqvist  ·  Port of Vallmo", (114, 610), 32, (150, 156, 186))
    return page


def cost() -> np.ndarray:
    """The budget, with the year in which it was approved."""
    page = _headed("What it costs")
    for row, (item, euros) in enumerate(
        (("Lamp heads", "€18,400"), ("Cabling", "€9,600"), ("Installation", "€14,000"))
    ):
        y = 268 + row * 82
        _write(page, item, (112, y), 38)
        _write(page, euros, (1130, y), 38, right=True)
        cv2.line(page, (112, y + 28), (1130, y + 28), LINE, 2)
    _write(page, "Total", (112, 530), 44, weight=700)
    _write(page, "€42,000", (1130, 530), 44, weight=700, right=True)
    _write(page, "Budget approved by the town council in 2024", (112, 628), 30, SOFT)
    return page


def roadmap() -> np.ndarray:
    """Three stages in one year."""
    page = _headed("Roadmap 2027")
    cv2.line(page, (180, 380), (1100, 380), (206, 200, 188), 5)
    for stop, (season, place) in enumerate(
        (("Spring", "North pier"), ("Summer", "Ferry landing"), ("Autumn", "Fish market"))
    ):
        x = 220 + stop * 330
        cv2.circle(page, (x, 380), 20, AMBER, -1, cv2.LINE_AA)
        _write(page, season, (x - 40, 322), 36, weight=600)
        _write(page, place, (x - 40, 464), 34)
    _write(page, "All 36 lamps lit before the winter ferry timetable", (112, 620), 30, SOFT)
    return page


def chart() -> np.ndarray:
    """Electricity used by the lamps, year by year."""
    page = _headed("Power used at night")
    for bar, (label, megawatt_hours) in enumerate((("Old lamps", 61), ("Trial", 38), ("New", 19))):
        x, tall = 210 + bar * 330, megawatt_hours * 5
        colour = AMBER if label == "New" else (176, 178, 192)
        cv2.rectangle(page, (x, 590 - tall), (x + 170, 590), colour, -1)
        _write(page, f"{megawatt_hours} MWh", (x + 12, 572 - tall), 34, weight=600)
        _write(page, label, (x + 8, 640), 34)
    cv2.line(page, (150, 591), (1110, 591), INK, 3)
    return page


def risks() -> np.ndarray:
    """What may go wrong."""
    page = _headed("Risks")
    for row, risk in enumerate(
        (
            "Salt water in the cable joints",
            "Late delivery of the lamp heads",
            "Terns nest on the pier until August",
        )
    ):
        y = 290 + row * 104
        _write(page, risk, (112, y), 40)
        cv2.line(page, (112, y + 38), (1130, y + 38), LINE, 2)
    return page


def thanks() -> np.ndarray:
    """The closing slide."""
    page = _page(NIGHT)
    _write(page, "Thank you", (110, 340), 92, PAPER, 600)
    _write(page, "Questions: lights@vallmo.example", (114, 430), 38, (196, 200, 220))
    for lamp in range(7):
        cv2.circle(page, (126 + lamp * 44, 540), 9, AMBER, -1, cv2.LINE_AA)
    return page
