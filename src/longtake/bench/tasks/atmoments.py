"""Questions by option at a moment of a video: OVBench and RTV-Bench.

Both show the video up to a moment and nothing later: OVBench from `start` to `end`, RTV-Bench from
its start to `end_time`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from longtake.bench.files import Table, table
from longtake.bench.official import ovbench, rtvbench
from longtake.bench.official.answers import Answer, Judge
from longtake.bench.sample import Sample
from longtake.bench.task import Card
from longtake.bench.tasks.called import called
from longtake.bench.tasks.choices import Choices
from longtake.bench.tasks.fields import Fields
from longtake.types import Span

STAMP = "middle_frame_timestamp"


class OVBench(Choices):
    """What was, is and will be, asked in the midst of a video (Huang et al., CVPR 2025).

    `middle_frame_timestamp` is on the clock of the source (AVA's, from 900 s), `start` and `end` on
    the clip's own. Questions have no ids.
    """

    card = Card(
        name="ovbench",
        title="OVBench (Huang et al. 2025)",
        measures="questions by option on past, present and future: accuracy by type",
        size="7,005 questions",
        licence="see the authors",
        source="MCG-NJU/VideoChat-Online",
        annotations="*.json",
        predictions="the rows with `response`, or `id` and `response`",
    )
    rule = ovbench
    fields = Fields(options="candidates", kinds=("answer_type", "sub_answer_type"))

    def rows(self, path: Path) -> Table:
        """Rows with an id. Raises BenchError."""
        return called(table(path), "video", "question", "start", "end", STAMP)

    def sample(self, rows: Table, number: int) -> Sample:
        """A question of the stretch that the official code shows, asked at its end."""
        start_s, end_s = (rows.read(number, name, float) for name in ("start", "end"))
        span = rows.read(number, "end", lambda _: Span(start_s, end_s))
        sample = super().sample(rows, number)
        return sample.model_copy(update={"span": span, "until_s": end_s})


class _Groups:
    """RTV-Bench's rule, by what a judge says of each answer."""

    @staticmethod
    def judge(answer: Answer) -> bool | None:
        """Whether the letter that is read is the right one; ERROR is wrong."""
        return rtvbench.extract(answer.text or "", len(answer.options)) == answer.gold

    @staticmethod
    def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
        """Accuracy and score; a question without reply is in neither."""
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
        annotations="QA*.json",
        predictions="the rows with `pred`",
    )
    rule = _Groups
    fields = Fields(id="questionID", kinds=("type",))
    reply_field = "pred"

    def sample(self, rows: Table, number: int) -> Sample:
        """A question at `end_time`, to which the official code cuts the video."""
        sample = super().sample(rows, number)
        until_s, field = rows.read(number, "end_time", float), rows.rows[number].get("field")
        videos = tuple(f"{field}/{video}" if field else video for video in sample.videos)
        return sample.model_copy(update={"until_s": until_s, "videos": videos})
