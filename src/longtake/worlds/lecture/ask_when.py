"""Questions about when a slide or some words are to be seen, and whether they are at all."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

from longtake.types import Span
from longtake.worlds.lecture.ask_order import body
from longtake.worlds.lecture.evidence import (
    everywhere,
    frame,
    lectures,
    whole,
)
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.lecture.reading import (
    page_titled,
    pages,
    shown,
    speaks_of,
    title_of,
    titled_alike,
    written,
)
from longtake.worlds.questions import Clue, Draft
from longtake.worlds.stage import View
from longtake.worlds.world import Film

ALL_LINES = ("title", "point", "row", "note")
GAP_S = 2.5
"""Frames farther apart than this are not of one stretch, unless all are."""


class WhenShown:
    """When a slide is shown; never, where there is none of that title."""

    name = "lecture-when-shown"
    family = "ground"
    temporal = True
    pattern = r'When is the slide "(?P<title>[^"]+)" shown\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            absent = iter(film.plan.absent)
            for number, slide in enumerate(body(film)):
                if number % 5 == 4:
                    title = retitled(slide.topic.title, film, absent)
                    if title:
                        yield self._draft(film, title, None)
                yield self._draft(film, slide.topic.title, slide)

    def _draft(self, film: LectureFilm, title: str, slide: Slide | None) -> Draft:
        spans = (slide.span,) if slide else ()
        clue = whole(film, slide, each_second(film, slide.span)) if slide else everywhere(film)
        return Draft(
            kind=self.name,
            text=f'When is the slide "{title}" shown?',
            form="spans",
            answer=spelt(spans),
            spans=spans,
            evidence=(clue,),
            level=film.order.level,
        )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        spans = runs(seen, lambda view: shows(view, asked["title"]))
        return spelt(spans) if spans or enough(seen) else None


class WhenRead:
    """When some words are to be read: once, several times, or never."""

    name = "lecture-when-read"
    family = "ground"
    temporal = True
    pattern = r'When do the words "(?P<words>[^"]+)" stand on a slide\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            absent = iter(film.plan.absent[::-1])
            for number, words in enumerate(self._phrases(film)):
                if number % 5 == 4 and (name := next(absent, "")):
                    yield self._draft(film, name, [])
                yield self._draft(film, words, self._spans(film, words))

    @staticmethod
    def _phrases(film: LectureFilm) -> list[str]:
        headers = [m.header for slide in body(film) for m in slide.topic.measures]
        people = [name for slide in body(film) for name in slide.topic.people[:1]]
        lecturer = film.plan.title.partition(" of ")[2]
        return list(dict.fromkeys([lecturer, *headers, *people]))

    @staticmethod
    def _spans(film: LectureFilm, words: str) -> list[Span]:
        """When a line with these words stands, lines that follow without a gap joined."""
        spans: list[Span] = []
        for slide in film.slides:
            for ink in slide.inks:
                if ink.look in ALL_LINES and ink.way == "plain" and speaks_of(ink.text, words):
                    span = slide.when(ink)
                    if spans and span.touches(spans[-1], 0.01):
                        spans[-1] = spans[-1].union(span)
                    else:
                        spans.append(span)
        return spans

    def _draft(self, film: LectureFilm, words: str, spans: list[Span]) -> Draft:
        clues = [
            Clue(video=film.name, span=_wider(film, span), frames_s=tuple(each_second(film, span)))
            for span in spans
        ]
        return Draft(
            kind=self.name,
            text=f'When do the words "{words}" stand on a slide?',
            form="spans",
            answer=spelt(spans),
            spans=tuple(spans),
            evidence=tuple(clues or [everywhere(film)]),
            needs=("writing",),
            level=film.order.level,
        )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        spans = runs(seen, lambda view: _says(view, asked["words"]))
        return spelt(spans) if spans or enough(seen) else None


class HasSlide:
    """Whether there is such a slide: a fact and a fib."""

    name = "lecture-has-slide"
    family = "absent"
    temporal = False
    pattern = r'Is there a slide with the title "(?P<title>[^"]+)" in the lecture\?'

    def ask(self, films: Sequence[Film], rng: random.Random) -> Iterator[Draft]:
        for film in lectures(films):
            absent = iter(film.plan.absent)
            for slide in body(film):
                title = slide.topic.title
                fib = retitled(title, film, absent)
                if not fib:
                    break
                for named, clue in ((title, whole(film, slide)), (fib, everywhere(film))):
                    yield Draft(
                        kind=self.name,
                        text=f'Is there a slide with the title "{named}" in the lecture?',
                        form="binary",
                        answer="yes" if named == title else "no",
                        pair=f"slide {slide.id}",
                        evidence=(clue,),
                        level=film.order.level,
                    )

    def solve(
        self, asked: Mapping[str, str], options: Sequence[str], seen: Sequence[View]
    ) -> str | None:
        if page_titled(seen, asked["title"]):
            return "yes"
        return "no" if enough(seen) else None


def retitled(title: str, film: LectureFilm, absent: Iterator[str]) -> str:
    """The title with a name that is on no slide and like none that is; empty: none is left."""
    stem = title.rpartition(" ")[0]
    others = [slide.topic.title for slide in film.slides]
    news = (f"{stem} {name}" for name in absent)
    return next((new for new in news if not any(titled_alike(new, o) for o in others)), "")


def runs(seen: Sequence[View], test: Callable[[View], bool]) -> list[Span]:
    """The stretches in which a test holds, as far as the frames tell."""
    times = [(view.time_s, test(view)) for view in seen if view.things]
    steps = [b[0] - a[0] for a, b in itertools.pairwise(times) if b[0] > a[0]]
    usual_s = median(steps) if steps else 1.0
    found: list[Span] = []
    last_s = float("-inf")
    for place, (time_s, holds) in enumerate(times):
        if not holds:
            last_s = float("-inf")
            continue
        later_s = times[place + 1][0] if place + 1 < len(times) else time_s + usual_s
        end_s = time_s + min(usual_s, max(0.0, later_s - time_s))
        if found and time_s - last_s <= max(GAP_S, 3 * usual_s):
            found[-1] = Span(found[-1].start_s, end_s)
        else:
            found.append(Span(time_s, end_s))
        last_s = time_s
    return found


def enough(seen: Sequence[View]) -> bool:
    """Whether so much was seen that something may be said not to be there: more than a slide."""
    return len(pages(seen)) > 1


def spelt(spans: Sequence[Span]) -> str:
    """`12.0-15.5; 20.0-22.0`, or `none`."""
    return "; ".join(f"{span.start_s:.1f}-{span.end_s:.1f}" for span in spans) or "none"


def shows(view: View, title: str) -> bool:
    """Whether the slide of that title is on the screen."""
    return titled_alike(title_of(shown(view)), title)


def _says(view: View, words: str) -> bool:
    return any(speaks_of(thing.text, words) for thing in written(shown(view), *ALL_LINES))


def each_second(film: LectureFilm, span: Span) -> list[float]:
    """A frame each second of a span, off the joins."""
    count = max(2, round(span.duration_s))
    step_s = (span.duration_s - 0.8) / (count - 1)
    return [frame(film, span.start_s + 0.4 + n * step_s) for n in range(count)]


def _wider(film: LectureFilm, span: Span) -> Span:
    return Span(max(0.0, span.start_s - 0.35), min(film.truth.film.duration_s, span.end_s + 0.35))
