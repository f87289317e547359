"""MLVU (Zhou et al., CVPR 2025): long videos, seven tasks by option; and its hidden test set.

Annotations as in JUNJIE99/MLVU `data/`: a file for each task, with the right option as its text.
Of the test set the answers are hidden: a file of letters is checked as its server wants it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from longtake.bench.files import table, whole
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official import mlvu
from longtake.bench.sample import Sample
from longtake.bench.shapes.fields import Fields
from longtake.bench.shapes.unnumbered import PREDICTIONS, Unnumbered
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

LICENCE = "CC BY-NC-SA 4.0"
SOURCE = "data/ of JUNJIE99/MLVU; videos of the dataset MLVU/MVLU"


SUBMITTED = {"question_id", "option"}
"""Fields of a row for the server."""


class MLVU(Unnumbered):
    """Videos of 3 minutes to 2 hours."""

    card = Card(
        name="mlvu",
        title="MLVU (Zhou et al. 2025)",
        measures="questions by option on long videos, seven tasks: M-Avg",
        size="dev: seven files, 2,175 questions",
        licence=LICENCE,
        source=SOURCE,
        annotations="[1-7]_*.json",
        predictions=PREDICTIONS,
        example='{"id": "plotQA_0", "pred": "(A)"}',
    )
    rule = mlvu
    headline = "M-Avg"
    fields = Fields(kinds=("question_type",))

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Id and reply of each prediction. Raises BenchError, also for a file for the server."""
        if predictions.suffix != ".json" or not isinstance(whole(predictions), dict):
            rows = table(predictions).rows
            if rows and rows[0].keys() >= SUBMITTED:
                raise BenchError(f"{predictions} is of the hidden test set: score it as mlvu-test")
        return super().said(predictions, samples)


class MLVUTest:
    """Letters for the server; nothing is right or wrong here."""

    card = Card(
        name="mlvu-test",
        title="MLVU-Test (Zhou et al. 2025)",
        measures="whether letters for the hidden test set are as its server wants them",
        size="502 questions, whose answers are hidden",
        licence=LICENCE,
        source="the dataset MLVU/MLVU_Test",
        annotations="the questions, or any file with their `question_id`",
        predictions="`question_id`, `question_type` and `option`, a row each",
        example='{"question_id": "AR_0", "question_type": "anomaly_reco", "option": "D"}',
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """The share of questions that has a letter. Raises BenchError where the server would."""
        wanted = table(annotations).column("question_id", str)
        given = mlvu.submission(table(predictions).rows)
        match = match_ids(wanted, list(given))
        values = {"answered": 100 * len(match.shared) / len(wanted)} if wanted else {}
        note = "the answers are hidden: the server scores what this checks"
        return scores_of(values, match, len(wanted), note)
