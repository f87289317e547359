"""A procedure as it is filmed: numbered plates, each followed by the clip of one step.

Somebody stands at the table, reaches, and what is there changes. Knows recipes and Views; knows
nothing of questions or pixels.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from longtake.types import Span
from longtake.worlds.drawing.paint import painted
from longtake.worlds.stage import COLOURS, Thing, View
from longtake.worlds.steps.recipe import Item, Recipe, State, Step
from longtake.worlds.truth import Entity, Event, Fact, Relation, Shot, Truth
from longtake.worlds.world import Order

if TYPE_CHECKING:
    import numpy as np

VERSION = "1"
PLATE_S = 1.2
CLIPS_S = (3.2, 4.0, 4.8)
SPOTS = dict(zip("abcde", (0.11, 0.305, 0.5, 0.695, 0.89), strict=True))
LOW_Y, LOW_SIZE = 0.83, 0.25
HIGH_Y, HIGH_SIZE = 0.61, 0.17
PERSON_Y, PERSON_SIZE = 0.27, 0.48
TOOL_SIZE = 0.15
HELD_Y, HELD_FALL = 0.28, 0.14
REACHES, CHANGES, RESTS = 0.22, 0.62, 0.74
"""Parts of a clip: when the hand goes out, when the change is to be seen, when it is back."""


@dataclass(frozen=True)
class Plan:
    """Which steps are done in truth, and which of them are shown, in which order."""

    recipe: Recipe
    chosen: tuple[int, ...]
    """The steps in the order in which they are done."""
    shown: tuple[int, ...]
    """Places in `chosen`, in the order of the film."""
    style: str
    """`shuffled`, `missing`, `misplaced`, `unfinished` or `whole`."""
    lengths_s: tuple[float, ...]
    coat: str
    hat: str
    colours: tuple[str, ...]

    @cached_property
    def states(self) -> list[State]:
        """What stands on the table before each step in its true order, and in the end."""
        return self.recipe.states(self.chosen)

    def step(self, clip: int) -> Step:
        """The step that the clip of that number (from 0) shows."""
        return self.recipe.steps[self.chosen[self.shown[clip]]]

    @cached_property
    def starts_s(self) -> list[float]:
        """When each clip's plate comes up, and when the film ends."""
        starts = [0.0]
        for length_s in self.lengths_s:
            starts.append(starts[-1] + PLATE_S + length_s)
        return starts

    def span(self, clip: int) -> Span:
        """When a clip is to be seen, without its plate."""
        return Span(self.starts_s[clip] + PLATE_S, self.starts_s[clip + 1])


def planned(rng: random.Random, recipe: Recipe, style: str, level: int, fps: float) -> Plan:
    """A procedure with chance details."""
    chosen = recipe.drawn(rng, 4 + level)
    count = len(chosen)
    places = list(range(count))
    if style == "shuffled":
        while places == sorted(places):
            rng.shuffle(places)
    elif style == "missing":
        del places[rng.randrange(1, count - 1)]
    elif style == "misplaced":
        start = rng.randrange(count)
        goals = [place for place in range(count) if abs(place - start) > 1]
        places.insert(rng.choice(goals), places.pop(start))
    elif style == "unfinished":
        places = places[: rng.randint(2, count - 1)]
    colours = rng.sample(sorted(COLOURS), len(COLOURS))
    lengths = [round(rng.choice(CLIPS_S) * fps) / fps for _ in places]
    return Plan(
        recipe,
        chosen,
        tuple(places),
        style,
        tuple(lengths),
        coat=colours[0],
        hat=colours[1],
        colours=tuple(colours[2:]),
    )


@dataclass(frozen=True)
class StepsFilm:
    """One planned film."""

    name: str
    plan: Plan
    order: Order

    def view(self, time_s: float) -> View:
        """A plate, or a step on its way."""
        starts = self.plan.starts_s
        last = len(self.plan.shown) - 1
        clip = min(last, max(0, sum(start <= time_s + 1e-6 for start in starts) - 1))
        if time_s + 1e-6 < starts[clip] + PLATE_S:
            plate = Thing(
                look="plate", text=f"CLIP {clip + 1}", colour="blue", x=0.5, y=0.5, size=0.2
            )
            return View(time_s=time_s, video=self.name, place="board", things=(plate,))
        span = self.plan.span(clip)
        share = (time_s - span.start_s) / span.duration_s
        things = self._things(clip, min(1.0, max(0.0, share)))
        return View(time_s=time_s, video=self.name, place="counter", things=tuple(things))

    def pictures(self, span: Span) -> Iterator[np.ndarray]:
        """Every frame shown in the span."""
        return painted(self, span)

    def _things(self, clip: int, share: float) -> list[Thing]:
        plan, step = self.plan, self.plan.step(clip)
        place = plan.shown[clip]
        state = plan.states[place + (share >= CHANGES)]
        busy = REACHES <= share < RESTS
        held = self._held(step, state, share) if REACHES <= share < CHANGES else []
        lent = {thing.look for thing in held}
        things = [self._person(step, "reach" if busy else "stand")]
        for spot, item in sorted(state.items()):
            if item[0] not in lent:
                things.append(self._thing(spot, item))
        return things + held

    def _person(self, step: Step, pose: str) -> Thing:
        x = SPOTS[step.spot.lower()]
        left = x < 0.25
        beside = 0.12 if left else -0.12
        return Thing(
            look="person",
            pose=pose,
            colour=self.plan.coat,
            accent=self.plan.hat,
            x=x + beside,
            y=PERSON_Y,
            size=PERSON_SIZE,
            facing="left" if left else "right",
            id="person",
        )

    def _colour(self, spot: str, turn: int = 0) -> str:
        """By its place, so that neighbours differ."""
        ordered = self.plan.colours
        own = "abcde".index(spot.lower()) * 2 + spot.isupper()
        return ordered[(own + turn) % len(ordered)]

    def _thing(self, spot: str, item: Item) -> Thing:
        low = spot.islower()
        return Thing(
            look=item[0],
            pose=item[1],
            colour=self._colour(spot),
            x=SPOTS[spot.lower()],
            y=LOW_Y if low else HIGH_Y,
            size=LOW_SIZE if low else HIGH_SIZE,
            id=f"{item[0]}-{spot}",
        )

    def _held(self, step: Step, state: State, share: float) -> list[Thing]:
        """What the hand brings, going down on its way; what stood ready keeps its colour."""
        brought = {item[0]: (spot, item) for spot, item in step.puts if spot.lower() == step.spot}
        ready = {item[0]: (spot, item) for spot, item in state.items()}
        new = next(iter(brought.values()), None)
        if step.tool:
            spot, item = ready.get(step.tool, ("", (step.tool, POSE_OF.get(step.tool, ""))))
        elif new and new[1][0] not in {item[0] for item in state.values()}:
            spot, item = new
        else:
            return []
        colour = self._colour(spot) if spot else self._colour(step.spot, 3)
        way = (share - REACHES) / (CHANGES - REACHES)
        thing = self._thing(step.spot, item)
        y = HELD_Y + HELD_FALL * way
        return [replace(thing, colour=colour, y=y, size=TOOL_SIZE, id=f"{item[0]}-held")]

    @cached_property
    def truth(self) -> Truth:
        """Shots, and the steps as events with what they need."""
        plan, order = self.plan, self.order
        events = [self._event(clip) for clip in range(len(plan.shown))]
        return Truth(
            world="steps",
            version=VERSION,
            seed=order.seed,
            level=order.level,
            film=order.file(plan.starts_s[-1]),
            shots=list(self._shots()),
            entities=[
                Entity(
                    id="person",
                    kind="person",
                    name="the person",
                    description=f"the person in the {plan.coat} coat and the {plan.hat} hat",
                    look={"coat": plan.coat, "hat": plan.hat},
                    appears=[plan.span(clip) for clip in range(len(plan.shown))],
                )
            ],
            events=events,
            relations=list(self._relations()),
            facts=[
                Fact(text=f"Somebody is about to {plan.recipe.goal}.", weight=1.0, spans=[]),
                *(Fact(text=event.text, weight=0.5, spans=[event.span]) for event in events),
            ],
        )

    def _shots(self) -> Iterator[Shot]:
        for clip in range(len(self.plan.shown)):
            start_s, span = self.plan.starts_s[clip], self.plan.span(clip)
            begins = "cut" if clip else "start"
            yield Shot(span=Span(start_s, span.start_s), begins=begins, place="board")  # type: ignore[arg-type]
            yield Shot(span=span, place="counter")

    def _event(self, clip: int) -> Event:
        step = self.plan.step(clip)
        return Event(
            id=f"clip-{clip + 1}",
            verb=step.does.split()[0],
            span=self.plan.span(clip),
            actor="person",
            place="counter",
            text=f"The person {step.does}.",
            salience=0.5,
            detail={"place_in_procedure": self.plan.shown[clip] + 1},
        )

    def _relations(self) -> Iterator[Relation]:
        plan = self.plan
        clip_of = {plan.chosen[place]: clip for clip, place in enumerate(plan.shown)}
        for number, clip in clip_of.items():
            for need in plan.recipe.steps[number].needs:
                if need in clip_of:
                    yield Relation(
                        kind="causes", of=f"clip-{clip_of[need] + 1}", to=f"clip-{clip + 1}"
                    )


def clips_text(numbers: Sequence[int]) -> str:
    """Clip numbers (from 0) as an answer names them: `3, 1, 2`."""
    return ", ".join(str(number + 1) for number in numbers)


POSE_OF = {"kettle": "hot", "mug": "full", "tyre": "patched", "iron": "hot"}
"""How things look that are held."""
