"""TVR (Lei et al., ECCV 2020): moments that must be found among all videos.

Annotations as in jayleicn/TVRetrieval `data/tvr_val_release.jsonl` (`desc_id`, `vid_name`, `ts`,
`type`); predictions as its `standalone_eval` reads them: an object with `video2idx` and, for the
task, `VCMR`, a list with `desc_id` and `predictions`, [[video index, start_s, end_s, score], …].
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, a_name, mapping, spans, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.retrieval import Moment, corpus_moment_recall
from longtake.bench.shapes.given import unique
from longtake.bench.task import Card, Scores, scores_of, told_of
from longtake.errors import BenchError

MOST = 100
"""Moments that count for each query."""
TYPES = ("v", "t", "vt")


class TVR:
    """Scenes of television, by what is seen and what is said."""

    card = Card(
        name="tvr",
        title="TVR (Lei et al. 2020)",
        measures="moments in a corpus (VCMR): recall at 1, 5, 10, 100 and IoU .5, .7",
        size="see the authors",
        licence="see the authors",
        source="data/ of jayleicn/TVRetrieval",
        annotations="tvr_val_release.jsonl",
        predictions="an object with `video2idx` and `VCMR`, as in standalone_eval",
        example='{"video2idx": {"friends_s01e03_seg02_clip_19": 7}, "VCMR": [{"desc_id": '
        '90200, "predictions": [[7, 9.0, 12.0, 1.7]]}]}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """VCMR as `standalone_eval` names it; a query without prediction is not found.

        Raises BenchError.
        """
        annotated, given = table(annotations), mapping(predictions)
        unique(annotated, "desc_id")
        names = {index: name for name, index in _indices(predictions, given).items()}
        rows = _rows(predictions, given)
        ids, given_ids = (one.column("desc_id", a_name) for one in (annotated, rows))
        ranked: dict[Hashable, list[Moment]] = {
            id: [(names.get(int(row[0]), row[0]), row[1], row[2]) for row in some[:MOST]]
            for id, some in zip(given_ids, rows.column("predictions", _moments), strict=True)
        }
        truth: dict[Hashable, list[Moment]] = {
            id: [(video, start, end)]
            for id, video, (start, end) in zip(
                ids, annotated.column("vid_name", str), annotated.column("ts", _span), strict=True
            )
        }
        odd = [id for id, some in ranked.items() if any(not isinstance(m[0], str) for m in some)]
        values = _recall(truth, ranked) | _by_type(annotated, truth, ranked)
        strange = told_of(odd, "name a video that `video2idx` has not")
        return scores_of(values, match_ids(ids, given_ids), len(ids), *strange)


Moments = dict[Hashable, list[Moment]]


def _recall(truth: Moments, ranked: Moments, prefix: str = "") -> dict[str, float]:
    found = corpus_moment_recall(truth, ranked, at=(1, 5, 10, MOST))
    return {f"VCMR {prefix}{t}-r{k}": 100 * share for (k, t), share in found.items()}


def _by_type(annotated: Table, truth: Moments, ranked: Moments) -> dict[str, float]:
    values: dict[str, float] = {}
    for kind in TYPES:
        some = [
            id for id, row in zip(truth, annotated.rows, strict=True) if row.get("type") == kind
        ]
        values |= _recall({id: truth[id] for id in some}, ranked, f"{kind}-") if some else {}
    return values


def _indices(path: Path, given: dict[str, Any]) -> dict[str, int]:
    found = given.get("video2idx")
    if not isinstance(found, dict):
        raise BenchError(f"{path} has no 'video2idx', which names the videos of its indices")
    return found


def _rows(path: Path, given: dict[str, Any]) -> Table:
    found = given.get("VCMR")
    if not (isinstance(found, list) and all(isinstance(row, dict) for row in found)):
        raise BenchError(f"{path} has no list 'VCMR'; it has {', '.join(given) or 'nothing'}")
    return Table(path, found)


def _moments(value: Any) -> list[list[float]]:
    rows = spans(value)
    if any(len(row) < 3 for row in rows):
        raise ValueError("[video index, start_s, end_s] is wanted")
    return rows


def _span(value: Any) -> Sequence[float]:
    return spans([value])[0][:2]
