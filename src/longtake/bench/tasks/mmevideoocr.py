"""MME-VideoOCR (Shi et al. 2025): what is written in a video, by option, by words, or translated.

Annotations are rows with `eval_method`; predictions are these with `model_response`, as the
authors' script reads them, or rows of `id` and it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from longtake.bench.files import Table, table
from longtake.bench.marks import mark
from longtake.bench.metrics.wording import normalised
from longtake.bench.official import mme_videoocr
from longtake.bench.official.answers import OVERALL
from longtake.bench.sample import Sample
from longtake.bench.shapes.called import called
from longtake.bench.shapes.choices import answer
from longtake.bench.shapes.fields import Fields, open_sample, sample
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import NO_VERDICTS, Card, Column, Replies, Verdicts

PROMPT = """Two sentences follow, one in Chinese and one in English. Say whether each is an \
accurate translation of the other. Small differences of grammar or style do not matter.

First: {gold}
Second: {reply}

Reply with one word: correct or wrong."""
"""In our words; the authors' prompt asks the same."""
TRANSLATED = "gpt_assisted_scoring"


class MMEVideoOCR(JudgedAnswers):
    """25 tasks on text in videos; only translations are judged."""

    card = Card(
        name="mme-videoocr",
        title="MME-VideoOCR (Shi et al. 2025)",
        measures="reading and understanding text in videos: accuracy",
        size="1,464 videos, 2,000 questions",
        licence="for academic use only, not to be redistributed",
        source="the dataset DogNeverSleep/MME-VideoOCR_Dataset",
        annotations="*.json*",
        predictions="the rows with `model_response`",
        example='{"video_index": "1", "question": "What does the sign say?", "model_response": '
        '"B"}',
    )
    fields = Fields(
        video=("video_index", "video"),
        options="option",
        kinds=("task_type", "task", "eval_method"),
    )
    reply_field = "model_response"

    def rows(self, path: Path) -> Table:
        """Rows with an id. Raises BenchError."""
        return called(table(path), self.fields.video, "question")

    def sample(self, rows: Table, number: int) -> Sample:
        """By option where `eval_method` says so, else in words. Raises BenchError."""
        by_option = rows.read(number, "eval_method", str).strip() == mme_videoocr.CHOICE
        return (sample if by_option else open_sample)(rows, number, self.fields)

    def needs_judge(self, sample: Sample) -> bool:
        """Of translations."""
        return sample.kinds["eval_method"] == TRANSLATED

    def worth(self, sample: Sample, reply: str) -> float | None:
        """By letter or by containment; None of a translation."""
        if self.needs_judge(sample):
            return None
        return float(mme_videoocr.judge(answer(sample, reply)))

    def robust(self, sample: Sample, reply: str) -> float | None:
        """Whether all parts of the answer are in the reply, once both are normalised."""
        if sample.form == "choice" or self.needs_judge(sample) or not reply.strip():
            return mark(sample, reply).robust
        said = normalised(reply)
        return float(all(normalised(part) in said for part in sample.gold.split(";")))

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """Whether a translation is accurate, in our words."""
        return PROMPT.format(gold=sample.gold, reply=reply)

    def verdict(self, sample: Sample, words: str) -> float | None:
        """As the authors read it: "incorrect" is right, too."""
        said = mme_videoocr.judged(words)
        return None if said is None else float(said)

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> tuple[dict[str, Column], list[str]]:
        """The official total is divided by 2,000, whatever was answered."""
        columns, notes = super().columns(samples, replies, verdicts)
        if official := columns.get("official"):
            total = official.values[OVERALL] * official.counted / mme_videoocr.QUESTIONS
            values = {**official.values, OVERALL: total}
            columns["official"] = replace(official, values=values)
        return columns, notes
