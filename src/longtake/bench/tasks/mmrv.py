"""MMR-V (Zhu et al. 2025): what a video means beyond what it shows, by up to twelve options.

Annotations are a row a question; predictions the same rows with the reply in one more field:
`response`, or `MODEL_raw_response` as the authors' script writes it.
"""

from __future__ import annotations

from pathlib import Path

from longtake.bench.files import Row, Table, table
from longtake.bench.official import mmrv
from longtake.bench.shapes.called import called
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card
from longtake.errors import BenchError

RAW = "_raw_response"


class MMRV(Choices):
    """What a video means beyond what it shows (Zhu et al. 2025)."""

    card = Card(
        name="mmr-v",
        title="MMR-V (Zhu et al. 2025)",
        measures="questions by up to twelve options on what a video means: accuracy",
        size="317 videos, 1,257 questions",
        licence="see the authors",
        source="the dataset JokerJan/MMR-VBench",
        annotations="*MMR*V*.json*",
        predictions="the rows with `response` or `MODEL_raw_response`, or `id` and `response`",
        example='{"video": "VIDEO.mp4", "question": "What does the rain stand for?", '
        '"response": "B"}',
    )
    rule = mmrv
    fields = Fields(
        answer="correctAnswer",
        kinds=("abilityType_L2", "abilityType_L3", "videoType"),
    )

    def rows(self, path: Path) -> Table:
        """Rows with an id: what is asked, where they have none. Raises BenchError."""
        read = called(table(path), "video", "question")
        return Table(read.path, [_said(read, number) for number in range(len(read.rows))])


def _said(rows: Table, number: int) -> Row:
    """The row with its one raw reply as the reply."""
    row = rows.rows[number]
    raw = [name for name in row if name.endswith(RAW)]
    if "response" in row or not raw:
        return row
    if len(raw) > 1:
        names = ", ".join(raw)
        raise BenchError(f"{rows.path} row {number + 1} holds replies of several models: {names}")
    return {**row, "response": row[raw[0]]}
