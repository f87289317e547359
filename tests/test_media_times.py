"""Every frame at the time a player shows it, however the file was made."""

from __future__ import annotations

import random
from bisect import bisect_right
from pathlib import Path

import numpy as np
import pytest
from odd_files import TIMED, Made, number_in, plain, remux, variable_rate

from longtake.errors import MediaError
from longtake.media import open_media
from longtake.types import Span

HALF_A_TICK_S = 0.0006
"""Matroska and transport streams round to a millisecond or finer."""


@pytest.fixture(scope="module", params=TIMED, ids=[name.replace(" ", "-") for name in TIMED])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return TIMED[request.param](tmp_path_factory.mktemp("odd"))


def shown(made: Made, time_s: float) -> int:
    """The number of the picture that is on at this time."""
    return max(0, bisect_right(made.times_s, time_s + HALF_A_TICK_S) - 1)


def test_all_frames_come_once_in_order_and_on_time(made: Made) -> None:
    with open_media(made.path) as media:
        frames = list(media.frames())
        packets = list(media.packets())
    assert [number_in(frame.image) for frame in frames] == list(range(len(made.times_s)))
    assert [frame.time_s for frame in frames] == pytest.approx(made.times_s, abs=HALF_A_TICK_S)
    assert [packet.time_s for packet in packets] == [frame.time_s for frame in frames]
    assert media.gaps == []


def test_asked_for_a_time_it_gives_what_is_shown_then(made: Made) -> None:
    chance = random.Random(7)
    end_s = made.times_s[-1]
    times_s = [chance.uniform(0, end_s + 0.02) for _ in range(16)]
    times_s = [t for t in times_s if min(abs(t - at) for at in made.times_s) > 0.002]
    times_s += [made.times_s[0], made.times_s[-1], made.times_s[len(made.times_s) // 2]]
    with open_media(made.path) as media:
        frames = list(media.frames_at(times_s))
    assert [number_in(frame.image) for frame in frames] == [shown(made, t) for t in times_s]


def test_before_the_start_is_the_first_frame_and_after_the_end_the_last(made: Made) -> None:
    with open_media(made.path) as media:
        first, last, again = media.frames_at([-5.0, 1e6, -5.0])
    assert number_in(first.image) == number_in(again.image) == 0
    assert number_in(last.image) == len(made.times_s) - 1


def test_keyframes_are_the_frames_the_packets_call_keyframes(made: Made) -> None:
    with open_media(made.path) as media:
        keys_s = [packet.time_s for packet in media.packets() if packet.keyframe]
        frames = list(media.keyframes())
        assert keys_s
        if "refresh" in made.path.name:  # its later ones cannot be decoded by themselves
            return
        assert [frame.time_s for frame in frames] == keys_s
    assert [number_in(frame.image) for frame in frames] == [shown(made, t) for t in keys_s]


def test_a_regular_grid_gives_what_is_shown_at_each_tick_once(made: Made) -> None:
    with open_media(made.path) as media:
        span = Span(0.1, max(0.2, made.times_s[-1]))
        frames = list(media.frames(span, fps=3.0))
        ticks_s = [span.start_s + k / 3 for k in range(1000) if span.start_s + k / 3 < span.end_s]
    expected = list(dict.fromkeys(shown(made, t) for t in ticks_s))
    assert [number_in(frame.image) for frame in frames] == expected


def test_a_span_begins_with_the_frame_on_screen_and_ends_before_its_end(made: Made) -> None:
    middle = len(made.times_s) // 2
    start_s, end_s = made.times_s[middle] + 0.005, made.times_s[-1]
    if end_s <= start_s:
        return
    with open_media(made.path) as media:
        frames = list(media.frames(Span(start_s, end_s)))
        packets = list(media.packets(Span(start_s, end_s)))
    assert [number_in(f.image) for f in frames] == list(range(middle, len(made.times_s) - 1))
    assert [p.time_s for p in packets] == [f.time_s for f in frames if f.time_s >= start_s]


def test_readings_may_overlap(tmp_path: Path) -> None:
    with open_media(plain(tmp_path).path) as media:
        first, second = media.frames(), media.frames(Span(1.0, 2.0))
        seen = [next(first), next(second), next(first), *media.frames_at([2.5]), next(second)]
    assert [number_in(frame.image) for frame in seen] == [0, 25, 1, 62, 26]


def test_a_reading_can_be_given_up(tmp_path: Path) -> None:
    with open_media(plain(tmp_path).path) as media:
        frames = media.frames()
        assert number_in(next(frames).image) == 0
        frames.close()
        assert [number_in(f.image) for f in media.frames_at([0.5])] == [12]


def test_a_time_written_down_and_read_back_finds_its_frame(tmp_path: Path) -> None:
    with open_media(variable_rate(tmp_path).path) as media:
        times_s = [frame.time_s for frame in media.frames()]
        rounded = [float(f"{time_s:.6f}") for time_s in times_s]
        assert [frame.time_s for frame in media.frames_at(rounded)] == times_s


def test_times_that_are_no_times_are_refused(tmp_path: Path) -> None:
    with open_media(plain(tmp_path).path) as media:
        with pytest.raises(MediaError, match="finite"):
            next(media.frames_at([float("nan")]))
        with pytest.raises(MediaError, match="more than 0"):
            next(media.frames(fps=0))
        with pytest.raises(MediaError, match="-5 px"):
            next(media.frames_at([1.0], height_px=-5))
        with pytest.raises(MediaError, match="-16000 Hz"):
            next(media.sound(rate_hz=-16_000))


def test_asking_for_nothing_gives_nothing(tmp_path: Path) -> None:
    with open_media(plain(tmp_path).path) as media:
        assert list(media.frames_at([])) == []
        assert list(media.frames(Span(1.0, 1.0), fps=5)) == []


def test_packets_tell_how_long_each_picture_stays(tmp_path: Path) -> None:
    made = variable_rate(tmp_path)
    with open_media(made.path) as media:
        lengths_s = [packet.duration_s for packet in media.packets()]
    assert lengths_s[:-1] == pytest.approx(np.diff(made.times_s), abs=0.001)


def test_length_is_measured_when_the_header_has_none(tmp_path: Path) -> None:
    with open_media(TIMED["no duration"](tmp_path).path) as media:
        assert media.info.duration_known is False
        assert media.info.duration_s == pytest.approx(40 * 0.066, abs=0.07)
    with open_media(plain(tmp_path).path) as media:
        assert media.info.duration_known is True
        assert media.info.duration_s == pytest.approx(3.0)


@pytest.mark.parametrize("name", ["plain mp4", "open groups", "scattered intra", "one frame"])
def test_the_header_of_an_mp4_tells_what_its_packets_tell(name: str, tmp_path: Path) -> None:
    made = TIMED[name](tmp_path)
    remuxed = tmp_path / "same.mkv"
    remux(made.path, remuxed)
    with open_media(made.path) as one, open_media(remuxed) as other:
        first, second = list(one.packets()), list(other.packets())
    assert [p.keyframe for p in first] == [p.keyframe for p in second]
    assert [p.time_s for p in first] == pytest.approx([p.time_s for p in second], abs=0.001)
    assert [p.size_bytes for p in first] == [p.size_bytes for p in second]
