"""The options of `longtake make`: what a film is ordered by, and what else can be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

World = Annotated[str, typer.Argument(metavar="WORLD", help="A name of --list, or an import path.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="The folder to make.")]
Seed = Annotated[int, typer.Option(help="Another seed makes other films.")]
Minutes = Annotated[float, typer.Option(help="Length, of all films together.")]
Level = Annotated[int, typer.Option(help="How hard: 1 to 5.")]
Count = Annotated[int, typer.Option(help="How many clips; 0: as many as fill the time.")]
Density = Annotated[float, typer.Option(help="How much happens; 1 is usual.")]
Voices = Annotated[bool, typer.Option("--voices/--no-voices", help="Speak the lines.")]
Subtitles = Annotated[bool, typer.Option("--subtitles/--no-subtitles", help="Write the lines.")]
Burnt = Annotated[
    bool, typer.Option("--burnt/--no-burnt", help="Write them into the picture, too.")
]
SourceVideo = Annotated[
    Path | None, typer.Option(metavar="VIDEO", help="The video to work on, if the world does.")
]
Of = Annotated[str, typer.Option(metavar="WORLD", help="The world whose films run as a stream.")]
Size = Annotated[str, typer.Option(metavar="WxH", help="Of the pictures.")]
Fps = Annotated[float, typer.Option(help="Frames a second.")]
Workers = Annotated[int | None, typer.Option(help="Processes.  [default: one a processor]")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what was cut off.")]
List = Annotated[bool, typer.Option("--list", help="Name the worlds and stop.")]
Schema = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the files and stop.")
]
Look = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Draw what a made folder holds, and stop.")
]
Certify = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Certify its questions again, and stop.")
]
Export = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write it in another format, to --out.")
]
Format = Annotated[
    str, typer.Option("--as", metavar="FORMAT", help="For --export: qvhighlights, mevis …")
]
