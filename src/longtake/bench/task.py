"""The seam of this room: what a benchmark says of itself, and what scoring gives.

A benchmark reads the field's own files, and leaves the rules to `metrics` and `official`. Files
come in; `Scores` go out: each metric under its official name, and what was not there to be scored.
One that can be asked, too, gives `Sample`s, and scores replies to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from longtake.bench.marks import Mark, mark
from longtake.bench.metrics.ids import IdMatch
from longtake.bench.sample import Sample
from longtake.errors import BenchError, LongtakeError
from longtake.registry import BUILT_IN, find

NAMED = 3
"""Ids that a note names; the rest is counted."""

Replies = Mapping[str, str | None]
"""What was said, word for word, by the sample's id; None where nothing came."""

Verdicts = Mapping[str, str]
"""A judge's words on a reply, by the sample's id."""

NO_VERDICTS: Verdicts = {}


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
    """The name of its annotation file, or a pattern of several: `*_test.json`."""
    predictions: str
    """What a file of predictions holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One reading of the same replies."""

    values: Mapping[str, float]
    """In percent, by the official names."""
    counted: int
    """The denominator: replies that this reading scores."""
    unread: int
    """Replies in which it reads no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What predictions are worth."""

    values: Mapping[str, float]
    """In percent where the name does not say otherwise, unrounded, by the official name; empty
    where the official code stops."""
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
    columns: Mapping[str, Column] = field(default_factory=dict)
    """Of questions by option: `official`, `strict` (well-formed, or wrong) and `robust` (what the
    reply plainly says), side by side."""


class Benchmark(Protocol):
    """One benchmark of the field."""

    card: Card

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """Score a file of predictions. Raises BenchError, which names the file, row and field."""
        ...


@runtime_checkable
class Asking(Protocol):
    """A benchmark that a model can be asked."""

    card: Card

    def samples(self, annotations: Path) -> list[Sample]:
        """Everything it asks, in the order of its file. Raises BenchError."""
        ...

    def official(self, sample: Sample, reply: str) -> float | None:
        """What the official rule gives one reply, 0 to 1; None: it leaves it out, or stops."""
        ...

    def marked(self, sample: Sample, reply: str) -> Mark:
        """One reply read strictly and robustly; its options in the order in which they were put.

        By the sample's form, where the benchmark does not read it in a way of its own.
        """
        return mark(sample, reply)

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """The published table. Samples without a reply are scored as the official rule has it.

        `verdicts` are a judge's words, where the benchmark has one.
        """
        ...


@runtime_checkable
class Judged(Protocol):
    """A benchmark whose open answers a model judges, by the authors' prompt."""

    def needs_judge(self, sample: Sample) -> bool:
        """Whether its replies are judged; the others are read by rule."""
        ...

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """What the judge is asked of a reply."""
        ...

    def verdict(self, sample: Sample, words: str) -> float | None:
        """What the judge's words give the reply, 0 to 1; None where they cannot be read."""
        ...


@runtime_checkable
class Partial(Protocol):
    """A benchmark of which a part cannot be asked."""

    def left_out(self, annotations: Path) -> Counter[str]:
        """How many samples are not asked, by why: `needs sound`. Raises BenchError."""
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


def scores_of(
    values: Mapping[str, float],
    match: IdMatch,
    samples: int,
    *notes: str,
    columns: Mapping[str, Column] | None = None,
) -> Scores:
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
    named = tuple(note for what, ids in told.items() for note in told_of(ids, what))
    return Scores(
        values=values,
        samples=samples,
        missing=len(match.missing),
        unknown=len(match.unknown),
        duplicated=len(match.duplicated),
        notes=tuple(dict.fromkeys((*named, *notes))),
        columns=columns or {},
    )


def told_of(ids: Sequence[object], what: str) -> list[str]:
    """A note that counts them and names the first; none where there are none."""
    first = ", ".join(map(str, ids[:NAMED]))
    return [f"{len(ids):,} {what}: {first}{' …' * (len(ids) > NAMED)}"] if ids else []


def _strangers(match: IdMatch) -> str:
    given, wanted = (
        ", ".join(map(repr, ids[:NAMED])) or "none" for ids in (match.unknown, match.missing)
    )
    hint = "write them as the annotations do" if match.kinds_differ else "are they of this split?"
    ids = f"predicted {given}; annotated {wanted}"
    return f"no prediction has an id of the annotations ({ids}): {hint}"
