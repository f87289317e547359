"""Benchmarks by option about single pictures: MMBench, MMStar.

Annotations are the tables of VLMEvalKit (TSV with `index`, `question`, `A` to `D`, `answer`, …) or
rows with the same names as JSON; a picture is looked for as `INDEX.jpg`, as VLMEvalKit unpacks it.
Predictions are rows of `index` and `prediction`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from longtake.bench.files import Table
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.official import mmbench, mmstar
from longtake.bench.official.answers import Answer, Judge
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import By, Choices
from longtake.bench.shapes.fields import Fields, by_letter, inner, kinds_of
from longtake.bench.task import Card, Column, Replies, Verdicts

KITS = "the tables of open-compass/VLMEvalKit"
PREDICTIONS = "`index` and `prediction`, a row each"


class _Pictures(Choices):
    """A question about one picture."""

    reply_field = "prediction"

    def sample(self, rows: Table, number: int) -> Sample:
        """With the hint before the question, where there is one. Raises BenchError."""
        index = rows.read(number, "index", int)
        text, options = rows.read(number, "question", lambda value: self.asked(rows, number, value))
        choice = rows.read(number, "answer", lambda value: by_letter(value, options))
        hint = str(rows.rows[number].get("hint") or "").strip()
        return Sample(
            id=str(index),
            videos=(f"{index % mmbench.GROUP}.jpg",),
            text=f"{hint}\n{text}" if hint else text,
            options=options,
            choice=choice,
            gold=LETTERS[choice],
            kinds=kinds_of(rows, number, self.fields),
            together=str(index % mmbench.GROUP),
        )

    def asked(self, rows: Table, number: int, value: Any) -> tuple[str, tuple[str, ...]]:
        """The question and its options, which end before the first empty field."""
        row = rows.rows[number]
        given = (rows.read(number, letter, str) for letter in LETTERS if letter in row)
        return str(value).strip(), tuple(takewhile(bool, map(str.strip, given)))


def circular_judge(answer: Answer) -> bool | None:
    """Of one rotation; None without a reply, which leaves it out of its group."""
    if answer.text is None:
        return None
    options = dict(zip(LETTERS, answer.options, strict=False))
    return mmbench.infer(answer.text, options) == answer.gold


def circular_scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """The table of CircularEval, of whatever judge of one rotation."""
    judged = [(one, judge(one)) for one in answers]
    return mmbench.scores([_rotation(one, right) for one, right in judged if right is not None])


class MMBench(_Pictures):
    """Each question in every rotation of its options: right only where all are."""

    card = Card(
        name="mmbench",
        title="MMBench (Liu et al. 2024)",
        measures="questions by up to four options on pictures, CircularEval: accuracy",
        size="as the split says; each rotation is a row",
        licence="Apache-2.0",
        source=KITS,
        annotations="MMBench*.tsv",
        predictions=PREDICTIONS,
        example='{"index": 241, "prediction": "B"}',
    )
    rule = By(circular_judge, circular_scores)
    fields = Fields(id="index", kinds=("category", "l2-category"))

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """As for other benchmarks, and whether there is anything circular about the file."""
        columns, notes = super().columns(samples, replies, verdicts)
        if all(int(one.id) < mmbench.GROUP for one in samples):
            notes.append("no question is there in other rotations: this is no CircularEval")
        return columns, notes


class MMStar(_Pictures):
    """Questions that cannot be answered without the picture."""

    card = Card(
        name="mmstar",
        title="MMStar (Chen et al. 2024)",
        measures="questions by four options that need the picture, in six abilities: accuracy",
        size="1,500 questions",
        licence="see the authors",
        source=f"{KITS}; the dataset Lin-Chen/MMStar",
        annotations="MMStar*",
        predictions=PREDICTIONS,
        example='{"index": 0, "prediction": "B"}',
    )
    rule = mmstar
    headline = "final score"
    fields = Fields(id="index", kinds=("category", "l2_category"))

    def asked(self, rows: Table, number: int, value: Any) -> tuple[str, tuple[str, ...]]:
        """In fields of their own, or in the question, `(A) …` or `Options: A: …, B: …`."""
        if "A" in rows.rows[number]:
            return super().asked(rows, number, value)
        text, found, listed = str(value).partition("Options:")
        if not found:
            return inner(text, "({})")
        _, options = inner(f" {listed.strip()}", " {}:")
        return text.strip(), tuple(one.rstrip(", ") for one in options)


def _rotation(one: Answer, right: bool) -> mmbench.Rotation:
    return mmbench.Rotation(
        index=int(one.id),
        text=one.gold if right else "Z",
        gold=one.gold,
        options=dict(zip(LETTERS, one.options, strict=False)),
        kinds=tuple(str(kind) for kind in one.kinds.values()),
    )
