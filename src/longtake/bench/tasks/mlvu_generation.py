"""MLVU's two tasks in words: scenes described, films summed up, and judged by GPT-4.

Annotations are `8_sub_scene.json` and `9_summary.json` of JUNJIE99/MLVU `data/`; a sample is named
by its task and its row, from 0: `subPlot_12`. A judge gives two scores from 1 to 5 (`SCORES`);
their sum, of 2 to 10, is a verdict from 0 to 1. The official table holds the mean scores of
what was judged and their sum; the verdicts in percent, also of what was not answered, are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from longtake.bench.files import Table, words
from longtake.bench.official import mlvu
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.fields import Fields
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import NO_VERDICTS, Card, Column, Replies, Verdicts
from longtake.bench.tasks.mlvu import LICENCE, SOURCE
from longtake.errors import BenchError

SCORES = {"subPlot": mlvu.SCENE, "summary": mlvu.SUMMARY}
LEAST, MOST = 2.0, 10.0
"""Sums that both scores can have."""
HOW = {
    "subPlot": """\
Rate an answer about a scene of a video with two scores.
score_accuracy, 1 to 5: for each scoring point give 1 where the answer misses it, 3 where it \
mentions something of it but not quite rightly, 5 where it says it; the score is their mean.
score_relevance, 1 to 5, however correct the answer is: 1 off the question, 2 with much that was \
not asked, 3 on it but unsure, 4 mostly on it and sure, 5 on it alone and wholly sure.""",
    "summary": """\
Rate a summary of a video against the right one with two scores.
score_completeness, 1 to 5: how much of the main content it covers, from hardly any to all.
score_reliability, 1 to 5: how correct and clear it is, from several errors and contradictions to \
none; details that the right summary lacks cost nothing where they do not contradict it.""",
}
"""What the two prompts of `generation_evaluation/` ask for, in fewer words."""
END = "Give your reasons first. End with {{'{}': number, '{}': number, 'total_score': sum}}."


class MLVUGeneration(JudgedAnswers):
    """Sub-scene captioning and video summary."""

    card = Card(
        name="mlvu-generation",
        title="MLVU, generation (Zhou et al. 2025)",
        measures="scenes and films of long videos told in words; two judged scores each",
        size="dev: two files, 418 questions",
        licence=LICENCE,
        source=SOURCE,
        annotations="[89]_*.json",
        predictions="`id` (task and row from 0, `subPlot_12`) and `pred`; `verdict`, if judged",
        example='{"id": "subPlot_0", "pred": "A man in a plaid shirt leads the players."}',
    )
    reply_field = "pred"
    fields = Fields(kinds=("question_type",))

    def sample(self, rows: Table, number: int) -> Sample:
        """A row's question, with its scoring points where it has any. Raises BenchError."""
        task = rows.read(number, "question_type", str)
        if task not in SCORES:
            raise BenchError(
                f"{rows.path} row {number + 1}: {task!r} is none of {', '.join(SCORES)}"
            )
        pointed = "scoring_points" in rows.rows[number]
        points = rows.read(number, "scoring_points", words) if pointed else ()
        return Sample(
            id=f"{task}_{number}",
            videos=(rows.read(number, "video", str),),
            text=rows.read(number, "question", str).strip(),
            form="open",
            gold=rows.read(number, "answer", str),
            kinds={"question_type": task, "scoring_points": points},
        )

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """By id, or by `video_name` and `Q`, as the authors' script has it. Raises BenchError."""
        rows = self.rows(predictions)
        if not rows.rows or "Q" not in rows.rows[0]:
            return super().said(predictions, samples)
        asked = {(one.videos[0], one.text): one.id for one in samples}
        names = ("video_name", "Q", self.reply_field)
        given = zip(*(rows.column(name, str) for name in names), strict=True)
        return [
            (asked.get((video, text.strip()), f"{video}: {text}"), said)
            for video, text, said in given
        ]

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """The scale, what is right, and the reply."""
        task = str(sample.kinds["question_type"])
        right = f"The right summary: {sample.gold}"
        if task == "subPlot":
            points = "\n".join(f"- {point}" for point in sample.kinds["scoring_points"])
            right = f"Question: {sample.text}\nScoring points:\n{points}"
        end = END.format(*SCORES[task])
        return f"{HOW[task]}\n{end}\n\n{right}\n\nThe answer to rate: {reply}"

    def verdict(self, sample: Sample, words: str) -> float | None:
        """The sum of both scores, from 2 to 10, as 0 to 1; None where one is not there."""
        try:
            given = mlvu.judged(words, SCORES[str(sample.kinds["question_type"])])
        except OfficialFailure:
            return None
        if len(given) < 2:
            return None
        return min(1.0, max(0.0, (sum(given) - LEAST) / (MOST - LEAST)))

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> tuple[dict[str, Column], list[str]]:
        """The deterministic readings; with verdicts the official means of both scores, too."""
        columns, notes = super().columns(samples, replies, verdicts)
        if "official" not in columns:
            return columns, notes
        spoken = columns.pop("official")
        try:
            values = {**_means(samples, verdicts), **spoken.values}
        except OfficialFailure as failure:
            return columns, [f"no official score: {failure}", *notes]
        counted = sum(one.id in verdicts for one in samples)
        told = Column(values=values, counted=counted, unread=spoken.unread)
        return {"official": told, **columns}, notes


def _means(samples: Sequence[Sample], verdicts: Verdicts) -> dict[str, float]:
    values: dict[str, float] = {}
    for task, names in SCORES.items():
        own = [one.id for one in samples if one.kinds["question_type"] == task]
        texts = [verdicts[id] for id in own if id in verdicts]
        if texts:
            found = mlvu.generation_scores(texts, names)
            values |= {f"{task} {name}": value for name, value in found.items()}
    return values
