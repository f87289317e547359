"""Summaries and highlights of short videos: TVSum and SumMe.

The authors' segments and users' summaries come as an HDF5 file, which is not read here: write it as
JSON, an object by video with the same fields (`change_points`, `n_frames`, `n_frame_per_seg`,
`picks`, `user_summary`, and, where there are, `user_scores` or `gtscore`). The highlight form of
TVSum is that of line/lighthouse, a row a video with `label`, clips by raters, and `domain`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from longtake.bench.files import Table, a_name, entries, mapping, numbers, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.summaries import (
    Bools,
    pick_segments,
    rank_agreement,
    summary_f1,
    top_highlights,
)
from longtake.bench.shapes.given import unique
from longtake.bench.task import Card, Scores, scores_of, told_of
from longtake.errors import BenchError

PREDICTIONS = "an object by video of importance scores, one for each of `picks`"
Grid = list[list[float]]


class TVSum:
    """Twenty users a video, whose F1s are averaged."""

    card = Card(
        name="tvsum",
        title="TVSum (Song et al. 2015)",
        measures="summaries of 15 % of a video: F1 with users' summaries, averaged over users",
        size="50 videos",
        licence="see the authors",
        source="eccv16_dataset_tvsum_google_pool5.h5 of pytorch-vsumm-reinforce, as JSON",
        annotations="*tvsum*.json",
        predictions=PREDICTIONS,
        example='{"video_1": [0.1, 0.7, 0.4]}',
    )
    over_users: ClassVar[Literal["average", "best"]] = "average"

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """Mean over videos; one that was not predicted counts 0. Raises BenchError.

        Rank correlations are those with users' scores, or with `gtscore`, their mean, under its
        name; videos without either are left out of them.
        """
        videos = _by_video(annotations)
        said = _said(predictions)
        given = {name: _importance(predictions, name, one) for name, one in said}
        f1: list[float] = []
        ranks: dict[str, list[float]] = defaultdict(list)
        for number, row in enumerate(videos.rows):
            scores = given.get(row["video"])
            f1.append(0.0 if scores is None else self._f1(videos, number, scores))
            for name, value in _agreements(videos, number, scores or ()):
                ranks[name].append(value)
        values = {"F1": 100 * float(np.mean(f1)) if f1 else float("nan")}
        values |= {name: 100 * float(np.mean(some)) for name, some in ranks.items()}
        match = match_ids([row["video"] for row in videos.rows], [name for name, _ in said])
        return scores_of(values, match, len(videos.rows), *_uneven(videos, given))

    def _f1(self, videos: Table, number: int, scores: Sequence[float]) -> float:
        summary = _summary(videos, number, scores)
        users = videos.read(number, "user_summary", _grid)
        return summary_f1(summary, users, over_users=self.over_users).f1


class SumMe(TVSum):
    """Fifteen users or more, of whom the best counts."""

    card = Card(
        name="summe",
        title="SumMe (Gygli et al. 2014)",
        measures="summaries of 15 % of a video: F1 with the user whose summary is nearest",
        size="25 videos",
        licence="see the authors",
        source="eccv16_dataset_summe_google_pool5.h5 of pytorch-vsumm-reinforce, as JSON",
        annotations="*summe*.json",
        predictions=PREDICTIONS,
        example='{"video_1": [0.1, 0.7, 0.4]}',
    )
    over_users: ClassVar[Literal["average", "best"]] = "best"


class TVSumHighlights:
    """TVSum as highlight detection."""

    card = Card(
        name="tvsum-highlights",
        title="TVSum, highlights (Song et al. 2015)",
        measures="the five clips scored highest: AP by domain, and the mean over domains",
        size="10 domains",
        licence="see the authors",
        source="data/tvsum/ of line/lighthouse",
        annotations="tvsum_val.jsonl",
        predictions="`qid` and `pred_saliency_scores`, one for each clip",
        example='{"qid": "AwmHb44_ouw", "pred_saliency_scores": [0.1, 0.7]}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As TencentARC/UMT with k = 5; a video without prediction counts 0. Raises BenchError."""
        annotated, predicted = table(annotations), table(predictions)
        unique(annotated, "qid")
        ids, given_ids = (rows.column("qid", a_name) for rows in (annotated, predicted))
        scores = predicted.column("pred_saliency_scores", numbers)
        given = dict(zip(given_ids, scores, strict=True))
        under: dict[str, list[float]] = defaultdict(list)
        for number, id in enumerate(ids):
            domain = annotated.read(number, "domain", str)
            label = annotated.read(number, "label", _grid)
            under[domain].append(_top(predictions, id, label, given.get(id)))
        values = {name: 100 * float(np.mean(some)) for name, some in under.items()}
        values["mAP"] = float(np.mean(list(values.values()))) if values else float("nan")
        return scores_of(values, match_ids(ids, given_ids), len(ids))


def _top(path: Path, id: object, label: Grid, scores: Sequence[float] | None) -> float:
    try:
        return 0.0 if scores is None else top_highlights(scores, np.array(label).T)
    except ValueError as error:
        raise BenchError(f"{path}: {id!r}: {error}") from error


def _by_video(path: Path) -> Table:
    return Table(path, [{"video": name, **about} for name, about in mapping(path).items()])


def _said(path: Path) -> list[tuple[str, Any]]:
    return entries(mapping(path))


def _importance(path: Path, name: str, value: Any) -> list[float]:
    row = value if isinstance(value, Mapping) else {"scores": value}
    return Table(path, [{"video": name, **row}]).read(0, "scores", numbers)


def _summary(videos: Table, number: int, scores: Sequence[float]) -> Bools:
    segments = videos.read(number, "change_points", _grid)
    lengths = videos.read(number, "n_frame_per_seg", lambda value: _lengths(value, segments))
    edges = [
        (int(row[0]), int(row[0]) + length - 1)
        for row, length in zip(segments, lengths, strict=True)
    ]
    positions = videos.read(number, "picks", numbers)
    frames = videos.read(number, "n_frames", int)
    return pick_segments(scores, [int(at) for at in positions], edges, frames)


def _lengths(value: Any, segments: Grid) -> list[int]:
    """Checked against the segments, whose last frame is included."""
    lengths = [int(one) for one in value]
    if lengths != [int(row[1] - row[0]) + 1 for row in segments]:
        raise ValueError("they are not the lengths of 'change_points', first and last included")
    return lengths


def _agreements(videos: Table, number: int, scores: Sequence[float]) -> Sequence[tuple[str, float]]:
    row = videos.rows[number]
    field = next((name for name in ("user_scores", "gtscore") if row.get(name)), None)
    if field is None or not scores:
        return ()
    rated = videos.read(number, field, lambda value: rank_agreement(scores, value))
    end = "" if field == "user_scores" else " with gtscore"
    return ((f"Kendall{end}", rated.kendall), (f"Spearman{end}", rated.spearman))


def _uneven(videos: Table, given: Mapping[str, Sequence[float]]) -> list[str]:
    uneven = [
        row["video"]
        for row in videos.rows
        if row["video"] in given and len(given[row["video"]]) != len(row.get("picks", ()))
    ]
    return told_of(uneven, "have not a score for each of `picks` (what has none is worth 0)")


def _grid(value: Any) -> Grid:
    """Rows of numbers."""
    return [numbers(row) for row in value]
