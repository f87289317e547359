"""The folder that is made: what lies where in it, and `world.json`, which says what it is.

    world.json        what was ordered, which films there are, how much of everything
    questions.jsonl   one `Question` a line, about all films
    video.mp4, truth.json, tracks.jsonl     beside them, or of several films each in its own folder

Knows nothing of how any of it is made; `made` reads it back.
Everything is UTF-8 JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from longtake.worlds.questions import Question
from longtake.worlds.truth import Row, Track, Truth
from longtake.worlds.world import Order

SCHEMA = "longtake-world/1"
WORLD, QUESTIONS = "world.json", "questions.jsonl"
VIDEO, TRUTH, TRACKS = "video.mp4", "truth.json", "tracks.jsonl"


class MadeFilm(Row):
    """One film of the folder; paths are relative to it."""

    name: str
    group: int
    """Films of one group are asked about together."""
    video: str
    truth: str
    tracks: str
    duration_s: float


class Counts(Row):
    """How much there is, over all films."""

    films: int = 0
    seconds: float = 0.0
    shots: int = 0
    events: int = 0
    entities: int = 0
    lines: int = 0
    """Said or written in the subtitles."""
    questions: int = 0
    unsound: int = 0
    """Questions that were dropped because their own solver showed a fault."""
    given_away: int = 0
    """Questions that were left out because guessers who see nothing did too well."""


class Manifest(Row):
    """`world.json`."""

    schema_: str = Field(default=SCHEMA, alias="schema")
    world: str
    version: str
    order: Order
    films: list[MadeFilm]
    counts: Counts

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def jsonl(lines: Iterable[BaseModel]) -> bytes:
    """Rows as they stand in a file."""
    return b"".join(line.model_dump_json(by_alias=True).encode() + b"\n" for line in lines)


def pretty(row: BaseModel) -> bytes:
    """A row that is a file of its own, for people to look into."""
    return row.model_dump_json(by_alias=True, indent=1).encode() + b"\n"


def place(name: str, alone: bool) -> str:
    """The folder of a film, relative to the whole: "" for the only one."""
    return "" if alone else f"{name}/"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each kind of row, by its name."""
    kinds: dict[str, type[BaseModel]] = {
        "truth": Truth,
        "question": Question,
        "track": Track,
        "world": Manifest,
    }
    return {name: kind.model_json_schema(by_alias=True) for name, kind in kinds.items()}
