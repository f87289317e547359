"""The seams of this room: what a world, its films and its kinds of question promise.

A world is found by its short name in the registry, like every part that can be exchanged.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from longtake.types import Span
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.truth import Film as File
from longtake.worlds.truth import Truth

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted. The same order makes the same films."""

    seed: int = 7
    minutes: float = 5.0
    """Length of the film, or of all clips together where a world makes many."""
    level: int = 2
    """1 (easy) to 5."""
    count: int = 0
    """How many clips; 0: as many as fill the minutes."""
    density: float = 1.0
    """Events per minute, relative to what is usual in that world."""
    voices: bool = True
    subtitles: bool = True
    burnt: bool = True
    """Whether subtitles are also drawn into the picture."""
    of: str = "story"
    """Which world's films run as a stream, for the world that places questions on a time line."""
    source: Path | None = None
    """The video to work on, for worlds that change one."""
    width_px: int = 640
    height_px: int = 360
    fps: float = 10.0

    def file(self, duration_s: float, *, sound: bool = False, subtitles: bool = False) -> File:
        """What is to be known of the file of a film of that length."""
        return File(
            width_px=self.width_px,
            height_px=self.height_px,
            fps=self.fps,
            duration_s=duration_s,
            sound=sound,
            subtitles=subtitles,
        )


CHOSEN = ("count", "of", "source")
"""Fields of an order that only some worlds go by."""


class Film(Protocol):
    """One planned video. Everything about it is decided; nothing of it is drawn yet."""

    @property
    def name(self) -> str:
        """Unique in its order, a valid name of a folder: `film`, `clip-0012`, `camera-2`."""
        ...

    @property
    def truth(self) -> Truth:
        """Everything that happens in it; a film may work it out when it is first asked for."""
        ...

    def view(self, time_s: float) -> View:
        """What is to be seen then, with `video` set to this film's name. Cheap; any order."""
        ...

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame shown in the span, in order: `(H, W, 3)` uint8 RGB."""
        ...


@runtime_checkable
class WritesItself(Protocol):
    """A film that also writes its own file, for instance because most of it is copied packets."""

    @property
    def tracked(self) -> Span:
        """The stretch whose tracks are written: of what is repeated, the first round."""
        ...

    def write(self, path: Path) -> None:
        """Write the whole MP4, with sound and subtitles, to `path`, or raise WorldError."""
        ...


class Kind(Protocol):
    """One kind of question: how it is asked, how it is read, and how it is answered."""

    @property
    def name(self) -> str: ...

    @property
    def family(self) -> str: ...

    @property
    def temporal(self) -> bool:
        """Whether no single frame can answer it."""
        ...

    @property
    def pattern(self) -> str:
        """Regular expression with named groups that reads the question's text back."""
        ...

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Questions of this kind about films that are shown together."""
        ...

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """The answer that the views support, in the wording of `Draft.answer`; None: they do not.

        `asked` holds the groups of `pattern`. Never uses `Thing.id`: views from pixels have none.
        """
        ...


class World(Protocol):
    """A way to make films whose truth is known completely."""

    name: str
    version: str
    takes: Sequence[str]
    """Which of the fields of an order that not every world knows it goes by: of `CHOSEN`."""
    summary: str
    """One line for `longtake make --list`."""
    kinds: Sequence[Kind]

    def groups(self, order: Order) -> Sequence[Sequence[Film]]:
        """The films of an order, those that are asked about together in one group.

        Lazy: a film is planned when it is indexed. Raises WorldError.
        """
        ...
