"""A clip: a state, the operations that change it, and when each thing is to be seen.

Comes in: a demonstration, its size, a seed; goes out: the plan as views, pictures and truth. Knows
nothing of questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from longtake.types import Span
from longtake.worlds.drawing.paint import painted
from longtake.worlds.latent.demonstration import Demonstration, Op, State
from longtake.worlds.questions import Clue
from longtake.worlds.stage import Thing, View
from longtake.worlds.truth import SCHEMA, Entity, Event, Fact, Highlight, Shot, Truth
from longtake.worlds.truth import State as Stated
from longtake.worlds.world import Order

if TYPE_CHECKING:
    import numpy as np

REST_S = 0.6
"""Stillness at the other end, and between the showing and the operations."""
SHOW_S = 1.8

MOVERS = {
    "number": "tile",
    "circle": "ring",
    "cup": "cup",
    "file": "command",
    "card": "card",
    "chip": "chip",
}


@dataclass(frozen=True)
class Clip:
    """One planned clip of one demonstration."""

    name: str
    demo: Demonstration
    size: int
    ops: tuple[Op, ...]
    states: tuple[State, ...]
    """Before the first and after each operation."""
    at_start: bool
    """Whether the state is shown at the start; else at the end."""
    order: Order

    @property
    def first_s(self) -> float:
        """When the first operation begins."""
        return REST_S + SHOW_S if self.at_start else REST_S

    @property
    def last_s(self) -> float:
        """When the last operation is over."""
        return self.first_s + len(self.ops) * self.demo.op_s

    @property
    def showing(self) -> Span:
        """When the state is shown."""
        start_s = 0.0 if self.at_start else self.last_s + REST_S
        return Span(start_s, start_s + SHOW_S)

    @property
    def duration_s(self) -> float:
        """Of the whole clip."""
        return self.last_s + (REST_S if self.at_start else REST_S + SHOW_S)

    @property
    def when(self) -> str:
        """At which end the state is shown."""
        return "start" if self.at_start else "end"

    def span(self, index: int) -> Span:
        """When the operation of that index takes place."""
        start_s = self.first_s + index * self.demo.op_s
        return Span(round(start_s, 6), round(start_s + self.demo.op_s, 6))

    def view(self, time_s: float) -> View:
        """What is to be seen then."""
        return View(time_s=time_s, video=self.name, place="table", things=self._things(time_s))

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame of the span; where nothing moves the same picture again."""
        return painted(self, span)

    def _things(self, time_s: float) -> tuple[Thing, ...]:
        if time_s in self.showing:
            return self._shown
        place = (time_s - self.first_s) / self.demo.op_s + 1e-6
        if not 0 <= place < len(self.ops):
            return self.demo.hidden(self.states[0 if place < 0 else -1])
        index = int(place)
        state, op = self.states[index], self.ops[index]
        return self.demo.acting(state, op, place - index, not self.at_start)

    @cached_property
    def _shown(self) -> tuple[Thing, ...]:
        return self.demo.shown(self.states[0 if self.at_start else -1])

    def frame_s(self, time_s: float) -> float:
        """The time of the frame nearest to that time."""
        fps = self.order.fps
        return round(time_s * fps) / fps

    def doing(self, first: int, count: int) -> Clue:
        """The stretch with so many operations, and the frames that tell which they are."""
        spans = [self.span(index) for index in range(first, first + count)]
        times_s = [span.start_s + self.demo.key * span.duration_s for span in spans]
        if self.demo.positional:
            times_s.insert(0, spans[0].start_s)
        frames_s = tuple(self.frame_s(time_s) for time_s in times_s)
        start_s = min(spans[0].start_s, frames_s[0])
        return Clue(video=self.name, span=Span(start_s, spans[-1].end_s), frames_s=frames_s)

    def telling(self) -> Clue:
        """The stretch in which the state is shown."""
        frame_s = self.frame_s(self.showing.start_s + SHOW_S / 2)
        return Clue(video=self.name, span=self.showing, frames_s=(frame_s,))

    @cached_property
    def truth(self) -> Truth:
        """Everything that happens, and the hidden state throughout."""
        whole = Span(0.0, self.duration_s)
        return Truth(
            schema=SCHEMA,
            world="latent-state",
            version="1",
            seed=self.order.seed,
            level=self.order.level,
            film=self.order.file(self.duration_s),
            shots=[Shot(span=whole, begins="start", place="table")],
            entities=list(self._entities()),
            events=[self._event(index, op) for index, op in enumerate(self.ops)],
            states=list(self._stated()),
            facts=self._facts(),
            highlights=[Highlight(span=self.showing, score=0.9)],
        )

    def _entities(self) -> Iterator[Entity]:
        """What moves, by the id that its things carry."""
        times: dict[str, list[Span]] = {}
        for index in range(len(self.ops)):
            span = self.span(index)
            for step in range(1, 8):
                things = self._things(span.start_s + step / 8 * span.duration_s)
                for id in dict.fromkeys(thing.id for thing in things if thing.id):
                    spans = times.setdefault(id, [])
                    if not spans or spans[-1] != span:
                        spans.append(span)
        kind = MOVERS.get(self.demo.name, "thing")
        for id, spans in times.items():
            writing = self.demo.name == "file"
            about = f"the {kind} that moves" if not writing else "the command that runs"
            yield Entity(
                id=id,
                kind="writing" if writing else "object",
                name=id.replace("-", " "),
                description=about,
                appears=spans,
            )

    def _event(self, index: int, op: Op) -> Event:
        said = self.demo.say(op)
        return Event(
            id=f"operation-{index + 1}",
            verb=said.split()[0] if " " in said else "move",
            span=self.span(index),
            text=f"Operation {index + 1}: {said}.",
            salience=0.5,
            detail={"operation": said, "demonstration": self.demo.name},
        )

    def _stated(self) -> Iterator[Stated]:
        ends_s = [self.span(index).end_s for index in range(len(self.ops))]
        for start_s, end_s, state in zip(
            [0.0, *ends_s], [*ends_s, self.duration_s], self.states, strict=True
        ):
            told = self.demo.tell(state)
            yield Stated(of=self.demo.name, name="state", value=told, span=Span(start_s, end_s))

    def _facts(self) -> list[Fact]:
        told = self.demo.tell(self.states[0 if self.at_start else -1])
        scene = self.demo.scene(self.size, f"{self.when} of the video")
        return [
            Fact(text=scene, weight=1.0, spans=[Span(0.0, self.duration_s)]),
            Fact(
                text=f"At the {self.when} the state is: {told}.", weight=0.8, spans=[self.showing]
            ),
        ]


def clip(name: str, demo: Demonstration, order: Order, size: int, at_start: bool) -> Clip:
    """A clip of that name; the same order gives the same one."""
    rng = random.Random(f"{order.seed}/latent-state/{order.level}/{name}")
    least = 5 + 2 * (order.level - 1)
    while True:
        states, ops = run(demo, demo.start(rng, size), rng.randint(least, least + 1), rng)
        if len(ops) >= least:
            return Clip(name, demo, size, tuple(ops), tuple(states), at_start, order)


def run(
    demo: Demonstration, state: State, count: int, rng: random.Random, before: Op | None = None
) -> tuple[list[State], list[Op]]:
    """Legal operations by chance, none undoing or repeating the one before; fewer when stuck."""
    states, ops = [state], [] if before is None else [before]
    skipped = len(ops)
    while len(states) <= count:
        legal: Sequence[Op] = demo.ops(states[-1], rng)
        free = [op for op in legal if not ops or demo.follows(ops[-1], op)]
        after = [(op, demo.apply(states[-1], op)) for op in rng.sample(free, len(free))]
        following = next(((op, one) for op, one in after if _leads_on(states, one)), None)
        if following is None:
            break
        ops.append(following[0])
        states.append(following[1])
    return states, ops[skipped:]


def _leads_on(states: Sequence[State], after: State | None) -> bool:
    """Whether a state is a legal one, and not the one before the last again."""
    back = len(states) > 1 and after == states[-2] and after != states[-1]
    return after is not None and not back
