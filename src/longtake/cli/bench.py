"""`longtake bench`: the field's benchmarks, and what predictions are worth on them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from longtake.cli.options import Json
from longtake.cli.printing import plain, print_json

if TYPE_CHECKING:
    from longtake.bench.task import Scores

app = typer.Typer(
    no_args_is_help=True, help="The field's benchmarks: list them, score predictions."
)


@app.command("list")
def list_them(as_json: Json = False) -> None:
    """What each measures, its size and licence, and where its files are got."""
    from longtake.bench.task import cards

    if as_json:
        print_json([asdict(card) for card in cards()])
        return
    for card in cards():
        typer.echo(f"{card.name}\n  {card.title}: {card.measures}")
        typer.echo(f"  {card.size}; {card.licence}; {card.annotations} from {card.source}")
        typer.echo(f"  predictions: {card.predictions}\n")


@app.command("score")
def score(
    benchmark: Annotated[str, typer.Argument(metavar="BENCHMARK", help="A name of `bench list`.")],
    predictions: Annotated[
        Path,
        typer.Option("--predictions", "-p", metavar="FILE", help="Predictions made elsewhere."),
    ],
    annotations: Annotated[
        Path, typer.Option("--annotations", "-a", metavar="FILE", help="The benchmark's own file.")
    ],
    as_json: Json = False,
) -> None:
    """Score a file of predictions by the official rule, and say what was not there to score."""
    from longtake.bench.task import open_benchmark

    scores = open_benchmark(benchmark).score(predictions, annotations)
    if as_json:
        print_json(_row(benchmark, scores))
        return
    wide = max(map(len, scores.values), default=0)
    for name, value in scores.values.items():
        typer.echo(f"{plain(name):<{wide}}  {value:6.2f}")
    typer.echo(f"{scores.samples:,} samples")
    for note in scores.notes:
        typer.echo(plain(note), err=True)


def _row(benchmark: str, scores: Scores) -> dict[str, object]:
    """JSON has no NaN: what was not measured is null."""
    values = {name: value if value == value else None for name, value in scores.values.items()}
    return {"benchmark": benchmark, **asdict(scores), "values": values}
