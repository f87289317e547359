"""`longtake make`: videos with exact truth, and questions about them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from longtake.cli import make_options as options
from longtake.cli import worlds as made_already
from longtake.cli.options import Exit, Json, Quiet
from longtake.cli.printing import plain, print_json, told
from longtake.errors import LongtakeError
from longtake.types import clock

if TYPE_CHECKING:
    from longtake.worlds.making.folder import Counts
    from longtake.worlds.making.make import Delivered, Watch

SHOWN = 8
"""Files that are named; the folder of a thousand clips has three thousand."""


def make(
    world: options.World = "",
    out: options.Out = None,
    seed: options.Seed = 7,
    minutes: options.Minutes = 5.0,
    level: options.Level = 2,
    count: options.Count = 0,
    density: options.Density = 1.0,
    voices: options.Voices = True,
    subtitles: options.Subtitles = True,
    burnt: options.Burnt = True,
    source: options.SourceVideo = None,
    of: options.Of = "story",
    size: options.Size = "640x360",
    fps: options.Fps = 10.0,
    workers: options.Workers = None,
    resume: options.Resume = False,
    as_list: options.List = False,
    schema: options.Schema = False,
    look: options.Look = None,
    certify: options.Certify = None,
    export: options.Export = None,
    format: options.Format = "",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make videos of which everything is known, with questions about them."""
    _one_thing(as_list, schema, look, certify, export, world)
    if as_list:
        return _list(as_json)
    if schema:
        return _schema()
    if look is not None:
        return made_already.look_at(look, as_json)
    if certify is not None:
        return made_already.certify_made(certify, as_json)
    if export is not None:
        return made_already.export_made(export, format, out, as_json)
    if not world or out is None:
        raise typer.BadParameter("name a world and a folder: longtake make story -o DIR")
    ordered = {"seed": seed, "minutes": minutes, "level": level, "count": count, "of": of}
    ordered |= {"density": density, "voices": voices, "subtitles": subtitles, "burnt": burnt}
    ordered |= {"source": source, "fps": fps, **_sides(size)}
    _make(world, out, ordered, workers, resume, quiet, as_json)
    return None


def _make(
    world: str,
    out: Path,
    ordered: Mapping[str, Any],
    workers: int | None,
    resume: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    from longtake.worlds.making.make import make as make_world
    from longtake.worlds.world import Order

    with _stoppable(out), _watching(world, quiet) as watch:
        order = Order(**ordered)
        made = make_world(world, out, order, workers=workers, resume=resume, watch=watch)
    _tell(made, quiet, as_json)


def _one_thing(*asked: bool | Path | str | None) -> None:
    if sum(map(bool, asked)) > 1:
        raise typer.BadParameter(
            "one thing at a time: a WORLD, --list, --schema, --look, --certify or --export"
        )


def _sides(size: str) -> dict[str, int]:
    wide, _, high = size.lower().replace("×", "x").partition("x")
    try:
        return {"width_px": int(wide), "height_px": int(high)}
    except ValueError:
        raise typer.BadParameter(f"{size!r} is no size: write it like 640x360") from None


def _list(as_json: bool) -> None:
    """Every world that can be opened; of the others, what is the matter."""
    from longtake.registry import BUILT_IN
    from longtake.worlds.making.shooting import open_world

    rows: list[dict[str, str]] = []
    for name in BUILT_IN["worlds"]:
        try:
            world = open_world(name)
        except LongtakeError as error:
            typer.echo(told(error), err=True)
            continue
        rows.append({"name": name, "version": world.version, "summary": world.summary})
    if as_json:
        print_json(rows)
    else:
        wide = max((len(row["name"]) for row in rows), default=0)
        typer.echo("\n".join(f"{row['name']:<{wide}}  {row['summary']}" for row in rows))


def _schema() -> None:
    from longtake.worlds.making.folder import schemas

    print_json(schemas())


def _tell(made: Delivered, quiet: bool, as_json: bool) -> None:
    """What there is, to stdout; how long it took, to stderr."""
    counts = made.manifest.counts
    if as_json:
        print_json(_row(made))
    else:
        films = "1 film" if counts.films == 1 else f"{counts.films:,} films"
        asked = "1 question" if counts.questions == 1 else f"{counts.questions:,} questions"
        length = f"{films}, {clock(counts.seconds)}, {asked}"
        typer.echo(f"{plain(str(made.path))}: {length}")
        for file in made.files[:SHOWN]:
            typer.echo(f"  {file.as_posix():<18} {_readable((made.path / file).stat().st_size)}")
        if len(made.files) > SHOWN:
            typer.echo(f"  and {len(made.files) - SHOWN:,} more")
    if not quiet:
        speed = f", {counts.seconds / made.took_s:.2g}× real time" if made.took_s else ""
        typer.echo(f"made in {made.took_s:.1f} s{speed}", err=True)
        if counts.unsound or counts.given_away:
            typer.echo(_left_out(counts), err=True)
        if not counts.questions:
            typer.echo("nothing is asked about so little: give more --minutes", err=True)


def _left_out(counts: Counts) -> str:
    return (
        f"not asked: {counts.unsound:,} questions that their own evidence does not settle, "
        f"{counts.given_away:,} that would be guessed too often without looking"
    )


def _row(made: Delivered) -> dict[str, Any]:
    manifest = made.manifest
    return {
        "folder": str(made.path),
        "world": manifest.world,
        "version": manifest.version,
        "counts": manifest.counts.model_dump(),
        "files": [file.as_posix() for file in made.files],
        "seconds": round(made.took_s, 3),
    }


def _readable(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


@contextmanager
def _stoppable(out: Path) -> Iterator[None]:
    """Let Ctrl-C end the work cleanly, and say how to go on where something is kept."""
    try:
        yield
    except KeyboardInterrupt:
        from longtake.worlds.making.part import Part

        if not Part(out).path.exists():
            typer.echo("\nStopped. Nothing was done that could be kept.", err=True)
            raise typer.Exit(Exit.STOPPED) from None
        words = [word for word in sys.argv[1:] if word != "--resume"]
        go_on = shlex.join(["longtake", *words, "--resume"])
        typer.echo(f"\nStopped. What is done is kept; to go on: {go_on}", err=True)
        raise typer.Exit(Exit.STOPPED) from None


@contextmanager
def _watching(world: str, quiet: bool) -> Iterator[Watch]:
    """A watcher that on a terminal, unless quiet, draws how much is made."""
    if quiet or not sys.stderr.isatty():
        yield lambda fraction, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(plain(world), total=1.0)
        yield lambda fraction, what: bars.update(bar, completed=fraction)
