"""`longtake seer`: the model that sees made worlds only, served over HTTP or shown a picture."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from longtake.cli.options import Json
from longtake.cli.printing import print_json
from longtake.errors import ModelError

app = typer.Typer(
    help="A deterministic model of made worlds: an instrument to measure with.",
    no_args_is_help=True,
)


@app.command("serve")
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8123,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    model: Annotated[str, typer.Option(help="The seer and its dials.")] = "seer:sharp",
    api_key: Annotated[
        str, typer.Option(envvar="LONGTAKE_SEER_KEY", help="Key that clients must send.")
    ] = "",
) -> None:
    """Serve it as an OpenAI-compatible API, until Ctrl-C."""
    from longtake.worlds.seer.serve import Server

    server = Server(host, port, model, api_key)
    typer.echo(f"{model} at {server.url}; models: {', '.join(server.names())}", err=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()


@app.command("look")
def look(
    pictures: Annotated[list[Path], typer.Argument(help="JPEG or PNG files.")],
    acuity: Annotated[float, typer.Option(min=0.01, max=1.0, help="Scale them down first.")] = 1.0,
    as_json: Json = False,
) -> None:
    """Print what it sees in pictures: in words, or all of it as JSON."""
    from longtake.worlds.seer.describing import view_in_words
    from longtake.worlds.seer.messages import Picture
    from longtake.worlds.seer.percepts import Percepts

    percepts = Percepts()
    rows: list[dict[str, Any]] = []
    for path in pictures:
        picture = Picture(data=_bytes_of(path), role="user", turn=0)
        view = percepts.view(picture, acuity, 0.0)
        rows.append({"picture": str(path), "seen": view_in_words(view), "view": asdict(view)})
    if as_json:
        print_json(rows)
    else:
        typer.echo("\n".join(f"{row['picture']}: {row['seen']}" for row in rows))


def _bytes_of(path: Path) -> bytes:
    """The encoded picture. Raises ModelError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{str(path)!r} cannot be read ({error.strerror}): name a JPEG or PNG file"
        ) from error
