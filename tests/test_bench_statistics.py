"""Intervals and standard errors: against closed forms, published numbers and simulation."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import pytest

from longtake.bench.statistics.intervals import (
    bootstrap,
    bootstrap_of,
    ratio_bootstrap,
    score_interval,
    wilson,
)
from longtake.bench.statistics.standard_errors import standard_error


@pytest.mark.parametrize(
    ("right", "samples", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_table_of_newcombe_1998(
    right: int, samples: int, low: float, high: float
) -> None:
    found = wilson(right, samples)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_wilson_is_symmetric_and_stays_between_0_and_1() -> None:
    some, rest = wilson(3, 17), wilson(14, 17)
    assert some.low == pytest.approx(1 - rest.high)
    assert wilson(17, 17).high == 1.0
    assert 0.0 < wilson(17, 17).low < 1.0
    assert wilson(3, 17, level=0.99).low < some.low


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_bootstrap_of_a_mean_nears_the_normal_interval(method: str) -> None:
    values = np.random.default_rng(3).normal(10, 2, 400)
    found = bootstrap(values, method=method, resamples=20_000)  # type: ignore[arg-type]
    half = 1.96 * values.std() / math.sqrt(400)
    assert found.estimate == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.05 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.05 * half)
    assert method in found.method


def test_both_ways_of_drawing_agree() -> None:
    """Scores of two kinds are drawn by how often each comes up; a crumb makes them all differ."""
    values = (np.arange(300) % 3 == 0).astype(float)
    crumbs = values + np.arange(300) * 1e-9
    fast, slow = bootstrap(values, resamples=20_000), bootstrap(crumbs, resamples=20_000)
    assert fast.low == pytest.approx(slow.low, abs=0.004)
    assert fast.high == pytest.approx(slow.high, abs=0.004)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values = np.random.default_rng(0).random(200)
    assert bootstrap(values, seed=5) == bootstrap(values, seed=5)
    assert bootstrap(values, seed=5).low != bootstrap(values, seed=6).low


def test_copies_of_a_sample_in_one_cluster_add_nothing() -> None:
    values = (np.random.default_rng(1).random(60) < 0.7).astype(float)
    copied, videos = np.repeat(values, 5), np.repeat(np.arange(60), 5)
    alone, clustered = bootstrap(values), bootstrap(copied, videos)
    assert (clustered.samples, clustered.clusters) == (300, 60)
    assert clustered.low == pytest.approx(alone.low, abs=0.02)
    assert clustered.high == pytest.approx(alone.high, abs=0.02)
    naive = bootstrap(copied)
    assert naive.high - naive.low < 0.6 * (clustered.high - clustered.low)


def test_one_cluster_is_said_and_its_samples_are_drawn() -> None:
    values = [0, 1, 1, 0, 1, 1, 1, 0]
    found = bootstrap(values, ["a.mp4"] * 8)
    assert found.clusters is None
    assert "one cluster" in found.method
    assert found.low < found.estimate < found.high
    assert bootstrap_of(lambda at: float(len(set(at))), 8, ["a"] * 8).clusters is None


def test_an_interval_stays_within_the_scores() -> None:
    found = bootstrap([1.0] * 29 + [0.0], level=0.99)
    assert 0 <= found.low < found.estimate < found.high <= 1
    assert found.covers(found.estimate)
    assert not found.covers(-0.1)


def test_equal_scores_have_no_width_except_where_all_are_right_or_wrong() -> None:
    assert bootstrap([0.3] * 10).low == pytest.approx(0.3)
    assert bootstrap([0.3] * 10).high == pytest.approx(0.3)
    assert bootstrap([0.7]).high == pytest.approx(0.7)
    right = score_interval([1.0] * 20)
    assert (right.low, right.high) == (wilson(20, 20).low, 1.0)
    assert right.method == "Wilson"
    wrong = score_interval([0] * 20, list("abcd") * 5)
    assert (wrong.high, wrong.samples, wrong.clusters) == (wilson(0, 4).high, 20, 4)
    assert "bootstrap" in score_interval([1, 0, 1]).method


def test_a_ratio_is_of_sums_and_its_interval_that_of_the_mean_over_ones() -> None:
    above, below = [1.0, 0.0, 2.0, 1.0], [2.0, 1.0, 2.0, 3.0]
    assert ratio_bootstrap(above, below).estimate == 0.5
    assert ratio_bootstrap(above, [1] * 4) == bootstrap(above)
    with pytest.raises(ValueError, match="denominators sum to 0"):
        ratio_bootstrap(above, [0] * 4)


def test_bootstrap_of_any_statistic_agrees_with_that_of_the_mean() -> None:
    values = np.random.default_rng(2).random(150)
    videos = np.arange(150) // 3
    any_, mean = (
        bootstrap_of(lambda at: float(values[at].mean()), 150, videos),
        bootstrap(values, videos, method="percentile"),
    )
    assert (any_.estimate, any_.clusters) == (pytest.approx(mean.estimate), 50)
    assert any_.low == pytest.approx(mean.low, abs=0.01)
    assert any_.high == pytest.approx(mean.high, abs=0.01)


def test_a_clustered_standard_error_is_the_sum_over_pairs_within_clusters() -> None:
    rng = np.random.default_rng(4)
    values, videos = rng.random(40), rng.integers(0, 9, 40)
    apart = values - values.mean()
    pairs = sum(
        apart[i] * apart[j]
        for i in range(40)
        for j in range(40)
        if i != j and videos[i] == videos[j]
    )
    found = standard_error(values, videos)
    plain = values.std(ddof=1) / math.sqrt(40)
    assert found.plain_standard_error == pytest.approx(plain)
    assert found.standard_error == pytest.approx(math.sqrt(plain**2 + pairs / 40**2))
    assert found.design_effect == pytest.approx(found.standard_error**2 / plain**2)
    assert found.interval().high == pytest.approx(values.mean() + 1.959964 * found.standard_error)


def test_clusters_of_one_change_nothing_and_clusters_that_agree_cost_samples() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0]
    assert standard_error(values, list("abcdef")).design_effect == pytest.approx(1)
    assert standard_error(values, ["a"] * 6).clusters is None
    agreeing = standard_error(np.repeat(values, 10), np.repeat(np.arange(6), 10))
    assert agreeing.design_effect == pytest.approx(10, rel=0.05)
    assert standard_error([1, 1, 1], list("aab")).standard_error == 0


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """200 runs each; a true 95 % shows 90 to 99 % of them with all but certainty."""
    rng = np.random.default_rng(11)

    def alone() -> tuple[np.ndarray, None]:
        return (rng.random(80) < 0.85).astype(float), None

    def clustered() -> tuple[np.ndarray, np.ndarray]:
        videos = np.repeat(np.arange(40), rng.integers(1, 10, 40))
        shares = rng.beta(1.4, 0.6, 40)
        return (rng.random(len(videos)) < shares[videos]).astype(float), videos

    assert 0.90 <= _held(alone, 0.85) <= 0.99
    assert 0.90 <= _held(clustered, 0.7) <= 0.99
    assert _held(lambda: (clustered()[0], None), 0.7) < 0.85


def _held(draw: Callable[[], tuple[np.ndarray, np.ndarray | None]], truth: float) -> float:
    runs = [draw() for _ in range(200)]
    return sum(bootstrap(*run, resamples=500).covers(truth) for run in runs) / 200


def test_ten_thousand_samples_are_resampled_two_thousand_times_within_two_seconds() -> None:
    values = np.random.default_rng(0).random(10_000)
    started = time.perf_counter()
    found = bootstrap(values, resamples=2000)
    assert time.perf_counter() - started < 2
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 100, rel=0.1)


@pytest.mark.parametrize(
    ("values", "clusters", "told"),
    [
        ([], None, "values is empty"),
        ([0.1, math.nan], None, r"values\[1\] is nan \(1 of 2"),
        ([0.1, math.inf], None, r"values\[1\] is inf"),
        ([0.1, None], None, r"values\[1\] is None"),
        (["a"], None, "flat list of numbers"),
        ([[1.0], [2.0]], None, r"shape \(2, 1\)"),
        ([0.1, 0.2], ["a"], "values has 2, clusters has 1"),
        ([0.1, 0.2], ["a", None], r"clusters\[1\] is None"),
    ],
)
def test_what_cannot_be_resampled_is_named(values: list, clusters: list | None, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        bootstrap(values, clusters)


def test_settings_out_of_range_are_named() -> None:
    with pytest.raises(ValueError, match=r"level must lie between 0 and 1, got 95"):
        bootstrap([1, 0], level=95)
    with pytest.raises(ValueError, match="resamples must be 1 or more, got 0"):
        bootstrap([1, 0], resamples=0)
    with pytest.raises(ValueError, match="'jackknife'"):
        bootstrap([1, 0], method="jackknife")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"samples \(5\), got 6"):
        wilson(6, 5)
    with pytest.raises(ValueError, match="needs two or more"):
        standard_error([1.0])
    with pytest.raises(ValueError, match="clusters has 1, samples is 3"):
        bootstrap_of(lambda at: 0.0, 3, ["a"])
