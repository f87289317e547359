"""The seer cannot answer the worlds' own questions from pictures that show nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice

import numpy as np
import pytest
from seeing import asked, body, image_part, said, text_part

from longtake.errors import WorldError
from longtake.registry import BUILT_IN, find
from longtake.worlds.asking.drafting import questions
from longtake.worlds.questions import Question
from longtake.worlds.seer.completion import Seer
from longtake.worlds.seer.dials import read_dials
from longtake.worlds.world import Order

EACH = 25
"""Questions of one world, at most."""


def there(path: str) -> bool:
    package = path.partition(":")[0]
    return bool(find_spec(package.rpartition(".")[0]) and find_spec(package))


WORLDS = [name for name, path in BUILT_IN["worlds"].items() if there(path)]


def with_options(name: str) -> Iterator[Question]:
    """Questions of a small film of that world, those that can be guessed."""
    world = find("worlds", name)()
    try:
        groups = world.groups(Order(seed=11, minutes=0.5, level=1))
    except WorldError:  # it works on a video that is given
        return
    for group in groups:
        files = {film.name: f"{film.name}/video.mp4" for film in group}
        for one in questions(world, Order(seed=11), group, 0, files)[0]:
            if one.options:
                yield one


@pytest.fixture(scope="module")
def asking() -> list[Question]:
    return [one for name in WORLDS for one in islice(with_options(name), EACH)]


def blank(name: str) -> np.ndarray:
    if name == "noise":
        return np.random.default_rng(5).integers(0, 255, (180, 320, 3)).astype(np.uint8)
    return np.full((180, 320, 3), 0 if name == "black" else 110, np.uint8)


@pytest.mark.parametrize("name", ["black", "grey", "noise"])
def test_blank_pictures_leave_it_at_chance(name: str, asking: list[Question]) -> None:
    of = Seer(read_dials("seer:sharp"))
    shown = [text_part("[1.0 s]"), image_part(blank(name))]
    right = chance = spread = 0.0
    for one in asking:
        reply = said(of, body([*shown, text_part(asked(f"Question: {one.text}", one.options))]))
        right += reply == "ABCDEFGHIJ"[one.choice or 0]
        share = 1 / len(one.options)
        chance, spread = chance + share, spread + share * (1 - share)
    assert len(asking) >= 100
    assert right <= chance + 3 * spread**0.5
