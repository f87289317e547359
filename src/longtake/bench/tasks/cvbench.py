"""CVBench (Zhu et al. 2025): questions across two to four videos, by letter or yes and no.

Annotations are a row a question, its videos in `video_1` to `video_4`; predictions are rows of `id`
and reply.
"""

from __future__ import annotations

from pathlib import Path

from longtake.bench.files import Row, Table, table
from longtake.bench.official import cvbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card


class CVBench(Choices):
    """Questions across two to four videos (Zhu et al. 2025); a yes or no is asked for by word."""

    card = Card(
        name="cvbench",
        title="CVBench (Zhu et al. 2025)",
        measures="questions across several videos, by letter or yes and no: accuracy",
        size="1,315 videos, 1,000 questions",
        licence="see the authors",
        source="the dataset Dongyh35/CVBench",
        annotations="*CVBench*.json*",
        predictions="`id` and `response`",
        example='{"id": 1, "response": "A"}',
    )
    rule = cvbench
    fields = Fields(video="videos", kinds=("task_type",))

    def rows(self, path: Path) -> Table:
        """Rows with their videos in one list, and options where it is yes or no."""
        read = table(path)
        return Table(read.path, [_with_videos(row) for row in read.rows])

    def sample(self, rows: Table, number: int) -> Sample:
        """With the gold answer as it is written: officially `Yes` is compared with `YES`."""
        made = super().sample(rows, number)
        return made.model_copy(update={"gold": rows.read(number, "answer", str).strip()})


def _with_videos(row: Row) -> Row:
    videos = [row[name] for n in range(1, 5) if row.get(name := f"video_{n}")]
    added: dict[str, object] = {"videos": videos} if videos else {}
    if not row.get("options") and str(row.get("answer", "")).lower() in ("yes", "no"):
        added["options"] = ["Yes", "No"]
    return {**row, **added}
