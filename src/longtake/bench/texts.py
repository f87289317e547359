"""Text of files, and JSON in which no key is lost that stands twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from longtake.errors import BenchError


class Repeating(dict[str, Any]):
    """A JSON object in which keys stand more than once; the last of each counts."""

    pairs: Sequence[tuple[str, Any]]


def text_of(path: Path) -> str:
    """All of a file. Raises BenchError, which says what the file is instead."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise BenchError(f"there is no file {str(path)!r}") from None
    except IsADirectoryError:
        raise BenchError(f"{str(path)!r} is a folder: name a file in it") from None
    except UnicodeDecodeError:
        raise BenchError(f"{path} is no text in UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error}") from error
    if not text.strip():
        raise BenchError(f"{path}: the file is empty")
    return text


def whole(path: Path) -> Any:
    """A JSON file. Raises BenchError."""
    try:
        return json.loads(text_of(path), object_pairs_hook=_pairs)
    except ValueError as error:
        lines = (
            " (lines of it are; one object or list is wanted)" if path.suffix == ".jsonl" else ""
        )
        raise BenchError(f"{path} is no JSON: {error}{lines}") from error


def mapping(path: Path) -> dict[str, Any]:
    """A JSON file that is one object. Raises BenchError."""
    value = whole(path)
    if not isinstance(value, dict):
        raise BenchError(f"{path} holds no object of ids: is it the right file?")
    return value


def entries(held: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Of a JSON file that is one object: every key as often as it stands there."""
    return list(held.pairs if isinstance(held, Repeating) else held.items())


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) == len(pairs):
        return held
    found = Repeating(held)
    found.pairs = pairs
    return found
