"""LV-Haystack (Ye et al., CVPR 2025): the few frames of a long video that answer a question.

Annotations are rows with `video_path`, `question`, `gt_frame_index` and `fps`; predictions rows
with the first two and `keyframe_timestamps`, in seconds, as mll-lab-nu/TStar writes them (one file
may be both). There the frame rate is read from the videos; here it has to be in the rows. Rows may
have an `id`. Likeness of pictures (SSIM) needs the videos and is not scored.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, numbers, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.keyframes import FrameScores, frame_scores
from longtake.bench.shapes.given import distinct
from longtake.bench.task import Card, Scores, scores_of, told_of
from longtake.errors import BenchError


class LVHaystack:
    """Frames within 5 s of those that people marked."""

    card = Card(
        name="lv-haystack",
        title="LV-Haystack (Ye et al. 2025)",
        measures="keyframes found in long videos: temporal precision, recall, F1",
        size="see the authors",
        licence="see the authors",
        source="the data set LVHaystack/LongVideoHaystack; its frame rates written as `fps`",
        annotations="*.json*",
        predictions="`video_path`, `question` and `keyframe_timestamps`, in seconds",
        example='{"video_path": "VIDEO.mp4", "question": "Where is the key?", '
        '"keyframe_timestamps": [12.0, 48.5]}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `val_tstar_results.py`, which leaves empty items out, and with these as 0.

        Raises BenchError.
        """
        annotated, predicted = table(annotations), table(predictions)
        ids, given_ids = _ids(annotated), _ids(predicted)
        distinct(annotations, ids)
        given = dict(zip(given_ids, predicted.column("keyframe_timestamps", _times), strict=True))
        marked = [_marked(annotated, number) for number in range(len(ids))]
        videos = [(truth, given.get(id, [])) for id, truth in zip(ids, marked, strict=True)]
        values = _columns("", frame_scores(videos))
        values |= _columns("strict ", frame_scores(videos, count_missing=True))
        empty = told_of([id for id, found in given.items() if not found], "found no frame")
        return scores_of(values, match_ids(ids, given_ids), len(ids), *empty)


def _ids(rows: Table) -> list[Hashable]:
    """The rows' own, or what is asked of which video."""
    if rows.rows and all("id" in row for row in rows.rows):
        return list(rows.column("id", str))
    videos, asked = rows.column("video_path", str), rows.column("question", str)
    return [f"{video}: {text}" for video, text in zip(videos, asked, strict=True)]


def _marked(rows: Table, number: int) -> list[float]:
    fps = rows.read(number, "fps", float)
    if not fps > 0:
        raise BenchError(f"{rows.path} row {number + 1}: 'fps' is {fps}: a frame rate is above 0")
    return [frame / fps for frame in rows.read(number, "gt_frame_index", numbers)]


def _times(value: Any) -> list[float]:
    times = numbers(value)
    if not all(time - time == 0 for time in times):
        raise ValueError("times are finite")
    return times


def _columns(prefix: str, scores: FrameScores) -> dict[str, float]:
    return {
        f"{prefix}{name}": 100 * value
        for name, value in {
            "Temporal Precision": scores.precision,
            "Temporal Recall": scores.recall,
            "Temporal F1": scores.f1,
        }.items()
    }
