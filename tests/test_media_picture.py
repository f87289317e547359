"""Pictures as a person sees them: upright, square pixels, right colours, no combs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path

import av
import numpy as np
import pytest
from odd_files import CORNERS, HEIGHT, WIDTH, numbered, plain, steady, with_cover, write

from longtake.media import open_media
from longtake.media.hdr import to_sdr

PATCHES = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (200, 120, 40)]


def first_image(path: Path, height_px: int | None = None) -> np.ndarray:
    with open_media(path) as media:
        return next(media.frames(height_px=height_px)).image


def corner(image: np.ndarray, place: str) -> str:
    """Whose colour is in this corner of the picture."""
    row = 8 if "top" in place else -8
    column = 8 if "left" in place else -8
    pixel = image[row, column].astype(int)
    colours = {**CORNERS, "bottom right": (0, 0, 0)}
    return min(colours, key=lambda name: int(np.abs(pixel - colours[name]).sum()))


@pytest.mark.parametrize(("degrees", "mirror"), list(product((0, 90, 180, 270), (False, True))))
def test_upright_and_unmirrored(degrees: int, mirror: bool, tmp_path: Path) -> None:
    path = write(
        tmp_path / "turned.mp4",
        steady(3, 1),
        time_base=Fraction(1, 25),
        prepare=lambda stream: stream.set_display_rotation(degrees, hflip=mirror),
    )
    stored = numbered(0)
    turned = np.rot90(stored, degrees // 90)  # counter-clockwise, as the file says
    expected = turned[:, ::-1] if mirror else turned
    with open_media(path) as media:
        stream = media.info.video
        image = next(media.frames()).image
        (small,) = media.frames_at([0.1], 60)
    assert image.shape == expected.shape
    assert stream is not None
    assert (stream.height_px, stream.width_px) == expected.shape[:2]
    assert small.image.shape[0] == 60
    for place in ("top left", "top right", "bottom left", "bottom right"):
        assert corner(image, place) == corner(expected, place)
        assert corner(small.image, place) == corner(expected, place)


@pytest.mark.parametrize(
    ("aspect", "size"),
    [("4/3", (213, 120)), ("2/3", (160, 180)), ("1/1", (160, 120)), ("224/225", (160, 120))],
)
def test_square_pixels(aspect: str, size: tuple[int, int], tmp_path: Path) -> None:
    def prepare(stream: av.VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = Fraction(aspect)

    path = write(tmp_path / "wide.mp4", steady(2, 1), time_base=Fraction(1, 25), prepare=prepare)
    with open_media(path) as media:
        stream = media.info.video
        assert stream is not None
        assert (stream.width_px, stream.height_px) == size
        height, width, _ = next(media.frames()).image.shape
    assert (width, height) == size


def to_yuv(rgb: tuple[int, int, int], red: float, blue: float, full: bool) -> list[float]:
    r, g, b = (value / 255 for value in rgb)
    y = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - y) / (2 * (1 - blue)), (r - y) / (2 * (1 - red))
    if full:
        return [255 * y, 128 + 255 * u, 128 + 255 * v]
    return [16 + 219 * y, 128 + 224 * u, 128 + 224 * v]


def patches(path: Path, red: float, blue: float, full: bool, tag: int, size: list[int]) -> Path:
    """Stripes of known colours, coded with these weights of red and blue."""
    width, height = size
    planes = np.zeros((height, width, 3), np.uint8)
    for number, rgb in enumerate(PATCHES):
        left, right = (place * width // len(PATCHES) for place in (number, number + 1))
        planes[:, left:right] = np.clip(np.round(to_yuv(rgb, red, blue, full)), 0, 255)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p"
        stream.codec_context.color_range = 2 if full else 1
        if tag:
            stream.codec_context.colorspace = tag
        frame = av.VideoFrame.from_ndarray(planes, "yuv444p", channel_last=True)
        frame.color_range, frame.colorspace = (2 if full else 1), tag or 2
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("full", [False, True], ids=["limited", "full"])
@pytest.mark.parametrize(
    ("red", "blue", "tag", "size"),
    [
        pytest.param(0.299, 0.114, 6, [144, 96], id="BT.601"),
        pytest.param(0.2126, 0.0722, 1, [144, 96], id="BT.709"),
        pytest.param(0.299, 0.114, 0, [144, 96], id="untagged, small"),
        pytest.param(0.2126, 0.0722, 0, [1280, 720], id="untagged, large"),
    ],
)
def test_colours(
    red: float, blue: float, tag: int, size: list[int], full: bool, tmp_path: Path
) -> None:
    path = patches(tmp_path / "colours.mkv", red, blue, full, tag, size)
    for image in (first_image(path), first_image(path, 48)):
        middle = image[image.shape[0] // 2]
        places = [(2 * n + 1) * len(middle) // (2 * len(PATCHES)) for n in range(len(PATCHES))]
        np.testing.assert_allclose(middle[places].astype(int), PATCHES, atol=2)


@pytest.mark.parametrize("pix_fmt", ["yuv420p10le", "yuv422p10le", "yuv444p12le", "gbrp10le"])
def test_other_depths_look_the_same(pix_fmt: str, tmp_path: Path) -> None:
    path = write(
        tmp_path / "deep.mkv",
        steady(2, 1),
        codec="ffv1",
        time_base=Fraction(1, 25),
        pix_fmt=pix_fmt,
    )
    difference = np.abs(first_image(path).astype(int) - numbered(0))
    assert difference.mean() < 3


def test_transparent_parts_are_black(tmp_path: Path) -> None:
    image = np.full((HEIGHT, WIDTH, 4), 200, np.uint8)
    image[:, : WIDTH // 2, 3] = 0
    image[:, WIDTH // 2 :, 3] = 255
    path = tmp_path / "alpha.mov"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("qtrle", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "argb"
        frame = av.VideoFrame.from_ndarray(image, "rgba").reformat(format="argb")
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    shown = first_image(path)
    assert shown[:, : WIDTH // 2].max() == 0
    assert shown[:, WIDTH // 2 :].min() == 200


def test_moving_interlaced_pictures_have_no_combs(tmp_path: Path) -> None:
    def two_moments(number: int) -> np.ndarray:
        image = np.full((128, WIDTH, 3), 30, np.uint8)
        for line in range(128):
            left = 10 + 12 * number + (6 if line % 2 else 0)
            image[line, left : left + 30] = 220
        return image

    path = write(
        tmp_path / "fields.mkv",
        steady(6, 1),
        time_base=Fraction(1, 25),
        image=two_moments,
        options={"x264-params": "tff=1", "crf": "10"},
    )
    with open_media(path) as media:
        stream = media.info.video
        frames = list(media.frames())
        (again,) = media.frames_at([frames[3].time_s])
    assert stream is not None
    assert stream.interlaced
    image = frames[3].image.astype(int)
    assert np.abs(image[1:-1] - (image[:-2] + image[2:]) / 2).mean() < 1
    np.testing.assert_array_equal(again.image, frames[3].image)


def pq(nits: float) -> int:
    root = (nits / 10_000) ** (2610 / 16384)
    value = ((3424 / 4096 + 2413 / 128 * root) / (1 + 2392 / 128 * root)) ** (2523 / 32)
    return round(value * 65535)


def test_hdr_keeps_what_is_dark_and_bends_what_is_bright() -> None:
    levels = [0, 1, 10, 50, 90, 203, 500, 1000, 4000]
    grey = np.array([[[pq(nits)] * 3 for nits in levels]], np.uint16)
    shown = to_sdr(grey, "pq")[0].astype(int)
    assert (np.ptp(shown, axis=1) <= 1).all()
    assert (np.diff(shown[:, 0]) >= 0).all()
    for nits, value in zip(levels[:5], shown[:5, 0], strict=True):
        assert value == pytest.approx(255 * (nits / 203) ** (1 / 2.4), abs=3)
    assert 215 < shown[5, 0] < 240  # diffuse white is nearly white
    assert shown[7, 0] == shown[8, 0] == 255


def test_hdr_of_hybrid_log_gamma() -> None:
    signal = [0.0, 0.25, 0.5, 0.75, 1.0]
    grey = np.array([[[round(value * 65535)] * 3 for value in signal]], np.uint16)
    shown = to_sdr(grey, "hlg")[0, :, 0].astype(int)
    assert (np.diff(shown) > 0).all()
    assert shown[0] == 0
    assert 215 < shown[3] < 240  # 75 % is diffuse white
    assert shown[4] == 255


def test_hdr_files_are_shown_in_sdr(tmp_path: Path) -> None:
    codes = np.full((HEIGHT, WIDTH, 3), pq(203), np.uint16)
    path = tmp_path / "bright.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "gbrp16le"
        stream.codec_context.color_trc, stream.codec_context.color_primaries = 16, 9
        frame = av.VideoFrame.from_ndarray(codes, "rgb48le").reformat(format="gbrp16le")
        frame.color_trc, frame.color_primaries = 16, 9
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with open_media(path) as media:
        assert media.info.video is not None
        assert media.info.video.hdr
        image = next(media.frames()).image
    assert image.dtype == np.uint8
    assert 215 < image.mean() < 240


def test_size_that_changes_on_the_way(tmp_path: Path) -> None:
    small = plain(tmp_path, "small.h264", format_name="h264", count=10).path
    large = plain(
        tmp_path, "large.h264", format_name="h264", count=10, image=lambda n: numbered(n, 320, 240)
    ).path
    both = tmp_path / "both.h264"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    with open_media(both) as media:
        shapes = [frame.image.shape[:2] for frame in media.frames()]
        scaled = {frame.image.shape[0] for frame in media.frames(height_px=60)}
    assert shapes == [(120, 160)] * 10 + [(240, 320)] * 10
    assert scaled == {60}


def test_a_cover_is_no_picture_of_the_film(tmp_path: Path) -> None:
    with open_media(with_cover(tmp_path).path) as media:
        assert [stream.type for stream in media.info.streams] == ["video", "attachment"]
        assert media.info.video is not None
        assert media.info.video.width_px == WIDTH


def test_real_pictures(shared_media: Callable[[str], Path]) -> None:
    for name, size in {
        "robustness/ae_SAR-2by3.mp4": (540, 640),
        "robustness/tc_nasa_13013_rotated.mp4": (480, 270),
        "robustness/ae_h264-png.mkv": (360, 640),
        "actions_objects/moviepy_fire2_phone_rot180.mp4": (720, 1280),
        "robustness/tc_testsrc2_12bit_hdr.mp4": (180, 320),
    }.items():
        with open_media(shared_media(name)) as media:
            stream, frame = media.info.video, next(media.frames())
            assert stream is not None
            assert (stream.height_px, stream.width_px) == size == frame.image.shape[:2]
            assert stream.hdr == ("hdr" in name)
