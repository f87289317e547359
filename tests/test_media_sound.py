"""Mono sound on the player's clock, whatever the codec, the start and the faults."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from odd_files import beeps, damage, plain, write_sound

from longtake.media import open_media
from longtake.types import Sound, Span

RATE_HZ = 16_000


def together(chunks: list[Sound]) -> np.ndarray:
    """The samples of chunks that must follow each other without a hole."""
    for one, after in pairwise(chunks):
        assert after.start_s == pytest.approx(one.span.end_s, abs=1e-9)
    return np.concatenate([chunk.samples for chunk in chunks])


def beginnings_s(samples: np.ndarray, start_s: float = 0.0) -> list[float]:
    """When each beep begins."""
    loud = np.convolve(np.abs(samples), np.ones(80) / 80, "same") > 0.1
    starts = np.flatnonzero(loud[1:] & ~loud[:-1])
    return [start_s + float(start) / RATE_HZ for start in starts]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("pcm_s16le", "a.wav"),
        ("flac", "a.flac"),
        ("libmp3lame", "a.mp3"),
        ("aac", "a.m4a"),
        ("aac", "a.mkv"),
        ("libopus", "a.webm"),
        ("aac", "a.ts"),
    ],
)
def test_every_codec_is_heard_on_time(codec: str, name: str, tmp_path: Path) -> None:
    path = write_sound(tmp_path / name, beeps(4), codec=codec)
    with open_media(path) as media:
        assert media.info.video is None
        heard = together(list(media.sound()))
        assert list(media.frames()) == list(media.packets()) == list(media.frames_at([1.0])) == []
    assert beginnings_s(heard)[-3:] == pytest.approx([1, 2, 3], abs=0.03)
    assert heard.dtype == np.float32
    assert len(heard) / RATE_HZ == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100])
def test_any_rate(rate_hz: int, tmp_path: Path) -> None:
    with open_media(write_sound(tmp_path / "a.wav", beeps(2))) as media:
        chunks = list(media.sound(rate_hz=rate_hz))
    assert {chunk.rate_hz for chunk in chunks} == {rate_hz}
    assert sum(len(chunk.samples) for chunk in chunks) == pytest.approx(2 * rate_hz, abs=2)


def test_chunks_of_ten_seconds(tmp_path: Path) -> None:
    with open_media(write_sound(tmp_path / "a.wav", beeps(25))) as media:
        chunks = list(media.sound())
    assert [chunk.start_s for chunk in chunks] == [0.0, 10.0, 20.0]
    assert [len(chunk.samples) for chunk in chunks] == [160_000, 160_000, 80_000]


@pytest.mark.parametrize("start_s", [0.35, 2.5])
def test_sound_that_begins_late_is_preceded_by_silence(start_s: float, tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mkv", beeps(3), start_s=start_s, picture_frames=100)
    with open_media(path) as media:
        chunks = list(media.sound())
    heard = together(chunks)
    assert chunks[0].start_s == 0.0
    assert beginnings_s(heard) == pytest.approx([start_s + k for k in range(3)], abs=0.01)


def test_a_hole_is_silence_and_what_follows_is_on_time(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mkv", beeps(30), hole_s=(3.5, 27.5))
    with open_media(path) as media:
        heard = together(list(media.sound()))
    assert beginnings_s(heard) == pytest.approx([1, 2, 3, 28, 29], abs=0.01)


@pytest.mark.parametrize(("codec", "name"), [("pcm_s16le", "a.mkv"), ("aac", "a.mp4")])
def test_a_span_holds_what_the_whole_holds_there(codec: str, name: str, tmp_path: Path) -> None:
    path = write_sound(tmp_path / name, beeps(20), codec=codec)
    with open_media(path) as media:
        whole = together(list(media.sound()))
        for span in (Span(0, 2.25), Span(7.5, 9.75), Span(12.0, 23.0)):
            chunks = list(media.sound(span))
            part = together(chunks)
            first = round(span.start_s * RATE_HZ)
            assert chunks[0].start_s == span.start_s
            assert len(part) <= round(span.duration_s * RATE_HZ)
            np.testing.assert_allclose(part, whole[first : first + len(part)], atol=0.02)


def test_a_span_without_sound_gives_none(tmp_path: Path) -> None:
    with open_media(write_sound(tmp_path / "a.wav", beeps(2))) as media:
        assert list(media.sound(Span(5, 9))) == []
        assert list(media.sound(Span(1, 1))) == []


@pytest.mark.parametrize("channels", [2, 6])
def test_channels_are_mixed_without_clipping(channels: int, tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", beeps(2, channels=channels))
    with open_media(path) as media:
        (stream,) = media.info.of("audio")
        heard = together(list(media.sound()))
    assert stream.channels == channels
    assert 0.3 < np.abs(heard).max() <= 1.0


def test_no_sound_track_gives_nothing(tmp_path: Path) -> None:
    with open_media(plain(tmp_path).path) as media:
        assert list(media.sound()) == []


def test_damaged_sound_is_silent_there_and_said_so(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mkv", beeps(8), codec="aac")
    damage(path, range(100, 140))
    with open_media(path) as media:
        heard = together(list(media.sound()))
        gaps = list(media.gaps)
    assert gaps
    assert {gap.data["track"] for gap in gaps} == {"sound"}
    assert all(1.5 < gap.span.start_s < gap.span.end_s < 3.5 for gap in gaps)
    assert beginnings_s(heard)[-3:] == pytest.approx([5, 6, 7], abs=0.03)


def test_real_recordings(shared_media: Callable[[str], Path]) -> None:
    for name, seconds in {"audio/apollo11_89s.mp3": 89.2, "audio/jfk.flac": 11.0}.items():
        with open_media(shared_media(name)) as media:
            heard = together(list(media.sound()))
            assert len(heard) / RATE_HZ == pytest.approx(seconds, abs=0.1)
            assert np.abs(heard).max() > 0.2
    with open_media(shared_media("robustness/mpy_video_with_failing_audio.mp4")) as media:
        assert sum(len(chunk.samples) for chunk in media.sound()) > 10 * RATE_HZ
