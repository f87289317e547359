"""`longtake index`: take in files, folders and URLs."""

from __future__ import annotations

import json
import shlex
import time
from typing import TYPE_CHECKING, Annotated

import typer

from longtake.cli.options import Exit, Json, Library, Quiet, stoppable
from longtake.errors import LibraryError, LongtakeError

if TYPE_CHECKING:
    from longtake.types import MediaInfo


def index(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, URLs.")],
    library: Library = None,
    senses: Annotated[
        list[str] | None, typer.Option("--sense", help="Use only this sense; may be repeated.")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Index videos. Run it again at any time: what is done is not done twice."""
    from longtake.media.discover import find_recordings

    found = find_recordings(sources)
    if found.skipped:
        typer.echo(f"skipped {len(found.skipped)} files that are not recordings", err=True)
    rows, failures = [], []
    with stoppable(shlex.join(["longtake", "index", *sources])):
        for source in found.sources:
            try:
                rows.append(_index_one(source, library, senses or [], quiet))
            except LibraryError:
                raise
            except LongtakeError as error:
                failures.append({"source": source, "error": str(error)})
                typer.echo(f"error: {error}", err=True)
    if as_json:
        typer.echo(json.dumps({"videos": rows, "failed": failures}, ensure_ascii=False, indent=1))
    if failures or any(row["failed"] for row in rows):
        raise typer.Exit(Exit.SOME_FAILED if rows else 1)


def _index_one(source: str, library: Library, senses: list[str], quiet: bool) -> dict[str, object]:
    from longtake.api import open_indexer
    from longtake.cli.progress import watching

    with watching(quiet) as watch:
        indexer = open_indexer(library, senses, watch)
        info = indexer.add(source)
        started_s = time.monotonic()
        report = indexer.run(info)
        seconds = time.monotonic() - started_s
    for failure in report.failed:
        typer.echo(f"{info.name}: {failure.job.perceiver} failed: {failure.error}", err=True)
    if not quiet:
        typer.echo(_summary(info, report.jobs, report.observations, seconds), err=True)
    return {
        "id": info.id,
        "source": info.source,
        "duration_s": info.duration_s,
        "jobs": report.jobs,
        "observations": report.observations,
        "seconds": round(seconds, 3),
        "failed": [f"{one.job.perceiver}: {one.error}" for one in report.failed],
    }


def _summary(info: MediaInfo, jobs: int, observations: int, seconds: float) -> str:
    if not jobs:
        return f"{info.name}: indexed already"
    speed = f", {info.duration_s / seconds:.0f}× real time" if seconds > 0 else ""
    return f"{info.name}: {observations} observations in {seconds:.1f} s{speed}"
