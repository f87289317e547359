"""The seams: what each part promises the others.

Implementations name themselves with `name` and `version`, so that every Observation and every
score says what produced it. Arguments are values from `types`; nothing here imports a library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from longtake.types import (
    Answer,
    Budget,
    Coverage,
    Cue,
    Filter,
    Frame,
    Hit,
    Job,
    MediaInfo,
    Observation,
    Packet,
    Question,
    Sound,
    Span,
    Step,
    Usage,
)

if TYPE_CHECKING:
    import numpy as np

Reply = TypeVar("Reply")


class Media(Protocol):
    """An opened source. Decodes what is asked for and no more; memory does not grow with length.

    Every method may be called any number of times, in any order. `span=None` is the whole file.
    What cannot be read is left out and added to `gaps`, never passed over in silence.
    """

    info: MediaInfo
    gaps: list[Observation]
    """Stretches found unreadable so far, as `gap` Observations without duplicates."""

    def packets(self, span: Span | None = None) -> Iterator[Packet]:
        """Coded pictures in order of presentation, without decoding. Empty for sound only."""
        ...

    def keyframes(self, span: Span | None = None, height_px: int | None = None) -> Iterator[Frame]:
        """Pictures that decode by themselves, in order. Cheap: nothing between them is decoded."""
        ...

    def frames_at(self, times_s: Sequence[float], height_px: int | None = None) -> Iterator[Frame]:
        """For each time, in the order given, the frame a player shows then, with its own time.

        Times before the first frame give the first, times after the last give the last.
        `height_px` scales down to that height, never up; None is the full size.
        """
        ...

    def frames(
        self, span: Span | None = None, fps: float | None = None, height_px: int | None = None
    ) -> Iterator[Frame]:
        """The frames shown in the span, in order: all of them, or at most `fps` a second."""
        ...

    def sound(self, span: Span | None = None, rate_hz: int = 16_000) -> Iterator[Sound]:
        """Mono sound in consecutive chunks of about ten seconds. Empty without an audio track."""
        ...

    def subtitles(self) -> Iterator[Cue]:
        """Cues of every subtitle track and sidecar file, track by track, in order of time."""
        ...

    def close(self) -> None:
        """Release the file. Safe to call twice."""
        ...


@runtime_checkable
class Perceiver(Protocol):
    """One sense. Knows nothing about where results are kept or who asked."""

    name: str
    version: str

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """Yield what it perceives in `span`, in order of time; spans on the player's clock.

        Deterministic: the same media and span give equal Observations. Memory must not grow with
        the length of the video. An Observation belongs to the span that holds its start.
        """
        ...


class Embedder(Protocol):
    """Turns text into unit vectors that can be compared by dot product."""

    name: str
    version: str
    dimensions: int

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """`(N, dimensions)` float32, each row of unit length."""
        ...


class Store(Protocol):
    """Keeps Observations and finds them again."""

    def add(self, observations: Iterable[Observation]) -> int:
        """Keep them; those already kept count once. Returns how many were new."""
        ...

    def get(self, ids: Sequence[str]) -> list[Observation]:
        """The Observations with these ids, in that order; unknown ids are left out."""
        ...

    def scan(self, where: Filter) -> Iterator[Observation]:
        """Every Observation that matches, ordered by video, start, end and id."""
        ...

    def search(self, query: str, where: Filter, limit: int = 20) -> list[Hit]:
        """The best matches by words and by meaning, fused by reciprocal rank, best first."""
        ...


class Jobs(Protocol):
    """The work still to do, shared by every process that opens the library."""

    def plan(self, jobs: Iterable[Job]) -> int:
        """Add jobs; those already planned, running or done are left as they are. Returns how many
        were new.
        """
        ...

    def lease(
        self, owner: str, video: str | None = None, perceivers: Sequence[str] = ()
    ) -> Job | None:
        """Take the next job (of that video, of those perceivers), or None when none can be taken.

        A lease that is not renewed lapses, and the job can be taken again.
        """
        ...

    def renew(self, job: Job, owner: str) -> bool:
        """Extend the lease; False when it has lapsed and another owner may have the job."""
        ...

    def finish(
        self,
        job: Job,
        owner: str,
        observations: Iterable[Observation],
        replaces: str = "",
        renews: bool = False,
    ) -> bool:
        """Mark the job done and keep its Observations, in one transaction.

        `replaces` names a sense whose Observations that start in the job's span make way for
        these; with `renews`, those that the job's own sense made before, in any version, do too.
        False, and nothing kept, when the lease was lost.
        """
        ...

    def fail(self, job: Job, owner: str, error: str) -> None:
        """Record why the job could not be done. It is tried again when the user next indexes."""
        ...


class Chat(Protocol):
    """A multimodal model behind one call."""

    name: str
    version: str

    async def ask(
        self, parts: Sequence[str | Frame], reply: type[Reply], instructions: str
    ) -> tuple[Reply, Usage]:
        """Put the parts, in order, to the model; returns its reply as `reply`, and the cost.

        A Frame is shown as its time, `"[12.4 s]"`, followed by the picture. Raises ModelError, or
        BadReply when no valid reply came after the retries.
        """
        ...


class Opener(Protocol):
    """Opens the media behind a video of the library, for strategies that look again."""

    def __call__(self, video: str) -> AbstractContextManager[Media]:
        """Raises OpenError when the file is gone or has changed."""
        ...


class Trace(Protocol):
    """The record of how an answer was reached, written while it happens."""

    steps: list[Step]

    def note(self, step: Step) -> None:
        """Add a step."""
        ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a strategy may use to answer one question."""

    videos: tuple[MediaInfo, ...]
    """The videos that were asked about, in the order given."""
    store: Store
    open: Opener
    trace: Trace
    chat: Chat | None = None
    """None: there is no model, and only what is remembered can be quoted."""
    embedder: Embedder | None = None
    """Compares single lines with the question; None: only the store's own comparison is used."""
    budget: Budget = field(default_factory=Budget)
    coverage: Coverage = field(default_factory=Coverage)
    missing: tuple[str, ...] = ()
    """What is known not to have been perceived in these videos, each with its remedy."""


class Strategy(Protocol):
    """A way to reach an answer. Knows neither which model nor which store it is given."""

    name: str
    version: str

    async def answer(self, question: Question, context: Context) -> Answer:
        """Answer from what the context holds, within its budget, with evidence."""
        ...
