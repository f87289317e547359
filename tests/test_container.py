"""What a file says of itself, as sentences a question can be answered with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from talking import Track, make_video

from longtake.media import open_media
from longtake.perceive.container import Container
from longtake.types import Observation, Span


def facts_of(path: Path, span: Span | None = None) -> dict[str, Observation]:
    with open_media(path) as media:
        found = Container().observe(media, span or media.info.span)
        return {str(one.data.get("fact", one.kind)): one for one in found}


def test_length(shared_media: Callable[[str], Path]) -> None:
    fact = facts_of(shared_media("short_films/tos_battle_clip_70s.webm"))["duration"]
    assert fact.text == "The video is 70.54 seconds long (01:10)."
    assert (fact.data["value"], fact.data["unit"]) == (70.542, "s")


def test_tracks_and_languages(shared_media: Callable[[str], Path]) -> None:
    facts = facts_of(shared_media("robustness/tc_nasa_13013.mp4"))
    assert facts["audio tracks"].text.startswith("The file carries 2 audio tracks: AAC, stereo")
    assert "English" in facts["subtitle tracks"].text
    assert facts["video tracks"].data["value"] == 2


def test_surround(shared_media: Callable[[str], Path]) -> None:
    facts = facts_of(shared_media("short_films/bbb_5s_720p_5.1audio.mp4"))
    assert facts["audio channels"].text == "The sound is 5.1 surround, 6 channels."
    assert facts["resolution"].text == "The picture is 1280x720 pixels, landscape."


def test_sound_only(shared_media: Callable[[str], Path]) -> None:
    facts = facts_of(shared_media("audio/jfk.flac"))
    assert facts["duration"].text == "The recording is 11.00 seconds long (00:11)."
    assert facts["video tracks"].data["value"] == 0


def test_tags_chapters_and_silence(tmp_path: Path) -> None:
    path = make_video(
        tmp_path / "talk.mkv",
        4,
        [Track("subrip", "ger", [(1.0, 2.0, "Guten Tag")])],
        title="On risks",
        chapters=[(0, 1.5, "Opening"), (1.5, 4, "Risks")],
    )
    facts = facts_of(path)
    assert facts["tag:title"].text == "The file is tagged title: On risks"
    assert facts["audio tracks"].text == "The file has no sound: it carries no audio track."
    assert facts["subtitle tracks"].text.endswith("1 subtitle track: SubRip, German.")
    chapter = facts_of(path, Span(1.0, 4.0))["chapter"]
    assert chapter.text == "Chapter 2 of 2, 00:01–00:04: Risks"
    assert (chapter.span.start_s, chapter.span.end_s) == (1.5, 4.0)
    assert "duration" not in facts_of(path, Span(1.0, 4.0))


def test_what_is_cut_off_is_said(shared_media: Callable[[str], Path]) -> None:
    with open_media(shared_media("robustness/derived_truncated_mdat_frog.mp4")) as media:
        found = list(Container().observe(media, media.info.span))
    gaps = [one for one in found if one.kind == "gap"]
    assert {gap.data["track"] for gap in gaps} == {"picture", "sound"}
    assert [one.span.start_s for one in found] == sorted(one.span.start_s for one in found)


def test_mono(tmp_path: Path) -> None:
    tone = np.sin(np.arange(32_000) / 20).astype(np.float32) / 4
    facts = facts_of(make_video(tmp_path / "tone.mp4", 2, samples=tone))
    assert facts["audio channels"].text == "The sound is mono, 1 channel."
    assert facts["audio rate"].data["value"] == 16_000
