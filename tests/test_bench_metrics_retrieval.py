from __future__ import annotations

import math

import numpy as np
import pytest
from measured import golden

from longtake.bench.metrics.retrieval import (
    corpus_moment_recall,
    counterfactual_scores,
    dual_softmax,
    pairwise_accuracy,
    places,
    retrieval_scores,
)


def test_msr_vtt_style_scores_come_out_as_the_official_code_has_them() -> None:
    for (matrix,), expected in golden("retrieval_compute_metrics"):
        made = retrieval_scores(matrix, ties="official")
        recall = [100 * made.recall_at[k] for k in (1, 5, 10)]
        assert recall == pytest.approx([expected["R1"], expected["R5"], expected["R10"]])
        assert (made.median_rank, made.mean_rank) == (expected["MdR"], expected["MnR"])
        assert made.counted == expected["n"]


def test_dual_softmax_comes_out_as_the_official_code_has_it() -> None:
    for (matrix, temperature), expected in golden("retrieval_dsl"):
        table = dual_softmax(matrix, temperature=temperature)
        made = retrieval_scores(table, ties="official")
        recall = [100 * made.recall_at[k] for k in (1, 5, 10)]
        assert recall == pytest.approx([expected["R1"], expected["R5"], expected["R10"]])
        assert made.median_rank == expected["MdR"]
        assert made.mean_rank == pytest.approx(expected["MnR"])


def test_counterfactual_captions_come_out_as_the_official_code_has_them() -> None:
    for (matrix,), expected in golden("feint6k_rcad"):
        made = counterfactual_scores(matrix)
        assert 100 * made.recall_at[1] == pytest.approx(expected["R@1"])
        assert 100 * made.recall_at[3] == pytest.approx(expected["R@3"])
        assert made.mean_rank == pytest.approx(expected["meanR"])
        assert made.median_rank == expected["medianR"]


def by_sorting(matrix: np.ndarray) -> np.ndarray:
    """Ranks from 0 of everything that equals the right one, as the official rule finds them."""
    return np.where(np.sort(-matrix, axis=1) - np.diag(-matrix)[:, None] == 0)[1]


@pytest.mark.parametrize("seed", range(20))
def test_ties_count_several_times_in_the_official_rule(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 4, (9, 9)).astype(float)
    made, ranks = retrieval_scores(matrix, ties="official", at=(1, 3, 100)), by_sorting(matrix)
    assert made.counted == len(ranks)
    assert made.recall_at == pytest.approx({k: np.mean(ranks < k) for k in (1, 3, 100)})
    assert made.median_rank == np.median(ranks) + 1
    assert made.mean_rank == pytest.approx(np.mean(ranks) + 1)


@pytest.mark.parametrize("seed", range(10))
def test_the_rules_for_ties_enclose_what_chance_gives(seed: int) -> None:
    matrix = np.random.default_rng(seed).integers(0, 4, (12, 30)).astype(float)
    found = places(matrix)
    first, expected, last = (
        retrieval_scores(found, ties=ties) for ties in ("first", "expected", "last")
    )
    for k in (1, 5, 10):
        assert last.recall_at[k] <= expected.recall_at[k] <= first.recall_at[k]
    assert first.mean_rank <= expected.mean_rank <= last.mean_rank


def test_a_model_that_says_the_same_of_everything_gets_what_chance_gets() -> None:
    same = np.zeros((50, 50))
    assert retrieval_scores(same).recall_at[1] == pytest.approx(1 / 50)
    assert retrieval_scores(same).mean_rank == 25.5
    official = retrieval_scores(same, ties="official")
    assert (official.counted, official.recall_at[1]) == (2500, pytest.approx(1 / 50))


def test_without_ties_all_rules_agree() -> None:
    matrix = np.random.default_rng(1).random((40, 40))
    made = [retrieval_scores(matrix, ties=t) for t in ("expected", "official", "first", "last")]
    assert all(one.recall_at == pytest.approx(made[0].recall_at) for one in made)
    assert {one.median_rank for one in made} == {made[0].median_rank}


def test_targets_may_be_any_candidate() -> None:
    matrix = [[0.1, 0.9, 0.5], [0.3, 0.2, 0.1]]
    made = retrieval_scores(matrix, targets=[1, 2])
    assert (made.recall_at[1], made.mean_rank) == (0.5, 2.0)
    with pytest.raises(ValueError, match="columns 0 to 2"):
        retrieval_scores(matrix, targets=[0, 3])
    with pytest.raises(ValueError, match="2 queries need as many targets, got 1"):
        retrieval_scores(matrix, targets=[0])


def test_a_nan_is_named_and_infinities_are_ranked() -> None:
    matrix = np.random.default_rng(0).random((600, 600))
    matrix[412, 3] = math.nan
    with pytest.raises(ValueError, match="query 412"):
        places(matrix)
    matrix[412, 3] = math.inf
    matrix[412, 4] = -math.inf
    assert places(matrix).better[412] >= 1


def test_no_queries_have_no_score() -> None:
    assert math.isnan(retrieval_scores(np.empty((0, 5))).recall_at[1])
    assert math.isnan(pairwise_accuracy([], []))
    assert math.isnan(corpus_moment_recall({}, {})[1, 0.5])


def test_the_dual_softmax_of_each_candidate_is_shared_out_among_queries() -> None:
    table = np.random.default_rng(3).random((300, 700)).astype(np.float32)
    shares = dual_softmax(table, temperature=0.1) / table
    assert shares.sum(axis=0) == pytest.approx(np.ones(700), abs=1e-4)
    assert dual_softmax(table).dtype == np.float32


def test_a_tied_pair_is_wrong() -> None:
    assert pairwise_accuracy([0.9, 0.5, 0.1, math.nan], [0.1, 0.5, 0.9, 0.0]) == 0.25


def test_a_moment_in_a_corpus_needs_the_right_video() -> None:
    truth = {"q": [("видео", 0.0, 10.0)], "p": [("b", 5.0, 6.0)]}
    ranked = {"q": [("x", 0.0, 10.0), ("видео", 4.0, 10.0)]}
    made = corpus_moment_recall(truth, ranked, at=(1, 2))
    assert made == {(1, 0.5): 0.0, (1, 0.7): 0.0, (2, 0.5): 0.5, (2, 0.7): 0.0}
