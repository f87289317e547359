"""The options of `longtake bench run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Asked = Annotated[
    str, typer.Argument(metavar="BENCHMARK", help="A name of `bench list`, or a made folder.")
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="RUN", help="The run's folder.")]
Data = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where its videos and annotations lie.")
]
Annotations = Annotated[
    Path | None,
    typer.Option("--annotations", "-a", metavar="FILE", help="If they lie elsewhere."),
]
Strategy = Annotated[
    str, typer.Option(metavar="NAME", help="uniform, direct, quote, or an import path.")
]
Model = Annotated[str, typer.Option(metavar="NAME", help="Such as seer:sharp or openai:gpt-5.")]
BaseUrl = Annotated[str, typer.Option(metavar="URL", help="An OpenAI-compatible server.")]
Frames = Annotated[int, typer.Option(min=1, help="Shown for each question.")]
Height = Annotated[int, typer.Option(min=16, help="Of the pictures, in pixels.")]
Controls = Annotated[
    str,
    typer.Option(
        metavar="NAMES",
        help="By commas: blind, one-frame, shuffle, reverse, no-evidence, evidence-only, "
        "longest-option, option-shuffle, rotate; or all.",
    ),
]
Limit = Annotated[int, typer.Option(min=0, help="Only so many questions, spread evenly.")]
Seed = Annotated[int, typer.Option(help="Of what the controls shuffle.")]
AtOnce = Annotated[int, typer.Option(min=1, help="Questions asked at the same time.")]
PerMinute = Annotated[float, typer.Option(min=0.0, help="Calls a minute at most; 0: no limit.")]
Cache = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep replies, and ask nothing twice.")
]
Shard = Annotated[
    str, typer.Option(metavar="K/N", help="This process's part of the videos, of N processes.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what was cut off.")]


def shard(text: str) -> tuple[int, int]:
    """`2/4` as numbers. Raises BadParameter."""
    part, _, parts = text.partition("/")
    if part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts):
        return int(part), int(parts)
    raise typer.BadParameter(f"--shard {text!r} is no part of a whole: write 1/4 to 4/4")
