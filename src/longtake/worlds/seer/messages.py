"""Chat messages as they travel: the JSON of OpenAI's chat completions, checked and taken apart.

A decoded body comes in; its texts and pictures in order, its tools and the form wanted go out, or a
`Refusal` with the status and code that a real server would give. Knows nothing of what is meant.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from longtake.errors import ModelError

Role = Literal["system", "user", "assistant", "tool"]
_ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}


class Refusal(ModelError):
    """A request that is not answered, with what the reply says of it."""

    def __init__(
        self, message: str, code: str | None = None, param: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.param = status, code, param

    def body(self) -> dict[str, Any]:
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        said = {"message": str(self), "type": kind, "param": self.param, "code": self.code}
        return {"error": said}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words of one message."""

    text: str
    role: Role
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An encoded picture of one message."""

    data: bytes
    role: Role
    turn: int
    low: bool = False
    """Sent with `detail: low`."""


Part = Text | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that may be called."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function that was called in an earlier turn."""

    name: str
    arguments: Mapping[str, Any]
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request for a completion."""

    model: str
    parts: tuple[Part, ...]
    tools: tuple[Tool, ...] = ()
    calls: tuple[Call, ...] = ()
    choice: str = "auto"
    """`none`, `auto`, `required`, or the name of the tool that must be called."""
    schema: Mapping[str, Any] | None = None
    """What the reply must fit."""
    as_json: bool = False
    """Whether the reply must be a JSON object."""
    most_tokens: int | None = None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part for part in self.parts if isinstance(part, Picture))

    def words(self, *roles: Role) -> str:
        """The texts of these roles, one below the other."""
        texts = (part for part in self.parts if isinstance(part, Text))
        return "\n".join(part.text for part in texts if part.role in roles)


def read_request(body: Any) -> Request:
    """The request in a decoded JSON body. Raises Refusal."""
    if not isinstance(body, dict):
        raise Refusal("the body must be a JSON object with `model` and `messages`")
    model, messages = body.get("model"), body.get("messages")
    if not isinstance(model, str) or not model:
        raise Refusal("you must name a model", param="model")
    if not isinstance(messages, list) or not messages:
        raise Refusal("`messages` must be a list of at least one message", param="messages")
    if body.get("n") not in (None, 1):
        raise Refusal("one choice only: leave `n` out", "unsupported_value", "n")
    parts = tuple(part for turn, one in enumerate(messages) for part in _parts(one, turn))
    tools = tuple(_tools(body.get("tools") or []))
    schema, as_json = _form(body.get("response_format"))
    return Request(
        model=model,
        parts=parts,
        tools=tools,
        calls=tuple(call for turn, one in enumerate(messages) for call in _calls(one, turn)),
        choice=_choice(body.get("tool_choice"), tools),
        schema=schema,
        as_json=as_json,
        most_tokens=_most(body),
    )


def _parts(message: Any, turn: int) -> Iterator[Part]:
    where = f"messages[{turn}]"
    role = _ROLES.get(str(message.get("role"))) if isinstance(message, dict) else None
    if role is None:
        raise Refusal(f"a message needs a role, one of {', '.join(_ROLES)}", param=where)
    content = message.get("content")
    if isinstance(content, str):
        yield Text(text=content, role=role, turn=turn)
    elif isinstance(content, list):
        for place, item in enumerate(content):
            yield _part(item, role, turn, f"{where}.content[{place}]")
    elif content is not None or role != "assistant":
        raise Refusal("`content` must be a text or a list of parts", param=f"{where}.content")


def _part(item: Any, role: Role, turn: int, where: str) -> Part:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind in ("text", "input_text") and isinstance(item.get("text"), str):
        return Text(text=item["text"], role=role, turn=turn)
    if kind == "refusal":
        return Text(text=str(item.get("refusal")), role=role, turn=turn)
    if kind == "image_url":
        held = item.get("image_url")
        url = held.get("url") if isinstance(held, dict) else held
        low = isinstance(held, dict) and held.get("detail") == "low"
        return Picture(data=_decoded(url, where), role=role, turn=turn, low=low)
    raise Refusal(f"parts are of type text or image_url, not {kind!r}", "invalid_value", where)


def _decoded(url: Any, where: str) -> bytes:
    """The bytes of a data URI. Nothing is ever fetched."""
    head, comma, data = url.partition(",") if isinstance(url, str) else ("", "", "")
    if not (comma and head.startswith("data:image/") and head.endswith(";base64")):
        shown = url[:60] if isinstance(url, str) else url
        raise Refusal(
            f"the seer fetches nothing: send pictures as data:image/jpeg;base64,…, not {shown!r}",
            "invalid_image_url",
            where,
        )
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("the picture is not valid base64", "invalid_base64", where) from None


def _tools(items: Any) -> Iterator[Tool]:
    for place, item in enumerate(items if isinstance(items, list) else [items]):
        made = item.get("function") if isinstance(item, dict) else None
        if not isinstance(made, dict) or not isinstance(made.get("name"), str):
            raise Refusal("a tool needs a function with a name", param=f"tools[{place}]")
        schema = made.get("parameters") or {"type": "object", "properties": {}}
        if not isinstance(schema, dict):
            raise Refusal("`parameters` must be a JSON schema", param=f"tools[{place}]")
        yield Tool(name=made["name"], description=made.get("description") or "", schema=schema)


def _calls(message: Any, turn: int) -> Iterator[Call]:
    for place, call in enumerate(message.get("tool_calls") or []):
        made = call.get("function") if isinstance(call, dict) else None
        try:
            arguments = json.loads(made["arguments"] or "{}")  # type: ignore[index]
            yield Call(name=made["name"], arguments=dict(arguments), turn=turn)  # type: ignore[index]
        except (TypeError, KeyError, ValueError):
            where = f"messages[{turn}].tool_calls[{place}]"
            raise Refusal(
                "this is no call of a function with JSON arguments", None, where
            ) from None


def _choice(wanted: Any, tools: tuple[Tool, ...]) -> str:
    if isinstance(wanted, dict):
        wanted = (wanted.get("function") or {}).get("name")
        if wanted not in [tool.name for tool in tools]:
            raise Refusal(f"`tool_choice` names {wanted!r}, no tool here", param="tool_choice")
        return str(wanted)
    if wanted not in (None, "none", "auto", "required"):
        raise Refusal("`tool_choice` is none, auto, required or a tool", param="tool_choice")
    if wanted == "required" and not tools:
        raise Refusal("`tool_choice` is required, but there are no tools", param="tool_choice")
    return wanted or "auto"


def _form(wanted: Any) -> tuple[Mapping[str, Any] | None, bool]:
    kind = wanted.get("type") if isinstance(wanted, dict) else wanted
    if kind in (None, "text"):
        return None, False
    if kind == "json_object":
        return None, True
    held = wanted.get("json_schema") if kind == "json_schema" else None
    schema = held.get("schema") if isinstance(held, dict) else None
    if not isinstance(schema, dict):
        raise Refusal(
            "`response_format` is text, json_object, or json_schema with a schema",
            param="response_format",
        )
    return schema, True


def _most(body: Mapping[str, Any]) -> int | None:
    most = body.get("max_completion_tokens", body.get("max_tokens"))
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
        raise Refusal("the most tokens of a reply must be 1 or more", param="max_tokens")
    return most
