"""How much is right: by kind of question and by length of video, as each reading has it.

The replies of a run come in; rows with intervals go out. Attempts that came to no reply are in none
of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from longtake.bench.reports.replies import Reply, Run
from longtake.bench.statistics.intervals import Interval, score_interval

APART = 0.01
"""Readings that differ by more are worth a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Some of the samples. Empty `kind` or `length`: all of them."""

    kind: str
    length: str
    samples: int
    score: Interval
    """Of what the replies are worth, clustered by video: judged, where they were, else robust."""
    robust: float
    strict: float | None
    """None where no reply is of a form that can be read strictly."""
    strict_samples: int
    official: float | None
    official_samples: int
    """Replies that the official rule scores."""
    judged: int
    chance: float
    unread: int
    abstained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Readings of the same replies that differ by more than a point."""

    samples: int
    """Replies that all of the readings score."""
    readings: dict[str, float]
    differing: int
    """Replies on which they differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The table of a run."""

    column: str
    """What the kinds are called; empty: there are none."""
    kinds: tuple[str, ...]
    lengths: tuple[str, ...]
    rows: tuple[Row, ...]
    """All; each length; each kind; each kind of each length."""
    disagreement: Disagreement | None

    def row(self, kind: str = "", length: str = "") -> Row | None:
        """That of a kind and a length; None where there are no such samples."""
        return next((one for one in self.rows if (one.kind, one.length) == (kind, length)), None)

    @property
    def is_judged(self) -> bool:
        return any(row.judged for row in self.rows)


def scores_of(run: Run) -> Scores:
    """The table of a run; without rows where there is no reply."""
    parts: dict[tuple[str, str], list[Reply]] = defaultdict(list)
    for one in run.full:
        length = run.lengths[one.sample.id]
        for kind in ("", *run.kinds_of(one.sample)):
            parts[kind, ""].append(one)
            parts[kind, length].append(one)
    kinds = tuple(sorted({kind for kind, _ in parts if kind}))
    found = {length for _, length in parts}
    lengths = tuple(length for length in run.lengths_in_order if length in found)
    keys = [(kind, length) for kind in ("", *kinds) for length in ("", *lengths)]
    return Scores(
        column=run.column,
        kinds=kinds,
        lengths=lengths,
        rows=tuple(_row(*key, parts[key]) for key in keys if key in parts),
        disagreement=_disagreement(run.full),
    )


def interval(replies: Sequence[Reply]) -> Interval:
    """Of what they are worth, whole videos drawn."""
    groups = [one.sample.group for one in replies]
    return score_interval([one.attempt.worth for one in replies], groups)


def readings(reply: Reply) -> dict[str, float]:
    """What each reading gives a reply; one that does not apply to it is left out."""
    one = reply.attempt
    found: dict[str, float] = {"robust": one.score or 0.0}
    if reply.sample.options or one.strict is not None:
        found["strict"] = one.strict or 0.0
    if one.official is not None:
        found["official"] = one.official
    return found


def disagree(reply: Reply) -> bool:
    """Whether the readings of a reply differ."""
    return len(set(readings(reply).values())) > 1


def _row(kind: str, length: str, replies: Sequence[Reply]) -> Row:
    read = [readings(one) for one in replies]
    strict, official = (
        [one[name] for one in read if name in one] for name in ("strict", "official")
    )
    return Row(
        kind=kind,
        length=length,
        samples=len(replies),
        score=interval(replies),
        robust=_mean([one["robust"] for one in read]) or 0.0,
        strict=_mean(strict),
        strict_samples=len(strict),
        official=_mean(official),
        official_samples=len(official),
        judged=sum(one.attempt.judged is not None for one in replies),
        chance=_mean([one.sample.chance for one in replies]) or 0.0,
        unread=sum(one.unread for one in replies),
        abstained=sum(one.attempt.abstained for one in replies),
    )


def _disagreement(replies: Sequence[Reply]) -> Disagreement | None:
    """Over the replies that all readings score, so that nothing but the reading differs."""
    read = [readings(one) for one in replies]
    names = sorted({name for one in read for name in one})
    shared = [one for one in read if len(one) == len(names)]
    means = {name: _mean([one[name] for one in shared]) or 0.0 for name in names}
    if not shared or max(means.values()) - min(means.values()) <= APART:
        return None
    differing = sum(len(set(one.values())) > 1 for one in shared)
    return Disagreement(samples=len(shared), readings=means, differing=differing)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
