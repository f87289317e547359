"""Tracks: where each thing of a film is, moment by moment, out of its views.

Comes in: a planned film and a span; goes out: `Track`s, one for each thing and shot. A mask is what
of the thing can be seen: what stands before it is taken away. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterator

from longtake.types import Box, Span
from longtake.worlds.drawing.paint import box_of, frame_numbers, mask_of
from longtake.worlds.making.rle import encode
from longtake.worlds.sprites import LOOKS
from longtake.worlds.stage import Thing, View
from longtake.worlds.truth import Track
from longtake.worlds.world import Film

A_SECOND, IN_LONG_FILMS = 2, 1
"""How often, and how often where the film is longer than `LONG_S`."""

LONG_S = 1800.0


def tracks(film: Film, span: Span) -> Iterator[Track]:
    """The tracks of a span, shot by shot; a shot that the span cuts has one in each part."""
    for shot in film.truth.shots:
        here = shot.span.clip(span)
        if here.duration_s > 0:
            yield from _through(film, here)


def _through(film: Film, span: Span) -> Iterator[Track]:
    found: dict[str, list[tuple[float, Box, str]]] = {}
    for time_s in _times(film, span):
        for id, box, mask in _seen(film, film.view(time_s)):
            found.setdefault(id, []).append((time_s, box, mask))
    for id, rows in found.items():
        times_s, boxes, masks = zip(*rows, strict=True)
        yield Track(
            video=film.name,
            entity=id,
            times_s=list(times_s),
            boxes=list(boxes),
            masks=list(masks) if all(masks) else [],
        )


def _times(film: Film, span: Span) -> Iterator[float]:
    """The times of frames, so many a second."""
    about = film.truth.film
    often = A_SECOND if about.duration_s <= LONG_S else IN_LONG_FILMS
    step = max(1, round(about.fps / often))
    frames = frame_numbers(span, about.fps)
    first = frames.start + -frames.start % step
    return (number / about.fps for number in range(first, frames.stop, step))


def _seen(film: Film, view: View) -> Iterator[tuple[str, Box, str]]:
    about = film.truth.film
    for place, thing in enumerate(view.things):
        if not thing.id:
            continue
        box = _box(thing, about.width_px, about.height_px)
        if box is not None and box.area > 0:
            before = view.things[place + 1 :]
            yield thing.id, box, _mask(thing, before, about.width_px, about.height_px)


def _box(thing: Thing, width_px: int, height_px: int) -> Box | None:
    if thing.box is not None or thing.look not in LOOKS:
        return thing.box
    box = box_of(thing, width_px, height_px)
    return Box(*(round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom)))


def _mask(thing: Thing, before: tuple[Thing, ...], width_px: int, height_px: int) -> str:
    """What of the thing is to be seen; "" where it is no sprite."""
    if thing.look not in LOOKS:
        return ""
    shown = mask_of(thing, width_px, height_px)
    for other in before:
        if other.look in LOOKS:
            shown &= ~mask_of(other, width_px, height_px)
    return encode(shown)
