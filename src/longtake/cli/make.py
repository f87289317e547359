"""`longtake make`: videos with exact truth, and questions about them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    world: Annotated[
        str, typer.Argument(metavar="WORLD", help="A name of --list, or an import path.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="The folder to make.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes other films.")] = 7,
    minutes: Annotated[float, typer.Option(help="Length, of all films together.")] = 5.0,
    level: Annotated[int, typer.Option(help="How hard: 1 to 5.")] = 2,
    count: Annotated[int, typer.Option(help="How many clips; 0: as many as fill the time.")] = 0,
    density: Annotated[float, typer.Option(help="How much happens; 1 is usual.")] = 1.0,
    voices: Annotated[bool, typer.Option("--voices/--no-voices", help="Speak the lines.")] = True,
    subtitles: Annotated[
        bool, typer.Option("--subtitles/--no-subtitles", help="Write the lines.")
    ] = True,
    burnt: Annotated[
        bool, typer.Option("--burnt/--no-burnt", help="Write them into the picture, too.")
    ] = True,
    source: Annotated[
        Path | None, typer.Option(metavar="VIDEO", help="The video to work on, if the world does.")
    ] = None,
    of: Annotated[
        str, typer.Option(metavar="WORLD", help="The world whose films run as a stream.")
    ] = "story",
    size: Annotated[str, typer.Option(metavar="WxH", help="Of the pictures.")] = "640x360",
    fps: Annotated[float, typer.Option(help="Frames a second.")] = 10.0,
    workers: Annotated[
        int | None, typer.Option(help="Processes.  [default: one a processor]")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with what was cut off.")] = False,
    as_list: Annotated[bool, typer.Option("--list", help="Name the worlds and stop.")] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the files and stop.")
    ] = False,
    look: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Draw what a made folder holds, and stop.")
    ] = None,
    certify: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Certify its questions again, and stop.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write it in another format, to --out.")
    ] = None,
    format: Annotated[
        str, typer.Option("--as", metavar="FORMAT", help="For --export: qvhighlights, mevis …")
    ] = "",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make videos of which everything is known, with questions about them."""
    _one_thing(as_list, schema, look, certify, export, world)
    if as_list:
        _list(as_json)
    elif schema:
        _schema()
    elif look is not None:
        made_already.look_at(look, as_json)
    elif certify is not None:
        made_already.certify_made(certify, as_json)
    elif export is not None:
        made_already.export_made(export, format, out, as_json)
    elif not world or out is None:
        raise typer.BadParameter("name a world and a folder: longtake make story -o DIR")
    else:
        from longtake.worlds.making.make import make as make_world
        from longtake.worlds.world import Order

        width_px, height_px = _sides(size)
        order = Order(
            seed=seed,
            minutes=minutes,
            level=level,
            count=count,
            density=density,
            voices=voices,
            subtitles=subtitles,
            burnt=burnt,
            of=of,
            source=source,
            width_px=width_px,
            height_px=height_px,
            fps=fps,
        )
        with _stoppable(out), _watching(world, quiet) as watch:
            made = make_world(world, out, order, workers=workers, resume=resume, watch=watch)
        _tell(made, quiet, as_json)


def _one_thing(*asked: bool | Path | str | None) -> None:
    if sum(map(bool, asked)) > 1:
        raise typer.BadParameter(
            "one thing at a time: a WORLD, --list, --schema, --look, --certify or --export"
        )


def _sides(size: str) -> tuple[int, int]:
    wide, _, high = size.lower().replace("×", "x").partition("x")
    try:
        return int(wide), int(high)
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
