"""The seer behind real clients: the openai library, pydantic-ai, plain HTTP, and the engine."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, ToolReturn
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from reasoning import Room
from seeing import Eyes, asked, body, jpeg, parts, picture, seer, served, text_part

from longtake.errors import LongtakeError, ModelError
from longtake.memory.library import Library
from longtake.models.chat import HostedChat, Terms, open_chat
from longtake.perceive.caption import Caption
from longtake.reason.direct import Direct
from longtake.reason.verify import verify
from longtake.tasks.ask import ask, question
from longtake.types import Answer, Frame, Span
from longtake.worlds.seer.completion import Seer
from longtake.worlds.seer.dials import read_dials
from longtake.worlds.seer.model import open_seer
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.seer.serve import Server
from longtake.worlds.world import Kind

PAIR = ["red", "blue"]
COLOUR_OF = asked("What colour is the ball at 12.4 s?", PAIR)
SHOTS = [("[2.0 s]", picture("red")), ("[12.4 s]", picture("blue", "left"))]
FIRST = "Which ball comes first, the red or the blue one?"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.url, api_key="any", max_retries=0) as client:
        yield client


def messages(content: Any) -> Any:
    return [{"role": "user", "content": content}]


def test_a_chat_with_pictures_and_what_it_costs(client: OpenAI) -> None:
    said = client.chat.completions.create(model="seer", messages=messages(parts(SHOTS, COLOUR_OF)))
    assert said.choices[0].message.content == "B"
    assert said.choices[0].finish_reason == "stop"
    assert said.usage is not None
    assert 2 * 255 < said.usage.prompt_tokens < 2 * 255 + 100
    assert said.usage.total_tokens == said.usage.prompt_tokens + said.usage.completion_tokens


def test_a_stream_says_the_same_and_ends_with_the_usage(client: OpenAI) -> None:
    content = parts(SHOTS, "Describe what you see.")
    whole = client.chat.completions.create(model="seer", messages=messages(content))
    chunks = list(
        client.chat.completions.create(
            model="seer",
            messages=messages(content),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    texts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert len(texts) > 4
    assert "".join(texts) == whole.choices[0].message.content
    assert chunks[-1].usage == whole.usage
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


class Choice(BaseModel):
    reason: str
    answer: Literal["A", "B"]
    confidence: float
    cannot_tell: bool
    box: list[float] | None = None


def test_structured_output_is_filled_by_the_names_of_its_fields(client: OpenAI) -> None:
    said = client.chat.completions.parse(
        model="seer", messages=messages(parts(SHOTS, COLOUR_OF)), response_format=Choice
    )
    choice = said.choices[0].message.parsed
    assert choice is not None
    assert (choice.answer, choice.cannot_tell) == ("B", False)
    assert choice.confidence > 0.5
    assert choice.reason == "At 12.4 s: a blue ball at the left."
    assert choice.box == pytest.approx([0.14, 0.38, 0.27, 0.61], abs=0.03)


@pytest.mark.parametrize(
    ("form", "prompt"),
    [
        ({"type": "json_object"}, 'Reply as JSON like {"choice": "A", "why": "…"}.'),
        ({"type": "text"}, 'Reply only with JSON: {"choice": "A", "why": "…"}'),
    ],
)
def test_json_by_example(client: OpenAI, form: Any, prompt: str) -> None:
    content = parts(SHOTS, f"{COLOUR_OF}\n{prompt}")
    said = client.chat.completions.create(
        model="seer", messages=messages(content), response_format=form
    )
    assert json.loads(said.choices[0].message.content or "")["choice"] == "B"


GET_FRAMES = {
    "type": "function",
    "function": {
        "name": "get_frames",
        "description": "Frames of the video.",
        "parameters": {
            "type": "object",
            "properties": {
                "start_s": {"type": "number"},
                "end_s": {"type": "number"},
                "fps": {"type": "number", "maximum": 4},
            },
            "required": ["start_s", "end_s"],
        },
    },
}


def test_it_fetches_frames_with_a_tool_until_it_knows(client: OpenAI) -> None:
    talk = messages(
        f"The video is 40.0 s long. {asked('What colour is the ball at 12.4 s?', PAIR)}"
    )
    said = client.chat.completions.create(model="seer", messages=talk, tools=[GET_FRAMES])
    assert said.choices[0].finish_reason == "tool_calls"
    (call,) = said.choices[0].message.tool_calls or []
    wanted = json.loads(call.function.arguments)
    assert wanted["start_s"] <= 12.4 <= wanted["end_s"]
    assert wanted["end_s"] - wanted["start_s"] < 10
    talk.append(said.choices[0].message.model_dump(exclude_none=True))
    talk.append({"role": "tool", "tool_call_id": call.id, "content": "one frame follows"})
    talk += messages([text_part("[12.2 s]"), *parts([("", picture("blue"))], "")])
    said = client.chat.completions.create(model="seer", messages=talk, tools=[GET_FRAMES])
    assert said.choices[0].message.content == "B"


def test_a_tool_that_must_or_must_not_be_called(client: OpenAI) -> None:
    def ask_with(choice: Any) -> Any:
        return client.chat.completions.create(
            model="seer",
            messages=messages(parts(SHOTS, COLOUR_OF)),
            tools=[GET_FRAMES],
            tool_choice=choice,
        ).choices[0]

    assert ask_with("auto").message.content == "B"
    assert ask_with("none").message.content == "B"
    named = {"type": "function", "function": {"name": "get_frames"}}
    for choice in ("required", named):
        assert ask_with(choice).message.tool_calls[0].function.name == "get_frames"


BAD: list[tuple[dict[str, Any], str, str | None]] = [
    ({"messages": []}, "at least one message", None),
    ({"messages": [{"role": "king", "content": "hi"}]}, "needs a role", None),
    (body([{"type": "video_url"}]), "text or image_url", "invalid_value"),
    (
        body([{"type": "image_url", "image_url": {"url": "http://a.example/1.jpg"}}]),
        "fetches nothing",
        "invalid_image_url",
    ),
    (
        body([{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,AAAA"}}]),
        "cannot be decoded",
        "invalid_image",
    ),
    (body("hi", n=3), "one choice only", "unsupported_value"),
    (body("hi", response_format={"type": "yaml"}), "json_schema with a schema", None),
    (body("hi", tool_choice="required"), "there are no tools", None),
    (body("hi", max_tokens=0), "1 or more", None),
]


@pytest.mark.parametrize(("request_", "expected", "code"), BAD)
def test_bad_requests_get_openai_errors(
    client: OpenAI, request_: dict[str, Any], expected: str, code: str | None
) -> None:
    with pytest.raises(openai.BadRequestError, match=expected) as caught:
        client.post("/chat/completions", body={"model": "seer", **request_}, cast_to=object)
    assert caught.value.code == code


def test_unknown_models_and_addresses(client: OpenAI) -> None:
    with pytest.raises(
        openai.NotFoundError, match="'gpt' does not exist: use one of seer"
    ) as caught:
        client.chat.completions.create(model="gpt", messages=messages("hi"))
    assert caught.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError, match="no dial"):
        client.chat.completions.create(model="seer:sharp,x=1", messages=messages("hi"))
    with pytest.raises(openai.NotFoundError, match="POST /v1/embeddings"):
        client.embeddings.create(model="seer", input="hi", encoding_format="float")
    names = [model.id for model in client.models.list()]
    assert names[:2] == ["seer", "seer:sharp"]
    assert client.models.retrieve("seer").owned_by == "longtake"


def test_what_is_no_json_and_what_has_no_length(server: Server) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    line.request("POST", "/v1/chat/completions", b"{no json")
    reply = line.getresponse()
    assert (reply.status, "not valid JSON" in reply.read().decode()) == (400, True)
    line.putrequest("POST", "/v1/chat/completions")
    line.endheaders()
    reply = line.getresponse()
    assert (reply.status, "Content-Length" in reply.read().decode()) == (411, True)
    line.close()


def test_what_fails_inside_is_said_and_not_tried_again() -> None:
    def broken() -> Sequence[Kind]:
        raise ZeroDivisionError("in a solver")

    server = Server("127.0.0.1", 0, seer=Seer(read_dials("seer"), broken, Percepts(Eyes())))
    server.start()
    with (
        OpenAI(base_url=server.url, api_key="any", max_retries=3) as client,
        pytest.raises(openai.InternalServerError, match="in a solver"),
    ):
        client.chat.completions.create(model="seer", messages=messages("hi"), stream=True)
    server.close()


def test_a_key_can_be_asked_for() -> None:
    with served(key="secret") as server:
        with (
            OpenAI(base_url=server.url, api_key="guess", max_retries=0) as wrong,
            pytest.raises(openai.AuthenticationError, match="Incorrect API key"),
        ):
            wrong.models.list()
        chat = open_chat("openai:seer", server.url, "secret")
        reply, _ = asyncio.run(chat.ask([COLOUR_OF], str, ""))
        assert reply in "AB"


def test_a_taken_port_is_an_error(server: Server) -> None:
    with pytest.raises(ModelError, match="give a free --port"):
        Server("127.0.0.1", server.server_port)
    for host in ("999.1.1.1", "192.0.2.1"):
        with pytest.raises(ModelError, match="give an address of this machine as --host"):
            Server(host, 0)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "BREW"])
def test_other_methods_are_refused_in_the_same_form(server: Server, method: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    line.request(method, "/v1/chat/completions", b"{}")
    reply = line.getresponse()
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST")
    said = reply.read()
    if method == "HEAD":
        assert said == b""
    else:
        assert json.loads(said)["error"]["code"] == "method_not_supported"
    line.close()


def test_what_is_no_request_and_an_address_without_a_path_are_told(server: Server) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    line.request("GET", "/")
    assert "Unknown address: GET /" in json.loads(line.getresponse().read())["error"]["message"]
    line.close()
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/x.y\r\n\r\n")
        with raw.makefile("rb") as reply:
            head, _, said = reply.read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert json.loads(said)["error"]["type"] == "invalid_request_error"


def inside() -> Model:
    return open_seer("seer:sharp", seer())


def outside(server: Server) -> Model:
    provider = OpenAIProvider(base_url=server.url, api_key="any")
    return OpenAIChatModel("seer", provider=provider)


@pytest.fixture(params=["inside", "outside"])
def model(request: pytest.FixtureRequest, server: Server) -> Model:
    return inside() if request.param == "inside" else outside(server)


def shown(question: str) -> list[Any]:
    content: list[Any] = []
    for label, image in SHOTS:
        content += [label, BinaryContent(jpeg(image), media_type="image/jpeg")]
    return [*content, question]


def test_pydantic_ai_text_structure_and_stream(model: Model) -> None:
    async def run() -> None:
        async with model:
            plain = await Agent(model).run(shown(COLOUR_OF))
            assert plain.output == "B"
            assert plain.usage.input_tokens > 510
            made = await Agent(model, output_type=Choice).run(shown(COLOUR_OF))
            assert made.output.answer == "B"
            async with Agent(model).run_stream(shown("Describe what you see.")) as stream:
                pieces = [piece async for piece in stream.stream_text(delta=True)]
            assert "A blue ball at the left." in "".join(pieces)

    asyncio.run(run())


def test_pydantic_ai_tools_bring_frames_round_by_round(model: Model) -> None:
    calls: list[tuple[float, float]] = []

    def get_frames(start_s: float, end_s: float, count: int = 8) -> ToolReturn:
        """Frames spread evenly over a span of the video."""
        calls.append((start_s, end_s))
        content: list[Any] = []
        for place in range(count):
            time_s = start_s + (place + 0.5) * (end_s - start_s) / count
            colour = "blue" if 3 < time_s < 5 else "red" if 33 < time_s < 36 else ""
            content += [
                f"[{time_s:.1f} s]",
                BinaryContent(jpeg(picture(colour)), media_type="image/jpeg"),
            ]
        return ToolReturn(return_value=f"{count} frames", content=content)

    async def run() -> str:
        async with model:
            agent: Agent[None, str] = Agent(model, tools=[get_frames])
            said = await agent.run(f"The video is 60.0 s long. {asked(FIRST, PAIR)}")
            return said.output

    assert asyncio.run(run()) == "B"
    assert calls[0] == (0, 60)
    assert 1 < len(calls) <= 8


def film(path: Path) -> Path:
    """A blue ball at the left from 6 to 10 s, a red one at the right from 14 to 18 s."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=4)
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuv420p"
        stream.options = {"crf": "12"}
        for index in range(80):
            second = index / 4
            ball = ("blue", "left") if 6 <= second < 10 else ("red", "right")
            image = picture(*ball) if 6 <= second < 10 or 14 <= second < 18 else picture()
            large = np.kron(image, np.ones((2, 2, 1), np.uint8))
            file.mux(stream.encode(av.VideoFrame.from_ndarray(large, format="rgb24")))
        file.mux(stream.encode())
    return path


def hosted(dials: str = "seer:sharp") -> HostedChat:
    return HostedChat(dials, open_seer(dials, seer(dials)), terms=Terms(corrections=0))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with Library.open(tmp_path / "library") as library:
        yield Room(library, film(tmp_path / "film.mp4"))


def put(room: Room, text: str, options: list[str], dials: str = "seer:sharp") -> Answer:
    return asyncio.run(ask(question(text, options), room.context(hosted(dials)), Direct()))


def test_the_engine_gets_an_answer_with_evidence_that_bears_out(room: Room) -> None:
    answer = put(room, FIRST, PAIR)
    assert (answer.text, answer.choice, answer.abstained) == ("blue", 1, False)
    assert answer.confidence > 0.8
    assert [one.verified for one in answer.evidence] == [True, True]
    blue, red = answer.evidence
    assert blue.span.overlap(Span(6, 10)) > 0
    assert red.span.overlap(Span(14, 18)) > 0
    assert blue.quote == "a blue ball at the left"
    assert blue.boxes[0].left == pytest.approx(0.14, abs=0.03)
    assert answer.usage.calls == 2
    assert answer.usage.input_tokens > 1000


def test_the_engine_is_told_when_it_is_not_shown(room: Room) -> None:
    answer = put(room, "Which ball comes first, the pink or the blue one?", ["pink", "blue"])
    assert answer.abstained
    assert answer.choice is None


def test_a_second_look_finds_an_error_out(room: Room) -> None:
    right = put(room, FIRST, PAIR)
    wrong = replace(right, text="red", choice=0)
    checked = asyncio.run(verify(question(FIRST, PAIR), wrong, room.context(hosted())))
    assert checked.evidence == ()
    assert checked.confidence <= 0.2


def test_the_engine_gets_captions(room: Room) -> None:
    with room.open(room.videos[0].id) as media:
        captions = list(Caption(hosted()).observe(media, Span(0, 20)))
    assert [one.span for one in captions] == [Span(0, 10), Span(10, 20)]
    assert "A blue ball at the left." in captions[0].text
    assert "A red ball at the right." in captions[1].text


def test_it_is_opened_by_its_name() -> None:
    chat = open_chat("seer:sharp,acuity=0.5")
    assert chat.name == "seer:sharp,acuity=0.5"
    assert open_chat("seer").name == "seer"
    with pytest.raises(ModelError, match="use seer:sharp"):
        open_chat("seer:keen")


def test_more_than_fits_is_told_to_the_person() -> None:
    frames = [Frame(time_s=float(t), image=picture()) for t in range(9)]
    chat = hosted("seer:sharp,tokens=500,full=refuse")
    with pytest.raises(ModelError, match="lower the budget of frames or tokens"):
        asyncio.run(chat.ask([*frames, COLOUR_OF], str, ""))


def test_a_world_that_cannot_be_imported_is_said_and_not_hidden() -> None:
    def broken() -> Sequence[Kind]:
        raise LongtakeError("'worlds.broken' cannot be imported: no such thing")

    model = open_seer("seer:sharp", Seer(read_dials("seer"), broken, Percepts(Eyes())))
    chat = HostedChat("seer:sharp", model, terms=Terms(retries=3))
    with pytest.raises(ModelError, match="cannot be imported: no such thing"):
        asyncio.run(chat.ask([COLOUR_OF], str, ""))
