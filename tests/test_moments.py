"""Neighbouring hits make moments."""

from __future__ import annotations

import pytest

from longtake.memory.moments import merge
from longtake.types import Hit, Moment, Observation, Span


def hit(start_s: float, end_s: float, score: float, video: str = "a") -> Hit:
    seen = Observation(
        video=video, span=Span(start_s, end_s), kind="speech", text=f"{start_s}", source="test"
    )
    return Hit(observation=seen, score=score)


def spans(moments: list[Moment]) -> list[tuple[str, float, float]]:
    return [(m.video, m.span.start_s, m.span.end_s) for m in moments]


def test_no_hits_no_moments() -> None:
    assert merge([]) == []


def test_hits_near_each_other_are_one_moment() -> None:
    (moment,) = merge([hit(10, 12, 0.4), hit(13, 15, 0.8), hit(5, 8.5, 0.2)])
    assert spans([moment]) == [("a", 5, 15)]
    assert [h.score for h in moment.hits] == [0.8, 0.4, 0.2]
    assert moment.score == pytest.approx(0.8 + 0.4 / 2 + 0.2 / 4)


def test_hits_far_apart_or_of_two_videos_stay_apart() -> None:
    moments = merge([hit(0, 2, 0.1), hit(10, 12, 0.3), hit(0, 2, 0.2, "b")])
    assert spans(moments) == [("a", 10, 12), ("b", 0, 2), ("a", 0, 2)]


def test_slack_decides_what_is_near() -> None:
    hits = [hit(0, 2, 0.2), hit(5, 6, 0.1)]
    assert len(merge(hits, slack_s=2)) == 2
    assert len(merge(hits, slack_s=3)) == 1


def test_a_chain_of_hits_does_not_become_one_endless_moment() -> None:
    chain = [hit(at, at + 10, 1 / (1 + abs(at - 300))) for at in range(0, 600, 10)]
    moments = merge(chain, longest_s=60)
    assert all(moment.span.duration_s <= 60 for moment in moments)
    assert 300 in moments[0].span
    assert sum(len(moment.hits) for moment in moments) == len(chain)


def test_a_hit_that_lasts_the_whole_video_swallows_nothing() -> None:
    moments = merge([hit(0, 3600, 0.1), hit(100, 102, 0.9), hit(2000, 2003, 0.5)])
    assert spans(moments)[:2] == [("a", 100, 102), ("a", 2000, 2003)]
    assert spans(moments)[2] == ("a", 0, 3600)


def test_a_long_hit_that_is_best_takes_in_what_lies_within_it() -> None:
    assert spans(merge([hit(0, 300, 0.9), hit(100, 102, 0.2), hit(305, 310, 0.1)])) == [
        ("a", 0, 300),
        ("a", 305, 310),
    ]
