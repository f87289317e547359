"""NExT-GQA (Xiao et al., CVPR 2024): an answer counts only with the moment that shows it.

Annotations as in doc-doc/NExT-GQA `gsub_*.json`; what is asked stands beside them, in `val.csv` for
`gsub_val.json`. Predictions as its `TempGQA` writes them: an object of `"VIDEO_QID": [start_s,
end_s]`, or one with the two fields `ground` and `answer`, the latter `"VIDEO_QID": {"prediction":
index, "answer": index}`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from longtake.bench.files import gathered, mapping, table
from longtake.bench.metrics.grounding import GroundedScores, grounded_answers
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.times import Rows
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart
from longtake.bench.shapes.fields import Fields, sample
from longtake.bench.shapes.given import span_notes, the_file
from longtake.bench.shapes.grounded import Grounded, Said, shown_at, truth_of
from longtake.bench.task import OFFICIAL, Card, Column, Scores, scores_of
from longtake.bench.tasks.nextgqa_submission import (
    Submission,
    as_index,
    plain_index,
    spans_of,
    submitted,
)
from longtake.errors import BenchError


class NExTGQA(Grounded):
    """Grounded questions about actions and their causes."""

    card = Card(
        name="next-gqa",
        title="NExT-GQA (Xiao et al. 2024)",
        measures="answers with the moment that shows them: Acc@GQA, IoP, IoU",
        size="val 3,358, test 5,553 questions",
        licence="MIT",
        source="datasets/nextgqa/ of doc-doc/NExT-GQA",
        annotations="gsub_val.json",
        predictions="an object with `ground` and `answer`, each by VIDEO_QID",
        example='{"ground": {"10001787725_1": [0.0, 6.7]}, "answer": {"10001787725_1": '
        '{"prediction": 4, "answer": 4}}}',
    )
    headline: ClassVar[str] = "Acc@GQA"
    fields = Fields(
        id=("video_id", "qid"),
        video="video_id",
        options=("a0", "a1", "a2", "a3", "a4"),
        kinds=("type",),
    )

    def samples(self, annotations: Path) -> list[Sample]:
        """Every grounded question, in the order of the CSV beside the file. Raises BenchError."""
        made: list[Sample] = []
        for file in gathered(annotations, self.card.annotations):
            truth, asked = _truth(file), table(_questions(file))
            every = (sample(asked, number, self.fields) for number in range(len(asked.rows)))
            made += [shown_at(one, truth[one.id]) for one in every if one.id in truth]
        return made

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `eval_ground`, which counts what was predicted and takes the submission's truth.

        The readings beside it are of all questions, by the truth of the CSV beside the file where
        it is there. Raises BenchError.
        """
        file = the_file(annotations, self.card.annotations)
        truth, given, known = _truth(file), submitted(predictions), self._known(file)
        columns = _readings(truth, given, known)
        predicted = {id: spans for id, spans in truth.items() if id in given.spans}
        rest = predicted and len(predicted) < len(truth)
        compared = _readings(predicted, given, known) if rest else columns
        found = apart(compared, self.headline) if predicted else ()
        notes = [
            *given.notes(predicted, known, _beside(file).name),
            *span_notes({id: [given.spans[id]] for id in predicted}, _durations(file)),
            *(f"of what was predicted, {note}" if rest else note for note in found),
        ]
        match = match_ids(truth, given.named)
        values = columns[OFFICIAL].values
        return scores_of(values, match, len(truth), *notes, columns=columns)

    def _known(self, file: Path) -> dict[str, int]:
        """The right options, where the questions are there."""
        if not _beside(file).exists():
            return {}
        return {one.id: one.choice for one in self.samples(file) if one.choice is not None}

    def values(
        self, samples: Sequence[Sample], said: Mapping[str, Said], *, everything: bool
    ) -> dict[str, float]:
        """Acc@QA of all that was said, and the table of `eval_ground` where spans were."""
        by_id = {one.id: one for one in samples}
        correct: dict[Hashable, bool] = {id: one.is_right(by_id[id]) for id, one in said.items()}
        counted = len(samples) if everything else len(said)
        values = {"Acc@QA": 100 * sum(correct.values()) / counted if counted else float("nan")}
        ground: dict[Hashable, list[float]] = {
            id: one.rows[0] for id, one in said.items() if one.rows
        }
        if not ground:
            return values
        truth: dict[Hashable, Rows] = {one.id: truth_of(one) for one in samples}
        scores = grounded_answers(truth, ground, correct, count_missing=everything)
        return values | _columns(scores)


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.stem.removeprefix('gsub_')}.csv")


def _questions(file: Path) -> Path:
    beside = _beside(file)
    if not beside.exists():
        raise BenchError(f"{file} holds no questions: put {beside.name} of the authors beside it")
    return beside


def _truth(path: Path) -> dict[str, Rows]:
    truth: dict[str, Rows] = {}
    for video, about in mapping(path).items():
        if not isinstance(about, Mapping) or "location" not in about:
            raise BenchError(f"{path}: video {video!r} has no 'location': is it a gsub file?")
        for question, where in about["location"].items():
            truth[f"{video}_{question}"] = spans_of(path, f"{video}_{question}", where)
    return truth


def _durations(path: Path) -> dict[Hashable, float]:
    return {
        f"{video}_{question}": float(about["duration"])
        for video, about in mapping(path).items()
        if "duration" in about
        for question in about["location"]
    }


def _readings(
    truth: Mapping[str, Rows], given: Submission, known: Mapping[str, int]
) -> dict[str, Column]:
    ordered = {id: sorted((span[0], span[-1])) for id, span in given.spans.items()}
    columns = {OFFICIAL: _column(truth, given.spans, given.officially_right(), everything=False)}
    for name, (read, where) in {
        "strict": (as_index, given.spans),
        "robust": (plain_index, ordered),
    }.items():
        columns[name] = _column(truth, where, given.right(known, read), everything=True)
    return columns


def _column(
    truth: Mapping[str, Rows],
    where: Mapping[str, list[float]],
    right: Mapping[str, bool | None],
    *,
    everything: bool,
) -> Column:
    """Of right answers, None where none is read."""
    correct: dict[Hashable, bool] = {id: bool(one) for id, one in right.items()}
    spans: dict[Hashable, Rows] = dict(truth.items())
    given: dict[Hashable, list[float]] = dict(where.items())
    scores = grounded_answers(spans, given, correct, count_missing=everything)
    unread = sum(id in where and right.get(id) is None for id in truth)
    return Column(values=_columns(scores), counted=scores.queries, unread=unread)


def _columns(scores: GroundedScores) -> dict[str, float]:
    columns = {"Acc@GQA": scores.accuracy, "mIoP": scores.mean_iop}
    columns |= {f"IoP@{t}": share for t, share in scores.iop_at.items()}
    columns |= {"mIoU": scores.mean_iou}
    columns |= {f"IoU@{t}": share for t, share in scores.iou_at.items()}
    return {name: 100 * value for name, value in columns.items()}
