"""Moment retrieval: QVHighlights, and what shares its files (Charades-STA, TACoS, ActivityNet).

Annotations and predictions are in the formats of jayleicn/moment_detr `standalone_eval`, which
line/lighthouse also writes for the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path

from longtake.bench.files import Table, numbers, spans, table
from longtake.bench.metrics.grounding import grounding_scores
from longtake.bench.metrics.highlights import highlight_scores, ratings
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.moments import MomentScores, moment_scores_by_length
from longtake.bench.metrics.windows import Answers, Floats
from longtake.bench.task import Card, Scores, scores_of

PREDICTIONS = "`qid` and `pred_relevant_windows`, [[start_s, end_s, score], …], best first"
LIGHTHOUSE = "data/ of line/lighthouse; the videos from the authors"


class QVHighlights:
    """Moments and highlights of 150-second clips (Lei et al., NeurIPS 2021)."""

    card = Card(
        name="qvhighlights",
        title="QVHighlights (Lei et al. 2021)",
        measures="moment retrieval (R1, mAP) and highlight detection (mAP, HIT@1)",
        size="val 1,550, test 1,542 queries",
        licence="annotations CC BY-NC-SA 4.0",
        source="data/ of jayleicn/moment_detr",
        annotations="highlight_val_release.jsonl",
        predictions=f"{PREDICTIONS}; and, for highlights, `pred_saliency_scores`, one each 2 s",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `standalone_eval`, in its names. Raises BenchError."""
        annotated, predicted = table(annotations), table(predictions)
        truth, given = _answers(annotated, "relevant_windows"), _predicted(predicted)
        values: dict[str, float] = {}
        for length, scores in moment_scores_by_length(truth, given).items():
            values |= dict(_moments(length, scores))
        values |= dict(_highlights(annotated, predicted))
        ids = annotated.column("qid", _id), predicted.column("qid", _id)
        return scores_of(values, match_ids(*ids), len(truth))


class _Grounding:
    """One sentence, one moment."""

    card: Card

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """R1 at three thresholds and mean IoU of the window listed first. Raises BenchError."""
        annotated, predicted = table(annotations), table(predictions)
        truth, given = _answers(annotated, "relevant_windows"), _predicted(predicted)
        scores = grounding_scores(truth, given)
        values = {f"R1@{t}": 100 * share for t, share in scores.recall_at_1.items()}
        values["mIoU"] = 100 * scores.mean_iou
        ids = annotated.column("qid", _id), predicted.column("qid", _id)
        return scores_of(values, match_ids(*ids), len(truth))


class CharadesSTA(_Grounding):
    """Daily actions at home (Gao et al., ICCV 2017)."""

    card = Card(
        name="charades-sta",
        title="Charades-STA (Gao et al. 2017)",
        measures="temporal grounding of a sentence: R1@.3/.5/.7, mIoU",
        size="test 3,720 queries",
        licence="Charades: non-commercial research",
        source=LIGHTHOUSE,
        annotations="charades_test_release.jsonl",
        predictions=PREDICTIONS,
    )


class TACoS(_Grounding):
    """Cooking, several minutes long (Regneri et al., TACL 2013)."""

    card = Card(
        name="tacos",
        title="TACoS (Regneri et al. 2013)",
        measures="temporal grounding of a sentence in long videos: R1@.3/.5/.7, mIoU",
        size="test 4,001 queries",
        licence="see MPII Cooking",
        source=LIGHTHOUSE,
        annotations="tacos_test_release.jsonl",
        predictions=PREDICTIONS,
    )


class ActivityNetCaptions(_Grounding):
    """Activities, two minutes long (Krishna et al., ICCV 2017)."""

    card = Card(
        name="activitynet-captions",
        title="ActivityNet Captions (Krishna et al. 2017)",
        measures="temporal grounding of a sentence: R1@.3/.5/.7, mIoU",
        size="val 17,505 queries",
        licence="annotations of the authors, for research",
        source=LIGHTHOUSE,
        annotations="activitynet_val_release.jsonl",
        predictions=PREDICTIONS,
    )


def _id(value: object) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("an id is a number or a word")
    return value


def _answers(rows: Table, field: str) -> Answers:
    return dict(zip(rows.column("qid", _id), rows.column(field, spans), strict=True))


def _predicted(rows: Table) -> Answers:
    return _answers(rows, "pred_relevant_windows")


def _moments(length: str, scores: MomentScores) -> Iterator[tuple[str, float]]:
    for threshold, share in scores.recall_at_1.items():
        yield f"MR-{length}-R1@{threshold}", 100 * share
    for threshold, share in scores.average_precision.items():
        yield f"MR-{length}-mAP@{threshold}", 100 * share
    yield f"MR-{length}-mAP", 100 * scores.average


def _highlights(annotated: Table, predicted: Table) -> Iterator[tuple[str, float]]:
    """Only where clips are rated and every prediction has its saliency."""
    rated_all = all("saliency_scores" in row for row in annotated.rows)
    if not rated_all or not any("pred_saliency_scores" in row for row in predicted.rows):
        return
    ids = annotated.column("qid", _id)
    columns = zip(
        annotated.column("duration", float),
        annotated.column("relevant_clip_ids", list),
        annotated.column("saliency_scores", list),
        strict=True,
    )
    rated: dict[Hashable, Floats] = {
        id: ratings(*row) for id, row in zip(ids, columns, strict=True)
    }
    given = zip(
        predicted.column("qid", _id), predicted.column("pred_saliency_scores", numbers), strict=True
    )
    for level, scores in highlight_scores(rated, dict(given)).items():
        yield f"HL-min-{level}-mAP", 100 * scores.average_precision
        yield f"HL-min-{level}-Hit1", 100 * scores.hit_at_1
