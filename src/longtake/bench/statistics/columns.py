"""Lists of per-sample values as checked arrays, so that every statistic refuses the same things.

Knows nothing of what the values mean. Lists go in; float arrays and group numbers come out, or a
ValueError that names the list, the position and the value.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Scores = Sequence[float] | Floats
"""One number per sample; True and False count as 1 and 0."""
Groups = Sequence[Hashable] | npt.NDArray[np.generic]
"""The cluster that each sample belongs to, such as its video: anything that can be a key."""


def scores(name: str, values: Scores) -> Floats:
    """One finite number per sample.

    Raises:
        ValueError: `name` is empty, not a flat list of numbers, or holds NaN or an infinity.
    """
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be a flat list of numbers: {error}") from error
    if column.ndim != 1:
        raise ValueError(f"{name} must be a flat list of numbers, got the shape {column.shape}")
    if column.size == 0:
        raise ValueError(f"{name} is empty: give at least one sample")
    odd = np.flatnonzero(~np.isfinite(column))
    if odd.size:
        first = int(odd[0])
        raise ValueError(
            f"{name}[{first}] is {values[first]} ({odd.size} of {column.size} are not finite "
            "numbers): leave samples without a score out, and count them apart"
        )
    return column


def shares(name: str, values: Scores) -> Floats:
    """Numbers from 0 to 1, such as confidences."""
    column = scores(name, values)
    odd = np.flatnonzero((column < 0) | (column > 1))
    if odd.size:
        first = int(odd[0])
        raise ValueError(
            f"{name}[{first}] is {values[first]} ({odd.size} of {column.size} lie outside "
            "0 to 1): divide percentages by 100"
        )
    return column


def outcomes(name: str, values: Scores) -> Floats:
    """Right (1) or wrong (0), nothing between."""
    column = scores(name, values)
    odd = np.flatnonzero((column != 0) & (column != 1))
    if odd.size:
        first = int(odd[0])
        raise ValueError(f"{name}[{first}] is {values[first]}: give 1 (right) or 0 (wrong)")
    return column


def same_length(**lists: Sequence[object] | npt.NDArray[np.generic]) -> int:
    """The one length of all lists, which belong together sample by sample."""
    lengths = {name: len(values) for name, values in lists.items()}
    if len(set(lengths.values())) != 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"lengths differ: {told}; give the same samples in the same order")
    return next(iter(lengths.values()))


def group_numbers(name: str, groups: Groups) -> Ints:
    """Each sample's group as a number from 0, in order of first appearance."""
    numbers: dict[Hashable, int] = {}
    items: list[Hashable] = groups.tolist() if isinstance(groups, np.ndarray) else list(groups)
    for position, item in enumerate(items):
        if item is None or (isinstance(item, float) and math.isnan(item)):
            raise ValueError(f"{name}[{position}] is {item!r}: every sample needs a cluster")
    return np.array([numbers.setdefault(item, len(numbers)) for item in items], dtype=np.int64)


def between(name: str, value: float, low: float = 0.0, high: float = 1.0) -> float:
    """A number strictly between two bounds."""
    if not low < value < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {value!r}")
    return float(value)


def at_least(name: str, value: int, least: int) -> int:
    """A count that is not too small."""
    if value < least:
        raise ValueError(f"{name} must be {least} or more, got {value!r}")
    return value
