"""What the tests of the seer share: a tiny world, eyes for it, and ways to ask."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from longtake.types import Box
from longtake.worlds.questions import Draft
from longtake.worlds.seer.completion import Seer
from longtake.worlds.seer.dials import read_dials
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.seer.serve import Server
from longtake.worlds.stage import COLOURS, Thing, View

WIDTH_PX, HEIGHT_PX = 96, 54
PLACES = {"left": 0.2, "middle": 0.5, "right": 0.8}


def picture(colour: str = "", where: str = "middle", size_px: int = 12) -> np.ndarray:
    """A grey picture with a ball, or without."""
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), 110, np.uint8)
    if colour:
        x, y = round(PLACES[where] * WIDTH_PX), HEIGHT_PX // 2
        half = size_px // 2
        image[y - half : y + half, x - half : x + half] = COLOURS[colour]
    return image


def jpeg(image: np.ndarray) -> bytes:
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 95])[1])


class Eyes:
    """Sees one ball by its colour, as long as it is a few pixels large; counts its looks."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self, image: np.ndarray, time_s: float) -> View:
        self.looks += 1
        things = []
        for name, rgb in COLOURS.items():
            near = np.abs(image.astype(int) - np.array(rgb)).sum(axis=2) < 90
            if near.sum() >= 30:
                down, across = np.nonzero(near)
                height, width = image.shape[:2]
                left, right = across.min() / width, (across.max() + 1) / width
                top, bottom = down.min() / height, (down.max() + 1) / height
                things.append(
                    Thing(
                        look="ball",
                        colour=name,
                        x=(left + right) / 2,
                        y=(top + bottom) / 2,
                        size=bottom - top,
                        box=Box(left, top, right, bottom),
                    )
                )
        return View(time_s=time_s, things=tuple(things))


class Question:
    """What the kinds below have in common."""

    family = "recall"
    temporal = False

    def ask(self, films: Sequence[Any], rng: random.Random) -> Iterator[Draft]:
        return iter(())


def balls(seen: Sequence[View]) -> list[tuple[float, str]]:
    return [(view.time_s, thing.colour) for view in seen for thing in view.of("ball")]


class ColourAt(Question):
    name = "colour-at"
    pattern = r"What colour is the ball at (?P<time>\d+\.\d) s\?"

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        time_s = float(asked["time"])
        near = [(abs(t - time_s), colour) for t, colour in balls(seen) if abs(t - time_s) < 0.6]
        return min(near)[1] if near else None


class First(Question):
    name = "first"
    temporal = True
    pattern = r"Which ball comes first, the (?P<one>\w+) or the (?P<other>\w+) one\?"

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        colours = [colour for _, colour in balls(seen)]
        both = [asked["one"], asked["other"]]
        if not set(both) <= set(colours):
            return None
        return min(both, key=colours.index)


class Ever(Question):
    name = "ever"
    family = "absent"
    pattern = r"Is there ever a (?P<colour>\w+) ball\?"

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        if not balls(seen):
            return None
        return "yes" if asked["colour"] in {colour for _, colour in balls(seen)} else "no"


class Sayings(Question):
    name = "says"
    pattern = r"What does the speaker promise\?"

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        for view in seen:
            words = f"{view.heard} {view.subtitle}"
            for option in options:
                if option.lower() in words.lower():
                    return option
        return None


KINDS = (ColourAt(), First(), Ever(), Sayings())


def seer(dials: str = "seer:sharp", eyes: Eyes | None = None) -> Seer:
    return Seer(read_dials(dials), lambda: KINDS, Percepts(eyes or Eyes()))


@contextmanager
def served(dials: str = "seer:sharp", key: str = "") -> Iterator[Server]:
    server = Server("127.0.0.1", 0, dials, key, seer(dials))
    server.start()
    try:
        yield server
    finally:
        server.close()


def image_part(image: np.ndarray) -> dict[str, Any]:
    data = base64.b64encode(jpeg(image)).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}


def text_part(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def parts(shots: Sequence[tuple[str, np.ndarray]], question: str) -> list[dict[str, Any]]:
    """Pictures under their labels, then the question; empty labels are left out."""
    shown: list[dict[str, Any]] = []
    for label, image in shots:
        shown += [text_part(label)] * bool(label) + [image_part(image)]
    return [*shown, text_part(question)]


def body(content: list[dict[str, Any]] | str, system: str = "", **more: Any) -> dict[str, Any]:
    messages: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    return {"model": "seer", "messages": [*messages, {"role": "user", "content": content}], **more}


def said(of: Seer, request: dict[str, Any]) -> str:
    return str(of.complete(request)["choices"][0]["message"]["content"])


def filled(of: Seer, content: list[dict[str, Any]] | str, schema: dict[str, Any]) -> Any:
    """The JSON of a reply that must fit the schema."""
    form = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}
    return json.loads(said(of, body(content, response_format=form)))


def asked(question: str, options: Sequence[str]) -> str:
    return "\n".join([question, *(f"{chr(65 + i)}. {text}" for i, text in enumerate(options))])
