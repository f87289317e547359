"""The painter: turns what is to be seen at a moment into a picture.

Ground, weather, things from back to front, subtitle, transition. Sprites are drawn once and kept
scaled. Comes in: a `View` and a size; goes out: `(H, W, 3)` uint8 RGB. Knows nothing of plots.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from longtake.types import Box, Span
from longtake.worlds.drawing import lettering
from longtake.worlds.drawing.grounds import ground
from longtake.worlds.sprites import LOOKS
from longtake.worlds.stage import Thing, View
from longtake.worlds.world import Film

SUBTITLE_LINE = 0.062
"""Height of a subtitle's line over the picture's height."""
SUBTITLE_FOOT = 0.965
LETTERS_A_LINE = 50
SHADE, WHITE = (18, 18, 22), (246, 246, 246)
FLAKES = 70


def paint(view: View, width_px: int, height_px: int) -> np.ndarray:
    """The picture of a view, `(height_px, width_px, 3)` uint8 RGB."""
    image = _ground(view.place, view.light, view.weather, view.window, width_px, height_px).copy()
    if view.weather in ("rain", "snow"):
        _fall(image, view)
    for thing in view.things:
        _put(image, thing)
    if view.subtitle:
        _subtitle(image, view.subtitle)
    if view.behind is not None and view.behind_share > 0:
        image = _joined(image, view, width_px, height_px)
    if view.veil > 0:
        cv2.addWeighted(
            image, 1 - view.veil, np.full_like(image, view.veil_colour), view.veil, 0, image
        )
    return image


def painted(film: Film, span: Span) -> Iterator[np.ndarray]:
    """Every frame of a film in the span, painted from its views; equal views are painted once."""
    about = film.truth.film
    before: View | None = None
    image = np.empty(0, np.uint8)
    for number in frame_numbers(span, about.fps):
        view = film.view(number / about.fps)
        still = view.weather == "clear" and before is not None and view.at(before.time_s) == before
        if not still:
            image = paint(view, about.width_px, about.height_px)
        before = view
        yield image


def frame_numbers(span: Span, fps: float) -> range:
    """The frames whose times `n / fps` lie in the half-open span."""
    return range(math.ceil(span.start_s * fps - 1e-6), math.ceil(span.end_s * fps - 1e-6))


def box_of(thing: Thing, width_px: int, height_px: int) -> Box:
    """Where a thing is drawn, clipped to the picture."""
    high = thing.size
    wide = high * LOOKS[thing.look].aspect_of(thing) * height_px / width_px
    left, right = thing.x - wide / 2, thing.x + wide / 2
    top, bottom = thing.y - high / 2, thing.y + high / 2
    edges = [min(1.0, max(0.0, edge)) for edge in (left, top, right, bottom)]
    return Box(*edges)


def boxed(view: View, width_px: int, height_px: int) -> View:
    """The same view with every thing's box filled in."""
    things = (replace(thing, box=box_of(thing, width_px, height_px)) for thing in view.things)
    return replace(view, things=tuple(things))


def mask_of(thing: Thing, width_px: int, height_px: int) -> np.ndarray:
    """Which pixels the thing covers, if nothing hides it: `(height_px, width_px)` bool."""
    canvas = np.zeros((height_px, width_px, 3), np.uint8)
    mask = np.zeros((height_px, width_px), bool)
    for part, sprite in _parts(canvas, thing):
        rows, columns = part
        mask[rows, columns] |= sprite[:, :, 3] > 127
    return mask


@lru_cache(maxsize=48)
def _ground(
    place: str, light: str, weather: str, window: Box, width_px: int, height_px: int
) -> np.ndarray:
    page = ground(place, light, weather)
    high, wide = page.shape[:2]
    left, right = round(window.left * wide), max(1, round(window.right * wide))
    top, bottom = round(window.top * high), max(1, round(window.bottom * high))
    part = page[top : max(bottom, top + 2), left : max(right, left + 2)]
    shrinks = part.shape[0] > height_px
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(part, (width_px, height_px), interpolation=way)


@lru_cache(maxsize=1500)
def _sprite(key: Thing, height_px: int) -> np.ndarray:
    """A sprite at its size, premultiplied RGBA `(height_px, W, 4)` uint8."""
    master = LOOKS[key.look].draw(key)
    width_px = max(1, round(height_px * master.shape[1] / master.shape[0]))
    way = cv2.INTER_AREA if height_px < master.shape[0] else cv2.INTER_LINEAR
    sprite = cv2.resize(master, (width_px, height_px), interpolation=way)
    return _turned(sprite, key.angle_deg) if key.angle_deg else sprite


def _turned(sprite: np.ndarray, angle_deg: float) -> np.ndarray:
    high, wide = sprite.shape[:2]
    side = math.ceil(math.hypot(high, wide))
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), -angle_deg, 1.0)
    matrix[:, 2] += (side - wide) / 2, (side - high) / 2
    return cv2.warpAffine(sprite, matrix, (side, side), flags=cv2.INTER_LINEAR)


Part = tuple[slice, slice]


def _parts(image: np.ndarray, thing: Thing) -> Iterator[tuple[Part, np.ndarray]]:
    """Where in the picture the sprite lands, and what of it does; nothing when it is outside."""
    height, width = image.shape[:2]
    size = max(1, round(thing.size * height))
    key = replace(thing, x=0.0, y=0.0, size=0.0, id="", box=None)
    sprite = _sprite(key, size)
    high, wide = sprite.shape[:2]
    left, top = round(thing.x * width - wide / 2), round(thing.y * height - high / 2)
    rows = slice(max(0, top), min(height, top + high))
    columns = slice(max(0, left), min(width, left + wide))
    if rows.start < rows.stop and columns.start < columns.stop:
        shown = sprite[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
        yield (rows, columns), shown


def _put(image: np.ndarray, thing: Thing) -> None:
    if thing.look == "person":
        foot = replace(thing, y=thing.y + 0.48 * thing.size, size=0.085 * thing.size)
        _lay(image, _parts(image, replace(foot, look="shadow")))
    _lay(image, _parts(image, thing))


def _lay(image: np.ndarray, parts: Iterator[tuple[Part, np.ndarray]]) -> None:
    for part, sprite in parts:
        under = image[part]
        share = cv2.merge([sprite[:, :, 3]] * 3)
        kept = cv2.multiply(under, cv2.bitwise_not(share), scale=1 / 255)
        image[part] = cv2.add(kept, sprite[:, :, :3])


def _fall(image: np.ndarray, view: View) -> None:
    """Rain in strokes or snow in flakes, moving with time, in the ground's own muted tone."""
    height, width = image.shape[:2]
    speed = 1.3 if view.weather == "rain" else 0.22
    tone = (178, 190, 204) if view.weather == "rain" else (250, 252, 254)
    for drop in range(FLAKES):
        x = (drop * 0.6180339 + 0.03 * math.sin(view.time_s + drop)) % 1
        y = (drop * 0.7548777 + view.time_s * speed * (0.8 + 0.4 * (drop % 5) / 5)) % 1
        at = round(x * width), round(y * height)
        if view.weather == "rain":
            cv2.line(image, at, (at[0] - 2, at[1] + height // 24), tone, 1)
        else:
            cv2.circle(image, at, 1 + drop % 2, tone, -1)


def subtitle_lines(text: str) -> list[str]:
    """The lines a subtitle is broken into."""
    return textwrap.wrap(text, LETTERS_A_LINE)


def _subtitle(image: np.ndarray, text: str) -> None:
    height, width = image.shape[:2]
    lines = subtitle_lines(text)
    high = max(4, round(SUBTITLE_LINE * height))
    for place, line in enumerate(lines):
        top = round(SUBTITLE_FOOT * height) - (len(lines) - place) * high
        band = _band(line, high)[:, :width]
        left = (width - band.shape[1]) // 2
        image[top : top + high, left : left + band.shape[1]] = band


@lru_cache(maxsize=256)
def _band(line: str, high: int) -> np.ndarray:
    """White letters on a dark band, `(high, W, 3)` uint8."""
    pad, size = max(2, high // 2), max(3, round(high * 0.82))
    inked = lettering.ink(line, size)
    page = np.full((high, inked.shape[1] + 2 * pad, 3), SHADE, np.float32)
    share = inked[:, :, None].astype(np.float32) / 255
    top = (high - size) // 2
    part = page[top : top + size, pad : pad + inked.shape[1]]
    part += (np.array(WHITE, np.float32) - part) * share
    return page.astype(np.uint8)


def _joined(image: np.ndarray, view: View, width_px: int, height_px: int) -> np.ndarray:
    """The picture with the shot before mixed in, or not yet covered by the wipe."""
    assert view.behind is not None
    behind = paint(view.behind, width_px, height_px)
    if not view.wiped:
        return cv2.addWeighted(image, 1 - view.behind_share, behind, view.behind_share, 0)
    edge = round((1 - view.behind_share) * width_px)
    behind[:, :edge] = image[:, :edge]
    return behind
