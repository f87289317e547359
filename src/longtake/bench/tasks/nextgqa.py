"""NExT-GQA (Xiao et al., CVPR 2024): an answer counts only with the moment that shows it.

Annotations as in doc-doc/NExT-GQA `gsub_*.json`; what is asked stands beside them, in `val.csv` for
`gsub_val.json`. Predictions as its `TempGQA` writes them: an object of `"VIDEO_QID": [start_s,
end_s]`, or one with the two fields `ground` and `answer`, the latter `"VIDEO_QID": {"prediction":
index, "answer": index}`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from longtake.bench.files import gathered, mapping, spans, table
from longtake.bench.metrics.grounding import GroundedScores, grounded_answers
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.times import Rows
from longtake.bench.sample import Sample
from longtake.bench.shapes.fields import Fields, sample
from longtake.bench.shapes.grounded import Grounded, Said, shown_at, truth_of
from longtake.bench.task import Card, Scores, scores_of
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
        """As `eval_ground`, whose denominator is what was predicted; and with what was not.

        Raises BenchError.
        """
        truth = _truth(annotations)
        ground, correct = _predicted(predictions)
        match = match_ids(truth, ground)
        official = _columns(grounded_answers(truth, ground, correct))
        strict = _columns(grounded_answers(truth, ground, correct, count_missing=True))
        named = {f"strict {name}": value for name, value in strict.items()}
        return scores_of(official | named, match, len(truth))

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


def _questions(file: Path) -> Path:
    beside = file.with_name(f"{file.stem.removeprefix('gsub_')}.csv")
    if not beside.exists():
        raise BenchError(f"{file} holds no questions: put {beside.name} of the authors beside it")
    return beside


def _truth(path: Path) -> dict[Hashable, list[list[float]]]:
    truth: dict[Hashable, list[list[float]]] = {}
    for video, about in mapping(path).items():
        if "location" not in about:
            raise BenchError(f"{path}: video {video!r} has no 'location': is it a gsub file?")
        for question, where in about["location"].items():
            truth[f"{video}_{question}"] = _spans(path, f"{video}_{question}", where)
    return truth


def _predicted(path: Path) -> tuple[dict[Hashable, list[float]], dict[Hashable, bool]]:
    given = mapping(path)
    ground, answers = given.get("ground", given), given.get("answer", {})
    where: dict[Hashable, list[float]] = {
        id: _spans(path, id, [span])[0] for id, span in ground.items()
    }
    return where, {id: _right(path, id, one) for id, one in answers.items()}


def _right(path: Path, id: str, one: Any) -> bool:
    try:
        return bool(one["prediction"] == one["answer"])
    except (KeyError, TypeError) as error:
        raise BenchError(f"{path}: {id!r} has no 'prediction' and 'answer'") from error


def _spans(path: Path, id: str, value: Any) -> list[list[float]]:
    try:
        return spans(value)
    except (TypeError, ValueError) as error:
        raise BenchError(f"{path}: {id!r} is no span: {error}") from error


def _columns(scores: GroundedScores) -> dict[str, float]:
    columns = {"Acc@GQA": scores.accuracy, "mIoP": scores.mean_iop}
    columns |= {f"IoP@{t}": share for t, share in scores.iop_at.items()}
    columns |= {"mIoU": scores.mean_iou}
    columns |= {f"IoU@{t}": share for t, share in scores.iou_at.items()}
    return {name: 100 * value for name, value in columns.items()}
