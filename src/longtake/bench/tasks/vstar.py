"""V-STaR (Cheng et al. 2025): what, when and where, asked as two chains.

Annotations are the authors' rows, one a question: `vid`, `question`, `answer`, `temporal_question`,
`timestamps` and `bboxes` by stamp. Predictions are these rows with `answer_vqa`, `answer_temporal`,
`answer_spatial`, the last two again with `_2` for the second chain, and `VQA_score` once judged.

Asked here are the first question, in words, and the temporal one, by spans. Boxes come only from a
file of predictions, and with them the published means AM and LGM.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, numbers, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official import vstar
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Scored
from longtake.bench.shapes.called import called
from longtake.bench.shapes.fields import Fields, open_sample
from longtake.bench.shapes.judged import SILENT, JudgedAnswers
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError
from longtake.types import Span

PROMPT = """Rate how close a candidate answer is to the right one, in meaning alone; grammar does \
not matter. 0: wrong. 1: largely wrong. 2: largely right. 3: wholly right.

Question: {question}
Right answer: {gold}
Candidate answer: {reply}

Reply with the number alone."""
"""In our words; the authors' prompt, for Qwen2.5-72B-Instruct, has the same scale."""
WHEN = "/when"


class VStar(JudgedAnswers):
    """What is judged 0 to 3; when and where are IoUs."""

    card = Card(
        name="v-star",
        title="V-STaR (Cheng et al. 2025)",
        measures="what, when and where: judged answers, temporal IoU, IoU of boxes; AM and LGM",
        size="2,094 questions",
        licence="see the authors",
        source="the dataset V-STaR-Bench/V-STaR",
        annotations="*.json",
        predictions="the rows with `answer_vqa`, `answer_temporal`, `answer_spatial` …",
        example='{"vid": "VIDEO", "question": "Who falls?", "answer_vqa": "the boy", '
        '"answer_temporal": [3.0, 7.5], "answer_spatial": {"3": [0.1, 0.2, 0.4, 0.9]}}',
    )
    fields = Fields(video="vid", kinds=("domain",))

    def rows(self, path: Path) -> Table:
        """Rows with an id: what is asked, where they have none. Raises BenchError."""
        return called(table(path), "vid", "question")

    def each(self, rows: Table, number: int) -> list[Sample]:
        """What, and when."""
        asked = open_sample(rows, number, self.fields)
        what = asked.model_copy(update={"together": asked.id})
        start_s, end_s = rows.read(number, "timestamps", _pair)
        when = what.model_copy(
            update={
                "id": what.id + WHEN,
                "text": rows.read(number, "temporal_question", str).strip(),
                "form": "spans",
                "spans": (Span(start_s, end_s),),
                "gold": f"[{start_s}, {end_s}]",
            }
        )
        return [what, when]

    def worth(self, sample: Sample, reply: str) -> float | None:
        """IoU over the hull of the span that is read, as files hold it already; else 0."""
        if sample.form != "spans":
            return None
        (span,) = sample.spans
        return vstar.temporal_iou((span.start_s, span.end_s), vstar.span(reply))

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """The scale of 0 to 3, in our words."""
        return PROMPT.format(question=sample.text, gold=sample.gold, reply=reply)

    def verdict(self, sample: Sample, words: str) -> float | None:
        """1 for a 2 or a 3; what is no number is wrong."""
        return float(vstar.rating(words) >= vstar.RIGHT)

    def table(self, scored: Scored) -> dict[str, float]:
        """Accuracy of what, recall at three IoUs and mean IoU of when."""
        what = [value for one, value in scored if one.form == "open" and value is not None]
        when = [value for one, value in scored if one.form == "spans" and value is not None]
        values = {"VQA Accuracy": _percent(what)} if what else {}
        for t in (0.3, 0.5, 0.7) if when else ():
            values[f"R1@{t} 1"] = _percent([float(value >= t) for value in when])
        return {**values, "m_tIoU 1": _percent(when)} if when else values

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """The published figures, as shares of 1, once answers are judged. Raises BenchError."""
        annotated, predicted = self.rows(annotations), self.rows(predictions)
        truth = {str(row["id"]): number for number, row in enumerate(annotated.rows)}
        given = {str(row["id"]): row for row in predicted.rows}
        match = match_ids(truth, [str(row["id"]) for row in predicted.rows])
        rows = [_row(annotated, truth[id], one) for id, one in given.items() if id in truth]
        spoken = any(one.get("VQA_score") is not None for one in given.values())
        notes = [] if spoken else [SILENT]
        try:
            values = vstar.scores(rows) if spoken else _unjudged(rows)
        except OfficialFailure as failure:
            return scores_of({}, match, len(truth), f"no official score: {failure}")
        return scores_of(values, match, len(truth), *notes)


def _row(annotated: Table, number: int, one: Row) -> vstar.Row:
    truth = annotated.read(number, "timestamps", _pair)
    boxes = annotated.read(number, "bboxes", list)
    spoken = one.get("VQA_score")
    rating = None if not one.get("answer_vqa") or spoken is None else vstar.rating(spoken)
    when = [vstar.temporal_iou(truth, one.get(f"answer_temporal{n}")) for n in ("", "_2")]
    try:
        where = [vstar.spatial(boxes, one.get(f"answer_spatial{n}"))[1] for n in ("", "_2")]
    except (KeyError, TypeError) as error:
        raise BenchError(f"{annotated.path} row {number + 1}: 'bboxes': {error!r}") from error
    return vstar.Row(rating=rating, temporal=(when[0], when[1]), spatial=(where[0], where[1]))


def _unjudged(rows: Sequence[vstar.Row]) -> dict[str, float]:
    """Means of IoU of both chains, as shares of 1."""
    values: dict[str, float] = {}
    for chain in (0, 1):
        values[f"m_tIoU {chain + 1}"] = _percent([row.temporal[chain] for row in rows]) / 100
        values[f"m_vIoU {chain + 1}"] = _percent([row.spatial[chain] for row in rows]) / 100
    return values


def _pair(value: Any) -> tuple[float, float]:
    start_s, end_s = numbers(value)
    return start_s, end_s


def _percent(values: Sequence[float]) -> float:
    return 100 * sum(values) / len(values) if values else float("nan")
