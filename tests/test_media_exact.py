"""Frames taken out of the middle are the very pixels that plain decoding gives."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from odd_files import TIMED, variable_rate

from longtake.media import open_media
from longtake.media.container import open_video
from longtake.media.picture import Screen

HARD = [
    "plain mp4",
    "open groups",
    "open groups, HEVC",
    "open groups, mkv",
    "hidden references",
    "scattered intra",
    "variable rate",
    "MPEG-2",
    "MPEG-4 in AVI",
    "AV1",
    "gif",
]


def plainly_decoded(path: Path, height_px: int | None = None) -> dict[float, np.ndarray]:
    """Every frame of one decoder from the first packet to the last, in one thread."""
    track = open_video(str(path), threads=1)
    assert track is not None
    screen = Screen(track.pixel_aspect)
    with track:
        return {
            track.clock.seconds(frame.pts): screen.show(frame, height_px)
            for packet in track.container.demux(track.stream)
            if packet.size or packet.pts is None
            for frame in packet.decode()
        }


def check_frames(path: Path, times_s: list[float], height_px: int | None = None) -> None:
    truth = plainly_decoded(path, height_px)
    known_s = sorted(truth)
    with open_media(path) as media:
        for time_s, frame in zip(times_s, media.frames_at(times_s, height_px), strict=True):
            expected_s = known_s[max(0, bisect_right(known_s, time_s + 1e-6) - 1)]
            assert frame.time_s == expected_s
            np.testing.assert_array_equal(frame.image, truth[expected_s])


@pytest.mark.parametrize("name", HARD)
def test_bit_for_bit(name: str, tmp_path: Path) -> None:
    made = TIMED[name](tmp_path)
    chance = random.Random(name)
    times_s = [chance.uniform(0, made.times_s[-1]) for _ in range(10)]
    check_frames(made.path, times_s)
    check_frames(made.path, times_s[:1])


@pytest.mark.parametrize("name", HARD)
def test_each_frame_alone(name: str, tmp_path: Path) -> None:
    made = TIMED[name](tmp_path)
    truth = plainly_decoded(made.path)
    with open_media(made.path) as media:
        for time_s in sorted(truth)[::7]:
            (frame,) = media.frames_at([time_s])
            assert frame.time_s == time_s
            np.testing.assert_array_equal(frame.image, truth[time_s])


def test_many_times_in_any_order_and_repeated(tmp_path: Path) -> None:
    made = variable_rate(tmp_path)
    chance = random.Random(1)
    check_frames(made.path, [chance.choice(made.times_s) + 0.001 for _ in range(100)], 60)


def test_a_frame_scaled_down_keeps_its_shape(tmp_path: Path) -> None:
    with open_media(TIMED["plain mp4"](tmp_path).path) as media:
        shapes = {frame.image.shape for frame in media.frames_at([0.1, 1.5, 2.9], 60)}
        (large,) = media.frames_at([0.5], 4000)
    assert shapes == {(60, 80, 3)}
    assert large.image.shape == (120, 160, 3)


@pytest.mark.parametrize(
    "name",
    [
        "actions_objects/popcorn_trailer_theora.ogv",
        "actions_objects/openshot_seattle_msmpeg4.avi",
        "robustness/tc_h265_video.mp4",
        "robustness/tc_av1_video.mkv",
        "robustness/tc_discard_first_keyframe.mp4",
        "short_films/sintel_trailer-320p.webm",
        "screen_text/napari_mitosis.webm",
    ],
)
def test_real_files(name: str, shared_media: Callable[[str], Path]) -> None:
    path = shared_media(name)
    with av.open(str(path)) as container:
        end_s = container.duration / 1_000_000
    chance = random.Random(name)
    check_frames(path, [chance.uniform(0, end_s) for _ in range(12)], 64)
