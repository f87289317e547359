"""The context: how much of what was shown fits, and what it costs.

What was shown and the dials come in; what is left of it and its tokens go out, or the error that a
real server gives. Knows nothing of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from longtake.worlds.seer.dials import Dials
from longtake.worlds.seer.messages import Refusal, Request, Text
from longtake.worlds.seer.percepts import Percepts
from longtake.worlds.seer.shown import Shown, Words

Item = TypeVar("Item")

LETTERS = 4
"""Characters of text that make a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What the model gets to see and read."""

    shown: Shown
    tokens: int
    """What all of it costs."""


def fitted(request: Request, shown: Shown, dials: Dials, percepts: Percepts) -> Fitted:
    """What fits into the context of the dials. Raises Refusal when it is to refuse."""
    shots = [] if dials.text_only else shown.shots
    costs = {id(shot): percepts.tokens(shot.picture) for shot in shots}
    text = sum(len(part.text) for part in request.parts if isinstance(part, Text)) // LETTERS
    text += sum(len(str(tool.schema)) + len(tool.description) for tool in request.tools) // LETTERS
    tokens = text + sum(costs.values())
    if dials.full == "refuse" and (len(shots) > dials.images or tokens > dials.tokens):
        raise _too_much(len(shots), tokens, dials)
    kept = evenly(shots, dials.images)
    left, words = _words_that_fit(shown.words, text, dials.tokens)
    room = dials.tokens - left
    while kept and sum(costs[id(shot)] for shot in kept) > room:
        spent = sum(costs[id(shot)] for shot in kept)
        kept = evenly(kept, min(len(kept) - 1, int(len(kept) * room / spent)))
    used = left + sum(costs[id(shot)] for shot in kept)
    return Fitted(shown=replace(shown, shots=kept, words=words), tokens=used)


def evenly(items: Sequence[Item], count: int) -> list[Item]:
    """At most so many of the items, spread evenly."""
    if count >= len(items):
        return list(items)
    return [items[int((place + 0.5) * len(items) / count)] for place in range(max(0, count))]


def tokens_in(text: str) -> int:
    """What a reply costs."""
    return max(1, len(text) // LETTERS)


def _words_that_fit(words: Sequence[Words], text: int, most: int) -> tuple[int, list[Words]]:
    """Without the oldest quotes, as far as the text alone is more than fits."""
    kept = list(words)
    while kept and text > most:
        text -= (len(kept.pop(0).text) + 60) // LETTERS
    return text, kept


def _too_much(images: int, tokens: int, dials: Dials) -> Refusal:
    if images > dials.images:
        told = f"at most {dials.images} pictures fit, and {images} were sent"
        return Refusal(f"Too many images: {told}", "too_many_images", "messages")
    return Refusal(
        f"This model's maximum context length is {dials.tokens} tokens. However, your messages "
        f"resulted in {tokens} tokens. Please reduce the length of the messages.",
        "context_length_exceeded",
        "messages",
    )
