"""VUE-STG (Vidi team, ByteDance 2025): where somebody is, second by second.

Annotations as in bytedance/vidi `VUE_STG/vue-stg-benchmark`: `tubes.csv` (`query_id`, `time_ms`,
`x0`, `y0`, `x1`, `y1`, fractions of the picture), beside it `query.csv` and `video.csv`, which only
the columns by video length need. Predictions are a CSV with the fields of `tubes.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from longtake.bench.files import Table, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.tubes import Box, TubeScores, mean_scores, stepped, tube_scores
from longtake.bench.shapes.given import the_file
from longtake.bench.task import Card, Scores, scores_of

NAMES = {
    "t_precision": "t_Precision",
    "t_recall": "t_Recall",
    "t_iou": "t_IoU",
    "v_precision": "v_Precision",
    "v_recall": "v_Recall",
    "v_iou": "v_IoU",
    "v_iou_shared": "v_IoU_Int",
    "volume_iou": "3D_IoU",
}
SIZES = {"<10%": 0.1, "10%-30%": 0.3, ">30%": float("inf")}
LENGTHS = {"<3s": 3.0, "3-10s": 10.0, "10-60s": 60.0}
VIDEOS_S = {"<1min": 60.0, "1-10min": 600.0, "10-30min": 1800.0}
FIELDS = ("query_id", "time_ms", "x0", "y0", "x1", "y1")
Tube = list[tuple[float, Box]]


class VUESTG:
    """A query, and boxes over time."""

    card = Card(
        name="vue-stg",
        title="VUE-STG (Vidi 2025)",
        measures="grounding in space and time: tIoU, vIoU, their precision and recall",
        size="1,600 queries",
        licence="CC BY-NC 4.0",
        source="VUE_STG/ of bytedance/vidi",
        annotations="tubes.csv",
        predictions="CSV with `query_id`, `time_ms`, `x0`, `y0`, `x1`, `y1`",
        example="query_id,time_ms,x0,y0,x1,y1; 0,1000,0.1,0.2,0.4,0.9",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `evaluate.py`, over all queries and by size and length; missing tubes are empty.

        What has no denominator is left out of its column, as there: a query without prediction
        costs no precision. Raises BenchError.
        """
        file = the_file(annotations, self.card.annotations)
        truth, given = _tubes(table(file)), _tubes(table(predictions))
        videos_s = _videos_s(file)
        under: dict[str, list[TubeScores]] = defaultdict(list)
        for id, tube in truth.items():
            scores = tube_scores(tube, given.get(id, ()))
            for group in ("", *_groups(tube, videos_s.get(id))):
                under[group].append(scores)
        values: dict[str, float] = {}
        for group, some in under.items():
            for name, value in mean_scores(some).items():
                values[f"{group} {NAMES[name]}".strip()] = 100 * value
        return scores_of(values, match_ids(truth, given), len(truth))


def _tubes(rows: Table) -> dict[str, Tube]:
    """Boxes by query; rows with an empty cell are left out, as there."""
    filled = [row for row in rows.rows if all(row.get(name, "-") for name in FIELDS)]
    whole = Table(rows.path, filled)
    sides = [whole.column(name, float) for name in FIELDS[1:]]
    tubes: dict[str, Tube] = defaultdict(list)
    for id, time, *box in zip(whole.column("query_id", str), *sides, strict=True):
        tubes[id].append((time, box))
    return dict(tubes)


def _videos_s(file: Path) -> Mapping[str, float]:
    """Length of each query's video, where the two files are there."""
    queries, videos = (file.with_name(f"{name}.csv") for name in ("query", "video"))
    if not (queries.exists() and videos.exists()):
        return {}
    asked, shown = table(queries), table(videos)
    lengths = dict(
        zip(shown.column("video_id", str), shown.column("video_duration", float), strict=True)
    )
    pairs = zip(asked.column("query_id", str), asked.column("video_id", str), strict=True)
    return {id: lengths[video] for id, video in pairs if video in lengths}


def _groups(tube: Tube, video_s: float | None) -> list[str]:
    steps = stepped(tube)
    areas = [abs((box[2] - box[0]) * (box[3] - box[1])) for _, box in tube]
    found = {
        "object size": _below(SIZES, sum(areas) / len(areas)),
        "gt duration": _below(LENGTHS, len(steps)),
        "video duration": _below(VIDEOS_S, video_s) if video_s is not None else None,
    }
    return [f"{name} {part}" for name, part in found.items() if part]


def _below(bounds: Mapping[str, float], value: float) -> str | None:
    return next((name for name, bound in bounds.items() if value < bound), None)
