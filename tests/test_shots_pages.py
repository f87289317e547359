"""Shots of talks: a slide that gives way to another of the same template is a boundary, however it
is done; what is typed, revealed, popped up or scrolled on one slide is not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from odd_files import write

from longtake.media import open_media
from longtake.perceive.shots import Shots

FPS, WIDTH, HEIGHT = 25, 480, 270
INK, RULE, ACCENT = (40, 40, 40), (170, 190, 200), (160, 80, 30)
WORDS = [
    "orbit",
    "grain",
    "valve",
    "ledger",
    "tunnel",
    "copper",
    "meadow",
    "signal",
    "harvest",
    "mirror",
    "basin",
    "pepper",
]


def put(image: np.ndarray, text: str, x: int, y: int, size: float = 0.55) -> None:
    cv2.putText(image, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, INK, 1, cv2.LINE_AA)


def slide(number: int, lines: int = 4, paper: int = 246) -> np.ndarray:
    """A slide of the one template: accent, heading, rule, bullets, footer."""
    random = np.random.default_rng(number)
    image = np.full((HEIGHT, WIDTH, 3), paper, np.uint8)
    image[:, :14] = RULE
    image[22:48, 36:42] = ACCENT
    put(image, " ".join(random.choice(WORDS, 3)), 52, 44, 0.8)
    image[58:60, 36:440] = RULE
    for line in range(lines):
        put(image, "- " + " ".join(random.choice(WORDS, 4)), 44, 90 + 36 * line)
    put(image, "Annual meeting", 300, 262, 0.35)
    return image


SLIDES = [slide(number) for number in range(6)]


def boundaries(
    path: Path, frames: int, image: Callable[[int], np.ndarray], **how: object
) -> list[tuple[float, str]]:
    """When a shot begins, and how, but for the first."""
    made = write(path, range(frames), image=image, fps=FPS, time_base=Fraction(1, FPS), **how)  # type: ignore[arg-type]
    with open_media(made) as media:
        found = list(Shots().observe(media, media.info.span))
    return [(round(shot.span.start_s, 2), shot.data["start"]) for shot in found[1:]]


@pytest.mark.parametrize(
    "options",
    [{}, {"g": "250", "sc_threshold": "0"}, {"g": "25", "bf": "0"}, {"tune": "stillimage"}],
)
def test_a_slide_that_gives_way_to_the_next_is_a_cut(
    tmp_path: Path, options: dict[str, str]
) -> None:
    changes = (60, 131, 200)

    def image(frame: int) -> np.ndarray:
        return SLIDES[sum(frame >= change for change in changes)]

    found = boundaries(tmp_path / "talk.mp4", 260, image, options=options)
    assert found == [(change / FPS, "cut") for change in changes]


def test_slides_that_dissolve_or_are_wiped_are_told_apart(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        if frame < 100:  # a dissolve from 2.0 to 2.8 s
            share = min(1.0, max(0.0, (frame - 50) / 20))
            return (SLIDES[0] * (1 - share) + SLIDES[1] * share).astype(np.uint8)
        edge = min(WIDTH, max(0, (frame - 125) * WIDTH // 20))  # a wipe from 5.0 to 5.8 s
        return np.hstack([SLIDES[2][:, :edge], SLIDES[1][:, edge:]])

    found = boundaries(tmp_path / "talk.mp4", 200, image)
    assert [manner for _, manner in found] == ["dissolve", "wipe"]
    assert [time_s for time_s, _ in found] == pytest.approx([2.4, 5.4], abs=0.2)


def test_slides_are_told_apart_beside_a_speaker_who_moves(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        picture = SLIDES[frame >= 75].copy()
        picture[190:250, 380:460] = (90, 70, 60)
        x = 410 + int(12 * np.sin(frame / 4))
        cv2.circle(picture, (x, 215), 14, (150, 170, 210), -1)
        return picture

    assert boundaries(tmp_path / "talk.mp4", 150, image) == [(3.0, "cut")]


def test_dark_slides_are_pages_too(tmp_path: Path) -> None:
    dark = [255 - slide(number) for number in (7, 8)]
    found = boundaries(tmp_path / "talk.mp4", 120, lambda frame: dark[frame >= 50])
    assert found == [(2.0, "cut")]


def typing(frame: int) -> np.ndarray:
    """Letter after letter, below what stands there."""
    picture = slide(1, lines=2)
    text = " ".join(WORDS)
    for line in range(3):
        put(picture, text[: max(0, frame // 2 - 20 * line)][:36], 44, 162 + 32 * line)
    return picture


def revealing(frame: int) -> np.ndarray:
    """Bullet after bullet, each at once."""
    return slide(2, lines=min(5, frame // 30))


def popping_up(frame: int) -> np.ndarray:
    """A window over the middle, which goes again."""
    picture = SLIDES[3].copy()
    if 50 <= frame < 110:
        picture[72:240, 90:400] = 225
        cv2.rectangle(picture, (90, 72), (400, 240), INK, 2)
        put(picture, "Update available", 110, 100)
        for line in range(3):
            put(picture, " ".join(WORDS[3 * line : 3 * line + 3]), 110, 140 + 34 * line)
    return picture


def scrolling(frame: int) -> np.ndarray:
    """A document that goes up three lines at a time."""
    page = np.vstack([slide(9)[64:250], slide(10)[64:250], slide(11)[64:250]])
    down = 48 * min(5, frame // 30)
    return page[down : down + HEIGHT]


def subtitled(frame: int) -> np.ndarray:
    """Lines of subtitles below, on black."""
    picture = SLIDES[4].copy()
    if frame % 50 > 8:
        picture[228:252, 100:380] = 0
        cv2.putText(picture, " ".join(WORDS[frame // 50 :][:4]), (110, 246), 0, 0.5, (255,) * 3, 1)
    return picture


@pytest.mark.parametrize("change", [typing, revealing, popping_up, scrolling, subtitled])
def test_what_changes_on_one_slide_is_not_another(
    tmp_path: Path, change: Callable[[int], np.ndarray]
) -> None:
    assert boundaries(tmp_path / "talk.mp4", 180, change) == []


def test_a_slide_that_fades_to_black_and_back_is_not_wiped(tmp_path: Path) -> None:
    def image(frame: int) -> np.ndarray:
        light = min(1.0, abs(frame - 75) / 25)
        return (SLIDES[5] * light).astype(np.uint8)

    found = boundaries(tmp_path / "talk.mp4", 150, image)
    assert [manner for _, manner in found] == ["fade"]
