"""What is asked and claimed: questions, budgets, evidence, answers and how they were reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from longtake.types.memory import Hit, Kind
from longtake.types.spans import Box, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Neighbouring hits of one video, merged."""

    video: str
    span: Span
    score: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an answer may be believed: where to look, and what is to be found there."""

    video: str
    span: Span
    kind: Kind
    quote: str
    score: float
    boxes: tuple[Box, ...] = ()
    observation: str = ""
    """Id of the Observation it rests on; empty when a model saw it in frames."""
    verified: bool | None = None
    """True when a second look at this span alone confirmed it, None when nobody looked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What looking and thinking cost. Adds up with `+`."""

    frames: int = 0
    pixels: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        mine, theirs = asdict(self), asdict(other)
        return Usage(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What an answer may cost at most. A strategy that runs out answers with what it has."""

    frames: int = 64
    tokens: int = 100_000
    rounds: int = 3
    seconds: float = 120.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not value >= 0:
                raise ValueError(f"a budget cannot be negative: {name}={value}")

    def spent(self, usage: Usage) -> str | None:
        """The name of the first limit that `usage` has reached, or None."""
        used = {
            "frames": usage.frames,
            "tokens": usage.input_tokens + usage.output_tokens,
            "rounds": usage.calls,
            "seconds": usage.seconds,
        }
        return next((name for name, value in used.items() if value >= getattr(self, name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a user asks, with the options to choose from if there are any."""

    text: str
    options: tuple[str, ...] = ()
    span: Span | None = None
    """Ask about this stretch only."""


StepKind = Literal["search", "look", "ask", "judge", "verify", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing a strategy did, as the trace records it."""

    kind: StepKind
    detail: Mapping[str, Any] = field(default_factory=dict)
    """JSON-ready: what was asked for and what came of it."""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a video each sense has taken in so far."""

    seen: Mapping[str, float] = field(default_factory=dict)
    """Sense → fraction of the duration, in [0, 1]."""

    @property
    def complete(self) -> bool:
        return all(fraction >= 1.0 for fraction in self.seen.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is claimed, how sure, and what a person can check it against."""

    text: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    choice: int | None = None
    """Index into the question's options; None without options or when none is supported."""
    abstained: bool = False
    missing: tuple[str, ...] = ()
    """What could not be perceived and might matter, each with the way to change that."""
    usage: Usage = field(default_factory=Usage)
    coverage: Coverage = field(default_factory=Coverage)
    strategy: str = ""
    """Who answered, with the version."""
    trace: tuple[Step, ...] = ()

    def with_evidence(self, evidence: tuple[Evidence, ...]) -> Answer:
        return replace(self, evidence=evidence)
