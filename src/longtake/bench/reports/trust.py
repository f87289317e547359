"""What a score rests on: what its controls leave of it, its confidence, its evidence.

The replies of a run come in; the records of `statistics` go out, None where the run says nothing of
it: no control, no confidence, nothing declined, nothing cited.
"""

from __future__ import annotations

from dataclasses import dataclass

from longtake.bench.asking.controls import CONTROLS, FULL, ROTATE, is_rotation
from longtake.bench.reports.replies import Reply, Run, rotated, worth
from longtake.bench.statistics.calibration import Calibration, calibration
from longtake.bench.statistics.controls import ControlRow, control_rows
from longtake.bench.statistics.coverage import (
    Abstention,
    RiskCoverage,
    abstention,
    risk_coverage,
)
from longtake.bench.statistics.grounds import Grounds, grounds

BLIND = "blind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """What the answers claim for themselves, and what that is worth."""

    calibration: Calibration
    risk: RiskCoverage
    without: int
    """Answers that claim nothing, or nothing between 0 and 1: left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """Whether right answers rest on the true evidence."""

    counts: Grounds
    suspicious: frozenset[str]
    """Samples that are right for the wrong reason."""
    wrong_uncited: int
    """Wrong answers that cite nothing; `counts` has them among the wrong ones not grounded."""
    without: int
    """Replies to samples whose evidence is not annotated: left out."""


def controls_of(run: Run) -> tuple[ControlRow, ...]:
    """A row for each control; the rotations as one, where all of them were run."""
    full = worth(run.full)
    found = {name: worth(replies) for name, replies in run.replies.items() if name != FULL}
    if _all_rotations(run):
        found = {name: scores for name, scores in found.items() if not is_rotation(name)}
        found[ROTATE] = rotated(run)
    paired = {name: scores for name, scores in found.items() if full.keys() & scores.keys()}
    videos = {one.sample.id: one.sample.group for one in run.full}
    chance = {one.sample.id: one.sample.chance for one in run.full}
    rows: list[ControlRow] = []
    for name, scores in paired.items() if full else ():
        guessed = None if name == ROTATE else chance
        rows += control_rows(full, {name: scores}, videos=videos, chance=guessed)
    return tuple(rows)


def _all_rotations(run: Run) -> bool:
    """Whether every rotation that the samples have was run."""
    most = max((len(one.sample.options) for one in run.full), default=0)
    known = [name for name in CONTROLS if is_rotation(name)][: max(1, most - 1)]
    return set(known) <= run.replies.keys()


def confidence_of(run: Run) -> Confidence | None:
    """Over the answers that were given with a confidence."""
    given = [one for one in run.full if not one.attempt.abstained]
    told = [(sure, one.attempt.right) for one in given if (sure := _sure(one)) is not None]
    if not told:
        return None
    confidence, right = [sure for sure, _ in told], [float(right) for _, right in told]
    return Confidence(
        calibration=calibration(confidence, right),
        risk=risk_coverage(confidence, right),
        without=len(given) - len(told),
    )


def abstention_of(run: Run) -> Abstention | None:
    """How declining paid; None where nothing was declined."""
    if not any(one.attempt.abstained for one in run.full):
        return None
    right = [float(one.attempt.right) for one in run.full]
    return abstention(right, [float(not one.attempt.abstained) for one in run.full])


def grounding_of(run: Run) -> Grounding | None:
    """By the share of what is cited that lies in the true evidence (IoP ≥ 0.5, NExT-GQA)."""
    known = [one for one in run.full if one.sample.evidence]
    if not any(one.attempt.cited for one in known):
        return None
    counts = grounds(
        [float(one.attempt.right) for one in known],
        [one.iop for one in known],
        [one.sample.group for one in known],
    )
    return Grounding(
        counts=counts,
        suspicious=frozenset(known[place].sample.id for place in counts.positions),
        wrong_uncited=sum(not one.attempt.right and not one.attempt.cited for one in known),
        without=len(run.full) - len(known),
    )


def _sure(reply: Reply) -> float | None:
    sure = reply.attempt.confidence
    return sure if sure is not None and 0 <= sure <= 1 else None
