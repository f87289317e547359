"""Contact sheets, thumbnails, waveforms, clips and timelines; and the sample they are tried on."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO

import av
import cv2
import numpy as np
import pytest
from showing import SAMPLE, make_flicker, make_tune, seen

from longtake.errors import OpenError
from longtake.media import open_media
from longtake.media.recording import Recording
from longtake.show.pictures import clip, loudness, thumbnails
from longtake.show.sheet import MOST_FRAMES, contact_sheet
from longtake.show.timeline import boxes, lanes, ticks
from longtake.types import Span


@pytest.fixture(scope="module")
def sample() -> Iterator[Recording]:
    with open_media(SAMPLE) as media:
        yield media


@pytest.fixture(scope="module")
def tune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    path = tmp_path_factory.mktemp("show") / "tune.wav"
    make_tune(path)
    with open_media(path) as media:
        yield media


@pytest.fixture(scope="module")
def flicker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    path = tmp_path_factory.mktemp("show") / "flicker.mp4"
    make_flicker(path)
    with open_media(path) as media:
        yield media


def test_thumbnails_show_the_span_they_belong_to(flicker: Recording) -> None:
    spans = [Span(number / 25, (number + 1) / 25) for number in range(100)]
    for pictures in (
        thumbnails(flicker, spans, 36, 90),
        thumbnails(flicker, spans[:5], 36, 90),
    ):
        for number, picture in enumerate(pictures):
            data = np.frombuffer(base64.b64decode(picture.partition(",")[2]), np.uint8)
            shade = cv2.imdecode(data, cv2.IMREAD_COLOR).mean()
            assert abs(shade - number % 5 * 50) < 12


def test_loudness_lies_where_the_sound_is(tune: Recording) -> None:
    peaks = loudness(tune, Span(0, 3), 30)
    assert max(peaks[:10]) < 0.01
    assert min(peaks[11:19]) > 0.4
    assert max(peaks[20:]) < 0.01


def test_a_clip_holds_the_sound_of_its_span(tune: Recording) -> None:
    data = base64.b64decode(clip(tune, Span(1.0, 2.0)).partition(",")[2])
    with av.open(BytesIO(data)) as sound:
        decoded = np.concatenate([f.to_ndarray()[0] for f in sound.decode(audio=0)])
    assert len(decoded) == pytest.approx(24_000, abs=2_100)
    assert np.abs(decoded).max() > 0.4


def test_the_timeline_of_many_marks_stays_short() -> None:
    spans = [Span(s / 10, s / 10 + 0.05) for s in range(72_000)]
    assert len(boxes(spans, Span(0, 7200))) < 80_000
    assert boxes([Span(0, 5), Span(5, 10)], Span(0, 10)).count("M") == 2
    assert boxes([], Span(0, 10)) == ""
    assert boxes([Span(0, 0)], Span(0, 0)).count("M") == 1


@pytest.mark.parametrize("duration_s", [0.0, 0.4, 9.0, 59.0, 3600.0, 86_400.0, 900_000.0])
def test_ticks_are_few_and_lie_on_the_timeline(duration_s: float) -> None:
    marks = ticks(Span(0, duration_s))
    assert 1 <= len(marks) <= 12
    assert all(0 <= mark.percent <= 100 for mark in marks)
    assert marks[0].text == "00:00"


def test_a_lane_appears_only_when_it_has_something_to_show(sample: Recording) -> None:
    known = [seen(sample.info, 1, 2, "caption", "a ferry"), seen(sample.info, 1, 2, "file", "h264")]
    assert [lane.name for lane in lanes(known, sample.info.span)] == ["seen"]


def test_a_contact_sheet_has_a_cell_for_each_time(sample: Recording) -> None:
    png = contact_sheet(sample, [2.0, 8.0, 15.0, 23.0, 30.0], columns=3, width_px=940)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == (64 + 2 * (169 + 10), 940, 3)
    slide = image[64 + 40 : 64 + 60, 2 * 310 + 10 + 200 : 2 * 310 + 10 + 280]
    assert slide.mean() > 235, "the cost slide is the third cell"
    corner = image[64 + 169 - 12 : 64 + 169, 2 * 310 + 10 : 2 * 310 + 10 + 30]
    assert corner.mean() < 180, "its time is written on it"


def test_a_contact_sheet_of_too_many_times_takes_them_evenly(flicker: Recording) -> None:
    times_s = [number / 25 for number in range(1700)]
    png = contact_sheet(flicker, times_s, columns=20, width_px=1000)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    high = round((1000 - 210) // 20 * 36 / 64)
    assert image.shape == (64 + MOST_FRAMES // 20 * (high + 10), 1000, 3)


def test_a_contact_sheet_needs_pictures(tune: Recording) -> None:
    with pytest.raises(OpenError, match="no pictures"):
        contact_sheet(tune, [1.0])


def test_the_sample_is_what_its_maker_says(sample: Recording) -> None:
    info = sample.info
    assert info.duration_s == pytest.approx(59.0, abs=0.1)
    assert info.size_bytes < 3_000_000
    assert [stream.codec for stream in info.streams] == ["h264", "aac", "mov_text"]
    words = [cue.text for cue in sample.subtitles()]
    assert len(words) == 10
    assert "The whole project costs forty-two thousand euros." in words
    before, after = sample.frames_at([10.94, 11.0], 90)
    assert after.image.mean() - before.image.mean() > 100, "a hard cut at 11 s"
