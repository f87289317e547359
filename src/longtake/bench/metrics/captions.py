"""Dense captioning: whether events are found, and whether what is said of them fits.

- `event_detection`, `event_captions`: ActivityNet Captions (Krishna et al., ICCV 2017), at tIoU .3,
  .5, .7, .9. tIoU is `shared / (min(hull, sum of lengths) + 1e-8)`. An event is found by a tIoU
  *above* the threshold (`>`), a caption is compared with every true one at or above it (`>=`), as
  in the evaluators that followed ranjaykrishna/densevid_eval. That first one divides a video's
  precision by one prediction too few and lets recall stand in for it; neither is kept. Where it
  compares an unmatched caption with a random string, it is given no reference here, which is
  the same but for chance.
- `soda_c`: Fujita et al. (ECCV 2020), written from the paper: captions are matched in order so that
  the sum S of tIoU times similarity is largest; precision S / predicted, recall S / true, F1; with
  several annotators the best. Any similarity in [0, 1] can be given; with METEOR it is SODA_c as
  published, with another one it should be named.

A video without prediction has recall 0 and precision 0. Similarity of texts is in `cider` and
`wording`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longtake.bench.metrics.spans import Rows, as_spans
from longtake.bench.metrics.spans import iou as span_iou

TIOUS = (0.3, 0.5, 0.7, 0.9)
Floats = NDArray[np.float64]
Event = tuple[float, float, str]
"""Start and end in seconds, and what is said of it."""
Scorer = Callable[[Sequence[str], Sequence[Sequence[str]]], float]
"""From captions and each one's references to one score, as `cider.mean_cider_d`."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Means over videos at one tIoU, as fractions of 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Soda:
    """SODA_c of one video or a mean over videos."""

    precision: float
    recall: float
    f1: float


def tiou(first: Rows, second: Rows) -> Floats:
    """Every span with every other, `(N, M)`, by dense captioning's formula; below 1 by 1e-8."""
    a, b = as_spans(first), as_spans(second)
    shared = np.minimum(a[:, None, 1], b[:, 1]) - np.maximum(a[:, None, 0], b[:, 0])
    hull = np.maximum(a[:, None, 1], b[:, 1]) - np.minimum(a[:, None, 0], b[:, 0])
    lengths = (b[:, 1] - b[:, 0]) + (a[:, 1] - a[:, 0])[:, None]
    made: Floats = np.maximum(shared, 0.0) / (np.minimum(hull, lengths) + 1e-8)
    return made


def event_detection(
    truth: Mapping[Hashable, Sequence[Rows]],
    predicted: Mapping[Hashable, Rows],
    *,
    thresholds: Sequence[float] = TIOUS,
) -> dict[float, Detection]:
    """Precision and recall of events at each tIoU, averaged over the videos of `truth`.

    Args:
        truth: per video, the events that each annotator marked; the best annotator counts, for
            precision and recall apart.
        predicted: per video, the predicted events.
        thresholds: of tIoU.
    """
    rows = np.array([_found(truth[v], predicted.get(v, ()), thresholds) for v in truth])
    means = rows.mean(axis=0) if len(rows) else np.full((len(thresholds), 2), np.nan)
    return {t: Detection(*map(float, mean)) for t, mean in zip(thresholds, means, strict=True)}


def event_captions(
    truth: Mapping[Hashable, Sequence[Sequence[Event]]],
    predicted: Mapping[Hashable, Sequence[Event]],
    scorer: Scorer,
    *,
    thresholds: Sequence[float] = TIOUS,
) -> dict[float, float]:
    """The score of captions at each tIoU, of each video by itself and averaged over videos.

    A predicted caption is scored once with each true one it meets, by itself; one that meets none
    has no reference. A video without predictions scores 0.
    """
    made = {}
    for threshold in thresholds:
        scores = [_said(truth[v], predicted.get(v, ()), scorer, threshold) for v in truth]
        made[threshold] = float(np.mean(scores)) if scores else float("nan")
    return made


def soda_c(truth: Rows, predicted: Rows, similarity: ArrayLike) -> Soda:
    """SODA_c of one video and one annotator.

    Args:
        truth: the true events, `(G, 2)`.
        predicted: the predicted events, `(P, 2)`.
        similarity: of each prediction's text to each true one's, `(P, G)`, 0 to 1.
    """
    gold, given = as_spans(truth), as_spans(predicted)
    alike = np.asarray(similarity, dtype=np.float64).reshape(len(given), len(gold))
    if np.isnan(alike).any():
        raise ValueError(f"prediction {int(np.argwhere(np.isnan(alike))[0, 0])}: similarity is NaN")
    if not alike.size:
        return Soda(0.0, 0.0, 0.0)
    worth = (span_iou(given, gold) * alike)[_in_order(given)][:, _in_order(gold)]
    total = best_in_order(worth)
    precision, recall = total / len(given), total / len(gold)
    return Soda(precision, recall, 2 * total / (len(given) + len(gold)))


def best_soda(of_annotators: Sequence[Soda]) -> Soda:
    """The annotator with whom the F1 is highest."""
    return max(of_annotators, key=lambda one: one.f1)


def mean_soda(of_videos: Sequence[Soda]) -> Soda:
    """Each number's mean over videos; NaN without any."""
    rows = np.array([(one.precision, one.recall, one.f1) for one in of_videos]).reshape(-1, 3)
    means = rows.mean(axis=0) if len(rows) else np.full(3, np.nan)
    return Soda(*map(float, means))


def best_in_order(worth: ArrayLike) -> float:
    """The largest sum of cells of which each lies below and to the right of the one before."""
    table = np.asarray(worth, dtype=np.float64)
    best = np.zeros(table.shape[1] + 1)
    for row in table:
        with_it = np.maximum(best[1:], best[:-1] + row)
        best[1:] = np.maximum.accumulate(with_it)
    return float(best[-1])


def _found(
    annotators: Sequence[Rows], predicted: Rows, thresholds: Sequence[float]
) -> list[tuple[float, float]]:
    tables = [tiou(predicted, truth) for truth in annotators]
    made = []
    for threshold in thresholds:
        hits = [table > threshold for table in tables]
        precision = max((float(hit.any(axis=1).mean()) for hit in hits if len(hit)), default=0.0)
        recall = max((float(hit.any(axis=0).mean()) for hit in hits if hit.shape[1]), default=0.0)
        made.append((precision, recall))
    return made


def _said(
    annotators: Sequence[Sequence[Event]], predicted: Sequence[Event], scorer: Scorer, least: float
) -> float:
    gold = [event for events in annotators for event in events]
    if not predicted:
        return 0.0
    table = tiou([event[:2] for event in predicted], [event[:2] for event in gold])
    captions: list[str] = []
    references: list[list[str]] = []
    for event, row in zip(predicted, table, strict=True):
        met = [gold[at][2] for at in np.flatnonzero(row >= least)]
        captions += [event[2]] * max(len(met), 1)
        references += [[text] for text in met] or [[]]
    return scorer(captions, references)


def _in_order(spans: Floats) -> NDArray[np.int64]:
    return np.lexsort((spans[:, 1], spans[:, 0]))
