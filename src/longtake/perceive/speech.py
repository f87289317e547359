"""Speech: where someone speaks, always, and what is said, when a model is there to write it down.

A stretch of voice is a `sound` Observation with `data["voice"]`, a sentence a `speech` Observation
with its words and their times in `data["words"]` and the language spoken. Where subtitles of that
language exist, `data["agreement"]` says how far they say the same. Memory holds a minute of sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from longtake.perceive.agreement import compared
from longtake.protocols import Media
from longtake.types import Observation, Span

if TYPE_CHECKING:
    import numpy as np

    from longtake.perceive.ears import Ear
    from longtake.perceive.transcript import Sentence, Whisper
    from longtake.perceive.voices import Voice

LONGEST_S = 30.0
"""Stretches of voice are written down together up to this length."""
APART_S = 2.0
"""A longer silence is not listened through: models make words up in it."""
_MARGIN_S = 0.2

INSTALL = "install longtake[speech]"
PULL = "run longtake models pull whisper-base"


class Speech:
    """Listens. `model_folder` holds a faster-whisper model; without one, words are not known.

    `ear` tells voice from other sound (the best there is), `model` is a loaded model to use.
    """

    name = "speech"

    def __init__(
        self, model_folder: Path | None = None, ear: Ear | None = None, model: Any = None
    ) -> None:
        from longtake.perceive.ears import best_ear

        self._ear = ear or best_ear()
        self._installed = model is not None or find_spec("faster_whisper") is not None
        self._pulled = model is not None or model_folder is not None
        self._whisper: Whisper | None = None
        self.version = f"1+{self._ear.name}"
        if self._installed and self._pulled:
            from longtake.perceive.transcript import Whisper

            self._whisper = Whisper(model_folder or Path("given"), model)
            self.version += f"+{self._whisper.name}"
        self._subtitles: tuple[str, list[Observation]] = ("", [])

    def missing(self) -> str:
        """What to say of speech that is not written down, with the way to change that."""
        lacking = [] if self._installed else [INSTALL]
        lacking += [] if self._pulled else [PULL]
        if lacking:
            return f"speech found, not transcribed: {' and '.join(lacking)}"
        return (
            "speech found, but no words could be made out:"
            " a larger model may, longtake models pull whisper-small"
        )

    def observe(self, media: Media, span: Span) -> Iterator[Observation]:
        """Voice that starts in the span, and sentences that do, in order of time."""
        if not media.info.of("audio"):
            return
        usual = ""
        for together in self._together(media, span):
            found = [self._sound(media, voice) for voice in together]
            if self._whisper is not None:
                sentences, usual = self._sentences(media, together, usual)
                found += compared(sentences, self._written(media)) if sentences else []
            inside = (seen for seen in found if seen.span.start_s in span)
            yield from sorted(inside, key=lambda seen: seen.span.start_s)

    def _together(self, media: Media, span: Span) -> Iterator[list[Voice]]:
        """Stretches to write down in one go; one that crosses an edge of the span goes alone.

        So that both who look at its sides hear the same, and write down the same sentences.
        """
        from longtake.perceive.voices import voices

        held: list[Voice] = []
        for voice in voices(media, self._ear, span):
            crossing = voice.span.start_s < span.start_s or voice.span.end_s > span.end_s
            if held and (
                crossing
                or voice.span.start_s - held[-1].span.end_s > APART_S
                or voice.span.end_s - held[0].span.start_s > LONGEST_S
                or held[0].span.start_s < span.start_s
            ):
                yield held
                held = []
            held.append(voice)
        if held:
            yield held

    def _sound(self, media: Media, voice: Voice) -> Observation:
        certain = self._ear.certain
        return Observation(
            video=media.info.id,
            span=voice.span,
            kind="sound",
            text="speech" if certain else "sound that may be speech",
            source=f"{self.name}@{self._ear.name}",
            score=voice.score if certain else round(voice.score / 2, 3),
            data={"voice": True, "certain": certain},
        )

    def _sentences(
        self, media: Media, together: list[Voice], usual: str
    ) -> tuple[list[Observation], str]:
        """What is said in these stretches, and the language spoken last."""
        assert self._whisper is not None
        whole = together[0].span.union(together[-1].span)
        heard = Span(max(0.0, whole.start_s - _MARGIN_S), whole.end_s + _MARGIN_S)
        said = self._whisper.sentences(_samples(media, heard), usual)
        placed = [sentence.placed(heard.start_s, whole) for sentence in said]
        found = [self._sentence(media, sentence) for sentence in placed if sentence.words]
        return found, said[-1].language if said else usual

    def _sentence(self, media: Media, sentence: Sentence) -> Observation:
        words = sentence.words
        return Observation(
            video=media.info.id,
            span=Span(words[0].start_s, max(words[0].start_s, words[-1].end_s)),
            kind="speech",
            text=sentence.text,
            source=f"{self.name}@{self.version}",
            score=sentence.score,
            data={
                "words": [[w.text.strip(), w.start_s, w.end_s, round(w.score, 3)] for w in words],
                "language": sentence.language,
            },
        )

    def _written(self, media: Media) -> list[Observation]:
        """The subtitles that are text; kept for the last video, as each piece asks again."""
        if self._subtitles[0] != media.info.id:
            cues = (cue for cue in media.subtitles() if cue.text)
            written = [
                Observation(
                    video=media.info.id,
                    span=cue.span,
                    kind="subtitle",
                    text=cue.text,
                    source=self.name,
                    data={"language": cue.language, "track": cue.track},
                )
                for cue in cues
            ]
            self._subtitles = (media.info.id, written)
        return self._subtitles[1]


def _samples(media: Media, span: Span) -> np.ndarray:
    import numpy as np

    from longtake.perceive.ears import RATE_HZ

    pieces: Iterable[np.ndarray] = (sound.samples for sound in media.sound(span, RATE_HZ))
    return np.concatenate([np.zeros(0, np.float32), *pieces])
