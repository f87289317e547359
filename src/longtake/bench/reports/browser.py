"""The samples of a report, as the data that its page browses.

Runs come in, a JSON text goes out that stands safely inside a script element: no `<` is left in it,
and the page puts every word of it into text nodes. What is the same is written once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from longtake.bench.asking.asker import Cited
from longtake.bench.asking.controls import FULL
from longtake.bench.reports.figures import Figures
from longtake.bench.reports.replies import Reply, Run
from longtake.bench.reports.scores import disagree, readings
from longtake.bench.runs.attempts import Attempt
from longtake.bench.sample import Sample
from longtake.types import Span

Pictures = Mapping[tuple[str, float], bytes]
"""Small JPEGs, by video (as the samples name it) and time in seconds."""
NO_PICTURES: Pictures = {}

Times = tuple[tuple[float, ...], ...]
"""Of frames, a tuple for each video."""

UNIFORM = "uniform"
SHOWN = 8
"""Pictures of a sample that are spread over those it was asked with."""


@dataclass(frozen=True, slots=True)
class Pools:
    """What many attempts have in common, each once, and its place."""

    controls: dict[str, int] = field(default_factory=dict)
    frames: dict[Times, int] = field(default_factory=dict)
    readings: dict[tuple[tuple[str, float], ...], int] = field(default_factory=dict)


def data(figures: Sequence[Figures], pictures: Pictures = NO_PICTURES) -> str:
    """Everything that can be browsed. Samples that ask the same are one, whatever the run."""
    pools = Pools(controls={FULL: 0})
    places: dict[tuple[object, ...], int] = {}
    samples, attempts = [], []
    for number, one in enumerate(figures):
        for sample in one.run.samples.values():
            if _key(sample) not in places:
                places[_key(sample)] = len(places)
                samples.append(_sample(sample, one.run))
        for attempt in one.run.attempts:
            place = places[_key(one.run.samples[attempt.sample])]
            attempts.append({"s": place, "r": number, **_attempt(attempt, one, pools)})
    told = {
        "runs": [one.name for one in figures],
        "controls": list(pools.controls),
        "samples": samples,
        "attempts": attempts,
        "frames": list(pools.frames),
        "readings": list(pools.readings),
        "pictures": _addresses(pictures),
    }
    return escaped(json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def escaped(text: str) -> str:
    """JSON that cannot end the script element in which it stands."""
    return text.replace("<", "\\u003c").encode("utf-8", "replace").decode("utf-8")


def shown(reply: Reply, strategy: str) -> list[tuple[str, float]]:
    """Which video each frame is of.

    The times of several videos follow each other. `uniform` shares its frames among them evenly;
    with others a new video begins where the times fall back, and where that does not give as many
    parts as there are videos, nothing is told.
    """
    videos, times_s = reply.sample.videos, reply.attempt.frames_s
    if len(videos) == 1:
        return [(videos[0], time_s) for time_s in times_s]
    parts = _shared(times_s, len(videos)) if strategy == UNIFORM else _falling(times_s)
    if len(parts) != len(videos):
        return []
    return [(video, time_s) for video, own in zip(videos, parts, strict=True) for time_s in own]


def chosen(sample: Sample, frames: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The frames to be pictured: some spread evenly, and those in the true evidence."""
    step = max(1.0, len(frames) / SHOWN)
    spread = {int((n + 0.5) * step) for n in range(SHOWN)} if len(frames) > SHOWN else None
    return [
        (video, time_s)
        for place, (video, time_s) in enumerate(frames)
        if spread is None
        or place in spread
        or any(time_s in span for span in sample.evidence.get(video, ()))
    ]


def without_pictures(figures: Sequence[Figures], pictures: Pictures) -> int:
    """Samples that were asked with frames none of which is pictured."""
    bare: dict[str, bool] = {}
    for one in figures:
        for reply in one.run.full:
            frames = shown(reply, one.run.setting.strategy)
            if reply.attempt.frames_s:
                has = any(frame in pictures for frame in frames)
                bare[reply.sample.id] = bare.get(reply.sample.id, True) and not has
    return sum(bare.values())


def _key(sample: Sample) -> tuple[object, ...]:
    return sample.id, sample.text, sample.options, sample.videos


def _sample(sample: Sample, run: Run) -> dict[str, Any]:
    told = {
        "id": sample.id,
        "videos": sample.videos,
        "text": sample.text,
        "options": sample.options,
        "choice": sample.choice,
        "gold": "" if sample.options else sample.gold,
        "spans": _spans(sample.spans),
        "kind": list(run.kinds_of(sample)),
        "length": run.lengths[sample.id],
        "seconds": round(run.durations_s[sample.id], 2),
        "evidence": {video: _spans(spans) for video, spans in sample.evidence.items()},
        "asked": _spans([sample.span] if sample.span else []),
        "until": sample.until_s,
    }
    return _brief(told)


def _attempt(attempt: Attempt, figures: Figures, pools: Pools) -> dict[str, Any]:
    reply = Reply(figures.run.samples[attempt.sample], attempt)
    read = {} if attempt.error else readings(reply) | _judged(attempt)
    times = _times(reply, figures.run.setting.strategy)
    suspicious = figures.grounding.suspicious if figures.grounding else frozenset()
    told = {
        "c": pools.controls.setdefault(attempt.control, len(pools.controls)),
        "raw": attempt.raw,
        "said": _said(attempt),
        "order": attempt.order,
        "readings": pools.readings.setdefault(tuple(read.items()), len(pools.readings)),
        "worth": None if attempt.error else attempt.worth,
        "sure": attempt.confidence,
        "declined": attempt.abstained,
        "unread": not attempt.error and reply.unread,
        "disagree": not attempt.error and disagree(reply),
        "beside": attempt.control == FULL and attempt.sample in suspicious,
        "frames": pools.frames.setdefault(times, len(pools.frames)),
        "cited": [_cited(reply.sample, one) for one in attempt.cited],
        "seconds": round(attempt.seconds, 2),
        "error": attempt.error,
    }
    return _brief(told)


def _said(attempt: Attempt) -> int | None:
    """The option that it names, by its place in the sample."""
    if attempt.said is None or not attempt.order:
        return attempt.said
    return attempt.order[attempt.said] if attempt.said < len(attempt.order) else None


def _shared(times_s: Sequence[float], videos: int) -> list[Sequence[float]]:
    """Evenly, the first videos having one more where it does not come out even."""
    ends = list(accumulate((len(times_s) + videos - 1 - n) // videos for n in range(videos)))
    return [times_s[start:end] for start, end in pairwise([0, *ends])]


def _falling(times_s: Sequence[float]) -> list[Sequence[float]]:
    starts = [n for n, time_s in enumerate(times_s) if n == 0 or time_s <= times_s[n - 1]]
    return [times_s[start:end] for start, end in pairwise([*starts, len(times_s)])]


def _times(reply: Reply, strategy: str) -> Times:
    """Of each video, where it is known which frame is of which; else all in one."""
    frames = shown(reply, strategy)
    if not frames:
        return (tuple(round(time_s, 3) for time_s in reply.attempt.frames_s),)
    return tuple(
        tuple(round(time_s, 3) for name, time_s in frames if name == video)
        for video in reply.sample.videos
    )


def _judged(attempt: Attempt) -> dict[str, float]:
    return {} if attempt.judged is None else {"judged": attempt.judged}


def _cited(sample: Sample, cited: Cited) -> list[Any]:
    """Place of the video (-1: none of the sample's), start, end, words."""
    only = len(sample.videos) == 1
    place = sample.videos.index(cited.video) if cited.video in sample.videos else only - 1
    return [place, *_spans([cited.span])[0], cited.quote]


def _spans(spans: Sequence[Span]) -> list[tuple[float, float]]:
    return [(round(one.start_s, 2), round(one.end_s, 2)) for one in spans]


def _brief(told: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty; 0 is told."""
    return {
        name: value
        for name, value in told.items()
        if value is not None and value is not False and value not in ("", (), [], {})
    }


def _addresses(pictures: Pictures) -> dict[str, str]:
    return {
        f"{time_s:.3f} {video}": base64.b64encode(data).decode()
        for (video, time_s), data in pictures.items()
    }
