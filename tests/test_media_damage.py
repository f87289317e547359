"""What can be read of a damaged recording is used; what cannot is said, with where it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from odd_files import beeps, damage, number_in, plain, remux, write_sound

from longtake.errors import DecodeError, OpenError
from longtake.media import open_media
from longtake.types import Observation, Span


def cut(path: Path, part: float) -> Path:
    """Only the first part of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    return path


def picture_gaps(gaps: list[Observation]) -> list[Observation]:
    return [gap for gap in gaps if gap.data["track"] == "picture"]


@pytest.mark.parametrize(
    ("name", "muxer"),
    [("cut.mp4", {"movflags": "faststart"}), ("cut.mkv", {}), ("cut.avi", {})],
)
def test_a_file_cut_off_is_known_without_decoding(
    name: str, muxer: dict[str, str], tmp_path: Path
) -> None:
    codec = {"codec": "mpeg4", "options": {"g": "20"}} if name.endswith("avi") else {}
    path = cut(plain(tmp_path, name, muxer=muxer, **codec).path, 0.6)
    with open_media(path) as media:
        (gap,) = media.gaps
        frames = list(media.frames())
        assert media.gaps == [gap]
        assert gap.span.end_s == media.info.duration_s
    assert gap.kind == "gap"
    assert gap.video == media.info.id
    assert gap.span.start_s == pytest.approx(frames[-1].time_s + 0.04, abs=0.05)
    numbers = [number_in(frame.image) for frame in frames]
    assert numbers[:-4] == list(range(len(frames) - 4))  # of the last, some lean on what is gone
    assert 20 < len(frames) < 70
    assert "ends before its header says" in gap.text


def test_a_reading_says_again_what_it_could_not_give(tmp_path: Path) -> None:
    path = cut(plain(tmp_path, "cut.mkv").path, 0.6)
    with open_media(path) as media:
        known = list(media.gaps)
        for read in (media.packets, media.keyframes, media.frames):
            media.gaps.clear()
            list(read(Span(0.0, 0.5)))
            assert media.gaps == []
            list(read(Span(0.0, 3.0)))
            assert media.gaps == known


def test_the_frame_after_a_cut_is_the_last_there_is(tmp_path: Path) -> None:
    with open_media(cut(plain(tmp_path, "cut.mkv").path, 0.6)) as media:
        last = list(media.frames())[-1]
        (shown,) = media.frames_at([2.99])
    assert shown.time_s == last.time_s


def test_pictures_that_cannot_be_decoded_are_one_gap(tmp_path: Path) -> None:
    options = {"g": "25", "bf": "0", "sc_threshold": "0"}
    path = damage(plain(tmp_path, "hurt.mkv", options=options).path, range(30, 36))
    with open_media(path) as media:
        frames = list(media.frames())
        gaps = list(media.gaps)
        (stuck,) = media.frames_at([1.3])
        assert media.gaps == gaps
    (gap,) = gaps
    assert (gap.span.start_s, gap.span.end_s) == pytest.approx((1.2, 1.44))
    numbers = [number_in(frame.image) for frame in frames]
    assert numbers[:30] == list(range(30))
    assert numbers[-25:] == list(range(50, 75))
    assert stuck.time_s <= 1.3
    assert len({frame.time_s for frame in frames}) == len(frames)


def test_reading_twice_gives_the_same_frames_and_gaps(tmp_path: Path) -> None:
    path = damage(plain(tmp_path, "hurt.mkv").path, (28, 40, 41, 60))

    def read() -> tuple[list[tuple[float, bytes]], list[str]]:
        with open_media(path) as media:
            frames = [(frame.time_s, frame.image.tobytes()) for frame in media.frames()]
            return frames, [gap.id for gap in media.gaps]

    assert read() == read()


def test_a_file_is_warned_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = cut(plain(tmp_path, "cut.mkv").path, 0.6)
    with caplog.at_level(logging.WARNING, "longtake"):
        for _ in range(2):
            with open_media(path) as media:
                list(media.packets())
                media.gaps.clear()
                list(media.frames())
    assert [record.getMessage() for record in caplog.records] == [f"cut.mkv: {media.gaps[0].text}"]


def test_sound_cut_off(tmp_path: Path) -> None:
    path = cut(write_sound(tmp_path / "a.wav", beeps(6)), 0.5)
    with open_media(path) as media:
        heard = sum(len(chunk.samples) for chunk in media.sound())
        if media.info.duration_s > 5.5:  # FFmpeg trusts the header
            (gap,) = media.gaps
            assert gap.data["track"] == "sound"
            assert gap.span.start_s == pytest.approx(3.0, abs=0.1)
    assert heard == pytest.approx(3 * 16_000, abs=800)


def test_whole_files_have_no_gaps(tmp_path: Path) -> None:
    for name in ("whole.mp4", "whole.mkv", "whole.ts"):
        with open_media(plain(tmp_path, name).path) as media:
            list(media.frames())
            list(media.sound())
            assert media.gaps == []


def test_no_decodable_picture_at_all(tmp_path: Path) -> None:
    path = damage(plain(tmp_path, "lost.mkv").path, range(75))
    with open_media(path) as media:
        with pytest.raises(DecodeError, match="another copy"):
            next(media.frames_at([1.0]))
        assert list(media.frames()) == []
        (gap,) = picture_gaps(media.gaps)
    assert gap.span == Span(0.0, 3.0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.mp4", None, "does not exist"),
        ("empty.mp4", b"", "empty"),
        ("text.mp4", b"This is not a video.\n" * 40, "not a recording"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OpenError, match=said) as caught:
        open_media(path)
    assert str(path) in str(caught.value)


def test_a_file_without_its_header_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match="cut off"):
        open_media(cut(plain(tmp_path).path, 0.7))
    with pytest.raises(OpenError, match="folder"):
        open_media(tmp_path)


def test_an_mp4_of_another_order_is_still_whole(tmp_path: Path) -> None:
    made = plain(tmp_path)
    first = remux(made.path, tmp_path / "some.mkv", packets=30)
    with open_media(first) as media:
        assert media.gaps == []
        assert len(list(media.frames())) == len(list(media.packets()))


def test_real_damage(shared_media: Callable[[str], Path]) -> None:
    with open_media(shared_media("robustness/derived_truncated_sintel_trailer.webm")) as media:
        assert media.info.duration_s == pytest.approx(52.2, abs=0.1)
        (gap,) = picture_gaps(media.gaps)
        assert gap.span.start_s == pytest.approx(18.75, abs=0.1)
        assert sum(1 for _ in media.packets()) == 450
    with open_media(shared_media("robustness/derived_truncated_mdat_frog.mp4")) as media:
        (gap,) = picture_gaps(media.gaps)
        assert gap.span.start_s == pytest.approx(82 / 30, abs=0.05)
        assert sum(1 for _ in media.frames(height_px=48)) == 82
    for name in ("no_moov", "empty", "text_named"):
        with pytest.raises(OpenError, match=f"derived_{name}"):
            open_media(shared_media(f"robustness/derived_{name}.mp4"))


def test_real_flipped_bits(shared_media: Callable[[str], Path]) -> None:
    with open_media(shared_media("robustness/derived_bitflips_popeye.mkv")) as media:
        frames = sum(1 for _ in media.frames(height_px=48))
        gaps = picture_gaps(media.gaps)
    assert frames == 1334
    lost_s = sum(gap.span.duration_s for gap in gaps)
    assert lost_s == pytest.approx((1799 - 1334) / 29.97, abs=0.5)
