"""Whether an order can be filled at all: said before anything is begun.

An order comes in; nothing goes out, or a WorldError that names the value and the way out.
"""

from __future__ import annotations

import math

from longtake.errors import MediaError, WorldError
from longtake.worlds.world import CHOSEN, Order, World

LEVELS = (1, 5)
SIDES_PX = (32, 4096)
FASTEST_FPS = 120.0


def check(order: Order, world: World) -> None:
    """Raises WorldError for what no world can make, or what this one does not go by."""
    usual = Order()
    for name in CHOSEN:
        given = getattr(order, name)
        if name not in world.takes and given != getattr(usual, name):
            raise WorldError(
                f"{world.name!r} does not go by {name}, which is {str(given)!r}: leave it out"
            )
    if not (math.isfinite(order.minutes) and order.minutes > 0):
        raise WorldError(f"a film cannot last {order.minutes:g} minutes: give a number above 0")
    if not LEVELS[0] <= order.level <= LEVELS[1]:
        raise WorldError(f"there is no level {order.level}: use {LEVELS[0]} (easy) to {LEVELS[1]}")
    if order.count < 0:
        raise WorldError(f"there cannot be {order.count} clips: give a count above 0, or none")
    if not (math.isfinite(order.density) and order.density > 0):
        raise WorldError(f"a density of {order.density} makes no film: 1 is usual, 2 twice as busy")
    _check_picture(order)
    if order.source is not None:
        _check_source(order)


def _check_picture(order: Order) -> None:
    low, high = SIDES_PX
    size = f"{order.width_px}x{order.height_px}"
    sides = order.width_px, order.height_px
    if any(side % 2 or not low <= side <= high for side in sides):
        raise WorldError(
            f"a picture cannot be {size}: give even numbers from {low} to {high}, such as 640x360"
        )
    if not (math.isfinite(order.fps) and 0 < order.fps <= FASTEST_FPS):
        raise WorldError(
            f"a film cannot have {order.fps} frames a second: give a number up to {FASTEST_FPS:g}"
        )


def _check_source(order: Order) -> None:
    from longtake.media import open_media

    try:
        with open_media(str(order.source)) as media:
            frame = next(iter(media.frames_at([0.0], 36)), None)
    except MediaError as error:
        raise WorldError(str(error)) from error
    if frame is None:
        raise WorldError(f"{str(order.source)!r} has no pictures: give a video as the source")
