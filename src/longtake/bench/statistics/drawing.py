"""Drawing samples or whole clusters with replacement, many times over.

Knows nothing of statistics: two columns per sample go in (numerator, denominator), the sums of
both over each resample come out.
"""

from __future__ import annotations

import numpy as np

from longtake.bench.statistics.columns import Floats, Groups, Ints, group_numbers, same_length

FEW_KINDS = 64
"""Up to so many different units, how often each is drawn comes from one multinomial draw, which
has the same distribution as drawing them one by one and is many times faster."""
DRAWN_AT_ONCE = 2_000_000
ONE_CLUSTER = ", over the samples of one cluster"
"""What a method adds where clusters were asked for and there is only one."""


def units(above: Floats, below: Floats, clusters: Groups | None) -> tuple[Floats, int | None, str]:
    """What is drawn, as rows (numerator, denominator); how many clusters; what to say of it."""
    if clusters is None:
        return np.column_stack([above, below]), None, ""
    same_length(values=above, clusters=clusters)
    numbers = group_numbers("clusters", clusters)
    count = int(numbers.max()) + 1
    if count == 1:
        return np.column_stack([above, below]), None, ONE_CLUSTER
    columns = [np.bincount(numbers, weights=side, minlength=count) for side in (above, below)]
    return np.column_stack(columns), count, ""


def members(samples: int, clusters: Groups | None) -> tuple[list[Ints], int | None, str]:
    """The sample positions of each unit that is drawn whole; the rest as in `units`."""
    alone = list(np.arange(samples).reshape(-1, 1))
    if clusters is None:
        return alone, None, ""
    if len(clusters) != samples:
        raise ValueError(f"lengths differ: clusters has {len(clusters)}, samples is {samples}")
    numbers = group_numbers("clusters", clusters)
    if not numbers.max():
        return alone, None, ONE_CLUSTER
    order = np.argsort(numbers, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)
    return groups, len(groups), ""


def drawn(rows: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    """Sums of both columns over `resamples` draws of as many units as there are."""
    count = len(rows)
    kinds, often = np.unique(rows, axis=0, return_counts=True)
    if len(kinds) <= FEW_KINDS:
        return np.asarray(rng.multinomial(count, often / count, size=resamples) @ kinds)
    sums = np.empty((resamples, 2))
    many = max(1, DRAWN_AT_ONCE // count)
    for first in range(0, resamples, many):
        picks = rng.integers(0, count, size=(min(many, resamples - first), count), dtype=np.int32)
        for column in (0, 1):
            side = np.ascontiguousarray(rows[:, column])
            alike = (side == side[0]).all()
            sums[first : first + many, column] = (
                side[0] * count if alike else side[picks].sum(axis=1)
            )
    return sums


def ratios(sums: Floats) -> Floats:
    """Numerators over denominators, without the rows whose denominator is 0."""
    some = sums[sums[:, 1] != 0]
    return np.asarray(some[:, 0] / some[:, 1])
