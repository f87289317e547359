r"""Benchmarks by option about videos of up to hours: LVBench, LongVideoBench.

LVBench's `video_info.meta.jsonl` holds a video a line with its questions in `qa`; the options are
in the question, `\n(A) …`. LongVideoBench's `lvb_val.json` holds a question a row; the dataset's
own table has its options in `option0` to `option4`, "N/A" where there are fewer. Predictions are
rows of id and `response`.
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, flat, table
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.metrics.times import read_spans
from longtake.bench.official import longvideobench, lvbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields, by_index, by_letter, inner, kinds_of
from longtake.bench.task import Card
from longtake.types import Span

OPTIONS = tuple(f"option{n}" for n in range(5))
NO_OPTION = "N/A"


class LVBench(Choices):
    """Extremely long videos; where the answer is seen is annotated."""

    card = Card(
        name="lvbench",
        title="LVBench (Wang et al. 2024)",
        measures="questions by four options on videos of an hour and more: accuracy",
        size="1,549 questions",
        licence="CC BY-NC-SA 4.0, for academic use only",
        source="the dataset THUDM/LVBench",
        annotations="video_info.meta.jsonl",
        predictions="`uid` and `response`, a row each",
        example='{"uid": "0", "response": "A"}',
    )
    rule = lvbench
    fields = Fields(id="uid", video="key", kinds=("question_type",))

    def rows(self, path: Path) -> Table:
        """A row for each question. Raises BenchError."""
        return flat(table(path), "qa")

    def sample(self, rows: Table, number: int) -> Sample:
        """The question without its options. Raises BenchError."""
        text, options = rows.read(number, "question", lambda value: inner(value, "\n({})"))
        choice = rows.read(number, "answer", lambda value: by_letter(value, options))
        video = rows.read(number, "key", str)
        shown = "time_reference" in rows.rows[number]
        spans = rows.read(number, "time_reference", _spans) if shown else ()
        return Sample(
            id=rows.read(number, "uid", str),
            videos=(video,),
            text=text,
            options=options,
            choice=choice,
            gold=LETTERS[choice],
            kinds=kinds_of(rows, number, self.fields),
            evidence={video: spans} if spans else {},
        )


class LongVideoBench(Choices):
    """Questions that refer to a moment of videos of 8 seconds to an hour."""

    card = Card(
        name="longvideobench",
        title="LongVideoBench (Wu et al. 2024)",
        measures="questions by options that refer to moments of videos up to an hour: accuracy",
        size="6,678 questions, with public answers for val",
        licence="see the dataset's terms",
        source="the dataset longvideobench/LongVideoBench",
        annotations="lvb_val.json",
        predictions="`id` and `response`, a row each",
        example='{"id": "VIDEO_0", "response": "B"}',
    )
    rule = longvideobench
    fields = Fields(
        video=("video_path", "video_id"),
        options="candidates",
        answer="correct_choice",
        choice=by_index,
        kinds=longvideobench.KINDS,
    )

    def rows(self, path: Path) -> Table:
        """Rows with `candidates`, also where each option has a field of its own."""
        read = table(path)
        return Table(read.path, [_listed(row) for row in read.rows])


def _listed(row: Row) -> Row:
    if "candidates" in row or OPTIONS[0] not in row:
        return row
    given = (row[name] for name in OPTIONS if name in row)
    return {**row, "candidates": list(takewhile(lambda option: option != NO_OPTION, given))}


def _spans(value: Any) -> tuple[Span, ...]:
    return tuple(Span(*row) for row in read_spans(str(value)) or ())
