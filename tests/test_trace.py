"""The record of an answer on disk, and the scripted model that stands in for a real one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from longtake.errors import BadReply, LongtakeError, ModelError
from longtake.models.chat import open_chat
from longtake.models.scripted import Asked, ScriptedChat
from longtake.protocols import Chat
from longtake.reason.trace import Trace
from longtake.types import Frame, Step, Usage


class Colour(BaseModel):
    name: str


def put(chat: Chat, *parts: str | Frame, reply: type = Colour) -> Any:
    return asyncio.run(chat.ask(parts, reply, "Be brief."))


def test_each_step_is_on_disk_as_soon_as_it_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "trace.jsonl"
    trace = Trace(path)
    for count, kind in enumerate(("search", "ask"), 1):
        trace.note(Step(kind=kind, detail={"said": "日本\n語"}, usage=Usage(calls=count)))  # type: ignore[arg-type]
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == count == len(trace.steps)
    last = json.loads(lines[-1])
    assert (last["kind"], last["detail"]["said"], last["usage"]["calls"]) == ("ask", "日本\n語", 2)


def test_a_new_trace_starts_the_file_anew(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    Trace(path).note(Step(kind="look"))
    assert Trace(path).steps == []
    assert path.read_text() == ""


def test_without_a_path_steps_are_kept_in_memory() -> None:
    trace = Trace()
    trace.note(Step(kind="answer"))
    assert [step.kind for step in trace.steps] == ["answer"]


def test_a_trace_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LongtakeError, match=r"the trace cannot be written to .* choose another"):
        Trace(tmp_path / "file" / "trace.jsonl")


def test_replies_come_in_turn_in_any_form_that_fits() -> None:
    chat = ScriptedChat([Colour(name="red"), {"name": "green"}, '{"name": "blue"}'])
    assert [put(chat, "?")[0].name for _ in range(3)] == ["red", "green", "blue"]
    with pytest.raises(ModelError, match="no reply left"):
        put(chat, "?")


def test_a_function_replies_to_what_it_is_shown() -> None:
    def reply(asked: Asked) -> str:
        return f"{len(asked.frames)} frames, {asked.text!r}, {asked.instructions}"

    picture = Frame(time_s=1.0, image=np.zeros((4, 6, 3), np.uint8))
    chat = ScriptedChat(reply)
    said, usage = put(chat, "a", picture, "b", reply=str)
    assert said == "1 frames, 'a\\nb', Be brief."
    assert (usage.frames, usage.pixels, usage.calls) == (1, 24, 1)
    assert chat.asked[0].parts == ("a", picture, "b")


def test_errors_in_a_script_are_raised_and_nonsense_is_quoted() -> None:
    chat = ScriptedChat([ModelError("busy"), "blue"])
    with pytest.raises(ModelError, match="busy"):
        put(chat, "?")
    with pytest.raises(BadReply, match="it said 'blue'"):
        put(chat, "?")


def test_a_script_can_be_opened_by_name_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"name": "red"}\n\n{"name": "green"}\n')
    chat = open_chat(f"scripted:{path}")
    assert [put(chat, "?")[0].name for _ in range(2)] == ["red", "green"]
    assert chat.name == f"scripted:{path}"
