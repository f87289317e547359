"""Models that can be fetched: what there is, what is here, and fetching one.

`pull` is the only thing in the package that downloads, and only when it is called. A name and a
folder go in; a folder with a complete and checked model comes out, or none. Knows nothing of how a
model is used.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from longtake.errors import ModelError
from longtake.models.hub import HUB, Hub, Progress, Remote, size_bytes

WANTED = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*")
NEEDED = ("config.json", "model.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A model that can be fetched."""

    repository: str
    size_bytes: int
    """About."""
    what: str


MODELS: dict[str, Entry] = {
    f"whisper-{size}": Entry(
        repository=f"Systran/faster-whisper-{size}",
        size_bytes=megabytes * 1_000_000,
        what=f"speech in about 100 languages, {remark} ({megabytes:,} MB)",
    )
    for size, megabytes, remark in (
        ("tiny", 78, "fastest and roughest"),
        ("base", 148, "fast"),
        ("small", 486, "good on clear speech"),
        ("medium", 1_531, "better with accents and noise"),
        ("large-v3", 3_091, "best, slow without a GPU"),
    )
}


def installed(folder: Path) -> dict[str, Path]:
    """The models of the catalogue that are in the folder, and where."""
    return {name: folder / name for name in MODELS if _complete(folder / name)}


def _complete(path: Path) -> bool:
    return all((path / name).is_file() for name in NEEDED)


def pull(
    name: str,
    folder: Path,
    progress: Progress | None = None,
    base_url: str = HUB,
    pause_s: float = 1.0,
) -> Path:
    """Fetch a model into `folder/name`, unless it is there; returns that path.

    What was fetched before an interruption is kept and continued. Each file is checked against the
    hub's checksum, and the model appears under its name only when all of it is right. A lost
    connection is tried again after `pause_s`, then three times that, and so on. Raises ModelError.
    """
    entry = MODELS.get(name)
    if entry is None:
        raise ModelError(f"there is no model {name!r} to fetch: use one of {', '.join(MODELS)}")
    target, part = folder / name, folder / f".{name}.part"
    if _complete(target):
        return target
    hub = Hub(base_url, entry.repository, pause_s)
    files = hub.files(WANTED)
    if not {file.name for file in files}.issuperset(NEEDED):
        raise ModelError(f"{hub.address} has no {' and '.join(NEEDED)}: the model has moved")
    try:
        part.mkdir(parents=True, exist_ok=True)
        _check_space(folder, part, files, name)
        hub.fetch(files, part, progress or (lambda *_: None))
        _move(part, target)
    except OSError as error:
        raise _unwritable(error, name, folder) from error
    return target


def _check_space(folder: Path, part: Path, files: Sequence[Remote], name: str) -> None:
    missing = sum(file.size_bytes - size_bytes(part / file.name) for file in files)
    free = shutil.disk_usage(folder).free
    if missing > free:
        raise ModelError(
            f"{name} needs {missing / 1e6:,.0f} MB more in {str(folder)!r}, and {free / 1e6:,.0f} "
            "MB are free: make room, or set LONGTAKE_MODELS to another folder"
        )


def _move(part: Path, target: Path) -> None:
    try:
        part.replace(target)
    except OSError:
        if not _complete(target):  # else another process was faster
            raise
        shutil.rmtree(part, ignore_errors=True)


def _unwritable(error: OSError, name: str, folder: Path) -> ModelError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelError(
            f"the disk is full: make room for {name} in {str(folder)!r} and pull it again; "
            "what is already here is kept"
        )
    return ModelError(
        f"{name} cannot be written to {str(folder)!r} ({error.strerror or error}): "
        "set LONGTAKE_MODELS to a folder that can be written"
    )
