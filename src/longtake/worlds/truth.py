"""The schema of `truth.json`: everything that happens in a made video, and when.

One schema for all worlds; a world leaves empty what it does not have. Times are seconds on the
player's clock, spans half-open, boxes fractions of the picture. Boxes and masks of single moments
are in `tracks.jsonl` beside it, one `Track` a line, because they are many.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from longtake.types import Box, Span

SCHEMA = "longtake-truth/1"

Transition = Literal["start", "cut", "fade", "dissolve", "wipe"]
Motion = Literal["static", "pan", "zoom-in", "zoom-out"]


class Row(BaseModel):
    """Strict and frozen: an unknown or missing field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Film(Row):
    """The file itself."""

    file: str = "video.mp4"
    width_px: int
    height_px: int
    fps: float
    duration_s: float
    sound: bool = False
    """Whether the file has a track of sound."""
    subtitles: bool = False
    """Whether the file has a track of subtitles."""


class Shot(Row):
    """An uninterrupted take. A dissolve or fade of `transition_s` is centred on its start."""

    span: Span
    begins: Transition = "cut"
    transition_s: float = 0.0
    place: str = ""
    motion: Motion = "static"


class Scene(Row):
    """Consecutive shots that belong together."""

    span: Span
    title: str
    place: str = ""


class Entity(Row):
    """Someone, something or somewhere that keeps its identity."""

    id: str
    kind: Literal["person", "object", "fixture", "place", "writing"]
    name: str
    """What it is called in sentences."""
    description: str = ""
    """How to point it out: `the person in the red coat and the blue hat`."""
    look: dict[str, str] = {}
    """What it looks like: colours, shape, clothes."""
    appears: list[Span] = []
    """When it is in the picture; more than one span: it re-appears."""


class Event(Row):
    """Somebody does something, or something happens."""

    id: str
    verb: str
    """What is done, in the base form."""
    span: Span
    actor: str = ""
    """The id of who does it."""
    object: str = ""
    """The id of what it is done with."""
    to: str = ""
    """The id of whom or what it is done to."""
    place: str = ""
    """The name of the place."""
    because: str = ""
    """The id of the event that is its cause, perhaps minutes earlier and not filmed."""
    visible: bool = True
    """False: it happened off screen."""
    text: str = ""
    """One plain sentence."""
    salience: float = 0.0
    """How much it matters to the story, in [0, 1]."""
    detail: dict[str, Any] = {}
    """What only this world says of it."""


class Line(Row):
    """Something said."""

    span: Span
    speaker: str
    """The id of who says it."""
    text: str
    voice: str = ""
    """espeak-ng voice; empty: not spoken, only written."""
    written: bool = True
    """Whether the subtitles hold it."""


class Writing(Row):
    """Text in the picture."""

    span: Span
    text: str
    kind: str
    """`sign`, `screen`, `slide`, `subtitle`, `handwriting`, `needle` …"""
    box: Box | None = None
    """Where, at the middle of the span."""
    entity: str = ""


class State(Row):
    """What an attribute of something is, and when. The whole film is covered for hidden states."""

    of: str
    """The id of the thing."""
    name: str
    """The attribute."""
    value: Any
    span: Span


class Relation(Row):
    """A directed link between events or entities, by id."""

    kind: Literal["before", "causes", "same_as", "part_of"]
    of: str
    to: str


class Fact(Row):
    """One sentence of the reference summary, and how much it matters."""

    text: str
    weight: float
    """How much it matters, in [0, 1]."""
    spans: list[Span]
    """When it is to be seen or heard."""


class Highlight(Row):
    """How interesting a stretch is, in [0, 1]."""

    span: Span
    score: float


class Damage(Row):
    """A known amount of a known fault."""

    kind: str
    """`blur`, `noise`, `freeze` …"""
    amount: float
    """How much, in `unit`."""
    unit: str
    span: Span


class Track(Row):
    """Where one thing is, moment by moment, through one shot: a line of `tracks.jsonl`."""

    video: str
    entity: str
    times_s: list[float]
    boxes: list[Box]
    masks: list[str] = []
    """COCO's compressed run lengths at the film's size, one for each time; may be left out."""


class Truth(Row):
    """`truth.json`."""

    schema_: str = Field(default=SCHEMA, alias="schema")
    world: str
    """The world that planned the film: of a stream or of several cameras, `story`."""
    version: str
    """Of that world: another version may make other films of the same order."""
    seed: int
    level: int
    film: Film
    shots: list[Shot] = []
    scenes: list[Scene] = []
    entities: list[Entity] = []
    events: list[Event] = []
    speech: list[Line] = []
    writing: list[Writing] = []
    states: list[State] = []
    relations: list[Relation] = []
    facts: list[Fact] = []
    highlights: list[Highlight] = []
    damage: list[Damage] = []

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True
    )

    def entity(self, id: str) -> Entity:
        """The entity of that id. Raises KeyError."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(id)
