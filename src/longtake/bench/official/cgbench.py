"""CG-Bench (Chen et al., ICLR 2025): answers by letter, and the spans that hold the clues.

Rule as in CG-Bench/CG-Bench `run/utils.py`, quirks included:

- a JSON block is read first; without one that can be, *any* single letter A to H in the reply that
  is the gold one is right, so that naming all of them is; no letter leaves the denominator;
- intervals: all numbers of the reply in pairs; `8-11` is 8 and *minus* 11; an odd number of them
  leaves the denominator; five intervals are allowed but not checked;
- overlapping intervals that were read from plain numbers stop the script (they are tuples, and
  merging writes into them);
- rec@IoU and acc@IoU are means over the thresholds .1 to .5, which must be exceeded. The authors
  do not publish the script that makes them; this is how `vlmeval/dataset/utils/cgbench.py` of
  open-compass/VLMEvalKit does it, but for its rounding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

from longtake.bench.official.answers import mean
from longtake.bench.official.failure import OfficialFailure

Mode = Literal["long_acc", "clue_acc", "miou"]
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5)
BLOCK = re.compile("```json(.*?)```", re.DOTALL)
Intervals = Sequence[Sequence[float]]


def intervals_iou(first: Intervals, second: Intervals) -> float:
    """Time in both over time in either; each side's overlaps and neighbours are merged first."""
    a, b = _merged(first), _merged(second)
    shared = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    union = sum(end - start for start, end in a) + sum(end - start for start, end in b) - shared
    return shared / union if union > 0 else 0


def post_process(
    mode: Mode, response: str, right_answer: str, clue_intervals: Intervals
) -> float | None:
    """1 or 0 of an answer, or the IoU of intervals; None where nothing is read.

    Raises OfficialFailure.
    """
    if not response:
        return None
    wanted: Any = clue_intervals if mode == "miou" else right_answer
    read = _from_json(mode, response, wanted)
    if read is not None:
        return read
    return _from_numbers(response, wanted) if mode == "miou" else _from_letters(response, wanted)


def scores(
    right: Sequence[float | None], ious: Sequence[float | None] | None = None
) -> dict[str, float]:
    """Accuracy, and where intervals were asked for mIoU, rec@IoU and acc@IoU, of what was read."""
    values = {"long_acc": 100 * mean([one for one in right if one is not None])}
    if ious is None:
        return values
    read = [iou for iou in ious if iou is not None]
    both = [
        (one, iou)
        for one, iou in zip(right, ious, strict=True)
        if one is not None and iou is not None
    ]
    found = [mean([float(iou > t) for iou in read]) for t in THRESHOLDS]
    shown = [mean([float(one == 1 and iou > t) for one, iou in both]) for t in THRESHOLDS]
    values |= {"mIoU": 100 * mean(read), "rec@IoU": 100 * mean(found)}
    return values | {"acc@IoU": 100 * mean(shown)}


def _merged(intervals: Intervals) -> list[list[float]]:
    merged: list[list[float]] = []
    for start, end in sorted(intervals, key=lambda one: one[0]):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def _from_json(mode: Mode, response: str, wanted: Any) -> float | None:
    block = BLOCK.search(response)
    content = block[1].strip() if block else ""
    if mode != "miou":  # bare words after a colon are put in quotes
        content = re.sub(r"(?<=:\s)([A-Za-z_]\w*)", r'"\1"', content)
    try:
        result = json.loads(content)["result"]
        return intervals_iou(result, wanted) if mode == "miou" else int(wanted == result)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _from_letters(response: str, wanted: str) -> int | None:
    found = re.findall(r"\b[A-H]\b", response)
    return int(wanted in found) if found else None


def _from_numbers(response: str, wanted: Intervals) -> float | None:
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", response)]
    if len(numbers) % 2:
        return None
    given = sorted(zip(numbers[::2], numbers[1::2], strict=True), key=lambda one: one[0])
    if any(after[0] <= before[1] for before, after in pairwise(given)):
        raise OfficialFailure("CG-Bench", f"overlapping intervals {given} without JSON")
    return intervals_iou(given, wanted)
