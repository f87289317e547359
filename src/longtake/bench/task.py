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
from longtake.bench.notes import NAMED as NAMED
from longtake.bench.notes import strangers, unsaid
from longtake.bench.notes import told_of as told_of
from longtake.bench.sample import Sample
from longtake.errors import BenchError, LongtakeError
from longtake.registry import BUILT_IN, find

SHAPES = (AttributeError, IndexError, KeyError, TypeError)
"""What reading a file of quite another shape ends in."""

Replies = Mapping[str, str | None]
"""What was said, word for word, by the sample's id; None where nothing came."""

Verdicts = Mapping[str, str]
"""A judge's words on a reply, by the sample's id."""

NO_VERDICTS: Verdicts = {}
NO_REPLIES: Replies = {}
OFFICIAL = "official"


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
    example: str = ""
    """Of such a file one row, as JSON, or the smallest whole one; of other files how they begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One reading of the same replies."""

    values: Mapping[str, float]
    """In percent, by the official names."""
    counted: int
    """The denominator: replies that this reading scores."""
    unread: int
    """Replies in which it reads no answer, empty ones among them."""


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
    """`official`, and of replies in words `strict` (well-formed, or wrong) and `robust` (what the
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
    """The benchmark of that name, with or without its dashes, or import path. Raises BenchError."""
    plain = _plain(name)
    known = next((one for one in BUILT_IN["benchmarks"] if _plain(one) == plain), name)
    try:
        found: Benchmark = find("benchmarks", known)()
    except LongtakeError as error:
        raise BenchError(str(error)) from error
    return found


def score(name: str, predictions: Path, annotations: Path) -> Scores:
    """What a file of predictions is worth. Raises BenchError, whatever is in the files."""
    try:
        return open_benchmark(name).score(predictions, annotations)
    except ValueError as error:
        raise BenchError(f"{predictions} cannot be scored: {error}") from error
    except SHAPES as error:
        raise BenchError(
            f"{predictions} or {annotations} is not as {name} has it: {error!r}: are they the "
            "right files?"
        ) from error


def asks(benchmark: Asking, annotations: Path) -> list[Sample]:
    """Everything it asks. Raises BenchError, whatever is in the file."""
    try:
        return benchmark.samples(annotations)
    except (ValueError, *SHAPES) as error:
        name = benchmark.card.name
        raise BenchError(
            f"{annotations} is not as {name} has it: {error!r}: is it the right file?"
        ) from error


def names() -> list[str]:
    """Of every benchmark there is."""
    return sorted(BUILT_IN["benchmarks"])


def cards() -> list[Card]:
    """Of every benchmark there is, by name."""
    return [open_benchmark(name).card for name in names()]


def scores_of(
    values: Mapping[str, float],
    match: IdMatch,
    samples: int,
    *notes: str,
    columns: Mapping[str, Column] | None = None,
    replies: Replies = NO_REPLIES,
) -> Scores:
    """Scores with what is wrong with the ids and the replies counted, and named in the notes.

    Without `columns` the values are the one, `official`. Raises BenchError where no prediction
    belongs to any sample.
    """
    if samples and not match.shared:
        raise BenchError(strangers(match))
    told = {
        "without a prediction": match.missing,
        "predicted, but not annotated": match.unknown,
        "predicted more than once (the last counts)": match.duplicated,
    }
    named = tuple(note for what, ids in told.items() for note in told_of(ids, what))
    only = {OFFICIAL: Column(values=values, counted=samples, unread=0)} if values else {}
    columns = columns or only
    unread = {name: column.unread for name, column in columns.items()}
    strange = set(match.unknown)
    silent = unsaid({id: text for id, text in replies.items() if id not in strange}, unread)
    return Scores(
        values=values,
        samples=samples,
        missing=len(match.missing),
        unknown=len(match.unknown),
        duplicated=len(match.duplicated),
        notes=tuple(dict.fromkeys((*named, *notes, *silent))),
        columns=columns,
    )


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
