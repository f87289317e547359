"""E.T. Bench (Liu et al., NeurIPS 2024): events in time, twelve tasks in one file.

Annotations as `etbench_txt_v1.0.json`; predictions are the same rows with the reply in `a`. Scored
are the tasks that ask when: tvg, epm, tal, evs, vhd, tem, and of dvc and slc the F1 of the events,
not their words. The rest, counted in a note, is answered by option or compared by an embedding
model (rar, eca, rvq, gvq), which is not had here.

A task is the mean of its sources, and the authors' merged figures are means of tasks: `F1 (gnd)` of
tvg, epm, tal, evs and vhd, `F1 (cap)` of dvc and slc, each given where all of them are there. tem
is a recall. `Mean F1`, of all sources of all these tasks, is ours.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, replies, spans, table
from longtake.bench.metrics import events
from longtake.bench.metrics.captions import event_detection
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.times import Rows, read_spans, well_formed_spans
from longtake.bench.notes import is_empty
from longtake.bench.official import etbench
from longtake.bench.official.answers import mean
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.given import distinct, the_file
from longtake.bench.shapes.spanned import true_spans, truth_of
from longtake.bench.task import (
    NO_VERDICTS,
    Asking,
    Card,
    Column,
    Replies,
    Scores,
    Verdicts,
    scores_of,
)
from longtake.types import Span

TASKS = ("tvg", "epm", "tal", "evs", "vhd", "tem", "dvc", "slc")
CAPTIONED = ("dvc", "slc")
EVENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)(?: seconds)?[,:]\s+\S.*")
MERGED = {"F1 (gnd)": ("tvg", "epm", "tal", "evs", "vhd"), "F1 (cap)": CAPTIONED}
MEAN = "Mean F1"
ID = ("task", "source", "idx")
Answers = Sequence[tuple[Sample, Rows | None]]
Read = Callable[[str, str], Rows | None]
"""From a task and a reply to spans; a moment is a span of no length."""


class ETBench(Asking):
    """Grounding of events, and of captions the times."""

    card = Card(
        name="et-bench",
        title="E.T. Bench (Liu et al. 2024)",
        measures="event-level understanding, of which what is answered with times: F1",
        size="7,289 samples of 12 tasks, 8 of them scored",
        licence="CC BY-NC-SA 4.0",
        source="annotations/ of the data set PolyU-ChenLab/ETBench",
        annotations="etbench_txt_v1.0.json",
        predictions="the annotation rows with the reply in `a`",
        example='{"task": "tvg", "source": "qvhighlights", "idx": 0, "a": "15.0 - 31.0 seconds"}',
    )

    def samples(self, annotations: Path) -> list[Sample]:
        """Of the tasks that are scored, in the order of the file. Raises BenchError."""
        rows = table(the_file(annotations, self.card.annotations))
        distinct(rows.path, zip(*(rows.column(name, str) for name in ID), strict=True))
        chosen = [n for n, task in enumerate(rows.column("task", str)) if task in TASKS]
        return [_sample(rows, number) for number in chosen]

    def left_out(self, annotations: Path) -> Counter[str]:
        """How many samples are not asked, by task."""
        tasks = table(the_file(annotations, self.card.annotations)).column("task", str)
        return Counter(task for task in tasks if task not in TASKS)

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """All three readings of the replies in a file. Raises BenchError."""
        samples = self.samples(annotations)
        given = replies(table, predictions, ID, "a")
        others = {id.split("_")[0] for id, _ in given} - set(TASKS)
        kept = [(id, reply) for id, reply in given if id.split("_")[0] not in others]
        columns, notes = _readings(samples, dict(kept))
        match = match_ids([one.id for one in samples], [id for id, _ in kept])
        rest = ", ".join(f"{name} {n:,}" for name, n in self.left_out(annotations).items())
        notes += [f"not scored: {rest}"] if rest else []
        values, said = _official(columns), dict(kept)
        return scores_of(values, match, len(samples), *notes, columns=columns, replies=said)

    def official(self, sample: Sample, reply: str) -> float | None:
        """The F1 of one reply; None where the official code leaves it out, or stops."""
        task = str(sample.kinds["task"])
        try:
            rows = _officially(task, reply)
        except OfficialFailure:
            return None
        return None if task == "evs" and not rows else _f1(task, [(sample, rows)])

    def marks(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts = NO_VERDICTS
    ) -> Scores:
        """F1 of each task and source, of each task, and of all of them."""
        columns, notes = _readings(samples, replies)
        match = match_ids([one.id for one in samples], list(replies))
        values = _official(columns)
        return scores_of(values, match, len(samples), *notes, columns=columns, replies=replies)


def _readings(samples: Sequence[Sample], replies: Replies) -> tuple[dict[str, Column], list[str]]:
    columns, notes = _columns(samples, replies)
    apart = apart_where_said(
        samples, replies, columns, lambda some: _columns(some, replies)[0], MEAN
    )
    return columns, [*notes, *apart]


def _columns(samples: Sequence[Sample], replies: Replies) -> tuple[dict[str, Column], list[str]]:
    columns: dict[str, Column] = {}
    notes: list[str] = []
    for name, read in READINGS.items():
        try:
            columns[name] = _column(samples, replies, read)
        except OfficialFailure as failure:
            notes.append(f"no official score: {failure}")
    return columns, notes


def _official(columns: Mapping[str, Column]) -> Mapping[str, float]:
    return columns["official"].values if "official" in columns else {}


def _column(samples: Sequence[Sample], replies: Replies, read: Read) -> Column:
    under: dict[tuple[str, str], list[tuple[Sample, Rows | None]]] = defaultdict(list)
    unread = 0
    for one in samples:
        task, source = str(one.kinds["task"]), str(one.kinds["source"])
        reply = replies.get(one.id) or ""
        rows = read(task, reply)
        unread += one.id in replies and (is_empty(reply) or rows is None)
        under[task, source].append((one, rows))
    return Column(values=_table(under), counted=len(samples), unread=unread)


def _table(under: Mapping[tuple[str, str], Answers]) -> dict[str, float]:
    """By source and task, merged, and the mean of all sources."""
    found = {key: 100 * _f1(key[0], answers) for key, answers in under.items()}
    values = {f"{task} {source} {_called(task)}": value for (task, source), value in found.items()}
    tasks = {
        task: mean([value for (name, _), value in found.items() if name == task])
        for task in TASKS
        if any(name == task for name, _ in found)
    }
    values |= {f"{task} {_called(task)}": value for task, value in tasks.items()}
    for name, merged in MERGED.items():
        if set(merged) <= set(tasks):
            values[name] = mean([tasks[task] for task in merged])
    return values | ({MEAN: mean(list(found.values()))} if found else {})


def _called(task: str) -> str:
    return "mRec" if task == "tem" else "F1"


def _f1(task: str, answers: Answers) -> float:
    pairs = [(truth_of(one), rows) for one, rows in answers]
    if task == "vhd":
        moments = [(truth, rows[0][0] if rows else None) for truth, rows in pairs]
        return events.highlight_f1(moments).f1
    if task in CAPTIONED:
        return _captioning(answers)
    rule = {"tal": events.localisation_f1, "evs": events.summary_f1}.get(task, events.grounding_f1)
    return rule(pairs).f1


def _captioning(answers: Answers) -> float:
    """By video, as there: of one that is asked of twice, the later answer stands for both."""
    read = {one.videos[0]: (truth_of(one), rows) for one, rows in answers if rows}
    found = event_detection(
        {video: [truth] for video, (truth, _) in read.items()},
        {video: rows for video, (_, rows) in read.items()},
        thresholds=events.EVENT_THRESHOLDS,
    )
    precision = [one.precision for one in found.values()] if read else []
    recall = [one.recall for one in found.values()] if read else []
    unread = len(answers) - len(read)
    return events.captioning_f1(precision, recall, samples=len(answers), unread=unread).f1


def _officially(task: str, reply: str) -> Rows | None:
    if task == "vhd":
        at = etbench.moment(reply)
        return None if at is None else [[at, at]]
    return (etbench.captioned if task in CAPTIONED else etbench.spans)(reply)


def _strictly(task: str, reply: str) -> Rows | None:
    """Of captions: in each line a span, a comma and words."""
    if task in CAPTIONED:
        found = [EVENT.fullmatch(line) for line in reply.strip().splitlines()]
        rows = [sorted(map(float, one.groups())) for one in found if one]
        return rows if rows and all(found) else None
    if task != "vhd":
        return well_formed_spans(reply)
    alone = re.fullmatch(r"\d+(?:\.\d+)?", reply.strip())
    return [[float(alone.group())] * 2] if alone else None


def _robustly(task: str, reply: str) -> Rows | None:
    """A moment of which a span is said is the middle of it."""
    rows = read_spans(reply)
    if task != "vhd":
        return rows
    if rows:
        middle = sum(rows[0]) / 2
        return [[middle, middle]]
    return _officially(task, reply)


READINGS: Mapping[str, Read] = {
    "official": _officially,
    "strict": _strictly,
    "robust": _robustly,
}


def _sample(rows: Table, number: int) -> Sample:
    video = rows.read(number, "video", str)
    truth = rows.read(number, "tgt", _truth)
    return Sample(
        id="_".join(rows.read(number, name, str) for name in ID),
        videos=(video,),
        text=rows.read(number, "q", str).strip(),
        form="spans",
        spans=truth,
        kinds={name: rows.read(number, name, str) for name in ("task", "source")},
        evidence={video: truth},
    )


def _truth(value: Any) -> tuple[Span, ...]:
    """Spans, one span, or those of several annotators, of which any will do."""
    if value and not isinstance(value[0], list):
        value = [value]
    if value and value[0] and isinstance(value[0][0], list):
        value = [row for rows in value for row in rows]
    return true_spans(spans(value))
