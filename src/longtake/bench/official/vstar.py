"""V-STaR (Cheng et al., 2025): what, when and where, asked as two chains.

Rule as in V-STaR-Bench/V-STaR `eval.py`, quirks included:

- a reply is a span where it holds *exactly two* numbers, in `inference_demo.py`; of "15.5s" the
  number is 15, and "3s" holds none;
- Qwen2.5-72B rates an answer 0 to 3; 2 or more is right; what is no number is -1;
- temporal IoU is over the hull; boxes are compared at annotated stamps only, a missing one is 0;
- AM is the mean of accuracy, mean tIoU and mean vIoU; LGM that of -ln(1 - x): *an x of 1 stops the
  script*; mAM and mLGM are means over both chains;
- rows without an answer leave the means of IoU, but stay in the denominator of accuracy.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from longtake.bench.official.failure import OfficialFailure

NAME = "V-STaR"
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
RIGHT = 2
STAMP = re.compile(r"\b\d+(?:\.\d+)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sample: its rating, and the IoUs of both chains."""

    rating: int | None
    """-1 where the judge gave no number; None where there is no answer."""
    temporal: tuple[float, float] = (0.0, 0.0)
    spatial: tuple[float, float] = (0.0, 0.0)


def rating(verdict: object) -> int:
    """The judge's words as a number, -1 where they are none."""
    try:
        return int(verdict)  # type: ignore[call-overload, no-any-return]
    except (ValueError, TypeError):
        return -1


def span(reply: str) -> tuple[float, float] | None:
    """The two numbers of a reply; None where it holds fewer or more."""
    stamps = [float(stamp) for stamp in STAMP.findall(reply)]
    return (stamps[0], stamps[1]) if len(stamps) == 2 else None


def temporal_iou(truth: Sequence[float], predicted: object) -> float:
    """IoU of a span, which may be written as text; 0 for what is none. Raises OfficialFailure."""
    if isinstance(predicted, str) and predicted:
        try:
            predicted = ast.literal_eval(predicted)
        except (ValueError, SyntaxError):
            return 0.0
        except (TypeError, MemoryError, RecursionError) as error:
            raise OfficialFailure(NAME, f"a span written so: {error}") from None
    if not predicted or not isinstance(predicted, list | tuple) or len(predicted) != 2:
        return 0.0
    if not all(isinstance(end, int | float) for end in predicted):
        return 0.0
    (start, end), (from_s, to_s) = truth, predicted
    shared = max(0, min(end, to_s) - max(start, from_s))
    hull = max(end, to_s) - min(start, from_s)
    return shared / hull if hull > 0 else 0.0


def spatial(
    truth: Sequence[Mapping[str, float]], predicted: Mapping[str, Any] | None
) -> tuple[list[float], float]:
    """AP at each threshold, and mean IoU, of boxes by stamp. Raises OfficialFailure."""
    if not predicted:
        return [0.0] * len(THRESHOLDS), 0.0
    if not isinstance(predicted, Mapping):
        raise OfficialFailure(NAME, f"boxes without stamps: {predicted!r}")
    ious = [
        box_iou(gold, predicted[stamp]) if (stamp := str(gold["timestamp"])) in predicted else 0.0
        for gold in truth
    ]
    if not ious:
        return [0.0] * len(THRESHOLDS), 0.0
    return [float(np.mean([iou >= t for iou in ious])) for t in THRESHOLDS], float(np.mean(ious))


def box_iou(gold: Mapping[str, float], predicted: Any) -> float:
    """Best IoU of one box or several; 0 for what is none."""
    try:
        if not predicted:
            return 0.0
        one = isinstance(predicted[0], int | float) and len(predicted) == 4
        return max(_iou(gold, box) for box in ([predicted] if one else predicted))
    except (TypeError, KeyError, ValueError, IndexError, AttributeError):
        return 0.0


def am_lgm(accuracy: float, temporal: float, spatial: float) -> tuple[float, float]:
    """Arithmetic and modified logarithmic geometric mean of one chain. Raises OfficialFailure."""
    parts = (accuracy, temporal, spatial)
    if max(parts) >= 1:
        raise OfficialFailure(NAME, "LGM takes the logarithm of 1 - 1")
    logs = math.log(1 - accuracy) + math.log(1 - temporal) + math.log(1 - spatial)
    return sum(parts) / 3, -logs / 3


def scores(rows: Sequence[Row]) -> dict[str, float]:
    """Overall figures, as shares of 1, by the names of the paper. Raises OfficialFailure."""
    answered = [row for row in rows if row.rating is not None]
    right = [row.rating is not None and row.rating >= RIGHT for row in rows]
    values = {"VQA Accuracy": float(np.mean(right)) if rows else float("nan")}
    means: list[tuple[float, float]] = []
    for chain in (0, 1):
        when = np.array([row.temporal[chain] for row in answered])
        where = np.array([row.spatial[chain] for row in answered])
        if not len(when):
            raise OfficialFailure(NAME, "no row has an answer")
        values |= {f"R1@{t} {chain + 1}": float(np.mean(when >= t)) for t in (0.3, 0.5, 0.7)}
        values |= {f"m_tIoU {chain + 1}": float(when.mean())}
        values |= {f"m_vIoU {chain + 1}": float(where.mean())}
        means.append(am_lgm(values["VQA Accuracy"], float(when.mean()), float(where.mean())))
        values |= {f"AM {chain + 1}": means[chain][0], f"LGM {chain + 1}": means[chain][1]}
    (am, lgm), (other_am, other_lgm) = means
    return values | {"mAM": (am + other_am) / 2, "mLGM": (lgm + other_lgm) / 2}


def _iou(gold: Mapping[str, float], box: Any) -> float:
    if not isinstance(box, list | tuple) or len(box) != 4:
        return 0.0
    left, top, right, bottom = (gold[side] for side in ("xmin", "ymin", "xmax", "ymax"))
    across = max(0, min(right, box[2]) - max(left, box[0]))
    shared = across * max(0, min(bottom, box[3]) - max(top, box[1]))
    union = (right - left) * (bottom - top) + (box[2] - box[0]) * (box[3] - box[1]) - shared
    return float(shared / union) if union > 0 else 0.0
