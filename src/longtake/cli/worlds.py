"""What `longtake make` does with a folder that is made already: draw, certify, export it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from longtake.cli.options import Exit
from longtake.cli.printing import plain, print_json


def look_at(folder: Path, as_json: bool) -> None:
    """Draw the contact sheet and the timeline, and name them."""
    from longtake.worlds.showing.look import look

    _name(look(folder), as_json)


def export_made(folder: Path, format: str, out: Path | None, as_json: bool) -> None:
    """Write a made folder in a format of the field, and name the files."""
    from longtake.worlds.export import export

    if out is None:
        raise typer.BadParameter("name a folder: longtake make --export DIR --as FORMAT -o OUT")
    _name(export(folder, format, out), as_json)


def certify_made(folder: Path, as_json: bool) -> None:
    """Print the certificate of a made folder; the exit code says whether every promise is kept."""
    from dataclasses import asdict

    from longtake.worlds.asking.audit import certify_folder

    told = certify_folder(folder)
    if as_json:
        print_json({**asdict(told), "missed": told.missed})
    else:
        typer.echo(told.table())
        for line in told.missed:
            typer.echo(plain(line), err=True)
    if told.missed:
        raise typer.Exit(Exit.SOME_FAILED)


def _name(files: Sequence[Path], as_json: bool) -> None:
    if as_json:
        print_json([str(path) for path in files])
    else:
        typer.echo("\n".join(plain(str(path)) for path in files))
