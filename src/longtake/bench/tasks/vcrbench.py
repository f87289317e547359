"""VCRBench (Sarkar & Etemad 2025): shuffled clips of a procedure, to be put in order.

Annotations as the authors' `data.json`: rows with `qid`, `goal`, `video_file` and `ground_truth`,
clips from 0; their results files, with `answer` from 1 in its place and `pred`, serve as either.
Where `pred` is a list, its first text is the reply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, numbers, table
from longtake.bench.marks import mark
from longtake.bench.official import vcrbench
from longtake.bench.official.answers import OVERALL
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Asked, Scored, shared
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card, Column, Replies, Verdicts

ASK = """The video shows clips of one task, shuffled: {goal}. Each says its number as it begins. \
Put them in the order in which the task is done. Answer in one line: \
Correct order: Clip 2, Clip 1"""
NUMBER = re.compile(r"\d+")


class VCRBench(Asked):
    """Whole orders, and steps in their place."""

    card = Card(
        name="vcrbench",
        title="VCRBench (Sarkar & Etemad 2025)",
        measures="order of shuffled clips of a procedure: accuracy of orders, and of steps",
        size="365 videos",
        licence="see the authors",
        source="the dataset that pritamqu/VCRBench names",
        annotations="data.json",
        predictions="`qid` and `pred`",
        example='{"qid": "1", "pred": "Clip 2, Clip 3, Clip 1, Clip 4"}',
    )
    fields = Fields(id="qid", video="video_file", text="goal", kinds=("goal",))
    reply_field = "pred"

    def rows(self, path: Path) -> Table:
        """Rows with one reply. Raises BenchError."""
        read = table(path)
        return Table(path, [_with_first(row) for row in read.rows])

    def sample(self, rows: Table, number: int) -> Sample:
        """The goal, put as a question; the right order is that of `Clip n, Clip m`."""
        row = rows.rows[number]
        done = "answer" in row and "ground_truth" not in row
        order = rows.read(number, "answer" if done else "ground_truth", _order)
        order = order if done else [clip + 1 for clip in order]
        return Sample(
            id=rows.read(number, "qid", str),
            videos=(rows.read(number, "video_file", str),),
            text=str(row["question"]) if done else _asked(rows.read(number, "goal", str)),
            form="open",
            gold=", ".join(f"Clip {clip}" for clip in order),
            accepts=(", ".join(map(str, order)),),
            kinds={"goal": str(row["goal"])} if "goal" in row else {},
        )

    def worth(self, sample: Sample, reply: str) -> float:
        """1 for the whole order."""
        gold = order_of(sample)
        return float(vcrbench.parse(reply, len(gold)) == gold)

    def robust(self, sample: Sample, reply: str) -> float | None:
        """The numbers of the last line that has any."""
        lines = [found for line in reply.splitlines() if (found := NUMBER.findall(line))]
        return float(list(map(int, lines[-1])) == order_of(sample)) if lines else None

    def strict(self, sample: Sample, reply: str) -> float | None:
        """The order and nothing else, once "Correct order:" is cut off."""
        said = reply.strip().removeprefix("Correct order:")
        return mark(sample, said).strict

    def table(self, scored: Scored) -> dict[str, float]:
        """Accuracy of orders."""
        return {"avg_accuracy": shared(scored)[OVERALL]}

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """The official one has steps too, and where goals are known the mean over them."""
        columns, notes = super().columns(samples, replies, verdicts)
        texts = [replies.get(one.id) or "" for one in samples]
        goals = [str(one.kinds["goal"]) for one in samples if "goal" in one.kinds]
        values = vcrbench.scores(
            texts, list(map(order_of, samples)), goals if len(goals) == len(samples) else ()
        )
        columns["official"] = replace(columns["official"], values=values)
        return columns, notes


def order_of(sample: Sample) -> list[int]:
    """The right order of the clips, from 1."""
    return [int(found) for found in NUMBER.findall(sample.gold)]


def _with_first(row: Row) -> Row:
    said = row.get("pred")
    return {**row, "pred": said[0]} if isinstance(said, list) and said else row


def _asked(goal: str) -> str:
    return ASK.format(goal=goal)


def _order(value: Any) -> list[int]:
    return [int(clip) for clip in numbers(value)]
