"""Chat models behind one call: OpenAI, Google, Anthropic, Ollama, any OpenAI-compatible server.

A name goes in, something that keeps the `Chat` promise comes out. Frames are shown the one way that
every model takes: the time as text, then a JPEG. Knows nothing of strategies or of what is asked.
Nothing heavy is imported before a model is opened.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from longtake.errors import ModelError
from longtake.models import complaints
from longtake.models.scripted import ScriptedChat
from longtake.protocols import Chat
from longtake.registry import find, is_known
from longtake.types import Frame, Usage

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, UserContent
    from pydantic_ai.models import Model

Reply = TypeVar("Reply")

OLLAMA = "http://localhost:11434/v1"

FORM = """
Reply with one JSON object that fits this schema, and nothing before or after it:

{schema}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a model is to be called."""

    timeout_s: float = 180.0
    """For a whole call, its retries included."""
    retries: int = 3
    """How often to try again after 429, 5xx or a lost connection, waiting longer each time."""
    corrections: int = 2
    """How often a reply of the wrong form is sent back to be put right."""
    longest_px: int = 1536
    """Larger pictures are scaled down to this length of their longer side."""
    quality: int = 85
    """Of the JPEGs."""


def open_chat(name: str, base_url: str = "", api_key: str = "", terms: Terms | None = None) -> Chat:
    """Open a chat model by name. Nothing is sent before the first question.

    `openai:gpt-…`, `google-gla:…`, `anthropic:…`, `ollama:…`; with `base_url`, whatever that
    OpenAI-compatible server calls its model; `scripted:replies.jsonl` replays a file; `seer:sharp`
    and what plugins offer in the group `longtake.models`, opened by their prefix. Keys come from
    each provider's own environment variable. `api_key` is for the server at `base_url`,
    default `LONGTAKE_API_KEY`: an OpenAI key is never sent to another server. Raises ModelError,
    or MissingExtra when the provider's library is not installed.
    """
    if name.startswith("scripted:"):
        return ScriptedChat.from_file(name.removeprefix("scripted:"))
    if base_url and not base_url.startswith(("http://", "https://")):
        raise ModelError(f"{base_url!r} is no address of a model server: use http://HOST:PORT/v1")
    if not name:
        raise ModelError(f"which model? {complaints.choices()}")
    try:
        model = _served(name, base_url, api_key) if base_url else _known(name)
    except (ImportError, RuntimeError, ValueError) as error:
        raise complaints.unusable(name, error) from error
    return HostedChat(name, model, base_url, terms or Terms())


def _served(name: str, base_url: str, api_key: str) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    from longtake.config import Config

    key = api_key or Config.from_environment().api_key
    least = OpenAIModelProfile(  # what servers are known to stumble over is left out
        supports_json_schema_output=True,
        supports_json_object_output=False,
        supports_inline_system_prompts=False,
        openai_chat_supports_multiple_system_messages=False,
    )
    provider = OpenAICompatibleProvider(
        "compatible", base_url=base_url, api_key=key or None, profile=least
    )
    return OpenAIChatModel(_bare(name), provider=provider)


def _bare(name: str) -> str:
    """What the server itself calls the model: names there may hold colons and slashes."""
    for prefix in ("openai:", "ollama:"):
        name = name.removeprefix(prefix)
    return name


def _known(name: str) -> Model:
    from pydantic_ai.models import infer_model

    provider, _, model = name.partition(":")
    if is_known("models", provider):
        opened: Model = find("models", provider)(name)
        return opened
    if not model:
        raise ModelError(f"the model {name!r} names no provider: {complaints.choices()}")
    if provider == "ollama":
        return _ollama(model)
    return infer_model(f"{complaints.ALIASES.get(provider, provider)}:{model}")


def _ollama(model: str) -> Model:
    from pydantic_ai.exceptions import UserError
    from pydantic_ai.models.ollama import OllamaModel
    from pydantic_ai.providers.ollama import OllamaProvider

    try:
        provider = OllamaProvider()
    except UserError:  # no address in the environment
        provider = OllamaProvider(base_url=OLLAMA)
    return OllamaModel(model, provider=provider)


class HostedChat:
    """A model somewhere else, reached over HTTP."""

    version = "1"

    def __init__(self, name: str, model: Model, base_url: str = "", terms: Terms | None = None):
        self.name = name
        self._model = model
        self._base_url = base_url
        self._terms = terms or Terms()
        self._enforces_schemas = bool(model.profile.get("supports_json_schema_output"))

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Reply], instructions: str
    ) -> tuple[Reply, Usage]:
        """Put the parts to the model, in order; see `protocols.Chat`."""
        from pydantic_ai.exceptions import AgentRunError, ModelRequestRejectedError, UserError

        started_s = time.monotonic()
        shown, usage = self._shown(parts)
        while True:
            messages: list[ModelMessage] = []
            try:
                result, spent = await self._run(shown, reply, instructions, messages)
                break
            except ModelRequestRejectedError as error:
                if not (self._enforces_schemas and complaints.is_about_schema(error)):
                    raise await self._complaint(error, messages) from error
                self._enforces_schemas = False
            except (AgentRunError, UserError) as error:
                raise await self._complaint(error, messages) from error
        return result, usage + spent + Usage(seconds=time.monotonic() - started_s)

    async def _run(
        self,
        shown: list[UserContent],
        reply: type[Reply],
        instructions: str,
        messages: list[ModelMessage],
    ) -> tuple[Reply, Usage]:
        """One run of pydantic-ai; `messages` receives what was said, also when the run fails."""
        from pydantic_ai import Agent, capture_run_messages
        from pydantic_ai.settings import ModelSettings

        settings = ModelSettings(
            timeout=self._terms.timeout_s,
            max_retries=self._terms.retries,
            framing_announcement="never",  # it would lend authority to tags that a video can show
        )
        agent: Agent[None, Any] = Agent(
            self._model,
            output_type=self._form(reply),
            instructions=instructions,
            retries={"output": self._terms.corrections},
            model_settings=settings,
        )
        with capture_run_messages() as said:
            try:
                async with agent:
                    run = await agent.run(shown, deps=None, timeout=self._terms.timeout_s)
            finally:
                messages.extend(said)
        spent = run.usage
        return run.output, Usage(
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            calls=spent.requests,
        )

    def _form(self, reply: type[Reply]) -> Any:
        """How to have the reply shaped: by the server where it can, always asked for in words.

        Servers that take a JSON schema and ignore it are common, so the prompt shows it too. No
        tools: several compatible servers have none, or do not let one be required.
        """
        from pydantic_ai import NativeOutput, PromptedOutput

        if reply is str:
            return str
        if self._enforces_schemas:
            return NativeOutput(reply, template=FORM)
        return PromptedOutput(reply, template=FORM)

    def _shown(self, parts: Sequence[str | Frame]) -> tuple[list[UserContent], Usage]:
        from pydantic_ai import BinaryContent

        shown: list[UserContent] = []
        frames = pixels = 0
        for part in parts:
            if isinstance(part, str):
                shown.append(part)
                continue
            jpeg, size = encoded(part, self._terms.longest_px, self._terms.quality)
            shown += [f"[{part.time_s:.1f} s]", BinaryContent(jpeg, media_type="image/jpeg")]
            frames, pixels = frames + 1, pixels + size
        return shown, Usage(frames=frames, pixels=pixels)

    async def _complaint(self, error: Exception, messages: list[ModelMessage]) -> ModelError:
        names = await self._served_names() if complaints.is_about_name(error) else []
        replies = "".join(_spoken(messages[-1:]))
        return complaints.complaint(error, self.name, self._base_url, replies, names)

    async def _served_names(self) -> list[str]:
        """The models that the server says it has; none when it does not say."""
        import openai

        client = getattr(self._model, "client", None)
        if not isinstance(client, openai.AsyncOpenAI):
            return []
        try:
            async with self._model:
                page = await client.models.list(timeout=5.0)
        except (openai.OpenAIError, ValueError):
            return []
        return sorted(model.id for model in page.data or [])


def _spoken(messages: Sequence[ModelMessage]) -> Iterator[str]:
    for message in messages:
        if message.kind == "response":
            yield message.text or ""


def encoded(frame: Frame, longest_px: int, quality: int = 85) -> tuple[bytes, int]:
    """The frame as a JPEG no longer than `longest_px` on its longer side, and its pixels."""
    import cv2

    image = frame.image
    height_px, width_px = image.shape[:2]
    scale = longest_px / max(height_px, width_px)
    if scale < 1:
        size = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return jpeg.tobytes(), image.shape[0] * image.shape[1]
