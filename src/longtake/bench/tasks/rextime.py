"""ReXTime (Chen et al., NeurIPS 2024): cause and effect across a video, with the moment.

Annotations as in ReXTime/ReXTime `data/rextime_val.jsonl`, which has no options, so that answers
given as letters are scored; or as its data set has them (`question`, `options`, `span`), which can
be asked. Predictions: `qid`, `pred_relevant_windows`, `ans`, or only one of the two.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from longtake.bench.files import Table, a_name, spans, table
from longtake.bench.metrics.grounding import grounding_scores, joint_accuracy
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.times import Rows
from longtake.bench.metrics.windows import Windows
from longtake.bench.sample import Sample
from longtake.bench.shapes.fields import Fields, sample
from longtake.bench.shapes.given import same_videos, span_notes, the_file, unique
from longtake.bench.shapes.grounded import Grounded, Said, shown_at, truth_of
from longtake.bench.shapes.spanned import durations
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

THRESHOLDS = (0.3, 0.5, 0.7)


class ReXTime(Grounded):
    """Questions whose answer lies elsewhere in time than what they speak of."""

    card = Card(
        name="rextime",
        title="ReXTime (Chen et al. 2024)",
        measures="reasoning across time: moment (mIoU, R1), answer (VQA) and both at once",
        size="val 921, test 2,143 questions",
        licence="annotations CC BY-NC-SA 4.0, code MIT",
        source="data/ of ReXTime/ReXTime; with options: the data set ReXTime/ReXTime",
        annotations="rextime_val.json*",
        predictions="`qid`, `pred_relevant_windows` [[start_s, end_s], …] and `ans`, a letter",
        example='{"qid": "qvh_val241", "pred_relevant_windows": [[0, 28]], "ans": "A"}',
    )
    headline: ClassVar[str] = "VQA,mIoU@0.5"

    def samples(self, annotations: Path) -> list[Sample]:
        """Every question with its options, in the order of the file. Raises BenchError."""
        rows = table(the_file(annotations, self.card.annotations))
        if rows.rows and not any("options" in row for row in rows.rows):
            raise BenchError(f"{annotations} has no 'options', so it cannot be asked: {NEEDED}")
        unique(rows, "qid")
        return [_sample(rows, number) for number in range(len(rows.rows))]

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `rextime_eval.py`, over all questions; each part where it was predicted.

        Raises BenchError.
        """
        annotated = table(the_file(annotations, self.card.annotations))
        predicted = table(predictions)
        unique(annotated, "qid")
        same_videos(annotated, predicted, "qid", "vid")
        ids, given_ids = (rows.column("qid", a_name) for rows in (annotated, predicted))
        truth: dict[Hashable, Rows] = dict(zip(ids, _windows(annotated), strict=True))
        right = dict(zip(ids, annotated.column("ans", str), strict=True))
        given = _column(predicted, given_ids, "pred_relevant_windows", spans)
        said = _column(predicted, given_ids, "ans", str)
        if not given and not said:
            predicted.column("pred_relevant_windows", spans)
        correct = {id: said.get(id) == letter for id, letter in right.items()} if said else None
        values = _values(truth, given, correct)
        notes = span_notes({str(id): rows for id, rows in given.items()}, durations(annotated, ids))
        return scores_of(values, match_ids(ids, given_ids), len(ids), *notes)

    def values(
        self, samples: Sequence[Sample], said: Mapping[str, Said], *, everything: bool
    ) -> dict[str, float]:
        """VQA, and where spans were said the rest; all questions count, as officially."""
        truth: dict[Hashable, Rows] = {one.id: truth_of(one) for one in samples}
        given: dict[Hashable, Rows] = {id: one.rows for id, one in said.items() if one.rows}
        correct = {one.id: one.id in said and said[one.id].is_right(one) for one in samples}
        return _values(truth, given, correct)


NEEDED = "take the file of the data set, with `question`, `options` and `span`"


def _values(
    truth: Mapping[Hashable, Rows],
    given: Mapping[Hashable, Rows],
    correct: Mapping[Any, bool] | None,
) -> dict[str, float]:
    values: dict[str, float] = {}
    if given:
        scores = grounding_scores(truth, given, thresholds=THRESHOLDS)
        values["MR-full-mIoU"] = 100 * scores.mean_iou
        values |= {f"MR-full-R1@{t}": 100 * share for t, share in scores.recall_at_1.items()}
    if correct is not None:
        values["VQA"] = 100 * sum(correct.values()) / len(correct) if correct else float("nan")
    if given and correct is not None:
        iou = Windows.of(truth, given, at_most=1).best_first
        joint = joint_accuracy(iou, [correct[id] for id in truth], thresholds=THRESHOLDS)
        values |= {f"VQA,mIoU@{t}": 100 * share for t, share in joint.items()}
    return values


def _column(rows: Table, ids: Sequence[Hashable], field: str, kind: Any) -> dict[Hashable, Any]:
    """Of those rows that have it: nothing if none has, else an error names the one that has not."""
    if not any(field in row for row in rows.rows):
        return {}
    return dict(zip(ids, rows.column(field, kind), strict=True))


def _windows(rows: Table) -> list[Rows]:
    named = "span" if rows.rows and "span" in rows.rows[0] else "relevant_windows"
    return rows.column(named, lambda value: spans([value] if named == "span" else value))


def _sample(rows: Table, number: int) -> Sample:
    row = rows.rows[number]
    text = "question" if "question" in row else "query"
    made = sample(
        rows, number, Fields(id="qid", video="vid", text=text, answer="ans", kinds=("category",))
    )
    if "span" in row:
        shown = rows.read(number, "span", lambda value: spans([value]))
    else:
        shown = rows.read(number, "relevant_windows", spans)
    return shown_at(made, shown)
