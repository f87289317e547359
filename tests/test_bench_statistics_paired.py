"""Two runs on the same samples, and how many samples it takes to tell them apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from longtake.bench.statistics.intervals import bootstrap, wilson
from longtake.bench.statistics.paired import (
    compare,
    mcnemar,
    paired_difference,
    permutation_test,
)
from longtake.bench.statistics.power import (
    distinguishable,
    mcnemar_power,
    samples_for_scores,
    samples_needed,
    smallest_difference,
    smallest_score_difference,
)


def _runs(both: int, only_a: int, only_b: int, neither: int) -> tuple[list[int], list[int]]:
    a = [1] * both + [1] * only_a + [0] * only_b + [0] * neither
    b = [1] * both + [0] * only_a + [1] * only_b + [0] * neither
    return a, b


def test_mcnemar_gives_the_example_of_fagerland_2013() -> None:
    found = mcnemar(*_runs(1, 1, 7, 12))
    assert (found.both_right, found.only_a_right, found.only_b_right, found.both_wrong) == (
        1,
        1,
        7,
        12,
    )
    assert found.p_exact == pytest.approx(0.0703, abs=5e-5)
    assert found.p_mid == pytest.approx(0.0391, abs=5e-5)
    assert found.difference == pytest.approx(-6 / 21)
    assert found.discordant_share == pytest.approx(8 / 21)


@pytest.mark.parametrize(("only_a", "only_b"), [(0, 0), (3, 3), (0, 5), (12, 4), (140, 90)])
def test_mcnemar_is_the_binomial_sum_and_knows_no_sides(only_a: int, only_b: int) -> None:
    one, other = mcnemar(*_runs(2, only_a, only_b, 1)), mcnemar(*_runs(2, only_b, only_a, 1))
    n, k = only_a + only_b, min(only_a, only_b)
    tail = sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    at = math.comb(n, k) / 2**n
    assert one.p_exact == other.p_exact == pytest.approx(min(1, 2 * tail))
    assert one.p_mid == other.p_mid == pytest.approx(2 * tail - at)


def test_mcnemar_of_many_samples_is_exact_and_does_not_overflow() -> None:
    found = mcnemar(*_runs(0, 5200, 5000, 0))
    ways, total = 1, 0
    for k in range(5001):
        total += ways
        ways = ways * (10_200 - k) // (k + 1)
    assert found.p_exact == pytest.approx(2 * total / (1 << 10_200), rel=1e-8)


def test_a_paired_difference_is_the_bootstrap_of_the_differences() -> None:
    rng = np.random.default_rng(0)
    a, b, videos = rng.random(90), rng.random(90), rng.integers(0, 20, 90)
    assert paired_difference(a, b, videos) == bootstrap(a - b, videos)
    there, back = paired_difference(a, b), paired_difference(b, a)
    assert there.estimate == pytest.approx(-back.estimate)
    assert there.low == pytest.approx(-back.high, abs=0.02)


def test_pairing_tells_apart_what_two_single_intervals_do_not() -> None:
    a, b = _runs(100, 20, 4, 60)
    found = compare(a, b)
    assert found.a.low < found.b.high
    assert not found.difference.covers(0)
    assert found.difference.estimate == pytest.approx(16 / 184)
    assert found.mcnemar is not None
    assert found.mcnemar.p_mid < 0.01
    assert found.correlation == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert found.standard_error.standard_error < found.difference.estimate / 3


def test_runs_that_agree_everywhere_are_not_told_apart() -> None:
    found = compare([1, 1, 1], [1, 1, 1], list("aab"))
    assert found.difference.estimate == 0
    assert found.difference.high == -found.difference.low == wilson(0, 2).high
    assert found.permutation.p == 1
    assert found.mcnemar is not None
    assert found.mcnemar.p_exact == 1
    assert found.correlation is None
    assert compare([0.5, 0.1], [0.2, 0.1]).mcnemar is None


def test_runs_that_never_differ_are_the_surer_the_more_samples_they_share() -> None:
    few, many = paired_difference([1, 0] * 5, [1, 0] * 5), paired_difference([1] * 900, [1] * 900)
    assert few.high > 0.2
    assert 0 < many.high < 0.005
    apart = paired_difference([1] * 10, [0] * 10)
    assert (apart.estimate, apart.high) == (1, 1)
    assert apart.low == pytest.approx(2 * wilson(10, 10).low - 1)


def test_a_few_samples_are_permuted_in_every_way() -> None:
    """Fisher's Darwin data: 863 of 32,768 sign flips reach the sum that was seen, on one side."""
    apart = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    found = permutation_test(apart, [0] * 15, flips=40_000)
    assert found.exact
    assert found.flips == 32_768
    assert found.p == pytest.approx(2 * 863 / 32_768)


def test_permuting_right_or_wrong_at_random_nears_the_exact_mcnemar() -> None:
    a, b = _runs(200, 60, 40, 100)
    found = permutation_test(a, b, flips=50_000)
    assert not found.exact
    assert found.p == pytest.approx(mcnemar(a, b).p_exact, abs=0.006)


def test_permuting_scores_that_all_differ_nears_the_normal_test() -> None:
    apart = np.random.default_rng(5).normal(0.12, 1, 301)
    found = permutation_test(apart, np.zeros(301), flips=20_000)
    z = abs(apart.sum()) / math.sqrt((apart**2).sum())
    assert 0.005 < found.p < 0.5
    assert found.p == pytest.approx(math.erfc(z / math.sqrt(2)), abs=0.01)


def test_a_random_p_is_never_zero_and_repeats_with_its_seed() -> None:
    a, b = [1] * 100, [0] * 100
    assert permutation_test(a, b, flips=999).p == pytest.approx(1 / 1000)
    rng = np.random.default_rng(0)
    a_, b_ = rng.random(100), rng.random(100)
    assert permutation_test(a_, b_, seed=3) == permutation_test(a_, b_, seed=3)


def test_whole_videos_are_swapped() -> None:
    """Ten copies of each of four differences are four differences, not forty."""
    a, videos = np.repeat([1.0, 1.0, 1.0, 1.0], 10), np.repeat(np.arange(4), 10)
    found = permutation_test(a, np.zeros(40), videos)
    assert (found.p, found.clusters, found.exact) == (2 / 16, 4, True)
    assert permutation_test(a, np.zeros(40)).p < 0.001


def test_tests_between_equal_runs_are_wrong_as_seldom_as_they_say() -> None:
    rng = np.random.default_rng(8)
    videos = np.repeat(np.arange(25), 4)
    swaps, mid, naive = 0, 0, 0
    for _ in range(200):
        leaning = rng.choice([0.1, 0.9], 25)[videos]
        a = (rng.random(100) < leaning).astype(float)
        b = (rng.random(100) < 1 - leaning).astype(float)
        swaps += permutation_test(a, b, videos, flips=500).p <= 0.05
        naive += mcnemar(a, b).p_exact <= 0.05
        c, d = rng.integers(0, 2, 100), rng.integers(0, 2, 100)
        mid += mcnemar(c, d).p_mid <= 0.05
    assert swaps <= 20
    assert mid <= 20
    assert naive > 40, "samples that share videos make McNemar's test too sure"


def test_samples_needed_gives_the_example_of_connor_1987() -> None:
    assert samples_needed(0.5, 0.4) == 23
    assert samples_needed(0.5, -0.4) == 23
    assert samples_needed(0.5, 0.4, design_effect=2) == 45


def test_exact_power_gives_the_example_of_the_gpower_manual() -> None:
    """50 pairs, odds ratio 0.25, 40 % discordant, 5 % on one side: 0.839343."""
    found = mcnemar_power(50, 0.4, 0.24, alpha=0.10, test="exact")
    assert found == pytest.approx(0.839343, abs=2e-4)


@pytest.mark.parametrize(("n", "share", "difference"), [(40, 0.5, 0.3), (300, 0.2, 0.06)])
def test_power_is_how_often_the_test_comes_out(n: int, share: float, difference: float) -> None:
    rng = np.random.default_rng(1)
    chances = [(share + difference) / 2, (share - difference) / 2, 1 - share]
    for test in ("exact", "mid-p"):
        tables = rng.multinomial(n, chances, size=2000)
        ps = [mcnemar(*_runs(0, a, b, c)) for a, b, c in tables]
        seen = np.mean([(p.p_exact if test == "exact" else p.p_mid) <= 0.05 for p in ps])
        found = mcnemar_power(n, share, difference, test=test)  # type: ignore[arg-type]
        assert found == pytest.approx(seen, abs=0.035)


def test_power_formula_and_sum_agree_where_they_meet() -> None:
    n = samples_needed(0.2, 0.02)
    assert mcnemar_power(n, 0.2, 0.02) == pytest.approx(0.8, abs=0.01)
    assert mcnemar_power(24_900, 0.2, 0.005) == pytest.approx(
        mcnemar_power(25_100, 0.2, 0.005), abs=0.01
    )
    assert mcnemar_power(100, 0.3, 0.0) == pytest.approx(0.05, abs=0.02)
    assert mcnemar_power(100, 0.0, 0.0) == 0


@pytest.mark.parametrize("power", [0.3, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("share", [0.05, 0.3, 1.0])
def test_the_smallest_difference_undoes_the_samples_needed(share: float, power: float) -> None:
    least = smallest_difference(1000, share, power=power)
    assert least is not None
    assert samples_needed(share, least, power=power) == 1000
    assert samples_needed(share, least * 0.99, power=power) > 1000


def test_too_few_samples_show_nothing() -> None:
    assert smallest_difference(5, 0.1) is None
    assert smallest_difference(1000, 0.0) is None
    with pytest.raises(ValueError, match="no number of samples"):
        samples_needed(0.2, 0.0)
    with pytest.raises(ValueError, match=r"0\.3 exceeds the discordant share 0\.2"):
        samples_needed(0.2, 0.3)
    with pytest.raises(ValueError, match="'approximate'"):
        mcnemar_power(10, 0.2, 0.1, test="approximate")  # type: ignore[arg-type]


def test_two_runs_say_how_many_more_samples_they_need() -> None:
    a, b = _runs(100, 22, 14, 64)
    found = distinguishable(a, b)
    assert (found.samples, found.discordant_share, found.difference) == (200, 0.18, 0.04)
    assert found.samples_needed == samples_needed(0.18, 0.04)
    assert found.more_samples == found.samples_needed - 200 > 0
    assert found.smallest_difference == smallest_difference(200, 0.18)
    assert found.power < 0.4
    shared = distinguishable(a, b, np.arange(200) // 4)
    assert shared.design_effect > 1
    assert shared.samples_needed is not None
    assert shared.samples_needed > found.samples_needed
    assert shared.power < found.power


def test_runs_that_score_alike_need_no_number_of_samples() -> None:
    alike = distinguishable(*_runs(100, 30, 30, 40))
    assert (alike.samples_needed, alike.more_samples) == (None, None)
    assert alike.smallest_difference is not None
    same = distinguishable([1, 0], [1, 0], ["a", "b"])
    assert (same.smallest_difference, same.power) == (None, 0)
    assert distinguishable(*_runs(50, 40, 0, 10)).more_samples == 0


def test_samples_for_scores_are_miller_2024() -> None:
    """(1.96 + 0.84)² ω² / δ² with ω² = 1/9 and δ = 0.03."""
    assert samples_for_scores(1 / 3, 0.03) == 969
    assert smallest_score_difference(969, 1 / 3) == pytest.approx(0.03, rel=1e-3)
    with pytest.raises(ValueError, match=r"\|difference\| must lie"):
        samples_for_scores(0.3, 0.0)


def test_runs_that_do_not_belong_together_are_named() -> None:
    with pytest.raises(ValueError, match="right_a has 2, right_b has 1"):
        mcnemar([1, 0], [1])
    with pytest.raises(ValueError, match=r"right_b\[0\] is 0\.5: give 1"):
        mcnemar([1, 0], [0.5, 1])
    with pytest.raises(ValueError, match="scores_a is empty"):
        paired_difference([], [])
    with pytest.raises(ValueError, match=r"scores_b\[1\] is nan"):
        permutation_test([1, 0], [1, math.nan])
    with pytest.raises(ValueError, match="clusters has 3"):
        compare([1, 0], [0, 1], list("abc"))
