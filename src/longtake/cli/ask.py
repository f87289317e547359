"""`longtake ask`: a question, an answer, its evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from longtake.cli.options import Exit, Json, Library, Quiet, Source, check_outputs, stoppable
from longtake.cli.printing import answer_json, answer_lines, print_json

if TYPE_CHECKING:
    from longtake.api import Video
    from longtake.types import Answer


def ask(
    source: Source,
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    options: Annotated[
        list[str] | None, typer.Option("--option", "-o", help="A possible answer; repeat it.")
    ] = None,
    model: Annotated[
        str, typer.Option(envvar="LONGTAKE_MODEL", help="Model that answers, e.g. openai:gpt-5.")
    ] = "",
    eyes: Annotated[
        str, typer.Option(envvar="LONGTAKE_EYES", help="Model that captions where it may matter.")
    ] = "",
    base_url: Annotated[
        str, typer.Option(envvar="LONGTAKE_BASE_URL", help="An OpenAI-compatible server.")
    ] = "",
    strategy: Annotated[str, typer.Option(help="quote, direct, or an import path.")] = "",
    frames: Annotated[int, typer.Option(min=0, help="Frames a model may look at.")] = 64,
    seconds: Annotated[float, typer.Option(min=0, help="Time an answer may take.")] = 120.0,
    wait: Annotated[bool, typer.Option("--wait", help="Answer only when all is indexed.")] = False,
    verify: Annotated[bool, typer.Option(help="Look again at what the answer cites.")] = True,
    html: Annotated[Path | None, typer.Option(help="Write the evidence page here.")] = None,
    trace: Annotated[Path | None, typer.Option(help="Write each step here, as JSONL.")] = None,
    library: Library = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Ask about a video. One that is not indexed yet is answered from a first look at once."""
    from longtake import opening
    from longtake.tasks.ask import question as checked
    from longtake.types import Budget

    check_outputs(source, html, trace)
    checked(question, options or [])
    chat = opening.open_model(model, base_url) if model or (base_url and not eyes) else None
    opening.open_strategy(strategy or "quote")

    def answer(video: Video) -> Answer:
        return video.ask(
            question,
            options or [],
            model=chat or "",
            eyes=eyes,
            base_url=base_url if eyes else "",
            strategy=strategy,
            budget=Budget(frames=frames, seconds=seconds),
            trace=trace,
            verified=verify,
        )

    with stoppable([source], library):
        video = _taken_in(source, library, wait, quiet)
        said = answer(video)
        _tell(said, as_json)
        if not (said.coverage.complete or video.library.read_only):
            said = _go_on(video, answer, said, quiet, as_json)
    if html:
        _write_page(html, question, options or [], said, video)
    if said.abstained:
        raise typer.Exit(Exit.NOTHING_FOUND)


def _taken_in(source: str, library: Library, wait: bool, quiet: bool) -> Video:
    """The video, after a first look at least, or wholly indexed when asked to wait."""
    from longtake import api
    from longtake.cli.progress import watching

    known = api.known(source, library)
    if known and (known.coverage.complete or known.library.read_only or not wait):
        return known
    with watching(quiet) as watch:
        take_in = api.index if wait else api.glance
        return take_in(known.info.source if known else source, library=library, watch=watch)


def _go_on(
    video: Video, answer: Callable[[Video], Answer], said: Answer, quiet: bool, as_json: bool
) -> Answer:
    """Index the rest; when that changes the answer, say so."""
    from longtake import api
    from longtake.cli.progress import watching

    if not quiet:
        typer.echo("\nindexing the rest; Ctrl-C stops it, and nothing done is lost", err=True)
    with watching(quiet) as watch:
        video = api.index(video.info.source, library=video.library, watch=watch)
    complete = answer(video)
    if not as_json and (complete.text, complete.choice) != (said.text, said.choice):
        typer.echo("\nnow that all is indexed:")
        _tell(complete, as_json)
    return complete


def _tell(answer: Answer, as_json: bool) -> None:
    if as_json:
        print_json(answer_json(answer))
    else:
        typer.echo("\n".join(answer_lines(answer)))


def _write_page(
    path: Path, question: str, options: list[str], answer: Answer, video: Video
) -> None:
    from longtake.show.evidence import evidence_page
    from longtake.types import Question

    asked = Question(text=question, options=tuple(options))
    page = evidence_page(asked, answer, {video.info.id: video.info}, lambda _: video.open())
    path.write_text(page, encoding="utf-8")
    typer.echo(f"evidence page: {path}", err=True)
