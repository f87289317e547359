"""Video quality as people rate it (KoNViD-1k, LIVE-VQC, LSVQ …), predicted without a reference.

Annotations are a CSV, or rows, with `video` and `mos`, the mean opinion score; predictions have
`video` and `predicted`, in any unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from longtake.bench.files import table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.quality import Logistic, quality_scores
from longtake.bench.shapes.given import unique
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

CURVES: dict[Logistic, str] = {
    "four": "4-parameter logistic",
    "five": "5-parameter logistic",
    "none": "no curve",
}


class VQAQuality:
    """Predicted against rated, of those videos that were predicted."""

    card = Card(
        name="vqa-quality",
        title="Video quality assessment, any rated set",
        measures="SRCC, KRCC, PLCC after each named curve (in percent); RMSE in the ratings' unit",
        size="that of the set",
        licence="that of the set",
        source="the authors of the set",
        annotations="*.csv",
        predictions="`video` and `predicted`",
        example='{"video": "3339962845.mp4", "predicted": 3.4}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """Correlations over the videos that have both numbers. Raises BenchError."""
        annotated, predicted = table(annotations), table(predictions)
        unique(annotated, "video")
        names, given_names = (rows.column("video", str) for rows in (annotated, predicted))
        rated = dict(zip(names, annotated.column("mos", float), strict=True))
        given = dict(zip(given_names, predicted.column("predicted", float), strict=True))
        match = match_ids(names, given_names)
        shared = [name for name in names if name in given]
        try:
            both = [given[one] for one in shared], [rated[one] for one in shared]
            values = dict(_values(*both)) if shared else {}
        except ValueError as error:
            raise BenchError(f"{predictions}: {error}") from error
        left = len(names) - len(shared)
        notes = [f"over {len(shared):,} videos: what was not predicted is left out"] if left else []
        return scores_of(values, match, len(names), *notes)


def _values(given: Sequence[float], rated: Sequence[float]) -> Iterator[tuple[str, float]]:
    for curve, name in CURVES.items():
        scores = quality_scores(given, rated, logistic=curve)
        if curve == "four":
            yield "SRCC", 100 * scores.srcc
            yield "KRCC", 100 * scores.krcc
        yield f"PLCC ({name})", 100 * scores.plcc
        yield f"RMSE ({name})", scores.rmse
