"""Questions about what is written, and where."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence

from longtake.worlds.lecture.ask_order import ORDINALS, body, titles
from longtake.worlds.lecture.evidence import ink_of, lectures, slides_of, whole
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.layer import HAND_PACE
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import (
    ROW,
    Page,
    alike,
    among,
    name_among,
    pages,
    written,
)
from longtake.worlds.lecture.slide_kind import Asked, Options, SlideKind
from longtake.worlds.questions import Draft
from longtake.worlds.stage import Thing, View
from longtake.worlds.world import Film


class Point(SlideKind):
    """A point of a list."""

    name = "lecture-point"
    family = "reading"
    pattern = r'What is the (?P<nth>\w+) point on the slide "(?P<title>[^"]+)"\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        points = [line for _, s in slides_of(films, "points") for line in s.topic.lines]
        for film, slide in slides_of(films, "points"):
            nth = rng.randrange(len(slide.topic.lines))
            line = slide.topic.lines[nth]
            yield Draft(
                kind=self.name,
                text=f'What is the {ORDINALS[nth]} point on the slide "{slide.topic.title}"?',
                answer=line,
                wrong=tuple(other for other in points if other != line),
                evidence=(whole(film, slide),),
                needs=("writing",),
                level=film.order.level,
            )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        points = page.texts("point")
        nth = ORDINALS.index(asked["nth"]) if asked["nth"] in ORDINALS else len(points)
        return among(points[nth], options) if nth < len(points) else None


class Mention:
    """Where a name is to be read."""

    name = "lecture-mention"
    family = "reading"
    temporal = False
    pattern = r"On which slide is the name (?P<name>\w+) to be read\?"

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            for slide in body(film):
                for name in self._names(slide)[:2]:
                    yield Draft(
                        kind=self.name,
                        text=f"On which slide is the name {name} to be read?",
                        answer=slide.topic.title,
                        wrong=titles(body(film), (slide,), rng),
                        evidence=(whole(film, slide),),
                        needs=("writing",),
                        level=film.order.level,
                    )

    @staticmethod
    def _names(slide: Slide) -> list[str]:
        if slide.topic.kind in ("points", "quote"):
            return list(slide.topic.people)
        return list(slide.topic.items) if slide.topic.kind in ("table", "chart", "compared") else []

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        best: tuple[float, str] = (0.0, "")
        for page in pages(seen):
            for text in {thing.text for view in page.views for thing in written(view, *BODY)}:
                for word in text.replace(":", " ").replace(",", " ").split():
                    if (likeness := alike(word, asked["name"])) > best[0]:
                        best = likeness, page.title
        return among(best[1], options) if best[0] >= 0.8 else None


BODY = ("point", "row", "note")


class Quoted(SlideKind):
    """Whose words they are."""

    name = "lecture-quoted"
    family = "reading"
    pattern = r'Who is quoted on the slide "(?P<title>[^"]+)"\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film, slide in slides_of(films, "quote"):
            others = [s.topic.answer for _, s in slides_of([film], "quote") if s is not slide]
            people = [
                name for _, s in slides_of([film], "points", "quote") for name in s.topic.people
            ]
            mixed = [" ".join(rng.sample(people, 2)) for _ in range(4)]
            yield Draft(
                kind=self.name,
                text=f'Who is quoted on the slide "{slide.topic.title}"?',
                answer=slide.topic.answer,
                wrong=tuple(others + mixed),
                evidence=(whole(film, slide),),
                needs=("writing",),
                level=film.order.level,
            )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        lines = page.texts("note")
        return among(lines[-1], options) if lines else None


class Handwritten(SlideKind):
    """Which name is written next, where each is wiped off before the next."""

    name = "lecture-handwritten"
    family = "order"
    temporal = True
    pattern = (
        r'On the slide "(?P<title>[^"]+)", which name is written by hand '
        r"directly after (?P<name>\w+)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        every = [word for _, s in slides_of(films, "hand") for word in s.topic.lines]
        every += [item for _, s in slides_of(films, "table", "points") for item in s.topic.items]
        for film, slide in slides_of(films, "hand"):
            words = slide.topic.lines
            for one, other in itertools.pairwise(words):
                inside = [word for word in words if word not in (one, other)]
                outside = [word for word in every if word not in words]
                times_s = (self._done(slide, one), self._done(slide, other))
                yield Draft(
                    kind=self.name,
                    text=f'On the slide "{slide.topic.title}", which name is written by hand '
                    f"directly after {one}?",
                    answer=other,
                    wrong=tuple(inside + rng.sample(outside, min(2, len(outside)))),
                    evidence=(whole(film, slide, times_s),),
                    needs=("writing",),
                    level=film.order.level,
                )

    @staticmethod
    def _done(slide: Slide, word: str) -> float:
        ink = ink_of(slide, word)
        return slide.span.start_s + ink.start_s + len(word) / HAND_PACE + 0.4

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        words: list[str] = []
        for text in page.run("hand"):
            if words and _grown(text, words[-1]):
                words[-1] = text
            else:
                words.append(text)
        likely = [(alike(word, asked["name"]), -n) for n, word in enumerate(words[:-1])]
        likeness, place = max(likely, default=(0.0, 0))
        return name_among(words[1 - place], options) if likeness >= 0.6 else None


class Pointed(SlideKind):
    """What the pointer shows, and in which order."""

    name = "lecture-pointed"
    family = "order"
    temporal = True
    pattern = (
        r'On the slide "(?P<title>[^"]+)", which line does the pointer '
        r"stop at (?P<nth>first|second|third)\?"
    )

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            for slide in film.slides:
                if slide.stops:
                    yield self._draft(film, slide, rng.randrange(len(slide.stops)))

    def _draft(self, film: LectureFilm, slide: Slide, nth: int) -> Draft:
        stops = [ink for ink in slide.inks if ink.look == "pointer"]
        times_s = [slide.span.start_s + (ink.start_s + ink.end_s) / 2 for ink in stops[: nth + 1]]
        right = plain_row(slide.stops[nth])
        lines = {plain_row(i.text) for i in slide.inks if i.look in ("point", "row")}
        return Draft(
            kind=self.name,
            text=f'On the slide "{slide.topic.title}", which line does the pointer '
            f"stop at {ORDINALS[nth]}?",
            answer=right,
            wrong=tuple(sorted(lines - {right})),
            evidence=(whole(film, slide, times_s),),
            level=film.order.level,
        )

    def answer(self, asked: Asked, options: Options, page: Page) -> str | None:
        stops: list[Thing] = []
        for view in page.views:
            lines = written(view, "point", "row")
            for pointer in view.of("pointer"):
                near = sorted(lines, key=lambda line: abs(line.y - pointer.y))[:1]
                if near and not (stops and abs(stops[-1].y - near[0].y) < ROW):
                    stops.append(near[0])
        nth = ORDINALS.index(asked["nth"])
        return among(plain_row(stops[nth].text), options) if nth < len(stops) else None


def _grown(text: str, start: str) -> bool:
    """Whether it is the same word with more letters, or read again, give or take a letter."""
    shared = sum(a == b for a, b in zip(text, start, strict=False)) / len(start)
    return len(text) >= len(start) and shared >= (0.6 if len(text) > len(start) else 0.75)


def plain_row(text: str) -> str:
    """A table's row as one would say it: single spaces."""
    return " ".join(text.split())
