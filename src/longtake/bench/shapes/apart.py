"""How far two readings of the same replies are apart: what the reading is worth, not the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from longtake.bench.official.answers import OVERALL
from longtake.bench.sample import Sample
from longtake.bench.task import OFFICIAL, Column, Replies

APART = 1.0
"""Points between two readings from which on a note says so."""
Columns = Mapping[str, Column]


def apart(columns: Columns, key: str = "") -> Iterator[str]:
    """Says where a reading differs from the official one by more than a point.

    It looks at one value: the overall one where no other is named.
    """
    if OFFICIAL not in columns:
        return
    base = columns[OFFICIAL].values
    key = key or (OVERALL if OVERALL in base else list(base)[-1])
    for name in ("strict", "robust"):
        one, other = base.get(key), columns[name].values.get(key)
        if one is not None and other is not None and abs(one - other) > APART:
            yield (
                f"{key}: official {one:.2f}, {name} {other:.2f}: "
                f"{abs(one - other):.2f} points are the reading's, not the model's"
            )


def apart_where_said(
    samples: Sequence[Sample],
    replies: Replies,
    columns: Columns,
    again: Callable[[Sequence[Sample]], Columns],
    key: str = "",
) -> list[str]:
    """The same over what was replied to, as readings count differently what was not.

    `again` gives the columns of some of the samples.
    """
    said = [one for one in samples if replies.get(one.id) is not None]
    if len(said) == len(samples):
        return list(apart(columns, key))
    return [f"of what was predicted, {note}" for note in apart(again(said), key)] if said else []
