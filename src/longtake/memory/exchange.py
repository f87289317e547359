"""A library as lines of JSON, to be read by people and programs, and to be taken in again.

Two libraries that know the same give the same bytes: everything is in a fixed order, and nothing
is written that depends on when or by whom it was done. Vectors are left out; the library that
takes the lines in makes its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import Any, TextIO

from longtake.errors import LibraryError
from longtake.memory.library import Library, unpacked_info
from longtake.memory.rows import as_json
from longtake.types import Box, Entity, Filter, Job, Observation, Relation, Span

FORMAT = 1
BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of each were written, or were new."""

    videos: int = 0
    observations: int = 0
    jobs: int = 0
    relations: int = 0
    entities: int = 0


def export_jsonl(library: Library, stream: TextIO, videos: Sequence[str] | None = None) -> Counts:
    """Write the library, or these videos (ids) of it with what hangs on them, as JSON lines."""
    counts = dict.fromkeys(Counts.__slots__, 0)
    for noun, value in _lines(library, videos):
        stream.write(as_json({noun: value}) + "\n")
        if noun in _PLURAL:
            counts[_PLURAL[noun]] += 1
    return Counts(**counts)


_PLURAL = {
    "video": "videos",
    "observation": "observations",
    "job": "jobs",
    "relation": "relations",
    "entity": "entities",
}


def _lines(library: Library, videos: Sequence[str] | None) -> Iterator[tuple[str, Any]]:
    yield "longtake", {"format": FORMAT}
    chosen = sorted(v.id for v in library.videos()) if videos is None else sorted(set(videos))
    infos = {info.id: info for info in library.videos()}
    for video in chosen:
        if video not in infos:
            raise LibraryError(f"the library holds no video with the id {video}")
        sources = sorted(library.sources(video))
        described = asdict(infos[video])
        described["source"] = sources[0] if sources else described["source"]
        yield "video", {**described, "sources": sources}
        for job in sorted(library.progress(video), key=lambda j: (j.perceiver, j.span)):
            yield "job", _job(job)
    kept: set[str] = set()
    parts = [Filter()] if videos is None else [Filter(videos=(video,)) for video in chosen]
    for seen in chain.from_iterable(map(library.store.scan, parts)):
        kept.add(seen.id)
        yield "observation", asdict(seen)
    for relation in library.relations.get():
        if videos is None or kept & {relation.of, relation.to}:
            kept |= {relation.of, relation.to}
            yield "relation", asdict(relation)
    for entity in library.entities.get():
        if videos is None or entity.id in kept:
            yield "entity", asdict(entity)


def _job(job: Job) -> dict[str, Any]:
    """A job as it would be found after a restart: nobody is working on it."""
    state = "todo" if job.state == "running" else job.state
    described = asdict(job) | {"state": state}
    del described["attempts"]
    return described


def import_jsonl(library: Library, stream: Iterable[str]) -> Counts:
    """Take in what `export_jsonl` wrote; what is known already stays. Returns what was new.

    A line that cannot be used raises LibraryError with its number; the thousands of lines before
    it are kept, and running the same again after mending it doubles nothing.
    """
    counts = dict.fromkeys(Counts.__slots__, 0)
    lines = enumerate(stream, start=1)
    _check_head(_some(lines, 1))
    while batch := _some(lines):
        read = [_parse(number, line) for number, line in batch if line.strip()]
        for noun, new in _keep(library, read).items():
            counts[_PLURAL[noun]] += new
    return Counts(**counts)


def _some(lines: Iterator[tuple[int, str]], count: int = BATCH) -> list[tuple[int, str]]:
    try:
        return list(islice(lines, count))
    except UnicodeDecodeError as error:
        raise LibraryError(
            f"this is not UTF-8 text ({error}): give a file that `longtake library export` wrote"
        ) from error


def _check_head(first: list[tuple[int, str]]) -> None:
    try:
        found = json.loads(first[0][1])["longtake"]["format"]
    except (ValueError, LookupError, TypeError) as error:
        raise LibraryError(
            "this is not an export of a Longtake library, line 1 is not its head: give a file that "
            "`longtake library export` wrote"
        ) from error
    if found != FORMAT:
        raise LibraryError(
            f"the export has format {found}, this Longtake reads {FORMAT}: upgrade with "
            "pip install -U longtake"
        )


def _parse(number: int, line: str) -> tuple[str, Any]:
    try:
        ((noun, value),) = json.loads(line).items()
        return noun, _READERS[noun](value)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fault = "it is damaged" if line.endswith("\n") else "the export ends in the middle of it"
        raise LibraryError(
            f"line {number} of the export cannot be read, {fault}: {line[:60]!r}; copy or export "
            "it again, or take the line out, and import again: nothing is added twice"
        ) from error


def _video(value: dict[str, Any]) -> Any:
    sources = value.pop("sources")
    return unpacked_info(json.dumps(value)), sources


def _observation(value: dict[str, Any]) -> Observation:
    box = value.pop("box")
    span = Span(**value.pop("span"))
    return Observation(**value, span=span, box=Box(**box) if box else None)


def _read_job(value: dict[str, Any]) -> Job:
    return Job(**value | {"span": Span(**value["span"])})


_READERS: dict[str, Any] = {
    "video": _video,
    "job": _read_job,
    "observation": _observation,
    "relation": lambda value: Relation(**value),
    "entity": lambda value: Entity(**value),
}


def _keep(library: Library, read: Sequence[tuple[str, Any]]) -> dict[str, int]:
    """Keep what was read; how many of each noun were new."""
    by_noun: dict[str, list[Any]] = {noun: [] for noun in _PLURAL}
    for noun, value in read:
        by_noun[noun].append(value)
    return {
        "video": sum(library.restore(info, sources) for info, sources in by_noun["video"]),
        "observation": library.store.add(by_noun["observation"]),
        "job": library.jobs.restore(by_noun["job"]),
        "relation": library.relations.add(by_noun["relation"]),
        "entity": library.entities.add(by_noun["entity"]),
    }
