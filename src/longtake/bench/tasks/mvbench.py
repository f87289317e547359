"""MVBench (Li et al., CVPR 2024): twenty tasks of short videos, a file each.

Annotations as in OpenGVLab/MVBench `json/`: the name of a file is its task; rows have `video`,
`question`, `candidates`, `answer` and, for some tasks, the stretch asked about. There are no ids.
Two rules are in use, so there are two benchmarks of the same files.
"""

from __future__ import annotations

from dataclasses import replace

from longtake.bench.files import Table
from longtake.bench.official import mvbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By, Rule
from longtake.bench.shapes.unnumbered import PREDICTIONS, Unnumbered
from longtake.bench.task import Card
from longtake.types import Span


class MVBench(Unnumbered):
    """By the rule of VideoChat2 and InternVL, under which an empty reply is right."""

    card = Card(
        name="mvbench",
        title="MVBench (Li et al. 2024)",
        measures="questions by options on what can only be seen in motion, twenty tasks: accuracy",
        size="20 tasks of 200 questions",
        licence="see the authors",
        source="json/ of the dataset OpenGVLab/MVBench",
        annotations="*.json",
        predictions=PREDICTIONS,
        example='{"id": "action_antonym_0", "pred": "(A)"}',
    )
    rule: Rule = mvbench

    def task(self, rows: Table, number: int) -> str:
        """The name of the file."""
        return rows.path.stem

    def sample(self, rows: Table, number: int) -> Sample:
        """With the stretch that is asked about, where one is. Raises BenchError."""
        asked, row = super().sample(rows, number), rows.rows[number]
        if row.get("start") is None or row.get("end") is None:
            return asked
        start, end = (rows.read(number, name, float) for name in ("start", "end"))
        return asked.model_copy(update={"span": Span(start, end)})


class MVBenchLmms(MVBench):
    """By the rule of lmms-eval, which leaves empty replies out.

    It publishes a score a task; `Overall`, their mean, is ours. Of options that are the same it
    takes the first as the right one.
    """

    card = replace(
        MVBench.card, name="mvbench-lmms", title="MVBench (Li et al. 2024), as lmms-eval scores it"
    )
    rule = By(mvbench.lmms_judge, mvbench.lmms_scores)
    twice = 0
