"""Recordings behind http: read in parts, known as the same, refused in words."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest
from odd_files import beeps, number_in, plain, write_sound
from range_server import serving

from longtake.errors import OpenError
from longtake.media import open_media
from longtake.types import Span

LARGE = 600
"""Frames of a clip that is much larger than what a reader takes at a time."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips of some megabytes, for noise does not compress."""
    folder = tmp_path_factory.mktemp("web")
    noise = np.random.default_rng(1).integers(0, 255, (8, 240, 320, 3), np.uint8)

    def noisy(number: int) -> np.ndarray:
        image = noise[number % 8].copy()
        image[100:140] = np.repeat(
            [[255 * (number >> bit & 1)] for bit in range(10)], 32, axis=1
        ).reshape(1, 320, 1)
        return image

    for name in ("large.mp4", "large.mkv"):
        plain(folder, name, count=LARGE, image=noisy, options={"g": "25", "preset": "ultrafast"})
    plain(folder, "small.ts")
    plain(folder, "small.h264", format_name="h264")
    write_sound(folder / "beeps.mp4", beeps(4), codec="aac", picture_frames=100)
    (folder / "text.mp4").write_text("no video " * 100)
    (folder / "empty.mp4").touch()
    return folder


@pytest.mark.parametrize("name", ["large.mp4", "large.mkv"])
def test_a_few_frames_cost_a_few_parts(name: str, folder: Path) -> None:
    size = (folder / name).stat().st_size
    assert size > 15_000_000
    times_s = [20.1, 3.3, 11.7]
    with serving(folder) as served:
        with open_media(served.url(name)) as far:
            frames = list(far.frames_at(times_s))
        assert served.sent_bytes < size / 2
    with open_media(folder / name) as near:
        for one, other in zip(frames, near.frames_at(times_s), strict=True):
            assert one.time_s == other.time_s
            np.testing.assert_array_equal(one.image, other.image)


def test_the_header_of_an_mp4_is_enough_to_know_all_its_packets(folder: Path) -> None:
    with open_media(folder / "large.mp4") as near:
        packets = list(near.packets())
    with serving(folder) as served:
        with open_media(served.url("large.mp4")) as far:
            before = served.sent_bytes
            assert list(far.packets()) == packets
        assert served.sent_bytes - before < 3_000_000


@pytest.mark.parametrize("name", ["large.mp4", "large.mkv", "small.ts", "beeps.mp4"])
def test_the_same_recording_under_any_name(name: str, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.bin"
    copy.write_bytes((folder / name).read_bytes())
    with serving(folder) as served, open_media(served.url(name)) as far:
        with open_media(copy) as near:
            assert far.info.id == near.info.id
            assert far.info.duration_s == near.info.duration_s
            assert far.info.size_bytes == near.info.size_bytes
        assert far.info.source == served.url(name)
        assert far.info.name == name


@pytest.mark.parametrize("name", ["small.ts", "small.h264"])
def test_other_formats(name: str, folder: Path) -> None:
    with serving(folder) as served, open_media(served.url(name)) as media:
        assert [number_in(f.image) for f in media.frames_at([2.0, 0.5, 1.0])] == [50, 12, 25]
        assert [number_in(f.image) for f in media.frames(Span(0.4, 0.6))] == [10, 11, 12, 13, 14]
        assert [number_in(f.image) for f in media.frames(fps=1)] == [0, 25, 50]
        keys_s = [packet.time_s for packet in media.packets() if packet.keyframe]
        assert [frame.time_s for frame in media.keyframes()] == keys_s


def test_sound(folder: Path) -> None:
    with serving(folder) as served, open_media(served.url("beeps.mp4")) as media:
        (chunk,) = media.sound(Span(1.5, 3.5))
    assert chunk.start_s == 1.5
    assert np.abs(chunk.samples[8_000:8_800]).max() > 0.3


def test_addresses_that_lead_nowhere(folder: Path) -> None:
    with serving(folder) as served:
        for name, said in {
            "gone.mp4": "404",
            "text.mp4": "not a recording",
            "empty.mp4": "cannot be read",
        }.items():
            with pytest.raises(OpenError, match=said) as caught:
                open_media(served.url(name))
            assert served.url(name) in str(caught.value)


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(OpenError, match="check the address"):
        open_media(f"http://127.0.0.1:{port}/a.mp4")


def test_a_server_that_sends_only_whole_files(folder: Path) -> None:
    with serving(folder, ranges=False) as served, pytest.raises(OpenError, match="download it"):
        open_media(served.url("small.ts"))


def test_a_password_in_an_address_is_used_but_neither_kept_nor_told(folder: Path) -> None:
    with serving(folder, login="ann:s3cr@t") as served:
        address = served.url("beeps.mp4")
        with pytest.raises(OpenError, match="asks for a login") as refused:
            open_media(address.replace("//", "//ann:wr0ng@"))
        assert "wr0ng" not in str(refused.value)
        with open_media(address.replace("//", "//ann:s3cr%40t@")) as media:
            assert next(media.frames_at([1.0])).image.any()
            assert media.info.source == address


def test_a_page_in_place_of_a_recording(folder: Path) -> None:
    with serving(folder) as served, pytest.raises(OpenError, match="in a browser"):
        open_media(served.url("text.mp4"))
