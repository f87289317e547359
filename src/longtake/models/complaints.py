"""What goes wrong with a chat model, said to the person at the keyboard.

Turns the failures of pydantic-ai and of the servers behind it into ModelError, BadReply and
MissingExtra, each with what to do about it. Knows nothing of what was asked.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from longtake.errors import BadReply, MissingExtra, ModelError

ALIASES = {"google-gla": "google", "google-vertex": "google-cloud"}
"""Names of providers that pydantic-ai has given up, and those it uses now."""

KEYS = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google": "GOOGLE_API_KEY",
    "google-gla": "GOOGLE_API_KEY",
    "ollama": "OLLAMA_API_KEY",
}
"""Where the commonest providers' keys are read from."""

EXTRAS = {"anthropic": "anthropic", "google": "google", "google-gla": "google"}

QUOTED = 200
"""Characters of a server's or a model's own words that a message repeats."""

_KEY = re.compile(r"[\w*-]{20,}")
"""What a server may repeat of a key."""

_SCHEMA = re.compile(r"response_format|json_schema|json schema|structured|guided|grammar", re.I)
_PICTURE = re.compile(r"image|vision|multi-?modal|picture|jpeg|mmproj", re.I)


def choices() -> str:
    """What can be given as a model."""
    return (
        "use openai:NAME, google-gla:NAME, anthropic:NAME, ollama:NAME or PROVIDER:NAME of another "
        "provider known to pydantic-ai, or NAME with --base-url of an OpenAI-compatible server"
    )


def unusable(name: str, error: Exception) -> ModelError | MissingExtra:
    """Why a model cannot be opened at all."""
    provider = name.partition(":")[0]
    if isinstance(error, ImportError):
        extra = EXTRAS.get(provider)
        return (
            MissingExtra(f"the model {name!r}", extra)
            if extra
            else ModelError(f"the model {name!r} needs a library that is not installed: {error}")
        )
    said = str(error)
    variables = [v for v in re.findall(r"`([A-Z][A-Z0-9_]{3,})`", said) if v.isupper()]
    if variables:
        return ModelError(f"the model {name!r} needs a key: set {' or '.join(variables)}")
    return ModelError(f"the model {name!r} is not known{_nearest(name, said)}: {choices()}")


def _nearest(name: str, said: str) -> str:
    suggested = re.search(r"Did you mean '([^']+)'", said)
    return f" (did you mean {suggested[1]!r}?)" if suggested else ""


def is_about_schema(error: Exception) -> bool:
    """Whether a request was rejected because of the form that the reply was to take."""
    return bool(_SCHEMA.search(str(error))) and not _denied(error)


def is_about_name(error: Exception) -> bool:
    """Whether the server has no model of that name."""
    from pydantic_ai.exceptions import ModelNotFoundError

    return isinstance(error, ModelNotFoundError)


def _denied(error: Exception) -> bool:
    from pydantic_ai import exceptions as wrong

    return isinstance(error, wrong.ModelAuthenticationError | wrong.ModelNotFoundError)


def complaint(
    error: Exception, name: str, base_url: str, reply: str, served: Sequence[str]
) -> ModelError:
    """What went wrong while asking, and what to do.

    `reply` is what the model said last; `served` are the models its server has to offer.
    """
    from pydantic_ai import exceptions as wrong

    if isinstance(error, wrong.OutputTokenLimitExceeded):
        return BadReply(f"{name} was cut off before its reply was complete: {short(reply)!r}")
    if isinstance(error, wrong.ContentFilterError):
        return ModelError(f"{name} declined to answer ({short(error.message)}): ask another model")
    if isinstance(error, wrong.UnexpectedModelBehavior):
        said = f"it said {short(reply)!r}" if reply.strip() else "its reply was empty"
        return BadReply(
            f"{name} did not reply in the form asked for, also when asked again; {said}. "
            "Try again, or use a larger model"
        )
    if isinstance(error, wrong.ModelNotFoundError):
        return ModelError(_unknown(name, base_url, error, served))
    if isinstance(error, wrong.ModelAPIError | wrong.RunTimedOut):
        return ModelError(f"{name} {_failure(error, name, base_url)}")
    return ModelError(f"{name} cannot be used as asked: {short(str(error))}")


def _unknown(name: str, base_url: str, error: Exception, served: Sequence[str]) -> str:
    if not served:
        hint = "" if base_url.rstrip("/").endswith("/v1") else " (most addresses end in /v1)"
        where = f" at {base_url}{hint}" if base_url else ""
        suggested = getattr(error, "suggested_model_id", None)
        also = f"; did you mean {suggested!r}?" if suggested else ""
        return f"there is no model {name!r}{where}{also}: {short(_said(error))}"
    close = difflib.get_close_matches(name.rpartition(":")[2], served, n=5, cutoff=0.4)
    listed = [*close, *(model for model in served if model not in close)][:20]
    more = f" and {len(served) - len(listed)} more" if len(served) > len(listed) else ""
    return f"there is no model {name!r}; the server has {', '.join(listed)}{more}"


def _failure(error: Exception, name: str, base_url: str) -> str:
    from pydantic_ai import exceptions as wrong

    said = _KEY.sub("…", short(_said(error)))
    named = KEYS.get(name.partition(":")[0], "the provider's environment variable")
    key = "LONGTAKE_API_KEY" if base_url else named
    where = base_url or "its provider"
    told: list[tuple[type[Exception] | tuple[type[Exception], ...], str]] = [
        (wrong.ModelAuthenticationError, f"refused the key: check {key}. It said: {said}"),
        (wrong.ModelQuotaExceededError, f"has no quota left on this account: {said}"),
        (wrong.ModelRateLimitError, f"gets too many requests, also after waiting: {said}"),
        (
            wrong.ModelContextWindowExceededError,
            f"was shown more than fits: lower the budget of frames or tokens. It said: {said}",
        ),
        (
            (wrong.ModelTimeoutError, wrong.ModelRequestTimeout, wrong.RunTimedOut),
            "did not answer in time: try again, or show it fewer frames",
        ),
        (wrong.ModelConnectionError, f"cannot be reached at {where}: is it running? ({said})"),
        (
            (wrong.ModelServerError, wrong.ModelUnavailableError),
            f"failed on its server, also when asked again: {said}",
        ),
    ]
    for kind, text in told:
        if isinstance(error, kind):
            return text
    if isinstance(error, wrong.ModelRequestRejectedError) and _PICTURE.search(said):
        return f"does not take these pictures: use a model that sees. It said: {said}"
    return f"gave no usable answer: {said}"


def _said(error: Exception) -> str:
    """The server's own words, without the wrapping."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message", inner) if isinstance(inner, dict) else inner
    return str(body or error)


def short(text: str) -> str:
    """The first words, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else line[:QUOTED] + "…"
