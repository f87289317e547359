"""A chat model that says what it was told to say, and records what it was shown.

For testing, and for trying things out, without network or key: it keeps the `Chat` promise. Replies
come from a list, a function, or a file of JSON lines (`--model scripted:replies.jsonl`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from longtake.errors import BadReply, ModelError
from longtake.types import Frame, Usage

Reply = TypeVar("Reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call, as the model saw it."""

    parts: tuple[str | Frame, ...]
    reply: type
    instructions: str

    @property
    def text(self) -> str:
        """The text parts, one below the other."""
        return "\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def frames(self) -> tuple[Frame, ...]:
        return tuple(part for part in self.parts if isinstance(part, Frame))


Script = Iterable[Any] | Callable[[Asked], Any]


class ScriptedChat:
    """Replies with the next item of its script, or with what the function makes of the call.

    An item is a value of the form asked for, or a dict or JSON text that fits it; one that is an
    exception is raised. An item that does not fit raises BadReply, the end of the list ModelError.
    """

    version = "1"

    def __init__(self, script: Script, name: str = "scripted"):
        self.name = name
        self.asked: list[Asked] = []
        """Every call so far, in order."""
        self._next = script if callable(script) else _in_turn(script, name)

    @classmethod
    def from_file(cls, path: str | Path) -> ScriptedChat:
        """Replies from a file: one JSON value a line, in order. Raises ModelError."""
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
            script = [json.loads(line) for line in lines if line.strip()]
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{str(path)!r} is no script of replies, one JSON value a line: {error}"
            ) from error
        return cls(script, f"scripted:{path}")

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Reply], instructions: str
    ) -> tuple[Reply, Usage]:
        """Record the call and give the next reply; see `protocols.Chat`."""
        asked = Asked(parts=tuple(parts), reply=reply, instructions=instructions)
        self.asked.append(asked)
        said = self._next(asked)
        if isinstance(said, Exception):
            raise said
        text = said if isinstance(said, str) else repr(said)
        usage = Usage(
            frames=len(asked.frames),
            pixels=sum(frame.image.shape[0] * frame.image.shape[1] for frame in asked.frames),
            input_tokens=len(asked.text) // 4,
            output_tokens=len(text) // 4,
            calls=1,
        )
        return _fitted(said, reply, self.name), usage


def _in_turn(script: Iterable[Any], name: str) -> Callable[[Asked], Any]:
    replies = iter(script)

    def following(_: Asked) -> Any:
        try:
            return next(replies)
        except StopIteration:
            raise ModelError(f"{name} has no reply left: add one to its script") from None

    return following


def _fitted(said: Any, reply: type[Reply], name: str) -> Reply:
    from pydantic import TypeAdapter, ValidationError

    form = TypeAdapter(reply)
    try:
        is_json = isinstance(said, str) and reply is not str
        return form.validate_json(said) if is_json else form.validate_python(said)
    except ValidationError as error:
        raise BadReply(
            f"{name} did not reply in the form asked for; it said {str(said)[:200]!r}"
        ) from error
