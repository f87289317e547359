"""The scores of event-level benchmarks: E.T. Bench (Liu et al., NeurIPS 2024).

Rules as in its `evaluation/compute_metrics.py`. All are called F1 there, whatever they are:

- grounding (TVG, EPM): recall at IoU .1, .3, .5, .7 of the first predicted span with the one true
  span, averaged; temporal event matching (TEM) with the true span it fits best;
- action localisation (TAL): at each IoU, recall is the share of true spans that some prediction
  matches, precision the share of predictions that match some true span; F1, averaged;
- extractive summarisation (EVS): F1 over a map of 1,000 one-second slots;
- highlight detection (VHD): a predicted moment lies in a true span, ends included;
- dense captioning (DVC, SLC): F1 of averaged precision and recall (see `captions`), each scaled by
  the share of answers that could be read.

None as a prediction is an answer that could not be read: it counts 0, except in EVS, which leaves
it out. IoU is taken in single precision, as there: an IoU of exactly .7 is below .7 in grounding
but not in localisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EVENT_THRESHOLDS = (0.1, 0.3, 0.5, 0.7)
SLOTS = 1000

Pairs = Sequence[Sequence[float]]
Answer = tuple[Pairs, Pairs | None]
"""True spans, and predicted ones or None for an answer that could not be read."""
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EventScores:
    """Fractions of 1."""

    f1: float
    """The mean over the thresholds."""
    at: tuple[float, ...]
    """By threshold; empty where there is none."""
    samples: int
    unread: int


def grounding_f1(samples: Iterable[Answer]) -> EventScores:
    """TVG, EPM and TEM: recall of the first predicted span, best over the true spans."""
    hits = np.zeros(len(EVENT_THRESHOLDS))
    total = unread = 0
    for truth, predicted in samples:
        total += 1
        if not predicted:
            unread += 1
            continue
        # Single to double precision before the comparison, as `.item()` does there.
        best = float(_iou(truth, predicted[:1]).max(initial=0.0))
        hits += best >= np.array(EVENT_THRESHOLDS)
    return _scores(hits, total, unread)


def localisation_f1(samples: Iterable[Answer]) -> EventScores:
    """TAL: F1 of the set of predicted spans at each IoU."""
    sums = np.zeros(len(EVENT_THRESHOLDS))
    total = unread = 0
    for truth, predicted in samples:
        total += 1
        if not predicted:
            unread += 1
            continue
        iou = _iou(truth, predicted)
        sums += [_set_f1(iou, np.float32(threshold)) for threshold in EVENT_THRESHOLDS]
    return _scores(sums, total, unread)


def summary_f1(samples: Iterable[Answer]) -> EventScores:
    """EVS: F1 over one-second slots; answers that could not be read are left out."""
    scores: list[float] = []
    unread = 0
    for truth, predicted in samples:
        if predicted:
            scores.append(_slot_f1(_slots(truth), _slots(predicted)))
        else:
            unread += 1
    return EventScores(float(np.mean(scores)) if scores else 0.0, (), len(scores) + unread, unread)


def highlight_f1(samples: Iterable[tuple[Pairs, float | None]]) -> EventScores:
    """VHD: share of predicted moments that lie in a true span of any annotator, ends included."""
    hits = total = unread = 0
    for truth, moment in samples:
        total += 1
        unread += moment is None
        hits += moment is not None and any(span[0] <= moment <= span[1] for span in truth)
    return EventScores(hits / total if total else float("nan"), (), total, unread)


def captioning_f1(
    precision: Sequence[float], recall: Sequence[float], *, samples: int, unread: int
) -> EventScores:
    """DVC, SLC: from precision and recall at each IoU, averaged over the answers that were read."""
    scale = (samples - unread) / samples if samples else 0.0
    at = tuple(
        2 * p * r / (p + r) * scale if p + r else 0.0
        for p, r in zip(precision, recall, strict=True)
    )
    return EventScores(sum(at) / len(at) if at else 0.0, at, samples, unread)


def _iou(truth: Pairs, predicted: Pairs) -> Singles:
    gold = np.array([span[:2] for span in truth], dtype=np.float32).reshape(-1, 2)
    given = np.array([span[:2] for span in predicted], dtype=np.float32).reshape(-1, 2)
    shared = np.minimum(gold[:, None, 1], given[:, 1]) - np.maximum(gold[:, None, 0], given[:, 0])
    shared = np.maximum(shared, np.float32(0))
    lengths = (gold[:, 1] - gold[:, 0])[:, None] + (given[:, 1] - given[:, 0])
    union = lengths - shared
    iou: Singles = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return iou


def _set_f1(iou: Singles, threshold: np.float32) -> float:
    if not iou.size or iou.max() < threshold:
        return 0.0
    recall = float(np.mean(iou.max(axis=1) >= threshold))
    precision = float(np.mean(iou.max(axis=0) >= threshold))
    return 2 * precision * recall / (precision + recall)


def _slots(spans: Pairs) -> NDArray[np.bool_]:
    covered = np.zeros(SLOTS, dtype=np.bool_)
    for start, end, *_ in spans:
        # Python's rounding, halves to even, as there.
        covered[max(0, round(start)) : max(0, round(end))] = True
    return covered


def _slot_f1(truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    shared = int((truth & predicted).sum())
    if not shared:
        return 0.0
    recall, precision = shared / int(truth.sum()), shared / int(predicted.sum())
    return 2 * precision * recall / (precision + recall)


def _scores(sums: NDArray[np.float64], total: int, unread: int) -> EventScores:
    if not total:
        return EventScores(float("nan"), (float("nan"),) * len(sums), 0, 0)
    at = tuple(float(value) for value in sums / total)
    return EventScores(sum(at) / len(at), at, total, unread)
