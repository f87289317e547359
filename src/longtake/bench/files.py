"""Reads the files of benchmarks: JSON, JSON lines and CSV, as plain rows.

What is wrong is said with the file, the row and, for a field of another name, the nearest right
one. Knows no benchmark.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from longtake.errors import BenchError

Row = Mapping[str, Any]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, which know where they come from."""

    path: Path
    rows: Sequence[Row]

    def column(self, name: str, kind: Callable[[Any], Value]) -> list[Value]:
        """One field of every row, each read by `kind`. Raises BenchError."""
        return [self.read(number, name, kind) for number in range(len(self.rows))]

    def read(self, number: int, name: str, kind: Callable[[Any], Value]) -> Value:
        """One field of one row. Raises BenchError naming both, and the nearest right name."""
        row = self.rows[number]
        if name not in row:
            raise BenchError(f"{self.path} row {number + 1} has no {name!r}{_instead(name, row)}")
        try:
            return kind(row[name])
        except (TypeError, ValueError, KeyError) as error:
            raise BenchError(
                f"{self.path} row {number + 1}: {name!r} is {_short(row[name])}: {error}"
            ) from error


def table(path: Path) -> Table:
    """A list of objects, one object a line, or a CSV with a header. Raises BenchError."""
    if path.suffix == ".csv":
        return Table(path, _csv(path))
    if path.suffix == ".jsonl":
        return Table(path, [_object(path, n, line) for n, line in enumerate(_lines(path), 1)])
    rows = whole(path)
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise BenchError(f"{path} is no list of objects: is it the right file?")
    return Table(path, rows)


def whole(path: Path) -> Any:
    """A JSON file. Raises BenchError."""
    try:
        return json.loads(_text(path))
    except ValueError as error:
        raise BenchError(f"{path} is no JSON: {error}") from error


def mapping(path: Path) -> dict[str, Any]:
    """A JSON file that is one object. Raises BenchError."""
    value = whole(path)
    if not isinstance(value, dict):
        raise BenchError(f"{path} holds no object of ids: is it the right file?")
    return value


def spans(value: Any) -> list[list[float]]:
    """Rows of at least `[start_s, end_s]`, as finite numbers. Raises ValueError."""
    rows = [[float(number) for number in row] for row in value]
    for row in rows:
        if len(row) < 2 or not all(number - number == 0 for number in row):
            raise ValueError(f"{row} is no [start_s, end_s]")
    return rows


def numbers(value: Any) -> list[float]:
    """A list of numbers. Raises ValueError, TypeError."""
    return [float(number) for number in value]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise BenchError(f"there is no file {str(path)!r}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BenchError(f"{path} cannot be read: {error}") from error


def _lines(path: Path) -> Iterable[str]:
    return (line for line in _text(path).split("\n") if line.strip())


def _object(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BenchError(f"{path} row {number} is no JSON: {error}") from error
    if not isinstance(row, dict):
        raise BenchError(f"{path} row {number} is no object: {_short(row)}")
    return row


def _csv(path: Path) -> list[Row]:
    return list(csv.DictReader(_text(path).splitlines()))


def _instead(name: str, row: Row) -> str:
    near = get_close_matches(name, list(row), n=1, cutoff=0.5)
    if near:
        return f": is {near[0]!r} meant? Rename it"
    return f"; it has {', '.join(map(repr, row)) or 'no fields'}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
