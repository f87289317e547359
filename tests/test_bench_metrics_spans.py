from __future__ import annotations

import math

import numpy as np
import pytest
from measured import golden

from longtake.bench.metrics.ids import match_ids
from longtake.bench.metrics.spans import (
    as_spans,
    hull_iou,
    iop,
    iou,
    iou_paired,
    merge,
    merged_iou,
    merged_overlap,
    overlap,
    sort_out,
)
from longtake.types import Span


def some_spans(rng: np.random.Generator, count: int) -> np.ndarray:
    """Random spans on a grid, so that equal, touching, nested and empty ones occur."""
    return np.sort(rng.integers(0, 12, (count, 2)), axis=1).astype(float)


@pytest.mark.parametrize("seed", range(20))
def test_iou_is_symmetric_bounded_and_one_with_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = some_spans(rng, 30), some_spans(rng, 20)
    table = iou(a, b)
    assert table.shape == (30, 20)
    assert np.array_equal(table, iou(b, a).T)
    assert table.min() >= 0
    assert table.max() <= 1
    own = iou(a, a).diagonal()
    assert np.array_equal(own, (a[:, 1] > a[:, 0]).astype(float))


@pytest.mark.parametrize("seed", range(5))
def test_all_pairs_agree_with_span_by_span(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = some_spans(rng, 12), some_spans(rng, 12)
    table, shared = iou(a, b), overlap(a, b)
    for row, first in enumerate(a):
        for column, second in enumerate(b):
            one, other = Span(*first), Span(*second)
            assert table[row, column] == pytest.approx(one.iou(other))
            assert shared[row, column] == one.overlap(other)
    assert np.array_equal(iou_paired(a, b), table.diagonal())


@pytest.mark.parametrize("seed", range(5))
def test_hull_iou_is_iou_where_spans_meet_and_negative_where_they_do_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = some_spans(rng, 50), some_spans(rng, 50)
    hull, plain = hull_iou(a, b), iou_paired(a, b)
    meet = overlap(a, b).diagonal() > 0
    assert np.allclose(hull[meet], plain[meet])
    assert (hull[~meet] <= 0).all()
    assert hull.min() >= -1


@pytest.mark.parametrize("seed", range(20))
def test_merged_time_is_the_time_that_either_covers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = some_spans(rng, 6), some_spans(rng, 6)
    seconds = [{t for s, e in side.astype(int) for t in range(s, e)} for side in (a, b)]
    assert merged_overlap(a, b) == len(seconds[0] & seconds[1])
    both = len(seconds[0] | seconds[1])
    assert merged_iou(a, b) == pytest.approx(len(seconds[0] & seconds[1]) / both if both else 0)
    assert merged_iou(a, b) == merged_iou(b, a)
    assert merged_iou(a, a) == float(bool(seconds[0]))
    ordered = merge(a)
    assert (ordered[1:, 0] > ordered[:-1, 1]).all()


def test_merging_does_not_change_what_it_was_given() -> None:
    given = np.array([[5.0, 9.0], [0.0, 2.0], [2.0, 6.0]])
    before = given.copy()
    assert merge(given).tolist() == [[0.0, 9.0]]
    assert np.array_equal(given, before)


def test_merged_iou_gives_the_published_values() -> None:
    for (first, second), expected in golden("cgbench_intervals_iou"):
        assert merged_iou(first, second) == expected


def test_a_point_inside_the_truth_lies_wholly_in_it_and_reversed_spans_share_nothing() -> None:
    assert iop([[5, 10]], [[10, 10], [12, 12], [7, 9], [8, 14], [9, 6]]).tolist() == [
        [1.0, 0.0, 1.0, pytest.approx(1 / 3), 0.0]
    ]
    assert iou([[5, 10]], [[9, 6], [10, 5]]).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("empty", [[], np.empty((0, 2)), np.empty(0)])
def test_no_spans_are_no_pairs(empty: object) -> None:
    assert iou(empty, [[0, 1], [2, 3]]).shape == (0, 2)
    assert iou([[0, 1]], empty).shape == (1, 0)
    assert merged_iou(empty, empty) == 0.0
    assert as_spans(empty).shape == (0, 2)


def test_spans_of_the_package_are_taken_as_they_are() -> None:
    assert iou([Span(0, 10)], [Span(5, 15)]).tolist() == [[pytest.approx(1 / 3)]]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[0, 1], [3, 2]], "span 1 ends before it starts"),
        ([[0, 1], [2, 3], [math.nan, 4]], "span 2 is not finite"),
        ([[0, math.inf]], "span 0 is not finite"),
        ([[0, 1], [2]], r"span 1 is no \[start_s, end_s\]: \[2\]"),
        ([[0, 1], "zwölf"], "span 1 is no"),
        ([[0, 1], None], "span 1 is no"),
    ],
)
def test_the_first_unusable_span_is_named(rows: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        as_spans(rows)


def test_unusable_spans_are_counted_by_reason_and_the_others_kept_in_order() -> None:
    kept, faults = sort_out([[4, 5, 0.9], [3, 2], [math.nan, 1], "1-2", [7], [0, 0], None])
    assert kept.tolist() == [[4, 5], [0, 0]]
    assert (faults.reversed, faults.not_finite, faults.malformed) == (1, 1, 3)
    assert faults.total == 5


def test_ids_are_told_apart_in_any_script() -> None:
    met = match_ids(["видео_1", "動画", "a", 3], ["動画", "动画", "a", "a", "3"])
    assert met.shared == ("動画", "a")
    assert met.missing == ("видео_1", 3)
    assert met.unknown == ("动画", "3")
    assert met.duplicated == ("a",)
    assert not met.kinds_differ


def test_numbers_written_as_words_are_pointed_out() -> None:
    assert match_ids([1, 2], ["1", "2"]).kinds_differ
    assert not match_ids([1, 2], ["x"]).kinds_differ
