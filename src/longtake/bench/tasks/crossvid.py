"""CrossVid (Li et al. 2025): ten tasks across several videos.

Annotations as the authors' `QA/*.json`, a file a task, ids counted in each; an id of the benchmark
is `BU_0`, with the task before it. Predictions are their results files, `BU_result.json` and the
like in a folder, or one file of rows with `id` (or `task` and `id`) and `answer`.

Four tasks are scored, but not asked, as what is shown or said would be another question: the boxes
of objects (MSR, MOC) stand in other files of theirs; of plots (PI) only the beginning and the
ending may be seen; and segments to be put in order (PSS) are told by their times, which give the
order away. The CCQA answers are judged point by point. A question without reply is left out, as
there, and so is a task without any.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, gathered, numbers, table, words
from longtake.bench.marks import mark
from longtake.bench.metrics.times import read_spans
from longtake.bench.official import crossvid
from longtake.bench.official.answers import mean
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Scored, shared
from longtake.bench.shapes.fields import Fields, plain_options, right
from longtake.bench.shapes.judged import JudgedAnswers
from longtake.bench.task import NO_VERDICTS, Card, Column, Replies, Verdicts
from longtake.types import Span

TASKS = ("BU", "NC", "CC", "PEA", "PI", "FSA", "PSS", "MSR", "MOC", "CCQA")
BOXES = "whose boxes stand in other files"
UNASKED = {
    "MSR": BOXES,
    "MOC": BOXES,
    "PI": "of which the middle of the video, which is the answer, may not be shown",
    "PSS": "whose segments are told by their times, which give the order away",
}
"""By task, why it is not asked."""
GROUPS = {
    "C.Avg": ("BU", "NC", "CC", "PEA"),
    "T.Avg": ("PI", "FSA", "PSS"),
    "M.Avg": ("MSR", "MOC"),
}
"""The means of the published table, which are given where all of their tasks are."""
PARTS = ("coverage", "correctness")
PAIR = re.compile(r"\s*[\d.]+\s*,\s*[\d.]+\s*")
FSA = (
    "Which step of the second video does what the first shows from {} s to {} s? "
    "Answer with its start and end in seconds, and nothing else: 15,23"
)
PSS = "Put the segments in the right order. Answer with their numbers, and nothing else: 2->3->1->4"
SEVERAL = "{}\n{}\nOne to three options are right. Answer with their letters, and nothing else: BCD"
PROMPT = """Score an answer to a question about two videos, point by point. A point is covered \
only where the answer says it clearly and on its own; it is correct only where it is covered and \
all its details agree with the right answer.

Question: {question}
Right answer: {gold}
Points: {points}
Answer: {reply}

Reply with {{"coverage": [true, …], "correctness": [true, …]}}, a value for each point, between \
<score> and </score>."""
"""In our words; the authors' prompt asks the same."""


class CrossVid(JudgedAnswers):
    """Choices and orders to the sign, segments by IoU, open answers by points."""

    card = Card(
        name="crossvid",
        title="CrossVid (Li et al. 2025)",
        measures="ten tasks across videos: accuracy, IoU, judged points, and their mean",
        size="5,331 videos, 9,015 questions",
        licence="MIT; the videos as their sources",
        source="the dataset Chuntianli/CrossVid",
        annotations="*.json",
        predictions="results files by task in a folder, with `id` and `answer`",
        example='{"task": "BU", "id": 0, "answer": "A"}',
    )
    fields = Fields(kinds=("task",))
    reply_field = "answer"
    without = None

    def rows(self, path: Path) -> Table:
        """Rows with the task of the file, and its name in the id. Raises BenchError."""
        read, task = table(path), path.stem.removesuffix("_result").removesuffix("_score")
        return Table(read.path, [_named(row, task) for row in read.rows])

    def sample(self, rows: Table, number: int) -> Sample:
        """What a row of its task asks. Raises BenchError."""
        row, task = rows.rows[number], rows.read(number, "task", _task)
        answer = rows.read(number, "answer", lambda value: value)
        options = rows.read(number, "options", words) if "options" in row else ()
        several = isinstance(answer, list) and task != "FSA"
        by_option = bool(options) and not several
        points = row.get("scoring_points", ())
        plain = plain_options(options) if by_option else ()
        return Sample(
            id=str(row["id"]),
            videos=_videos(row),
            text=rows.read(number, "task", lambda _: _text(row, task, options, several)),
            form="choice" if by_option else "open",
            options=plain,
            choice=rows.read(number, "answer", lambda one: right(one, plain)) if plain else None,
            gold=_gold(answer, task),
            spans=(Span(*numbers(answer)[:2]),) if task == "FSA" else (),
            kinds={"task": task, **({"points": tuple(map(str, points))} if points else {})},
        )

    def samples(self, annotations: Path) -> list[Sample]:
        """What can be asked: all but the four tasks. Raises BenchError."""
        return [one for one in self.everything(annotations) if one.kinds["task"] not in UNASKED]

    def left_out(self, annotations: Path) -> Counter[str]:
        """How many questions of these there are, by task and reason. Raises BenchError."""
        tasks = [str(one.kinds["task"]) for one in self.everything(annotations)]
        return Counter(f"{task}, {UNASKED[task]}" for task in tasks if task in UNASKED)

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Of one file of results, or of a folder of them."""
        return [
            (rows.read(number, "id", str), rows.read(number, "answer", _said))
            for file in gathered(predictions, "*.json")
            for rows in [self.rows(file)]
            for number in range(len(rows.rows))
        ]

    def stored(self, predictions: Path, samples: Sequence[Sample]) -> Verdicts:
        """What a file of judged points says. Raises BenchError."""
        return {
            str(row["id"]): f"<score>{json.dumps(row)}</score>"
            for file in gathered(predictions, "*.json")
            for row in self.rows(file).rows
            if set(PARTS) <= set(row)
        }

    def needs_judge(self, sample: Sample) -> bool:
        """Of CCQA."""
        return sample.kinds["task"] == "CCQA"

    def worth(self, sample: Sample, reply: str) -> float | None:
        """IoU of a segment; else 1 for the gold answer to the sign."""
        if self.needs_judge(sample):
            return None
        if sample.spans:
            return crossvid.segment_iou(reply, _segment(sample))
        return float(reply == sample.gold)

    def judge_prompt(self, sample: Sample, reply: str) -> str:
        """Covered and correct, by point, in our words."""
        points = list(sample.kinds.get("points", ()))
        return PROMPT.format(question=sample.text, gold=sample.gold, points=points, reply=reply)

    def verdict(self, sample: Sample, words: str) -> float | None:
        """Share of what was said yes to; None where it cannot be read, as there."""
        read = _points(words)
        return None if read is None else crossvid.points_score([read]) / 100

    def strict(self, sample: Sample, reply: str) -> float | None:
        """A letter, `start,end`, the words: nothing else."""
        if sample.spans:
            return crossvid.segment_iou(reply, _segment(sample)) if PAIR.fullmatch(reply) else None
        return mark(sample, reply).strict

    def robust(self, sample: Sample, reply: str) -> float | None:
        """The option that is meant; the first two times that are joined; F1 of the words."""
        if not sample.spans:
            return mark(sample, reply).robust
        rows = read_spans(reply)
        return crossvid.interval_iou(rows[0], _segment(sample)) if rows else None

    def table(self, scored: Scored) -> dict[str, float]:
        """By task, the means of their groups, and that of all the tasks that are there."""
        values = shared(scored, "task")
        values.pop("Overall")
        return _averaged(values)

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> tuple[dict[str, Column], list[str]]:
        """The official CCQA is of all points of all answers that were judged."""
        columns, notes = super().columns(samples, replies, verdicts)
        known = {one.id for one in samples if self.needs_judge(one)}
        read = [_points(text) for id, text in verdicts.items() if id in known]
        if "official" in columns and (points := [one for one in read if one is not None]):
            values = {**columns["official"].values, "CCQA": crossvid.points_score(points)}
            columns["official"] = replace(columns["official"], values=_averaged(values))
        return columns, notes


def _averaged(values: Mapping[str, float]) -> dict[str, float]:
    """Of the tasks that have a value."""
    tasks = {name: one for name, one in values.items() if name in TASKS and one == one}
    groups = {
        name: mean([tasks[task] for task in group])
        for name, group in GROUPS.items()
        if set(group) <= set(tasks)
    }
    return {**tasks, **groups, "Average": mean(list(tasks.values()))}


def _segment(sample: Sample) -> tuple[float, float]:
    return sample.spans[0].start_s, sample.spans[0].end_s


def _named(row: Row, task: str) -> Row:
    own = str(row.get("task", task))
    id = str(row.get("id", ""))
    return {**row, "task": own, "id": id if id.startswith(f"{own}_") else f"{own}_{id}"}


def _task(value: Any) -> str:
    if value not in TASKS:
        raise ValueError(f"it is none of {', '.join(TASKS)}: name the file by its task")
    return str(value)


def _videos(row: Row) -> tuple[str, ...]:
    if "videos" in row:
        return tuple(map(str, row["videos"]))
    named = [row[name] for name in ("video A", "video B", "video") if name in row]
    views = [f"uav/frames/{view}/{row['vid']}-{view}" for view in (1, 2) if "vid" in row]
    return tuple(map(str, named or views))


def _text(row: Row, task: str, options: Sequence[str], several: bool) -> str:
    if task == "FSA":
        return FSA.format(*row.get("ref_segment", ("?", "?")))
    if task == "PSS":
        return PSS
    question = "\n".join((str(row.get("question", "")).strip(), *_stretches(row)))
    return SEVERAL.format(question, "\n".join(options)) if several else question


def _stretches(row: Row) -> list[str]:
    """What of each video is asked about, where that is not all of it (PEA)."""
    begin, end = row.get("begin"), row.get("end")
    if not (isinstance(begin, list) and isinstance(end, list)):
        return []
    spans = enumerate(zip(begin, end, strict=True), 1)
    told = [f"video {n} from {start_s} s to {end_s} s" for n, (start_s, end_s) in spans]
    return [f"The question is about {', '.join(told)}."]


def _gold(answer: Any, task: str) -> str:
    if isinstance(answer, list):
        return ("," if task == "FSA" else "").join(map(str, answer))
    return str(answer)


def _said(value: Any) -> str | None:
    """A list is that of two ends."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return None if value is None else str(value)


def _points(text: str) -> crossvid.Verdict | None:
    try:
        said = json.loads(crossvid.extract(text, "score"))
        covered, correct = (list(map(_yes, said[name])) for name in PARTS)
    except (ValueError, TypeError, KeyError):
        return None
    return covered, correct


def _yes(value: Any) -> bool:
    if not isinstance(value, int):
        raise TypeError("true or false is wanted")
    return bool(value)
