"""The eyes see what the painter painted, from the pixels alone; and nothing where nothing is."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
import pytest

from longtake.types import Box
from longtake.worlds.drawing.grounds import TOWN
from longtake.worlds.drawing.paint import boxed, paint
from longtake.worlds.seeing.eyes import see
from longtake.worlds.sprites import LOOKS
from longtake.worlds.stage import COLOURS, Thing, View

SIZES = {
    "person": 0.34,
    "plate": 0.09,
    "puddle": 0.05,
    "shards": 0.05,
    "door": 0.4,
    "lamp": 0.3,
    "gate": 0.3,
    "bell": 0.3,
    "bench": 0.16,
    "boat": 0.2,
    "chest": 0.14,
}
LEADS = ("people", "objects", "fixtures")


def jpeg(image: np.ndarray, quality: int = 85) -> np.ndarray:
    coded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])


def everything() -> list[Thing]:
    """Each look of the town in each pose and direction, in changing colours."""
    import importlib

    rng = random.Random(5)
    things = []
    for family in LEADS:
        for name, look in importlib.import_module(
            f"longtake.worlds.sprites.{family}"
        ).LOOKS.items():
            for pose in (
                pose for pose in look.poses if name not in ("hat", "shadow") and pose != "walk2"
            ):
                for facing in ("right", "left") if look.turns else ("right",):
                    colour, accent = rng.sample(list(COLOURS), 2)
                    things.append(
                        Thing(
                            look=name,
                            pose=pose,
                            facing=facing,
                            x=0.5,
                            y=0.6,
                            size=SIZES.get(name, 0.075),
                            colour=colour,
                            accent=accent if look.accented else "",
                            text="OPEN 1945" if name == "plate" else "",
                        )
                    )
    return things


def seen_alike(thing: Thing, height_px: int, place: str) -> bool:
    image = paint(View(time_s=0, place=place, things=(thing,)), height_px * 16 // 9, height_px)
    fields = ("look", "colour", "accent", "pose", "facing", "text")
    return any(
        all(getattr(one, field) == getattr(thing, field) for field in fields)
        and abs(one.x - thing.x) < 0.01
        for one in see(jpeg(image), 0.0).things
    )


def test_at_full_size_every_look_pose_and_direction_is_recognised() -> None:
    missed = [
        thing for n, thing in enumerate(everything()) if not seen_alike(thing, 360, TOWN[n % 8])
    ]
    assert len(missed) <= 1, missed


def test_the_smaller_the_picture_the_less_is_recognised() -> None:
    things = everything()[::3]
    rates = [sum(seen_alike(t, px, "park") for t in things) for px in (360, 180, 90)]
    assert rates[0] > rates[1] > rates[2]


@pytest.mark.parametrize("place", TOWN)
def test_an_empty_place_is_known_and_holds_nothing(place: str) -> None:
    for light, weather in (("day", "clear"), ("dusk", "snow"), ("night", "rain")):
        view = View(time_s=0, place=place, light=light, weather=weather)
        seen = see(jpeg(paint(view, 640, 360)), 0.0)
        assert (seen.place, seen.light, seen.weather, seen.things) == (place, light, weather, ())


@pytest.mark.parametrize("ground", ["black", "grey", "noise"])
def test_where_nothing_is_to_be_seen_nothing_is_seen(ground: str) -> None:
    image = np.full((360, 640, 3), 128 if ground == "grey" else 0, np.uint8)
    if ground == "noise":
        image = np.random.default_rng(3).integers(0, 256, image.shape, np.uint8)
    seen = see(image, 0.0)
    assert not [thing for thing in seen.things if thing.look == "person"]
    assert seen.subtitle == ""


def test_a_subtitle_is_read_word_for_word() -> None:
    text = "I ring the bell because the boat is late, and Ben took the kite at 12:45."
    image = paint(View(time_s=0, place="park", subtitle=text), 640, 360)
    assert see(jpeg(image), 0.0).subtitle == text


def test_boxes_are_where_the_painter_put_things() -> None:
    person = Thing(look="person", x=0.3, y=0.6, size=0.4, colour="red", accent="blue", pose="wave")
    ball = Thing(look="ball", x=0.7, y=0.8, size=0.08, colour="green")
    planned = boxed(View(time_s=0, place="square", things=(person, ball)), 640, 360)
    seen = see(jpeg(paint(planned, 640, 360)), 0.0)
    for thing in planned.things:
        assert thing.box is not None
        found = next(one for one in seen.things if one.look == thing.look)
        assert found.box is not None
        assert found.box.iou(thing.box) > 0.8


def test_a_picture_twice_as_large_is_seen_the_same() -> None:
    view = View(time_s=0, place="market", things=(replace(everything()[4], size=0.3),))
    small, large = (see(jpeg(paint(view, 640 * n, 360 * n)), 0.0) for n in (1, 2))
    assert [t.look for t in small.things] == [t.look for t in large.things]


def test_a_window_shows_part_of_a_place() -> None:
    view = View(time_s=0, place="library", window=Box(0.2, 0.2, 0.7, 0.7))
    assert see(jpeg(paint(view, 640, 360)), 0.0).place == "library"


def test_every_look_draws_something() -> None:
    for name, look in LOOKS.items():
        drawn = look.draw(Thing(look=name, x=0, y=0, size=1, colour="red", text="A"))
        assert drawn[:, :, 3].any(), name
