"""`longtake show` and `longtake info`: what is known of one video."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from longtake.cli.options import Json, Library, Quiet, Source, check_outputs
from longtake.cli.printing import coverage_line, plain, print_json

if TYPE_CHECKING:
    from longtake.api import Video
    from longtake.types import Kind, Stream


def show(
    source: Source,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The page to write; .png for a contact sheet.")
    ] = Path("storyboard.html"),
    library: Library = None,
    quiet: Quiet = False,
) -> None:
    """Write the storyboard: every shot, what is said and what is written."""
    from longtake import api
    from longtake.cli.progress import watching

    check_outputs(source, out)
    if out.suffix.lower() not in (".html", ".htm", ".png"):
        raise typer.BadParameter(f"{out.name!r}: name a .html page, or a .png contact sheet")
    video = api.known(source, library)
    if video is None:
        with watching(quiet) as watch:
            video = api.index(source, library=library, watch=watch)
    typer.echo(str(video.sheet(out) if out.suffix.lower() == ".png" else video.show(out)))


def info(source: Source, library: Library = None, as_json: Json = False) -> None:
    """Say what a file is, and what the library knows of it."""
    from longtake import api

    video = api.about(source, library)
    counts = Counter(one.kind for one in video.observations())
    if as_json:
        row = {**asdict(video.info), "coverage": dict(video.coverage.seen), "observations": counts}
        print_json(row)
        return
    typer.echo("\n".join(_lines(video, counts)))


def _lines(video: Video, counts: Mapping[Kind, int]) -> list[str]:
    from longtake.types import clock

    about = video.info
    known = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    return [
        plain(about.name),
        f"  source    {plain(about.source)}",
        f"  id        {about.id}",
        f"  length    {clock(about.duration_s)} ({about.duration_s:.3f} s)"
        + ("" if about.duration_known else ", measured: the header gives none"),
        f"  file      {about.container}, {about.size_bytes:,} bytes",
        *(f"  {stream.type:<9} {_stream_line(stream)}" for stream in about.streams),
        f"  indexed   {coverage_line(video.coverage)}",
        f"  knows     {known or 'nothing yet'}",
    ]


def _stream_line(stream: Stream) -> str:
    facts = [stream.codec, _language(stream), stream.title]
    if stream.type == "video":
        facts += [f"{stream.width_px}×{stream.height_px}", f"{stream.fps:.4g} fps"]
        facts += ["HDR"] * stream.hdr + ["interlaced"] * stream.interlaced
        facts += [f"rotated {stream.rotation_deg}°"] * bool(stream.rotation_deg)
    if stream.type == "audio":
        facts += [stream.layout or f"{stream.channels} channels", f"{stream.rate_hz} Hz"]
    return ", ".join(fact for fact in facts if fact)


def _language(stream: Stream) -> str:
    """The name of the language; what has one but does not say which is said to be so."""
    from longtake.media.languages import language_name

    speaks = stream.type in ("audio", "subtitle")
    return language_name(stream.language) or ("language not stated" if speaks else "")
