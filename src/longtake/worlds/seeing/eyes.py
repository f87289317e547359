"""The eyes: turns a picture back into what is to be seen in it, from the pixels alone.

Saturated colours mark things, so each blob of one colour is compared with the outlines of all
sprites; coats and hats are joined to people; light plates are read letter by letter. Small, blurred
or covered things are missed or mistaken, as by any model. Comes in: `(H, W, 3)` uint8 RGB; goes
out: a `View` without ids. Knows nothing of plans or truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.seeing.hues import NAMES, colours_of
from longtake.worlds.seeing.legible import line_on, subtitle_in
from longtake.worlds.seeing.outlines import Outline, outlines, stretched
from longtake.worlds.seeing.setting import setting_of
from longtake.worlds.sprites import LOOKS
from longtake.worlds.sprites.people import ASPECT, HAT, HAT_ABOVE
from longtake.worlds.stage import Thing, View

HEIGHT_PX = 360
"""Pictures are looked at no larger than this; writing is read at full size."""
SMALLEST_PX = 24
"""Area of the smallest blob that is looked at."""
ALIKE = 0.6
"""Least likeness of a blob to an outline that counts as that thing."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Connected pixels of one colour."""

    colour: str
    left: int
    top: int
    wide: int
    high: int
    shape: np.ndarray
    """`(GRID, GRID)` float32 in [0, 1]: the blob stretched to a square."""


def see(image: np.ndarray, time_s: float, video: str = "") -> View:
    """What is to be seen in a picture: place, light, weather, things from back to front, writing.

    Costs about 5 ms at 640×360. Things carry their `box`, and neither `id` nor a truth.
    """
    scale = min(1.0, HEIGHT_PX / image.shape[0])
    small = image if scale == 1 else _scaled(image, scale)
    classes = colours_of(small)
    blobs = list(_blobs(classes))
    place, light, weather = setting_of(small, classes)
    found = [(blob, *_likest(blob, place)) for blob in blobs]
    things = _things(found, image, small.shape[1], small.shape[0])
    return View(
        time_s=time_s,
        video=video,
        place=place,
        light=light,
        weather=weather,
        things=tuple(sorted(things, key=lambda thing: thing.y + thing.size / 2)),
        subtitle=subtitle_in(image),
    )


def _scaled(image: np.ndarray, scale: float) -> np.ndarray:
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _blobs(classes: np.ndarray) -> Iterator[Blob]:
    counts = np.bincount(classes.ravel(), minlength=len(NAMES) + 1)
    for place, name in enumerate(NAMES, 1):
        if counts[place] < SMALLEST_PX:
            continue
        everywhere = (classes == place).astype(np.uint8)
        x, y, across, down = cv2.boundingRect(everywhere)
        mask = np.ascontiguousarray(everywhere[y : y + down, x : x + across])
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for number in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= SMALLEST_PX):
            if number:
                left, top, wide, high, _ = (int(value) for value in stats[number])
                part = labels[top : top + high, left : left + wide] == number
                yield Blob(name, x + left, y + top, wide, high, stretched(part))


def _likest(blob: Blob, place: str) -> tuple[Outline, float]:
    """The outline most like a blob, and how alike they are, in [0, 1]."""
    known = outlines(place)
    shape = blob.shape.reshape(1, -1)
    shared = np.minimum(known.shapes, shape).sum(axis=1)
    either = np.maximum(known.shapes, shape).sum(axis=1)
    stretch = np.abs(np.log(blob.wide / blob.high / known.ratios))
    alike = shared / either - 0.5 * np.maximum(0, stretch - 0.12)
    best = int(alike.argmax())
    return known.rows[best], float(alike[best])


Found = tuple[Blob, Outline, float]


def _things(found: list[Found], image: np.ndarray, width: int, height: int) -> list[Thing]:
    people = [one for one in found if one[1].look == "person" and one[2] >= ALIKE]
    hats = {id(coat): _hat(coat, outline, found) for coat, outline, _ in people}
    worn = {id(hat) for hat in hats.values()}
    things = []
    for blob, outline, alike in found:
        if alike < ALIKE or outline.look == "hat" or id(blob) in worn:
            continue
        left, top, wide, high = outline.whole(blob.left, blob.top, blob.wide, blob.high)
        edges = left / width, top / height, (left + wide) / width, (top + high) / height
        box = Box(*(min(1.0, max(0.0, edge)) for edge in edges))
        hat = hats.get(id(blob))
        things.append(
            Thing(
                look=outline.look,
                colour=blob.colour,
                accent=hat.colour if hat else "",
                pose=outline.pose,
                facing=outline.facing,
                x=(left + wide / 2) / width,
                y=(top + high / 2) / height,
                size=high / height,
                text=line_on(image, box, outline.look) if LOOKS[outline.look].page else "",
                box=box,
            )
        )
    return things


def _hat(coat: Blob, outline: Outline, found: list[Found]) -> Blob | None:
    """The blob that stands where this person's hat should be."""
    left, top, _, high = outline.whole(coat.left, coat.top, coat.wide, coat.high)
    across, down = HAT_ABOVE.get(outline.pose, HAT)
    x = left + high * (across if outline.facing == "right" else ASPECT - across)
    y = top + high * down
    near = [
        (abs(blob.left + blob.wide / 2 - x) + abs(blob.top + blob.high / 2 - y), place)
        for place, (blob, _, _) in enumerate(found)
        if 0.12 < blob.wide / high < 0.42 and blob.high / high < 0.28
    ]
    return found[min(near)[1]][0] if near and min(near)[0] < 0.14 * high else None
