"""VideoEval-Pro (Ma et al. 2025): questions of four benchmarks, without and with their options.

Annotations are rows with `question`, `options`, `answer` (a letter), `answer_text`, `qa_type` and
`qa_subtype`; predictions are the same rows with `textqa_answer` and `mcq_answer`, and after judging
`textqa_judge`, as `tools/gpt4o_judge.py` reads and writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, table
from longtake.bench.official import videoevalpro
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.called import called
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import Card

KINDS = ("qa_type", "qa_subtype")
PROMPT = """Grade a predicted answer to a question about a video against the gold answer.

A: it holds all that is important in the gold answer and contradicts none of it. Letters, signs, \
grammar and order do not matter; hedging does no harm; what the question makes plain may be left \
out. A number must agree to the gold answer's last significant figure.
B: something in it contradicts the gold answer, even where it is hedged.
C: it lacks what is important in the gold answer, and contradicts nothing.

Question: {question}
Gold answer: {gold}
Predicted answer: {reply}

Reply with the letter alone: A, B or C."""
"""In our words; the authors' prompt, for GPT-4o, has the same grades with examples."""


class VideoEvalPro(JudgedAnswers):
    """Without options: graded A, B or C by a model, of which A is right."""

    card = Card(
        name="videoeval-pro",
        title="VideoEval-Pro, open (Ma et al. 2025)",
        measures="open questions on long videos, judged: accuracy",
        size="1,289 questions",
        licence="see the authors",
        source="the dataset TIGER-Lab/VideoEval-Pro",
        annotations="*.json*",
        predictions="the rows with `textqa_answer`, and `textqa_judge` once they are judged",
        example='{"video": "VIDEO.mp4", "question": "What is cut?", "textqa_answer": "a melon"}',
    )
    fields = Fields(answer="answer_text", kinds=KINDS)
    reply_field = "textqa_answer"
    verdict_field = "textqa_judge"

    def rows(self, path: Path) -> Table:
        """Rows with an id. Raises BenchError."""
        return unended(path)

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """The three grades, in our words."""
        return PROMPT.format(question=sample.text, gold=sample.gold, reply=reply)

    def verdict(self, sample: Sample, words: str) -> float | None:
        """1 for an A; an empty verdict is asked for again."""
        try:
            return float(videoevalpro.judged(words))
        except OfficialFailure:
            return None

    def words(self, value: Any) -> str:
        """A stored verdict: true, false, or the note of a judge that failed, which counts right."""
        return (
            "A" if videoevalpro.open_right(None if isinstance(value, Mapping) else value) else "B"
        )


class VideoEvalProMCQ(Choices):
    """The same with their options."""

    card = Card(
        name="videoeval-pro-mcq",
        title="VideoEval-Pro, by option (Ma et al. 2025)",
        measures="questions by option on long videos: accuracy",
        size="1,289 questions",
        licence="see the authors",
        source="the dataset TIGER-Lab/VideoEval-Pro",
        annotations="*.json*",
        predictions="the rows with `mcq_answer`",
        example='{"video": "VIDEO.mp4", "question": "What is cut?", "mcq_answer": "B"}',
    )
    rule = videoevalpro
    fields = Fields(kinds=KINDS)
    reply_field = "mcq_answer"

    def rows(self, path: Path) -> Table:
        """Rows with an id. Raises BenchError."""
        return unended(path)


def unended(path: Path) -> Table:
    """Rows with an id, without the line of statistics that the judging script adds at the end."""
    read = table(path)
    rows = Table(read.path, [row for row in read.rows if set(row) != {"stats"}])
    return called(rows, "video", "question")
