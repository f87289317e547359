"""Charades-STA (Gao et al., ICCV 2017) answered in words by a language model.

Rule of TimeChat's `eval_tvg.py`, as copied in EvolvingLMMs-Lab/lmms-eval
`lmms_eval/tasks/charades_sta/eval_tvg.py`, quirks included:

- only replies with a sentence that speaks of start, end or happen are read; sentences end at `!`,
  `?` and new lines, not at full stops. So say the recorded results of the script, of `10.0-5.0`
  none; copies of it ask for such a sentence only where no `m - n` is found, and would read 5 to 10;
- every "to" is a dash, that of "stop" too; the first `m - n` anywhere is the span;
- else the first number of each such sentence, two by two: "starts at 4 and ends at 9" in one
  sentence is nothing. A third form, for `00:00:18`, can never be reached;
- ends are put in order; what cannot be read is scored with a span beside the true one, so IoU 0;
- IoU is over the hull; two equal points stop the script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from longtake.bench.official.answers import mean
from longtake.bench.official.failure import OfficialFailure

EXAMPLE = "a specific example is : 20.8 - 30.0 seconds"
WORDS = ("start", "end", "happen")
THRESHOLDS = (0.3, 0.5, 0.7)


def extract_time(text: str) -> list[list[float]]:
    """One `[start_s, end_s]`, or none."""
    said = text.lower().replace(EXAMPLE, "").replace("to", "-")
    sentences = [one for one in re.split(r"[!?\n]", said) if any(word in one for word in WORDS)]
    if not sentences:
        return []
    ranges = re.findall(r"(\d+\.*\d*)\s*-\s*(\d+\.*\d*)", said)
    try:
        times = [float(end) for end in ranges[0]] if ranges else _first_numbers(sentences)
        [float(end) for one in ranges for end in one]
    except ValueError as error:
        raise OfficialFailure("Charades-STA", f"{error} in {text!r}") from None
    return [sorted(times[:2])] if len(times) > 1 else []


def iou(first: Sequence[float], second: Sequence[float]) -> float:
    """Overlap over hull. Raises OfficialFailure."""
    hull = max(first[1], second[1]) - min(first[0], second[0])
    if hull == 0:
        raise OfficialFailure("Charades-STA", "both spans are the same point")
    return max(min(first[1], second[1]) - max(first[0], second[0]), 0) / hull


def answer_iou(text: str, truth: Sequence[float]) -> float:
    """IoU of what is read with the true span; 0 where nothing is."""
    read = extract_time(text)
    return iou(truth, read[0]) if read else 0.0


def scores(texts: Sequence[str], truths: Sequence[Sequence[float]]) -> dict[str, float]:
    """R1 at each threshold and mIoU, of all questions. Raises OfficialFailure."""
    ious = [answer_iou(text, truth) for text, truth in zip(texts, truths, strict=True)]
    values = {f"R1@{t}": 100 * mean([float(one >= t) for one in ious]) for t in THRESHOLDS}
    return values | {"mIoU": 100 * mean(ious)}


def _first_numbers(sentences: Sequence[str]) -> list[float]:
    found = [re.findall(r"\b(\d+\.\d+\b|\b\d+)\b", sentence) for sentence in sentences]
    return [float(numbers[0]) for numbers in found if numbers]
