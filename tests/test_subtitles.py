"""Subtitles as Observations: pictures of words read, repetitions taken out, the span respected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from talking import Track, make_video

from longtake.media import open_media
from longtake.media.sidecar import read_sidecars
from longtake.perceive.agreement import words
from longtake.perceive.cue_picture import rows_of
from longtake.perceive.subtitles import Subtitles
from longtake.types import Observation, Span


def subtitles_of(path: Path, span: Span | None = None) -> list[Observation]:
    with open_media(path) as media:
        return list(Subtitles().observe(media, span or media.info.span))


def said(found: list[Observation]) -> list[tuple[float, float, str]]:
    return [(one.span.start_s, one.span.end_s, one.text) for one in found]


@pytest.mark.parametrize("part", ["p1_pgs", "p1_vobsub", "p3_pgs"])
def test_pictures_of_words_are_read(
    part: str, shared_media: Callable[[str], Path], tmp_path: Path
) -> None:
    truth = shared_media(f"popeye_subs/popeye_{part[:2]}.eng.srt").read_bytes()
    (tmp_path / "truth.srt").write_bytes(truth)
    true = list(read_sidecars(str(tmp_path / "truth.mkv")))
    found = subtitles_of(shared_media(f"popeye_subs/popeye_{part}.mkv"))
    assert len(found) >= 11
    for one in found:
        right = max(true, key=lambda cue: cue.span.overlap(one.span))
        assert words(one.text) == words(right.text)
        assert one.kind == "subtitle"
        assert one.score > 0.9
        assert one.box is not None
        assert one.data["language"] == "eng"
        assert str(one.data["reader"]).startswith("rapidocr")


def test_a_sidecar_is_read_beside_the_tracks(tmp_path: Path) -> None:
    path = make_video(tmp_path / "talk.mkv", 5, [Track("subrip", "eng", [(1.0, 2.0, "Hello")])])
    (tmp_path / "talk.fr.srt").write_text("1\n00:00:01,100 --> 00:00:02,100\nBonjour\n")
    found = subtitles_of(path)
    assert [(one.text, one.data["language"], one.data["track"]) for one in found] == [
        ("Hello", "eng", "stream 1"),
        ("Bonjour", "fr", "talk.fr.srt"),
    ]


def test_the_same_track_twice_is_told_once(shared_media: Callable[[str], Path]) -> None:
    found = subtitles_of(shared_media("robustness/tc_nasa_13013.mp4"))
    assert len(found) == 4
    assert {one.data["track"] for one in found} == {"stream 2"}
    assert found[-1].span.end_s == pytest.approx(13.056)


def test_captions_that_roll_up_are_told_once(tmp_path: Path) -> None:
    path = make_video(tmp_path / "talk.mp4", 9)
    (tmp_path / "talk.en.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:02.000\nhello and\n\n00:02.000 --> 00:02.010\nhello and\n\n"
        "00:02.010 --> 00:04.000\nhello and\nwelcome back\n\n"
        "00:04.000 --> 00:04.010\nwelcome back\n\n"
        "00:04.010 --> 00:06.000\nwelcome back\nto the show\n\n"
        "00:08.000 --> 00:09.000\nto the show\n"
    )
    assert said(subtitles_of(path)) == [
        (0.0, 2.01, "hello and"),
        (2.01, 4.01, "welcome back"),
        (4.01, 6.0, "to the show"),
        (8.0, 9.0, "to the show"),
    ]


def test_a_cue_belongs_to_the_span_that_holds_its_start(
    shared_media: Callable[[str], Path],
) -> None:
    path = shared_media("popeye_subs/popeye_p3_pgs.mkv")
    assert said(subtitles_of(path, Span(43.0, 45.0))) == [
        (43.875, 44.958, "Nonono! Don't drop me now!")
    ]


def test_two_lines_apart_are_two_rows_and_dots_are_not() -> None:
    picture = np.zeros((60, 40, 3), np.uint8)
    picture[2:4, 10:12] = picture[7:25, 5:30] = picture[34:55, 5:30] = 255
    assert rows_of(picture) == [(2, 25), (34, 55)]
    assert rows_of(np.zeros((10, 10, 3), np.uint8)) == []
