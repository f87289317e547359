"""How an Observation lies in its row, and comes back out of it unchanged."""

from __future__ import annotations

import json
from typing import Any

from longtake.memory.words import indexed
from longtake.types import Box, Kind, Observation, Span

COLUMNS = "row, id, video, start_s, end_s, kind, text, source, box, score, data"
SILENT: frozenset[Kind] = frozenset({"shot", "signature"})
"""Kinds whose text is not language: they are kept, and never searched for."""


def as_json(value: Any) -> str:
    """One line, readable; names that are not valid Unicode are escaped."""
    line = json.dumps(value, ensure_ascii=False, sort_keys=True)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True)
    return line


def searchable(observation: Observation) -> bool:
    """Whether it says anything that a search could find."""
    return observation.kind not in SILENT and bool(observation.text.strip())


def packed(row: int, id_: str, observation: Observation) -> tuple[Any, ...]:
    """The values to insert, in the order of `COLUMNS`, then `spread` and `searchable`."""
    box = observation.box
    findable = searchable(observation)
    return (
        row,
        id_,
        observation.video,
        observation.span.start_s,
        observation.span.end_s,
        observation.kind,
        observation.text,
        observation.source,
        None if box is None else json.dumps([box.left, box.top, box.right, box.bottom]),
        observation.score,
        as_json(dict(observation.data)),
        indexed(observation.text) if findable else None,
        findable,
    )


def unpacked(row: tuple[Any, ...]) -> Observation:
    """The Observation of a row selected as `COLUMNS`."""
    _, _, video, start_s, end_s, kind, text, source, box, score, data = row
    return Observation(
        video=video,
        span=Span(start_s, end_s),
        kind=kind,
        text=text,
        source=source,
        box=None if box is None else Box(*json.loads(box)),
        score=score,
        data=json.loads(data),
    )
