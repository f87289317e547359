"""Glimpses: small looks at the right times, of the groups asked for and no more."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from odd_files import write

from longtake.errors import OpenError
from longtake.media import open_media
from longtake.media.glimpse import Group, Keep, Looker, groups

CLOSED = {"g": "20", "sc_threshold": "0", "bf": "2", "x264-params": "b-adapt=0"}


def ramp(number: int) -> np.ndarray:
    """Brighter from picture to picture, and brighter to the right."""
    across = np.linspace(0, 100, 320)[None, :, None]
    return np.broadcast_to(across + number, (180, 320, 3)).astype(np.uint8)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write(
        tmp_path / "film.mp4",
        range(100),
        image=ramp,
        time_base=Fraction(1, 25),
        options=CLOSED,
    )


def seen(path: Path, keep: Keep = "all") -> list[tuple[float, float]]:
    """Time and mean brightness of everything, group by group."""
    held = list(groups(str(path)))
    looker = Looker(str(path))
    found = [
        (glimpse.time_s, float(glimpse.luma.mean()))
        for group, after in zip(held, [*held[1:], None], strict=True)
        for glimpse in looker.look(group, after, keep)
    ]
    looker.close()
    return found


def test_groups_hold_every_picture_once_and_begin_with_a_keyframe(film: Path) -> None:
    found = list(groups(str(film)))
    assert [len(group.packets) for group in found] == [20] * 5
    assert [group.number for group in found] == [0, 20, 40, 60, 80]
    assert all(group.whole and group.packets[0].is_keyframe for group in found)
    assert [group.times_s[0] for group in found] == pytest.approx([0, 0.8, 1.6, 2.4, 3.2])


def test_every_picture_is_glimpsed_at_its_time(film: Path) -> None:
    found = seen(film)
    assert [time_s for time_s, _ in found] == pytest.approx([n / 25 for n in range(100)])
    brightness = [mean for _, mean in found]
    assert brightness == sorted(brightness)
    with open_media(film) as media:
        assert [frame.time_s for frame in media.frames()] == [time_s for time_s, _ in found]


def test_a_glimpse_is_a_small_picture_of_brightness_with_colour_now_and_then(film: Path) -> None:
    group = next(groups(str(film)))
    looker = Looker(str(film))
    found = list(looker.look(group))
    looker.close()
    luma = found[0].luma
    assert (luma.shape, luma.dtype) == ((36, 64), np.uint8)
    assert luma[:, -8:].mean() > luma[:, :8].mean() + 40
    coloured = [glimpse for glimpse in found if glimpse.colour is not None]
    assert 2 <= len(coloured) < len(found) / 2
    assert coloured[0].colour is not None
    assert coloured[0].colour.shape == (18, 32, 2)
    assert abs(float(coloured[0].colour.mean()) - 128) < 3


def test_fewer_pictures_are_the_same_pictures(film: Path) -> None:
    everything = dict(seen(film))
    for keep in ("referenced", "forward"):
        fewer = seen(film, keep)  # type: ignore[arg-type]
        assert 5 < len(fewer) < 75
        assert all(abs(everything[time_s] - mean) < 2 for time_s, mean in fewer)


def test_the_first_picture_of_a_group_is_its_keyframe(film: Path) -> None:
    looker = Looker(str(film))
    firsts = [looker.first(group) for group in groups(str(film))]
    looker.close()
    assert [first and first.time_s for first in firsts] == pytest.approx([0, 0.8, 1.6, 2.4, 3.2])


def test_a_group_too_long_to_hold_comes_in_parts_that_go_on(tmp_path: Path) -> None:
    path = write(
        tmp_path / "long.mkv",
        [40 * number for number in range(1300)],
        image=lambda number: ramp(number // 10)[:64, :96],
        codec="libvpx",
        options={"g": "9999", "deadline": "realtime", "cpu-used": "8"},
    )
    found = list(groups(str(path)))
    assert [(group.opens, group.closes) for group in found] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    times_s = [time_s for time_s, _ in seen(path)]
    assert times_s == pytest.approx([n / 25 for n in range(1300)])


@pytest.mark.parametrize(
    "name",
    [
        "short_films/sintel_4k_hevc_credits_10s.ts",  # open groups, late start
        "robustness/membrane_variable_resolution.h264",  # no timestamps, two sizes
        "robustness/tc_bt2020_10bit.mp4",
        "screen_text/bubbletea_views.gif",
        "actions_objects/openshot_seattle_msmpeg4.avi",
    ],
)
def test_odd_recordings_are_glimpsed_in_full(
    shared_media: Callable[[str], Path], name: str
) -> None:
    path = shared_media(name)
    with open_media(path) as media:
        packets = len(list(media.packets()))
    times_s = [time_s for time_s, _ in seen(path)]
    assert packets - 2 <= len(times_s) <= packets
    assert all(one < other for one, other in pairwise(times_s))


def test_damage_is_survived(shared_media: Callable[[str], Path]) -> None:
    truncated = shared_media("robustness/derived_truncated_mdat_frog.mp4")
    flipped = shared_media("robustness/derived_bitflips_popeye.mkv")
    assert 70 <= len(seen(truncated)) <= 90
    assert len(seen(flipped)) > 1000


def test_sound_alone_has_no_groups(shared_media: Callable[[str], Path]) -> None:
    path = str(shared_media("audio/jfk.flac"))
    no_groups: list[Group] = []
    assert list(groups(path)) == no_groups
    with pytest.raises(OpenError, match="no picture"):
        Looker(path)
