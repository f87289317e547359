"""VideoHallucer (Wang et al. 2024): a fact and a fib about one video, both to be judged rightly.

Annotations as in patrick-tssn/VideoHallucer: seven files of pairs, each with `basic` and
`hallucination`. Both are samples, `FILE/ROW/basic` and `FILE/ROW/hallucination`, the row from 0.
Predictions are the same files, with `predict` in each part, or rows of `id` and `predict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from longtake.bench.files import Table, gathered, instead, replies, table
from longtake.bench.metrics.ids import match_ids
from longtake.bench.official import videohallucer
from longtake.bench.official.answers import Answer, Judge, mean, robust, said_robustly
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Beside, By, Choices
from longtake.bench.shapes.fields import Value
from longtake.bench.task import NO_VERDICTS, OFFICIAL, Card, Scores, scores_of
from longtake.errors import BenchError

PARTS = ("basic", "hallucination")
SAID = "predict"
WORDS = videohallucer.WORDS
NAMES = (*PARTS, "overall")


def judge(one: Answer) -> bool:
    """Whether the right word occurs."""
    return videohallucer.says(one.text or "", one.gold)


def only(one: Answer) -> bool:
    """Whether the right word occurs, and the other does not."""
    return videohallucer.says_only(one.text or "", one.gold)


def said_one(one: Answer) -> str | None:
    """The word that occurs, where the other does not."""
    said = [word for word in WORDS if videohallucer.says(one.text or "", word)]
    return said[0] if len(said) == 1 else None


def scores(answers: Sequence[Answer], judge: Judge) -> dict[str, float]:
    """Of all files the mean of each file, and, where there are several, each by itself."""
    right = {one.id: bool(judge(one)) for one in answers}
    by_file: dict[str, dict[str, float]] = {}
    for file in dict.fromkeys(str(one.kinds["file"]) for one in answers):
        pairs = dict.fromkeys(_pair(one.id) for one in answers if one.kinds["file"] == file)
        asked = [[f"{pair}/{part}" for part in PARTS] for pair in pairs]
        hits = [(right[fact], right[fib]) for fact, fib in asked if {fact, fib} <= right.keys()]
        if hits:
            by_file[file] = videohallucer.scores(hits)
    values = {name: mean([own[name] for own in by_file.values()]) for name in NAMES}
    if len(by_file) > 1:
        values |= {f"{file} {name}": own[name] for file, own in by_file.items() for name in NAMES}
    return values


class VideoHallucer(Choices):
    """Pairs of a fact and a fib; here `strict` wants the right word and not the other."""

    card = Card(
        name="videohallucer",
        title="VideoHallucer (Wang et al. 2024)",
        measures="whether a model denies what is not in the video: pairs of a fact and a fib",
        size="7 files, 1,150 pairs",
        licence="MIT",
        source="videohallucer_datasets/ of patrick-tssn/VideoHallucer",
        annotations="*.json",
        predictions="the same file, with `predict` in each `basic` and `hallucination`",
        example='[{"basic": {"video": "1052_6143391925_916_970.mp4", "question": '
        '"Is there a baby in the video?", "answer": "yes", "predict": "Yes."}, '
        '"hallucination": {"video": "1052_6143391925_916_970.mp4", "question": '
        '"Is there a doll in the video?", "answer": "no", "predict": "No."}}]',
    )
    rule = By(judge, scores)
    headline = "overall"
    readings: ClassVar[Mapping[str, Beside]] = {
        "strict": Beside(only, said_one),
        "robust": Beside(robust, said_robustly),
    }

    def each(self, rows: Table, number: int) -> list[Sample]:
        """The fact and the fib of a row. Raises BenchError."""
        return [_sample(rows, number, part) for part in PARTS]

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """By id, or by what was asked, as the format has no ids. Raises BenchError."""
        files = [table(file) for file in gathered(predictions, self.card.annotations)]
        if any("id" in row for rows in files for row in rows.rows[:1]):
            return [one for rows in files for one in replies(table, rows.path, "id", SAID)]
        facts, fibs = samples[::2], samples[1::2]
        pairs = {_key(fact, fib): _pair(fact.id) for fact, fib in zip(facts, fibs, strict=True)}
        _demand_replies(files)
        return [one for rows in files for one in _given(rows, pairs)]

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """All readings of predictions; a pair without one is wrong, and is counted as a pair.

        Raises BenchError.
        """
        samples = self.samples(annotations)
        given = self.said(predictions, samples)
        known = {one.id for one in samples}
        said = {id: reply for id, reply in given if id in known}
        columns, notes = self.columns(samples, said, NO_VERDICTS)
        wanted, named = (
            [_pair(id) for id in ids if id.endswith(f"/{PARTS[0]}")]
            for ids in ([one.id for one in samples], [id for id, _ in given])
        )
        match = match_ids(wanted, named)
        values = columns[OFFICIAL].values
        return scores_of(values, match, len(wanted), *notes, columns=columns, replies=said)


def _sample(rows: Table, number: int, part: str) -> Sample:
    asked = rows.read(number, part, _asked)
    kinds: dict[str, Value] = {"file": rows.path.stem, "part": part}
    if "type" in rows.rows[number]:
        kinds["type"] = rows.read(number, "type", str)
    id = f"{rows.path.stem}/{number}/{part}"
    return Sample(
        id=id,
        videos=(str(asked["video"]),),
        text=str(asked["question"]),
        options=WORDS,
        choice=WORDS.index(str(asked["answer"])),
        gold=str(asked["answer"]),
        kinds=kinds,
        together=_pair(id),
    )


def _asked(part: Any) -> Mapping[str, Any]:
    if not isinstance(part, Mapping) or not {"video", "question", "answer"} <= set(part):
        raise ValueError("it has no video, question and answer")
    if part["answer"] not in WORDS:
        raise ValueError(f"its answer is none of {', '.join(WORDS)}")
    return part


def _demand_replies(files: Sequence[Table]) -> None:
    """Raises BenchError where no part of any row has a reply."""
    parts = [
        (rows.path, part, row[part])
        for rows in files
        for row in rows.rows
        for part in PARTS
        if isinstance(row.get(part), Mapping)
    ]
    if parts and not any(SAID in asked for _, _, asked in parts):
        path, part, asked = parts[0]
        raise BenchError(f"{path} row 1: {part!r} has no {SAID!r}{instead(SAID, asked)}")


def _key(fact: Sample, fib: Sample) -> str:
    return " / ".join(f"{one.videos[0]}: {one.text}" for one in (fact, fib))


def _given(rows: Table, pairs: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    for number in range(len(rows.rows)):
        asked = [rows.read(number, part, _asked) for part in PARTS]
        key = " / ".join(f"{one['video']}: {one['question']}" for one in asked)
        for part, one in zip(PARTS, asked, strict=True):
            predicted = one.get(SAID)
            said = None if predicted is None else str(predicted)
            yield f"{pairs.get(key, key)}/{part}", said


def _pair(id: str) -> str:
    return id.rpartition("/")[0]
