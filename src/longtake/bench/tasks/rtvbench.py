"""RTV-Bench (Xun et al. 2025): the same question at several times, in groups.

Annotations are the authors' `QA.json`; a question is asked at `end_time`, and nothing later is
shown. Their `QA_clips.json` asks the same of videos that are cut there. Predictions are the rows
with `pred`.
"""

from __future__ import annotations

from collections.abc import Sequence

from longtake.bench.files import Table
from longtake.bench.official import rtvbench
from longtake.bench.official.answers import Answer, Judge
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By, Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card


def judge(answer: Answer) -> bool:
    """Whether the letter that is read is the right one; ERROR is wrong."""
    return rtvbench.extract(answer.text or "", len(answer.options)) == answer.gold


def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """Accuracy and score, by whatever judge; a question without reply is in neither."""
    return rtvbench.scores(
        [
            {
                "questionID": answer.id,
                "type": str(answer.kinds.get("type", "")),
                "pred": answer.text,
                "correct": bool(judge(answer)),
            }
            for answer in answers
            if answer.text is not None
        ]
    )


class RTVBench(Choices):
    """One question at several times, in groups (Xun et al. 2025)."""

    card = Card(
        name="rtv-bench",
        title="RTV-Bench (Xun et al. 2025)",
        measures="the same question at several times: accuracy, and score by groups",
        size="552 videos, 4,631 questions",
        licence="see the authors",
        source="the dataset xunsh/RTV-Bench",
        annotations="QA.json",
        predictions="the rows with `pred`",
        example='{"questionID": "q-group-9eq4fqfqg-2-option2", "pred": "A"}',
    )
    rule = By(judge, scores)
    fields = Fields(id="questionID", kinds=("type",))
    reply_field = "pred"

    def sample(self, rows: Table, number: int) -> Sample:
        """A question at `end_time`, to which the official code cuts the video."""
        sample = super().sample(rows, number)
        until_s, field = rows.read(number, "end_time", float), rows.rows[number].get("field")
        videos = tuple(f"{field}/{video}" if field else video for video in sample.videos)
        group, _ = rtvbench.group_of(sample.id) or ("", "")
        return sample.model_copy(update={"until_s": until_s, "videos": videos, "together": group})
