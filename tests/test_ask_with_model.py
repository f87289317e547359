"""From question to checked answer over HTTP: a server plays the model, on a real small video."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from reasoning import ORDER, Room, film, reply, verdict
from servers import completion, serving

from longtake.memory.library import Library
from longtake.models.chat import open_chat
from longtake.reason.direct import Direct
from longtake.reason.prompts import ANSWERING, CHECKING
from longtake.tasks.ask import ask, question
from longtake.types import Answer, Budget


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with Library.open(tmp_path / "library") as library:
        room = Room(library, film(tmp_path / "film.mp4"))
        room.saw("The bridge opened in 1932.", 2, 4)
        room.saw(ORDER, 10, 12)
        yield room


class Eyes:
    """A model that answers, cites one thing that is there and one that is not, and checks both."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def __call__(self, turn: int, request: dict[str, Any]) -> tuple[int, Any]:
        self.calls.append(request)
        checking = CHECKING in request["messages"][0]["content"]
        said = {"verdicts": [verdict("c1", True), verdict("c2", False)]} if checking else ANSWER
        return 200, completion(json.dumps(said))

    def texts(self, call: int) -> list[str]:
        return [part.get("text", "") for part in self.calls[call]["messages"][1]["content"]]

    def pictures(self, call: int) -> list[tuple[float, np.ndarray]]:
        """Each picture, decoded, with the time in the text before it."""
        content = self.calls[call]["messages"][1]["content"]
        found = []
        for label, part in itertools.pairwise(content):
            if part["type"] == "image_url":
                jpeg = base64.b64decode(part["image_url"]["url"].partition(",")[2])
                image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
                time_s = re.fullmatch(r"\[(\d+\.\d) s\]", label["text"])
                assert time_s is not None
                found.append((float(time_s[1]), image))
        return found


ANSWER = reply(
    "1932",
    [
        {"source": "s1", "quote": "opened in 1932"},
        {"source": "v1", "start_s": 7.0, "end_s": 8.0, "quote": "a cat"},
    ],
)


def put(room: Room, eyes: Eyes, budget: Budget | None = None) -> Answer:
    with serving(eyes) as server:
        context = room.context(open_chat("eyes", server.url), budget)
        asked = question("When did the bridge open?")
        return asyncio.run(ask(asked, context, Direct()))


def test_an_answer_comes_back_checked(room: Room) -> None:
    eyes = Eyes()
    answer = put(room, eyes)
    (evidence,) = answer.evidence
    assert answer.text == "1932"
    assert (evidence.quote, evidence.verified) == ("opened in 1932", True)
    assert answer.usage.calls == 2
    assert answer.usage.input_tokens == 240
    assert [step.kind for step in answer.trace] == [
        "search",
        "look",
        "ask",
        "answer",
        "judge",
        "verify",
    ]


def test_the_pictures_are_those_of_the_times_beside_them(room: Room) -> None:
    eyes = Eyes()
    put(room, eyes, Budget(frames=20))
    first, again = eyes.pictures(0), eyes.pictures(1)
    assert len(first) == 16
    assert 0 < len(again) <= 4
    for time_s, image in [*first, *again]:
        assert image.mean() == pytest.approx(20 + 10 * int(time_s), abs=4)
    assert all(2 <= time_s < 4 or 5 <= time_s < 10 for time_s, _ in again)


def test_orders_in_the_video_never_reach_the_instructions(room: Room) -> None:
    eyes = Eyes()
    answer = put(room, eyes)
    for call, instructions in enumerate((ANSWERING, CHECKING)):
        system, user = eyes.calls[call]["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        assert instructions in system["content"]
        assert "BANANA" not in json.dumps(system)
    holding = [text for text in eyes.texts(0) if "BANANA" in text]
    assert len(holding) == 1
    assert re.fullmatch(r"<<video (\w+)>>\n.*\n<</video \1>>", holding[0], re.DOTALL)
    assert answer.text == "1932"
