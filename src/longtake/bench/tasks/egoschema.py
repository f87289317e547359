"""EgoSchema (Mangalam et al. 2023): three minutes of a day, five options each.

Annotations as the authors' `questions.json`, with the public answers of 500 questions in
`subset_answers.json` beside it. Predictions are an object of index or letter by `q_uid`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, mapping
from longtake.bench.official import egoschema
from longtake.bench.official.answers import LETTERS, Answer, Judge, strict
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By
from longtake.bench.shapes.fields import Fields, by_index
from longtake.bench.shapes.indexed import Indexed
from longtake.bench.task import Card, Column, Replies, Verdicts
from longtake.errors import BenchError

ANSWERS = "subset_answers.json"


def accuracy(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """Of the questions of which the answer is public."""
    truth = {one.id: one.choice for one in answers if one.choice is not None}
    return egoschema.scores({one.id: one.choice or 0 for one in answers if judge(one)}, truth)


class EgoSchema(Indexed):
    """Three minutes of somebody's day; of 500 questions the answers are public."""

    card = Card(
        name="egoschema",
        title="EgoSchema (Mangalam et al. 2023)",
        measures="questions by five options on three minutes of a day: accuracy",
        size="5,031 questions, 500 of them with public answers",
        licence="see the authors",
        source="questions.json and subset_answers.json of egoschema/EgoSchema, in one folder",
        annotations="questions.json",
        predictions="an object of index or letter by `q_uid`",
        example='{"0074f737-11cb-497d-8d07-77c3a8127391": 3}',
    )
    rule = By(strict, accuracy)
    fields = Fields(id="q_uid")
    options = tuple(f"option {n}" for n in range(egoschema.OPTIONS))

    def everything(self, annotations: Path) -> list[Sample]:
        """All questions, with the answers of the file beside them. Raises BenchError."""
        asked = super().everything(annotations)
        beside = self.files(annotations)[0].with_name(ANSWERS)
        known = mapping(beside) if beside.is_file() else {}
        return [_answered(beside, one, known[one.id]) if one.id in known else one for one in asked]

    def sample(self, rows: Table, number: int) -> Sample:
        """A question, whose answer a row may have as `answer`. Raises BenchError."""
        id = rows.read(number, "q_uid", str)
        asked = Sample(
            id=id,
            videos=(id,),
            text=rows.read(number, "question", str).strip(),
            options=tuple(rows.read(number, name, str).strip() for name in self.options),
        )
        given = rows.rows[number].get("answer")
        return asked if given is None else _answered(rows.path, asked, given)

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """Of the questions whose answer is public; the rest is counted."""
        known = [one for one in samples if one.choice is not None]
        columns, notes = super().columns(known, replies, verdicts)
        hidden = len(samples) - len(known)
        told = [f"{hidden:,} have no public answer: only the server scores them"] if hidden else []
        return columns, [*told, *notes]

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """As its server would take it: letters must be those of the five. Raises BenchError."""
        given = super().said(predictions, samples)
        alone = {id: LETTERS.find(text) for id, text in given if text and len(text) == 1}
        egoschema.submission(alone)
        return given


def _answered(path: Path, asked: Sample, index: Any) -> Sample:
    try:
        choice = by_index(index, asked.options)
    except (TypeError, ValueError) as error:
        raise BenchError(f"{path}: the answer of {asked.id!r} is {index!r}: {error}") from error
    return asked.model_copy(update={"choice": choice, "gold": LETTERS[choice]})
