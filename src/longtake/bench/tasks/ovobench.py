"""OVO-Bench (Li et al., CVPR 2025): questions placed on a video's time line.

Annotations as the authors' `ovo_bench_new.json`. What was and what is are asked by option at
`realtime`; how often so far (REC), whether a step is shown (SSR) and whether a question can be
answered yet (CRR) are asked at each moment of `test_info`, which are samples `ID_0`, `ID_1` …
Nothing later than its moment may be shown for a sample. Predictions are the authors' results files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from longtake.bench.files import Table, a_reply, mapping, objects, table, words
from longtake.bench.marks import mark
from longtake.bench.metrics import letters
from longtake.bench.metrics.ids import match_ids
from longtake.bench.notes import is_empty
from longtake.bench.official.ovobench import (
    GROUPS,
    TOTAL,
    choice_right,
    count_right,
    scores,
    shown_right,
)
from longtake.bench.sample import Form, Sample
from longtake.bench.shapes.apart import apart_where_said
from longtake.bench.shapes.asked import Asked, Scored
from longtake.bench.task import Card, Column, Scores, scores_of
from longtake.errors import BenchError

PARTS = ("backward", "realtime", "forward")
FORWARD = GROUPS["Forward Avg."]
ASK = {
    "REC": "How many times in all has this been done in the video so far, by whomever: {activity}? "
    "Answer with the number alone.",
    "SSR": "Is this step of the task being carried out just now: {step}? Answer only Yes or No.",
    "CRR": "Does the video so far show enough to answer this question: {question} "
    "Answer only Yes or No.",
}
SHOWN = ("No", "Yes")
SAID = "response"


class OVOBench(Asked):
    """The past, the present, and when to answer."""

    card = Card(
        name="ovo-bench",
        title="OVO-Bench (Li et al. 2025)",
        measures="online understanding: the past, the present, and when to answer; accuracy",
        size="1,640 items, 3,035 queries",
        licence="code MIT, data CC BY-NC-SA 4.0",
        source="data/ of JoeLeelyf/OVO-Bench",
        annotations="ovo_bench_new.json",
        predictions="a results file of its own inference, or a folder of them: `backward`, "
        "`realtime` and `forward`, each a list with `id`, `task`, `response` or `test_info`",
        example='{"backward": [{"id": 483, "task": "ASI", "response": "A", "ground_truth": "A"}]}',
    )

    def each(self, rows: Table, number: int) -> list[Sample]:
        """One by option, or one for each moment at which it is asked."""
        rows.read(number, "task", _task)
        if "test_info" not in rows.rows[number]:
            return [_by_option(rows, number)]
        moments = rows.read(number, "test_info", list)
        return [_at(rows, number, place, moment) for place, moment in enumerate(moments)]

    def worth(self, sample: Sample, reply: str) -> float:
        """By the rule of its task."""
        task = sample.kinds["task"]
        if task not in FORWARD:
            return float(choice_right(reply, sample.gold))
        if task == "REC":
            return float(count_right(reply, int(sample.gold)))
        return float(shown_right(reply, SHOWN.index(sample.gold)))

    def robust(self, sample: Sample, reply: str) -> float | None:
        """The option that is meant; of a count, the only number that is said."""
        if sample.kinds["task"] != "REC":
            return mark(sample, reply).robust
        said = set(re.findall(r"\d+", reply))
        return float(said == {sample.gold}) if len(said) == 1 else None

    def table(self, scored: Scored) -> dict[str, float]:
        """Of each task, the three groups and in total."""
        under: dict[str, list[float]] = defaultdict(list)
        for sample, value in scored:
            under[str(sample.kinds["task"])].append(value or 0.0)
        return scores(under)  # type: ignore[arg-type]

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """As `OVOBenchScore.py`, over what was predicted; beside it, over all that is asked.

        Raises BenchError.
        """
        wanted, samples = table(annotations).column("id", int), self.samples(annotations)
        right: dict[str, list[bool]] = defaultdict(list)
        ids: list[int] = []
        replies: dict[str, str | None] = {}
        for rows in _tables(predictions):
            for number in range(len(rows.rows)):
                ids.append(rows.read(number, "id", int))
                replies |= _replies(rows, number)
                right[rows.read(number, "task", str)] += _right(rows, number)
        try:
            values = scores(right)
        except ValueError as error:
            raise BenchError(f"{predictions}: {error}") from error
        counted = sum(map(len, right.values()))
        known = {one.id: replies[one.id] for one in samples if one.id in replies}
        empty = sum(map(is_empty, known.values()))
        columns = {"official": Column(values=values, counted=counted, unread=empty)}
        columns |= self.beside(samples, known)
        notes = apart_where_said(
            samples, known, columns, lambda some: self._readings(some, known)[0], TOTAL
        )
        match = match_ids(wanted, ids)
        return scores_of(values, match, len(wanted), *notes, columns=columns, replies=known)


def _task(value: Any) -> str:
    known = [task for tasks in GROUPS.values() for task in tasks]
    if value not in known:
        raise ValueError(f"it is none of {', '.join(known)}")
    return str(value)


def _by_option(rows: Table, number: int) -> Sample:
    options = rows.read(number, "options", words)
    choice = rows.read(number, "gt", lambda value: range(len(options))[int(value)])
    return Sample(
        id=rows.read(number, "id", str),
        videos=(rows.read(number, "video", str),),
        text=rows.read(number, "question", str).strip(),
        options=options,
        choice=choice,
        gold=letters.LETTERS[choice],
        kinds={"task": str(rows.rows[number]["task"])},
        until_s=rows.read(number, "realtime", float),
    )


def _at(rows: Table, number: int, place: int, moment: Mapping[str, Any]) -> Sample:
    row, task = rows.rows[number], str(rows.rows[number]["task"])
    counted = task == "REC"
    form: Form = "open" if counted else "choice"
    try:
        gold = str(int(moment["count"])) if counted else SHOWN[int(moment["type"])]
        return Sample(
            id=f"{row['id']}_{place}",
            videos=(rows.read(number, "video", str),),
            text=ASK[task].format(**{**row, **moment}),
            form=form,
            options=() if counted else SHOWN,
            choice=None if counted else SHOWN.index(gold),
            gold=gold,
            kinds={"task": task},
            until_s=float(moment["realtime"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BenchError(f"{rows.path} row {number + 1}: 'test_info' {place}: {error!r}") from error


def _tables(predictions: Path) -> Iterator[Table]:
    files = sorted(predictions.glob("*.json")) if predictions.is_dir() else [predictions]
    if not files:
        raise BenchError(f"{str(predictions)!r} holds no results: name a file, or a folder of them")
    for file in files:
        found = mapping(file)
        if not any(part in found for part in PARTS):
            raise BenchError(f"{file} has none of {', '.join(PARTS)}: is it a results file?")
        for part in PARTS:
            if found.get(part):
                yield Table(file / part, Table(file, [found]).read(0, part, objects))


def _moments(rows: Table, number: int) -> Table:
    """Those at which a row was asked."""
    where = rows.path / f"{number + 1}" / "test_info"
    return Table(where, rows.read(number, "test_info", objects))


def _replies(rows: Table, number: int) -> dict[str, str | None]:
    """By the samples' ids."""
    id = rows.read(number, "id", str)
    if "test_info" not in rows.rows[number]:
        return {id: rows.read(number, SAID, a_reply)}
    said = _moments(rows, number).column(SAID, a_reply)
    return {f"{id}_{n}": reply for n, reply in enumerate(said)}


def _right(rows: Table, number: int) -> list[bool]:
    row = rows.rows[number]
    if "test_info" not in row:
        return [choice_right(row[SAID], rows.read(number, "ground_truth", str))]
    moments = _moments(rows, number)
    rule, truth = (count_right, "count") if row["task"] == "REC" else (shown_right, "type")
    true = moments.column(truth, int)
    return [rule(one[SAID], right) for one, right in zip(moments.rows, true, strict=True)]
