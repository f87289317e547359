"""A report as CSV: every number of it, one a line, for a spreadsheet or a script.

Figures come in; lines `run,table,row,length,measure,value,low,high,samples` go out. Shares are from
0 to 1; what was not measured is not there, so there is neither NaN nor an empty value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from longtake.bench.reports import several
from longtake.bench.reports.figures import Figures
from longtake.bench.reports.scores import Row
from longtake.bench.reports.several import Pair
from longtake.bench.reports.words import grounding_rows
from longtake.bench.statistics.intervals import Interval

HEAD = ("run", "table", "row", "length", "measure", "value", "low", "high", "samples")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


class Line(NamedTuple):
    """One number. `low` and `high` are those of its 95 % interval."""

    table: str
    row: str
    length: str
    measure: str
    value: float | int
    low: float | None = None
    high: float | None = None
    samples: int | None = None


def tables(figures: Sequence[Figures]) -> str:
    """All runs, and where there are several, each beside the first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for one in figures:
        for line in _run(one):
            writer.writerow([_plain(one.name), *map(_cell, line)])
    for found in several.against_first(figures) if len(figures) > 1 else ():
        for line in _pair(found):
            writer.writerow([_plain(found.first), *map(_cell, line)])
    return out.getvalue()


def _run(one: Figures) -> Iterator[Line]:
    for row in one.scores.rows:
        yield from _scores(row)
    for control in one.controls:
        for measure, found in (("score", control.score), ("lost", control.lost)):
            yield _estimate("controls", control.control, measure, found)
        if control.above_chance:
            yield _estimate("controls", control.control, "above chance", control.above_chance)
        yield Line("controls", control.control, "", "p", control.p, samples=control.samples)
    for name, column in (one.run.published.columns if one.run.published else {}).items():
        for metric, value in column.values.items():
            if value == value:
                yield Line("published", metric, "", name, value, samples=column.counted)
    yield from _trust(one)
    for cost in one.costs:
        for measure in ("attempts", "errors", "retried", "input_tokens", "output_tokens"):
            yield Line("cost", cost.control or "all", "", measure, getattr(cost, measure))
        yield Line("cost", cost.control or "all", "", "seconds", cost.seconds)
    for message, count in one.errors:
        yield Line("errors", message, "", "attempts", count)


def _scores(row: Row) -> Iterator[Line]:
    place = ("scores", row.kind or "all", row.length or "all")
    low, high = row.score.low, row.score.high
    yield Line(*place, "score", row.score.estimate, low, high, row.samples)
    yield Line(*place, "robust", row.robust, samples=row.samples)
    if row.strict is not None:
        yield Line(*place, "strict", row.strict, samples=row.strict_samples)
    if row.official is not None:
        yield Line(*place, "official", row.official, samples=row.official_samples)
    yield Line(*place, "chance", row.chance, samples=row.samples)
    yield Line(*place, "unread", row.unread, samples=row.samples)
    yield Line(*place, "abstained", row.abstained, samples=row.samples)


def _trust(one: Figures) -> Iterator[Line]:
    if one.confidence:
        told, risk = one.confidence.calibration, one.confidence.risk
        measures = {
            "ECE": told.equal_width.expected_error,
            "ECE, equal mass": told.equal_mass.expected_error,
            "Brier": told.brier.score,
            "AUROC": told.auroc,
            "AURC": risk.area,
            "excess AURC": risk.excess_area,
        }
        for measure, value in measures.items():
            if value is not None:
                yield Line("confidence", "all", "", measure, value, samples=told.samples)
        for b in told.equal_width.bins:
            row = f"{b.low:.3f} to {b.high:.3f}"
            yield Line("reliability", row, "", "confidence", b.confidence, samples=b.samples)
            yield _estimate("reliability", row, "right", b.accuracy)
    if one.abstention:
        found = one.abstention
        yield Line("declined", "all", "", "coverage", found.coverage, samples=found.samples)
        value = found.effective_reliability
        yield Line("declined", "all", "", "effective reliability", value, samples=found.samples)
    if one.grounding:
        for where, right, wrong in grounding_rows(one.grounding):
            yield Line("evidence", where, "", "right", right)
            yield Line("evidence", where, "", "wrong", wrong)


def _pair(found: Pair) -> Iterator[Line]:
    one = found.found
    yield _estimate("difference", found.second, "difference", one.difference)
    yield Line("difference", found.second, "", "p", one.permutation.p, samples=found.samples)
    if one.mcnemar:
        p = one.mcnemar.p_mid
        yield Line("difference", found.second, "", "McNemar mid-p", p, samples=found.samples)


def _estimate(table: str, row: str, measure: str, found: Interval) -> Line:
    return Line(table, row, "", measure, found.estimate, found.low, found.high, found.samples)


def _cell(value: str | float | int | None) -> str:
    if isinstance(value, str):
        return _plain(value)
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _plain(text: str) -> str:
    """Text that a spreadsheet takes for text."""
    return f"'{text}" if text.startswith(FORMULA) else text
