"""MMR-V (Zhu et al. 2025): what a video means beyond what it shows, by up to twelve options.

Annotations are a row a question; predictions the same rows with the reply in one more field.
"""

from __future__ import annotations

from pathlib import Path

from longtake.bench.files import Table, table
from longtake.bench.official import mmrv
from longtake.bench.shapes.called import called
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card


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
        predictions="the rows with `response`, or `id` and `response`",
    )
    rule = mmrv
    fields = Fields(
        answer="correctAnswer",
        kinds=("abilityType_L2", "abilityType_L3", "videoType"),
    )

    def rows(self, path: Path) -> Table:
        """Rows with an id: what is asked, where they have none. Raises BenchError."""
        return called(table(path), "video", "question")
