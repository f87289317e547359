"""Scores of a benchmark, as lines of text with the readings side by side, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from longtake.cli.printing import plain

if TYPE_CHECKING:
    from longtake.bench.task import Scores


def print_scores(scores: Scores) -> None:
    """Each metric, in as many columns as there are readings."""
    columns = {name: column.values for name, column in scores.columns.items()}
    names = list(dict.fromkeys(name for values in columns.values() for name in values))
    wide = max(map(len, [*names, "left out, or unread"]), default=0)
    if columns:
        typer.echo(" " * wide + "".join(f"  {name:>8}" for name in columns))
    for name in names:
        cells = [values.get(name) for values in columns.values()]
        told = "".join(f"  {'–' if cell is None else f'{cell:.2f}':>8}" for cell in cells)
        typer.echo(f"{plain(name):<{wide}}{told}")
    for word, field in (("counted", "counted"), ("left out, or unread", "unread")):
        counts = [getattr(column, field) for column in scores.columns.values()]
        if counts:
            typer.echo(f"{word:<{wide}}" + "".join(f"  {count:>8,}" for count in counts))
    typer.echo(f"{scores.samples:,} samples")
    for note in scores.notes:
        typer.echo(plain(note), err=True)


def row(benchmark: str, scores: Scores) -> dict[str, Any]:
    """JSON has no NaN: what was not measured is null."""
    told: dict[str, Any] = {"benchmark": benchmark, **asdict(scores)}
    told["values"] = _known(scores.values)
    for column in told["columns"].values():
        column["values"] = _known(column["values"])
    return told


def _known(values: Any) -> dict[str, float | None]:
    return {name: value if value == value else None for name, value in values.items()}
