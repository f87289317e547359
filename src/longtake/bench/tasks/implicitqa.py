"""ImplicitQA (Swetha et al. 2025): what a clip of a film implies without showing it.

Annotations are a row a question, with the times of its clip; predictions the same rows with `pred`.
No rule is published: strict and robust readings only.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.files import Table
from longtake.bench.official.answers import Answer, Judge, shares, strict
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By, Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card, Column, Replies, Verdicts
from longtake.types import Span


def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """Overall, and by category where there is one."""
    return shares(answers, judge, "category")


class ImplicitQA(Choices):
    """What a film implies without showing it (Swetha et al. 2025); no rule is published."""

    card = Card(
        name="implicitqa",
        title="ImplicitQA (Swetha et al. 2025)",
        measures="questions by option on what clips imply: accuracy by letter",
        size="about 1,000 questions",
        licence="see the authors",
        source="the dataset that UCF-CRCV/ImplicitQA names",
        annotations="*.json*",
        predictions="the rows as the authors' script writes them, with `pred`",
        example='{"question_id": "1", "pred": "B"}',
    )
    rule = By(strict, scores)
    fields = Fields(
        id="question_id",
        video="video_id",
        text="question_text",
        answer="answer_choice",
        kinds=("category",),
    )
    reply_field = "pred"

    def sample(self, rows: Table, number: int) -> Sample:
        """A question of the clip from `question_start_time` to `question_stop_time`."""
        sample = super().sample(rows, number)
        start_s = rows.read(number, "question_start_time", float)
        end_s = rows.read(number, "question_stop_time", float)
        return sample.model_copy(update={"span": Span(start_s, end_s)})

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """Two readings, as there is no official one."""
        columns, _ = super().columns(samples, replies, verdicts)
        del columns["official"]
        return columns, ["the authors publish no rule: strict and robust readings only"]

    def instead(self, columns: dict[str, Column]) -> dict[str, float]:  # type: ignore[override]
        """The strict reading."""
        return dict(columns["strict"].values)
