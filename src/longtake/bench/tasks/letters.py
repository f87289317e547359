"""Benchmarks by letter whose files hold a row a question: MMR-V, VUE-PLOT, CVBench, ImplicitQA.

Their predictions are the annotations with the reply in one more field, or rows of id and reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from longtake.bench.files import Row, Table, table
from longtake.bench.official import cvbench, mmrv, vueplot
from longtake.bench.official.answers import Answer, Judge, shares, strict
from longtake.bench.sample import Sample
from longtake.bench.task import Card, Column, Replies, Verdicts
from longtake.bench.tasks.called import called
from longtake.bench.tasks.choices import Choices
from longtake.bench.tasks.fields import Fields
from longtake.types import Span


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


class VuePlot(Choices):
    """Why something is shown or said as it is (Vidi team 2025)."""

    card = Card(
        name="vue-plot",
        title="VUE-PLOT reasoning questions (Vidi 2025)",
        measures="questions by option on plot, sound and camera: accuracy",
        size="1,214 questions",
        licence="CC BY-NC 4.0",
        source="VUE_PLOT/Reasoning_VQA/ of bytedance/vidi",
        annotations="VUE-PLOT_Reasoning_VQA.json",
        predictions="`problem_id` and `pred_answer`",
    )
    rule = vueplot
    fields = Fields(id="problem_id", video="video_id", text="problem", kinds=("task_type",))
    reply_field = "pred_answer"


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
    )
    rule = cvbench
    fields = Fields(
        video="videos",
        kinds=("task_type",),
        gold=lambda options, choice: _spoken(options, choice),
    )

    def rows(self, path: Path) -> Table:
        """Rows with their videos in one list, and options where it is yes or no."""
        read = table(path)
        return Table(read.path, [_together(row) for row in read.rows])


class _ByLetter:
    """No official rule: a well-formed letter, or wrong."""

    @staticmethod
    def judge(answer: Answer) -> bool | None:
        """Whether the letter is the right one."""
        return strict(answer)

    @staticmethod
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
    )
    rule = _ByLetter
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


def _together(row: Row) -> Row:
    videos = [row[name] for n in range(1, 5) if row.get(name := f"video_{n}")]
    added: dict[str, object] = {"videos": videos} if videos else {}
    if not row.get("options") and str(row.get("answer", "")).lower() in ("yes", "no"):
        added["options"] = ["Yes", "No"]
    return {**row, **added}


def _spoken(options: tuple[str, ...], choice: int) -> str:
    by_word = {option.lower() for option in options} == {"yes", "no"}
    return options[choice].upper() if by_word else "ABCD"[choice]
