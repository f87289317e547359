"""`longtake ground` and `longtake search`: moments, ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from longtake.cli.options import Exit, Json, Library, Limit, Quiet, Source
from longtake.cli.printing import moment_json, moment_lines, print_json

if TYPE_CHECKING:
    from longtake.types import Kind, Moment


def ground(
    source: Source,
    query: Annotated[str, typer.Argument(help="What to find, in quotes.")],
    limit: Limit = 5,
    library: Library = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the moments of one video that show or say it, best first."""
    from longtake import api
    from longtake.cli.progress import watching

    video = api.known(source, library)
    if video is None:
        with watching(quiet) as watch:
            video = api.index(source, library=library, watch=watch)
    _tell(video.ground(query, limit), query, library, as_json, named=False)


def search(
    query: Annotated[str, typer.Argument(help="What to find, in quotes.")],
    limit: Limit = 10,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind; may be repeated.")
    ] = None,
    library: Library = None,
    as_json: Json = False,
) -> None:
    """Find moments over the whole library."""
    from longtake import api

    moments = api.search(query, library=library, kinds=_checked(kinds or []), limit=limit)
    _tell(moments, query, library, as_json, named=True)


def _tell(moments: list[Moment], query: str, library: Library, as_json: bool, named: bool) -> None:
    from longtake import opening

    infos = {info.id: info for info in opening.open_library(library).videos()}
    if as_json:
        rows = [moment_json(moment, infos.get(moment.video)) for moment in moments]
        print_json(rows)
    elif moments:
        names = {video: info.name for video, info in infos.items()} if named else None
        typer.echo("\n".join(moment_lines(moments, query, names)))
    if not moments:
        typer.echo("nothing found", err=True)
        raise typer.Exit(Exit.NOTHING_FOUND)


def _checked(names: list[str]) -> list[Kind]:
    from longtake.types import KINDS

    for name in names:
        if name not in KINDS:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(KINDS)}")
    return [kind for kind in KINDS if kind in names]
