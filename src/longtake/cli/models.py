"""`longtake models`: what is installed, and the only command that ever downloads."""

from __future__ import annotations

from typing import Annotated

import typer

from longtake.cli.options import Json, Quiet
from longtake.cli.printing import print_json

app = typer.Typer(help="Models on this machine.", no_args_is_help=True)


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """List the models that can be pulled, and those that are here."""
    from longtake.config import Config
    from longtake.models.catalog import MODELS, installed

    here = installed(Config.from_environment().models)
    rows = [
        {"name": name, "what": model.what, "here": name in here} for name, model in MODELS.items()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(f"{'✓' if row['here'] else ' '} {row['name']:<18} {row['what']}")


@app.command("pull")
def pull(
    name: Annotated[str, typer.Argument(help="A name that `models list` shows.")],
    quiet: Quiet = False,
) -> None:
    """Download a model."""
    from longtake.cli.progress import downloading
    from longtake.config import Config
    from longtake.models import catalog

    with downloading(name, quiet) as watch:
        typer.echo(str(catalog.pull(name, Config.from_environment().models, watch)))
