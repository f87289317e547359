"""Real recordings whose exact times, sizes and tracks are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from longtake.media import open_media

Find = Callable[[str], Path]


def test_exact_presentation_times(shared_media: Find) -> None:
    truth = shared_media("groundtruth/torchcodec_nasa_13013.stream3.all_frames_info.json")
    times_s = [float(frame["pts_time"]) for frame in json.loads(truth.read_text())]
    with open_media(shared_media("robustness/tc_nasa_13013.mp4")) as media:
        assert media.info.video is not None
        assert media.info.video.index == 3
        assert [p.time_s for p in media.packets()] == pytest.approx(times_s, abs=1e-6)
        assert [f.time_s for f in media.frames_at(times_s, 32)] == pytest.approx(times_s, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "frames", "first_s", "last_s"),
    [
        ("short_films/sintel_4k_hevc_credits_10s.ts", 237, 0.0, 236 / 24),
        ("robustness/tc_test_non_zero_start.mp4", 12, 0.0, 11 / 30),
        ("robustness/psd_delayed_start.mp4", 24, 0.0, 23 / 25),
        ("robustness/tc_discard_first_keyframe.mp4", 25, 0.0, 24 / 25),
        ("robustness/mpy_no_duration.webm", 74, 0.0, 4.872),
        ("robustness/membrane_variable_resolution.h264", 300, 0.0, 299 / 30),
        ("robustness/bbb_first60s_160x120_4fps_mjpeg.avi", 240, 0.0, 59.75),
        ("robustness/ae_webvtt.mkv", 40, 0.023, 1.973),
        ("actions_objects/popcorn_trailer_theora.ogv", 1340, 0.0, 64.5),
        ("screen_text/bubbletea_views.gif", 310, 0.0, 6.18),
        ("robustness/psd_counter.mp4", 30, 0.0, 2.9),
    ],
)
def test_first_and_last(
    name: str, frames: int, first_s: float, last_s: float, shared_media: Find
) -> None:
    with open_media(shared_media(name)) as media:
        times_s = [packet.time_s for packet in media.packets()]
        first, last = media.frames_at([-1.0, 1e5], 48)
        assert media.gaps == []
    assert len(times_s) == frames
    assert (times_s[0], times_s[-1]) == pytest.approx((first_s, last_s), abs=0.002)
    assert (first.time_s, last.time_s) == (times_s[0], times_s[-1])


def test_what_the_files_say_of_themselves(shared_media: Find) -> None:
    def info(name: str):  # type: ignore[no-untyped-def]
        with open_media(shared_media(name)) as media:
            return media.info

    nasa = info("robustness/tc_nasa_13013.mp4")
    kinds = [stream.type for stream in nasa.streams]
    assert kinds == ["video", "audio", "subtitle", "video", "audio", "subtitle"]
    surround = info("short_films/bbb_5s_720p_5.1audio.mp4").of("audio")[0]
    assert (surround.channels, surround.layout) == (6, "5.1")
    assert info("robustness/mpy_no_duration.webm").duration_known is False
    assert info("audio/jfk.flac").video is None
    attached = info("robustness/ae_testsrc_with_attachment.mkv")
    assert [stream.type for stream in attached.streams] == ["video", "audio", "attachment"]
    film = info("long/bbb_full_10min_448x252.mp4")
    assert film.duration_s == pytest.approx(596.46, abs=0.01)
    assert film.video is not None
    assert film.video.fps == pytest.approx(24, abs=0.01)


def test_a_long_film_sampled_sparsely_is_not_decoded_whole(shared_media: Find) -> None:
    with open_media(shared_media("long/bbb_full_10min_160x120_4fps.mp4")) as media:
        frames = list(media.frames(fps=0.1, height_px=60))
    assert [frame.time_s for frame in frames] == pytest.approx(np.arange(60) * 10.0)
