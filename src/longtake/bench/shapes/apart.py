"""How far two readings of the same replies are apart: what the reading is worth, not the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from longtake.bench.official.answers import OVERALL
from longtake.bench.task import Column

APART = 1.0
"""Points between two readings from which on a note says so."""


def apart(columns: Mapping[str, Column], key: str = "") -> Iterator[str]:
    """Says where a reading differs from the official one by more than a point.

    It looks at one value: the overall one where no other is named.
    """
    if "official" not in columns:
        return
    base = columns["official"].values
    key = key or (OVERALL if OVERALL in base else list(base)[-1])
    for name in ("strict", "robust"):
        one, other = base.get(key), columns[name].values.get(key)
        if one is not None and other is not None and abs(one - other) > APART:
            yield (
                f"{key}: official {one:.2f}, {name} {other:.2f}: "
                f"{abs(one - other):.2f} points are the reading's, not the model's"
            )
