"""What the lecture's questions have in common: where the evidence is, and how numbers are offered.

Knows the planned film; the solvers do not use it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from longtake.types import Span
from longtake.worlds.lecture.film import LectureFilm
from longtake.worlds.lecture.ink import Ink
from longtake.worlds.lecture.plan import Slide
from longtake.worlds.questions import Clue
from longtake.worlds.truth import Line
from longtake.worlds.world import Film

CLEAR_S = 0.35
"""How far from a join a frame must be to show one slide alone."""


def lectures(films: Sequence[Film]) -> Iterator[LectureFilm]:
    """The films that are lectures."""
    return (film for film in films if isinstance(film, LectureFilm))


def slides_of(films: Sequence[Film], *kinds: str) -> Iterator[tuple[LectureFilm, Slide]]:
    """Every slide of these kinds."""
    for film in lectures(films):
        for slide in film.slides:
            if slide.topic.kind in kinds:
                yield film, slide


def visible(slide: Slide, ink: Ink) -> Span:
    """When a line can be seen well: off the joins."""
    span = slide.when(ink)
    start_s = max(span.start_s, slide.span.start_s + CLEAR_S)
    return Span(start_s, max(start_s, min(span.end_s, slide.span.end_s - CLEAR_S)))


def ink_of(slide: Slide, text: str) -> Ink:
    """The first line of that text."""
    return next(ink for ink in slide.inks if ink.text == text)


def whole(film: LectureFilm, slide: Slide, frames_s: Iterable[float] = ()) -> Clue:
    """The whole slide, its joins included, with these frames or one in which all of it stands."""
    half_s = 0.35
    start_s = max(0.0, slide.span.start_s - half_s)
    times_s = tuple(sorted({frame(film, time_s) for time_s in frames_s}))
    span = Span(start_s, min(film.truth.film.duration_s, slide.span.end_s + half_s))
    return Clue(video=film.name, span=span, frames_s=times_s or (full(film, slide),))


def full(film: LectureFilm, slide: Slide) -> float:
    """A moment at which everything that stays on the slide is there."""
    end_s = slide.span.end_s - CLEAR_S
    last_s = max((ink.start_s for ink in slide.inks if ink.look not in ("pointer",)), default=0.0)
    return frame(film, max(slide.span.start_s, min(end_s, slide.span.start_s + last_s + 1.5)))


def frame(film: LectureFilm, time_s: float) -> float:
    """The time of the frame that is shown then."""
    fps = film.truth.film.fps
    return round(int(time_s * fps + 1e-6) / fps, 4)


def spoken(film: LectureFilm, slide: Slide, line: Line) -> Clue:
    """When a line is said, with the frames that show on which slide."""
    inside = Span(line.span.start_s, min(line.span.end_s, slide.span.end_s - CLEAR_S))
    times_s = (frame(film, inside.start_s + 0.1), frame(film, inside.middle_s))
    return Clue(video=film.name, span=line.span, frames_s=times_s)


def by_ear(film: LectureFilm, line: Line) -> bool:
    """Whether only the sound tells it."""
    return not (line.written and film.order.burnt)


def everywhere(film: LectureFilm) -> Clue:
    """The whole film, with a frame of each slide: what it takes to say that something is not."""
    times_s = sorted({full(film, slide) for slide in film.slides})
    whole_film = Span(0.0, film.truth.film.duration_s)
    return Clue(video=film.name, span=whole_film, frames_s=tuple(times_s))


def near(answer: int, rng: random.Random, found: Iterable[int] = ()) -> tuple[str, ...]:
    """Numbers that could be it: at least three below and above, some of which do occur."""
    some = {number for number in found if number != answer}
    steps = rng.sample(range(1, 12), 4)
    some |= {answer + step for step in steps} | {answer - step for step in steps}
    return tuple(str(number) for number in sorted(some) if number > 0)
