from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from writing import HEIGHT, WIDTH, film, ground, meadow, put

from longtake.media import open_media
from longtake.perceive.text import Text, watch_closely, watch_loosely
from longtake.perceive.watching import Watcher
from longtake.types import Box, Observation, Span

CLOSE_S = 0.25
ROLL = ("Mia Holm", "Ola Brandt", "Eva Stern", "Jon Keller", "Ida Wolf", "Tom Vance")


def read(path: Path, span: Span | None = None) -> list[Observation]:
    with open_media(path) as media:
        return list(Text().observe(media, span or media.info.span))


def watched(path: Path) -> Watcher:
    """Who has seen the whole video, to ask what it took."""
    watcher = Watcher(4000.0)
    with open_media(path) as media:
        watch_closely(watcher, media, media.info.span, 10, Event())
        watcher.finish(media.info.duration_s)
    return watcher


def lines(found: list[Observation]) -> dict[str, tuple[float, float]]:
    """Each line with the time from its first to its last sight."""
    spans: dict[str, tuple[float, float]] = {}
    for one in found:
        for text, *_ in one.data["lines"]:
            start_s, end_s = spans.get(text, (one.span.start_s, one.span.end_s))
            spans[text] = min(start_s, one.span.start_s), max(end_s, one.span.end_s)
    return spans


def near(start_s: float, end_s: float) -> tuple[object, object]:
    return pytest.approx(start_s, abs=CLOSE_S), pytest.approx(end_s, abs=CLOSE_S)


def test_slides_are_told_apart_each_with_its_time_and_place(tmp_path: Path) -> None:
    boxes: dict[str, Box] = {}

    def slide(time_s: float) -> np.ndarray:
        image = ground()
        first = time_s < 1.95
        title, body = ("Costs in 2024", "Rent and power") if first else ("Risks", "Late delivery")
        boxes[title] = put(image, title, 60, 110, 1.4)
        boxes[body] = put(image, body, 60, 180)
        return image

    found = read(film(tmp_path / "slides.mp4", 4, slide))
    assert [one.text for one in found] == ["Costs in 2024\nRent and power", "Risks\nLate delivery"]
    assert lines(found)["Rent and power"] == near(0, 1.95)
    assert lines(found)["Late delivery"] == near(1.95, 4)
    for text, left, top, right, bottom, _ in (row for one in found for row in one.data["lines"]):
        assert Box(left, top, right, bottom).iou(boxes[text]) > 0.5
    assert all(one.kind == "text" and one.box and one.score > 0.9 for one in found)


def test_a_caption_over_a_moving_picture_has_its_exact_time(tmp_path: Path) -> None:
    def shown(time_s: float) -> np.ndarray:
        image = meadow(time_s)
        if 1.3 <= time_s < 3.4:
            image[270:320, 100:540] //= 5
            put(image, "Dr. Ada Long, director", 130, 305)
        return image

    found = read(film(tmp_path / "caption.mp4", 5, shown))
    assert set(lines(found)) == {"Dr. Ada Long, director"}
    assert lines(found)["Dr. Ada Long, director"] == near(1.3, 3.4)


def test_what_is_typed_is_kept_as_it_stood_in_the_end(tmp_path: Path) -> None:
    command = "open the garden gate"

    def typed(time_s: float) -> np.ndarray:
        image = ground()
        letters = round((time_s - 0.5) / 0.1)
        put(image, command[: max(0, letters)], 40, 180)
        return image

    found = read(film(tmp_path / "typed.mp4", 4, typed))
    last = found[-1]
    assert last.text == command
    assert last.span.start_s == pytest.approx(0.5 + 0.1 * len(command), abs=CLOSE_S)
    assert all(one.text.startswith("open") for one in found)
    assert len(found) <= 4


def test_a_counter_is_read_at_every_step(tmp_path: Path) -> None:
    def counting(time_s: float) -> np.ndarray:
        image = ground()
        put(image, f"Lap {10 + int(time_s * 2 + 1e-6)}", 200, 180, 1.6)
        return image

    found = lines(read(film(tmp_path / "counter.mp4", 4, counting)))
    assert {text: found.get(text) for text in (f"Lap {n}" for n in range(10, 18))} == {
        f"Lap {10 + step}": near(step / 2, step / 2 + 0.5) for step in range(8)
    }


def test_a_ticked_line_of_a_menu_is_another_line(tmp_path: Path) -> None:
    def menu(time_s: float) -> np.ndarray:
        image = ground()
        chosen = 0 if time_s < 1 else 1
        for row, text in enumerate(("Plant carrots", "Read a book")):
            put(image, f"[{'x' if row == chosen else ' '}] {text}", 60, 120 + 60 * row)
        return image

    found = lines(read(film(tmp_path / "menu.mp4", 2, menu)))
    assert found["[x] Plant carrots"] == near(0, 1)
    assert found["[x] Read a book"] == near(1, 2)


def test_rolling_credits_are_read_once_and_followed(tmp_path: Path) -> None:
    names = [f"{role} {name}" for role in ("Music", "Sound") for name in ROLL]

    def rolling(time_s: float) -> np.ndarray:
        image = ground()
        for row, name in enumerate(names):
            bottom = round(HEIGHT + 40 + 45 * row - 80 * time_s)
            if -20 < bottom < HEIGHT + 40:
                put(image, name, 180, bottom)
        return image

    path = film(tmp_path / "credits.mp4", 14, rolling)
    found = read(path)
    seen = lines(found)
    assert set(names) <= set(seen)
    assert all(one.data.get("gliding") for one in found)
    assert watched(path).reader.recognised <= 2 * len(names)
    for one in found:
        middle_s, (text, _, top, _, bottom, _) = one.span.middle_s, one.data["lines"][0]
        drawn = (HEIGHT + 40 + 45 * names.index(text) - 80 * middle_s) / HEIGHT
        assert top - 0.05 < drawn < bottom + 0.05


def test_a_watermark_over_moving_pictures_is_one_observation(tmp_path: Path) -> None:
    def marked(time_s: float) -> np.ndarray:
        image = meadow(2 * time_s)
        put(image, "HILLSIDE TV", 440, 40, 0.8, (255, 255, 255))
        return image

    path = film(tmp_path / "watermark.mp4", 6, marked)
    assert lines(read(path)) == {"HILLSIDE TV": near(0, 6)}
    assert watched(path).reader.recognised <= 15


def test_pictures_without_writing_give_nothing_and_are_hardly_read(tmp_path: Path) -> None:
    path = film(tmp_path / "meadow.mp4", 5, meadow)
    assert read(path) == []
    reader = watched(path).reader
    assert reader.looked_px <= 3 * WIDTH * HEIGHT
    assert reader.recognised <= 3


def test_a_part_is_told_for_itself_and_the_same_each_time(tmp_path: Path) -> None:
    def shown(time_s: float) -> np.ndarray:
        image = ground()
        put(image, "Always here", 200, 180)
        return image

    path = film(tmp_path / "always.mp4", 3, shown)
    parts = [read(path, Span(0, 1.5)), read(path, Span(1.5, 3))]
    assert [one.span for part in parts for one in part] == [Span(0, 1.5), Span(1.5, 3)]
    assert parts[0] == read(path, Span(0, 1.5))


def test_long_videos_are_looked_at_where_the_writing_changes(tmp_path: Path) -> None:
    def shown(time_s: float) -> np.ndarray:
        image = meadow(time_s)
        if 7.2 <= time_s < 12.6:
            image[120:240, 80:560] = 16
            put(image, "INTERMISSION", 180, 195, 1.4)
        return image

    path = film(tmp_path / "long.mp4", 20, shown, keyframe_s=2)
    with open_media(path) as media:
        watcher = watch_loosely(Watcher(1700.0), media, media.info.span, Event())
        watcher.finish(20)
    (track,) = [track for track in watcher.done if track.end_s - track.start_s > 1]
    assert track.text == "INTERMISSION"
    assert (track.start_s, track.end_s) == (
        pytest.approx(7.2, abs=0.25), pytest.approx(12.6, abs=0.25),
    )  # fmt: skip


def test_real_screens_show_what_was_on_them_when(shared_media: Callable[[str], Path]) -> None:
    found = lines(read(shared_media("screen_text/bubbletea_views.gif")))
    assert found["Program quits in 10 seconds"] == near(0.45, 1.0)
    assert found["Downloading..."] == near(3.1, 4.0)
    assert {f"[x] {text}" for text in ("Plant carrots", "Go to the market", "Read something")} <= {
        *found
    }


def test_every_frame_of_a_real_counter_is_read(shared_media: Callable[[str], Path]) -> None:
    found = lines(read(shared_media("robustness/psd_counter.mp4")))
    assert {text for text in found if text.startswith("Frame")} == {
        f"Frame = {number}" for number in range(1, 31)
    }
    assert found["Frame = 16"] == near(1.5, 1.6)


def test_a_real_closing_card_is_one_block(shared_media: Callable[[str], Path]) -> None:
    found = read(shared_media("short_films/sintel_trailer-480p.webm"), Span(47, 51))
    rows = next(one.text for one in found if "HALINA" in one.text).split("\n")
    assert rows.index("SINTEL") + 1 == rows.index("HALINA REIJN - THOM HOFFMAN")
    assert lines(found)["COMING SOON"] == near(47.3, 48.46)


def test_a_line_across_the_middle_of_a_long_video_is_one(tmp_path: Path) -> None:
    def lesson(time_s: float) -> np.ndarray:
        image = ground()
        put(image, "Lesson four: tides", 120, 100)
        put(image, "Page one" if time_s < 6 else "Page two", 120, 150)
        return image

    found = read(film(tmp_path / "lesson.mp4", 24, lesson))
    assert [one.text for one in found] == [f"Lesson four: tides\nPage {n}" for n in ("one", "two")]
    assert lines(found)["Page one"] == near(0, 6)
    assert lines(found)["Page two"] == near(6, 24)
