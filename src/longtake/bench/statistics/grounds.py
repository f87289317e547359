"""Right for the right reason: which right answers rest on evidence beside the truth.

Outcomes and the overlap of cited with true evidence go in, sample by sample; counts and the
positions of the suspicious answers come out. Knows nothing of spans or boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longtake.bench.statistics.columns import Groups, Scores, outcomes, same_length, scores
from longtake.bench.statistics.intervals import Interval, score_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Answers by whether they are right and whether their evidence is; the five counts add up to
    `samples`. `right_for_the_wrong_reason` are right with evidence beside the truth; `positions`
    says which, for a report to list. The interval is of their share among all right answers,
    None where none is right.
    """

    samples: int
    threshold: float
    right_and_grounded: int
    right_for_the_wrong_reason: int
    right_without_evidence: int
    wrong_though_grounded: int
    wrong_and_not_grounded: int
    positions: tuple[int, ...]
    share_for_the_wrong_reason: Interval | None


def grounds(
    right: Scores,
    overlap: Sequence[float | None],
    clusters: Groups | None = None,
    *,
    threshold: float = 0.5,
    level: float = 0.95,
    seed: int = 0,
) -> Grounds:
    """Which right answers rest on evidence that is not the true one.

    `overlap` is each sample's agreement of the cited with the true span, in whichever measure the
    benchmark uses (IoP ≥ 0.5 is NExT-GQA's, Xiao et al. 2024), None where nothing was cited.
    Evidence holds where overlap ≥ `threshold`, and is beside the truth below.
    """
    hit = outcomes("right", right)
    n = same_length(right=hit, overlap=overlap)
    cited = np.array([value is not None for value in overlap])
    told = scores("overlap", [0.0 if value is None else value for value in overlap])
    held = cited & (told >= threshold)
    good, beside = hit == 1, cited & ~held
    wrong_reason = good & beside
    counts = {
        "right_and_grounded": good & held,
        "right_for_the_wrong_reason": wrong_reason,
        "right_without_evidence": good & ~cited,
        "wrong_though_grounded": ~good & held,
        "wrong_and_not_grounded": ~good & ~held,
    }
    share = None
    if good.any():
        kept = np.flatnonzero(good)
        among = None if clusters is None else [clusters[int(place)] for place in kept]
        share = score_interval(wrong_reason[kept].astype(float), among, level=level, seed=seed)
    return Grounds(
        samples=n,
        threshold=threshold,
        positions=tuple(int(place) for place in np.flatnonzero(wrong_reason)),
        share_for_the_wrong_reason=share,
        **{name: int(which.sum()) for name, which in counts.items()},
    )
