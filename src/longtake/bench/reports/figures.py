"""Everything that a report says of one run, computed once and drawn in any format.

A Run comes in, Figures go out: plain records without a word of prose. Knows no format.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from longtake.bench.asking.controls import FULL
from longtake.bench.reports.replies import Run
from longtake.bench.reports.scores import Scores, scores_of
from longtake.bench.reports.trust import (
    Confidence,
    Grounding,
    abstention_of,
    confidence_of,
    controls_of,
    grounding_of,
)
from longtake.bench.runs.attempts import Attempt
from longtake.bench.statistics.controls import ControlRow
from longtake.bench.statistics.coverage import Abstention


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the attempts of one control cost, or those of all."""

    control: str
    """Empty: all of them."""
    attempts: int
    errors: int
    retried: int
    """Attempts that took more than one try."""
    input_tokens: int
    output_tokens: int
    seconds: float
    median_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One run."""

    name: str
    run: Run
    scores: Scores
    controls: tuple[ControlRow, ...]
    confidence: Confidence | None
    abstention: Abstention | None
    grounding: Grounding | None
    costs: tuple[Cost, ...]
    """All first, then each control."""
    errors: tuple[tuple[str, int], ...]
    """Why there was no reply, and how often; the most frequent first."""
    not_asked: int
    """Samples that have not yet been put in full."""

    @property
    def failed(self) -> int:
        return self.costs[0].errors

    def control(self, name: str) -> ControlRow | None:
        """The row of a control; None where it was not run."""
        return next((row for row in self.controls if row.control == name), None)


def figures_of(run: Run, name: str) -> Figures:
    """Everything that is said of a run, under the name that it has in the report."""
    asked = {one.sample for one in run.attempts if one.control == FULL}
    return Figures(
        name=name,
        run=run,
        scores=scores_of(run),
        controls=controls_of(run),
        confidence=confidence_of(run),
        abstention=abstention_of(run),
        grounding=grounding_of(run),
        costs=_costs(run.attempts),
        errors=tuple(Counter(one.error for one in run.attempts if one.error).most_common()),
        not_asked=len(run.samples.keys() - asked),
    )


def names_of(runs: Sequence[Run]) -> list[str]:
    """What tells the runs apart: the model, whatever else differs, and at last the folder."""
    names = [run.setting.model or run.setting.strategy for run in runs]
    for field in ("title", "strategy", "frames", "height_px", "seed"):
        values = [str(getattr(run.setting, field)) for run in runs]
        if len(set(values)) > 1:
            told = [_told(field, value) for value in values]
            names = [_joined(name, words) for name, words in zip(names, told, strict=True)]
    if len(set(names)) < len(names):
        names = [f"{name} ({run.folder})" for name, run in zip(names, runs, strict=True)]
    return names


def _joined(name: str, words: str) -> str:
    """Without a model the strategy is the name already."""
    return name if words in name.split(", ") else f"{name}, {words}"


def _told(field: str, value: str) -> str:
    words = {"frames": f"{value} frames", "height_px": f"{value} px", "seed": f"seed {value}"}
    return words.get(field, value)


def _costs(attempts: Sequence[Attempt]) -> tuple[Cost, ...]:
    controls: dict[str, list[Attempt]] = defaultdict(list)
    for one in attempts:
        controls[one.control].append(one)
    each = tuple(_cost(name, own) for name, own in controls.items())
    return (_cost("", attempts), *each)


def _cost(control: str, attempts: Sequence[Attempt]) -> Cost:
    return Cost(
        control=control,
        attempts=len(attempts),
        errors=sum(bool(one.error) for one in attempts),
        retried=sum(one.tries > 1 for one in attempts),
        input_tokens=sum(one.input_tokens for one in attempts),
        output_tokens=sum(one.output_tokens for one in attempts),
        seconds=sum(one.seconds for one in attempts),
        median_s=median([one.seconds for one in attempts] or [0.0]),
    )
