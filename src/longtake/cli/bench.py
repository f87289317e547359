"""`longtake bench`: the field's benchmarks, what predictions are worth on them, and runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from longtake.cli import bench_options as options
from longtake.cli.options import Exit, Json, Quiet
from longtake.cli.printing import plain, print_json
from longtake.cli.scores import print_scores, row

app = typer.Typer(
    no_args_is_help=True,
    help="The field's benchmarks: list them, score predictions, run and compare models.",
)
MOST_JUDGES = 2
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]


@app.command("list")
def list_them(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Only this one.")] = "",
    data: options.Data = None,
    as_json: Json = False,
) -> None:
    """What each measures, its size and licence, what it needs, and whether its files are here."""
    from longtake.bench.here import here
    from longtake.bench.task import Asking, names, open_benchmark

    opened = [open_benchmark(one) for one in ([name] if name else names())]
    wanted = [one.card for one in opened]
    found = {one.card.name: here(one, data) if data else [] for one in opened}
    told = {name: [str(path) for path in paths] for name, paths in found.items()}
    asked = {one.card.name: isinstance(one, Asking) for one in opened}
    if as_json:
        print_json(
            [
                {**asdict(card), "can_be_run": asked[card.name], "here": told[card.name]}
                for card in wanted
            ]
        )
        return
    for card in wanted:
        typer.echo(f"{card.name}{'' if asked[card.name] else '  (predictions only)'}")
        typer.echo(f"  {card.measures}")
        typer.echo(f"  {card.size}; {card.licence}")
        if name:
            typer.echo(f"  {card.title}\n  annotations: {card.annotations}, {card.source}")
            typer.echo(f"  predictions: {card.predictions}")
            typer.echo(f"  example: {card.example}")
        if data:
            typer.echo(f"  here: {', '.join(told[card.name]) or 'no'}")


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
    """Score predictions by the official rule, and beside it strictly and robustly."""
    from longtake.bench import task

    scores = task.score(benchmark, predictions, annotations)
    if as_json:
        print_json(row(benchmark, scores))
        return
    print_scores(scores)


@app.command("run")
def run_it(
    benchmark: options.Asked,
    out: options.Out,
    model: options.Model = "",
    data: options.Data = None,
    annotations: options.Annotations = None,
    strategy: options.Strategy = "uniform",
    frames: options.Frames = 32,
    height: options.Height = 360,
    controls: options.Controls = "",
    limit: options.Limit = 0,
    seed: options.Seed = 7,
    at_once: options.AtOnce = 1,
    per_minute: options.PerMinute = 0.0,
    base_url: options.BaseUrl = "",
    cache: options.Cache = None,
    library: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Of direct and quote.  [default: in RUN]")
    ] = None,
    shard: options.Shard = "1/1",
    resume: options.Resume = False,
    quiet: Quiet = False,
) -> None:
    """Ask a model everything that a benchmark asks, in full and under controls, and report."""
    from longtake.bench.reports import report
    from longtake.bench.runs.command import carry_out
    from longtake.bench.runs.preparing import Wanted, prepare
    from longtake.cli.progress import counting

    wanted = Wanted(
        benchmark=benchmark,
        out=out,
        data=data,
        annotations=annotations,
        strategy=strategy,
        model=model,
        base_url=base_url,
        frames=frames,
        height_px=height,
        controls=tuple(name.strip() for name in controls.split(",") if name.strip()),
        limit=limit,
        seed=seed,
        at_once=at_once,
        per_minute=per_minute,
        cache=cache,
        library=library,
        shard=options.shard(shard),
        resume=resume,
    )
    prepared = prepare(wanted)
    for line in prepared.told:
        typer.echo(plain(line), err=True)
    with counting(quiet, "attempts") as watch:
        log = carry_out(prepared, watch)
    typer.echo(report([log], "markdown"))
    if any(one.error for one in log.attempts()):
        raise typer.Exit(Exit.SOME_FAILED)


@app.command("rescore")
def rescore_it(
    run: Run,
    judge: Annotated[
        list[str] | None,
        typer.Option("--judge", metavar="MODEL", help="Have open answers judged; one or two."),
    ] = None,
    base_url: options.BaseUrl = "",
) -> None:
    """Read a run's replies again with today's rules, offline; with --judge, have them judged."""
    from longtake.bench.runs.attempts import Log
    from longtake.bench.runs.rescoring import rescore

    found = rescore(Log(run))
    typer.echo(
        f"{found.changed:,} of {found.attempts:,} replies read differently; "
        f"score {100 * found.before:.2f} % → {100 * found.after:.2f} %"
    )
    if judge:
        _judge(run, judge, base_url)


@app.command("report")
def report_it(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="The folders of runs.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="report.html, .md or .csv."),
    ] = None,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Show what was shown, on the page.")
    ] = True,
) -> None:
    """What runs say: scores with intervals, controls, cost, and every sample; one page."""
    from longtake.bench.reports import FORMATS, pictures_of, report
    from longtake.bench.runs.attempts import Log
    from longtake.errors import BenchError

    if out and out.suffix not in FORMATS:
        raise BenchError(f"{out.name!r} is no report: name it .html, .md or .csv")
    logs, form = [Log(run) for run in runs], FORMATS[out.suffix] if out else "markdown"
    text = report(logs, form, pictures_of(logs) if form == "html" and pictures else {})
    if out is None:
        typer.echo(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    typer.echo(str(out))


@app.command("diff")
def diff_them(
    one: Annotated[Path, typer.Argument(metavar="RUN_A")],
    other: Annotated[Path, typer.Argument(metavar="RUN_B")],
) -> None:
    """Whether two runs differ, over the samples that both have."""
    from longtake.bench.reports import difference
    from longtake.bench.runs.attempts import Log

    typer.echo(difference(Log(one), Log(other)))


@app.command("export")
def export_it(
    run: Run,
    to: Annotated[str, typer.Option("--to", metavar="FORM", help="inspect, lmms-eval or csv.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="[default: RUN/export]")
    ] = None,
) -> None:
    """Write a run as other tools read it."""
    from longtake.bench.runs.attempts import Log
    from longtake.bench.runs.exports import export

    for path in export(Log(run), to, out or run / "export"):
        typer.echo(str(path))


def _judge(run: Path, models: list[str], base_url: str) -> None:
    import asyncio

    from longtake.bench.reports.words import judges
    from longtake.bench.runs.attempts import Log
    from longtake.bench.runs.judging import bench, judge
    from longtake.bench.runs.rescoring import rescore
    from longtake.errors import BenchError
    from longtake.opening import open_model

    if len(models) > MOST_JUDGES:
        raise BenchError(f"{len(models)} judges are named: name one, or two")
    log = Log(run)
    errors = asyncio.run(judge(log, [open_model(model, base_url) for model in models]))
    for error, count in errors.items():
        typer.echo(f"{count:,} × {plain(error)}", err=True)
    found = bench(log)
    if found:
        typer.echo(plain(judges(found)))
    typer.echo(f"score {100 * rescore(log).after:.2f} %")
