"""When each slide is shown, how it comes, and when what is said about it.

An `Order` and a seed come in; the slides of one film and its narration go out. Knows nothing of
pixels or questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from longtake.types import Span
from longtake.worlds.lecture.ink import Design, Ink, Layout
from longtake.worlds.lecture.script import Scribe
from longtake.worlds.lecture.slides import laid_out, pointed
from longtake.worlds.lecture.topic import Topic
from longtake.worlds.truth import Line, Transition
from longtake.worlds.world import Order

STAYS_S = (15.0, 12.5, 10.5, 9.0, 7.5)
"""Of each level, how long a slide usually stands."""
OPENING_S, AGENDA_S, PART_S, CLOSING_S = 4.5, 7.0, 3.6, 4.0
AGENDA_LINES = 6
LETTERS_A_SECOND = 13.0
JOIN_S = 0.6
ACCENTS = ("blue", "teal", "red", "orange", "green")
POINTING = {"blue": "orange", "teal": "red", "red": "blue", "orange": "blue", "green": "pink"}
PAPERS = ("warm", "cool", "white", "green")
VOICES = ("en-gb", "en-us", "en-gb-scotland", "en-gb-x-rp")
POINTED = ("points", "table", "tiny")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide, in its place on the time line."""

    id: str
    topic: Topic
    span: Span
    begins: Transition
    join_s: float
    design: Design
    inks: tuple[Ink, ...]
    lines: tuple[Line, ...]
    stops: tuple[str, ...] = ()
    """The lines that the pointer stops at, in order."""

    def inks_at(self, time_s: float) -> Iterator[Ink]:
        """What stands on it then, from back to front."""
        age_s = time_s - self.span.start_s + 1e-6
        return (ink for ink in self.inks if ink.start_s <= age_s < ink.end_s)

    def when(self, ink: Ink) -> Span:
        """When an ink of it is to be seen."""
        start_s = self.span.start_s
        end_s = min(self.span.end_s, start_s + ink.end_s)
        return Span(round(min(start_s + ink.start_s, end_s), 2), round(end_s, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole lecture."""

    title: str
    slides: tuple[Slide, ...]
    absent: tuple[str, ...]
    """Names that it never uses."""


def plan(order: Order, rng: random.Random, minutes: float) -> Plan:
    """The slides of one film of that length."""
    scribe = Scribe(rng, order.level)
    person = scribe.person()
    title = f"Lectures of {person}"
    desk = Planner(order, rng, round(minutes * 60, 1))
    parts = list(desk.parts(scribe))
    desk.front(title, person, [course for course, _ in parts])
    for _course, topics in parts:
        for topic, layout, stops, lasts_s in topics:
            desk.add(topic, layout, stops, lasts_s)
    desk.close(person)
    return Plan(
        title=title,
        slides=tuple(desk.slides),
        absent=tuple(scribe.strangers(30 + 2 * len(desk.slides))),
    )


Timed = tuple[Topic, Layout, tuple[str, ...], float]


class Planner:
    """Puts slides on the time line of one film."""

    def __init__(self, order: Order, rng: random.Random, total_s: float):
        self._order = order
        self._rng = rng
        self._total_s = total_s
        self._now_s = 0.0
        self._voice = rng.choice(VOICES) if order.voices else ""
        self._design = self._new_design()
        self._designs: dict[str, Design] = {}
        self.slides: list[Slide] = []

    def parts(self, scribe: Scribe) -> Iterator[tuple[str, list[Timed]]]:
        """Courses with their topics, until the film is full."""
        left_s = self._total_s - OPENING_S - AGENDA_S - CLOSING_S
        for course, topics in scribe.courses():
            self._design = self._designs[course] = self._new_design()
            timed = [self._timed(_head(course, "part"), PART_S)]
            left_s -= PART_S
            for topic in topics:
                one = self._timed(topic, self._stay())
                left_s -= one[3]
                if left_s < 0:
                    break
                timed.append(one)
            if len(timed) > 1:
                yield course, timed
            if left_s < PART_S:
                return

    def _stay(self) -> float:
        usual_s = STAYS_S[self._order.level - 1] / max(0.1, self._order.density)
        return usual_s * self._rng.uniform(0.85, 1.2)

    def _timed(self, topic: Topic, stays_s: float) -> Timed:
        topic = replace(topic, said=topic.said if self._tells else ())
        layout = laid_out(topic, self._design)
        stops: tuple[str, ...] = ()
        if topic.kind in POINTED and self._rng.random() < 0.6:
            layout, stops = pointed(layout, self._design, self._rng)
        spoken_s = sum(spoken(said.text) + 0.4 for said in topic.said)
        lasts_s = max(stays_s, layout.least_s, 1.2 + spoken_s if topic.said else 0.0)
        return topic, layout, stops, round(lasts_s, 1)

    @property
    def _tells(self) -> bool:
        return self._order.voices or self._order.subtitles

    def _new_design(self) -> Design:
        accent = self._rng.choice(ACCENTS)
        return Design(
            level=self._order.level,
            width_px=self._order.width_px,
            height_px=self._order.height_px,
            accent=accent,
            paper=self._rng.choice(PAPERS),
            pointing=POINTING[accent],
        )

    def front(self, title: str, person: str, courses: list[str]) -> None:
        """The opening, and the agenda where there is time for one."""
        if not courses:
            return
        opening = _head(title, "opening", f"in {len(courses)} parts" if len(courses) > 1 else "")
        self.add(*self._timed(opening, OPENING_S))
        lines = [f"{n} {course}" for n, course in enumerate(courses[:AGENDA_LINES], 1)]
        agenda = replace(_head("Agenda", "agenda"), lines=tuple(lines))
        self.add(*self._timed(agenda, AGENDA_S))

    def close(self, person: str) -> None:
        """The last slide, which lasts until the end."""
        topic = _head(f"Thanks from {person}", "closing")
        left_s = round(self._total_s - self._now_s, 1)
        self.add(topic, laid_out(topic, self._design), (), left_s)

    def add(self, topic: Topic, layout: Layout, stops: tuple[str, ...], lasts_s: float) -> None:
        """The next slide."""
        begins, join_s = self._joint()
        start_s = self._now_s
        self._now_s = round(start_s + lasts_s, 1)
        design = self._designs.get(topic.course, self._design)
        self.slides.append(
            Slide(
                id=f"slide-{len(self.slides) + 1:04}",
                topic=topic,
                span=Span(start_s, self._now_s),
                begins=begins,
                join_s=join_s,
                design=design,
                inks=layout.inks,
                lines=tuple(self._spoken(topic, start_s)),
                stops=stops,
            )
        )

    def _joint(self) -> tuple[Transition, float]:
        if not self.slides:
            return "start", 0.0
        way: Transition = self._rng.choices(("cut", "dissolve", "wipe"), (4, 2, 1))[0]
        return way, 0.0 if way == "cut" else JOIN_S

    def _spoken(self, topic: Topic, start_s: float) -> Iterator[Line]:
        now_s = start_s + 0.8
        for said in topic.said:
            span = Span(round(now_s, 2), round(now_s + spoken(said.text), 2))
            only_heard = said.only_heard and self._order.voices
            written = self._order.subtitles and not only_heard
            yield Line(
                span=span, speaker="lecturer", text=said.text, voice=self._voice, written=written
            )
            now_s = span.end_s + 0.4


def spoken(text: str) -> float:
    """How long it takes to say that, in s."""
    return round(len(text) / LETTERS_A_SECOND + 0.5, 1)


def _head(title: str, kind: str, line: str = "") -> Topic:
    return Topic(kind=kind, title=title, course=title, noun="", lines=(line,) if line else ())
