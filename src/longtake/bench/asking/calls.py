"""What stands between a run and its model: a pace that is kept, and replies that are remembered.

Both keep the `Chat` promise and know nothing of what is asked.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from longtake.errors import BenchError
from longtake.protocols import Chat
from longtake.types import Frame, Usage

Reply = TypeVar("Reply")


class Paced:
    """No more than so many calls a minute, evenly spaced."""

    def __init__(self, chat: Chat, per_minute: float) -> None:
        self.name, self.version = chat.name, chat.version
        self._chat, self._step_s = chat, 60 / per_minute
        self._next_s = 0.0

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Reply], instructions: str
    ) -> tuple[Reply, Usage]:
        """Wait for its turn; see `protocols.Chat`."""
        now_s = time.monotonic()
        turn_s = max(now_s, self._next_s)
        self._next_s = turn_s + self._step_s
        await asyncio.sleep(turn_s - now_s)
        return await self._chat.ask(parts, reply, instructions)


class Remembered:
    """Asks nothing twice: the same words and pictures, put to the same model, have one reply.

    Replies are kept in a file of JSON lines, which several runs can share. A reply from there costs
    nothing, and its Usage says so. Raises BenchError where the file is no such file, or cannot be
    written.
    """

    def __init__(self, chat: Chat, path: Path) -> None:
        self.name, self.version = chat.name, chat.version
        self._chat, self._path = chat, path
        self._kept = _read(path)

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Reply], instructions: str
    ) -> tuple[Reply, Usage]:
        """The reply that is kept, else the model's, which then is; see `protocols.Chat`."""
        form = TypeAdapter(reply)
        key = self._key(parts, form, instructions)
        if key in self._kept:
            try:
                return form.validate_json(self._kept[key]), Usage()
            except ValidationError:  # of an older form
                del self._kept[key]
        said, usage = await self._chat.ask(parts, reply, instructions)
        self._keep(key, form.dump_json(said).decode())
        return said, usage

    def _key(
        self, parts: Sequence[str | Frame], form: TypeAdapter[Reply], instructions: str
    ) -> str:
        told = hashlib.sha256()
        head = [self.name, self.version, instructions, form.json_schema()]
        told.update(json.dumps(head, sort_keys=True).encode())
        for part in parts:
            if isinstance(part, str):
                told.update(b"\0words\0" + part.encode("utf-8", "replace"))
            else:
                told.update(f"\0{part.time_s!r} {part.image.shape}\0".encode())
                told.update(part.image.tobytes())
        return told.hexdigest()

    def _keep(self, key: str, said: str) -> None:
        self._kept[key] = said
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, said]) + "\n")


def _read(path: Path) -> dict[str, str]:
    """A torn last line is left out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", encoding="utf-8") as file:
            file.seek(0)
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BenchError(f"no reply can be kept in {path}: {error}") from error
    kept: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        try:
            key, said = json.loads(line)
            kept[str(key)] = str(said)
        except (ValueError, TypeError) as error:
            if number < len(lines):
                raise BenchError(f"{path} holds no kept replies: name another file") from error
    return kept
