"""Which commands there are, and what happens when one of them fails."""

from __future__ import annotations

import os
import sys

import typer

from longtake.cli import ask, bench, doctor, find, index, library, make, models, seer, show
from longtake.cli.printing import told
from longtake.errors import LongtakeError

app = typer.Typer(
    name="longtake",
    help="Understand video of any length: index once, ask, and check every answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("index")(index.index)
app.command("ask")(ask.ask)
app.command("ground")(find.ground)
app.command("search")(find.search)
app.command("show")(show.show)
app.command("info")(show.info)
app.command("make")(make.make)
app.command("doctor")(doctor.doctor)
app.add_typer(bench.app, name="bench")
app.add_typer(models.app, name="models")
app.add_typer(library.app, name="library")
app.add_typer(seer.app, name="seer")


@app.callback(invoke_without_command=True)
def version(
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """Understand video of any length: index once, ask, and check every answer."""
    if version:
        from longtake import __version__

        typer.echo(__version__)
        raise typer.Exit


def run() -> None:
    """The edge where errors are caught: one line for a person, and a code for scripts."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (LongtakeError, OSError) as error:
        if os.environ.get("LONGTAKE_DEBUG", "") not in ("", "0"):
            raise
        typer.echo(told(_explained(error) if isinstance(error, OSError) else error), err=True)
        sys.exit(1)


def _explained(error: OSError) -> str:
    """What to do about an error of the system's; one without a file's name is one of the output."""
    if error.filename is not None:
        return f"{error.filename!r}: {error.strerror}; choose another place"
    return f"the output cannot be written ({error.strerror or error}): send it to another place"
