"""`longtake doctor`: what works on this machine, what does not, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import NamedTuple

import typer

from longtake.cli.options import Json
from longtake.cli.options import Library as Folder
from longtake.cli.printing import print_json
from longtake.errors import LongtakeError


class Finding(NamedTuple):
    """One thing looked at. `ok=None`: optional, and not there."""

    what: str
    ok: bool | None
    told: str


def doctor(library: Folder = None, as_json: Json = False) -> None:
    """Check this machine, part by part. Nothing is downloaded or changed."""
    findings = [*_packages(), *_library(library), *_models(), *_keys()]
    if as_json:
        print_json([one._asdict() for one in findings])
    else:
        mark = {True: "✓", False: "✗", None: "–"}
        for one in findings:
            typer.echo(f"{mark[one.ok]} {one.what:<12} {one.told}")
    if any(one.ok is False for one in findings):
        raise typer.Exit(1)


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])
    for package in ("av", "numpy", "rapidocr", "onnxruntime", "tokenizers", "pydantic-ai-slim"):
        try:
            yield Finding(package, True, version(package))
        except PackageNotFoundError:
            yield Finding(package, False, "missing: pip install --force-reinstall longtake")
    if find_spec("faster_whisper"):
        yield Finding("speech", True, f"faster-whisper {version('faster-whisper')}")
    else:
        yield Finding("speech", None, "not installed: pip install 'longtake[speech]'")


def _library(named: Folder) -> Iterator[Finding]:
    from longtake import opening
    from longtake.config import Config
    from longtake.memory.library import Library

    folder = named or Config.from_environment().library
    if not Library.is_in(folder):
        yield Finding("library", None, f"none yet in {folder}: `longtake index` makes it")
        return

    def opened() -> str:
        found = opening.open_library(folder)
        free_gb = shutil.disk_usage(found.folder).free / 1e9
        return f"{found.folder}: {len(found.videos())} videos, {free_gb:.1f} GB free"

    yield _tried("library", opened)


def _models() -> Iterator[Finding]:
    from longtake.config import Config
    from longtake.models.catalog import installed
    from longtake.models.minilm import MiniLM

    yield _tried("embedder", lambda: f"minilm, {MiniLM().embed_text(['a test']).shape[1]} numbers")
    here = installed(Config.from_environment().models)
    told = ", ".join(here) or "none pulled: longtake models pull whisper-base"
    yield Finding("whisper", True if here else None, told)


def _keys() -> Iterator[Finding]:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        is_set = bool(os.environ.get(name))
        yield Finding(
            name.split("_")[0].lower(), is_set or None, f"{name} {'is' if is_set else 'not'} set"
        )


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except LongtakeError as error:
        return Finding(what, False, str(error))
