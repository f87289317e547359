"""How fast scores are computed, beside a loop that does the same work one query at a time.

    OPENBLAS_NUM_THREADS=1 python benchmarks/measure.py [--qvhighlights DIR] [--size 10000]

QVHighlights is scored twice in the same run: by `longtake.bench.metrics`, and by a loop that was
written from the published rule and works as evaluators of the field do, with small arrays for each
query, window and threshold. Both have to give the same scores to two decimals. DIR holds the
annotations and sample predictions of jayleicn/moment_detr; without it, as many are made up.

Retrieval runs in a process of its own, so that its peak memory can be told. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from longtake.bench.metrics.highlights import highlight_scores, ratings
from longtake.bench.metrics.moments import IOU_THRESHOLDS, moment_scores_by_length
from longtake.bench.metrics.spans import iou, iou_paired

SHARED = Path(__file__).resolve().parents[2] / "shared" / "eval" / "qvhighlights"
Row = dict[str, Any]
Scores = dict[str, float]
RANGES = {"short": (0, 10), "middle": (10, 30), "long": (30, 150), "full": (-1, 10**9)}
LEVELS = {"Fair": 2, "Good": 3, "VeryGood": 4}

RETRIEVAL = """
import resource, sys, time
import numpy as np
from longtake.bench.metrics.retrieval import dual_softmax, places, retrieval_scores
size, kind = int(sys.argv[1]), sys.argv[2]
table = np.random.default_rng(0).random((size, size), dtype=kind)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
both = [retrieval_scores(p, ties=t) for p in (places(table), places(table.T))
        for t in ("expected", "official")]
ranked = time.perf_counter()
retrieval_scores(dual_softmax(table))
done = time.perf_counter()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(ranked - started, done - ranked, before / 1024, after / 1024)
"""


def shared_or_made(folder: Path) -> tuple[list[Row], list[Row], str]:
    """Annotations, predictions and what to call them."""
    if (folder / "sample_val_preds.jsonl").exists():
        read = [
            [json.loads(line) for line in (folder / name).read_text().splitlines()]
            for name in ("highlight_val_release.jsonl", "sample_val_preds.jsonl")
        ]
        return read[0], read[1], "QVHighlights val, sample predictions"
    return *made_up(1550), "QVHighlights, made up"


def made_up(queries: int) -> tuple[list[Row], list[Row]]:
    """As many queries as QVHighlights has, with random windows and ratings."""
    draw = random.Random(0)
    annotated, predicted = [], []
    for qid in range(queries):
        spans = [sorted(draw.sample(range(0, 152, 2), 2)) for _ in range(draw.randint(1, 4))]
        clips = sorted({c for s, e in spans for c in range(s // 2, e // 2)})
        rated = [[draw.randint(0, 4) for _ in range(3)] for _ in clips]
        annotated.append(
            {"qid": qid, "duration": 150, "relevant_windows": spans, "relevant_clip_ids": clips}
            | {"saliency_scores": rated}
        )
        given = [[*sorted(draw.sample(range(150), 2)), draw.random()] for _ in range(10)]
        saliency = [draw.random() for _ in range(75)]
        predicted.append(
            {"qid": qid, "pred_relevant_windows": given, "pred_saliency_scores": saliency}
        )
    return annotated, predicted


def ours(annotated: list[Row], predicted: list[Row]) -> Scores:
    """All scores of QVHighlights, all queries at once."""
    moments = moment_scores_by_length(
        {row["qid"]: row["relevant_windows"] for row in annotated},
        {row["qid"]: row["pred_relevant_windows"] for row in predicted},
    )
    rated = {
        row["qid"]: ratings(row["duration"], row["relevant_clip_ids"], row["saliency_scores"])
        for row in annotated
    }
    saliency = {row["qid"]: row["pred_saliency_scores"] for row in predicted}
    made = {}
    for name, one in moments.items():
        made |= {f"{name} mAP@{t}": value for t, value in one.average_precision.items()}
        made |= {f"{name} R1@{t}": value for t, value in one.recall_at_1.items()}
    for name, level in highlight_scores(rated, saliency).items():
        made |= {f"{name} mAP": level.average_precision, f"{name} HIT@1": level.hit_at_1}
    return made


def one_by_one(annotated: list[Row], predicted: list[Row]) -> Scores:
    """The same from the rule, query by query, window by window, threshold by threshold."""
    given = {row["qid"]: row for row in predicted}
    made: Scores = {}
    for name, (above, up_to) in RANGES.items():
        aps, firsts = [], []
        for row in annotated:
            gold = [w for w in row["relevant_windows"] if above < w[1] - w[0] <= up_to]
            if gold:
                windows = given[row["qid"]]["pred_relevant_windows"][:10]
                aps.append(average_precisions(np.array(gold, float), windows))
                firsts.append(ious(np.array(windows[0][:2], float), np.array(gold, float)).max())
        for at, t in enumerate(IOU_THRESHOLDS):
            made[f"{name} mAP@{t}"] = float(np.mean([ap[at] for ap in aps]))
            made[f"{name} R1@{t}"] = float(np.mean([first >= t for first in firsts]))
    for name, least in LEVELS.items():
        aps, hits = [], []
        for row in annotated:
            rated = np.zeros((int(row["duration"] / 2), 3))
            rated[row["relevant_clip_ids"]] = row["saliency_scores"]
            saliency = np.array(given[row["qid"]]["pred_saliency_scores"])
            top = int(np.argmax(saliency))
            hits.append(top < len(rated) and (rated[top] >= least).max())
            scores = np.zeros(len(rated))
            scores[: len(saliency)] = saliency[: len(rated)]
            aps += [clip_ap(rated[:, rater] >= least, scores) for rater in range(3)]
        made[f"{name} mAP"], made[f"{name} HIT@1"] = float(np.mean(aps)), float(np.mean(hits))
    return made


def ious(window: np.ndarray, gold: np.ndarray) -> np.ndarray:
    shared = np.clip(np.minimum(window[1], gold[:, 1]) - np.maximum(window[0], gold[:, 0]), 0, None)
    return shared / (np.maximum(window[1], gold[:, 1]) - np.minimum(window[0], gold[:, 0]))


def average_precisions(gold: np.ndarray, windows: list[list[float]]) -> list[float]:
    ranked = sorted(windows, key=lambda window: -window[2])
    taken = np.zeros((len(IOU_THRESHOLDS), len(gold)), bool)
    hits = np.zeros((len(IOU_THRESHOLDS), len(ranked)))
    for rank, window in enumerate(ranked):
        near = ious(np.array(window[:2], float), gold)
        for at, threshold in enumerate(IOU_THRESHOLDS):
            for place in np.argsort(near, kind="stable")[::-1]:
                if near[place] < threshold:
                    break
                if not taken[at, place]:
                    taken[at, place] = hits[at, rank] = True
                    break
    return [voc_ap(row, len(gold)) for row in hits]


def voc_ap(hits: np.ndarray, wanted: int) -> float:
    found = np.cumsum(hits)
    recall = np.concatenate([[0], found / wanted, [1]])
    precision = np.concatenate([[0], found / np.arange(1, len(hits) + 1), [0]])
    for place in range(len(precision) - 2, -1, -1):
        precision[place] = max(precision[place], precision[place + 1])
    steps = np.flatnonzero(recall[1:] != recall[:-1]) + 1
    return float(np.sum((recall[steps] - recall[steps - 1]) * precision[steps]))


def clip_ap(labels: np.ndarray, scores: np.ndarray) -> float:
    if labels.all() or not labels.any():
        return float(labels.all())
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    found = np.cumsum(labels[order])[ends]
    precision = found / (ends + 1)
    for place in range(len(precision) - 2, -1, -1):
        precision[place] = max(precision[place], precision[place + 1])
    return float(np.mean(precision[np.diff(np.concatenate([[0], found])) > 0]))


def best_of(times: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of several runs, and what the last one made."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - started)
    return min(seconds), made


def span_pairs(rng: np.random.Generator) -> None:
    """A million pairs, crossed and row by row, and a loop over a hundredth of them."""
    a, b = (np.sort(rng.random((1000, 2)), axis=1) for _ in range(2))
    crossed, _ = best_of(5, lambda: iou(a, b))
    c, d = (np.sort(rng.random((1_000_000, 2)), axis=1) for _ in range(2))
    paired, _ = best_of(5, lambda: iou_paired(c, d))

    def looped() -> list[float]:
        made = []
        for (s, e), (t, f) in zip(c[:10_000].tolist(), d[:10_000].tolist(), strict=True):
            shared = max(0.0, min(e, f) - max(s, t))
            made.append(shared / (e - s + f - t - shared))
        return made

    loop = best_of(3, looped)[0] * 100
    print(
        "\n| IoU of 1,000,000 pairs | took | a loop over 10,000, × 100 | ratio |\n|---|---|---|---|"
    )
    for what, took in (("1,000 with 1,000", crossed), ("row with row", paired)):
        print(f"| {what} | {took * 1e3:.0f} ms | {loop * 1e3:.0f} ms | {loop / took:.0f}× |")


def ranks(size: int) -> None:
    """Retrieval of each text among as many videos, both ways, each kind in its own process."""
    print(
        f"\n| {size:,} × {size:,} | both ways, two rules for ties | dual softmax and ranks "
        "| matrix | peak memory |\n|---|---|---|---|---|"
    )
    for kind in ("float32", "float64"):
        command = [sys.executable, "-c", RETRIEVAL, str(size), kind]
        done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        both, dual, _, peak = map(float, done.split())
        matrix = size * size * np.dtype(kind).itemsize / 2**20
        print(f"| {kind} | {both:.2f} s | {dual:.2f} s | {matrix:,.0f} MB | {peak:,.0f} MB |")


def main() -> None:
    """Score, compare, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qvhighlights", type=Path, default=SHARED)
    parser.add_argument("--size", type=int, default=10_000)
    chosen = parser.parse_args()
    annotated, predicted, what = shared_or_made(chosen.qvhighlights)
    fast_s, fast = best_of(5, lambda: ours(annotated, predicted))
    slow_s, slow = best_of(2, lambda: one_by_one(annotated, predicted))
    apart = [name for name in slow if f"{100 * slow[name]:.2f}" != f"{100 * fast[name]:.2f}"]
    if apart or slow.keys() != fast.keys():
        raise SystemExit(f"the loop and the metrics disagree: {apart}")
    print("| scored | scores | all at once | one by one | ratio |\n|---|---|---|---|---|")
    print(
        f"| {what} | {len(fast)}, alike to 2 decimals | {fast_s * 1e3:.0f} ms | {slow_s:.1f} s "
        f"| {slow_s / fast_s:.0f}× |"
    )
    span_pairs(np.random.default_rng(0))
    ranks(chosen.size)


if __name__ == "__main__":
    main()
