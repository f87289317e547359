"""Ranks in a similarity matrix: R@k, MdR, MnR, dual softmax, and two-way choices.

Row n of the matrix holds query n's similarity to every candidate; the right one is column n unless
`targets` says otherwise (for the other direction, give the transpose). With `better` candidates
above the right one and `equal` that tie with it (itself among them), ties are settled by rule:

- `official`: as in CLIP4Clip's and CLIP2Video's `metrics.py` (Luo et al., 2022), which all MSR-VTT
  1kA tables go back to: *every* tied candidate counts as a query of its own, at ranks `better + 1`
  to `better + equal`, so ties add hits and enlarge the denominator;
- `expected` (ours): what breaking ties by chance gives on average, R@k as a share of the ties that
  fit above k, the rank as their middle. A model that says the same of everything gets 1/N;
- `first`, `last`: ties in favour of the right one, and against it.

Nothing larger than a few rows of the matrix is ever held beside it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ties = Literal["expected", "official", "first", "last"]
Matrix = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
ROWS_AT_ONCE = 64
RECALL_AT = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Recall as fractions of 1; ranks from 1; NaN without queries."""

    recall_at: Mapping[int, float]
    median_rank: float
    mean_rank: float
    queries: int
    counted: int
    """The denominator: more than the queries where `official` meets ties."""


@dataclass(frozen=True, slots=True)
class Places:
    """Per query, how many candidates lie above the right one and how many level with it."""

    better: Ints
    equal: Ints


def places(similarity: ArrayLike, targets: Sequence[int] | None = None) -> Places:
    """Where the right candidate of each query stands.

    Args:
        similarity: `(queries, candidates)`, finite or infinite, never NaN.
        targets: the right candidate of each query; query n's is n if not given.

    Raises:
        ValueError: a NaN (the query is named), or a target that is no candidate.
    """
    table = _matrix(similarity)
    right = np.arange(len(table)) if targets is None else np.asarray(targets, dtype=np.int64)
    if len(right) != len(table):
        raise ValueError(f"{len(table)} queries need as many targets, got {len(right)}")
    if len(right) and not (right.min() >= 0 and right.max() < table.shape[1]):
        raise ValueError(f"targets are columns 0 to {table.shape[1] - 1} of {table.shape}")
    better, equal = np.empty(len(table), np.int64), np.empty(len(table), np.int64)
    for start in range(0, len(table), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        rows = table[part]
        own = rows[np.arange(len(rows)), right[part]][:, None]
        better[part] = np.count_nonzero(rows > own, axis=1)
        equal[part] = np.count_nonzero(rows == own, axis=1)
        _refuse_nan(rows, start)
    return Places(better, equal)


def retrieval_scores(
    similarity: ArrayLike | Places,
    *,
    targets: Sequence[int] | None = None,
    ties: Ties = "expected",
    at: Sequence[int] = RECALL_AT,
) -> RetrievalScores:
    """R@k, median rank (MdR) and mean rank (MnR) of all queries."""
    found = similarity if isinstance(similarity, Places) else places(similarity, targets)
    if not len(found.better):
        nothing = float("nan")
        return RetrievalScores({k: nothing for k in at}, nothing, nothing, 0, 0)
    if ties == "official":
        return _each_tie_counts(found, at)
    ranks: NDArray[Any]
    above: dict[int, NDArray[Any]]
    if ties == "expected":
        ranks = found.better + (found.equal + 1) / 2
        above = {k: np.clip((k - found.better) / found.equal, 0, 1) for k in at}
    else:
        ranks = found.better + (1 if ties == "first" else found.equal)
        above = {k: ranks <= k for k in at}
    return RetrievalScores(
        recall_at={k: float(np.mean(share)) for k, share in above.items()},
        median_rank=float(np.median(ranks)),
        mean_rank=float(np.mean(ranks)),
        queries=len(ranks),
        counted=len(ranks),
    )


def dual_softmax(similarity: ArrayLike, *, temperature: float = 0.01) -> Matrix:
    """Each similarity times its softmax over all *queries* (DSL, Cheng et al., 2021).

    It needs the whole set of queries at once, so scores with it are transductive and belong in a
    column of their own. Costs one more matrix of the same size and kind.
    """
    table = _matrix(similarity)
    made = np.empty_like(table)
    for start in range(0, table.shape[1], ROWS_AT_ONCE):
        part = table[:, start : start + ROWS_AT_ONCE] / temperature
        part -= part.max(axis=0, initial=-np.inf)
        np.exp(part, out=part)
        part /= part.sum(axis=0)
        np.multiply(
            part, table[:, start : start + ROWS_AT_ONCE], out=made[:, start : start + ROWS_AT_ONCE]
        )
    return made


def counterfactual_scores(similarity: ArrayLike, *, per_video: int = 6) -> RetrievalScores:
    """RCAD of Feint6K (Ma et al., ECCV 2024): the right caption among changed ones, R@1 and R@3.

    Of the captions (rows) of video q, row `6 q` is the right one and the next five are changed;
    ties favour the right one, as in facebookresearch/feint6k `eval_rcad.py`.
    """
    table = _matrix(similarity)
    videos = len(table) // per_video
    if videos > table.shape[1]:
        raise ValueError(f"{len(table)} captions are of {videos} videos, got {table.shape[1]}")
    rows = np.arange(videos)[:, None] * per_video + np.arange(per_video)
    own = table[rows, np.arange(videos)[:, None]]
    _refuse_nan(own, 0)
    return retrieval_scores(places(own, [0] * videos), ties="first", at=(1, 3))


def pairwise_accuracy(positive: ArrayLike, negative: ArrayLike) -> float:
    """Share of pairs whose positive has the higher score; a tie is wrong, and so is NaN.

    VideoComp (Kim et al., CVPR 2025); its "all" is the product of the accuracies of its parts.
    """
    better = np.asarray(positive, dtype=np.float64) > np.asarray(negative, dtype=np.float64)
    return float(np.mean(better)) if better.size else float("nan")


Moment = tuple[Hashable, float, float]
"""A video, and start and end in it."""


def corpus_moment_recall(
    truth: Mapping[Hashable, Sequence[Moment]],
    ranked: Mapping[Hashable, Sequence[Moment]],
    *,
    at: Sequence[int] = (1, 10, 100),
    thresholds: Sequence[float] = (0.5, 0.7),
) -> dict[tuple[int, float], float]:
    """R@k at each IoU when the video has to be found too (VCMR of TVR, Lei et al., ECCV 2020).

    A query is found if one of its first k moments lies in a true video with an IoU of at least the
    threshold. A query without moments is not found.
    """
    best = np.zeros((len(truth), len(at)))
    for row, (query, moments) in enumerate(truth.items()):
        given = [
            max((_iou(one, gold) for gold in moments), default=0.0) for one in ranked.get(query, ())
        ]
        best[row] = [max(given[:k], default=0.0) for k in at]
    if not truth:
        return {(k, t): float("nan") for k in at for t in thresholds}
    return {(k, t): float(np.mean(best[:, i] >= t)) for i, k in enumerate(at) for t in thresholds}


def _each_tie_counts(found: Places, at: Sequence[int]) -> RetrievalScores:
    """By a count of each rank, since there may be as many ties as cells in the matrix."""
    edges = np.zeros(int((found.better + found.equal).max()) + 1, dtype=np.int64)
    np.add.at(edges, found.better, 1)
    np.subtract.at(edges, found.better + found.equal, 1)
    reached = np.cumsum(np.cumsum(edges))  # how many stand at this rank or above
    total = int(reached[-1])
    middle = np.searchsorted(reached, [(total - 1) // 2, total // 2], side="right") + 1
    weighted = float(np.sum((found.better + 1 + found.better + found.equal) / 2 * found.equal))
    return RetrievalScores(
        recall_at={k: int(reached[min(k, len(reached)) - 1]) / total for k in at},
        median_rank=float(middle.mean()),
        mean_rank=weighted / total,
        queries=len(found.better),
        counted=total,
    )


def _matrix(similarity: ArrayLike) -> Matrix:
    table = np.asarray(similarity)
    if table.dtype.kind != "f":
        table = table.astype(np.float64)
    if table.ndim != 2:
        raise ValueError(f"a similarity matrix is (queries, candidates), got {table.shape}")
    return table


def _refuse_nan(rows: Matrix, start: int) -> None:
    # A sum is NaN if a part is, or if infinities meet: only then is each cell looked at.
    with np.errstate(invalid="ignore", over="ignore"):
        suspect = np.isnan(rows.sum(axis=1))
    bad = np.flatnonzero(suspect)
    bad = bad[np.isnan(rows[bad]).any(axis=1)]
    if len(bad):
        raise ValueError(f"query {start + int(bad[0])}: a similarity is not a number")


def _iou(one: Moment, other: Moment) -> float:
    if one[0] != other[0]:
        return 0.0
    shared = max(0.0, min(one[2], other[2]) - max(one[1], other[1]))
    both = max(0.0, one[2] - one[1]) + max(0.0, other[2] - other[1]) - shared
    return shared / both if both else 0.0
