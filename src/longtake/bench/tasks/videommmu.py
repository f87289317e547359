"""Video-MMMU (Hu et al. 2025): what a lecture teaches, in three tracks.

Annotations are rows of the hub's table as JSON or JSON lines, a file for each track, named by it
(`perception`, `comprehension`, `adaptation`) unless a row has `track`: `id`, `question`, `options`,
`answer`, `question_type`. Tracks share ids, so that a sample's is `TRACK_ID`; predictions are files
of the same names with `id` and `response`, or rows whose `id` is the sample's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from longtake.bench.files import Row, Table, replies, table
from longtake.bench.metrics.wording import normalised, same
from longtake.bench.official import videommmu
from longtake.bench.official.answers import Answer, robust, said_robustly, said_strictly, strict
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Beside, Choices
from longtake.bench.shapes.fields import Fields, by_letter, open_sample
from longtake.bench.task import Card

TRACKS = ("perception", "comprehension", "adaptation")
DISCIPLINES = {
    "Art": ("Art", "Art_Theory", "Design", "Music"),
    "Business": ("Accounting", "Economics", "Finance", "Manage", "Marketing"),
    "Science": ("Biology", "Chemistry", "Geography", "Math", "Physics"),
    "Medicine": (
        "Basic_Medical_Science",
        "Clinical_Medicine",
        "Diagnostics_and_Laboratory_Medicine",
        "Pharmacy",
        "Public_Health",
    ),
    "Humanities": ("History", "Literature", "Sociology", "Psychology"),
    "Engineering": (
        "Agriculture",
        "Architecture_and_Engineering",
        "Computer_Science",
        "Electronics",
        "Energy_and_Power",
        "Materials",
        "Mechanical_Engineering",
    ),
}
"""Subjects, which are part of an id: `validation_Art_Theory_4`."""


def open_strict(answer: Answer) -> bool:
    """By option as elsewhere; in words, the right ones."""
    return strict(answer) if answer.options else same(answer.text or "", [answer.gold])


def open_robust(answer: Answer) -> bool:
    """By option as elsewhere; in words, a reply that holds the right ones whole."""
    if answer.options:
        return robust(answer)
    wanted, said = normalised(answer.gold), normalised(answer.text or "")
    return bool(wanted) and f" {wanted} " in f" {said} "


class VideoMMMU(Choices):
    """Lectures, and questions of three tracks about each; some are answered in words."""

    card = Card(
        name="video-mmmu",
        title="Video-MMMU (Hu et al. 2025)",
        measures="what lectures teach: perception, comprehension, adaptation; accuracy",
        size="300 videos, 900 questions",
        licence="see the dataset's terms",
        source="the dataset lmms-lab/VideoMMMU",
        annotations="*.json*",
        predictions="files named as the annotations with `id` and `response`, a row each",
        example='{"track": "perception", "id": "validation_Art_Theory_4", "response": "B"}',
    )
    rule = videommmu
    fields = Fields(
        id=("track", "id"),
        video="video",
        choice=by_letter,
        kinds=("track", "discipline", "subject"),
    )
    readings: ClassVar[Mapping[str, Beside]] = {
        "strict": Beside(open_strict, lambda one: said_strictly(one) if one.options else one.text),
        "robust": Beside(open_robust, lambda one: said_robustly(one) if one.options else one.text),
    }

    def rows(self, path: Path) -> Table:
        """Rows with the file's track, the id's subject and the video. Raises BenchError."""
        read = table(path)
        track = next((name for name in TRACKS if name in path.stem.lower()), "")
        return Table(path, [_told(row, track) for row in read.rows])

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Of a file, or of those of a folder. Raises BenchError."""
        return [
            one
            for file in self.files(predictions)
            for one in replies(self.rows, file, self.fields.id, self.reply_field)
        ]

    def sample(self, rows: Table, number: int) -> Sample:
        """By option, or in words where a row has none. Raises BenchError."""
        if rows.rows[number].get("options"):
            return super().sample(rows, number)
        return open_sample(rows, number, self.fields)


def _told(row: Row, track: str) -> Row:
    id = str(row.get("id", ""))
    subject = "_".join(id.split("_")[1:-1])
    found = [name for name, own in DISCIPLINES.items() if subject in own]
    about = {"subject": subject, "discipline": found[0]} if found else {}
    named = {"track": track} if track else {}
    return {**named, **about, "video": f"{id}.mp4", **row}
