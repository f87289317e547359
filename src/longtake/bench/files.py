"""Reads the files of benchmarks: JSON, JSON lines, CSV and TSV, as plain rows.

What is wrong is said with the file, the row and, for a field of another name, the nearest right
one. Knows no benchmark.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from longtake.bench.texts import entries as entries
from longtake.bench.texts import mapping as mapping
from longtake.bench.texts import text_of
from longtake.bench.texts import whole as whole
from longtake.errors import BenchError

PICTURE = 2**28
"""Signs that a field of a table may hold: some benchmarks write pictures into it."""

NEAR = 0.52
"""So alike is another name of a field: `pred` of `prediction`, not `question` of `response`."""
OF_A_RUN = {"sample", "control", "setting"}
"""Fields of the rows of a run's `attempts.jsonl`, which is no file of predictions."""

Row = Mapping[str, Any]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, which know where they come from."""

    path: Path
    rows: Sequence[Row]
    wanted: Sequence[str] = ()
    """What a row should have, to be told where it has not."""

    def column(self, name: str, kind: Callable[[Any], Value]) -> list[Value]:
        """One field of every row, each read by `kind`. Raises BenchError."""
        return [self.read(number, name, kind) for number in range(len(self.rows))]

    def read(self, number: int, name: str, kind: Callable[[Any], Value]) -> Value:
        """One field of one row. Raises BenchError naming both, and the nearest right name."""
        row = self.rows[number]
        if name not in row:
            told = f"{instead(name, row)}{self._wanted(row)}"
            raise BenchError(f"{self.path} row {number + 1} has no {name!r}{told}")
        try:
            return kind(row[name])
        except (TypeError, ValueError, KeyError) as error:
            raise BenchError(
                f"{self.path} row {number + 1}: {name!r} is {_short(row[name])}: {error}"
            ) from error

    def _wanted(self, row: Row) -> str:
        named = ", ".join(map(repr, self.wanted))
        told = len(self.wanted) > 2 and not row.keys() >= OF_A_RUN
        return f" (wanted are {named})" if told else ""


def table(path: Path) -> Table:
    """A list of objects, one object a line, or a CSV or TSV with a header. Raises BenchError."""
    if path.suffix in (".csv", ".tsv"):
        return Table(path, _csv(path))
    if path.suffix == ".jsonl":
        return Table(path, [_object(path, n, line) for n, line in enumerate(_lines(path), 1)])
    rows = whole(path)
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise BenchError(f"{path} is no list of objects: is it the right file?")
    return Table(path, rows)


def gathered(path: Path, pattern: str) -> list[Path]:
    """The file itself; of a folder, every file below it whose name fits. Raises BenchError."""
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob(pattern) if file.is_file())
    if not found:
        raise BenchError(f"{str(path)!r} holds no {pattern}: name the file, or its folder")
    return found


def flat(rows: Table, field: str) -> Table:
    """Rows that hold a list of rows in `field` give way to these, each with what its parent says.

    Raises BenchError.
    """
    found: list[Row] = []
    for number, row in enumerate(rows.rows):
        if field not in row:
            found.append(row)
            continue
        about = {name: value for name, value in row.items() if name != field}
        found += [{**about, **one} for one in rows.read(number, field, objects)]
    return Table(rows.path, found)


def replies(
    read: Callable[[Path], Table], path: Path, id_field: str | Sequence[str], reply_field: str
) -> list[tuple[str, str | None]]:
    """Id and reply of each prediction: rows with these fields, or one object of replies by id.

    An id of several fields is all of them, joined by `_`; rows may call it `id`. Raises BenchError.
    """
    if path.suffix == ".json" and isinstance(given := whole(path), dict):
        return [(id, _reply(path, id, one, reply_field)) for id, one in entries(given)]
    return replies_of(read(path), id_field, reply_field)


def replies_of(
    rows: Table, id_field: str | Sequence[str], reply_field: str
) -> list[tuple[str, str | None]]:
    """The same of rows that are read already. Raises BenchError."""
    own = (id_field,) if isinstance(id_field, str) else tuple(id_field)
    names = id_names(rows, own)
    rows = Table(rows.path, rows.rows, wanted=(*own, reply_field))
    ids = zip(*(rows.column(name, a_name) for name in names), strict=True)
    said = rows.column(reply_field, a_reply)
    return [("_".join(map(str, id)), text) for id, text in zip(ids, said, strict=True)]


def id_names(rows: Table, own: Sequence[str]) -> Sequence[str]:
    """The fields in which rows of predictions have their id: a benchmark's own, or `id`."""
    first = rows.rows[0] if rows.rows else {}
    return ("id",) if "id" in first and not set(own) <= set(first) else own


def objects(value: Any) -> list[Row]:
    """A list of rows. Raises TypeError."""
    if not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        raise TypeError("a list of objects is wanted")
    return value


def words(value: Any) -> tuple[str, ...]:
    """A list of texts. Raises TypeError."""
    if not (isinstance(value, list) and value and all(isinstance(one, str) for one in value)):
        raise TypeError("a list of texts is wanted")
    return tuple(value)


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts and numbers, all as texts; some may be empty. Raises TypeError."""
    if not (isinstance(value, list) and value):
        raise TypeError("a list of texts is wanted")
    return tuple(str(one) for one in value)


def spans(value: Any) -> list[list[float]]:
    """Rows of at least `[start_s, end_s]`, as finite numbers. Raises ValueError."""
    if not (isinstance(value, list) and all(isinstance(row, list) for row in value)):
        raise TypeError("a list of [start_s, end_s] is wanted")
    rows = [[float(number) for number in row] for row in value]
    for row in rows:
        if len(row) < 2 or not all(number - number == 0 for number in row):
            raise ValueError(f"{row} is no [start_s, end_s]")
    return rows


def numbers(value: Any) -> list[float]:
    """A list of numbers. Raises ValueError, TypeError."""
    return [float(number) for number in value]


def a_name(value: Any) -> int | str:
    """An id. Raises TypeError."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("an id is a number or a word")
    return value


def a_reply(value: Any) -> str | None:
    """What was said, or nothing. Raises TypeError."""
    if value is None or isinstance(value, str):
        return value
    raise TypeError("a reply is a text, or null")


def _reply(path: Path, id: str, one: Any, field: str) -> str | None:
    if isinstance(one, Mapping):
        if field not in one:
            raise BenchError(f"{path}: {id!r} has no {field!r}{instead(field, one)}")
        one = one[field]
    try:
        return a_reply(one)
    except TypeError as error:
        raise BenchError(f"{path}: {id!r} says {_short(one)}: {error}") from error


def _lines(path: Path) -> Iterable[str]:
    return (line for line in text_of(path).split("\n") if line.strip())


def _object(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BenchError(f"{path} row {number} is no JSON: {error}") from error
    if not isinstance(row, dict):
        raise BenchError(f"{path} row {number} is no object: {_short(row)}")
    return row


def _csv(path: Path) -> list[Row]:
    csv.field_size_limit(PICTURE)
    delimiter = "\t" if path.suffix == ".tsv" else ","
    return list(csv.DictReader(io.StringIO(text_of(path), newline=""), delimiter=delimiter))


def instead(name: str, row: Row) -> str:
    """What a row has in place of a field, as the end of a sentence."""
    if row.keys() >= OF_A_RUN:
        return ": this is the log of a run: use `longtake bench report`"
    alike = [one for one in row if _words_of(one) < _words_of(name)]
    near = get_close_matches(name, list(row), 1, NEAR) or get_close_matches(name, alike, 1, 0)
    if near:
        return f": is {near[0]!r} meant? Rename it"
    return f"; it has {', '.join(map(repr, row)) or 'no fields'}"


def _words_of(name: str) -> set[str]:
    return set(name.lower().replace("_", " ").split())


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
