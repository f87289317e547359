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


@app.command("run")
def run_it(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of `longtake make`.")],
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="Such as seer:sharp.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="RUN", help="The run's folder.")],
    frames: Annotated[int, typer.Option(min=1, help="Shown for each question.")] = 32,
    height: Annotated[int, typer.Option(min=16, help="Of the pictures, in pixels.")] = 360,
    controls: Annotated[
        str, typer.Option(metavar="NAMES", help="blind,one-frame,shuffle,rotate … by commas.")
    ] = "",
    limit: Annotated[int, typer.Option(min=0, help="Only so many questions, spread evenly.")] = 0,
    seed: Annotated[int, typer.Option(help="Of what the controls shuffle.")] = 7,
    at_once: Annotated[int, typer.Option(min=1, help="Questions asked at the same time.")] = 1,
    base_url: Annotated[str, typer.Option(metavar="URL", help="An OpenAI-compatible server.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with what was cut off.")] = False,
) -> None:
    """Ask a model every question of a made folder, in full and under controls, and report."""
    from longtake.bench.runs.command import Wanted, carry_out

    names = tuple(name.strip() for name in controls.split(",") if name.strip())
    wanted = Wanted(folder, model, frames, height, names, limit, seed, at_once, base_url)
    typer.echo(carry_out(wanted, out, resume))


@app.command("report")
def report_it(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
) -> None:
    """What a run says: scores with intervals, its controls, its cost; as Markdown."""
    from longtake.bench.runs.attempts import Log
    from longtake.bench.runs.summary import report

    typer.echo(report(Log(run)))


@app.command("diff")
def diff_them(
    one: Annotated[Path, typer.Argument(metavar="RUN_A")],
    other: Annotated[Path, typer.Argument(metavar="RUN_B")],
) -> None:
    """Whether two runs differ, over the samples that both have."""
    from longtake.bench.runs.attempts import Log
    from longtake.bench.runs.summary import difference

    typer.echo(difference(Log(one), Log(other)))


def _row(benchmark: str, scores: Scores) -> dict[str, object]:
    """JSON has no NaN: what was not measured is null."""
    values = {name: value if value == value else None for name, value in scores.values.items()}
    return {"benchmark": benchmark, **asdict(scores), "values": values}
