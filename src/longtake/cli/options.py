"""Options that several commands share, and the exit codes they agree on."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

from longtake.media.login import without_login


def _folder(text: str) -> Path:
    if not text.strip():
        raise typer.BadParameter("it is empty: name a folder, or leave the option out")
    return Path(text)


Library = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        parser=_folder,
        envvar="LONGTAKE_LIBRARY",
        show_envvar=True,
        help="Folder of the library.  [default: the platform's data folder]",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        parser=without_login,
        help="A file, a URL, or the name or id of an indexed video.",
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many at most.")]


class Exit(IntEnum):
    """What the exit codes mean beyond 0, 1 (an error) and 2 (wrong usage)."""

    NOTHING_FOUND = 3
    SOME_FAILED = 4
    STOPPED = 130


@contextmanager
def stoppable(sources: Iterable[str], library: Library) -> Iterator[None]:
    """Let Ctrl-C end the work cleanly, and say how to go on indexing."""
    try:
        yield
    except KeyboardInterrupt:
        named = ["--library", str(library)] if library else []
        go_on = shlex.join(["longtake", "index", *sources, *named])
        typer.echo(f"\nStopped. What is done is kept; to go on: {go_on}", err=True)
        raise typer.Exit(Exit.STOPPED) from None


def check_outputs(source: str, *outputs: Path | None) -> None:
    """Refuse, before any work, what cannot be written, and to write over a recording.

    Raises typer.BadParameter.
    """
    from longtake.media.discover import ENDINGS

    for output in filter(None, outputs):
        if output.suffix.lower() in ENDINGS:
            raise typer.BadParameter(f"{str(output)!r} is a name for a recording: choose another")
        if output.is_dir():
            raise typer.BadParameter(f"{str(output)!r} is a folder: name a file in it")
        if not output.parent.is_dir():
            raise typer.BadParameter(f"{str(output.parent)!r} is no folder: make it first")
        if os.path.exists(source) and output.exists() and output.samefile(source):
            raise typer.BadParameter(f"{str(output)!r} is the video itself: choose another file")
