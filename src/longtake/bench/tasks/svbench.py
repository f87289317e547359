"""SVBench (Yang et al., ICLR 2025): chains of questions on a stream.

Annotations as the authors' files, one a video: a list of scenes that hold a `chain` of `questions`
and `answers`, and `qac_timestamps_start` and `_end`. Each question is asked at the end of its
scene, after those before it in its chain and their right answers; nothing later may be shown.
Predictions are files of the same names in a folder, with `questions`, `gt_answers` and `answers` by
scene, and once a whole chain is judged its `evaluation`; or rows of `id` (`VIDEO_SCENE_PLACE`) and
`response`.

A reply is judged alone, by the authors' rating of single answers; the six ratings of chains are
those of a file of predictions that holds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from longtake.bench.files import Row, Table, gathered, replies, table, words
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official import svbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Scored, shared
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError
from longtake.types import Span

PROMPT = """Rate an answer to a question about a video from 0 (wrong, or of something else) to 10 \
(all of the right answer, and nothing against it).

Question: {question}
Right answer: {gold}
Answer: {reply}

Reply in this form:
Accuracy:
Score: the number"""
"""In our words; the authors' prompt, for GPT-4, has the same scale."""
SCENE = ("qac_timestamps_start", "qac_timestamps_end")


class SVBench(JudgedAnswers):
    """Dialogues on scenes, judged 0 to 10."""

    card = Card(
        name="svbench",
        title="SVBench (Yang et al. 2025)",
        measures="dialogues on streams, judged: accuracy, or six ratings of chains",
        size="1,353 videos, 49,979 questions",
        licence="Apache-2.0",
        source="Dialogue/Dialogue_EN/ of the dataset yzy666/SVBench",
        annotations="*.json",
        predictions="a folder of files by video, with `answers` by scene, and `evaluation`",
        example='{"id": "VIDEO_0_1", "response": "She sits down."}',
    )

    def each(self, rows: Table, number: int) -> list[Sample]:
        """The questions of a scene's chain; an empty scene has none."""
        if not rows.rows[number]:
            return []
        chain = Table(rows.path, [rows.read(number, "chain", dict)])
        asked, right = (chain.read(0, name, words) for name in ("questions", "answers"))
        if len(asked) != len(right):
            raise BenchError(f"{rows.path} row {number + 1}: questions and answers do not pair")
        start_s, end_s = (rows.read(number, name, float) for name in SCENE)
        span = rows.read(number, SCENE[1], lambda _: Span(start_s, end_s))
        scene = f"{rows.path.stem}_{number}"
        told = [f"{one} {other}\n" for one, other in zip(asked, right, strict=True)]
        return [
            Sample(
                id=f"{scene}_{place}",
                videos=(rows.path.stem,),
                text="".join(told[:place]) + question,
                form="open",
                gold=right[place],
                span=span,
                until_s=end_s,
                together=scene,
            )
            for place, question in enumerate(asked)
        ]

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Of a folder of files by video, or of rows."""
        if not predictions.is_dir():
            return replies(table, predictions, "id", "response")
        return [
            (f"{rows.path.stem}_{number}_{place}", text)
            for rows in _files(predictions)
            for number, scene in enumerate(rows.rows)
            if scene
            for place, text in enumerate(rows.read(number, "answers", words))
        ]

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """The six ratings, in percent of 10, where chains are judged. Raises BenchError."""
        files = _files(predictions) if predictions.is_dir() else ()
        spoken = [str(row["evaluation"]) for rows in files for row in rows.rows if _judged(row)]
        if not spoken:
            return super().score(predictions, annotations)
        samples = self.samples(annotations)
        given = [id for id, _ in self.said(predictions, samples)]
        match = match_ids([one.id for one in samples], given)
        note = f"of {len(spoken):,} chains that are judged"
        return scores_of(svbench.scores(spoken), match, len(samples), note)

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """Of a single answer, in our words."""
        return PROMPT.format(question=sample.text, gold=sample.gold, reply=reply)

    def verdict(self, sample: Sample, words: str) -> float | None:
        """The rating, as a share of 10; None where there is no number after "Score"."""
        rating = svbench.rating(words, svbench.SINGLE[0])
        return None if rating is None else rating / 10

    def table(self, scored: Scored) -> dict[str, float]:
        """Mean rating, in percent of 10."""
        return {svbench.SINGLE[0]: shared(scored)["Overall"]}


def _judged(row: Row) -> bool:
    return bool(row.get("evaluation"))


def _files(folder: Path) -> Iterator[Table]:
    return (table(file) for file in gathered(folder, "*.json"))
