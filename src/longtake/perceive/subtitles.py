"""Subtitles as Observations: the words of every track and sidecar file, pictures of words read.

Repetitions are taken out: captions that roll up, the same track twice, pictures sent again. Knows
cues and their times; how a picture is read is the reader's business. All cues of the file pass
through, in memory only their words; pictures are read only where they start in the span.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from longtake.protocols import Media
from longtake.types import Cue, MediaInfo, Observation, Span

if TYPE_CHECKING:
    import numpy as np

TOUCHING_S = 0.1
"""Cues at most this far apart follow each other without a break."""
SAME_MOMENT_S = 0.5
"""Cues of two tracks that say the same and start at most this far apart are one."""


class Subtitles:
    """Reads what is subtitled: a track of text in milliseconds, a picture in tenths of a second."""

    name = "subtitles"
    version = "1"

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """One Observation per cue that starts in the span, in order of time, then of tracks."""
        told = _Told()
        reading = _Reading()
        found: list[Observation] = []
        for _, track in groupby(media.subtitles(), key=lambda cue: cue.track):
            for cue in _without_repetition(track):
                if cue.image is not None and cue.span.start_s not in span:
                    continue
                seen = self._seen(cue, media.info, reading)
                new = seen.kind == "gap" or told.new(seen)
                if new and cue.span.start_s in span:
                    found.append(seen)
        yield from sorted(found, key=lambda seen: seen.span)

    def _seen(self, cue: Cue, info: MediaInfo, reading: _Reading) -> Observation:
        data = {"language": cue.language, "track": cue.track}
        text, score = " ".join(cue.text.split("\n")), 1.0
        if cue.image is not None:
            text, score = reading.of(cue.image)
            data["reader"] = reading.name
        return Observation(
            video=info.id,
            span=Span(
                cue.span.start_s, max(cue.span.start_s, min(cue.span.end_s, info.duration_s))
            ),
            kind="subtitle" if text else "gap",
            text=text or "A subtitle is shown here as a picture that could not be read",
            source=f"{self.name}@{self.version}",
            box=cue.box,
            score=score,
            data=data,
        )


@dataclass
class _Told:
    """What has been said by the tracks so far, to tell what another one repeats."""

    starts_s: dict[tuple[str, ...], list[float]] = field(default_factory=dict)

    def new(self, seen: Observation) -> bool:
        """Whether no track before it said the same words at the same moment."""
        from longtake.perceive.agreement import words

        starts_s = self.starts_s.setdefault(tuple(words(seen.text)) or (seen.text,), [])
        if any(abs(start_s - seen.span.start_s) <= SAME_MOMENT_S for start_s in starts_s):
            return False
        starts_s.append(seen.span.start_s)
        return True


@dataclass
class _Reading:
    """Reads pictures of words, each different one once."""

    name: str = ""
    known: dict[bytes, tuple[str, float]] = field(default_factory=dict)

    def of(self, image: np.ndarray) -> tuple[str, float]:
        """The words and how sure the reader is; no words when it finds none."""
        key = hashlib.blake2b(image.tobytes(), digest_size=16, key=str(image.shape).encode())
        if key.digest() not in self.known:
            from longtake.perceive import ocr
            from longtake.perceive.cue_picture import words_in

            self.name = ocr.source()
            self.known[key.digest()] = words_in(image)
        return self.known[key.digest()]


def _without_repetition(cues: Iterable[Cue]) -> Iterator[Cue]:
    """One track with each thing said once: repeated cues become one, rolled-up lines are left out.

    Live and automatic captions show the line before again, above the new one.
    """
    held: Cue | None = None
    shown: list[str] = []
    for cue in cues:
        touching = held is not None and cue.span.touches(held.span, TOUCHING_S)
        fresh = cue
        if held is not None and touching:
            if _same_picture(held, cue):
                held = replace(held, span=held.span.union(cue.span))
                continue
            lines = cue.text.split("\n")
            repeated = _rolled(shown, lines) if cue.image is None else 0
            if repeated == len(lines) > 0:
                held = replace(held, span=held.span.union(cue.span))
                shown = lines
                continue
            fresh = replace(cue, text="\n".join(lines[repeated:]))
        if held is not None:
            yield held
        held, shown = fresh, cue.text.split("\n") if cue.image is None else []
    if held is not None:
        yield held


def _rolled(above: list[str], lines: list[str]) -> int:
    """How many of the first lines are the last ones that were shown before."""
    for count in range(min(len(above), len(lines)), 0, -1):
        if above[-count:] == lines[:count]:
            return count
    return 0


def _same_picture(one: Cue, other: Cue) -> bool:
    """Whether two bitmap cues look the same, up to the strength of a fade."""
    if one.image is None or other.image is None or one.image.shape != other.image.shape:
        return False
    difference = abs(one.image.astype("int16") - other.image)
    return bool(difference.mean() < 4 and one.box == other.box)
