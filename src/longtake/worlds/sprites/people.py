"""People: a coat, a hat, and arms that say what they do.

The coat with its sleeves is one blob of colour whose outline tells the pose; the hat is another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from longtake.worlds.sprites.look import CREAM, DARK, SKIN, Look, Pen, Point, paint_of
from longtake.worlds.stage import COLOURS, Facing, Thing

ASPECT = 0.66
SLEEVE = 0.085

POSES: dict[str, tuple[Sequence[Point], Sequence[Point]]] = {
    "stand": (
        ((0.24, 0.32), (0.19, 0.47), (0.17, 0.58)),
        ((0.42, 0.32), (0.47, 0.47), (0.49, 0.58)),
    ),
    "walk": (
        ((0.24, 0.32), (0.16, 0.44), (0.08, 0.52)),
        ((0.42, 0.32), (0.50, 0.43), (0.58, 0.50)),
    ),
    "wave": (
        ((0.24, 0.32), (0.19, 0.47), (0.17, 0.58)),
        ((0.42, 0.32), (0.53, 0.24), (0.57, 0.06)),
    ),
    "reach": (
        ((0.24, 0.32), (0.19, 0.47), (0.17, 0.58)),
        ((0.42, 0.32), (0.52, 0.35), (0.62, 0.36)),
    ),
    "raise": (
        ((0.24, 0.32), (0.19, 0.47), (0.17, 0.58)),
        ((0.42, 0.32), (0.56, 0.40), (0.50, 0.25)),
    ),
    "read": (
        ((0.24, 0.34), (0.34, 0.50), (0.54, 0.50)),
        ((0.42, 0.32), (0.50, 0.42), (0.58, 0.42)),
    ),
    "cheer": (
        ((0.24, 0.32), (0.12, 0.24), (0.08, 0.06)),
        ((0.42, 0.32), (0.54, 0.24), (0.58, 0.06)),
    ),
}
"""Shoulder, elbow, hand of the far and the near arm, facing right."""
POSES["walk2"] = POSES["walk"]

HANDS: dict[str, Point] = {
    "stand": (0.53, 0.64),
    "walk": (0.62, 0.57),
    "walk2": (0.62, 0.57),
    "wave": (0.14, 0.64),
    "reach": (0.70, 0.37),
    "stoop": (0.68, 0.90),
    "raise": (0.52, 0.17),
    "read": (0.68, 0.44),
    "sit": (0.60, 0.66),
    "lie": (0.62, 0.70),
    "cheer": (0.60, 0.02),
}
"""Where the middle of a held thing is, in heights of the person from the left top, facing right."""


def hand(pose: str, facing: Facing = "right") -> Point:
    """Where a held thing is: fractions of the person's box, from its left and its top."""
    across, down = HANDS.get(pose, HANDS["stand"])
    share = across / ASPECT
    return (share if facing == "right" else 1 - share), down


def _draw(thing: Thing) -> np.ndarray:
    pen = Pen(ASPECT)
    pose = thing.pose or "stand"
    special = {"stoop": _stoop, "sit": _sit, "lie": _lie}.get(pose)
    if special:
        special(pen, thing)
    else:
        _upright(pen, thing, pose)
    drawn = pen.outlined()
    return drawn if thing.facing == "right" else np.ascontiguousarray(drawn[:, ::-1])


def _upright(pen: Pen, thing: Thing, pose: str) -> None:
    coat = paint_of(thing)
    spread = {"walk": 0.11, "walk2": 0.03}.get(pose, 0.06)
    for side in (-1, 1):
        foot = 0.33 + side * spread
        pen.stroke([(0.33 + side * 0.05, 0.62), (foot, 0.95)], 0.075, DARK)
        pen.oval(foot + 0.02, 0.955, 0.055, 0.025, DARK)
    pen.poly(
        [(0.24, 0.27), (0.42, 0.27), (0.44, 0.66), (0.30, 0.70), (0.13, 0.76), (0.20, 0.6)], coat
    )
    for arm in POSES.get(pose, POSES["stand"]):
        pen.stroke(arm, SLEEVE, coat)
    for arm in POSES.get(pose, POSES["stand"]):
        pen.disc(*arm[-1], 0.042, SKIN)
    _head(pen, thing, 0.33, 0.185)


def _stoop(pen: Pen, thing: Thing) -> None:
    coat = paint_of(thing)
    for x, foot in ((0.20, 0.16), (0.28, 0.30)):
        pen.stroke([(x, 0.66), (foot, 0.95)], 0.075, DARK)
        pen.oval(foot + 0.02, 0.955, 0.055, 0.025, DARK)
    pen.poly([(0.36, 0.36), (0.52, 0.48), (0.30, 0.74), (0.12, 0.64)], coat)
    pen.stroke([(0.46, 0.46), (0.54, 0.66), (0.58, 0.84)], SLEEVE, coat)
    pen.disc(0.585, 0.86, 0.042, SKIN)
    _head(pen, thing, 0.50, 0.34)


def _sit(pen: Pen, thing: Thing) -> None:
    coat = paint_of(thing)
    for drop in (0.0, 0.03):
        pen.stroke([(0.26, 0.82), (0.50, 0.82 + drop), (0.52, 0.96)], 0.075, DARK)
    pen.poly([(0.17, 0.44), (0.35, 0.44), (0.38, 0.86), (0.14, 0.86)], coat)
    pen.stroke([(0.34, 0.50), (0.44, 0.66), (0.54, 0.70)], SLEEVE, coat)
    pen.disc(0.55, 0.70, 0.042, SKIN)
    _head(pen, thing, 0.26, 0.36)


def _lie(pen: Pen, thing: Thing) -> None:
    coat = paint_of(thing)
    pen.stroke([(0.44, 0.86), (0.62, 0.92)], 0.075, DARK)
    pen.stroke([(0.44, 0.90), (0.60, 0.97)], 0.075, DARK)
    pen.poly([(0.20, 0.76), (0.47, 0.80), (0.47, 0.95), (0.20, 0.95)], coat)
    pen.stroke([(0.24, 0.80), (0.36, 0.70), (0.50, 0.68)], SLEEVE, coat)
    pen.disc(0.51, 0.68, 0.042, SKIN)
    _head(pen, thing, 0.12, 0.84)


def _head(pen: Pen, thing: Thing, x: float, y: float) -> None:
    pen.disc(x, y, 0.09, SKIN)
    pen.disc(x + 0.035, y + 0.005, 0.012, DARK)
    hat = COLOURS.get(thing.accent)
    if hat is None:
        pen.oval(x - 0.01, y - 0.06, 0.095, 0.05, DARK)
        return
    pen.oval(x, y - 0.05, 0.145, 0.028, hat)
    pen.poly(
        [(x - 0.085, y - 0.05), (x + 0.085, y - 0.05), (x + 0.07, y - 0.16), (x - 0.07, y - 0.16)],
        hat,
    )


def _draw_hat(thing: Thing) -> np.ndarray:
    pen = Pen(1.6)
    hat = paint_of(thing)
    pen.oval(0.8, 0.80, 0.74, 0.15, hat)
    pen.poly([(0.37, 0.80), (1.23, 0.80), (1.15, 0.05), (0.45, 0.05)], hat)
    pen.rect(0.40, 0.55, 1.20, 0.55, CREAM)
    return pen.outlined()


def _draw_shadow(thing: Thing) -> np.ndarray:
    pen = Pen(5.4)
    pen.oval(2.7, 0.5, 2.6, 0.46, (0, 0, 0))
    pen.canvas[:, :, 3] //= 6
    return pen.canvas


HAT_ABOVE = {"stoop": (0.50, 0.25), "sit": (0.26, 0.27), "lie": (0.12, 0.75)}
"""The middle of the hat in heights of the person, facing right, where not the usual."""
HAT = (0.33, 0.09)

LOOKS = {
    "person": Look(
        draw=_draw,
        aspect=ASPECT,
        poses=(*POSES, "stoop", "sit", "lie"),
        turns=True,
        accented=True,
    ),
    "hat": Look(draw=_draw_hat, aspect=1.6),
    "shadow": Look(draw=_draw_shadow, aspect=5.4),
}
