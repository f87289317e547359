"""What the memory holds: observations and what links them, how it is asked, what is to be done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from longtake.types.spans import Box, Span

Kind = Literal[
    "file",
    "gap",
    "shot",
    "signature",
    "subtitle",
    "text",
    "speech",
    "sound",
    "caption",
    "object",
    "person",
    "event",
    "summary",
]
"""What sort of thing an Observation is. `file` is a fact from the container, `gap` a stretch that
could not be read, `sound` something heard that is not words (voice activity among it)."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that was seen, read, heard or concluded: everything the memory holds is one."""

    video: str
    """`MediaInfo.id`."""
    span: Span
    kind: Kind
    text: str
    source: str
    """Who made it, with the version: `text@rapidocr-3.10`."""
    box: Box | None = None
    score: float = 1.0
    """How sure the maker is, in [0, 1]."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Anything else worth keeping, JSON-ready: word times, language, transition type."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}; one of {', '.join(KINDS)}")
        if not 0 <= self.score <= 1:
            raise ValueError(f"a score lies in [0, 1], got {self.score}")

    @property
    def id(self) -> str:
        """Hash of the whole content, so that the same observation made twice is one."""
        span, box = self.span, self.box
        numbers = [span.start_s, span.end_s, self.score]
        if box is not None:
            numbers += [box.left, box.top, box.right, box.bottom]
        words = [self.video, self.kind, self.text, self.source]
        content = [words, list(map(float, numbers)), dict(self.data)]  # 1 and 1.0 are one number
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(plain.encode(errors="surrogatepass"), digest_size=12).hexdigest()


RelationKind = Literal["before", "causes", "same_as", "part_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A directed link between two Observations or Entities, by id."""

    kind: RelationKind
    of: str
    to: str
    source: str
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Someone or something that keeps its identity across Observations."""

    id: str
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which Observations to consider; an empty field does not restrict."""

    kinds: tuple[Kind, ...] = ()
    videos: tuple[str, ...] = ()
    span: Span | None = None
    """Observations that overlap it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An Observation found by a search, and why."""

    observation: Observation
    score: float
    """Reciprocal rank fusion of the two lists below; comparable within one search only."""
    words: float = 0.0
    """BM25, larger is better; 0 when no word matched."""
    meaning: float = 0.0
    """Cosine to the query in [-1, 1]; 0 when it was not compared."""


JobState = Literal["todo", "running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One sense looking at one stretch of one video."""

    video: str
    perceiver: str
    """Name and version: a new version of a sense is new work."""
    span: Span
    priority: int = 0
    """Lower goes first."""
    state: JobState = "todo"
    error: str = ""
    attempts: int = 0
