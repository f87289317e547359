"""Calibration, and what is gained by not answering when unsure."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from longtake.bench.statistics.calibration import (
    adaptive_calibration_error,
    auroc,
    brier,
    calibration,
    expected_calibration_error,
    reliability,
)
from longtake.bench.statistics.coverage import abstention, risk_coverage
from longtake.bench.statistics.intervals import wilson

SURE = [0.95, 0.9, 0.9, 0.6, 0.55, 0.2]
RIGHT = [1, 1, 0, 1, 0, 0]


def test_the_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    found = reliability(SURE, RIGHT, bins=2)
    low, high = found.bins
    assert (low.samples, high.samples) == (1, 5)
    assert (low.gap, high.gap) == (pytest.approx(-0.2), pytest.approx(0.6 - 0.78))
    assert high.accuracy == wilson(3, 5)
    assert found.expected_error == pytest.approx((0.2 + 5 * 0.18) / 6)
    assert found.largest_error == pytest.approx(0.2)
    assert expected_calibration_error(SURE, RIGHT, bins=2) == found.expected_error


def test_a_confidence_on_an_edge_belongs_to_the_bin_below_and_0_to_the_first() -> None:
    found = reliability([0.0, 0.25, 0.5, 1.0], [0, 0, 1, 1], bins=4)
    assert [(b.low, b.high, b.samples) for b in found.bins] == [
        (0, 0.25, 2),
        (0.25, 0.5, 1),
        (0.75, 1, 1),
    ]


def test_bins_of_equal_mass_hold_as_many_samples_each() -> None:
    sure = np.linspace(0.5, 1, 40) ** 3
    found = reliability(sure, np.arange(40) % 2, bins=8, binning="mass")
    assert [b.samples for b in found.bins] == [5] * 8
    assert (found.bins[0].low, found.bins[-1].high) == (sure[0], sure[-1])


def test_equal_confidences_share_a_bin_whatever_the_order() -> None:
    sure, right = [0.9] * 7 + [0.5] * 3, [1, 1, 1, 1, 0, 0, 0, 1, 0, 0]
    turned = adaptive_calibration_error(sure[::-1], right[::-1], bins=5)
    assert adaptive_calibration_error(sure, right, bins=5) == pytest.approx(turned)
    assert turned == pytest.approx((7 * abs(4 / 7 - 0.9) + 3 * abs(1 / 3 - 0.5)) / 10)


def test_a_calibrated_confidence_has_little_error_and_an_overconfident_one_its_excess() -> None:
    rng = np.random.default_rng(0)
    truth = rng.uniform(0.2, 0.8, 20_000)
    right = rng.random(20_000) < truth
    assert expected_calibration_error(truth, right) < 0.015
    assert adaptive_calibration_error(truth, right) < 0.015
    assert expected_calibration_error(truth + 0.2, right) == pytest.approx(0.2, abs=0.01)
    assert all(b.gap < -0.1 for b in reliability(truth + 0.2, right).bins if b.samples > 500)


@pytest.mark.parametrize("bins", [None, 1, 4, 15])
def test_the_parts_of_the_brier_score_add_up(bins: int | None) -> None:
    rng = np.random.default_rng(1)
    sure = np.round(rng.random(500), 2)
    right = rng.random(500) < sure**2
    found = brier(sure, right, bins=bins)
    assert found.score == pytest.approx(((sure - right) ** 2).mean())
    parts = found.reliability - found.resolution + found.uncertainty + found.within_bins
    assert found.score == pytest.approx(parts)
    if bins is None:
        assert found.within_bins == pytest.approx(0)


def test_the_brier_parts_of_constant_and_of_perfect_confidence() -> None:
    constant = brier([0.25] * 4, [1, 0, 0, 0])
    assert (constant.reliability, constant.resolution) == (0, 0)
    assert constant.score == constant.uncertainty == pytest.approx(0.1875)
    perfect = brier([1, 0, 1, 0], [1, 0, 1, 0])
    assert perfect.score == 0
    assert perfect.resolution == perfect.uncertainty == 0.25


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    rng = np.random.default_rng(2)
    sure, right = np.round(rng.random(60), 1), rng.integers(0, 2, 60)
    pairs = [(a > b) + (a == b) / 2 for a in sure[right == 1] for b in sure[right == 0]]
    assert auroc(sure, right) == pytest.approx(np.mean(pairs))
    assert auroc([0.9, 0.1], [1, 0]) == 1
    assert auroc([0.9, 0.1], [0, 1]) == 0
    assert auroc([0.5] * 4, [1, 0, 1, 0]) == 0.5
    assert auroc([0.5, 0.6], [1, 1]) is None


def test_calibration_is_all_of_it() -> None:
    found = calibration(SURE, RIGHT, bins=3)
    assert found.samples == 6
    assert found.equal_width == reliability(SURE, RIGHT, bins=3)
    assert found.equal_mass.expected_error == adaptive_calibration_error(SURE, RIGHT, bins=3)
    assert found.auroc == auroc(SURE, RIGHT)


def test_the_curve_and_its_areas() -> None:
    found = risk_coverage([0.7, 0.9, 0.8], [1, 1, 0])
    assert found.coverage == pytest.approx([1 / 3, 2 / 3, 1])
    assert found.risk == pytest.approx([0, 1 / 2, 1 / 3])
    assert found.area == pytest.approx((1 / 2 + 1 / 3) / 3)
    assert found.area_of_perfect_order == pytest.approx(1 / 9)
    assert found.excess_area == pytest.approx(1 / 6)
    assert found.accuracy_at(2 / 3) == 0.5
    assert found.accuracy_at(1) == pytest.approx(2 / 3)
    assert found.coverage_at(0.4) == 1
    assert found.coverage_at(0.1) == pytest.approx(1 / 3)
    assert risk_coverage([0.9], [0]).coverage_at(0.5) == 0


def test_ties_count_as_the_mean_over_all_their_orders() -> None:
    sure, right = [0.9, 0.5, 0.5, 0.5, 0.1], [0, 1, 0, 1, 1]
    orders = [
        risk_coverage(np.array(sure) - 0.01 * np.array([0, *order, 0]), right)
        for order in permutations(range(3))
    ]
    found = risk_coverage(sure, right)
    assert found.risk == pytest.approx(np.mean([one.risk for one in orders], axis=0))
    assert found.area == pytest.approx(np.mean([one.area for one in orders]))


def test_a_perfect_order_has_no_excess_and_its_area_nears_that_of_geifman() -> None:
    right = np.arange(10_000) % 10 != 0
    best = risk_coverage(right + np.linspace(0, 0.1, 10_000), right)
    assert best.excess_area == pytest.approx(0, abs=1e-12)
    assert best.area == pytest.approx(0.1 + 0.9 * math.log(0.9), abs=1e-4)
    worst = risk_coverage(1 - right.astype(float), right)
    assert worst.excess_area > 0.2
    assert risk_coverage([3, 2], [1, 1]).area == 0


def test_confidence_that_says_nothing_leaves_the_risk_as_it_is() -> None:
    found = risk_coverage([0.5] * 8, [1, 0] * 4)
    assert found.risk == pytest.approx([0.5] * 8)


def test_declining_is_neither_right_nor_wrong() -> None:
    found = abstention([1, 0, 1, 0, 0], [1, 1, 1, 0, 0], cost_of_wrong=0.5)
    assert (found.answered, found.coverage, found.accuracy_of_all) == (3, 0.6, 0.4)
    assert found.accuracy_when_answered == wilson(2, 3)
    assert found.effective_reliability == pytest.approx((2 - 0.5) / 5)
    silent = abstention([0, 1], [0, 0])
    assert (silent.accuracy_when_answered, silent.effective_reliability) == (None, 0)


def test_confidences_that_cannot_be_are_named() -> None:
    with pytest.raises(ValueError, match=r"confidence\[1\] is 95 .* divide percentages by 100"):
        reliability([0.5, 95], [1, 0])
    with pytest.raises(ValueError, match=r"confidence\[0\] is nan"):
        auroc([math.nan, 0.2], [1, 0])
    with pytest.raises(ValueError, match=r"right\[0\] is 2"):
        brier([0.5], [2])
    with pytest.raises(ValueError, match="confidence has 2, right has 1"):
        risk_coverage([0.1, 0.2], [1])
    with pytest.raises(ValueError, match="confidence is empty"):
        risk_coverage([], [])
    with pytest.raises(ValueError, match="bins must be 1 or more, got 0"):
        expected_calibration_error([0.5], [1], bins=0)
    with pytest.raises(ValueError, match="'depth'"):
        reliability([0.5], [1], binning="depth")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="coverage must be above 0"):
        risk_coverage([0.1], [1]).accuracy_at(0)
    with pytest.raises(ValueError, match="risk must lie"):
        risk_coverage([0.1], [1]).coverage_at(2)
    with pytest.raises(ValueError, match="cost_of_wrong must be 0 or more"):
        abstention([1], [1], cost_of_wrong=-1)
