"""Dense captioning of ActivityNet (Krishna et al., ICCV 2017): what happens when, in words.

Annotations as the authors' `val_1.json` and `val_2.json`, one annotator each: give one file, or the
folder of both. Predictions as their submissions: an object with `results`, by video a list of
`sentence` and `timestamp`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from longtake.bench.files import Table, entries, gathered, mapping, spans, words
from longtake.bench.metrics.captions import (
    Event,
    Soda,
    best_soda,
    event_captions,
    event_detection,
    mean_soda,
    soda_c,
)
from longtake.bench.metrics.cider import mean_cider_d
from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.wording import token_f1
from longtake.bench.task import Card, Scores, scores_of
from longtake.errors import BenchError

MOST = 1000
"""Events that count for each video, as officially."""
Events = list[Event]


class ActivityNetDense:
    """All events of a video, each with a sentence."""

    card = Card(
        name="activitynet-dense",
        title="ActivityNet Captions, dense (Krishna et al. 2017)",
        measures="events: precision and recall at tIoU; their captions: CIDEr-D, SODA_c",
        size="val 4,885 videos, two annotators",
        licence="annotations of the authors, for research",
        source="captions.zip of the authors (val_1.json, val_2.json)",
        annotations="val_*.json",
        predictions="an object with `results`: by video `sentence` and `timestamp`",
        example='{"results": {"v_uqiMw7tQ1Cc": [{"sentence": "A man plays.", "timestamp": '
        "[1.23, 4.53]}]}}",
    )

    def score(self, predictions: Path, annotations: Path) -> Scores:
        """At tIoU .3, .5, .7, .9 and averaged; words are split without Java. Raises BenchError."""
        annotators = [_annotated(file) for file in gathered(annotations, self.card.annotations)]
        said = _submitted(predictions)
        given: dict[Hashable, Events] = dict(said)
        videos = dict.fromkeys(name for one in annotators for name in one)
        truth: dict[Hashable, list[Events]] = {
            name: [one[name] for one in annotators if name in one] for name in videos
        }
        try:
            values = _found(truth, given) | _said(truth, given) | _told(truth, given)
        except ValueError as error:
            raise BenchError(f"{predictions}: {error}") from error
        notes = (METEOR, *(() if len(annotators) > 1 else (ONE,)))
        return scores_of(values, match_ids(videos, [name for name, _ in said]), len(videos), *notes)


METEOR = "METEOR, whose tables come with a Java program, is not computed; SODA_c takes token F1"
ONE = "one annotator: published scores take two, the best of whom counts"


def _found(
    truth: Mapping[Hashable, list[Events]], given: Mapping[Hashable, Events]
) -> dict[str, float]:
    times = {name: [_times(one) for one in several] for name, several in truth.items()}
    found = event_detection(times, {name: _times(one) for name, one in given.items()})
    values: dict[str, float] = {}
    for side in ("precision", "recall"):
        at = {f"{side}@{t}": 100 * getattr(one, side) for t, one in found.items()}
        values |= {side: float(np.mean(list(at.values()))), **at}
    return values


def _said(
    truth: Mapping[Hashable, list[Events]], given: Mapping[Hashable, Events]
) -> dict[str, float]:
    found = event_captions(truth, given, mean_cider_d)
    at = {f"CIDEr-D@{t}": 100 * value for t, value in found.items()}
    return {"CIDEr-D": float(np.mean(list(at.values()))), **at}


def _told(
    truth: Mapping[Hashable, list[Events]], given: Mapping[Hashable, Events]
) -> dict[str, float]:
    best = [
        best_soda([_soda(one, given.get(name, [])) for one in several])
        for name, several in truth.items()
    ]
    mean = mean_soda(best)
    named = {"precision": mean.precision, "recall": mean.recall, "F1": mean.f1}
    return {f"SODA_c (token F1) {name}": 100 * value for name, value in named.items()}


def _soda(truth: Events, given: Events) -> Soda:
    alike = [[token_f1(one[2], [other[2]]) for other in truth] for one in given]
    return soda_c(_times(truth), _times(given), alike)


def _times(events: Sequence[Event]) -> list[tuple[float, float]]:
    return [(start, end) for start, end, _ in events]


def _annotated(path: Path) -> dict[str, Events]:
    given = mapping(path)
    rows = Table(path, [_named(path, name, about) for name, about in given.items()])
    times, texts = rows.column("timestamps", _ordered), rows.column("sentences", words)
    for name, some, said in zip(given, times, texts, strict=True):
        if len(some) != len(said):
            raise BenchError(f"{path}: {name!r} has {len(some)} timestamps, {len(said)} sentences")
    return {
        name: [(row[0], row[1], text) for row, text in zip(some, said, strict=True)]
        for name, some, said in zip(given, times, texts, strict=True)
    }


def _submitted(path: Path) -> list[tuple[str, Events]]:
    given = mapping(path)
    if not isinstance(results := given.get("results"), dict):
        raise BenchError(
            f"{path} has no 'results' by video; it has {', '.join(given) or 'nothing'}"
        )
    return [(name, _events(path, name, rows)) for name, rows in entries(results)]


def _events(path: Path, name: str, rows: Any) -> Events:
    if not isinstance(rows, list):
        raise BenchError(f"{path}: {name!r} has no list of events")
    some = Table(path, [_named(path, name, row) for row in rows[:MOST]])
    times = some.column("timestamp", lambda value: _ordered([value])[0])
    said = some.column("sentence", str)
    return [(row[0], row[1], text) for row, text in zip(times, said, strict=True)]


def _named(path: Path, name: str, row: Any) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise BenchError(f"{path}: {name!r} holds {type(row).__name__}, not an object")
    return row


def _ordered(value: Any) -> list[list[float]]:
    """Spans that do not end before they start."""
    rows = spans(value)
    for row in rows:
        if row[1] < row[0]:
            raise ValueError(f"{row} ends before it starts")
    return rows
