"""Shots: cuts at the exact picture, whatever the encoding; fades and dissolves apart; no motion,
flash or typing taken for a cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from odd_files import write

from longtake.media import open_media
from longtake.perceive.shots import Shots
from longtake.types import Observation, Span

FPS, WIDTH, HEIGHT = 25, 320, 180
BLACK = np.zeros((HEIGHT, WIDTH, 3), np.uint8)


def view(seed: int) -> np.ndarray:
    """A place like no other: big soft blobs of colour with some hard-edged things in front."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    image = np.full((HEIGHT, WIDTH, 3), random.uniform(60, 190, 3))
    for _ in range(14):
        y, x, size = random.uniform(0, HEIGHT), random.uniform(0, WIDTH), random.uniform(15, 60)
        blob = np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / size**2)
        image += blob[..., None] * random.uniform(-120, 120, 3)
    for _ in range(8):
        y, x = random.integers(0, HEIGHT - 40), random.integers(0, WIDTH - 60)
        image[y : y + random.integers(10, 40), x : x + random.integers(10, 60)] = random.uniform(
            0, 255, 3
        )
    return image.clip(0, 255).astype(np.uint8)


VIEWS = [view(seed) for seed in range(6)]


def filmed(place: int, step: int) -> np.ndarray:
    """A view with the camera drifting and somebody walking through."""
    image = np.roll(VIEWS[place], step // 5, axis=1).copy()
    image[90:160, 20 + 3 * step % 260 :][:, :24] = (20, 30, 200)
    return image


def cut_film(cuts: tuple[int, ...]) -> Callable[[int], np.ndarray]:
    """A new view at each of these frames."""
    return lambda frame: filmed(sum(frame >= cut for cut in cuts) % len(VIEWS), frame)


def made(path: Path, frames: int, image: Callable[[int], np.ndarray], **how: object) -> Path:
    return write(path, range(frames), image=image, fps=FPS, time_base=Fraction(1, FPS), **how)  # type: ignore[arg-type]


def shots(path: Path) -> list[Observation]:
    with open_media(path) as media:
        return list(Shots().observe(media, media.info.span))


def starts(found: list[Observation]) -> list[float]:
    return [round(shot.span.start_s, 3) for shot in found]


def cuts_in(found: list[Observation]) -> list[float]:
    return [
        after.span.start_s
        for before, after in pairwise(found)
        if "cut" in (before.data["end"], after.data["start"])
    ]


ENCODINGS = {
    "x264 as it comes": ("a.mp4", "libx264", {}),
    "x264, one keyframe only": ("a.mp4", "libx264", {"g": "1000", "sc_threshold": "0"}),
    "x264, no B-frames": ("a.mp4", "libx264", {"g": "50", "sc_threshold": "0", "bf": "0"}),
    "x264, few bits": (
        "a.mp4",
        "libx264",
        {"g": "50", "sc_threshold": "0", "b": "200k", "maxrate": "200k", "bufsize": "50k"},
    ),
    "x264, slow": ("a.mkv", "libx264", {"preset": "slower", "g": "60"}),
    "hevc": ("a.mp4", "libx265", {"preset": "ultrafast", "x265-params": "log-level=none"}),
    "vp8, live": ("a.webm", "libvpx", {"deadline": "realtime", "cpu-used": "8", "g": "300"}),
    "vp9, live": ("a.webm", "libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "g": "300"}),
    "mpeg4": ("a.avi", "mpeg4", {"g": "100", "sc_threshold": "1000000000", "b": "2M"}),
    "motion jpeg": ("a.avi", "mjpeg", {}),
}
CUTS = (31, 75, 76 + 24, 140, 199)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_cuts_are_found_at_their_first_picture_whatever_the_encoding(
    tmp_path: Path, encoding: str
) -> None:
    name, codec, options = ENCODINGS[encoding]
    pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    how = {"codec": codec, "options": options, "pix_fmt": pix_fmt}
    found = shots(made(tmp_path / name, 240, cut_film(CUTS), **how))
    assert starts(found) == pytest.approx([0, *(cut / FPS for cut in CUTS)], abs=0.002)
    assert {shot.data["start"] for shot in found[1:]} == {"cut"}


def test_shots_cover_the_video_without_gaps_and_are_numbered(tmp_path: Path) -> None:
    found = shots(made(tmp_path / "film.mp4", 240, cut_film(CUTS)))
    assert [shot.text for shot in found] == [f"shot {n}" for n in range(1, 7)]
    assert [shot.data["number"] for shot in found] == [1, 2, 3, 4, 5, 6]
    assert all(one.span.end_s == other.span.start_s for one, other in pairwise(found))
    assert found[0].data["start"] == "start"
    assert found[-1].data["end"] == "end"
    assert found[-1].span.end_s == pytest.approx(9.6, abs=0.05)


def test_parts_of_a_video_give_the_same_shots_as_the_whole(tmp_path: Path) -> None:
    path = made(tmp_path / "film.mp4", 240, cut_film(CUTS))
    with open_media(path) as media:
        whole = list(Shots().observe(media, media.info.span))
        parts = [
            shot
            for span in (Span(0, 1.24), Span(1.24, 5.0), Span(5.0, media.info.duration_s))
            for shot in Shots().observe(media, span)
        ]
    assert parts == whole


def test_fades_and_dissolves_are_told_from_cuts_and_timed(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        if frame < 60:  # out of the first view into black, 1.6–2.4 s
            return (VIEWS[0] * min(1.0, max(0.0, (60 - frame) / 20))).astype(np.uint8)
        if frame < 100:  # out of black into the second, 2.6–3.4 s
            return (VIEWS[1] * min(1.0, max(0.0, (frame - 65) / 20))).astype(np.uint8)
        share = min(1.0, max(0.0, (frame - 120) / 25))  # into the third, 4.8–5.8 s
        return (VIEWS[1] * (1 - share) + VIEWS[2] * share).astype(np.uint8)

    first, second, third = shots(made(tmp_path / "film.mp4", 200, image))
    assert (first.data["end"], second.data["start"]) == ("fade", "fade")
    assert (second.data["end"], third.data["start"]) == ("dissolve", "dissolve")
    assert second.span.start_s == pytest.approx(2.5, abs=0.15)
    assert third.span.start_s == pytest.approx(5.3, abs=0.25)
    assert first.data["ending"]["start_s"] == pytest.approx(1.6, abs=0.2)
    assert second.data["transition"]["end_s"] == pytest.approx(3.4, abs=0.2)
    assert third.data["transition"] == second.data["ending"]


def test_a_cut_out_of_a_fade_is_one_boundary(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        if frame < 60:
            return (VIEWS[3] * min(1.0, max(0.0, (60 - frame) / 20))).astype(np.uint8)
        return BLACK if frame < 70 else filmed(4, frame)

    first, second = shots(made(tmp_path / "film.mp4", 120, image))
    assert (first.data["end"], second.data["start"]) == ("fade", "cut")
    assert second.span.start_s == pytest.approx(70 / FPS)


def test_a_shot_between_two_alike_keyframes_is_found(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        if frame < 100:
            return filmed(2, frame) if 40 <= frame < 65 else BLACK
        return filmed(3 if 130 <= frame < 150 else 4, frame)

    path = made(
        tmp_path / "film.mp4", 210, image, options={"g": "70", "sc_threshold": "0", "bf": "0"}
    )
    assert starts(shots(path)) == pytest.approx([0, 1.6, 2.6, 4.0, 5.2, 6.0], abs=0.002)


def test_flashes_and_fast_pans_are_not_cuts(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        if frame in (40, 41, 90):  # a photographer
            return np.full_like(BLACK, 250)
        return np.roll(VIEWS[5], 4 * frame, axis=1)

    assert len(shots(made(tmp_path / "film.mp4", 150, image))) == 1


def test_typing_and_scrolling_on_a_screen_are_not_cuts(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    page = np.full((900, WIDTH, 3), 245, np.uint8)
    for line in range(10, 890, 12):
        for start in range(8, WIDTH - 20, 12):
            if random.random() < 0.75:
                page[line : line + 7, start : start + random.integers(4, 11)] = 30

    def image(frame: int) -> np.ndarray:
        if frame < 100:  # a window with a line that grows
            screen = page[:HEIGHT].copy()
            screen[40:140, 60:260] = (40, 40, 60)
            screen[60:70, 70 : 70 + frame] = 230
            return screen
        down = min(3 * (frame - 100), 700)
        return page[down : down + HEIGHT]

    found = shots(made(tmp_path / "screen.mp4", 300, image))
    assert len(found) == 1


def test_uneven_frame_times_keep_their_exact_time(tmp_path: Path) -> None:
    gaps = np.random.default_rng(2).integers(15, 120, 120)
    ticks = [0, *np.cumsum(gaps).tolist()]
    path = write(tmp_path / "vfr.mkv", ticks, image=cut_film((50, 90)), fps=FPS)
    assert starts(shots(path)) == [0, ticks[50] / 1000, ticks[90] / 1000]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("actions_objects/sam2_01_dog.mp4", 1),
        ("actions_objects/mdn_rabbit.mp4", 1),
        ("actions_objects/simpl_street_bike_pov.webm", 1),
        ("actions_objects/openshot_seattle_msmpeg4.avi", 1),
        ("actions_objects/sam2_motion_graphic_60fps.mp4", 1),
        ("actions_objects/intel_car-detection.mp4", 1),
        ("screen_text/napari_command-palette.webm", 1),
        ("screen_text/napari_brain_surface.webm", 1),
        ("short_films/bbb_first30s_720p_vp8.webm", 4),
        ("robustness/membrane_variable_resolution.h264", 1),
        ("robustness/tc_nasa_13013_hdr.mp4", 3),
        ("robustness/derived_truncated_mdat_frog.mp4", 1),
    ],
)
def test_real_recordings(shared_media: Callable[[str], Path], name: str, count: int) -> None:
    found = shots(shared_media(name))
    assert len(found) == count
    assert found[0].span.start_s == pytest.approx(0, abs=0.05)


def test_sound_alone_has_no_shots(shared_media: Callable[[str], Path]) -> None:
    assert shots(shared_media("audio/jfk.flac")) == []


def test_the_trailer_is_cut_as_its_annotation_says(shared_media: Callable[[str], Path]) -> None:
    truth = json.loads(shared_media("groundtruth/sintel_trailer-480p.json").read_text())
    found = cuts_in(shots(shared_media("short_films/sintel_trailer-480p.webm")))
    right = [cut for cut in found if min(abs(cut - t) for t in truth["hard_cuts_s"]) < 0.05]
    assert right == found
    assert len(right) >= 9


def test_fades_and_a_dissolve_are_found_in_the_test_video(
    shared_media: Callable[[str], Path],
) -> None:
    found = shots(shared_media("actions_objects/psd_testvideo_fades.mp4"))
    assert [shot.data["start"] for shot in found] == ["start", "cut", "fade", "fade", "dissolve"]
    assert found[-1].data["end"] == "fade"
    assert found[-1].data["transition"]["start_s"] == pytest.approx(17.7, abs=0.15)
    assert found[-1].data["transition"]["end_s"] == pytest.approx(18.68, abs=0.15)
