"""Kinds of question about single short films, each about films of some styles only.

Knows no world: how drafts are made, how Views are read and how the reading answers come in; a kind
as `World.kinds` holds them goes out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film


class Plan(Protocol):
    """What is planned of a film."""

    @property
    def style(self) -> str: ...


class Styled(Film, Protocol):
    """A film of a style."""

    @property
    def plan(self) -> Plan: ...


Clip = TypeVar("Clip", bound=Styled)
Read = TypeVar("Read")


@dataclass(frozen=True, kw_only=True)
class StyledKind(Generic[Clip, Read]):
    """One kind of question about single films of some styles."""

    name: str
    family: str
    pattern: str
    styles: tuple[str, ...]
    drafts: Callable[[Clip, random.Random], Iterator[Draft]]
    answer: Callable[[Mapping[str, str], Sequence[str], Read], str | None]
    film: type[Clip]
    read: Callable[[Sequence[View]], Read]
    temporal: bool = True
    closed: bool = False
    """Whether it makes no sense without its options."""

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Questions about each film of the group."""
        for film in films:
            if isinstance(film, self.film) and film.plan.style in self.styles:
                for draft in self.drafts(film, rng):
                    yield draft.model_copy(update={"kind": self.name, "videos": (film.name,)})

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        """The answer that the views support; what changes needs two of them."""
        if len(seen) < (2 if self.temporal else 1):
            return None
        return self.answer(asked, options, self.read(seen))
