"""FIBER (Castro et al., ACL 2022): a blank in a caption, which several annotators filled.

Annotations as in the authors' JSON: rows with `masked_caption` (the blank is `_____`), `label`,
`additional_answers` by annotator, and the clip's `video_id` and times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from longtake.bench.files import Row, Table, table
from longtake.bench.official import fiber
from longtake.bench.official.failure import OfficialFailure
from longtake.bench.sample import Sample
from longtake.bench.shapes.asked import Asked, Scored, shared
from longtake.bench.shapes.called import called
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card, Column, Replies, Verdicts

ASK = "Fill the blank in this caption with the words that fit what is shown, and say only these: "


class Fiber(Asked):
    """Exact match, and F1 of the sets of words, with the best of the annotators."""

    card = Card(
        name="fiber",
        title="FIBER (Castro et al. 2022)",
        measures="filling a blank in a caption: exact match and F1",
        size="28,000 videos",
        licence="see the authors",
        source="MichiganNLP/video-fill-in-the-blank",
        annotations="*.json",
        predictions="the rows with `response`, or `id` and `response`",
        example='{"video_id": "VIDEO", "video_start_time": 10, "masked_caption": '
        '"A man is _____ .", "response": "singing"}',
    )
    fields = Fields(id="id")

    def rows(self, path: Path) -> Table:
        """Rows with an id. Raises BenchError."""
        return called(table(path), "video_id", "video_start_time", "masked_caption")

    def sample(self, rows: Table, number: int) -> Sample:
        """The caption with its blank, and every answer that an annotator gave."""
        label = rows.read(number, "label", str)
        row = rows.rows[number]
        others = rows.read(number, "additional_answers", _flat) if _more(row) else ()
        return Sample(
            id=str(row["id"]),
            videos=(_clip(rows, number),),
            text=ASK + rows.read(number, "masked_caption", str),
            form="open",
            gold=label,
            accepts=others,
        )

    def worth(self, sample: Sample, reply: str) -> float:
        """1 for an exact match."""
        return float(fiber.exact_match(reply, (sample.gold, *sample.accepts)))

    def table(self, scored: Scored) -> dict[str, float]:
        """Exact match."""
        return {"exact_match": shared(scored)["Overall"]}

    def beside(self, samples: Sequence[Sample], replies: Replies) -> dict[str, Column]:
        """Match strictly; of the robust reading the F1 of the words, each as often as it occurs."""
        columns = super().beside(samples, replies)
        robust = columns["robust"]
        f1 = {"f1": robust.values["exact_match"]}
        return {**columns, "robust": replace(robust, values=f1)}

    def columns(
        self, samples: Sequence[Sample], replies: Replies, verdicts: Verdicts
    ) -> tuple[dict[str, Column], list[str]]:
        """The official one has both scores."""
        columns, notes = super().columns(samples, replies, verdicts)
        said = [replies.get(one.id) or "" for one in samples]
        try:
            values = fiber.scores(said, [(one.gold, *one.accepts) for one in samples])
            columns["official"] = replace(columns["official"], values=values)
        except OfficialFailure as failure:
            del columns["official"]
            notes = [*notes, f"no official score: {failure}"]
        return columns, notes


def _more(row: Row) -> bool:
    return row.get("additional_answers") is not None


def _flat(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each(value)))


def _each(value: Any) -> Iterator[str]:
    """Texts in lists of lists, by annotator or not."""
    if isinstance(value, str):
        yield value
        return
    for one in value:
        yield from _each(one)


def _clip(rows: Table, number: int) -> str:
    """VATEX's name of a clip: `ID_000010_000020`."""
    video, row = rows.read(number, "video_id", str), rows.rows[number]
    if "video_start_time" not in row:
        return video
    ends = (rows.read(number, f"video_{end}_time", int) for end in ("start", "end"))
    return "_".join((video, *(f"{end:06d}" for end in ends)))
