"""The sound of a film: each line in its speaker's voice, where the plan has it.

Streams: no more of the track is held than the lines that sound at one moment. A film's lines come
in; an `.m4a` and the lines with the exact spans of their sound go out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from longtake.types import Span
from longtake.worlds.making.voice import Speaker
from longtake.worlds.truth import Line
from longtake.worlds.world import Film

BLOCK = 1024
"""Samples of a frame of AAC."""

BITS_A_SECOND = 40_000


def voiced(film: Film) -> bool:
    """Whether anybody in the film is to be heard."""
    return any(line.voice for line in film.truth.speech)


def record(film: Film, path: Path) -> list[Line]:
    """Write the film's sound; returns its lines, the spoken ones with the span they sound in.

    A line is spoken faster where its span is short, and runs on past it where that is not enough.
    Raises MissingExtra without espeak-ng, WorldError for an unknown voice.
    """
    lines: list[Line] = []
    with Speaker() as speaker, av.open(str(path), "w", format="mp4", options=EXACT) as out:
        stream = out.add_stream(
            "aac", rate=speaker.rate_hz, layout="mono", bit_rate=BITS_A_SECOND, options=FAST
        )
        length = round(film.truth.film.duration_s * speaker.rate_hz)
        for number, block in enumerate(_mixed(_spoken(film, speaker, lines, length), length)):
            frame = av.AudioFrame.from_ndarray(block[None], "s16", "mono")
            frame.sample_rate, frame.pts = speaker.rate_hz, number * BLOCK
            frame.time_base = Fraction(1, speaker.rate_hz)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return lines


EXACT = {"fflags": "+bitexact"}
FAST = {"aac_coder": "fast"}

Spoken = tuple[int, np.ndarray]
"""The first sample's place in the track, and the samples."""


def _spoken(film: Film, speaker: Speaker, lines: list[Line], length: int) -> Iterator[Spoken]:
    """The lines' sound in order of time; each line is noted as it is spoken."""
    for line in sorted(film.truth.speech, key=lambda line: line.span.start_s):
        if line.voice:
            first = round(line.span.start_s * speaker.rate_hz)
            sound = speaker.say(line.text, line.voice, line.span.duration_s)
            sound = sound[: max(0, length - first)]
            span = Span(first / speaker.rate_hz, (first + len(sound)) / speaker.rate_hz)
            line = line.model_copy(update={"span": _rounded(span)})
            yield first, sound
        lines.append(line)


def _rounded(span: Span) -> Span:
    return Span(round(span.start_s, 4), round(span.end_s, 4))


def _mixed(spoken: Iterable[Spoken], length: int) -> Iterator[np.ndarray]:
    """The track in blocks of `(BLOCK,)` int16, the last one shorter."""
    waiting = iter(spoken)
    sounding: list[Spoken] = []
    coming = next(waiting, None)
    for first in range(0, length, BLOCK):
        block = np.zeros(min(BLOCK, length - first), np.int32)
        while coming is not None and coming[0] < first + len(block):
            sounding.append(coming)
            coming = next(waiting, None)
        for start, sound in sounding:
            begin, end = max(start, first), min(start + len(sound), first + len(block))
            block[begin - first : end - first] += sound[begin - start : end - start]
        sounding = [one for one in sounding if one[0] + len(one[1]) > first + len(block)]
        yield np.clip(block, -32768, 32767).astype(np.int16)
    deque(waiting, maxlen=0)
