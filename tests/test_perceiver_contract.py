"""What every sense promises, whatever it perceives: one suite for all of them."""

from __future__ import annotations

import importlib.util
import json
import re
import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from talking import Track, make_video

from longtake.media import open_media
from longtake.media.recording import Recording
from longtake.models.scripted import Asked, ScriptedChat
from longtake.protocols import Perceiver
from longtake.registry import BUILT_IN, find
from longtake.types import Observation, Span

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "sample.mp4"
SENSES = tuple(BUILT_IN["perceivers"])
SPLITTABLE = ("container", "subtitles", "shots", "signature", "speech")
"""Senses that give the same for two parts as for the whole, wherever it is cut.

What stands on the screen across a cut is told by both parts, so that text, first impressions and
captions are cut at shot boundaries only.
"""


def length_s(name: str, media: Recording) -> float:
    """How much of the sample is shown to a sense; dear ones see its beginning only."""
    return media.info.duration_s if name in SPLITTABLE else 10.0


def sense(name: str) -> Perceiver:
    module = BUILT_IN["perceivers"][name].partition(":")[0]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} does not exist")
    made: Perceiver = find("perceivers", name)(*[ScriptedChat(_describe)] * (name == "caption"))
    return made


def _describe(asked: Asked) -> dict[str, Any]:
    clips = [int(number) for number in re.findall(r"Clip (\d+):", asked.text)]
    return {"captions": [{"clip": clip, "text": f"clip {clip} of some"} for clip in clips]}


@pytest.fixture(scope="module")
def media() -> Iterator[Recording]:
    with open_media(SAMPLE) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(media: Recording) -> dict[str, list[Observation]]:
    """What each sense says of the whole sample; filled as senses are asked for."""
    return {}


def seen(name: str, media: Recording, whole: dict[str, list[Observation]]) -> list[Observation]:
    if name not in whole:
        whole[name] = list(sense(name).observe(media, Span(0.0, length_s(name, media))))
    return whole[name]


@pytest.mark.parametrize("name", SENSES)
def test_it_says_who_it_is(name: str) -> None:
    made = sense(name)
    assert isinstance(made, Perceiver)
    assert made.name == name
    assert made.version
    assert "@" not in made.name + made.version


@pytest.mark.parametrize("name", SENSES)
def test_it_perceives_the_sample(
    name: str, media: Recording, whole: dict[str, list[Observation]]
) -> None:
    found = seen(name, media, whole)
    assert found
    for one in found:
        assert one.video == media.info.id
        assert one.source.startswith(f"{name}@")
        assert one.text.strip() or one.kind == "signature"
        assert one.span.start_s <= media.info.duration_s


@pytest.mark.parametrize("name", SENSES)
def test_what_it_says_survives_being_kept(
    name: str, media: Recording, whole: dict[str, list[Observation]]
) -> None:
    for one in seen(name, media, whole):
        assert json.loads(json.dumps(one.data)) == dict(one.data)


@pytest.mark.parametrize("name", SENSES)
def test_it_goes_in_order_of_time(
    name: str, media: Recording, whole: dict[str, list[Observation]]
) -> None:
    starts_s = [one.span.start_s for one in seen(name, media, whole)]
    assert starts_s == sorted(starts_s)


@pytest.mark.parametrize("name", SENSES)
def test_nothing_is_said_twice(
    name: str, media: Recording, whole: dict[str, list[Observation]]
) -> None:
    ids = [one.id for one in seen(name, media, whole)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", SENSES)
def test_asked_again_it_says_the_same(
    name: str, media: Recording, whole: dict[str, list[Observation]]
) -> None:
    part = Span(0.0, length_s(name, media) / 2)
    first, again = sense(name), sense(name)
    once = list(first.observe(media, part))
    assert once == list(first.observe(media, part))
    with open_media(SAMPLE) as other:
        assert once == list(again.observe(other, part))


@pytest.mark.parametrize("name", SENSES)
def test_what_it_says_of_a_part_starts_in_it(name: str, media: Recording) -> None:
    part = Span(18.29, 21.03)
    starts_s = [one.span.start_s for one in sense(name).observe(media, part)]
    assert [start_s for start_s in starts_s if start_s not in part] == []


@pytest.mark.parametrize("name", SPLITTABLE)
def test_parts_together_say_what_the_whole_does(
    name: str, media: Recording, whole: dict[str, list[Observation]]
) -> None:
    edges = [media.info.duration_s * share for share in (0.0, 0.27, 0.5, 0.81, 1.0)]
    parts = [
        one
        for start_s, end_s in pairwise(edges)
        for one in sense(name).observe(media, Span(start_s, end_s))
    ]
    assert _rounded(parts) == _rounded(seen(name, media, whole))


def _rounded(found: list[Observation]) -> list[tuple[str, str, float, float]]:
    """Compressed sound decodes a little differently after a jump: the odd 32 ms is nothing."""
    return [
        (one.kind, one.text, pytest.approx(one.span.start_s, abs=0.07),
         pytest.approx(one.span.end_s, abs=0.07))
        for one in found
    ]  # fmt: skip


@pytest.mark.parametrize("name", SENSES)
def test_after_the_end_there_is_nothing(name: str, media: Recording) -> None:
    after = Span(media.info.duration_s + 100, media.info.duration_s + 110)
    assert list(sense(name).observe(media, after)) == []


@pytest.mark.parametrize("name", SENSES)
def test_sound_alone_is_no_failure(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hiss.wav"
    hiss = np.random.default_rng(0).normal(0, 900, 32_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(hiss.tobytes())
    with open_media(path) as media:
        found = list(sense(name).observe(media, media.info.span))
    assert bool(found) == (name == "container")


@pytest.mark.parametrize("name", SENSES)
def test_a_silent_grey_picture_is_no_failure(name: str, tmp_path: Path) -> None:
    path = make_video(tmp_path / "grey.mkv", 1, [Track("subrip", "eng", [(0.2, 0.8, "Hello")])])
    with open_media(path) as media:
        kinds = {one.kind for one in sense(name).observe(media, media.info.span)}
    assert kinds <= {"file", "subtitle", "shot", "signature", "caption"}
