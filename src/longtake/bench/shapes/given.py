"""What is wrong with a file of spans, its ids and its videos: refused, or counted in a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from longtake.bench.files import Table, a_name, gathered
from longtake.bench.metrics.windows import Answers
from longtake.bench.task import NAMED, told_of
from longtake.errors import BenchError

SLACK_S = 1.0
"""A span may end so far beyond its video, since durations are rounded."""


def the_file(path: Path, pattern: str) -> Path:
    """The file itself, or the one of that name below a folder. Raises BenchError."""
    found = gathered(path, pattern)
    if len(found) > 1:
        named = ", ".join(str(file) for file in found[:NAMED])
        raise BenchError(f"{str(path)!r} holds {len(found)} files {pattern}: name one of {named}")
    return found[0]


def unique(annotated: Table, field: str) -> None:
    """Refuses annotations in which an id stands twice. Raises BenchError."""
    distinct(annotated.path, annotated.column(field, a_name))


def distinct(path: Path, ids: Iterable[Hashable]) -> None:
    """Refuses an id that stands twice. Raises BenchError."""
    twice = [id for id, times in Counter(ids).items() if times > 1]
    if twice:
        named = ", ".join(repr(id) for id in twice[:NAMED])
        raise BenchError(f"{path} has more than one row of {named}: are two files joined?")


def same_videos(annotated: Table, predicted: Table, id: str, video: str) -> None:
    """Refuses predictions that name another video than the annotations do for the same id.

    Versions of a benchmark number their queries alike. Raises BenchError.
    """
    videos = {row[id]: row[video] for row in annotated.rows if id in row and video in row}
    for number, row in enumerate(predicted.rows):
        wanted = videos.get(row.get(id))
        if wanted is not None and row.get(video, wanted) != wanted:
            raise BenchError(
                f"{predicted.path} row {number + 1}: {id!r} {row[id]!r} is of video "
                f"{row[video]!r}, in the annotations of {wanted!r}: are they of another version?"
            )


def span_notes(given: Answers, durations_s: Mapping[Hashable, float]) -> list[str]:
    """Counts predictions with spans beyond their video, backwards, out of order, or with none."""
    beyond = [
        id
        for id, rows in given.items()
        if any(row[1] > durations_s.get(id, row[1]) + SLACK_S or row[0] < 0 for row in rows)
    ]
    backwards = [id for id, rows in given.items() if any(row[1] < row[0] for row in rows)]
    return [
        *told_of(beyond, "hold spans that reach beyond the video"),
        *told_of(backwards, "hold spans that end before they start"),
        *told_of([id for id, rows in given.items() if not rows], "hold no span"),
        *told_of(
            [id for id, rows in given.items() if not _best_first(rows)],
            "lists are not in the order of their scores (the first window counts)",
        ),
    ]


def overlapping(given: Answers) -> list[Hashable]:
    """Ids of predictions in which spans cover the same time."""
    return [id for id, rows in given.items() if _overlap(rows)]


def _best_first(rows: Sequence[Sequence[float]]) -> bool:
    scores = [row[2] for row in rows if len(row) > 2]
    return len(scores) < len(rows) or all(one >= other for one, other in pairwise(scores))


def _overlap(rows: Sequence[Sequence[float]]) -> bool:
    ordered = sorted(sorted(row[:2]) for row in rows)
    return any(one[1] > other[0] for one, other in pairwise(ordered))
