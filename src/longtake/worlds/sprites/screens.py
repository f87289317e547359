"""Screens that hide what is behind them: muted, so that the eyes pass them by. Knows no plans."""

from __future__ import annotations

import numpy as np

from longtake.worlds.sprites.look import Look, Pen
from longtake.worlds.stage import Thing

ASPECT = 0.62
WOOD, SLAT, FOOT = (132, 122, 116), (150, 140, 132), (104, 96, 92)


def _screen(thing: Thing) -> np.ndarray:
    pen = Pen(ASPECT)
    pen.rect(0.0, 0.0, ASPECT, 1.0, FOOT).rect(0.012, 0.012, ASPECT - 0.012, 0.988, WOOD)
    for row in range(12):
        top = 0.03 + row * 0.079
        pen.rect(0.035, top, ASPECT - 0.035, top + 0.058, SLAT)
    for x in (0.08, ASPECT - 0.08):
        for row in range(12):
            pen.disc(x, 0.059 + row * 0.079, 0.006, FOOT)
    return pen.canvas


LOOKS = {"screen": Look(draw=_screen, aspect=ASPECT)}
