"""OVBench (Huang et al., CVPR 2025): past, present and future, asked in the midst of a video.

Annotations are the authors' rows, without ids; each is asked of the stretch from `start` to `end`,
and nothing later is shown. Copies with `video_id`, `options` and a letter as `answer`, as
evaluation kits make them, are read too. Predictions are the rows with the reply, or `id` and
`response`.
"""

from __future__ import annotations

from pathlib import Path

from longtake.bench.files import Table, table
from longtake.bench.official import ovbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.called import called
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card
from longtake.types import Span

STAMP = "middle_frame_timestamp"
OTHER = "options"
"""What copies call the `candidates`."""


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
        example='{"id": "1j20qq1JyX4_3f9a2c", "response": "A"}',
    )
    rule = ovbench
    fields = Fields(
        video=("video", "video_id"),
        options="candidates",
        kinds=("answer_type", "sub_answer_type"),
    )

    def rows(self, path: Path) -> Table:
        """Rows with an id. Raises BenchError."""
        read = table(path)
        rows = [{"candidates": row[OTHER], **row} if OTHER in row else row for row in read.rows]
        return called(Table(path, rows), self.fields.video, "question", "start", "end", STAMP)

    def sample(self, rows: Table, number: int) -> Sample:
        """A question of the stretch that the official code shows, asked at its end."""
        start_s, end_s = (rows.read(number, name, float) for name in ("start", "end"))
        span = rows.read(number, "end", lambda _: Span(start_s, end_s))
        sample = super().sample(rows, number)
        return sample.model_copy(update={"span": span, "until_s": end_s})
