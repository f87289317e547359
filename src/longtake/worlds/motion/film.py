"""A clip: a plan with a name, its views and its truth.

Knows plans and the schema of the truth; knows nothing of questions or pixels.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from longtake.types import Span
from longtake.worlds.drawing.paint import painted
from longtake.worlds.motion.plan import Event, Plan
from longtake.worlds.stage import View
from longtake.worlds.truth import Entity, Relation, Shot, Truth
from longtake.worlds.truth import Event as TrueEvent
from longtake.worlds.world import Order

if TYPE_CHECKING:
    import numpy as np

VERSION = "1"

SENTENCES = {
    "enter": "The {a} comes in{side}.",
    "leave": "The {a} leaves{side}.",
    "meet": "The {a} and the {b} meet.",
    "cover": "The {a} goes over the {b}.",
    "uncover": "The {a} leaves the {b} behind.",
    "move": "The {a} moves to another place.",
    "hide": "The {a} goes behind the screen.",
    "appear": "The {a} comes out from behind the screen.",
    "cross": "The {a} crosses the picture{side}.",
    "grow": "The {a} grows.",
    "shrink": "The {a} shrinks.",
    "recolour": "The {a} takes the colour of the {b}.",
    "turn": "The {a} goes round{side}.",
}


@dataclass(frozen=True)
class Clip:
    """One planned clip of an order."""

    name: str
    plan: Plan
    order: Order

    def view(self, time_s: float) -> View:
        """What is to be seen then."""
        last_s = self.plan.duration_s - 1e-6
        things = self.plan.things(min(max(0.0, time_s), last_s))
        return View(time_s=time_s, video=self.name, place="floor", things=things)

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame shown in the span."""
        return painted(self, span)

    @property
    def fps(self) -> float:
        """Frames per second."""
        return self.order.fps

    @cached_property
    def truth(self) -> Truth:
        """Solids, when they are seen, and what happens to them."""
        plan, order = self.plan, self.order
        events = [self._event(number, event) for number, event in enumerate(plan.events, 1)]
        return Truth(
            world="motion",
            version=VERSION,
            seed=order.seed,
            level=order.level,
            film=order.file(plan.duration_s),
            shots=[Shot(span=Span(0.0, plan.duration_s), begins="start", place="floor")],
            entities=[self._entity(index) for index in range(len(plan.solids))],
            events=events,
            relations=[
                Relation(kind="before", of=one.id, to=other.id)
                for one, other in itertools.pairwise(events)
            ],
        )

    def _entity(self, index: int) -> Entity:
        solid = self.plan.solids[index]
        return Entity(
            id=solid.name.replace(" ", "-"),
            kind="object",
            name=solid.name,
            description=f"the {solid.name}",
            look={"shape": solid.look, "colour": solid.colour},
            appears=[Span(*span) for span in self.plan.seen_spans(index)],
        )

    def _event(self, number: int, event: Event) -> TrueEvent:
        names = [solid.name for solid in self.plan.solids]
        other = names[event.b] if event.b >= 0 else ""
        side = f" ({event.side})" if event.side else ""
        frame_s, last_s = 1 / self.fps, self.plan.duration_s
        start_s = max(0.0, min(event.start_s, last_s - frame_s))
        end_s = min(max(event.end_s, start_s + frame_s), last_s)
        return TrueEvent(
            id=f"event-{number}",
            verb=event.verb,
            span=Span(start_s, end_s),
            actor=names[event.a].replace(" ", "-"),
            object=other.replace(" ", "-"),
            place="floor",
            text=SENTENCES[event.verb].format(a=names[event.a], b=other, side=side),
            detail={"side": event.side} if event.side else {},
        )
