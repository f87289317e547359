"""Signatures: copies of a film are recognised shot by shot, other films are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from test_shots import CUTS, VIEWS, cut_film, made

from longtake.media import open_media
from longtake.perceive.signature import SAME_SHOT, Signature, distance, ranked, signature_of
from longtake.types import Observation, Span


def signatures(path: Path) -> list[Observation]:
    with open_media(path) as media:
        return list(Signature().observe(media, media.info.span))


def same_shots(one: list[Observation], other: list[Observation]) -> list[float]:
    """Distances of those that begin and end together."""
    return [
        distance(a.data, b.data)
        for a in one
        for b in other
        if abs(a.span.start_s - b.span.start_s) < 0.5 and abs(a.span.end_s - b.span.end_s) < 0.5
    ]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("film") / "film.mp4", 240, cut_film(CUTS))


def test_each_shot_is_signed_over_its_own_span(film: Path) -> None:
    found = signatures(film)
    assert [each.span.start_s for each in found] == pytest.approx([0, *(c / 25 for c in CUTS)])
    for each in found:
        assert each.text == ""
        assert each.data["time_s"] in each.span
        assert len(bytes.fromhex(each.data["phash"])) == 8
        assert len(each.data["layout"]) == 12
        assert {other["time_s"] in each.span for other in each.data["also"]} <= {True}


def test_a_small_hard_pressed_copy_matches_and_no_two_shots_do(film: Path, tmp_path: Path) -> None:
    def small(frame: int) -> np.ndarray:
        return cv2.resize(cut_film(CUTS)(frame), (160, 90), interpolation=cv2.INTER_AREA)

    original = signatures(film)
    copy = signatures(made(tmp_path / "copy.webm", 240, small, codec="libvpx"))
    distances = same_shots(original, copy)
    assert len(distances) == len(original)
    assert max(distances) < SAME_SHOT
    apart = [distance(a.data, b.data) for a in original for b in original if a.span < b.span]
    assert min(apart) > SAME_SHOT


def test_more_like_this_picture_finds_the_shot(film: Path) -> None:
    found = signatures(film)
    for shot in found:
        picture = cut_film(CUTS)(round(shot.span.middle_s * 25) + 3)
        wide = cv2.resize(picture, (1280, 720), interpolation=cv2.INTER_LINEAR)
        best, apart = ranked(signature_of(wide), found)[0]
        assert best == shot
        assert apart < SAME_SHOT


def test_a_copy_cropped_to_another_shape_is_still_one() -> None:
    whole = VIEWS[0]
    cropped = whole[:, 40:280]
    assert distance(signature_of(whole), signature_of(cropped)) < SAME_SHOT / 2


def test_empty_pictures_are_alike_and_distance_is_symmetric() -> None:
    dark = signature_of(np.full((90, 160, 3), 3, np.uint8))
    noise = np.random.default_rng(0).integers(0, 3, (90, 160, 3))
    black = signature_of(noise.astype(np.uint8))
    assert distance(dark, black) < 0.1
    other = signature_of(VIEWS[1])
    assert distance(dark, other) == distance(other, dark) > SAME_SHOT


def test_a_part_holds_the_signatures_of_the_shots_that_begin_in_it(film: Path) -> None:
    with open_media(film) as media:
        part = list(Signature().observe(media, Span(1.24, 5.0)))
    assert [each.span.start_s for each in part] == pytest.approx([1.24, 3.0, 4.0])


def test_trailers_of_two_sizes_match_and_other_films_do_not(
    shared_media: Callable[[str], Path],
) -> None:
    large = signatures(shared_media("short_films/sintel_trailer-480p.webm"))
    small = signatures(shared_media("short_films/sintel_trailer-320p.webm"))
    other = signatures(shared_media("short_films/tos_battle_clip_70s.webm"))
    distances = same_shots(large, small)
    assert len(distances) >= 10
    assert max(distances) < SAME_SHOT
    assert min(distance(a.data, b.data) for a in large for b in other) > SAME_SHOT


def test_a_copy_at_four_pictures_a_second_and_cropped_is_recognised(
    shared_media: Callable[[str], Path],
) -> None:
    first_half_minute = signatures(shared_media("short_films/bbb_first30s_720p_vp8.webm"))
    minute = signatures(shared_media("robustness/bbb_first60s_160x120_4fps_mjpeg.avi"))
    distances = same_shots(first_half_minute, minute)
    assert len(distances) == 3
    assert max(distances) < SAME_SHOT
