"""StreamingBench (Lin et al. 2024): asked while the video runs.

Annotations as the authors' `questions_real.json`, `questions_omni.json` and `questions_sqa.json`:
entries (of sequential questions, groups of entries) that hold `questions`. They have no ids: a
question is called by its video and `time_stamp`, `sample_2_00:00:50`. Predictions are these files
with the reply in one more field, called by the model or `response`, or rows of `id` and `response`.

The official code shows the video from its start, or the last minute of that, to `time_stamp`, which
is on the whole video's clock; `time` says where the annotator worked, and cuts nothing. Before a
sequential question those before it are told, each with its right answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from longtake.bench.files import Row, Table, table, whole
from longtake.bench.official import streamingbench
from longtake.bench.sample import Sample
from longtake.bench.shapes.choices import Choices
from longtake.bench.shapes.fields import Fields
from longtake.bench.task import Card
from longtake.errors import BenchError

SHOWN = 4
"""Options that the official prompt has room for."""
ABOUT = {"time", "questions", "video_categories", "video_path", "id", "told", "response"}
ASKED = {"task_type", "question", "time_stamp", "answer", "options", "required_ability"}
LATER = {"audio_path", "results", "ground_truth_time_stamp", "ground_truth_output"}
ANNOTATED = ABOUT | ASKED | LATER
"""Fields that are no reply."""


class StreamingBench(Choices):
    """What is seen, heard and was said before, by option."""

    card = Card(
        name="streamingbench",
        title="StreamingBench (Lin et al. 2024)",
        measures="questions by option at moments of a video: accuracy by task",
        size="900 videos; 2,500 visual, 1,500 omni-source and 250 sequential questions",
        licence="MIT",
        source="src/data/ of THUNLP-MT/StreamingBench",
        annotations="questions_*[ail].json",
        predictions="the annotations with the reply in a field of the model's name",
        example='{"id": "sample_17_sqa_00:00:36", "response": "A"}',
    )
    rule = streamingbench
    fields = Fields(video="video_path", kinds=("task_type", "required_ability"))

    def rows(self, path: Path) -> Table:
        """A row for each question, with its id, its reply and what was asked before it."""
        return questions(path)

    def sample(self, rows: Table, number: int) -> Sample:
        """A question at its `time_stamp`; nothing later may be shown."""
        sample = super().sample(rows, number)
        until_s = rows.read(number, "time_stamp", streamingbench.seconds)
        text = f"{rows.rows[number]['told']}{sample.text}"
        return sample.model_copy(update={"until_s": float(until_s), "text": text})

    def said(self, predictions: Path, samples: Sequence[Sample]) -> list[tuple[str, str | None]]:
        """Of the questions that have a reply; the rest is left out, as officially."""
        return answered(predictions, super().said(predictions, samples))


def questions(path: Path) -> Table:
    """A row for each question of a file, annotations or predictions. Raises BenchError."""
    if path.suffix != ".json" or isinstance(whole(path), Mapping):
        return table(path)
    seen: Counter[str] = Counter()
    rows = [row for group in _groups(path) for row in _told(group)]
    return Table(path, [_named(path, row, seen) for row in rows])


def answered(path: Path, given: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Those with a reply. Raises BenchError where there is none at all."""
    found = [one for one in given if one[1] is not None]
    if given and not found:
        raise BenchError(f"{path} holds no replies: is it the annotations?")
    return found


def whole_options(options: tuple[str, ...]) -> tuple[str, ...]:
    """The options, mended where the published list cut one at a comma, or goes on after the last.

    >>> whole_options(("A. one,", "two", "B. three", "C. four", "D. five"))
    ('A. one, two', 'B. three', 'C. four', 'D. five')
    """
    if len(options) <= SHOWN or not options[0].startswith("A."):
        return options
    found: list[str] = []
    for option in options:
        if len(found) < SHOWN and option.startswith(f"{'ABCD'[len(found)]}."):
            found.append(option)
        elif option and option[1:2] != ".":
            found[-1] = f"{found[-1]} {option}"
    return tuple(found)


def _groups(path: Path) -> Iterator[list[Row]]:
    """Questions that follow on one another stand in one group."""
    entries = whole(path)
    if not isinstance(entries, list):
        raise BenchError(f"{path} is no list of questions: is it the right file?")
    for entry in entries:
        own = entry if isinstance(entry, list) else [entry]
        if not all(isinstance(one, dict) for one in own):
            raise BenchError(f"{path} holds what is no object: is it the right file?")
        yield [row for one in own for row in _asked(one)]


def _asked(entry: Mapping[str, Any]) -> list[Row]:
    about = {name: value for name, value in entry.items() if name != "questions"}
    return [{**about, **one} for one in entry["questions"]] if "questions" in entry else [entry]


def _told(group: Sequence[Row]) -> Iterator[Row]:
    told = ""
    for row in group:
        yield {**row, "told": told}
        if row.get("task_type") == streamingbench.SEQUENTIAL:
            told += f"Asked at {row.get('time_stamp')}: {row.get('question')} {_answer(row)}\n"


def _answer(row: Row) -> str:
    options, letter = row.get("options", ()), str(row.get("answer", ""))
    place = "ABCD".find(letter) if letter else -1
    return str(options[place]) if 0 <= place < len(options) else letter


def _named(path: Path, row: Row, seen: Counter[str]) -> Row:
    replies = [name for name in row if name not in ANNOTATED]
    if len(replies) > 1:
        raise BenchError(
            f"{path} holds replies of {', '.join(replies)}: keep one, or call it 'response'"
        )
    response = row.get("response", row[replies[0]] if replies else None)
    video = PurePosixPath(str(row.get("video_path", ""))).stem
    name = str(row.get("id", f"{video}_{row.get('time_stamp')}"))
    seen[name] += 1
    again = f"_{seen[name]}" if seen[name] > 1 else ""
    return {**row, **_mended(row), "id": name + again, "response": response}


def _mended(row: Row) -> Row:
    options = row.get("options")
    plain = isinstance(options, list) and options and all(isinstance(one, str) for one in options)
    return {"options": list(whole_options(tuple(options)))} if options and plain else {}
