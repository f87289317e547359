"""Moment retrieval: QVHighlights, and what shares its files (Charades-STA, TACoS, ActivityNet).

Annotations and predictions are in the formats of jayleicn/moment_detr `standalone_eval`, which
line/lighthouse also writes for the others. A model asked in words answers with spans; highlights
are not asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, ClassVar

from longtake.bench.files import Table, a_name, numbers
from longtake.bench.metrics.grounding import grounding_scores
from longtake.bench.metrics.highlights import CLIP_S, highlight_scores, ratings
from longtake.bench.metrics.moments import MomentScores, moment_scores_by_length
from longtake.bench.metrics.times import Rows
from longtake.bench.metrics.windows import Floats
from longtake.bench.official import charades_sta
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.spanned import Given, Spanned, truth_of
from longtake.bench.task import Card, Column, Replies, told_of

PREDICTIONS = "`qid` and `pred_relevant_windows`, [[start_s, end_s, score], …], best first"
SALIENCY = "pred_saliency_scores"
LIGHTHOUSE = "data/ of line/lighthouse; the videos from the authors"


class Moments(Spanned):
    """One sentence, one moment: R1 at three thresholds and mIoU of the window listed first."""

    def values(self, samples: Sequence[Sample], given: Given) -> dict[str, float]:
        """R1 and mean IoU; a sample without prediction counts 0."""
        truth: dict[Hashable, Rows] = {one.id: truth_of(one) for one in samples}
        scores = grounding_scores(truth, given)
        values = {f"R1@{t}": 100 * share for t, share in scores.recall_at_1.items()}
        return values | {"mIoU": 100 * scores.mean_iou}

    def worth(self, sample: Sample, rows: Rows) -> float:
        """IoU of the first span with the true one that it fits best."""
        return grounding_scores({"": truth_of(sample)}, {"": rows}).mean_iou


class QVHighlights(Moments):
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
        example='{"qid": 2579, "pred_relevant_windows": [[0, 62, 0.93]], '
        '"pred_saliency_scores": [0.1, 0.7]}',
    )
    headline: ClassVar[str] = "MR-full-mAP"

    def values(self, samples: Sequence[Sample], given: Given) -> dict[str, float]:
        """Of moments, as `standalone_eval`, in its names."""
        truth: dict[Hashable, Rows] = {one.id: truth_of(one) for one in samples}
        values: dict[str, float] = {}
        for length, scores in moment_scores_by_length(truth, given).items():
            values |= dict(_moments(length, scores))
        return values

    def more(self, annotated: Table, predicted: Table) -> dict[str, float]:
        """Highlights, where every prediction has them. Raises BenchError."""
        return dict(_highlights(annotated, predicted))

    def odd(self, annotated: Table, predicted: Table) -> list[str]:
        """Lists of saliency that are not as long as their videos."""
        return list(_lengths(annotated, predicted))


class CharadesSTA(Moments):
    """Daily actions at home (Gao et al., ICCV 2017); in words by the rule of TimeChat."""

    card = Card(
        name="charades-sta",
        title="Charades-STA (Gao et al. 2017)",
        measures="temporal grounding of a sentence: R1@.3/.5/.7, mIoU",
        size="test 3,720 queries",
        licence="Charades: non-commercial research",
        source=LIGHTHOUSE,
        annotations="charades_test_release.jsonl",
        predictions=PREDICTIONS,
        example='{"qid": 12404, "pred_relevant_windows": [[25.9, 30.96, 0.92], [17.1, 25.2, 0.8]]}',
    )

    def official(self, sample: Sample, reply: str) -> float | None:
        """IoU of the span that the published rule reads; None where its script stops."""
        try:
            return charades_sta.answer_iou(reply, _only(sample))
        except OfficialFailure:
            return None

    def official_column(self, samples: Sequence[Sample], replies: Replies) -> Column:
        """By the published rule, a missing reply as an empty one. Raises OfficialFailure."""
        texts = [replies.get(one.id) or "" for one in samples]
        values = charades_sta.scores(texts, [_only(one) for one in samples])
        unread = sum(bool(text) and not charades_sta.extract_time(text) for text in texts)
        return Column(values=values, counted=len(samples), unread=unread)


class TACoS(Moments):
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
        example='{"qid": 1, "pred_relevant_windows": [[25.9, 30.96, 0.92], [17.1, 25.2, 0.8]]}',
    )


class ActivityNetCaptions(Moments):
    """Activities, two minutes long (Krishna et al., ICCV 2017)."""

    card = Card(
        name="activitynet-captions",
        title="ActivityNet Captions (Krishna et al. 2017)",
        measures=CharadesSTA.card.measures,
        size="val 17,505 queries",
        licence="annotations of the authors, for research",
        source=LIGHTHOUSE,
        annotations="activitynet_val_release.jsonl",
        predictions=PREDICTIONS,
        example='{"qid": 37421, "pred_relevant_windows": [[25.9, 30.96, 0.92], [17.1, 25.2, 0.8]]}',
    )


def _only(sample: Sample) -> list[float]:
    if not sample.spans:
        raise OfficialFailure("Charades-STA", f"query {sample.id!r} has no true span")
    return truth_of(sample)[0]


def _moments(length: str, scores: MomentScores) -> Iterator[tuple[str, float]]:
    for threshold, share in scores.recall_at_1.items():
        yield f"MR-{length}-R1@{threshold}", 100 * share
    for threshold, share in scores.average_precision.items():
        yield f"MR-{length}-mAP@{threshold}", 100 * share
    yield f"MR-{length}-mAP", 100 * scores.average


def _highlights(annotated: Table, predicted: Table) -> Iterator[tuple[str, float]]:
    """Only where clips are rated and every prediction has its saliency."""
    rated_all = all("saliency_scores" in row for row in annotated.rows)
    if not rated_all or not any(SALIENCY in row for row in predicted.rows):
        return
    ids = annotated.column("qid", a_name)
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
        predicted.column("qid", a_name),
        predicted.column(SALIENCY, _saliency),
        strict=True,
    )
    for level, scores in highlight_scores(rated, dict(given)).items():
        yield f"HL-min-{level}-mAP", 100 * scores.average_precision
        yield f"HL-min-{level}-Hit1", 100 * scores.hit_at_1


def _saliency(value: Any) -> list[float]:
    found = numbers(value)
    if any(number != number for number in found):
        raise ValueError("NaN is no saliency")
    return found


def _lengths(annotated: Table, predicted: Table) -> Iterator[str]:
    """Counts lists that are cut, or filled with 0, to the clips of their video."""
    clips = {
        row["qid"]: int(annotated.read(number, "duration", float) / CLIP_S)
        for number, row in enumerate(annotated.rows)
        if "duration" in row
    }
    given = [
        (row["qid"], len(row[SALIENCY]) - clips[row["qid"]])
        for row in predicted.rows
        if SALIENCY in row and row["qid"] in clips
    ]
    than = f"saliency scores than their video has clips of {CLIP_S:g} s"
    yield from told_of([id for id, more in given if more > 0], f"hold more {than} (cut)")
    yield from told_of([id for id, more in given if more < 0], f"hold fewer {than} (filled with 0)")
