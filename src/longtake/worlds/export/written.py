"""What every format needs: files of JSON, and what a film tells in sentences.

Knows no format. Rows come in; a file, or plain rows of a truth, go out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from longtake.types import Span
from longtake.worlds.made import FilmAtHand, Made
from longtake.worlds.questions import Question
from longtake.worlds.truth import Event


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an export holds."""

    files: list[str]
    """Relative to the folder of the export."""
    rows: int
    left_out: dict[str, int] = field(default_factory=dict)
    """How many questions or events the format cannot hold, by the reason."""
    notes: dict[str, int] = field(default_factory=dict)
    """How many rows are less exact in this format than in the truth, by the reason."""


def to_json(path: Path, value: Any) -> str:
    """Write one JSON file; returns its name."""
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path.name


def to_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> str:
    """Write one JSON value a line; returns the file's name."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, "utf-8")
    return path.name


def by_option(made: Made, most: int) -> tuple[list[tuple[Question, FilmAtHand]], dict[str, int]]:
    """Questions with options about one film, and how many others there are, by the reason.

    Of rotations only the first is asked.
    """
    fit: list[tuple[Question, FilmAtHand]] = []
    left: dict[str, int] = {}
    for question in made.questions:
        why = _misfit(question, most)
        if why:
            left[why] = left.get(why, 0) + 1
        else:
            fit.append((question, made.film(question.videos[0])))
    return fit, left


def _misfit(question: Question, most: int) -> str:
    if question.form != "choice" or question.choice is None:
        return f"form {question.form}"
    if len(question.videos) != 1:
        return "several videos"
    if len(question.options) > most:
        return f"more than {most} options"
    return "rotation" if question.rotation else ""


def moments(film: FilmAtHand) -> Iterator[tuple[str, list[Event]]]:
    """What is seen to happen: each sentence once, with every event that it tells, in order."""
    told: dict[str, list[Event]] = {}
    for event in film.truth.events:
        if event.visible and event.text and event.span.duration_s > 0:
            told.setdefault(event.text, []).append(event)
    yield from told.items()


def seconds(value_s: float) -> float | int:
    """Rounded to hundredths; whole numbers as such, as annotation files write them."""
    rounded = round(value_s, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def windows(spans: Sequence[Span]) -> list[list[float | int]]:
    """Spans as pairs of numbers."""
    return [[seconds(span.start_s), seconds(span.end_s)] for span in spans]
