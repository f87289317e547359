"""Certifies questions: answerable from their evidence, and from nothing else.

A kind's solver must be right from the evidence alone, must not be right from the rest of the film
or from nothing, and must not do better than chance from one frame where the kind is temporal.
Knows Views, not pixels. Questions, planned films and kinds come in; what stays, what falls and why
go out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from longtake.types import Span
from longtake.worlds.asking.blind import chance
from longtake.worlds.asking.replies import reply, right
from longtake.worlds.questions import Clue, Question
from longtake.worlds.stage import View
from longtake.worlds.world import Film, Kind

MOST_VIEWS = 120
"""Of a whole film: every frame of a short one, samples of a long one."""

NEAR_S = 40
NEAR_VIEWS = 80
"""Besides these, so many at whole seconds around the evidence, where a leak is likeliest."""

HEARD_EACH_S = 0.5

FILMS_KEPT = 64
SECONDS_KEPT = 4096

Views = Sequence[View]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How often the solver is right about one question. Silence is a guess among its options."""

    question: Question
    answerable: bool
    """From the evidence alone, whatever the order of its options."""
    without: float
    """From the film without the evidence."""
    unseen: float
    """From nothing."""
    one_frame: float
    """From the frame in the middle, or one at random."""

    @property
    def fault(self) -> str:
        """Why it cannot stay; empty when it can.

        Who has seen too little may well say no: that is judged over the whole set.
        """
        if not self.answerable:
            return "not answerable from its evidence"
        if self.question.form == "binary" and self.question.answer == "no":
            return ""
        if self.unseen == 1:
            return "answerable without looking"
        if self.without == 1:
            return "answerable without its evidence"
        if self.question.temporal and self.one_frame == 1:
            return "answerable from one frame"
        return ""


def certified(
    questions: Sequence[Question], films: Mapping[str, Film], kinds: Sequence[Kind]
) -> tuple[list[Question], list[tuple[Question, str]]]:
    """The questions that stay, and those that fall, each with the reason.

    `films` holds the planned film of each file. Facts and fibs fall together, and so do rotations.
    """
    fault: dict[str, str] = {}
    for result in examined(questions, films, kinds):
        unit = result.question.pair or result.question.id
        fault[unit] = fault.get(unit) or result.fault
    judged = [(question, fault[question.pair or question.id]) for question in questions]
    return [one for one, why in judged if not why], [(one, why) for one, why in judged if why]


def examined(
    questions: Sequence[Question], films: Mapping[str, Film], kinds: Sequence[Kind]
) -> Iterator[Result]:
    """Each question, solved from its evidence, without it, from nothing, and from one frame.

    Views of a film are made once for the questions about it that follow each other.
    """
    by_name = {kind.name: kind for kind in kinds}
    rest = _Rest(films)
    for question in questions:
        kind = by_name[question.kind]
        if question.form == "choice" and question.choice is None:
            raise ValueError(f"{question.id}: a question by option needs its choice")
        yield Result(
            question=question,
            answerable=_answerable(kind, question, evidence(question, films)),
            without=_rate(kind, question, rest.of(question)),
            unseen=_rate(kind, question, []),
            one_frame=_one_frame(kind, question, films),
        )


def evidence(question: Question, films: Mapping[str, Film]) -> list[View]:
    """The fewest Views that suffice: the frames of each clue, and what is heard in its span."""
    by_ear = "sound" in question.needs
    seen: list[View] = []
    for clue in question.evidence:
        film = films[clue.video]
        for time_s in clue.frames_s:
            view = film.view(time_s)
            seen.append(view if by_ear else replace(view, heard=""))
        if by_ear:
            seen += _heard(film, clue.span)
    return sorted(seen, key=lambda view: (view.video, view.time_s))


def _heard(film: Film, span: Span) -> Iterator[View]:
    """What is said in the span, without the picture."""
    steps = max(1, round(span.duration_s / HEARD_EACH_S))
    last = ""
    for step in range(steps):
        time_s = span.start_s + (step + 0.5) * span.duration_s / steps
        heard = film.view(time_s).heard
        if heard and heard != last:
            yield View(time_s=time_s, video=film.name, heard=heard)
        last = heard


def _said(kind: Kind, question: Question, seen: Views) -> str | None:
    return reply(kind, question.text, question.options, seen)


def _answerable(kind: Kind, question: Question, seen: Views) -> bool:
    turned = question.model_copy(update={"options": question.options[::-1]})
    return all(right(kind, one, _said(kind, one, seen)) for one in (question, turned))


def _rate(kind: Kind, question: Question, seen: Views) -> float:
    said = _said(kind, question, seen)
    return chance(question) if said is None else float(right(kind, question, said))


def _one_frame(kind: Kind, question: Question, films: Mapping[str, Film]) -> float:
    rng = random.Random(f"one frame of {question.id}")
    film = films[rng.choice(question.videos)]
    length_s = film.truth.film.duration_s
    times_s = (length_s / 2, rng.random() * length_s)
    return sum(_rate(kind, question, [film.view(time_s)]) for time_s in times_s) / 2


class _Rest:
    """Films without the evidence of a question. Views are kept for the next question."""

    def __init__(self, films: Mapping[str, Film]) -> None:
        self._films = films
        self._sampled = lru_cache(FILMS_KEPT)(self._samples)
        self._second = lru_cache(SECONDS_KEPT)(lambda file, second: films[file].view(second))

    def of(self, question: Question) -> list[View]:
        """Up to when the question is asked, or its evidence is over."""
        until_s = float("inf")
        if question.asked_at_s is not None:
            ends_s = [clue.span.end_s for clue in question.evidence]
            until_s = max([question.asked_at_s, *ends_s])
        seen: list[View] = []
        for file in question.videos:
            clues = [clue for clue in question.evidence if clue.video == file]
            near = [self._second(file, second) for second in self._near(file, clues)]
            seen += [
                view
                for view in (*self._sampled(file), *near)
                if view.time_s < until_s and not any(view.time_s in clue.span for clue in clues)
            ]
        return sorted(seen, key=lambda view: (view.video, view.time_s))

    def _samples(self, file: str) -> list[View]:
        film, about = self._films[file], self._films[file].truth.film
        count = max(1, min(MOST_VIEWS, round(about.duration_s * about.fps)))
        return [film.view((n + 0.5) * about.duration_s / count) for n in range(count)]

    def _near(self, file: str, clues: Sequence[Clue]) -> list[float]:
        """Whole seconds just before and after the clues; none in films that are sampled densely."""
        length_s = self._films[file].truth.film.duration_s
        if not clues or length_s <= 2 * NEAR_S:
            return []
        step = max(1, 2 * NEAR_S * len(clues) // NEAR_VIEWS)
        seconds: set[int] = set()
        for clue in clues:
            first, last = int(clue.span.start_s), int(clue.span.end_s) + 1
            seconds.update(range(first, first - NEAR_S, -step), range(last, last + NEAR_S, step))
        return [float(second) for second in sorted(seconds) if 0 <= second < length_s]
