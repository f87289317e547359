"""VideoReasonBench (Liu et al. 2025): what a sequence of operations leads to.

Annotations as the authors' `questions/*.json`: objects of `question`, `answer`, `dim` and more by
id; an id of the benchmark is `card_ID`, with the file's name before it. Predictions are a results
file of theirs, an object of the same with `prediction`, and `rating` once it is judged.

Beside the dimensions stand the rows of the authors' table: `infer_state` holds two of them, the
others are by the number of operations and of states. `visible_time` is ours.

Planning questions have no answer: they are scored there by playing moves that a model extracts from
the reply, for each of six games. That is not done here; they are left out, and counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, entries, gathered, mapping
from longtake.bench.official import videoreasonbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Reading
from longtake.bench.shapes.fields import Fields, open_sample
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import Card, Scores, Verdicts

PROMPT = """A question about a video, a model's answer and the right answer follow. Say whether \
the model's answer is correct: it must hold all that the right answer holds.

Question: {question}

Model's answer: {reply}

Right answer: {gold}

Reply with one word and no full stop: Correct or Incorrect"""
"""In our words; the authors' prompt asks the same."""
INFERRED = ("order_state", "counting_state")
OPERATIONS = {"num_op_5_9": range(5, 10), "num_op_10_14": range(10, 15)}
STATES = {"state_1": (1, 3), "state_2": (2, 4)}
"""By `num_state`, where 3 counts as 1 and 4 as 2."""
PLANNING = "planning questions, which are scored by playing the moves"


class VideoReasonBench(JudgedAnswers):
    """Recall and prediction of operations and states, judged."""

    card = Card(
        name="videoreasonbench",
        title="VideoReasonBench (Liu et al. 2025)",
        measures="reasoning on sequences of operations, judged: accuracy by dimension",
        size="240 videos, 1,440 questions",
        licence="see the authors",
        source="questions/ of llyx97/video_reason_bench",
        annotations="*.json",
        predictions="an object of `prediction` by id, with `rating` once they are judged",
        example='{"card_state1_op5_order_operation_start": {"prediction": "Final Answer: 3"}}',
    )
    fields = Fields(kinds=("dim", "visible_time", "row"))
    reply_field = "prediction"
    verdict_field = "rating"

    def rows(self, path: Path) -> Table:
        """A row for each id, with the game before it where it lacks that. Raises BenchError."""
        return Table(path, [_row(path, id, one) for id, one in entries(mapping(path))])

    def each(self, rows: Table, number: int) -> list[Sample]:
        """None of a planning question."""
        planned = not rows.read(number, "answer", lambda value: value)
        return [] if planned else [open_sample(rows, number, self.fields)]

    def left_out(self, annotations: Path) -> Counter[str]:
        """How many planning questions there are. Raises BenchError."""
        files = gathered(annotations, self.card.annotations)
        rows = [one for file in files for one in self.rows(file).rows]
        return Counter(PLANNING for one in rows if not one["answer"])

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """See `Asked.score`; says how much is left out."""
        scores = super().score(predictions, annotations)
        out = [f"{n:,} not scored: {why}" for why, n in self.left_out(annotations).items()]
        return replace(scores, notes=(*scores.notes, *out))

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """Of what follows "Final Answer", as officially."""
        said = videoreasonbench.final_answer(reply) or ""
        return PROMPT.format(question=sample.text, reply=said, gold=sample.gold)

    def ruled(self, verdicts: Verdicts) -> Reading:
        """A reply without "Final Answer" is wrong, whatever a judge says of it."""
        judged = super().ruled(verdicts)
        return lambda one, reply: (
            judged(one, reply) if videoreasonbench.final_answer(reply) else 0.0
        )

    def verdict(self, sample: Sample, words: str) -> float | None:
        """1 where it is exactly "Correct"."""
        return float(videoreasonbench.judged(words))

    def strict(self, sample: Sample, reply: str) -> float | None:
        """Of what follows "Final Answer" alone."""
        said = videoreasonbench.final_answer(reply)
        return super().strict(sample, said.lstrip(": ")) if isinstance(said, str) else None

    def words(self, value: Any) -> str:
        """A stored rating, true or false."""
        return "Correct" if value is True else "Incorrect"


def _row(path: Path, id: str, one: dict[str, Any]) -> dict[str, Any]:
    game = one.get("demo", path.stem)
    return {**one, "id": id if id.startswith(f"{game}_") else f"{game}_{id}", "row": _of(one)}


def _of(one: Row) -> list[str]:
    """The rows of the authors' table in which a question counts, beside that of its dimension."""
    found = ["infer_state"] if one.get("dim") in INFERRED else []
    for name, rows in (("num_operation", OPERATIONS), ("num_state", STATES)):
        if str(one.get(name)).isdigit():
            found += [row for row, counts in rows.items() if int(one[name]) in counts]
    return found
