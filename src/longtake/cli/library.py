"""`longtake library`: what is in it, moving it, keeping it sound."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from longtake.cli.options import Exit, Json, Library, Source
from longtake.cli.printing import counts_line, plain, print_json

app = typer.Typer(help="Look after the library.", no_args_is_help=True)


@app.command("list")
def list_videos(library: Library = None, as_json: Json = False) -> None:
    """List the videos."""
    from longtake import opening
    from longtake.types import clock

    opened = opening.open_library(library, create=False)
    videos = opened.videos()
    if as_json:
        rows = [{"id": v.id, "source": v.source, "duration_s": v.duration_s} for v in videos]
        print_json(rows)
        return
    for video in videos:
        typer.echo(f"{video.id[:12]}  {clock(video.duration_s):>8}  {plain(video.source)}")
    typer.echo(f"{len(videos)} videos in {opened.folder}", err=True)


@app.command("forget")
def forget(source: Source, library: Library = None) -> None:
    """Remove a video and all that is known of it. The file itself is not touched."""
    from longtake import api

    video = api.about(source, library)
    count = video.library.forget(video.info.id)
    typer.echo(f"forgot {video.info.name}: {count} observations")


@app.command("export")
def export(
    out: Annotated[Path | None, typer.Argument(help="File to write; without it, stdout.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file if it is there.")
    ] = False,
    library: Library = None,
) -> None:
    """Write everything as JSONL."""
    from longtake import opening
    from longtake.memory.exchange import export_jsonl

    if out and out.exists() and not overwrite:
        raise typer.BadParameter(f"{str(out)!r} is there already: pass --overwrite to replace it")
    opened = opening.open_library(library, create=False)
    if out is None:
        with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as stream:
            export_jsonl(opened, stream)
        return
    with out.open("w", encoding="utf-8") as stream:
        counts = export_jsonl(opened, stream)
    typer.echo(f"exported {counts_line(counts)} to {out}", err=True)


@app.command("import")
def import_(file: Annotated[Path, typer.Argument()], library: Library = None) -> None:
    """Add what an export holds; what is there already is left as it is."""
    from longtake import opening
    from longtake.errors import LibraryError
    from longtake.memory.exchange import import_jsonl

    if not file.exists() or file.is_dir():
        raise LibraryError(f"{str(file)!r} is not a file: give one that `library export` wrote")
    with file.open(encoding="utf-8") as stream:
        counts = import_jsonl(opening.open_library(library), stream)
    typer.echo(f"imported {counts_line(counts, nothing='nothing new: all of it is known already')}")


@app.command("gc")
def gc(library: Library = None) -> None:
    """Free what nothing refers to any more."""
    from longtake import opening
    from longtake.memory import upkeep

    typer.echo(f"freed {counts_line(upkeep.gc(opening.open_library(library, create=False)))}")


@app.command("check")
def check(library: Library = None) -> None:
    """Check that the library is sound."""
    from longtake import opening
    from longtake.memory import upkeep

    problems = upkeep.check(opening.open_library(library, create=False))
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(Exit.SOME_FAILED)
    typer.echo("the library is sound")


@app.command("rebuild")
def rebuild(library: Library = None) -> None:
    """Make the word index and all vectors anew, for this version."""
    from longtake.config import Config
    from longtake.memory import upkeep
    from longtake.models.minilm import MiniLM

    folder = library or Config.from_environment().library
    typer.echo(f"rebuilt {upkeep.rebuild(folder, MiniLM())} vectors")
