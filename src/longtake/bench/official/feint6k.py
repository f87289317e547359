"""Feint6K (Ma et al., ECCV 2024): the right caption among five that were changed a little (RCAD).

Rule as in facebookresearch/feint6k `eval_rcad.py`, quirks included: of the captions (rows) of video
q, row 6 q is the right one; ties favour it. The arithmetic is in `metrics.retrieval`.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from longtake.bench.metrics.retrieval import counterfactual_scores


def scores(similarity: ArrayLike) -> dict[str, float]:
    """R@1 and R@3 as percentages, mean and median rank, of `(captions, videos)`."""
    found = counterfactual_scores(similarity)
    recalls = {f"R@{k}": share * 100 for k, share in found.recall_at.items()}
    return recalls | {"meanR": found.mean_rank, "medianR": found.median_rank}
