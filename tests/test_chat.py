"""Chat models over HTTP: a local server plays the OpenAI-compatible API, well and badly."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel
from servers import Answering, Server, always, completion, failure, serving

from longtake.errors import BadReply, LongtakeError, ModelError
from longtake.models.chat import Terms, encoded, open_chat
from longtake.protocols import Chat
from longtake.types import Frame

QUICK = Terms(timeout_s=5.0, retries=1, corrections=1)


class Colour(BaseModel):
    name: str
    sure: float


RED = Colour(name="red", sure=0.9)


def frame(time_s: float = 12.4, width_px: int = 64, height_px: int = 36) -> Frame:
    image = np.full((height_px, width_px, 3), (200, 30, 30), np.uint8)
    return Frame(time_s=time_s, image=image)


def put(chat: Chat, *parts: str | Frame, reply: type = Colour) -> Any:
    return asyncio.run(chat.ask(parts or ("Which colour?",), reply, "Answer briefly."))


def complaint(script: Answering, *parts: str | Frame, terms: Terms = QUICK) -> tuple[str, Server]:
    with serving(script) as server:
        chat = open_chat("eyes", server.url, terms=terms)
        with pytest.raises(ModelError) as caught:
            put(chat, *parts)
    return str(caught.value), server


GOOD = completion(RED.model_dump_json())


def test_frames_go_as_their_time_and_a_jpeg_in_order_and_the_cost_is_counted() -> None:
    with serving(always(200, GOOD)) as server:
        answer, usage = put(
            open_chat("eyes", server.url), "first", frame(12.4), frame(3723.04), "Which colour?"
        )
    content = server.requests[0]["messages"][-1]["content"]
    texts = [part.get("text") for part in content]
    assert texts == ["first", "[12.4 s]", None, "[3723.0 s]", None, "Which colour?"]
    prefix, _, data = content[2]["image_url"]["url"].partition(",")
    assert prefix == "data:image/jpeg;base64"
    assert base64.b64decode(data).startswith(b"\xff\xd8\xff")
    assert answer == RED
    assert (usage.frames, usage.pixels, usage.calls) == (2, 2 * 64 * 36, 1)
    assert (usage.input_tokens, usage.output_tokens) == (120, 7)
    assert 0 < usage.seconds < 30


def test_instructions_and_schema_go_to_the_system_and_not_to_the_user() -> None:
    with serving(always(200, GOOD)) as server:
        put(open_chat("eyes", server.url))
    system, user = server.requests[0]["messages"]
    assert system["role"] == "system"
    assert "Answer briefly." in system["content"]
    assert '"sure"' in system["content"]
    assert user["content"] in ("Which colour?", [{"type": "text", "text": "Which colour?"}])


def test_the_same_model_answers_in_several_event_loops() -> None:
    with serving(always(200, GOOD)) as server:
        chat = open_chat("eyes", server.url)
        assert [put(chat)[0] for _ in range(3)] == [RED] * 3


def test_several_questions_at_once() -> None:
    async def both(chat: Chat) -> list[Any]:
        return await asyncio.gather(*(chat.ask(["?"], Colour, "") for _ in range(4)))

    with serving(always(200, GOOD)) as server:
        answers = asyncio.run(both(open_chat("eyes", server.url)))
    assert [answer for answer, _ in answers] == [RED] * 4


def test_plain_text_can_be_asked_for() -> None:
    with serving(always(200, completion("a red wall"))) as server:
        assert put(open_chat("eyes", server.url), reply=str)[0] == "a red wall"
    assert "response_format" not in server.requests[0]


def test_a_server_without_json_schema_is_asked_in_words_and_that_is_remembered() -> None:
    def script(turn: int, request: dict[str, Any]) -> tuple[int, Any]:
        if "response_format" in request:
            return 400, failure("response_format of type json_schema is not supported")
        return 200, completion("Here you are:\n```json\n" + RED.model_dump_json() + "\n```")

    with serving(script) as server:
        chat = open_chat("eyes", server.url)
        assert put(chat)[0] == RED
        assert put(chat)[0] == RED
    assert ["response_format" in request for request in server.requests] == [True, False, False]


def test_a_reply_of_the_wrong_form_is_sent_back_to_be_put_right() -> None:
    script: Answering = lambda turn, _: (200, completion("red, I think") if turn == 1 else GOOD)  # noqa: E731
    with serving(script) as server:
        answer, usage = put(open_chat("eyes", server.url, terms=QUICK))
    assert answer == RED
    assert usage.calls == 2
    assert usage.input_tokens == 240


def test_nonsense_is_quoted_in_full_up_to_200_characters() -> None:
    nonsense = "wibble " * 60
    with serving(always(200, completion(nonsense))) as server:
        chat = open_chat("eyes", server.url, terms=QUICK)
        with pytest.raises(BadReply) as caught:
            put(chat)
    assert nonsense[:199] in str(caught.value)
    assert nonsense[:210] not in str(caught.value)
    assert len(server.requests) == 2


def test_too_many_requests_are_tried_again() -> None:
    busy = (429, failure("slow down"), {"retry-after-ms": "20"})
    script: Answering = lambda turn, _: busy if turn == 1 else (200, GOOD)  # noqa: E731
    with serving(script) as server:
        assert put(open_chat("eyes", server.url, terms=QUICK))[0] == RED
    assert len(server.requests) == 2


def test_a_failing_server_is_tried_again_and_then_named() -> None:
    said, server = complaint(always(500, failure("out of memory"), {"retry-after-ms": "20"}))
    assert "failed on its server" in said
    assert "out of memory" in said
    assert len(server.requests) == 2


def test_a_wrong_key_is_not_tried_again() -> None:
    said, server = complaint(always(401, failure("Incorrect API key", "invalid_api_key")))
    assert "refused the key: check LONGTAKE_API_KEY" in said
    assert len(server.requests) == 1


def test_a_wrong_key_names_the_variable_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(401, failure("Incorrect API key"))) as server:
        monkeypatch.setenv("OLLAMA_BASE_URL", server.url)
        with pytest.raises(ModelError, match="refused the key: check OLLAMA_API_KEY"):
            put(open_chat("ollama:qwen3-vl"))


def test_an_unknown_model_lists_what_the_server_has() -> None:
    said, _ = complaint(always(404, failure("no such model", "model_not_found")))
    assert "there is no model 'eyes'" in said
    assert "eyes-7b, qwen-vl" in said


def test_a_refused_picture_says_to_use_a_model_that_sees() -> None:
    said, _ = complaint(always(400, failure("image input is not supported by this model")), frame())
    assert "use a model that sees" in said
    assert "image input is not supported" in said


def test_more_than_fits_says_to_lower_the_budget() -> None:
    said, _ = complaint(always(400, failure("too long", "context_length_exceeded")))
    assert "lower the budget" in said


def test_a_refusal_is_told_as_one() -> None:
    said, _ = complaint(always(200, completion(None, refusal="I will not look at this")))
    assert "declined to answer" in said
    assert "I will not look at this" in said


def test_a_reply_that_is_not_json_at_all() -> None:
    said, _ = complaint(always(200, "<html>nginx</html>"))
    assert "eyes" in said
    assert "JSON" in said


def test_an_empty_reply() -> None:
    said, _ = complaint(always(200, completion("")))
    assert "its reply was empty" in said


def test_a_server_that_hangs_is_given_up_in_time() -> None:
    released = threading.Event()

    def hang(turn: int, request: dict[str, Any]) -> tuple[int, Any]:
        released.wait(10)
        return 200, GOOD

    started_s = time.monotonic()
    with serving(hang) as server:
        chat = open_chat("eyes", server.url, terms=Terms(timeout_s=0.5, retries=0))
        with pytest.raises(ModelError, match="did not answer in time"):
            put(chat)
        released.set()
    assert time.monotonic() - started_s < 5


def test_no_server_at_the_address() -> None:
    with serving(always(200, GOOD)) as server:
        url = server.url
    chat = open_chat("eyes", url, terms=Terms(timeout_s=5, retries=0))
    with pytest.raises(ModelError, match=f"cannot be reached at {url}: is it running"):
        put(chat)


def test_the_openai_key_never_goes_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    monkeypatch.delenv("LONGTAKE_API_KEY", raising=False)
    with serving(always(200, GOOD)) as server:
        put(open_chat("openai:eyes", server.url))
        monkeypatch.setenv("LONGTAKE_API_KEY", "theirs")
        put(open_chat("org/eyes:7b", server.url))
    assert "sk-mine" not in str(server.keys)
    assert server.keys[1] == "Bearer theirs"
    assert [request["model"] for request in server.requests] == ["eyes", "org/eyes:7b"]


def test_ollama_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(200, GOOD)) as server:
        monkeypatch.setenv("OLLAMA_BASE_URL", server.url)
        assert put(open_chat("ollama:qwen3-vl:4b"))[0] == RED
    assert server.requests[0]["model"] == "qwen3-vl:4b"


def test_large_pictures_are_scaled_down_and_small_ones_are_not() -> None:
    _, pixels = encoded(frame(width_px=400, height_px=200), longest_px=100)
    assert pixels == 100 * 50
    _, pixels = encoded(frame(width_px=40, height_px=20), longest_px=100)
    assert pixels == 40 * 20


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("openai:gpt-5", "OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("google-gla:gemini-2.5-flash", "GOOGLE_API_KEY"),
    ],
)
def test_a_missing_key_names_the_variable(
    name: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    expected = rf"needs a key: set {variable}|needs an optional part: pip install 'longtake\["
    with pytest.raises(LongtakeError, match=expected):
        open_chat(name)


@pytest.mark.parametrize(
    ("name", "base_url", "expected"),
    [
        ("", "", "which model"),
        ("gpt-5", "", "names no provider: use openai:NAME"),
        ("opanai:gpt-5", "", "is not known"),
        ("eyes", "localhost:8000", "use http://HOST:PORT/v1"),
        ("scripted:no/such/file", "", "is no script of replies"),
    ],
)
def test_a_name_that_cannot_be_opened(name: str, base_url: str, expected: str) -> None:
    with pytest.raises(ModelError, match=expected):
        open_chat(name, base_url)


def test_a_key_is_not_repeated() -> None:
    said, _ = complaint(always(401, failure("Incorrect API key: sk-abcdefghijklmnop1234567890")))
    assert "sk-abc" not in said
    assert "Incorrect API key: …" in said
