from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from writing import BLACK, WHITE, ground, put

from longtake.media import open_media
from longtake.perceive import ocr


def picture(path: Path, time_s: float) -> np.ndarray:
    with open_media(path) as media:
        return next(iter(media.frames_at([time_s]))).image


def test_lines_come_with_their_boxes_from_top_to_bottom_and_left_to_right() -> None:
    image = ground()
    boxes = {
        text: put(image, text, left, bottom)
        for text, left, bottom in (
            ("Second row", 40, 180), ("to the right", 340, 184), ("First row", 200, 80),
            ("Last row", 60, 300),
        )
    }  # fmt: skip
    lines = ocr.read(image)
    assert [line.text for line in lines] == ["First row", "Second row", "to the right", "Last row"]
    assert all(line.box.iou(boxes[line.text]) > 0.5 for line in lines)
    assert all(line.score > 0.9 for line in lines)


@pytest.mark.parametrize(("ink", "paper"), [(WHITE, BLACK), (BLACK, WHITE), ((255, 0, 0), WHITE)])
def test_ink_and_paper_may_have_any_colour(
    ink: tuple[int, int, int], paper: tuple[int, int, int]
) -> None:
    image = ground(paper)
    put(image, "Colour of ink", 100, 180, colour=ink)
    assert [line.text for line in ocr.read(image)] == ["Colour of ink"]


@pytest.mark.parametrize("zoom", [0.5, 1.0, 3.0])
def test_small_and_large_pictures_read_alike(zoom: float) -> None:
    image = ground()
    put(image, "Same words", 200, 180, 1.2)
    scaled = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    assert [line.text for line in ocr.read(scaled)] == ["Same words"]


def test_a_cropped_line_is_read() -> None:
    image = ground()
    put(image, "A subtitle on its own", 40, 180)
    assert [line.text for line in ocr.read(image[150:195, 20:400])] == ["A subtitle on its own"]


@pytest.mark.parametrize("shape", [(1, 1), (30, 30), (360, 640)])
def test_an_empty_picture_holds_nothing(shape: tuple[int, int]) -> None:
    assert ocr.read(np.zeros((*shape, 3), np.uint8)) == []


def test_reading_says_nothing_on_the_side(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        ocr.read(ground())
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("name", "time_s", "words"),
    [
        ("actions_objects/psd_testvideo_fades.mp4", 4.0, "Copyright Brandon Castellano 2013"),
        ("screen_text/napari_command-palette.webm", 0.2, "napari 0.6.0a1 Drag image(s) here"),
        ("short_films/sintel_trailer-480p.webm", 49.5, "HALINA REIJN CREATIVE COMMONS AMSTERDAM"),
        ("robustness/psd_counter.mp4", 1.55, "Frame = 16 PTS = 1.5s"),
    ],
)
def test_real_pictures_are_read_word_for_word(
    shared_media: Callable[[str], Path], name: str, time_s: float, words: str
) -> None:
    lines = ocr.read(picture(shared_media(name), time_s))
    read = " ".join(line.text for line in lines).split()
    assert [word for word in words.split() if word not in read] == []
