"""Boxes over time against true boxes over time: vIoU, as two benchmarks take it.

Boxes are `(left, top, right, bottom)`, in whatever unit, the same on both sides.

- V-STaR (Cheng et al., 2025), `eval.py`: IoU at each *annotated* moment, 0 where nothing was
  predicted there; predictions elsewhere cost nothing. The mean is vIoU, and AP@t the share of
  moments with an IoU of at least t = .1, .3, .5, .7, .9.
- VUE-STG (Vidi, ByteDance 2025), `VUE_STG/evaluate.py`: times are rounded to steps of 1 s (halves
  up), the first box of a step counts, boxes are put in order and clipped to the picture. IoU of
  boxes is summed over all steps and divided by the steps that either side has (vIoU), that the
  truth has (recall), that the prediction has (precision), or that both have. The same of the steps
  themselves is tIoU. What has an empty denominator is None and is left out of a column's mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Box = Sequence[float]
Floats = NDArray[np.float64]
STAMP_THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class StampScores:
    """V-STaR's scores of one question, as fractions of 1."""

    mean_iou: float
    at: Mapping[float, float]


@dataclass(frozen=True, slots=True)
class TubeScores:
    """VUE-STG's scores of one query, as fractions of 1; None where undefined."""

    t_iou: float | None
    t_recall: float | None
    t_precision: float | None
    v_iou: float | None
    v_recall: float | None
    v_precision: float | None
    v_iou_shared: float | None
    """Over the steps that both have."""
    volume_iou: float | None
    """Shared area over joint area, summed over time first."""


def stamp_scores(
    truth: Mapping[float, Box],
    predicted: Mapping[float, Box],
    *,
    thresholds: Sequence[float] = STAMP_THRESHOLDS,
) -> StampScores:
    """IoU at the annotated moments; NaN where none is annotated.

    Raises:
        ValueError: a box is not four finite numbers.
    """
    for box in (*truth.values(), *predicted.values()):
        _checked(box)
    found = [
        box_iou(box, predicted[time]) if time in predicted else 0.0 for time, box in truth.items()
    ]
    if not found:
        return StampScores(float("nan"), {t: float("nan") for t in thresholds})
    iou = np.array(found)
    return StampScores(float(iou.mean()), {t: float(np.mean(iou >= t)) for t in thresholds})


def tube_scores(
    truth: Iterable[tuple[float, Box]],
    predicted: Iterable[tuple[float, Box]],
    *,
    step_ms: int = 1000,
) -> TubeScores:
    """One query's scores from (time in ms, box as fractions of the picture) on both sides."""
    gold, given = stepped(truth, step_ms=step_ms), stepped(predicted, step_ms=step_ms)
    steps = sorted(gold.keys() | given.keys())
    areas = np.array([_areas(gold.get(step), given.get(step)) for step in steps]).reshape(-1, 3)
    shared, wanted, claimed = areas.T
    joint = wanted + claimed - shared
    total = float((shared / (joint + EPSILON)).sum())
    here, there = wanted > 0, claimed > 0
    counts = [int(np.sum(part)) for part in (here & there, here | there, here, there)]
    both, either, true_steps, steps_given = counts
    return TubeScores(
        t_iou=_share(both, either),
        t_recall=_share(both, true_steps),
        t_precision=_share(both, steps_given),
        v_iou=_share(total, either),
        v_recall=_share(total, true_steps),
        v_precision=_share(total, steps_given),
        v_iou_shared=_share(total, both),
        volume_iou=float(shared.sum() / (joint.sum() + EPSILON)) if either else None,
    )


def mean_scores(tubes: Iterable[TubeScores]) -> dict[str, float]:
    """Each column's mean over the queries that have it; NaN where none has."""
    columns: dict[str, list[float]] = {name: [] for name in TubeScores.__slots__}
    for tube in tubes:
        for name, value in asdict(tube).items():
            columns[name].extend([] if value is None else [value])
    return {k: sum(values) / len(values) if values else math.nan for k, values in columns.items()}


def stepped(boxes: Iterable[tuple[float, Box]], *, step_ms: int = 1000) -> dict[int, Box]:
    """The first box of each step, in order and clipped to 0 … 1."""
    if step_ms <= 0:
        raise ValueError(f"a step needs a length above 0 ms, got {step_ms}")
    made: dict[int, Box] = {}
    for time_ms, box in boxes:
        step = (int(time_ms) * 2 + step_ms) // (2 * step_ms) * step_ms
        made.setdefault(step, _clipped(box))
    return made


def box_iou(first: Box, second: Box) -> float:
    """Intersection over union of two boxes, in [0, 1]; 0 where both are empty or reversed."""
    shared, one, other = _areas(first, second)
    joint = one + other - shared
    return min(shared / joint, 1.0) if joint > 0 else 0.0


def _areas(first: Box | None, second: Box | None) -> tuple[float, float, float]:
    one, other = _area(first), _area(second)
    if first is None or second is None:
        return 0.0, one, other
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    return max(0.0, wide) * max(0.0, high), one, other


def _area(box: Box | None) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) if box is not None else 0.0


def _checked(box: Box) -> None:
    if len(box) != 4 or not all(map(math.isfinite, box)):
        raise ValueError(f"a box is four finite numbers, got {box!r}")


def _clipped(box: Box) -> Box:
    _checked(box)
    across, down = sorted((box[0], box[2])), sorted((box[1], box[3]))
    ordered = (across[0], down[0], across[1], down[1])
    return tuple(min(1.0, max(0.0, side)) for side in ordered)


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
