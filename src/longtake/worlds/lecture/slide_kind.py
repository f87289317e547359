"""Kinds of question about one slide, which the question names by its title.

Knows how the slide is found among the views, and how a riddle is asked whose solution the topic
brings along; what is read off the slide, each kind knows for itself.
"""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from longtake.worlds.lecture.evidence import slides_of, whole
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import Page, page_titled
from longtake.worlds.questions import Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film

Asked = Mapping[str, str]
Options = Sequence[str]


class SlideKind(ABC):
    """One kind of question about one slide."""

    name: ClassVar[str]
    family: ClassVar[str]
    temporal: ClassVar[bool] = False
    pattern: str
    """Has a group `title`."""

    @abstractmethod
    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        """Questions about slides of these films."""

    @abstractmethod
    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        """What all that was seen of the slide tells."""

    def solve(self, asked: Asked, options: Options, seen: Sequence[View]) -> str | None:
        """The answer from the slide of that title; None where it was not seen."""
        page = page_titled(seen, asked["title"])
        return self.answer(asked, options, page) if page else None


class Riddle(SlideKind):
    """One question about each slide of a sort; its topic knows the answer and wrong ones."""

    sort: ClassVar[str]
    text: ClassVar[str]
    """The question, with `{title}`."""
    in_order: ClassVar[bool] = False

    def __init__(self) -> None:
        self.pattern = re.escape(self.text).replace(r"\{title\}", '(?P<title>[^"]+)')

    def times(self, slide: Slide) -> Sequence[float]:
        """The moments that tell the answer; none: one in which everything stands."""
        return ()

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, self.sort):
            yield Draft(
                kind=self.name,
                text=self.text.format(title=slide.topic.title),
                answer=slide.topic.answer,
                wrong=slide.topic.wrong,
                evidence=(whole(film, slide, self.times(slide)),),
                needs=("writing",),
                keep_order=self.in_order,
                level=film.order.level,
            )
