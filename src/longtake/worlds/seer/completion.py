"""Completions: a request's JSON in, the reply's JSON out, whole or in pieces.

Brings together the mind, the search and the form of the reply. Knows nothing of HTTP.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from longtake.errors import LongtakeError
from longtake.worlds.seer import findings
from longtake.worlds.seer.chance import Chance, fingerprint
from longtake.worlds.seer.context import tokens_in
from longtake.worlds.seer.dials import Dials
from longtake.worlds.seer.forms import Facts, Rows, Schema, fill, schema_in
from longtake.worlds.seer.knowledge import all_kinds
from longtake.worlds.seer.messages import Refusal, Request, Tool, read_request
from longtake.worlds.seer.mind import Mind, Thought
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.seer.searching import Wanted, answering_tool, next_call
from longtake.worlds.seer.shown import QUOTED
from longtake.worlds.world import Kind

CREATED = 1_767_225_600
"""When this model was made, in seconds since 1970. Always the same, as replies are."""

PIECE = 24
"""Characters of a piece of a streamed reply."""

_WANTS_JSON = re.compile(r"\bjson\b", re.I)
_WANTS_TEXT = re.compile(r"(?:text|words|content) of the (?:best |right |correct )?option", re.I)
_DESCRIBE = re.compile(
    r"\b(?:describe|caption|summari[sz]e|what (?:do|can) you see"
    r"|what is (?:shown|happening|to be seen))\b",
    re.I,
)

_PERCEPTS = Percepts()
"""Of the worlds' own eyes, shared by all seers of this process."""


class Seer:
    """The model: the same request gives the same reply."""

    def __init__(
        self,
        dials: Dials,
        kinds: Callable[[], Sequence[Kind]] = all_kinds,
        percepts: Percepts | None = None,
    ) -> None:
        self.dials = dials
        self._mind = Mind(dials, percepts or _PERCEPTS, kinds)

    def complete(self, body: Any) -> dict[str, Any]:
        """The completion of a decoded request. Raises Refusal, LongtakeError."""
        request = read_request(body)
        message, tokens = self._message(request)
        finish = "tool_calls" if message.get("tool_calls") else "stop"
        content = message["content"]
        if request.most_tokens and content and tokens_in(content) > request.most_tokens:
            message["content"], finish = content[: 4 * request.most_tokens], "length"
        said = tokens_in((message["content"] or "") + json.dumps(message.get("tool_calls") or ""))
        return {
            "id": f"chatcmpl-{fingerprint(request)[:24]}",
            "object": "chat.completion",
            "created": CREATED,
            "model": request.model,
            "choices": [
                {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
            ],
            "usage": {
                "prompt_tokens": tokens,
                "completion_tokens": said,
                "total_tokens": tokens + said,
            },
        }

    def reply(self, body: Any) -> tuple[int, dict[str, Any]]:
        """The status and body that a server gives, errors included; raises nothing."""
        try:
            return 200, self.complete(body)
        except Refusal as refusal:
            return refusal.status, refusal.body()
        except Exception as error:  # an edge: whoever asked is told
            told = str(error) if isinstance(error, LongtakeError) else f"the seer failed: {error!r}"
            return 500, Refusal(told, "server_error", status=500).body()

    def _message(self, request: Request) -> tuple[dict[str, Any], int]:
        """What the seer says, or which tool it calls; and the tokens of the request."""
        thought = self._mind.think(request)
        wanted = self._call(request, thought)
        if wanted is None:
            text = self._text(request, thought)
            return {"role": "assistant", "content": text, "refusal": None}, thought.tokens
        arguments = json.dumps(wanted.arguments, ensure_ascii=False)
        key = f"{fingerprint(request)}{wanted.name}{arguments}"
        call = {
            "id": f"call_{hashlib.sha256(key.encode()).hexdigest()[:20]}",
            "type": "function",
            "function": {"name": wanted.name, "arguments": arguments},
        }
        message = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
        return message, thought.tokens

    def _call(self, request: Request, thought: Thought) -> Wanted | None:
        """The tool to call: one that must be, one that may help, or the one for the answer."""
        if request.choice == "none" or not request.tools:
            return None
        for tool in request.tools:
            if tool.name == request.choice:
                return self._answer_by(tool, request, thought)
        wanted = next_call(request, thought, self.dials)
        if wanted is not None:
            return wanted
        answering = answering_tool(request.tools)
        if answering is None and request.choice == "required":
            answering = request.tools[0]
        return self._answer_by(answering, request, thought) if answering else None

    def _answer_by(self, tool: Tool, request: Request, thought: Thought) -> Wanted:
        arguments = fill(tool.schema, *self._facts(request, thought))
        return Wanted(name=tool.name, arguments=arguments if isinstance(arguments, dict) else {})

    def _text(self, request: Request, thought: Thought) -> str:
        schema = self._schema(request)
        if schema is None:
            return self._plain(thought)
        value = fill(schema, *self._facts(request, thought))
        return json.dumps(value, ensure_ascii=False)

    def _schema(self, request: Request) -> Schema | None:
        """The form of the reply: enforced, shown in the prompt, or any JSON at all."""
        if request.schema is not None:
            return request.schema
        prompt = QUOTED.sub("", request.words("system", "user"))
        shown = schema_in(prompt) if request.as_json or _WANTS_JSON.search(prompt) else None
        return _ANY if request.as_json and shown is None else shown

    def _plain(self, thought: Thought) -> str:
        asked = thought.asked
        if asked.kind is None and not asked.options and _DESCRIBE.search(asked.said):
            return str(findings.answer_facts(thought)["text"])
        if thought.choice is not None and asked.lettered and not _WANTS_TEXT.search(asked.said):
            return findings.letter(thought.choice)
        return thought.answer or findings.UNKNOWN

    def _facts(self, request: Request, thought: Thought) -> tuple[Facts, Rows]:
        chance: Chance = self._mind.chance(request)

        def rows(fields: frozenset[str]) -> Sequence[Facts] | None:
            if fields & {"supported", "verdict"} and thought.shown.groups:
                return findings.verdicts(thought, self.dials, chance)
            if fields & {"clip", "clip_id"} and thought.shown.groups:
                return findings.captions(thought)
            if fields & {"source", "quote", "start_s", "end_s", "start", "end", "start_time"}:
                return self._pointers(thought, fields)
            return None

        return findings.answer_facts(thought), rows

    def _pointers(self, thought: Thought, fields: frozenset[str]) -> Sequence[Facts]:
        """What objects with a span stand for: citations, or the spans that were asked for."""
        spans = findings.answer_facts(thought)["spans"]
        if fields & {"source", "quote"} or not spans:
            return findings.citations(thought)
        return [{"start_s": start_s, "end_s": end_s} for start_s, end_s in spans]


_ANY: Schema = {
    "type": "object",
    "properties": {
        "answer": {"type": "string"},
        "confidence": {"type": "number"},
        "reason": {"type": "string"},
    },
}


def pieces(completion: dict[str, Any], with_usage: bool) -> Iterator[dict[str, Any]]:
    """A completion as the chunks of a stream."""
    choice, usage = completion["choices"][0], completion["usage"]
    message = choice["message"]
    yield _piece(completion, {"role": "assistant", "content": ""})
    text = message["content"] or ""
    for start in range(0, len(text), PIECE):
        yield _piece(completion, {"content": text[start : start + PIECE]})
    for index, call in enumerate(message.get("tool_calls") or []):
        yield _piece(completion, {"tool_calls": [{"index": index, **call}]})
    yield _piece(completion, {}, choice["finish_reason"])
    if with_usage:
        yield {**_piece(completion, {}), "choices": [], "usage": usage}


def _piece(
    whole: dict[str, Any], delta: dict[str, Any], finish: str | None = None
) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    held = {name: whole[name] for name in ("id", "created", "model")}
    return {**held, "object": "chat.completion.chunk", "choices": [choice], "usage": None}
