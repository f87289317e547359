"""Benchmarks about still pictures are asked with the picture, once, at 0 s."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from asking import SAMPLE, Fake, begun, carried_out
from by_option import asking, written
from PIL import Image

from longtake.bench.asking.stills import picture
from longtake.bench.asking.videos import Videos
from longtake.errors import BenchError
from longtake.types import Frame

RED = (200, 10, 20)


def drawn(path: Path, size: tuple[int, int] = (320, 200)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, RED).save(path)
    return path


def test_a_picture_is_asked_about_with_one_frame_at_the_beginning(tmp_path: Path) -> None:
    drawn(tmp_path / "images" / "1.png")
    rows = "index\tquestion\tA\tB\tanswer\n1\tWhat?\tred\tblue\tA\n"
    benchmark = asking("mmbench")
    samples = benchmark.samples(written(tmp_path / "MMBench.tsv", rows))
    fake = Fake("A")
    log = begun(tmp_path / "run", samples)
    full, blind = carried_out(log, tmp_path, fake, ["blind"], benchmark=benchmark)
    assert (full.frames_s, full.error, full.official) == ((0.0,), "", 1.0)
    (frame,) = [part for part in fake.asked[0] if isinstance(part, Frame)]
    assert frame.image.shape == (90, 144, 3)
    assert tuple(frame.image[45, 70]) == RED
    assert f"{frame.time_s:.1f}" == "0.0"
    assert blind.frames_s == ()


@pytest.mark.parametrize("control", ["shuffle", "reverse", "one-frame"])
def test_controls_leave_a_picture_as_it_is(tmp_path: Path, control: str) -> None:
    drawn(tmp_path / "1.jpg")
    sample = SAMPLE.model_copy(update={"videos": ("1.jpg",), "evidence": {}})
    fake = Fake("A")
    attempts = carried_out(begun(tmp_path / "run", [sample]), tmp_path, fake, [control])
    assert [len(one.frames_s) for one in attempts] == [1, 1]


def test_pictures_and_videos_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "7.mp4").touch()
    drawn(tmp_path / "thumbs" / "7.jpg")
    videos = Videos(tmp_path)
    assert videos.path("7").name == videos.path("7.mp4").name == "7.mp4"
    assert videos.path("7.png").name == videos.path("7.jpg").name == "7.jpg"
    with pytest.raises(BenchError, match=r"'8.jpg' is not in"):
        videos.path("8.jpg")


def test_pictures_are_upright_opaque_and_never_enlarged(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # a quarter turn
    Image.new("RGB", (300, 200), RED).save(tmp_path / "a.jpg", exif=turned)
    assert picture(tmp_path / "a.jpg", 150).shape == (150, 100, 3)
    Image.fromarray(np.full((20, 30), 128, np.uint8)).save(tmp_path / "grey.png")
    assert picture(tmp_path / "grey.png", 150).shape == (20, 30, 3)
    (tmp_path / "b.png").write_text("no picture")
    with pytest.raises(BenchError, match=r"b.png is no picture"):
        picture(tmp_path / "b.png", 90)
