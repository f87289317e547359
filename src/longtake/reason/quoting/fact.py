"""The noun of answers about the file: a fact, where it holds, and which Observation states it."""

from __future__ import annotations

from dataclasses import dataclass

from longtake.types import Kind, Observation, Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the file in words, where it holds, and what states it."""

    text: str
    span: Span
    kind: Kind = "file"
    topic: str = ""
    observation: Observation | None = None
