"""What the voices of made films sound like, as far as a test can hear."""

from __future__ import annotations

import re
import time
from pathlib import Path

import crossing_world
import numpy as np
import pytest

from longtake.errors import WorldError
from longtake.media import open_media
from longtake.types import Span
from longtake.worlds.making.soundtrack import record
from longtake.worlds.making.voice import Speaker
from longtake.worlds.truth import Line
from longtake.worlds.world import Order

pytest.importorskip("espeakng_loader")

LINE = "Good evening, have you seen my yellow kite?"


def said(*lines: tuple[str, str]) -> list[np.ndarray]:
    with Speaker() as speaker:
        return [speaker.say(text, voice) for text, voice in lines]


def test_a_new_speaker_says_the_same_lines_in_the_same_way() -> None:
    lines = ((LINE, "en-gb+f2"), ("I left it by the harbour.", "en-gb+m3"), (LINE, "en-gb+f2"))
    before = said(*lines)
    time.sleep(1.1)
    for once, again in zip(before, said(*lines), strict=True):
        assert np.array_equal(once, again)


def test_voices_differ_and_are_really_heard() -> None:
    voices = ("en-gb", "en-gb+f2", "en-gb+m3", "en-us+f4")
    sounds = said(*((LINE, voice) for voice in voices))
    assert all(1.0 < len(sound) / 22_050 < 4.0 for sound in sounds)
    assert all(np.abs(sound.astype(int)).max() > 3000 for sound in sounds)
    pitches = [_pitch_hz(sound) for sound in sounds[1:3]]
    assert pitches[0] > 1.3 * pitches[1]


def _pitch_hz(sound: np.ndarray) -> float:
    """Of the loudest quarter second, by autocorrelation."""
    size = 22_050 // 4
    loud = max(range(0, len(sound) - size, size), key=lambda i: np.ptp(sound[i : i + size]))
    part = sound[loud : loud + size].astype(float)
    alike = np.correlate(part, part, "full")[size - 1 :]
    lags = np.arange(22_050 // 400, 22_050 // 70)
    return float(22_050 / lags[np.argmax(alike[lags])])


def test_a_line_is_hurried_into_its_span() -> None:
    with Speaker() as speaker:
        easy = speaker.say(LINE, "en-gb")
        hurried = speaker.say(LINE, "en-gb", within_s=1.4)
        breathless = speaker.say(LINE, "en-gb", within_s=0.1)
    assert len(easy) / 22_050 > 1.8
    assert 1.1 < len(hurried) / 22_050 <= 1.4
    assert 0.5 < len(breathless) / 22_050 < 1.4


def test_an_unknown_voice_is_named() -> None:
    for voice in ("xx-nobody", "en-gb+nobody"):
        with pytest.raises(WorldError, match=rf"no voice '{re.escape(voice)}'.*en-gb"):
            said((LINE, voice))


def test_words_with_odd_letters_are_spoken() -> None:
    (sound,) = said(('Café Ærø, 北京, <b>bold</b> & "quoted"\nnext line', "en-gb"))
    assert len(sound) > 22_050


class Overlapping(crossing_world.Crossing):
    """Two talk at once, one to the very end, one is silent."""

    @property
    def truth(self):  # type: ignore[no-untyped-def]
        lines = [
            Line(span=Span(2.0, 2.1), speaker="b", text=LINE, voice="en-gb+f2"),
            Line(span=Span(0.5, 4.0), speaker="a", text=LINE, voice="en-gb+m3"),
            Line(span=Span(7.5, 8.0), speaker="a", text=LINE, voice="en-gb+m3"),
            Line(span=Span(5.0, 6.0), speaker="c", text="Not aloud."),
        ]
        return super().truth.model_copy(update={"speech": lines})


def test_the_truth_of_a_line_is_when_it_is_heard(tmp_path: Path) -> None:
    film = Overlapping("film", Order(width_px=64, height_px=36), 8.0)
    lines = record(film, tmp_path / "sound.m4a")
    assert [line.speaker for line in lines] == ["a", "b", "c", "a"]
    first, second, mute, last = (line.span for line in lines)
    assert first.start_s == 0.5
    assert first.overlap(second) > 0.3
    assert mute == Span(5.0, 6.0)
    assert last.end_s == 8.0
    with open_media(tmp_path / "sound.m4a") as media:
        sound = np.concatenate([part.samples for part in media.sound(rate_hz=22_050)])
    assert len(sound) / 22_050 == pytest.approx(8.0, abs=0.05)
    heard = np.flatnonzero(np.abs(sound[: 5 * 22_050]) > 0.004) / 22_050
    assert heard[0] == pytest.approx(0.5, abs=0.01)
    assert heard[-1] == pytest.approx(max(first.end_s, second.end_s), abs=0.01)
