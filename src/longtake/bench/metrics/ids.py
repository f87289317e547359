"""Which answers belong to which questions: shared, missing, unknown and duplicated ids.

Ids are whatever the benchmark uses (numbers, words, in any script). The number `1` and the word
`"1"` are different ids; where nothing matches although the two would, `match_ids` says so in
`kinds_differ`, since files made by different tools often differ in just that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdMatch:
    """How the ids of the predictions meet those of the annotations, each in order of occurrence."""

    shared: tuple[Hashable, ...]
    missing: tuple[Hashable, ...]
    """Annotated, not predicted."""
    unknown: tuple[Hashable, ...]
    """Predicted, not annotated."""
    duplicated: tuple[Hashable, ...]
    """Predicted more than once."""
    kinds_differ: bool
    """Nothing is shared, but something would be if all ids were written as text."""


def match_ids(annotated: Iterable[Hashable], predicted: Iterable[Hashable]) -> IdMatch:
    """Sorts the ids of predictions into those that can be scored and those that cannot."""
    wanted = dict.fromkeys(annotated)
    given = Counter(iter(predicted))
    shared = tuple(key for key in wanted if key in given)
    as_text = {str(key) for key in wanted}
    return IdMatch(
        shared=shared,
        missing=tuple(key for key in wanted if key not in given),
        unknown=tuple(key for key in given if key not in wanted),
        duplicated=tuple(key for key, times in given.items() if times > 1),
        kinds_differ=not shared and any(str(key) in as_text for key in given),
    )
