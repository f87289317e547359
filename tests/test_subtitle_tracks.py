"""Subtitle tracks inside a file: words and pictures, their times, what is damaged."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from talking import Track, make_video

from longtake.media import open_media
from longtake.media.bitmap import DvbPalette, PgsPalette, VobSubPalette
from longtake.media.sidecar import read_sidecars
from longtake.types import Cue

CUES = [(0.5, 1.5, r"{\i1}Hello{\i0} & welcome\Nto <b>you</b>"), (2.0, 3.25, "Grüße, 你好")]


def cues_of(path: Path) -> list[Cue]:
    with open_media(path) as media:
        return list(media.subtitles())


@pytest.mark.parametrize(
    ("codec", "suffix"),
    [("subrip", "mkv"), ("ass", "mkv"), ("webvtt", "mkv"), ("mov_text", "mp4")],
)
def test_words_of_every_text_format(codec: str, suffix: str, tmp_path: Path) -> None:
    tracks = [Track(codec, "eng", CUES), Track(codec, "ger", [(1.0, 2.0, "Guten Tag")])]
    cues = cues_of(make_video(tmp_path / f"talk.{suffix}", 4, tracks))
    assert [(c.span.start_s, c.span.end_s, c.text, c.language) for c in cues] == [
        (0.5, 1.5, "Hello & welcome\nto you", "eng"),
        (2.0, 3.25, "Grüße, 你好", "eng"),
        (1.0, 2.0, "Guten Tag", "ger"),
    ]
    assert len({cue.track for cue in cues}) == 2


def test_drawn_shapes_are_not_words(tmp_path: Path) -> None:
    shape = r"{\p1}m 0 0 l 100 0 100 100 0 100{\p0}"
    track = Track("ass", "eng", [(0.5, 1.0, shape), (1.0, 2.0, r"{\pos(1,2)}A sign{note}")])
    assert [cue.text for cue in cues_of(make_video(tmp_path / "a.mkv", 3, [track]))] == ["A sign"]


def test_a_file_without_subtitles_is_not_read(shared_media: Callable[[str], Path]) -> None:
    assert cues_of(shared_media("long/bbb_full_10min_448x252.mp4")) == []


def test_times_stand_on_the_players_clock(shared_media: Callable[[str], Path]) -> None:
    times = [cue.span.start_s for cue in cues_of(shared_media("robustness/ae_mov_text.mp4"))]
    assert times == pytest.approx([0.523, 1.523], abs=0.001)


def test_both_tracks_of_a_file_are_kept(shared_media: Callable[[str], Path]) -> None:
    cues = cues_of(shared_media("robustness/tc_nasa_13013.mp4"))
    assert [cue.track for cue in cues] == ["stream 2"] * 4 + ["stream 5"] * 4
    assert cues[2].text.endswith("Goddard Space Flight Center in Greenbelt, Maryland.")
    assert (cues[2].span.start_s, cues[2].span.end_s) == pytest.approx((8.35, 12.47), abs=0.01)


@pytest.mark.parametrize("part", ["p1_pgs", "p1_vobsub", "p3_pgs"])
def test_pictures_come_at_their_time_and_place(
    part: str, shared_media: Callable[[str], Path], tmp_path: Path
) -> None:
    truth = tmp_path / "truth.srt"
    truth.write_bytes(shared_media(f"popeye_subs/popeye_{part[:2]}.eng.srt").read_bytes())
    true = list(read_sidecars(str(tmp_path / "truth.mkv")))
    missing = {"p1_pgs": {47.02}, "p3_pgs": {33.472, 36.296, 52.14, 57.012}}.get(part, set())
    cues = cues_of(shared_media(f"popeye_subs/popeye_{part}.mkv"))
    expected = [cue for cue in true if cue.span.start_s not in missing]
    assert len(cues) == len(expected)
    for cue, right in zip(cues, expected, strict=True):
        assert cue.span.iou(right.span) > 0.5 or cue is cues[-1]
        assert cue.span.start_s == pytest.approx(right.span.start_s, abs=1.0)
        assert cue.image is not None
        assert cue.image.dtype == np.uint8
        assert cue.image.max() > 200
        assert cue.box is not None
        assert cue.box.top > 0.7
        assert abs((cue.box.left + cue.box.right) / 2 - 0.5) < 0.05


def test_a_packet_stays_until_the_screen_is_cleared(shared_media: Callable[[str], Path]) -> None:
    cue = cues_of(shared_media("popeye_subs/popeye_p1_pgs.mkv"))[6]
    assert (cue.span.start_s, cue.span.end_s) == pytest.approx((28.0, 33.417), abs=0.01)


def test_damaged_pictures_are_left_out_and_said(shared_media: Callable[[str], Path]) -> None:
    with open_media(shared_media("robustness/derived_bitflips_popeye.mkv")) as media:
        cues = list(media.subtitles())
        list(media.subtitles())
        said = [gap for gap in media.gaps if gap.data["track"] == "subtitles"]
    assert len(cues) + len(said) == 14
    assert [gap.span.start_s for gap in said] == pytest.approx([46.997, 50.05, 57.057], abs=0.01)
    assert all(re.match(r"No subtitles from [\d.]+ s to [\d.]+ s: ", gap.text) for gap in said)


def test_an_hour_of_subtitles_is_read_quickly(tmp_path: Path) -> None:
    cues = [(float(second), second + 0.9, f"line {second}") for second in range(3600)]
    path = make_video(tmp_path / "long.mkv", 10, [Track("subrip", "eng", cues)])
    started = time.perf_counter()
    assert len(cues_of(path)) == 3600
    assert time.perf_counter() - started < 3


def test_colours_of_each_kind_of_picture() -> None:
    pgs = PgsPalette()
    composition = bytes([0x16, 0, 11, 7, 128, 4, 56, 32, 0, 0, 128, 0, 5, 0])
    white_at_3 = bytes([0x14, 0, 7, 5, 0, 3, 235, 128, 128, 255])
    pgs.update(composition + white_at_3)
    assert pgs.screen == (1920, 1080)
    assert pgs.colours[3].tolist() == [255, 255, 255, 255]

    header = b"size: 720x480\npalette: " + b", ".join([b"f9fe19"] + [b"000000"] * 15)
    vobsub = VobSubPalette(header)
    control = bytes([0, 0, 0, 4, 3, 0x01, 0x11, 4, 0x0F, 0xF0, 0xFF])
    vobsub.update(bytes([0, 15, 0, 4]) + control)
    assert vobsub.colours[2].tolist() == [0, 0, 0, 255]
    assert vobsub.colours[3].tolist() == [0xF9, 0xFE, 0x19, 0]

    dvb = DvbPalette()
    dvb.update(bytes([0x20, 0, 0x0F, 0x12, 0, 1, 0, 8, 0, 0x0F, 1, 0x21, 235, 128, 128, 0]))
    assert dvb.colours[1].tolist() == [255, 255, 255, 255]


@pytest.mark.parametrize("data", [b"", b"\x16", b"\x0f\x12", bytes(range(256)), b"\xff" * 64])
def test_broken_packets_leave_the_colours_usable(data: bytes) -> None:
    for palette in (PgsPalette(), VobSubPalette(data), DvbPalette()):
        palette.update(data)
        assert palette.colours.shape == (256, 4)
