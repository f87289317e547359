"""`longtake index`: take in files, folders and URLs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from longtake.cli.options import Exit, Json, Library, Quiet, stoppable
from longtake.cli.printing import plain, print_json, told
from longtake.errors import LibraryError, LongtakeError
from longtake.media.login import without_login

if TYPE_CHECKING:
    from longtake.api import Video
    from longtake.indexing import Report
    from longtake.types import MediaInfo

NAMED = 5
"""Files of a folder that are named when they are passed over."""


def index(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", parser=without_login, help="Files, folders, URLs."),
    ],
    library: Library = None,
    senses: Annotated[
        list[str] | None, typer.Option("--sense", help="Use only this sense; may be repeated.")
    ] = None,
    eyes: Annotated[
        str, typer.Option(envvar="LONGTAKE_EYES", help="Model that captions every shot.")
    ] = "",
    base_url: Annotated[
        str, typer.Option(envvar="LONGTAKE_BASE_URL", help="An OpenAI-compatible server.")
    ] = "",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Index videos. Run it again at any time: what is done is not done twice."""
    from longtake import api, opening

    for sense in senses or []:
        opening.open_sense(sense)
    take_in = partial(api.index, library=library, senses=senses or [], eyes=eyes, base_url=base_url)
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, str]] = []
    with stoppable(sources, library):
        for source in _recordings(sources, failures):
            try:
                rows.append(_index_one(source, take_in, quiet))
            except LibraryError:
                raise
            except LongtakeError as error:
                _failed(source, error, failures)
    if as_json:
        print_json({"videos": rows, "failed": failures})
    if failures or any(row["failed"] for row in rows):
        raise typer.Exit(Exit.SOME_FAILED if rows else 1)


def _recordings(sources: list[str], failures: list[dict[str, str]]) -> Iterator[str]:
    """The recordings behind files, folders and URLs, each once; what is not there is noted."""
    from longtake.media.discover import find_recordings

    seen: set[str] = set()
    for source in sources:
        try:
            found = find_recordings([source])
        except LongtakeError as error:
            _failed(source, error, failures)
            continue
        if found.skipped:
            typer.echo(_passed_over(source, found.skipped), err=True)
        yield from (one for one in found.sources if one not in seen)
        seen.update(found.sources)


def _passed_over(folder: str, files: Sequence[str]) -> str:
    names = ", ".join(Path(file).name for file in files[:NAMED])
    more = f" and {len(files) - NAMED:,} more" if len(files) > NAMED else ""
    return plain(f"{folder}: passed over as no recordings: {names}{more}")


def _failed(source: str, error: LongtakeError, failures: list[dict[str, str]]) -> None:
    failures.append({"source": source, "error": str(error)})
    typer.echo(told(error), err=True)


def _index_one(source: str, take_in: Callable[..., Video], quiet: bool) -> dict[str, Any]:
    from longtake.cli.progress import watching
    from longtake.indexing import Report

    report, started_s = Report(), time.monotonic()
    with watching(quiet, report.count) as watch:
        info = take_in(source, watch=watch).info
    seconds = time.monotonic() - started_s
    for failure in report.failed:
        typer.echo(f"{info.name}: {failure.job.perceiver} failed: {failure.error}", err=True)
    if not quiet:
        typer.echo(_summary(info, report, seconds), err=True)
    return {
        "id": info.id,
        "source": info.source,
        "duration_s": info.duration_s,
        "jobs": report.jobs,
        "observations": report.observations,
        "seconds": round(seconds, 3),
        "failed": [f"{one.job.perceiver}: {one.error}" for one in report.failed],
    }


def _summary(info: MediaInfo, report: Report, seconds: float) -> str:
    if not report.jobs:
        return f"{plain(info.name)}: indexed already"
    speed = f", {info.duration_s / seconds:.2g}× real time" if seconds > 0 else ""
    return f"{plain(info.name)}: {report.observations} observations in {seconds:.1f} s{speed}"
