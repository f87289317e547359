from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from measured import golden

from longtake.bench.metrics.quality import fit_logistic, quality_scores
from longtake.bench.metrics.ranks import kendall, mean_ranks, pearson, spearman
from longtake.bench.metrics.sequences import edit_distance, levenshtein
from longtake.bench.metrics.summaries import (
    knapsack,
    pick_segments,
    rank_agreement,
    ranked_ap,
    summary_f1,
    top_highlights,
)


def test_summary_f1_comes_out_as_the_official_code_has_it() -> None:
    for (summary, users, how), expected in golden("vsumm_f1"):
        assert how == "avg"
        assert summary_f1(summary, users).f1 == expected


def test_summaries_are_averaged_over_users_or_held_to_the_best() -> None:
    users = [[1, 1, 0, 0], [0, 0, 1, 1]]
    assert summary_f1([1, 1, 0, 0], users).f1 == pytest.approx(0.5)
    best = summary_f1([1, 1, 0, 0], users, over_users="best")
    assert (best.f1, best.precision, best.recall) == pytest.approx((1.0, 1.0, 1.0))
    assert summary_f1([0, 0, 0, 0], users).f1 == 0.0
    assert summary_f1([1, 1, 0, 0, 1, 1], users).f1 == pytest.approx(0.5)


@pytest.mark.parametrize("seed", range(15))
def test_the_knapsack_is_filled_best(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.integers(0, 9, 7).tolist(), rng.integers(1, 6, 7).tolist()
    picks = knapsack(values, weights, 10)
    assert sum(weights[i] for i in picks) <= 10
    subsets = itertools.chain.from_iterable(itertools.combinations(range(7), n) for n in range(8))
    best = max(sum(values[i] for i in s) for s in subsets if sum(weights[i] for i in s) <= 10)
    assert sum(values[i] for i in picks) == best


def test_a_summary_keeps_whole_segments_within_its_share() -> None:
    segments = [(0, 9), (10, 19), (20, 99)]
    chosen = pick_segments([0.1, 0.9, 0.5], [0, 10, 20], segments, 100)
    assert np.flatnonzero(chosen).tolist() == list(range(10, 20))
    assert not pick_segments([1.0], [0], [(0, 99)], 100).any()
    assert knapsack([], [], 5) == []
    assert knapsack([1.0], [0], 0) == [0]


def slow_tau(first: np.ndarray, second: np.ndarray) -> float:
    a, b = (np.sign(side[:, None] - side[None, :]) for side in (first, second))
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


@pytest.mark.parametrize("seed", range(20))
def test_kendall_agrees_with_every_pair_looked_at(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 6, (2, 40)).astype(float)
    assert kendall(a, b) == pytest.approx(slow_tau(a, b))
    assert kendall(a, b) == pytest.approx(kendall(b, a))
    assert kendall(a, -b) == pytest.approx(-kendall(a, b))
    assert kendall(a, a) == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(5))
def test_correlations_of_order_do_not_see_a_rising_curve(seed: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, 60))
    assert spearman(a, b) == pytest.approx(spearman(np.exp(a), b**3))
    assert kendall(a, b) == pytest.approx(kendall(np.exp(a), b**3))
    assert spearman(a, np.exp(a)) == pytest.approx(1.0)


def test_correlations_without_order_or_with_nan() -> None:
    for correlation in (pearson, spearman, kendall):
        assert math.isnan(correlation([1, 1, 1], [1, 2, 3]))
        assert math.isnan(correlation([], []))
        assert math.isnan(correlation([1], [1]))
        with pytest.raises(ValueError, match="pair 1 is not finite"):
            correlation([1, math.nan], [1, 2])
        with pytest.raises(ValueError, match="cannot be ranked"):
            correlation([1, 2], [1])
    assert mean_ranks([10, 30, 10, 20]).tolist() == [1.5, 4, 1.5, 3]
    assert spearman([1, 2, 3, 4], [1, 1, 2, 3]) == pytest.approx(0.9486832980505138)


def test_users_who_rated_all_alike_are_left_out() -> None:
    made = rank_agreement([1, 2, 3], [[1, 2, 3], [5, 5, 5], [3, 2, 1]])
    assert (made.kendall, made.spearman, made.users) == (0.0, 0.0, 2)
    assert rank_agreement([1, 2], [[1, 1]]).users == 0


def test_only_the_highlights_within_the_first_clips_are_looked_for() -> None:
    assert ranked_ap([1, 1, 1]) == 1.0
    assert ranked_ap([0, 1]) == pytest.approx((0 + 0.5) / 2)
    assert ranked_ap([0, 0]) == 0.0
    users = [[5, 1, 1, 1, 1, 4]]
    assert top_highlights([9, 1, 1, 1, 1, 0], users, k=5) == 1.0
    # Without a limit the second highlight comes last: 1/2 + 1/2 (1/5 + 2/6) / 2
    assert top_highlights([9, 1, 1, 1, 1, 0], users, k=None) == pytest.approx(
        0.5 + (0.2 + 1 / 3) / 4
    )
    with pytest.raises(ValueError, match="6 clips need a number each, got 2"):
        top_highlights([1, 2], users)


def rated(rising: bool) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    predicted = rng.random(300) * 100
    curve = 1 + 4 / (1 + np.exp(-(predicted - 40) / 8))
    return predicted if rising else -predicted, curve + rng.normal(0, 0.01, 300)


@pytest.mark.parametrize("rising", [True, False])
@pytest.mark.parametrize("logistic", ["four", "five"])
def test_a_logistic_finds_the_curve_between_predictions_and_ratings(
    rising: bool, logistic: str
) -> None:
    predicted, ratings = rated(rising)
    plain = quality_scores(predicted, ratings, logistic="none")
    made = quality_scores(predicted, ratings, logistic=logistic)
    assert abs(plain.plcc) < 0.97
    assert made.plcc > 0.9999
    assert made.rmse < 0.011
    assert made.converged
    assert made.logistic == logistic
    assert made.srcc == plain.srcc
    assert (made.srcc > 0) == rising


def test_a_fit_is_the_same_every_time_and_whatever_the_unit() -> None:
    predicted, ratings = rated(True)
    once = fit_logistic(predicted, ratings, "four")
    assert fit_logistic(predicted, ratings, "four").parameters == once.parameters
    moved = fit_logistic(predicted * 1000 - 7, ratings * 20, "four")
    assert moved.fitted == pytest.approx(once.fitted * 20, rel=1e-4)


@pytest.mark.parametrize("logistic", ["four", "five"])
def test_few_noisy_or_unrelated_ratings_still_give_numbers(logistic: str) -> None:
    rng = np.random.default_rng(2)
    for count in (2, 3, 5, 50):
        made = quality_scores(rng.random(count), rng.random(count), logistic=logistic)
        assert math.isfinite(made.rmse)
    assert math.isnan(quality_scores([1, 1, 1], [1, 2, 3], logistic=logistic).plcc)


def test_edit_distance_comes_out_as_the_official_code_has_it() -> None:
    for (predicted, truth), expected in golden("ego4d_lta_ed"):
        assert edit_distance(predicted, truth) == expected


def slow_levenshtein(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    if not a or not b:
        return len(a) + len(b)
    return min(
        slow_levenshtein(a[1:], b) + 1,
        slow_levenshtein(a, b[1:]) + 1,
        slow_levenshtein(a[1:], b[1:]) + (a[0] != b[0]),
    )


def test_all_sequences_at_once_agree_with_one_at_a_time() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 3, (30, 5)), rng.integers(0, 3, (30, 4))
    expected = [slow_levenshtein(tuple(x), tuple(y)) for x, y in zip(a, b, strict=True)]
    assert levenshtein(a, b).tolist() == expected
    assert levenshtein(b, a).tolist() == expected
    with pytest.raises(ValueError, match="30 sequences cannot be compared with 2"):
        levenshtein(a, b[:2])
    assert math.isnan(edit_distance(np.empty((0, 20, 5)), np.empty((0, 20))))
