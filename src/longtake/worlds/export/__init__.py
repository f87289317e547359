"""Made folders in the formats of the field, so that its own scorers and loaders can read them.

One module a format, each with `write(made, out) -> Written`. Knows which formats there are and how
a folder appears whole or not at all. A folder that was made comes in; files go out.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from longtake.errors import WorldError
from longtake.worlds.export.written import Written
from longtake.worlds.made import Made, open_made

FORMATS: dict[str, str] = {
    "video-mme": "videomme",
    "qvhighlights": "qvhighlights",
    "charades-sta": "charades",
    "next-gqa": "nextgqa",
    "activitynet-captions": "activitynet",
    "ovo-bench": "ovobench",
    "mevis": "mevis",
}
"""The module of each format, by the name a user gives."""

ACCOUNT = "export.json"
"""What was written and what was left out."""


def export(folder: Path, format: str, out: Path) -> list[Path]:
    """Write a made folder in a format of the field; `out` must not exist, or be empty.

    Returns the files, `export.json` first: it counts what was written, and says what the format
    cannot hold. Raises WorldError, also where nothing fits the format.
    """
    if format not in FORMATS:
        raise WorldError(f"{format!r} is not among the formats: use one of {', '.join(FORMATS)}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WorldError(f"{str(out)!r} is taken: choose a folder that is new or empty")
    made = open_made(folder)
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        written: Written = import_module(f"{__name__}.{FORMATS[format]}").write(made, part)
        if not written.rows:
            raise WorldError(_nothing(made, format, written))
        account = {"format": format, "from": made.manifest.world, **asdict(written)}
        (part / ACCOUNT).write_text(json.dumps(account, indent=1) + "\n", "utf-8")
        if out.exists():
            out.rmdir()
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return [out / ACCOUNT, *(out / name for name in written.files)]


def _nothing(made: Made, format: str, written: Written) -> str:
    left = "; ".join(f"{count} left out: {why}" for why, count in written.left_out.items())
    why = left or f"a folder of {made.manifest.world!r} holds nothing of that sort"
    return f"nothing of {str(made.path)!r} fits {format!r} ({why}): choose another format"
