"""Opens the seer as a model of pydantic-ai: `seer:sharp`, `seer:sharp,acuity=0.5,images=32`.

The model is pydantic-ai's own OpenAI model over a transport that stays inside the process, so that
what is measured takes the same way as with a real server. A name comes in, a model goes out.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from longtake.worlds.seer.completion import Seer, pieces
from longtake.worlds.seer.dials import read_dials

if TYPE_CHECKING:
    from pydantic_ai.models import Model

_FINAL = {"x-should-retry": "false"}
"""What fails here fails again."""


def open_seer(name: str = "seer:sharp", seer: Seer | None = None) -> Model:
    """The seer of that name; `seer` in its place is for eyes and kinds of one's own.

    Raises ModelError when the name has a dial or a value that does not exist.
    """
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    seer = seer or Seer(read_dials(name))
    profile = OpenAIModelProfile(supports_json_schema_output=True, supports_json_object_output=True)
    client = AsyncOpenAI(
        base_url="http://seer.invalid/v1", api_key="none", http_client=_client(seer), max_retries=0
    )
    provider = OpenAICompatibleProvider("seer", openai_client=client, profile=profile)
    return OpenAIChatModel(name, provider=provider)


def _client(seer: Seer) -> Any:
    import httpx2

    class Inside(httpx2.AsyncBaseTransport):
        """Hands requests to the seer instead of a network."""

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            body = json.loads(await request.aread())
            status, said = await asyncio.to_thread(seer.reply, body)
            if status != 200 or not body.get("stream"):
                return httpx2.Response(status, headers=_FINAL, json=said)
            head = {"content-type": "text/event-stream"}
            return httpx2.Response(200, headers=head, content=_events(said))

    return httpx2.AsyncClient(transport=Inside())


async def _events(said: dict[str, Any]) -> AsyncIterator[bytes]:
    for piece in pieces(said, with_usage=True):
        yield f"data: {json.dumps(piece, ensure_ascii=False)}\n\n".encode()
    yield b"data: [DONE]\n\n"
