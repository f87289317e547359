"""The seer fills whatever form it is given, and searches with whatever tools it is offered."""

from __future__ import annotations

import json
from typing import Any, Literal

import numpy as np
import pytest
from pydantic import BaseModel, Field
from seeing import asked, body, filled, parts, picture, said, seer

from longtake.worlds.seer.completion import Seer
from longtake.worlds.seer.timing import duration, spans, times

PAIR = ["red", "blue"]
COLOUR_OF = asked("What colour is the ball at 12.4 s?", PAIR)
SHOTS = [("[2.0 s]", picture("red")), ("[12.4 s]", picture("blue", "left"))]
KNOWN = parts(SHOTS, COLOUR_OF)
UNKNOWN = parts(SHOTS[:1], COLOUR_OF)


class Point(BaseModel):
    time_s: float
    note: str | None = None


class Nested(BaseModel):
    final_answer: Literal["blue", "red", "neither"]
    option_index: int
    percent_sure: int = Field(alias="confidence", ge=0, le=100)
    unanswerable: bool
    moments: list[Point] = Field(min_length=1, max_length=2)
    spans: list[tuple[float, float]]
    kind: Literal["reply"] = "reply"
    remarks: list[str]
    boxes: dict[str, float] = {}


def test_a_nested_form_with_references_enumerations_and_bounds() -> None:
    made = Nested.model_validate(filled(seer(), KNOWN, Nested.model_json_schema()))
    assert (made.final_answer, made.option_index, made.percent_sure) == ("blue", 1, 90)
    assert made.unanswerable is False
    assert [point.time_s for point in made.moments] == [12.4]
    assert made.spans == [(12.35, 12.45)]
    not_known = filled(seer(), UNKNOWN, Nested.model_json_schema())
    assert (not_known["unanswerable"], not_known["confidence"]) == (True, 10)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "object", "properties": {"choice": {"enum": ["A", "B"]}}}, {"choice": "B"}),
        (
            {"type": "object", "properties": {"choice": {"enum": ["BLUE", "RED"]}}},
            {"choice": "BLUE"},
        ),
        (
            {"type": "object", "properties": {"answer": {"type": "integer", "minimum": 1}}},
            {"answer": 2},
        ),
        (
            {"type": "object", "properties": {"answer": {"type": "integer", "maximum": 0}}},
            {"answer": 0},
        ),
        (
            {"properties": {"time": {"type": "integer", "minimum": 20, "maximum": 30}}},
            {"time": 20},
        ),
        (
            {
                "properties": {
                    "box": {"type": "array", "items": {"type": "integer", "minimum": 1}},
                }
            },
            {"box": [1, 1, 1, 1]},
        ),
        (
            {"properties": {"answer": {"type": "string", "description": "the letter"}}},
            {"answer": "B"},
        ),
        (
            {"type": "object", "properties": {"answer": {"type": ["string", "null"]}}},
            {"answer": "blue"},
        ),
        (
            {"type": "object", "properties": {"can_answer": {"type": "boolean"}}},
            {"can_answer": True},
        ),
        (
            {"type": "object", "properties": {"score": {"type": "number", "maximum": 5}}},
            {"score": 4.5},
        ),
        ({"type": "object", "properties": {"answer": {"const": 3}}}, {"answer": 3}),
        ({"type": "array", "items": {"type": "string"}}, ["blue"]),
        ({"type": "string"}, "blue"),
    ],
)
def test_fields_by_name_and_type(schema: dict[str, Any], expected: Any) -> None:
    assert filled(seer(), KNOWN, schema) == expected


def test_a_schema_that_refers_to_itself_comes_to_an_end() -> None:
    tree = {
        "$defs": {"T": {"type": "object", "properties": {"of": {"$ref": "#/$defs/T"}}}},
        "$ref": "#/$defs/T",
    }
    assert isinstance(filled(seer(), KNOWN, tree), dict)


def test_yes_and_no_fill_a_boolean() -> None:
    form = {"type": "object", "properties": {"answer": {"type": "boolean"}}}
    for colour, there in (("blue", True), ("pink", False)):
        content = parts(SHOTS, f"Is there ever a {colour} ball?")
        assert filled(seer(), content, form) == {"answer": there}


def test_the_part_that_is_asked_about_does_not_hide_the_question() -> None:
    limit = "Asked about 10.0 s to 20.0 s only."
    content = parts(SHOTS, f"Question: What colour is the ball at 12.4 s?\n{limit}")
    assert said(seer(), body(content)) == "blue"


def tool(name: str, required: tuple[str, ...] = (), **fields: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": fields, "required": list(required)}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


NUMBER: dict[str, Any] = {"type": "number"}
TIMES: dict[str, Any] = {"type": "array", "items": NUMBER, "maxItems": 6}


class Player:
    """Runs the tools that the seer calls, on a film with a blue ball from 40 to 44 s."""

    def __init__(
        self, of: Seer, tools: list[dict[str, Any]], question: str, attached: bool = False
    ):
        self.of, self.tools, self.attached = of, tools, attached
        self.calls: list[dict[str, Any]] = []
        self.talk: list[dict[str, Any]] = [{"role": "user", "content": question}]

    def run(self, times_of: Any) -> dict[str, Any]:
        """The final message, after all calls."""
        while len(self.calls) < 30:
            request = {"model": "seer", "messages": self.talk, "tools": self.tools}
            message: dict[str, Any] = self.of.complete(request)["choices"][0]["message"]
            call = (message.get("tool_calls") or [None])[0]
            if call is None or call["function"]["name"] not in ("get_frames", "look_at"):
                return message
            arguments = json.loads(call["function"]["arguments"])
            self.calls.append(arguments)
            self._give(message, call["id"], [float(t) for t in times_of(arguments)])
        raise AssertionError("it never answered")

    def _give(self, message: dict[str, Any], id: str, moments: list[float]) -> None:
        """Frames with their times; or, attached, times in the result and the files later."""
        frames = [(f"[{t} s]", picture("blue" if 40 <= t < 44 else "")) for t in moments]
        told = json.dumps(
            [word for n, (label, _) in enumerate(frames) for word in (label, f"See file f{n}.")]
        )
        if self.attached:
            frames = [(f'<tool_result file_id="f{n}">', one) for n, (_, one) in enumerate(frames)]
        self.talk += [
            message,
            {"role": "tool", "tool_call_id": id, "content": told if self.attached else "done"},
            {"role": "user", "content": parts(frames, "")},
        ]


LONG = "The video is 120 s long. "
WHEN = asked("What colour is the ball at 41.0 s?", ["red", "blue"])


@pytest.mark.parametrize("attached", [False, True])
def test_it_looks_where_the_question_points(attached: bool) -> None:
    tools = [tool("look_at", ("timestamps",), timestamps=TIMES)]
    player = Player(seer(), tools, LONG + WHEN, attached)
    assert player.run(lambda arguments: arguments["timestamps"])["content"] == "B"
    assert len(player.calls) == 1
    assert len(player.calls[0]["timestamps"]) == 6
    assert all(39 <= t <= 43 for t in player.calls[0]["timestamps"])


def few(arguments: dict[str, Any]) -> list[float]:
    start_s, end_s = arguments["start_time"], arguments["end_time"]
    return list(np.linspace(start_s, end_s, 4, endpoint=False).round(2))


def test_it_searches_coarse_to_fine_and_answers_by_the_tool_for_answers() -> None:
    tools = [
        tool("get_frames", ("start_time", "end_time"), start_time=NUMBER, end_time=NUMBER),
        tool("submit_answer", ("answer",), answer={"type": "string"}, confidence=NUMBER),
    ]
    player = Player(seer("seer:sharp,rounds=20"), tools, LONG + "Is there ever a blue ball?")
    message = player.run(few)
    (call,) = message["tool_calls"]
    assert call["function"]["name"] == "submit_answer"
    assert json.loads(call["function"]["arguments"])["answer"] == "yes"
    widths = [call["end_time"] - call["start_time"] for call in player.calls]
    assert widths[0] == 120
    assert widths == sorted(widths, reverse=True)
    assert len({tuple(call.items()) for call in player.calls}) == len(player.calls)


def test_it_gives_up_after_its_rounds() -> None:
    tools = [tool("get_frames", ("start_time", "end_time"), start_time=NUMBER, end_time=NUMBER)]
    player = Player(seer("seer:sharp,rounds=3"), tools, LONG + "Is there ever a blue ball?")
    assert "cannot tell" in player.run(few)["content"]
    assert len(player.calls) == 3


def test_a_reader_searches_by_words() -> None:
    find = tool("search", ("query",), query={"type": "string"})
    question = asked("What does the speaker promise?", ["a kite", "a lantern"])
    request = body(question, tools=[find])
    message = seer("seer:reader").complete(request)["choices"][0]["message"]
    arguments = json.loads(message["tool_calls"][0]["function"]["arguments"])
    assert arguments == {"query": "What does the speaker promise?"}


def test_unknown_tools_are_left_alone() -> None:
    request = body(WHEN, tools=[tool("delete_everything", path={"type": "string"})])
    assert seer().complete(request)["choices"][0]["message"]["content"] in ("A", "B")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[12.4 s]", [12.4]),
        ("1:02:03.5", [3723.5]),
        ("frame 7, 01:05", [65.0]),
        ("<3.0 seconds> and t=4", [3.0, 4.0]),
        ('{"time_s": 8.25}', [8.25]),
        ("Frame 12", []),
        ("the 3 sisters", []),
    ],
)
def test_times(text: str, expected: list[float]) -> None:
    assert times(text) == expected


def test_stretches_and_lengths() -> None:
    assert spans("between 3 and 7.5 s, then from 0:30 to 1:00 s") == [(3, 7.5), (30, 60)]
    assert duration('{"name": "a.mp4", "duration_s": 12.5}') == 12.5
    assert duration("a video of 90 seconds long") == 90
    assert duration("nothing") is None
