"""Captions by a model: which clips it is shown, what is kept, what happens when it does badly."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reasoning import film

from longtake.errors import BadReply, ModelError
from longtake.media import open_media
from longtake.models.scripted import Asked, ScriptedChat
from longtake.perceive.caption import DESCRIBING, Caption
from longtake.protocols import Media, Perceiver
from longtake.types import Budget, Observation, Span


def describe(asked: Asked) -> dict[str, Any]:
    """A model that says how bright each clip begins."""
    numbers = [int(number) for number in re.findall(r"Clip (\d+):", asked.text)]
    each = len(asked.frames) // len(numbers)
    return {
        "captions": [
            {"clip": number, "text": f"grey {asked.frames[place * each].image.mean():.0f}"}
            for place, number in enumerate(numbers)
        ]
    }


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Media]:
    with open_media(film(tmp_path_factory.mktemp("films") / "film.mp4", 24)) as opened:
        yield opened


def observed(sense: Perceiver, media: Media, *span: float) -> list[Observation]:
    return list(sense.observe(media, Span(*span)))


def test_a_span_is_described_in_clips_of_at_most_ten_seconds(media: Media) -> None:
    chat = ScriptedChat(describe, name="eyes:1")
    found = observed(Caption(chat), media, 0, 24)
    assert [one.span for one in found] == [Span(0, 8), Span(8, 16), Span(16, 24)]
    assert {one.kind for one in found} == {"caption"}
    assert {one.source for one in found} == {"caption@1-eyes:1"}
    assert [one.data["model"] for one in found] == ["eyes:1"] * 3
    assert len({one.text for one in found}) == 3
    (asked,) = chat.asked
    assert [round(frame.time_s) for frame in asked.frames[:4]] == [1, 3, 5, 7]
    assert asked.parts[0] == "Clip 1:"
    assert asked.instructions == DESCRIBING


def test_one_shot_is_one_clip_and_only_it_is_looked_at(media: Media) -> None:
    chat = ScriptedChat(describe)
    (one,) = observed(Caption(chat), media, 3.25, 6.5)
    assert one.span == Span(3.25, 6.5)
    assert all(frame.time_s in one.span for frame in chat.asked[0].frames)


def test_many_clips_take_several_calls(tmp_path: Path) -> None:
    chat = ScriptedChat(describe)
    sense = Caption(chat, frames=1, height_px=36)
    with open_media(film(tmp_path / "film.mp4", 55)) as media:
        found = observed(sense, media, 0, 55)
    assert len(found) == 6
    assert [len(asked.frames) for asked in chat.asked] == [4, 2]
    assert {frame.image.shape[0] for asked in chat.asked for frame in asked.frames} == {36}
    assert (sense.usage.calls, sense.usage.frames) == (2, 6)


def test_the_same_span_gives_equal_observations(media: Media) -> None:
    sense = Caption(ScriptedChat(describe))
    assert observed(sense, media, 0, 20) == observed(sense, media, 0, 20)


def test_works_inside_an_event_loop(media: Media) -> None:
    async def inside() -> list[Observation]:
        return observed(Caption(ScriptedChat(describe)), media, 0, 5)

    assert len(asyncio.run(inside())) == 1


def test_a_caption_left_out_is_asked_for_again(media: Media) -> None:
    def forgetful(asked: Asked) -> dict[str, Any]:
        said = describe(asked)
        return said if len(said["captions"]) == 1 else {"captions": said["captions"][:-1]}

    chat = ScriptedChat(forgetful)
    found = observed(Caption(chat), media, 0, 20)
    assert [one.span for one in found] == [Span(0, 10), Span(10, 20)]
    assert [asked.text for asked in chat.asked] == ["Clip 1:\nClip 2:", "Clip 2:"]


def test_a_caption_that_never_comes_is_an_error_that_names_the_clip(media: Media) -> None:
    chat = ScriptedChat(
        lambda _: {"captions": [{"clip": 1, "text": " "}, {"clip": 9, "text": "x"}]}
    )
    with pytest.raises(BadReply, match="gave no caption for 00:00–00:05: try again"):
        observed(Caption(chat), media, 0, 5)


def test_a_spent_budget_stops_it_and_says_so(media: Media) -> None:
    sense = Caption(ScriptedChat(describe), budget=Budget(frames=8, rounds=1))
    assert len(observed(sense, media, 0, 10)) == 1
    assert len(observed(sense, media, 10, 20)) == 1
    with pytest.raises(ModelError, match="the budget of frames for captions is spent"):
        observed(sense, media, 20, 24)


def test_sound_has_no_captions(tmp_path: Path) -> None:
    import av
    import numpy as np

    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=8_000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 8_000), np.int16), layout="mono")
        sound.rate = 8_000
        file.mux(stream.encode(sound))
    chat = ScriptedChat(describe)
    with open_media(path) as media:
        assert observed(Caption(chat), media, 0, 1) == []
    assert chat.asked == []
