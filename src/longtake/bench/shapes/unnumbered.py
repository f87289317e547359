"""Benchmarks whose annotations have no ids: MLVU, and MVBench, whose form it took over.

A sample is named by its task and its row, from 0: `plotQA_12`. Predictions name it so, or by what
was asked of which video, as the authors' scripts write them: an object with a list `res_list` of
`video`, `question` (also in their template, with the options) and `pred`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import ClassVar

from longtake.bench.files import Table, a_reply, replies, replies_of, table, texts, whole
from longtake.bench.official.answers import LETTERS
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.errors import BenchError

PREDICTIONS = "`id` (task and row from 0, `TASK_12`) and `pred`; or `res_list` of the scripts"
NONE = "@"
"""The letter before A, which the authors' template gives an answer that is no option."""


class Unnumbered(Choices):
    """Options by `candidates`, the right one by its text."""

    reply_field = "pred"
    fields = Fields(kinds=("task_type",))
    twice: ClassVar[int] = -1
    """Of options that are the same the last counts, as in the authors' `qa_template`; 0: the first.
    """

    def task(self, rows: Table, number: int) -> str:
        """Which task a row is of. Raises BenchError."""
        return rows.read(number, "question_type", str)

    def rows(self, path: Path) -> Table:
        """The rows of a file, or those that a script gathered in it. Raises BenchError."""
        return gathered_by_script(path) or table(path)

    def sample(self, rows: Table, number: int) -> Sample:
        """What a row asks; an answer that is no option leaves it without one. Raises BenchError."""
        options = rows.read(number, "candidates", texts)
        right = rows.read(number, "answer", str)
        places = [n for n, option in enumerate(options) if option == right]
        task = self.task(rows, number)
        return Sample(
            id=f"{task}_{number}",
            videos=(rows.read(number, "video", str),),
            text=rows.read(number, "question", str).strip(),
            options=options,
            choice=places[self.twice] if places else None,
            gold=f"({LETTERS[places[self.twice]] if places else NONE}) {right}",
            kinds=dict.fromkeys(self.fields.kinds, task),
        )

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Id and reply of each prediction, in the order of the file. Raises BenchError."""
        held = whole(predictions) if predictions.suffix == ".json" else None
        by_id = isinstance(held, dict) and "res_list" not in held
        if by_id:
            return replies(self.rows, predictions, "id", self.reply_field)
        rows = self.rows(predictions)
        if not rows.rows or "question" not in rows.rows[0]:
            return replies_of(rows, "id", self.reply_field)
        asked = _asked(samples)
        given = rows.column(self.reply_field, a_reply)
        return [(_found(rows, number, asked), said) for number, said in enumerate(given)]


def gathered_by_script(path: Path) -> Table | None:
    """The rows of the authors' scripts; None where a file is of another form. Raises BenchError."""
    held = whole(path) if path.suffix == ".json" else None
    if not isinstance(held, dict) or "res_list" not in held:
        return None
    rows = held["res_list"]
    if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
        raise BenchError(f"{path}: 'res_list' is no list of objects")
    return Table(path, rows)


def template(sample: Sample) -> str:
    """The question with its options, as the authors' scripts ask it."""
    options = [f"({LETTERS[n]}) {option}" for n, option in enumerate(sample.options)]
    return "\n".join((f"Question: {sample.text}", "Options:", *options))


def _asked(samples: Sequence[Sample]) -> dict[tuple[str, str], str]:
    """Ids by video and question; what is asked twice of a video is found by its template alone."""
    named = [(key, one.id) for one in samples for key in _keys(one)]
    times = Counter(key for key, _ in named)
    return {key: id for key, id in named if times[key] == 1}


def _keys(sample: Sample) -> Iterator[tuple[str, str]]:
    for question in dict.fromkeys((sample.text, template(sample))):
        yield _key(sample.videos[0], question)


def _key(video: str, question: str) -> tuple[str, str]:
    return PurePath(video).name, " ".join(question.split())


def _found(rows: Table, number: int, asked: dict[tuple[str, str], str]) -> str:
    key = _key(*(rows.read(number, name, str) for name in ("video", "question")))
    return asked.get(key, ": ".join(key))
