"""VNBench (Zhao et al., ICLR 2025): needles in video, each asked about in four rotations.

Annotations as in the dataset Joez1717/VNBench: `video`, `question`, `options`, `gt` (the option's
text, its index or its letter), `type`, `try`. Predictions are rows with `pred` and `question_id`
(`VIDEO_TRY`), or `video_path` and `try`, the two ways of joez17/VideoNIAH. Its two scripts differ:
`official` is the one for users, `evaluation/eval.py`; the column `llava_examples` is the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from longtake.bench.files import Row, Table, table, texts
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.official import vnbench
from longtake.bench.official.answers import Answer, Judge
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By, Choices, answer
from longtake.bench.shapes.fields import Fields, right
from longtake.bench.task import Card, Column, Replies, Verdicts


def judge(one: Answer) -> bool | None:
    """Of one rotation; None without a reply, which leaves it out."""
    return None if one.text is None else vnbench.read(one.text) == one.gold


def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """The table of `evaluation/eval.py`, of whatever judge of one rotation."""
    said = {None: None, True: "right", False: "wrong"}
    return vnbench.scores([_rotation(one, said[judge(one)]) for one in answers])


class VNBench(Choices):
    """Found only where all four rotations are right."""

    card = Card(
        name="vnbench",
        title="VNBench (Zhao et al. 2025)",
        measures="needles put into videos: retrieval, order, count; four rotations all right",
        size="1,350 questions in four rotations",
        licence="academic use only",
        source="the dataset Joez1717/VNBench",
        annotations="VNBench*.json",
        predictions="`question_id`, VIDEO_TRY, and `pred`, a row each",
        example='{"question_id": "v_PkRvgIFREJU_ord_insert2_0", "pred": "D"}',
    )
    rule = By(judge, scores)
    fields = Fields(id="question_id", kinds=("type",))
    reply_field = "pred"

    def rows(self, path: Path) -> Table:
        """Rows with the id that the script for users wants, made where one has none.

        Raises BenchError.
        """
        return Table(path, [{"question_id": _id(row), **row} for row in table(path).rows])

    def sample(self, rows: Table, number: int) -> Sample:
        """One rotation, named by its video and its number. Raises BenchError."""
        options = rows.read(number, "options", texts)
        choice = rows.read(number, "gt", lambda value: _choice(value, options))
        rows.read(number, "try", int)
        id = rows.read(number, "question_id", str)
        return Sample(
            id=id,
            videos=(rows.read(number, "video", str),),
            text=rows.read(number, "question", str).strip(),
            options=options,
            choice=choice,
            gold=LETTERS[choice],
            kinds={"type": rows.read(number, "type", str)},
            together=_needle(id),
        )

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """The three readings, and what the other script makes of the replies."""
        columns, notes = super().columns(samples, replies, verdicts)
        answers = [answer(one, replies[one.id]) for one in samples if one.id in replies]
        try:
            values = vnbench.llava_scores([_rotation(one, one.text, one.gold) for one in answers])
            columns["llava_examples"] = Column(values=values, counted=len(answers), unread=0)
        except OfficialFailure as failure:
            notes.append(f"no score by llava_examples: {failure}")
        return columns, notes


def _id(row: Row) -> str:
    video = str(row.get("video", row.get("video_path", "")))
    return f"{PurePath(video).stem}_{row.get('try')}"


def _choice(value: Any, options: tuple[str, ...]) -> int:
    """The text of an option, numbers too; where it is none, its index or letter."""
    return options.index(str(value)) if str(value) in options else right(value, options)


def _rotation(one: Answer, text: str | None, gold: str = "right") -> vnbench.Rotation:
    kind = str(one.kinds["type"])
    return vnbench.Rotation(needle=_needle(one.id), type=kind, text=text, gold=gold)


def _needle(id: str) -> str:
    return id.rpartition("_")[0]
