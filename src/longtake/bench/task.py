"""The seam of this room: what a benchmark says of itself, and what scoring gives.

A benchmark reads the field's own files, and leaves the rules to `metrics` and `official`. Files
come in; `Scores` go out: each metric under its official name, and what was not there to be scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from longtake.bench.metrics.ids import IdMatch
from longtake.errors import BenchError, LongtakeError
from longtake.registry import BUILT_IN, find

NAMED = 3
"""Ids that a note names; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a user must know of a benchmark before using it."""

    name: str
    title: str
    """With the paper: `QVHighlights (Lei et al. 2021)`."""
    measures: str
    """One line."""
    size: str
    licence: str
    source: str
    """Where its files are got."""
    annotations: str
    """The name of its annotation file."""
    predictions: str
    """What a file of predictions holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What predictions are worth."""

    values: Mapping[str, float]
    """In percent where the name does not say otherwise, unrounded, by the official name."""
    samples: int
    """Annotated; the denominator where the official rule does not say otherwise."""
    missing: int
    """Annotated, without prediction."""
    unknown: int
    """Predicted, not annotated: not counted."""
    duplicated: int
    """Predicted more than once: the last counts."""
    notes: tuple[str, ...] = ()
    """What a reader of the scores must know."""


class Benchmark(Protocol):
    """One benchmark of the field."""

    card: Card

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """Score a file of predictions. Raises BenchError, which names the file, row and field."""
        ...


def open_benchmark(name: str) -> Benchmark:
    """The benchmark of that name, or import path. Raises BenchError."""
    try:
        found: Benchmark = find("benchmarks", name)()
    except LongtakeError as error:
        raise BenchError(str(error)) from error
    return found


def cards() -> list[Card]:
    """Of every benchmark there is, by name."""
    return [open_benchmark(name).card for name in sorted(BUILT_IN["benchmarks"])]


def scores_of(values: Mapping[str, float], match: IdMatch, samples: int, *notes: str) -> Scores:
    """Scores with what is wrong with the ids counted, and named in the notes.

    Raises BenchError where no prediction belongs to any sample.
    """
    if samples and not match.shared:
        raise BenchError(_strangers(match))
    told = {
        "without a prediction": match.missing,
        "predicted, but not annotated": match.unknown,
        "predicted more than once (the last counts)": match.duplicated,
    }
    named = tuple(
        f"{len(ids):,} {what}: {', '.join(map(str, ids[:NAMED]))}{' …' * (len(ids) > NAMED)}"
        for what, ids in told.items()
        if ids
    )
    return Scores(
        values=values,
        samples=samples,
        missing=len(match.missing),
        unknown=len(match.unknown),
        duplicated=len(match.duplicated),
        notes=(*named, *notes),
    )


def _strangers(match: IdMatch) -> str:
    given, wanted = (
        ", ".join(map(repr, ids[:NAMED])) or "none" for ids in (match.unknown, match.missing)
    )
    hint = "write them as the annotations do" if match.kinds_differ else "are they of this split?"
    ids = f"predicted {given}; annotated {wanted}"
    return f"no prediction has an id of the annotations ({ids}): {hint}"
