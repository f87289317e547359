"""Ego4D long-term anticipation (Grauman et al., CVPR 2022): the next twenty actions, ED@20.

Rule as in EGO4D/forecasting `lta_metrics.py`, quirk included: the docstring there speaks of
Damerau's distance, the code takes Levenshtein's, in which a swap costs 2. The arithmetic is in
`metrics.sequences`.
"""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from longtake.bench.metrics.sequences import edit_distance

__all__ = ["edit_distance", "scores"]


def scores(predicted: Mapping[str, ArrayLike], truth: Mapping[str, ArrayLike]) -> dict[str, float]:
    """ED@Z of each column (`verb`, `noun`, `action`), `(clips, Z, K)` against `(clips, Z)`."""
    return {f"{name}_ED": edit_distance(predicted[name], truth[name]) for name in truth}
