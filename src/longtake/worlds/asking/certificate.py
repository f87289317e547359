"""The certificate of a set of questions: a row for each kind, and which promises are not kept.

Knows what is promised; `certify` knows how a question is examined and `blind` how one is guessed.
Results come in; a Report goes out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from longtake.worlds.asking.blind import chance, guessed
from longtake.worlds.asking.certify import Result

BLIND_MARGIN = 0.03
FRAME_MARGIN = 0.05
"""By how much chance may be beaten."""

HEAD = (
    "| kind | family | questions | answerable | without evidence | blind | by | one frame "
    "| chance |",
    "|---|---|--:|--:|--:|--:|---|--:|--:|",
)

SURE, BEST_SURE = 1.64, 2.5
"""Standard errors of chance that a single kind is allowed on top, because it is small: 95 % of one
guess, and of the best of all guessers."""

MANY = 2000
"""From so many questions on, all together are held to the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was found about the questions of one kind, or of all; shares in [0, 1]."""

    kind: str
    family: str
    count: int
    answerable: float
    """From the evidence alone."""
    without: float
    """From everything but the evidence."""
    guesser: str
    """Which of the guessers of `blind` does best."""
    blind: float
    """How often that one, who has only the text, is right; questions with options alone."""
    one_frame: float | None
    """None where no kind is temporal."""
    chance: float
    """Over the questions with options."""
    options: int
    """How many questions have options."""
    units: int
    """As many, where facts and fibs, and rotations, count as one."""
    temporal: int

    def missed(self, *, certain: bool) -> list[str]:
        """Promises that are not kept; `certain`: chance gets the benefit of small numbers."""
        error = math.sqrt(self.chance * (1 - self.chance) / max(1, self.units)) if certain else 0.0
        allowed = self.chance + SURE * error
        allowed_best = self.chance + BEST_SURE * error + BLIND_MARGIN
        told = []
        if self.answerable < 1:
            told.append(f"{self.kind}: {self.answerable:.1%} answerable from the evidence")
        if self.without > allowed + BLIND_MARGIN:
            told.append(f"{self.kind}: {self.without:.1%} answered without the evidence")
        if self.blind > allowed_best:
            told.append(f"{self.kind}: {self.blind:.1%} guessed by {self.guesser!r}")
        if self.one_frame is not None and self.one_frame > allowed + FRAME_MARGIN:
            told.append(f"{self.kind}: {self.one_frame:.1%} answered from one frame")
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The certificate: what holds of each kind and of all together."""

    rows: tuple[Row, ...]
    total: Row

    @property
    def missed(self) -> list[str]:
        """Every promise that is not kept, in a sentence; empty: certified."""
        return [
            *(line for row in self.rows for line in row.missed(certain=True)),
            *self.total.missed(certain=self.total.count < MANY),
        ]

    def table(self) -> str:
        """As a table in Markdown."""
        return "\n".join([*HEAD, *map(_line, (*self.rows, self.total))])


def report(results: Iterable[Result]) -> Report:
    """The certificate of these results. Raises ValueError when there are none."""
    kinds: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        kinds[f"{result.question.world}: {result.question.kind}"].append(result)
    if not kinds:
        raise ValueError("a certificate needs at least one question")
    hits: dict[str, float] = defaultdict(float)
    rows = tuple(_row(name, found, hits) for name, found in sorted(kinds.items()))
    return Report(rows=rows, total=_total(rows, hits))


def _row(name: str, found: Sequence[Result], all_hits: dict[str, float]) -> Row:
    asked = [result.question for result in found if result.question.options]
    temporal = [result for result in found if result.question.temporal and result.question.options]
    hits = {guesser: sum(each) for guesser, each in guessed(asked).items()}
    for guesser, right in hits.items():
        all_hits[guesser] += right
    guesser = max(hits, key=lambda name: hits[name])
    return Row(
        kind=name,
        family=found[0].question.family,
        count=len(found),
        answerable=_mean(result.answerable for result in found),
        without=_mean(result.without for result in found if result.question.options),
        guesser=guesser if asked else "—",
        blind=hits[guesser] / max(1, len(asked)),
        one_frame=_mean(result.one_frame for result in temporal) if temporal else None,
        chance=_mean(map(chance, asked)),
        options=len(asked),
        units=len({question.pair or question.id for question in asked}),
        temporal=len(temporal),
    )


def _total(rows: Sequence[Row], hits: Mapping[str, float]) -> Row:
    """All kinds together, against the guesser that does best over all of them."""
    options = sum(row.options for row in rows)
    guesser = max(hits, key=lambda name: hits[name])
    temporal = [row for row in rows if row.one_frame is not None]
    return Row(
        kind="all",
        family="",
        count=sum(row.count for row in rows),
        answerable=_weighted((row.answerable, row.count) for row in rows),
        without=_weighted((row.without, row.options) for row in rows),
        guesser=guesser,
        blind=hits[guesser] / max(1, options),
        one_frame=(
            _weighted((row.one_frame or 0.0, row.temporal) for row in temporal)
            if temporal
            else None
        ),
        chance=_weighted((row.chance, row.options) for row in rows),
        options=options,
        units=sum(row.units for row in rows),
        temporal=sum(row.temporal for row in rows),
    )


def _mean(values: Iterable[float]) -> float:
    return _weighted((value, 1) for value in values)


def _weighted(values: Iterable[tuple[float, int]]) -> float:
    pairs = list(values)
    return sum(value * count for value, count in pairs) / max(1, sum(count for _, count in pairs))


def _line(row: Row) -> str:
    frame = "" if row.one_frame is None else f"{row.one_frame:.1%}"
    cells = (
        row.kind,
        row.family,
        f"{row.count:,}",
        f"{row.answerable:.1%}",
        f"{row.without:.1%}",
        f"{row.blind:.1%}",
        row.guesser,
        frame,
        f"{row.chance:.1%}",
    )
    return f"| {' | '.join(cells)} |"
