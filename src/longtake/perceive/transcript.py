"""From sound to sentences with faster-whisper, set so that it makes up as little as can be.

The language spoken is kept, never translated. Each call stands alone: nothing said before steers
what is heard next, and the same samples give the same words. Knows nothing of files or spans:
samples at 16 kHz go in, sentences with word times relative to the first sample come out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from longtake.errors import MissingExtra
from longtake.types import Span

SETTINGS: dict[str, Any] = {
    "task": "transcribe",
    "beam_size": 5,
    "temperature": 0.0,
    "word_timestamps": True,
    "condition_on_previous_text": False,
    "vad_filter": False,
}
AGAINST_LOOPS = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.1}
NO_SPEECH, IMPROBABLE = 0.6, -1.0
"""A segment is dropped when it is both: probably no speech, and of improbable words."""
LOOPING = 2.4
"""Text that compresses better than this repeats itself."""
SURE_OF_LANGUAGE = 0.6
_ENDS = tuple(".?!…。？！؟।")
_NOT_ENDS = frozenset({"mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "vs.", "no.", "e.g.", "i.e."})
_PAUSE_S, _LONGEST_S = 1.0, 20.0


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is written, and when it is said."""

    text: str
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that belong together."""

    words: tuple[Word, ...]
    language: str

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()

    @property
    def score(self) -> float:
        mean = sum(word.score for word in self.words) / len(self.words)
        return round(min(1.0, max(0.0, mean)), 3)

    def placed(self, start_s: float, within: Span) -> Sentence:
        """Heard from `start_s` on the player's clock: the words in the middle of `within`.

        What lies beyond is another's to write down; times are cut to the span.
        """
        moved = [
            replace(word, start_s=start_s + word.start_s, end_s=start_s + word.end_s)
            for word in self.words
            if start_s + (word.start_s + word.end_s) / 2 in within
        ]
        words = [
            replace(
                word,
                start_s=round(max(within.start_s, word.start_s), 3),
                end_s=round(min(within.end_s, word.end_s), 3),
            )
            for word in moved
        ]
        return replace(self, words=tuple(words))


@dataclass
class Whisper:
    """A model in a folder; loaded on first use, which takes seconds."""

    folder: Path
    loaded: Any = None
    """A `faster_whisper.WhisperModel`, or anything with its `transcribe`."""

    @property
    def name(self) -> str:
        return self.folder.name

    def sentences(self, samples: np.ndarray, usual: str = "") -> list[Sentence]:
        """What is said in at most a minute of sound, in order; empty where there are no words.

        `usual` is the language to assume where the sound alone does not tell.
        """
        segments, language = self._heard(samples, usual)
        if any(map(_loops, segments)):
            segments, language = self._heard(samples, language, **AGAINST_LOOPS)
        kept = (one for one in segments if not _loops(one) and not _not_speech(one))
        words = [word for segment in kept for word in _words(segment)]
        return [Sentence(tuple(group), language) for group in in_sentences(words)]

    def _heard(self, samples: np.ndarray, usual: str, **more: Any) -> tuple[list[Any], str]:
        """Segments are made only as they are taken, so that asking again costs little."""
        segments, about = self._model.transcribe(samples, language=None, **SETTINGS, **more)
        if usual and about.language != usual and about.language_probability < SURE_OF_LANGUAGE:
            segments, about = self._model.transcribe(samples, language=usual, **SETTINGS, **more)
        return list(segments), str(about.language)

    @cached_property
    def _model(self) -> Any:
        if self.loaded is not None:
            return self.loaded
        if find_spec("faster_whisper") is None:
            raise MissingExtra("transcribing speech", "speech")
        from faster_whisper import WhisperModel

        return WhisperModel(
            str(self.folder), device="auto", compute_type="int8", local_files_only=True
        )


def in_sentences(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Cut after the end of a sentence, before a pause, and where it grows too long."""
    held: list[Word] = []
    for word in words:
        if held and (
            word.start_s - held[-1].end_s >= _PAUSE_S
            or word.end_s - held[0].start_s > _LONGEST_S
            or _ends(held[-1])
        ):
            yield held
            held = []
        held.append(word)
    if held:
        yield held


def _ends(word: Word) -> bool:
    text = word.text.strip().rstrip("\"'”’)»」』").lower()
    return text.endswith(_ENDS) and text not in _NOT_ENDS


def _words(segment: Any) -> Iterator[Word]:
    """The words of a segment, in order of time; the whole segment where it has no word times."""
    if not segment.words:
        if segment.text.strip():
            score = min(1.0, math.exp(segment.avg_logprob))
            yield Word(segment.text, segment.start, segment.end, score)
        return
    for word in segment.words:
        yield Word(word.word, word.start, max(word.start, word.end), word.probability)


def _loops(segment: Any) -> bool:
    return bool(segment.compression_ratio > LOOPING)


def _not_speech(segment: Any) -> bool:
    return bool(segment.no_speech_prob > NO_SPEECH and segment.avg_logprob < IMPROBABLE)
