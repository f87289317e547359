"""How far speech and subtitles say the same."""

from __future__ import annotations

import pytest

from longtake.perceive.agreement import agreement, compared
from longtake.types import Kind, Observation, Span


def line(kind: Kind, start_s: float, end_s: float, text: str, **data: str) -> Observation:
    span = Span(start_s, end_s)
    return Observation(video="v", span=span, kind=kind, text=text, source="test", data=data)


@pytest.mark.parametrize(
    ("said", "written", "score"),
    [
        ("Ask not what your country", "[JFK] ASK NOT WHAT YOUR COUNTRY can do", 1.0),
        ("what your country", "ask not what your country can do", 1.0),
        ("don’t go", "Don't go!", 1.0),
        ("one two three four", "one two tree four", 0.75),
        ("好的我们走", "好的，我们走！", 1.0),
        ("something else entirely", "not at all the same", 0.0),
        ("", "words", 0.0),
        ("words", "[music]", 0.0),
    ],
)
def test_words_in_order_count(said: str, written: str, score: float) -> None:
    assert agreement(said, written) == pytest.approx(score)


def test_only_overlapping_subtitles_of_the_language_are_compared() -> None:
    speech = [
        line("speech", 1, 3, "good morning everyone", language="en"),
        line("speech", 20, 22, "nothing is written here", language="en"),
    ]
    subtitles = [
        line("subtitle", 1.5, 2.5, "Good morning", language="eng", track="a"),
        line("subtitle", 2.5, 3.5, "everyone", language="eng", track="a"),
        line("subtitle", 1, 3, "Bonjour à tous", language="fra", track="b"),
    ]
    checked = compared(speech, subtitles)
    assert checked[0].data["agreement"] == 1.0
    assert checked[1] == speech[1]


def test_the_best_of_several_tracks_counts() -> None:
    subtitles = [
        line("subtitle", 0, 2, "totally other words", track="a"),
        line("subtitle", 0, 2, "hello world", track="b"),
    ]
    said = line("speech", 0, 2, "hello world", language="en")
    assert compared([said], subtitles)[0].data["agreement"] == 1.0
