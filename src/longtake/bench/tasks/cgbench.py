"""CG-Bench (Chen et al., ICLR 2025): answers by letter, and the intervals that hold the clues.

Annotations as in CG-Bench/CG-Bench `cgbench.json`: `qid`, `video_uid`, `question`, `choices`,
`right_answer`, `clue_intervals`. Two benchmarks of the same file: the answer, and when its clues
are seen. Predictions are rows of `qid` and `response`, word for word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from longtake.bench.files import Table, spans
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.metrics.spans import merge
from longtake.bench.official import cgbench
from longtake.bench.official.answers import OVERALL, Answer, Judge, mean, shares
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Asked, Scored
from longtake.bench.shapes.choices import By, Choices
from longtake.bench.shapes.fields import Fields, by_letter, kinds_of, plain_options
from longtake.bench.shapes.spanned import truth_of
from longtake.bench.task import Card
from longtake.types import Span

KINDS = ("domain", "sub_category")
FIELDS = Fields(id="qid", video="video_uid", kinds=KINDS)


def judge(one: Answer) -> bool | None:
    """Whether the gold letter is read; None where none is."""
    read = cgbench.post_process("long_acc", one.text or "", one.gold, ())
    return None if read is None else bool(read)


def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """The accuracy, and under each domain and category, of what was read."""
    values = shares(answers, judge, *KINDS)
    return {"long_acc": values.pop(OVERALL), **values}


class CGBench(Choices):
    """Questions about a whole long video, of which the clues are known."""

    card = Card(
        name="cg-bench",
        title="CG-Bench (Chen et al. 2025)",
        measures="questions by up to eight options on long videos with known clues: long_acc",
        size="12,129 questions; mini 3,000",
        licence="none named: see the authors",
        source="the dataset CG-Bench/CG-Bench; mini in run/ of its repository",
        annotations="cgbench*.json",
        predictions="`qid` and `response`, a row each",
        example='{"qid": 14, "response": "E"}',
    )
    rule = By(judge, scores)
    headline = "long_acc"
    fields = FIELDS

    def sample(self, rows: Table, number: int) -> Sample:
        """With its clues as evidence. Raises BenchError."""
        options = rows.read(number, "choices", _options)
        choice = rows.read(number, "right_answer", lambda value: by_letter(value, options))
        bare = _bare(rows, number)
        return bare.model_copy(
            update={"options": options, "choice": choice, "gold": LETTERS[choice]}
        )


class CGBenchClues(Asked):
    """When the clues are seen, as all intervals that the reply names."""

    card = replace(
        CGBench.card,
        name="cg-bench-clues",
        title="CG-Bench, clues (Chen et al. 2025)",
        measures="the intervals that hold the clues to a question: mIoU, rec@IoU",
        example='{"qid": 14, "response": "[[8, 11]]"}',
    )
    fields = FIELDS
    without = None

    def sample(self, rows: Table, number: int) -> Sample:
        """The question, whose answer are the clues. Raises BenchError."""
        bare = _bare(rows, number)
        clues = next(iter(bare.evidence.values()), ())
        return bare.model_copy(update={"form": "spans", "spans": clues})

    def worth(self, sample: Sample, reply: str) -> float | None:
        """The IoU of what is read; None where nothing is. Raises OfficialFailure."""
        return cgbench.post_process("miou", reply, "", truth_of(sample))

    def table(self, scored: Scored) -> dict[str, float]:
        """Mean IoU, and the share above the thresholds .1 to .5, of what is read."""
        read = [value for _, value in scored if value is not None]
        found = [mean([float(value > t) for value in read]) for t in cgbench.THRESHOLDS]
        return {"rec@IoU": 100 * mean(found), "mIoU": 100 * mean(read)}


def _bare(rows: Table, number: int) -> Sample:
    video = rows.read(number, "video_uid", str)
    held = rows.rows[number].get("clue_intervals") is not None
    clues = rows.read(number, "clue_intervals", _clues) if held else ()
    return Sample(
        id=rows.read(number, "qid", str),
        videos=(video,),
        text=rows.read(number, "question", str).strip(),
        kinds=kinds_of(rows, number, FIELDS),
        evidence={video: clues} if clues else {},
    )


def _options(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of choices is wanted")
    return plain_options(tuple(map(str, value)))


def _clues(value: Any) -> tuple[Span, ...]:
    """In order of time, each second once."""
    return tuple(Span(*row) for row in merge(spans(value)).tolist())
