"""Reads a question by option out of a row, by the names that its benchmark gives the fields.

The right answer may be written as a letter, as an index or as the option's text; options with their
letters, without, or each in a field of its own. Rows come in, Samples go out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from longtake.bench.files import Table, words
from longtake.bench.metrics import letters
from longtake.bench.metrics.wording import normalised
from longtake.bench.sample import Sample

Value = str | tuple[str, ...]


def right(value: Any, options: tuple[str, ...]) -> int:
    """Index of the right option, by index, text or letter. Raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return by_index(value, options)
    said = str(value).strip()
    texts, word = [normalised(option) for option in options], normalised(said)
    if said in options:
        return options.index(said)
    if word and word in texts:
        return texts.index(word)
    return by_index(said, options) if said.isdigit() else by_letter(said, options)


def by_index(value: Any, options: tuple[str, ...]) -> int:
    """The index that a number says, whatever the options are. Raises ValueError."""
    found = int(value)
    if not 0 <= found < len(options):
        raise ValueError(f"it is none of the {len(options)} options")
    return found


def by_letter(value: Any, options: tuple[str, ...]) -> int:
    """The index of a letter, whatever the options are. Raises ValueError."""
    found = letters.strict(str(value).strip(), len(options))
    if found is None:
        raise ValueError(f"it is none of the {len(options)} options")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a benchmark calls what all of them have."""

    id: str | tuple[str, ...] = "id"
    """Of several fields the id is all of them, joined by `_`."""
    video: str | tuple[str, ...] = "video"
    """Of several, the first that a row has; of one that holds a list, all of it."""
    text: str = "question"
    options: str | tuple[str, ...] = "options"
    """A list, an object by letter, or the fields that hold one option each."""
    answer: str = "answer"
    kinds: tuple[str, ...] = ()
    choice: Callable[[Any, tuple[str, ...]], int] = right
    """How the right answer is written, where letters, indices and texts could be mistaken."""
    gold: Callable[[tuple[str, ...], int], str] = lambda options, choice: letters.LETTERS[choice]
    """How the official rule wants the right option written: its letter, unless told otherwise."""


def sample(rows: Table, number: int, fields: Fields) -> Sample:
    """The question of a row. Raises BenchError naming file, row and field."""
    options = _options(rows, number, fields.options)
    choice = rows.read(number, fields.answer, lambda value: fields.choice(value, options))
    return Sample(
        id=_id(rows, number, fields.id),
        videos=_videos(rows, number, fields.video),
        text=rows.read(number, fields.text, str).strip(),
        options=options,
        choice=choice,
        gold=fields.gold(options, choice),
        kinds=kinds_of(rows, number, fields),
    )


def open_sample(rows: Table, number: int, fields: Fields) -> Sample:
    """The question of a row that is answered in words. Raises BenchError."""
    return Sample(
        id=_id(rows, number, fields.id),
        videos=_videos(rows, number, fields.video),
        text=rows.read(number, fields.text, str).strip(),
        form="open",
        gold=rows.read(number, fields.answer, str).strip(),
        kinds=kinds_of(rows, number, fields),
    )


def kinds_of(rows: Table, number: int, fields: Fields) -> dict[str, Value]:
    """What the benchmark files a row under; a row may lack some. Raises BenchError."""
    names = [name for name in fields.kinds if name in rows.rows[number]]
    return {name: rows.read(number, name, kind) for name in names}


def kind(value: Any) -> Value:
    """A name, or several."""
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


def plain_options(options: tuple[str, ...]) -> tuple[str, ...]:
    """Without `A.` or `(A)` before them."""
    return tuple(one.strip() for one in letters.unlettered(list(options)))


def inner(text: Any, mark: str) -> tuple[str, tuple[str, ...]]:
    r"""A question, and the options that its text holds after it, each behind its mark, `\n({})`.

    Raises ValueError where there are not at least two.
    """
    if not isinstance(text, str):
        raise ValueError("a text is wanted")
    places, at = [], 0
    for letter in letters.LETTERS:
        at = text.find(mark.format(letter), at)
        if at < 0:
            break
        places.append(at)
    if len(places) < 2:
        raise ValueError(f"it holds no options like {mark.format('A').strip()!r}")
    ends = [*places[1:], len(text)]
    held = (text[one + len(mark) - 1 : end] for one, end in zip(places, ends, strict=True))
    return text[: places[0]].strip(), tuple(one.strip() for one in held)


def _options(rows: Table, number: int, field: str | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(field, tuple):
        return tuple(rows.read(number, name, str).strip() for name in field)
    return rows.read(number, field, lambda value: plain_options(_listed(value)))


def _listed(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return words([value[letter] for letter in sorted(value)])
    return words(value)


def _id(rows: Table, number: int, field: str | tuple[str, ...]) -> str:
    names = (field,) if isinstance(field, str) else field
    return "_".join(rows.read(number, name, str) for name in names)


def _videos(rows: Table, number: int, field: str | tuple[str, ...]) -> tuple[str, ...]:
    names = (field,) if isinstance(field, str) else field
    name = next((name for name in names if name in rows.rows[number]), names[0])
    return rows.read(number, name, _named)


def _named(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
