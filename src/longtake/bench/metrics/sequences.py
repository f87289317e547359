"""Edit distance of predicted against true sequences of actions: Ego4D's ED@Z.

Rule of the long-term anticipation benchmark (Grauman et al., CVPR 2022), as in EGO4D/forecasting
`lta_metrics.py`: for each clip the smallest distance among its K predicted sequences, divided by
the Z = 20 actions to come, averaged over clips. The distance is *plain* Levenshtein, in which a
swap of neighbours costs 2, although its docstring there speaks of Damerau's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]


def edit_distance(predicted: ArrayLike, truth: ArrayLike) -> float:
    """Mean over clips of the least distance per action, in [0, 1]; NaN without clips.

    Args:
        predicted: `(clips, actions, sequences)` of action numbers, K sequences for each clip.
        truth: `(clips, actions)`.
    """
    given, gold = np.asarray(predicted), np.asarray(truth)
    if given.ndim != 3 or gold.ndim != 2 or given.shape[0] != gold.shape[0]:
        raise ValueError(f"sequences of {given.shape} do not answer clips of {gold.shape}")
    clips, _, several = given.shape
    if not given.size or not gold.size:
        return float("nan")
    rows = given.transpose(0, 2, 1).reshape(clips * several, -1)
    distances = levenshtein(rows, np.repeat(gold, several, axis=0)).reshape(clips, several)
    return float(np.mean(distances.min(axis=1) / gold.shape[1]))


def levenshtein(first: ArrayLike, second: ArrayLike) -> Ints:
    """Insertions, deletions and replacements from row n to row n, `(N,)`, all rows at once."""
    a, b = np.asarray(first), np.asarray(second)
    if len(a) != len(b):
        raise ValueError(f"{len(a)} sequences cannot be compared with {len(b)}")
    steps = np.arange(b.shape[1] + 1)
    costs = np.tile(steps, (len(a), 1))
    for place in range(a.shape[1]):
        changed = costs[:, :-1] + (a[:, place, None] != b)
        best = np.empty_like(costs)
        best[:, 0] = place + 1
        best[:, 1:] = np.minimum(costs[:, 1:] + 1, changed)
        # What comes from the left costs one a step: a running minimum once the steps are taken off.
        costs = np.minimum.accumulate(best - steps, axis=1) + steps
    distances: Ints = costs[:, -1]
    return distances
