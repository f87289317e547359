"""Where someone speaks: scores of an ear made into stretches of time.

Sound is scored in blocks on a fixed grid of the player's clock, each with a run-up, so that the
stretches found do not depend on where listening began. A Media and a span come in, stretches that
overlap the span go out, in order. Memory holds one block. Knows nothing of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from longtake.perceive.ears import RATE_HZ, WINDOW, Ear
from longtake.protocols import Media
from longtake.types import Sound, Span

WINDOW_S = WINDOW / RATE_HZ
BLOCK = 500
"""Windows scored together: 16 s."""
_RUN_UP, _RUN_OUT = 64, 16
ON, OFF = 0.5, 0.35
"""A stretch begins at a score of ON and goes on as long as it is at least OFF."""
PAUSE = 19
"""Windows below OFF that end a stretch: 0.6 s."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of speech without a pause, at most two blocks long."""

    span: Span
    score: float
    """Mean of the ear's scores."""


def voices(media: Media, ear: Ear, span: Span) -> Iterator[Voice]:
    """Stretches that overlap the span, each whole; listens on until the last has ended.

    Listening begins two blocks early: by then a stretch that began earlier has been cut.
    """
    first = max(0, int(span.start_s / WINDOW_S) // BLOCK - 2)
    last = int(span.end_s / WINDOW_S) + 1
    shortest = max(1, round(ear.shortest_s / WINDOW_S))
    for start, end, score in _stretches(_scored(media, ear, first), last):
        found = Span(round(start * WINDOW_S, 3), round(end * WINDOW_S, 3))
        if found.start_s >= span.end_s:
            return
        if end - start >= shortest and found.end_s > span.start_s:
            yield Voice(found, round(min(1.0, max(0.0, score)), 3))


def _stretches(
    blocks: Iterable[tuple[int, np.ndarray]], last: int
) -> Iterator[tuple[int, int, float]]:
    """First window, the window after the last, and mean score of each stretch.

    One that began before a block is cut where that block is quietest. Ends after window `last`.
    """
    start = end = -1
    heard: list[float] = []
    for first, scores in blocks:
        cut = first + int(scores.argmin())
        for index, score in enumerate(scores.tolist(), start=first):
            if start >= 0 and (index - end >= PAUSE or (index == cut and start < first)):
                yield start, end, float(np.mean(heard[: end - start]))
                start, heard = (index, []) if index - end < PAUSE and score >= OFF else (-1, [])
            if start < 0 and score >= ON:
                start = index
            if start >= 0:
                heard.append(score)
                end = index + 1 if score >= OFF else end
            elif index >= last:
                return
    if start >= 0:
        yield start, end, float(np.mean(heard[: end - start]))


def _scored(media: Media, ear: Ear, block: int) -> Iterator[tuple[int, np.ndarray]]:
    """First window and scores of each block from `block` on, to the end of the sound."""
    begin = max(0, block * BLOCK - _RUN_UP)
    end_s = max(media.info.duration_s, begin * WINDOW_S) + 60.0
    tape = _Tape(media.sound(Span(begin * WINDOW_S, end_s), RATE_HZ), begin)
    while True:
        first = block * BLOCK
        early = max(begin, first - _RUN_UP)
        samples = tape.between(early, first + BLOCK + _RUN_OUT)
        scores = ear.scores(samples)[first - early :][:BLOCK] if samples.size else samples
        if not scores.size:
            return
        yield first, scores
        block += 1


class _Tape:
    """The sound from one window on, of which only the last stretch asked for is kept."""

    def __init__(self, sounds: Iterator[Sound], first: int) -> None:
        self._sounds = sounds
        self._first = first
        self._samples = np.zeros(0, np.float32)

    def between(self, first: int, end: int) -> np.ndarray:
        """Samples of these windows; fewer, but whole windows, where the sound ends."""
        self._samples = self._samples[(first - self._first) * WINDOW :]
        self._first = first
        pieces, have, want = [self._samples], len(self._samples), (end - first) * WINDOW
        while have < want and (sound := next(self._sounds, None)) is not None:
            pieces.append(sound.samples)
            have += len(sound.samples)
        self._samples = np.concatenate(pieces)
        found = self._samples[:want]
        return np.pad(found, (0, -len(found) % WINDOW))
